"""The form of the staffing calculator: numbers as people write them, with units, held to bounds that a page can afford.

The address says all of it, so that a result can be quoted. Bounds are those of a page open to all: the command line
takes larger teams.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.core.text import LANGUAGES
from filiere.site.kit import fields
from filiere.staffing import READING_LABELS, StaffingTarget, Workload

MOST_AGENTS = 3_000
MOST_LOAD = 2_500.0
"""In erlangs."""
MOST_IN_A_PATIENCE = 100_000.0
"""Calls that may arrive within one mean patience: what Erlang A costs grows with it."""
_NUMBER_FORM = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")


class NumberField(forms.CharField):
    """A number from ``low`` to ``high``, with a comma or a point, spaces between thousands, a percent sign after it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, low: float, high: float, *, whole: bool = False, **kwargs: Any) -> None:
        self.low, self.high, self.whole = low, high, whole
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        """The number, None for an empty field that may be; raises `ValidationError` in the language of the page."""
        said = super().clean(value)
        if not said:
            return None
        plain = re.sub(r"[\s\u00a0\u202f]", "", said).removesuffix("%").replace(",", ".")
        if not _NUMBER_FORM.fullmatch(plain):
            raise forms.ValidationError(
                str(Text(fr=f"« {said} » n’est pas un nombre.", en=f"“{said}” is not a number."))
            )
        found = float(plain)
        if self.whole and not found.is_integer():
            raise forms.ValidationError(
                str(Text(fr="Donnez un nombre entier de personnes.", en="Enter a whole number of people."))
            )
        if not self.low <= found <= self.high:
            low, high = ({code: format_number(end, code) for code in LANGUAGES} for end in (self.low, self.high))
            said_so = Text(
                fr=f"Donnez un nombre de {low['fr']} à {high['fr']}.",
                en=f"Give a number from {low['en']} to {high['en']}.",
            )
            raise forms.ValidationError(str(said_so))
        return int(found) if self.whole else found


class StaffingForm(forms.Form):
    """Calls, how long they take, how patient callers are; then a team to judge, or what a team must reach."""

    calls = NumberField(0, 20_000, label=Text(fr="Appels dans l’intervalle", en="Calls in the interval"))
    interval = NumberField(1, 1_440, label=Text(fr="Intervalle, en minutes", en="Interval, in minutes"))
    handling = NumberField(1, 14_400, label=Text(fr="Durée de traitement, en secondes", en="Handling time, in seconds"))
    patience = NumberField(
        1,
        7_200,
        required=False,
        label=Text(
            fr="Patience moyenne, en secondes (vide : Erlang C)", en="Mean patience, in seconds (blank: Erlang C)"
        ),
    )
    threshold = NumberField(0, 3_600, label=Text(fr="Seuil, en secondes", en="Threshold, in seconds"))
    reading = fields.ChoiceField(
        Text(fr="Le niveau de service compte", en="Service level counts"), words=READING_LABELS
    )
    agents = NumberField(
        1,
        MOST_AGENTS,
        whole=True,
        required=False,
        label=Text(fr="Conseillers au travail (vide : le moins possible)", en="Agents on duty (blank: the minimum)"),
    )
    level = NumberField(
        1,
        99.9,
        required=False,
        label=Text(fr="Niveau de service, au moins, en %", en="Minimum service level, in %"),
    )
    wait = NumberField(
        0.1,
        3_600,
        required=False,
        label=Text(fr="Attente moyenne, au plus, en secondes", en="Maximum mean wait, in seconds"),
    )
    occupancy = NumberField(
        1, 99.9, required=False, label=Text(fr="Occupation, au plus, en %", en="Maximum occupancy, in %")
    )
    abandonment = NumberField(
        0.1, 99.9, required=False, label=Text(fr="Abandons, au plus, en %", en="Maximum abandonment, in %")
    )
    shrinkage = NumberField(
        0,
        90,
        required=False,
        label=Text(fr="Temps payé hors appels, en %", en="Shrinkage (paid time away from calls), in %"),
    )

    def clean(self) -> dict[str, Any]:
        """Hold together what each field cannot judge alone."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        work = build_workload(data)
        if work.load > MOST_LOAD:
            self.add_error("calls", str(_too_large_text(work.load)))
        if data["patience"] is not None and work.rate * data["patience"] > MOST_IN_A_PATIENCE:
            self.add_error("patience", str(_too_patient_text()))
        if data["abandonment"] is not None and data["patience"] is None:
            self.add_error("patience", str(_no_patience_text()))
        if data["agents"] is None and not any(data[name] is not None for name in TARGET_FIELDS):
            self.add_error("level", str(_no_target_text()))
        return data


TARGET_FIELDS = ("level", "wait", "occupancy", "abandonment")
"""What may be asked of a team."""
EXAMPLE_VALUES: Mapping[str, str] = {
    "calls": "100",
    "interval": "30",
    "handling": "180",
    "patience": "300",
    "threshold": "20",
    "reading": "offered",
    "level": "80",
    "shrinkage": "30",
}
"""What the page opens with: made up, and near what people ask first."""


def build_workload(data: Mapping[str, Any]) -> Workload:
    """The work that a valid form says; minutes become seconds."""
    return Workload(calls=data["calls"], interval=60.0 * data["interval"], handling=data["handling"])


def build_target(data: Mapping[str, Any]) -> StaffingTarget | None:
    """What a valid form asks of a team, None when it asks for nothing; percent becomes shares."""
    if not any(data[name] is not None for name in TARGET_FIELDS):
        return None

    def share(name: str) -> float | None:
        return data[name] / 100.0 if data[name] is not None else None

    return StaffingTarget(
        service_level=share("level"),
        threshold=data["threshold"],
        reading=data["reading"],
        mean_wait=data["wait"],
        occupancy=share("occupancy"),
        abandonment=share("abandonment"),
    )


def _too_large_text(load: float) -> Text:
    fr, en = (format_number(round(load), code) for code in LANGUAGES)
    most_fr, most_en = (format_number(MOST_LOAD, code) for code in LANGUAGES)
    return Text(
        fr=f"Cette charge est de {fr} erlangs ; la page va jusqu’à {most_fr}. Vérifiez les unités, ou prenez la ligne "
        "de commande.",
        en=f"This load is {en} erlangs; this page goes up to {most_en}. Check the units, or use the command line.",
    )


def _too_patient_text() -> Text:
    return Text(
        fr="Trop d’appels arrivent pendant une telle patience : cette page ne va pas si loin. Vérifiez les unités.",
        en="Too many calls arrive within that patience for this page to compute. Check the units.",
    )


def _no_patience_text() -> Text:
    return Text(
        fr=("Un taux d’abandon ne peut pas être calculé sans patience : indiquez-la, ou retirez l’objectif d’abandon."),
        en="Abandonment cannot be computed without patience: enter it, or remove the abandonment target.",
    )


def _no_target_text() -> Text:
    return Text(
        fr="Donnez un nombre de conseillers, ou un objectif à atteindre.",
        en="Enter a number of agents, or a target to reach.",
    )


PATIENCE_CHOICES: Mapping[str, Text] = {
    "mean": Text(fr="Kaplan–Meier, prolongée", en="extended Kaplan–Meier"),
    "exponential_mean": Text(fr="abandons ÷ attente", en="abandonments ÷ waits"),
    "none": Text(fr="personne ne part (Erlang C)", en="nobody leaves (Erlang C)"),
}
"""The patience that a week may be sized with."""


class WeekForm(forms.Form):
    """What a week of a centre must reach: the calls, their length and the patience are its own."""

    queue = fields.ChoiceField(Text(fr="File", en="Queue"), required=False)
    weekday = fields.ChoiceField(Text(fr="Jour", en="Date"))
    level = NumberField(1, 99.9, label=Text(fr="Niveau de service, au moins, en %", en="Minimum service level, in %"))
    threshold = NumberField(0, 3_600, label=Text(fr="Seuil, en secondes", en="Threshold, in seconds"))
    reading = fields.ChoiceField(
        Text(fr="Le niveau de service compte", en="Service level counts"), words=READING_LABELS
    )
    patience = fields.ChoiceField(Text(fr="Patience", en="Patience"), words=PATIENCE_CHOICES)
    shrinkage = NumberField(
        0,
        90,
        required=False,
        label=Text(fr="Temps payé hors appels, en %", en="Shrinkage (paid time away from calls), in %"),
    )

    def __init__(self, queues: list[tuple[str, str]], weekdays: list[tuple[str, str]], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields.offer_choices(self, "queue", queues)
        fields.offer_choices(self, "weekday", weekdays)
