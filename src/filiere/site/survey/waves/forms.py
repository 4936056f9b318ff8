"""Forms of the desk of surveys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from filiere.core import Text
from filiere.core.numbers import format_number, format_percent, parse_whole_number
from filiere.site.kit.fields import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    TimeField,
    offer_choices,
)
from filiere.site.survey.waves.frame_files import LARGEST_SIZE
from filiere.site.survey.waves.models import SampledUnit, Wave
from filiere.site.survey.waves.questionnaires import list_latest, name_wave
from filiere.survey.questionnaires import read_number

_PERIOD = re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2]))?")
_WRONG_PERIOD = Text(fr="Une année ou un mois : 2027, 2027-03.", en="A year or a month: 2027, 2027-03.")
_WRONG_BOUNDS = Text(fr="Des nombres entiers, séparés par des virgules.", en="Whole numbers, separated by commas.")
_OTHER_QUESTIONNAIRE = Text(
    fr="Cette vague porte sur un autre questionnaire.", en="This wave belongs to another questionnaire."
)
_TOO_MANY_STRATA = Text(fr="Deux colonnes au plus.", en="At most two columns.")


class _MomentFields(forms.Form):
    """A day and an hour, as one moment of the site’s clock."""

    day = DateField(Text(fr="Jour", en="Day"))
    hour = TimeField(Text(fr="Heure", en="Hour"), initial=time(8, 45))

    def read_moment(self, said: dict[str, Any]) -> datetime | None:
        """Take the two out of what was said, as one."""
        day, hour = said.pop("day", None), said.pop("hour", None)
        return timezone.make_aware(datetime.combine(day, hour)) if day is not None and hour is not None else None


class _PlanFields(_MomentFields):
    """What any new wave says: its period, its dates, the hour of its publication, the seed of its draw."""

    period = CharField(
        Text(fr="Période", en="Period"),
        Text(fr="Le mois ou l’année de référence : 2027-03.", en="The month or year of reference: 2027-03."),
        max_length=7,
    )
    opens_on = DateField(Text(fr="Ouverture", en="Opening"))
    closes_on = DateField(Text(fr="Clôture", en="Closing"))
    seed = IntegerField(
        Text(fr="Nombre de départ du tirage", en="Seed of the draw"),
        Text(
            fr="Un nombre choisi avant de voir la liste ; il suffit à refaire le tirage.",
            en="A number that you choose before seeing the list; it is all it takes to repeat the draw.",
        ),
        min_value=0,
        max_value=2**53,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = str(Text(fr="Parution, annoncée à l’avance", en="Publication, announced in advance"))
        offer_choices(self, "previous", [*((key, str(words)) for key, words in self.none_before), *_list_waves()])

    none_before: tuple[tuple[str, Text], ...] = ()
    """What is offered where no wave came before."""

    def clean_period(self) -> str:
        """Refuse what is neither a year nor a month of one."""
        period: str = self.cleaned_data["period"]
        if not _PERIOD.fullmatch(period):
            raise forms.ValidationError(str(_WRONG_PERIOD))
        return period

    def clean(self) -> dict[str, Any]:
        """Give the wave before itself, and one moment."""
        said = super().clean() or {}
        said["publish_at"] = self.read_moment(said)
        said["previous"] = Wave.objects.for_key(said.get("previous") or "")
        return said


def _list_waves() -> list[tuple[str, str]]:
    return [
        (wave.key, str(name_wave(wave)))
        for wave in Wave.objects.defer("frame", "results")
        if wave.questionnaire in list_latest()
    ]


class WaveForm(_PlanFields):
    """A new wave: it takes up the frame and the design of the last one of its questionnaire."""

    previous = ChoiceField(
        Text(fr="Vague à reprendre", en="Wave to take up"),
        Text(
            fr="Son questionnaire, sa base de sondage et son plan de tirage ; ses centres restent liés.",
            en="Its questionnaire, its sampling frame and its design; its centres stay linked.",
        ),
    )
    field_order = ("previous", "period", "opens_on", "closes_on", "day", "hour", "seed")

    def clean(self) -> dict[str, Any]:
        """Give what the act takes."""
        said = super().clean()
        previous: Wave | None = said["previous"]
        if previous is not None:
            said |= {
                "questionnaire": previous.questionnaire,
                "frame": previous.frame,
                "design": previous.design,
                "fictitious": previous.fictitious,
            }
        return said


class DesignForm(forms.Form):
    """How many centres are drawn, and from what size all of them are."""

    sample_size = IntegerField(Text(fr="Centres à tirer", en="Centres to draw"), min_value=2, max_value=20_000)
    take_all_from = IntegerField(
        Text(
            fr="Effectif à partir duquel tous les centres sont tirés", en="Headcount from which all centres are drawn"
        ),
        Text(fr="Vide : aucun centre n’est retenu d’office.", en="Empty: no centre is selected automatically."),
        required=False,
        min_value=1,
        max_value=LARGEST_SIZE,
    )


class FrameForm(_PlanFields, DesignForm):
    """A new wave from a frame that is sent: the first of its questionnaire, or one whose list of centres is renewed."""

    questionnaire = ChoiceField(Text(fr="Questionnaire", en="Questionnaire"))
    previous = ChoiceField(
        Text(fr="Vague précédente", en="Previous wave"),
        Text(
            fr="Les centres gardent leur clé d’une vague à l’autre, ce qui permet de rapprocher leurs réponses.",
            en="Centres keep their key from one wave to the next, so that their answers can be compared.",
        ),
        required=False,
    )
    file = FileField(
        Text(fr="Base de sondage, CSV ou XLSX", en="Sampling frame, CSV or XLSX"),
        Text(
            fr="Une ligne par centre, 5 Mo au plus. Le fichier est effacé après lecture.",
            en="One line per centre, at most 5 MB. The file is erased once read.",
        ),
        too_large=Text(fr="Ce fichier est trop grand.", en="This file is too large."),
    )
    strata = CharField(
        Text(fr="Colonnes de strates", en="Columns of strata"),
        Text(fr="Deux au plus, séparées par une virgule.", en="At most two, separated by a comma."),
        initial="segment",
        max_length=60,
    )
    size_bounds = CharField(
        Text(fr="Bornes de taille", en="Size bounds"),
        Text(
            fr="Elles découpent chaque strate selon l’effectif : 50, 200. Vide : pas de découpage.",
            en="They split each stratum by headcount: 50, 200. Empty: no split.",
        ),
        required=False,
        max_length=60,
    )
    field_order = (
        "questionnaire", "previous", "file", "period", "opens_on", "closes_on", "day", "hour",
        "sample_size", "take_all_from", "strata", "size_bounds", "seed",
    )  # fmt: skip
    none_before = (("", Text(fr="aucune : c’est la première", en="none: this is the first")),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "questionnaire", [(key, str(one.title)) for key, one in list_latest().items()])

    def clean_size_bounds(self) -> list[int]:
        """Give the bounds as numbers."""
        found = [parse_whole_number(one.strip()) for one in self.cleaned_data["size_bounds"].split(",") if one.strip()]
        if None in found:
            raise forms.ValidationError(str(_WRONG_BOUNDS))
        return [one for one in found if one is not None]

    def clean(self) -> dict[str, Any]:
        """Refuse a wave before of another questionnaire, and more strata than a few hundred centres can fill."""
        said = super().clean()
        previous: Wave | None = said["previous"]
        if previous is not None and previous.questionnaire != said.get("questionnaire"):
            self.add_error("previous", str(_OTHER_QUESTIONNAIRE))
        if said.get("strata", "").count(",") > 1:
            self.add_error("strata", str(_TOO_MANY_STRATA))
        return said


class ReaderForm(_MomentFields):
    """Who reads before everybody, from when, and why."""

    email = EmailField(Text(fr="Adresse du compte", en="Address of the account"))
    reason = CharField(Text(fr="Motif", en="Reason"), max_length=300)
    field_order = ("email", "day", "hour", "reason")

    def clean(self) -> dict[str, Any]:
        """Give what the act takes."""
        said = super().clean() or {}
        said["reads_from"] = self.read_moment(said)
        return said


class CentreForm(forms.Form):
    """A centre of the sample that is looked for by some of its words."""

    centre = CharField(Text(fr="Clé, nom ou adresse du centre", en="Key, name or address of the centre"), max_length=80)


class NonResponseForm(forms.Form):
    """That a centre will not answer, and which way."""

    state = ChoiceField(
        Text(fr="Le centre", en="The centre"),
        words={
            SampledUnit.State.REFUSED.value: Text(fr="refuse de répondre", en="refuses to answer"),
            SampledUnit.State.OUT_OF_SCOPE.value: Text(
                fr="n’est pas un centre, ou n’existe plus", en="is not a centre, or no longer exists"
            ),
        },
    )


class ClosingForm(forms.Form):
    """The end of a collection before the day that letters promise."""

    early = BooleanField(
        Text(fr="Clore avant le jour promis aux centres", en="Close before the day promised to the centres"),
        required=False,
    )


class RecomputationForm(forms.Form):
    """Why published results are computed anew, in both languages; their page says it beside each that changes."""

    reason_fr = CharField(Text(fr="Raison, en français", en="Reason, in French"), max_length=400)
    reason_en = CharField(Text(fr="Raison, en anglais", en="Reason, in English"), max_length=400)


_PAGE_DIGITS = 1
"""Decimals that the page of a wave shows."""


@dataclass(frozen=True, slots=True)
class PublishedChoice:
    """A published result that may be corrected: what it is, its value, whether that is a share, its unit otherwise."""

    key: str
    label: Text
    value: float
    is_share: bool
    unit: Text | None

    def write(self, value: float, digits: int | None = None) -> str:
        """A value of it, with its unit; as many decimals as it has, or so many."""
        if self.is_share:
            return format_percent(Decimal(str(value)) * 100, digits=digits)
        words = format_number(Decimal(str(value)), digits=digits)
        return f"{words} {self.unit}" if self.unit is not None else words

    def read(self, typed: str) -> float | None:
        """The value that somebody types as the page shows it: a share in per cent, with its sign or without."""
        number = read_number(typed.removesuffix("%"))
        return None if number is None else float(number / 100 if self.is_share else number)


class RevisionForm(RecomputationForm):
    """A number put by hand in the place of a published result, and why; how it was understood is shown first."""

    result = ChoiceField(Text(fr="Résultat", en="Result"))
    value = CharField(
        Text(fr="Nombre corrigé, dans l’unité de la page", en="Corrected number, in the unit of the page"),
        Text(
            fr="Une part s’écrit en pour cent : 50 ou 50 %, et non 0,5. La liste rappelle le nombre paru et son unité.",
            en="A share is written in per cent: 50 or 50%, not 0.5. The list gives the published number and its unit.",
        ),
        max_length=40,
    )
    understood = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    field_order = ("result", "value", "reason_fr", "reason_en", "understood")
    button = Text(fr="Continuer", en="Continue")
    to_confirm: Text | None = None
    """How the number was understood, until whoever typed it has read that."""

    def __init__(self, results: list[PublishedChoice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.results = {one.key: one for one in results}
        offer_choices(
            self, "result", [(one.key, f"{one.label} ({one.write(one.value, _PAGE_DIGITS)})") for one in results]
        )

    def is_valid(self) -> bool:
        """Whether the number may be published: nothing is wrong, and how it was understood has been read."""
        return super().is_valid() and self.to_confirm is None

    def clean(self) -> dict[str, Any]:
        """Give the value as it is kept, once whoever typed it has read how it was understood."""
        said = super().clean() or {}
        understood, typed = said.pop("understood", ""), said.get("value")
        choice = self.results.get(said.get("result", ""))
        if choice is None or not typed:
            return said
        value = choice.read(typed)
        if value is None:
            self.add_error("value", str(_WRONG_NUMBER))
            return said
        said["value"] = value
        reading = f"{choice.key}={value!r}"
        if not self.errors and understood != reading:
            # By `items`, each name once: unpacked, what a browser sent gives lists.
            self.data = dict(self.data.items()) | {self.add_prefix("understood"): reading}
            words = {"after": choice.write(value), "before": choice.write(choice.value, _PAGE_DIGITS)}
            self.to_confirm = Text(fr=_READ.fr.format(**words), en=_READ.en.format(**words))
            self.button = _PUBLISH
        return said


_WRONG_NUMBER = Text(
    fr="Ce n’est pas un nombre de zéro ou plus. Écrivez-le comme la page : 50 %, 1 250.",
    en="This is not a number of zero or more. Write it as the page does: 50%, 1,250.",
)
_PUBLISH = Text(fr="Publier la correction", en="Publish the correction")
_READ = Text(
    fr="{after}, à la place de {before}. Rien n’est encore publié : si c’est juste, publiez la correction.",
    en="{after}, in place of {before}. Nothing is published yet: if this is right, publish the correction.",
)
