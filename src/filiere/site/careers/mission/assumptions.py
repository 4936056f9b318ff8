"""The bounds of the assumptions of a scenario as a reader types them: shares in per cent, jobs as whole numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms

from filiere.careers.forecasts import Effect, EffectKind, Scenario, load_scenarios
from filiere.careers.forecasts.model import Interval, read_bounds
from filiere.core import Faults, Text
from filiere.core.numbers import format_number, format_percent
from filiere.figures import Register
from filiere.site.careers.mission.faults import fault
from filiere.site.kit.fields import BilingualField

ENDS = ("low", "high")
MOST_SIGNS = 20
_TYPED = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_LIMITS: Mapping[EffectKind, tuple[int, int]] = {
    EffectKind.YEARLY_RATE: (-100, 100),
    EffectKind.JOBS_LOST: (0, 10_000_000),
    EffectKind.DEPARTURES: (0, 100),
}
"""The least and the most that an assumption of each kind may be, in the unit in which it is typed."""
_END_LABELS = {"low": Text(fr="Au moins", en="At least"), "high": Text(fr="Au plus", en="At most")}


@lru_cache(maxsize=4)
def list_scenarios(register: Register) -> tuple[tuple[Scenario, ...], Faults | None]:
    """The shipped scenarios on a register, and all that keeps them from being computed, a correction having come."""
    try:
        return load_scenarios(register), None
    except Faults as faults:
        return (), faults


def is_share(effect: Effect) -> bool:
    """Whether an assumption is a share, typed in per cent."""
    return effect.kind is not EffectKind.JOBS_LOST


def write_bound(effect: Effect, value: Decimal) -> str:
    """A bound as people read it, with its unit."""
    if not is_share(effect):
        return format_number(value)
    share = value * 100
    return format_percent(share, digits=0 if share == share.to_integral_value() else 1)


class BoundField(BilingualField, forms.DecimalField):
    """A number typed as in either language: with a comma or a point, and any minus sign."""

    def to_python(self, value: Any) -> Any:
        """Read the signs that people type."""
        typed = str(value or "")
        if len(typed) > MOST_SIGNS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        for sign in ("\u202f", "\u00a0", " ", "%"):
            typed = typed.replace(sign, "")
        typed = typed.replace("−", "-").replace(",", ".")
        # A decimal would take figures of other scripts and underscores for figures.
        if typed and not _TYPED.fullmatch(typed):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        found = super().to_python(typed)
        return found + 0 if found is not None else None


class AssumptionsForm(forms.Form):
    """Two bounds for each assumption; those that nobody typed are the scenario’s own."""

    def __init__(self, scenario: Scenario, register: Register, query: Mapping[str, str]) -> None:
        self.scenario = scenario
        self.shipped = {one.id: read_bounds(one, register) for one in scenario.effects}
        given: dict[str, str] = {}
        for effect in scenario.effects:
            for end, value in zip(ENDS, self.shipped[effect.id], strict=True):
                name = f"{effect.id}-{end}"
                given[name] = query.get(name, "").strip() or format(_scale(effect, value).normalize(), "f")
        super().__init__(given)
        for effect in scenario.effects:
            least, most = _LIMITS[effect.kind]
            for end in ENDS:
                label = _label(effect, end)
                self.fields[f"{effect.id}-{end}"] = BoundField(
                    label,
                    min_value=least,
                    max_value=most,
                    max_digits=14,
                    decimal_places=4,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 10}),
                )

    def clean(self) -> dict[str, Any]:
        """Refuse bounds the wrong way round, at the upper one."""
        said = super().clean() or self.cleaned_data
        for effect in self.scenario.effects:
            low, high = (said.get(f"{effect.id}-{end}") for end in ENDS)
            if low is not None and high is not None and low > high:
                words = Text(
                    fr="La borne haute est au-dessous de la borne basse.", en="The upper bound is below the lower one."
                )
                self.add_error(f"{effect.id}-high", forms.ValidationError(str(words), code="order"))
        return said

    @property
    def changed_bounds(self) -> dict[str, Interval]:
        """The bounds of the assumptions that a reader changed, as the engine takes them."""
        if not self.is_valid():
            return {}
        found: dict[str, Interval] = {}
        for effect in self.scenario.effects:
            low, high = (self.cleaned_data[f"{effect.id}-{end}"] for end in ENDS)
            per = 100 if is_share(effect) else 1
            if (bounds := (low / per, high / per)) != self.shipped[effect.id]:
                found[effect.id] = bounds
        return found

    @property
    def query(self) -> dict[str, str]:
        """What an address says of the assumptions that were changed."""
        return {f"{key}-{end}": self.data[f"{key}-{end}"] for key in self.changed_bounds for end in ENDS}

    def list_faults(self) -> Faults:
        """All that is wrong, for programs."""
        return Faults([self._build_fault(name, str(why[0])) for name, why in self.errors.items()])

    def _build_fault(self, name: str, why: str) -> Any:
        words = str(self.fields[name].label)
        made = fault("forecast-assumption", value=self.data.get(name, ""), name=words, why_fr=why, why_en=why)
        return replace(made, key=name)


@dataclass(frozen=True, slots=True)
class AssumptionRow:
    """An assumption as a page states it: its bounds in words, as shipped and as changed, where they come from."""

    effect: Effect
    bounds: str
    changed: str
    years: str
    figure: str
    fields: tuple[Any, ...]


def list_assumptions(form: AssumptionsForm) -> Iterator[AssumptionRow]:
    """The assumptions of a scenario, with their fields."""
    changed = form.changed_bounds
    for effect in form.scenario.effects:
        years = f"{effect.first_year}–{effect.last_year}"
        yield AssumptionRow(
            effect,
            write_interval(effect, form.shipped[effect.id]),
            write_interval(effect, changed[effect.id]) if effect.id in changed else "",
            years if effect.first_year != effect.last_year else str(effect.first_year),
            effect.figure or "",
            tuple(form[f"{effect.id}-{end}"] for end in ENDS),
        )


def write_interval(effect: Effect, bounds: Interval) -> str:
    """Both bounds in words, or the one where they are equal."""
    low, high = (write_bound(effect, one) for one in bounds)
    return low if low == high else str(Text(fr=f"{low} à {high}", en=f"{low} to {high}"))


def _label(effect: Effect, end: str) -> Text:
    unit = Text(fr="en % par an", en="% a year") if is_share(effect) else Text(fr="emplois", en="jobs")
    words = _END_LABELS[end]
    return Text(
        fr=f"{effect.label.fr} : {words.fr.lower()}, {unit.fr}", en=f"{effect.label.en}: {words.en.lower()}, {unit.en}"
    )


def _scale(effect: Effect, value: Decimal) -> Decimal:
    return value * 100 if is_share(effect) else value
