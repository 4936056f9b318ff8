"""Every parameter of a definition changes a number, in both computations: one that changes nothing is refused here.

The table of what was found is that of docs/reference/definition-parameters.md, which tools/build_parameters.py writes.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from support.oracles.dated_targets_oracle import recount_target
from support.scenes.parameter_sample import BESIDE, WHERE, Parameter, Shown, list_parameters, made_tables
from support.strategies.random_stores import made_store

from filiere.contacts import compute_indicators, find_target
from filiere.contacts.definitions import DefinitionSet, Indicator, load_set
from filiere.contacts.definitions.records import merge_choices
from filiere.contacts.indicator_rows import IndicatorRow
from filiere.contacts.recount.indicators import recount_definition
from filiere.contacts.recount.tables import StoredTables

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "definition-parameters.md"
PARAMETERS = [*list_parameters(), *BESIDE]
type Number = tuple[Any, ...]


def shown_where(parameter: Parameter, value: Any) -> Shown:
    """Where a value of a parameter is shown at work."""
    return parameter.shown or WHERE.get(f"{parameter.name}={value}") or WHERE[parameter.name]


def entry(key: str, parameter: Parameter, value: Any, shown: Shown) -> dict[str, Any]:
    """An indicator with one value of a parameter."""
    said: dict[str, Any] = {name: dict(one) if isinstance(one, dict) else one for name, one in shown.choices.items()}
    about: dict[str, Any] = {"measure": shown.measure, "minimum": 1, **shown.about}
    if parameter.shown:
        about[parameter.name] = value
    else:
        for name, one in parameter.choices(value).items():
            said[name] = {**said.get(name, {}), **one} if isinstance(one, dict) else one
    return {"key": key, "title": {"fr": key, "en": key}, **about, **({"choices": said} if said else {})}


def pairs() -> Iterator[tuple[Parameter, Any, Any, str, str, Shown]]:
    """Each value but the first of each parameter beside the first, with the keys of both indicators."""
    for rank, parameter in enumerate(PARAMETERS):
        first, *others = parameter.values
        for place, value in enumerate(others):
            yield parameter, first, value, f"p{rank}_{place}_a", f"p{rank}_{place}_b", shown_where(parameter, value)


@cache
def numbers() -> dict[str, tuple[Number, Number]]:
    """What each indicator comes to, by the engine and by the recomputation."""
    indicators = []
    for parameter, first, value, one, other, shown in pairs():
        indicators += [entry(one, parameter, first, shown), entry(other, parameter, value, shown)]
    common = load_set("common-v1")
    head = {"id": "every", "version": 1, "kind": "definitions", "status": "local", "owner": "Essai"}
    content = {**head, "valid": {"from": "2026-01-01"}, "title": {"fr": "Tout", "en": "All"}}
    content |= {"choices": common.content()["choices"], "indicators": indicators}
    definition = DefinitionSet.model_validate(content)
    with TemporaryDirectory() as folder:
        store = made_store(Path(folder), made_tables())
        found = by_key(compute_indicators(store, [definition]))
        again = by_key(
            row for one in recount_definition(StoredTables(store, store.folder), definition) for row in one.rows
        )
    return {key: (found.get(key, ()), again.get(key, ())) for key in {*found, *again}}


def by_key(rows: Any) -> dict[str, Number]:
    """What a row says, by indicator."""

    def said(row: IndicatorRow) -> Number:
        return row.value, row.numerator, row.denominator, row.n, row.status, row.reason

    return {row.indicator: said(row) for row in rows}


CASES = [*pairs()]


@pytest.mark.parametrize("case", CASES, ids=[f"{one[0].name}={one[2]}-{one[5].measure}" for one in CASES])
def test_a_value_changes_the_number_in_both_computations(case: Any) -> None:
    """Both computations agree on each of two values, and the two numbers differ."""
    _, _, _, one, other, _ = case
    (first, first_again), (second, second_again) = numbers()[one], numbers()[other]
    assert first == first_again
    assert second == second_again
    assert first[:2] != second[:2]


def test_the_target_is_that_of_the_event_or_of_today() -> None:
    """A target of the first half of a year, and another of the second: a month is held to its own, or to today's."""
    content = {"key": "one", "measure": "service_level", "threshold_seconds": 20, "title": {"fr": "Un", "en": "One"}}
    halves = [{"from": "2026-01-01", "to": "2026-06-30", "value": 80}, {"from": "2026-07-01", "value": "85"}]
    indicator = Indicator.model_validate({**content, "targets": halves})
    common = load_set("common-v1").choices
    assert common is not None
    span, today = (date(2026, 1, 1), date(2026, 12, 31)), date(2026, 11, 30)
    found = {}
    for target in ("at_event", "today"):
        made = indicator.with_choices(merge_choices(common, None).model_copy(update={"target": target}))
        for interval in (
            "2026-03",
            "2026-W27",
            "2026-W30",
            "2026-06-30",
            "2026",
            "all",
            "2026-07-01T00:00:00+02:00/PT30M",
        ):
            one = find_target(made, interval, span=span, today=today)
            assert (one and one.value) == recount_target(made, interval, span, today)
            found[target, interval] = None if one is None else int(one.value)
    assert [value for (target, _), value in found.items() if target == "today"] == [85] * 7
    assert [value for (target, _), value in found.items() if target == "at_event"] == [80, None, 85, 80, None, None, 85]


def test_the_page_shows_what_was_found() -> None:
    """The reference has the table of parameters, two values of each, and what both computations make of them."""
    assert PAGE.read_text(encoding="utf-8") == page()


def page() -> str:
    """The page of the reference."""
    lines = [
        "# Every parameter of a definition changes a number",
        "",
        "Written by `tools/build_parameters.py`, and checked by `tests/contacts/recount/test_every_parameter.py`:",
        "on 400 made-up contacts, each value of each parameter beside another one, computed twice, by",
        "the engine of indicators and by the recomputation that verifies packs. Where a value changed nothing, or the",
        "two computations differed, the test would fail.",
        "",
        "| Parameter | Measure | Value | Engine | Recomputation | Other value | Engine | Recomputation |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for parameter, first, value, one, other, shown in CASES:
        measure = "" if parameter.name == "measure" else f"`{shown.measure}`"
        cells = [f"`{parameter.name}`", measure]
        for said, key in ((first, one), (value, other)):
            cells += [f"`{words(said)}`", *(number(found) for found in numbers()[key])]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def words(value: Any) -> str:
    """A value as a definition writes it."""
    if value is None:
        return "null"
    if isinstance(value, tuple):
        return "[" + ", ".join(value) + "]"
    return str(value).replace("'", "")


def number(found: Number) -> str:
    """What a row says, in a cell."""
    value, *_, status, reason = found
    return f"{value:.4f}" if value is not None else f"{status}: {reason}"
