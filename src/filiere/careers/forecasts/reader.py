"""Reading scenarios, and all that is wrong with them, at once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from filiere.careers.forecasts.faults import fault
from filiere.careers.forecasts.records import Effect, EffectKind, Scenario
from filiere.core.content_folder import content_path
from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.validation import drop_echoes, validate
from filiere.core.yaml_documents import Document, Key, scan_yaml
from filiere.figures import Figure, Register

_COUNTED = frozenset({"job", "person"})
# What the bounds of each kind must be above; departures are a share of people.
_FLOORS = {EffectKind.YEARLY_RATE: Decimal(-1), EffectKind.JOBS_LOST: Decimal(0), EffectKind.DEPARTURES: Decimal(0)}


def load_scenarios(register: Register, path: Path | None = None) -> tuple[Scenario, ...]:
    """Return the scenarios of a file, the shipped one by default. Raises :class:`Faults` with all that is wrong."""
    scenarios, faults = read_scenarios(register, path or _shipped_path())
    if faults:
        raise Faults(faults)
    return scenarios


def check_scenarios(register: Register, path: Path | None = None) -> list[Fault]:
    """Return all that is wrong with the scenarios of a file, from its top."""
    return read_scenarios(register, path or _shipped_path())[1]


def read_scenarios(register: Register, path: Path) -> tuple[tuple[Scenario, ...], list[Fault]]:
    """Return the scenarios that could be read, and all that is wrong with the file."""
    document, faults = scan_yaml(path)
    if document is None:
        return (), faults
    items = document.data.get("scenarios") if isinstance(document.data, dict) else None
    if not isinstance(items, list) or not items:
        return (), [*faults, document.place_fault((), fault("forecast-no-scenarios"))]
    found: list[Scenario] = []
    for index in range(len(items)):
        at: Key = ("scenarios", index)
        try:
            scenario = validate(document, Scenario, at=at)
        except Faults as wrong:
            faults += drop_echoes(wrong.faults)
            continue
        if any(one.id == scenario.id for one in found):
            faults.append(document.place_fault((*at, "id"), fault("forecast-repeated-id", id=scenario.id)))
        faults += _iter_faults(document, at, scenario, register)
        found.append(scenario)
    return tuple(found), sorted(faults, key=lambda one: one.order)


@cache
def _shipped_path() -> Path:
    return content_path("careers") / "forecasts" / "scenarios.yaml"


def _iter_faults(document: Document, at: Key, scenario: Scenario, register: Register) -> Iterator[Fault]:
    def place(found: Fault, *key: str | int) -> Fault:
        return document.place_fault((*at, *key), found)

    base = _find_figure(register, scenario.base)
    if base is None:
        yield place(_name_unknown(scenario.base, register), "base")
    elif base.unit not in _COUNTED:
        yield place(fault("forecast-not-jobs", value=base.id), "base")
    elif None in base.bounds:
        yield place(fault("forecast-open-bound", value=base.id), "base")
    names: set[str] = set()
    for number, effect in enumerate(scenario.effects):
        if effect.id in names:
            yield place(fault("forecast-repeated-id", id=effect.id), "effects", number, "id")
        names.add(effect.id)
        for found, key in _judge_effect(effect, base, register):
            yield place(found, "effects", number, *key)
    for number, beside in enumerate(scenario.beside):
        if _find_figure(register, beside.figure) is None:
            yield place(_name_unknown(beside.figure, register), "beside", number, "figure")


def _judge_effect(effect: Effect, base: Figure | None, register: Register) -> Iterator[tuple[Fault, tuple[Any, ...]]]:
    bounds = (effect.low, effect.high)
    if effect.figure is not None:
        figure = _find_figure(register, effect.figure)
        if figure is None:
            yield _name_unknown(effect.figure, register), ("figure",)
            return
        bounds = figure.bounds
        if effect.kind is EffectKind.JOBS_LOST and figure.unit not in _COUNTED:
            yield fault("forecast-not-jobs", value=figure.id), ("figure",)
        if None in bounds:
            yield fault("forecast-open-bound", value=figure.id), ("figure",)
        if base is not None and figure.territory != base.territory:
            words = {"there": figure.territory, "here": base.territory}
            yield fault("forecast-other-territory", value=figure.id, base=base.id, **words), ("figure",)
    low, high = bounds
    both_given = effect.figure is not None and (effect.low is not None or effect.high is not None)
    typed = effect.figure is None and (low is None or high is None)
    ordered = low is None or high is None or _FLOORS[effect.kind] <= low <= high
    if both_given or typed or not ordered:
        yield fault("forecast-bounds", id=effect.id), ()
    if effect.last_year < effect.first_year or (base is not None and effect.first_year <= base.period.end.year):
        years = {"first": effect.first_year, "last": effect.last_year}
        yield (
            fault("forecast-years", id=effect.id, base_year=base.period.end.year if base else "?", **years),
            ("first_year",),
        )


def _find_figure(register: Register, key: str) -> Figure | None:
    return register[key] if key in register else None  # noqa: SIM401  # a register is no mapping


def _name_unknown(value: str, register: Register) -> Fault:
    return fault("forecast-unknown-figure", value=value, near=close_words(value, [one.id for one in register]))
