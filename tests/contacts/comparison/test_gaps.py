"""The gap between two definitions: terms that sum exactly, and at each step the contacts that a second path finds."""

import tempfile
from collections.abc import Mapping
from fractions import Fraction
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.scenes.shared_engine import share_engine
from support.strategies.drawn import drawn
from support.strategies.random_stores import SECOND, MadeStore, choices, leg_rows, made_store, set_of

from filiere.contacts.comparison import MovedContactsFile, compare_definitions
from filiere.contacts.comparison.narrative import (
    format_term,
    gap_as_json,
    round_term,
    round_value,
    write_step_sentence,
    write_summary,
)
from filiere.contacts.data_quality_checks import check_store
from filiere.contacts.definitions import Choices, Indicator, load_set
from filiere.contacts.indicators import build_context, compute_in_context
from filiere.contacts.recount.chat_shares import divide_chats, divides_chats
from filiere.contacts.recount.inbound_calls import SHARE_MEASURES
from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.recount.unit_classification import build_visits, channel_condition
from filiere.core.faults import Faults

MEASURES: list[dict[str, Any]] = [
    {"key": "one", "measure": "service_level", "threshold_seconds": 20},
    {"key": "one", "measure": "service_level", "threshold_seconds": 5, "channel": "phone"},
    {"key": "one", "measure": "accessibility"},
    {"key": "one", "measure": "speed_of_answer_mean"},
    {"key": "one", "measure": "speed_of_answer_percentile", "percentile": 50},
    {"key": "one", "measure": "handling_time_mean"},
    {"key": "one", "measure": "contact_resolution"},
]
COMMON = load_set("common-v1").choices
type Parts = Mapping[tuple[str, str], tuple[int, int]]


def parts(store: MadeStore, indicator: Indicator) -> Parts:
    """What each contact adds, by the recomputation: numerator and denominator, nothing where it adds nothing."""
    handling = indicator.measure.startswith("handling")
    units = build_visits(
        StoredTables(store, store.folder), indicator, per=indicator.choices.handling.per if handling else None
    )
    if handling and divides_chats(indicator):
        legs = indicator.choices.handling.per == "leg"
        units = divide_chats(StoredTables(store, store.folder), units, indicator, legs=legs)
    share = SHARE_MEASURES[indicator.measure](indicator)
    inside = (share.base & pl.col("aside").is_null() & channel_condition(indicator)).fill_null(value=False)
    found = units.group_by("organisation", "contact_id").agg(
        numerator=share.amount.filter(inside).cast(pl.Int64).sum(), denominator=inside.cast(pl.Int64).sum()
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in found.collect().iter_rows() if row[3]}


@settings(max_examples=drawn(6), suppress_health_check=[HealthCheck.too_slow])
@given(leg_rows(), choices, choices, st.sampled_from(MEASURES), st.sampled_from([(), ("queue",), ("organisation",)]))
def test_terms_sum_to_the_gap(
    legs: list[dict[str, Any]], one: Choices, other: Choices, about: dict[str, Any], by: tuple[str, ...]
) -> None:
    """In every group: the ends are the figures that the indicators give, and the terms lead from one to the other."""
    start, end = set_of(one, [about]), set_of(other, [{**about, "threshold_seconds": 30}])
    with tempfile.TemporaryDirectory() as folder, share_engine() as engine:
        store = made_store(Path(folder), {"contact_leg": legs})
        gaps = compare_definitions(store, (start, start.indicators[0]), (end, end.indicators[0]), by=by, engine=engine)
        # Apart from what the comparison laid out for itself; the store is checked once for both figures.
        context, figures = build_context(store, engine, by=by), {}
        gates = check_store(context)
        for side, definition in (("first", start), ("last", end)):
            for row in compute_in_context(context, [definition], gates=gates):
                figures[side, tuple(getattr(row, name) for name in by)] = row
    for gap in gaps:
        group = tuple(gap.group.values())
        for side in ("first", "last"):
            level, row = getattr(gap, side), figures.get((side, group))
            if row is not None and row.status == "published":
                assert level.value is not None
                assert (float(level.value), level.n) == (row.value, row.n)
        if gap.status == "published":
            assert gap.first.value is not None
            assert gap.last.value is not None
            assert sum((step.term for step in gap.steps), Fraction(0)) == gap.gap == gap.last.value - gap.first.value
        assert write_summary(gap).fr
        told = gap_as_json(gap, "en")
        exact = [Fraction(step["term"]["exact"]) for step in told["steps"] if step["term"]]
        assert not exact or sum(exact) == Fraction(told["gap"]["exact"])


@settings(max_examples=drawn(6), suppress_health_check=[HealthCheck.too_slow])
@given(leg_rows(), choices, choices, st.sampled_from([one for one in MEASURES if one["measure"] in SHARE_MEASURES][:4]))
def test_the_contacts_of_a_step_are_those_that_a_second_path_finds(
    legs: list[dict[str, Any]], one: Choices, other: Choices, about: dict[str, Any]
) -> None:
    """At each step: which contacts change, what they add before and after, and how many enter, leave, gain and lose."""
    counted = {"out_of_hours": "counted"}
    start, end = (set_of(each.model_copy(update=counted), [about]) for each in (one, other))
    with tempfile.TemporaryDirectory() as folder:
        store = made_store(Path(folder), {"contact_leg": legs})
        path = Path(folder) / "all.parquet"
        with MovedContactsFile(path) as listing:
            gaps = compare_definitions(
                store, (start, start.indicators[0]), (end, end.indicators[0]), first=3, listing=listing
            )
        listed = pq.read_table(path).to_pylist()
        before = parts(store, start.indicators[0])
        for place, step in enumerate(gaps[0].steps if gaps else (), start=1):
            after = parts(store, step.change.indicator)
            changed = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
            nothing = (0, 0)
            pairs = {key: (before.get(key, nothing), after.get(key, nothing)) for key in changed}
            moved = step.moved
            assert moved.changed == len(changed)
            assert moved.entered == sum(old[1] < new[1] for old, new in pairs.values())
            assert moved.left == sum(old[1] > new[1] for old, new in pairs.values())
            assert moved.gained == sum(old[0] < new[0] for old, new in pairs.values())
            assert moved.lost == sum(old[0] > new[0] for old, new in pairs.values())
            shown = [((each.organisation, each.contact_id), (each.before, each.after)) for each in moved.first]
            assert shown == [(key, pairs[key]) for key in changed[:3]]
            rows = [row for row in listed if row["step"] == place]
            assert [(row["organisation"], row["contact_id"]) for row in rows] == changed
            before = after


def some_calls(answered: int, abandoned: int, *, wait: int = 10) -> list[dict[str, Any]]:
    """Calls answered after 10 seconds, and others that gave up after ``wait``."""
    start = 1_772_438_400 * SECOND
    rows: list[dict[str, Any]] = []
    for rank in range(answered + abandoned):
        served = rank < answered
        stop = start + (10 if served else wait) * SECOND
        row = {"contact_id": f"c{rank:03}", "leg": 1, "channel": "phone", "direction": "inbound", "queued_us": start}
        row |= {
            "arrived_us": start,
            "outcome": "answered" if served else "abandoned",
            "ended_us": stop + SECOND * served,
        }
        rows.append(row | ({"answered_us": stop} if served else {}))
    return rows


def test_a_worked_example(tmp_path: Path) -> None:
    """Sixty answered, forty gone after 15 s: 100 % of the answered, 60 % of all, and the forty are named."""
    one = COMMON.model_copy(update={"denominator": ("answered",)})
    about = [{"key": "sl", "measure": "service_level", "threshold_seconds": 20}]
    start, end = set_of(one, about), set_of(COMMON, about)
    store = made_store(tmp_path, {"contact_leg": some_calls(60, 40, wait=15)})
    (gap,) = compare_definitions(store, (start, start.indicators[0]), (end, end.indicators[0]), first=2)
    (step,) = gap.steps
    assert (gap.status, gap.first.value, gap.last.value, gap.gap) == ("published", 100, 60, -40)
    assert (step.moved.changed, step.moved.entered, step.moved.gained) == (40, 40, 0)
    assert [one.contact_id for one in step.moved.first] == ["c060", "c061"]
    assert "passe de 100,00\u202f% à 60,00\u202f% (−40,00 points)\u00a0: 40 contacts changent" in write_step_sentence(
        gap, step
    ).get("fr")
    assert "goes from 100.00% to 60.00% (−40.00 points): 40 contacts change" in write_step_sentence(gap, step).get("en")
    told = gap_as_json(gap, "en")
    assert told["gap"] == {"value": -40.0, "exact": "-40"}
    assert told["steps"][0]["contacts"]["first"][0] == {
        "organisation": "centre",
        "contact_id": "c060",
        "before": {"numerator": 0, "denominator": 0},
        "after": {"numerator": 0, "denominator": 1},
    }


@pytest.mark.parametrize("by", [(), ("queue",)])
def test_the_gap_of_a_month_is_that_of_a_store_of_its_calls_alone(tmp_path: Path, by: tuple[str, ...]) -> None:
    """Levels, steps and the contacts that they move; what is left out is told of no month."""
    one = COMMON.model_copy(update={"denominator": ("answered",)})
    about = [{"key": "sl", "measure": "service_level", "threshold_seconds": 20}]
    start, end = set_of(one, about), set_of(COMMON, about)
    march = some_calls(50, 10)
    april = [
        {name: value + 40 * 86_400 * SECOND if name.endswith("_us") else value for name, value in row.items()}
        | {"contact_id": f"april-{row['contact_id']}"}
        for row in some_calls(30, 30, wait=25)
    ]
    found = []
    for name, rows, month in (("both", [*march, *april], "2026-04"), ("alone", april, None)):
        (tmp_path / name).mkdir()
        store, listed = made_store(tmp_path / name, {"contact_leg": rows}), tmp_path / f"{name}.parquet"
        with MovedContactsFile(listed) as listing:
            (gap,) = compare_definitions(
                store, (start, start.indicators[0]), (end, end.indicators[0]), by=by, month=month, listing=listing
            )
        moves = [(step.before, step.after, step.moved) for step in gap.steps]
        found.append((gap.status, gap.first, gap.last, moves, pq.read_table(listed).to_pylist()))
    assert found[0] == found[1]
    assert found[0][2].value == 50


def test_the_gap_of_calls_that_tell_no_wait_is_withheld_as_their_figure_is(tmp_path: Path) -> None:
    """Of the month that has them; the contacts are told all the same, and the figure of another month is."""
    queued = COMMON.model_copy(update={"clock_start": "queue"})
    one = queued.model_copy(update={"denominator": ("answered",)})
    about = [{"key": "sl", "measure": "service_level", "threshold_seconds": 20}]
    start, end = set_of(one, about), set_of(queued, about)
    april = [
        {name: value + 40 * 86_400 * SECOND if name.endswith("_us") else value for name, value in row.items()}
        | {"contact_id": f"april-{row['contact_id']}"}
        for row in some_calls(30, 10)
    ]
    # Those who gave up are known to have waited: nothing tells since when those who were answered did.
    silent = [row | {"queued_us": None} if row["outcome"] == "answered" else row for row in april]
    store = made_store(tmp_path, {"contact_leg": [*some_calls(60, 10), *silent]})
    sides = (start, start.indicators[0]), (end, end.indicators[0])
    said = {month: compare_definitions(store, *sides, month=month)[0] for month in ("2026-03", "2026-04", None)}
    reasons = {month: (gap.status, gap.reason) for month, gap in said.items()}
    assert reasons == {"2026-03": ("published", ""), "2026-04": ("withheld", "queue_times"), None: ("published", "")}
    assert said["2026-04"].steps[0].moved.changed == 10


def test_what_is_written_of_a_gap_adds_up() -> None:
    """A change is written as the difference of the values beside it, whichever way each is rounded."""
    values = [Fraction(1, 3), Fraction(-85, 177), Fraction(2, 300), Fraction(0), Fraction(99_995, 1_000)]
    terms = [round_term(before, after, "percent") for before, after in pairwise(values)]
    assert sum(terms) == round_term(values[0], values[-1], "percent")
    assert [round_value(one, "percent") for one in values] == list(
        accumulate(terms, initial=round_value(values[0], "percent"))
    )
    assert format_term(round_term(values[0], values[1], "seconds"), "seconds", "fr") == "−0,81 s"


def test_too_few_observations_hide_the_values_and_not_the_contacts(tmp_path: Path) -> None:
    """Ten calls are no figure: the steps and their contacts are told, no value is."""
    one = COMMON.model_copy(update={"denominator": ("answered",)})
    about = [{"key": "sl", "measure": "service_level", "threshold_seconds": 20, "minimum": 30}]
    start, end = set_of(one, about), set_of(COMMON, about)
    store = made_store(tmp_path, {"contact_leg": some_calls(6, 4)})
    (gap,) = compare_definitions(store, (start, start.indicators[0]), (end, end.indicators[0]))
    assert (gap.status, gap.reason) == ("withheld", "effectif")
    told = gap_as_json(gap, "fr")
    assert (told["start"]["value"], told["end"]["numerator"], told["gap"]) == (None, None, None)
    assert told["steps"][0]["term"] is None
    assert told["steps"][0]["contacts"]["changed"] == 4
    assert "%" not in told["steps"][0]["sentence"]
    assert told["sentence"].endswith("non publié : effectif.".replace(" :", "\u00a0:"))


def test_a_store_without_contacts_has_no_gap(tmp_path: Path) -> None:
    """Nothing to compare is an empty answer."""
    about = [{"key": "sl", "measure": "service_level", "threshold_seconds": 20}]
    one = set_of(COMMON, about)
    assert compare_definitions(MadeStore(tmp_path), (one, one.indicators[0]), (one, one.indicators[0])) == []


def test_the_list_is_parquet_or_csv(tmp_path: Path) -> None:
    """Another ending is refused before anything is computed; a list without contacts still has its columns."""
    with pytest.raises(Faults) as caught:
        MovedContactsFile(tmp_path / "all.xlsx")
    assert [one.code for one in caught.value.faults] == ["gap-list-form"]
    about = [{"key": "sl", "measure": "service_level", "threshold_seconds": 20}]
    one = set_of(COMMON, about)
    store = made_store(tmp_path, {"contact_leg": some_calls(3, 1)})
    with MovedContactsFile(tmp_path / "all.csv") as listing:
        compare_definitions(store, (one, one.indicators[0]), (one, one.indicators[0]), listing=listing)
    assert (tmp_path / "all.csv").read_text().startswith('"step","change","organisation","contact_id"')


def test_a_list_for_spreadsheets_starts_no_formula(tmp_path: Path) -> None:
    """In CSV a name that looks like a formula is text; in Parquet it is as it was."""
    members = pa.table({"contact_id": ["=1+1", "c2", None], "before": pa.array([1, -1, 0], pa.int64())})
    for name in ("all.csv", "all.parquet"):
        with MovedContactsFile(tmp_path / name) as listing:
            listing.add(1, "ring", members)
    assert (tmp_path / "all.csv").read_text("utf-8").splitlines()[1:] == [
        '1,"ring","\'=1+1",1',
        '1,"ring","c2",-1',
        '1,"ring",,0',
    ]
    assert pq.read_table(tmp_path / "all.parquet")["contact_id"].to_pylist() == ["=1+1", "c2", None]
