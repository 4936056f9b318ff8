"""What the table says matters, against the engine: nothing else moves a value, and equal effects give equal sums."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from support.scenes.measures_sample import context_of, us

from filiere.contacts.computation_context import Context
from filiere.contacts.definitions import CHOICE_ORDER, CHOICES_THAT_MATTER, Choices, Indicator, load_set
from filiere.contacts.definitions.effective_choices import differing_names
from filiere.contacts.measures import MEASURES
from filiere.contacts.schema import OUTCOMES, TABLES, Column
from filiere.contacts.schema.columns import CHANNELS

COMMON = load_set("common-v1")
SECOND = 1_000_000
ORIGIN = us("2026-03-02T09:00")
# One indicator a measure, with what it needs; opening hours are tried where the measures of written contacts are.
OF_CONTACTS = (
    *("contacts", "accessibility", "abandonment", "blocked_rate", "service_level", "speed_of_answer_mean"),
    *("speed_of_answer_percentile", "handling_time_mean", "handling_time_percentile", "transfer_rate"),
    *("contact_resolution", "delay_within", "delay_percentile"),
)
INDICATORS = {one.measure: one for one in COMMON.indicators if one.measure in MEASURES}
assert COMMON.choices is not None


def rows(seed: int, *, sound: bool) -> list[dict[str, Any]]:
    """Two hundred visits of made-up contacts; when ``sound``, no clock ever runs back."""
    chance = random.Random(seed)  # noqa: S311 - made-up rows
    made = []
    for index in range(200):
        at = ORIGIN + chance.randrange(4 * 3600) * SECOND
        row: dict[str, Any] = {"contact_id": f"c{index // 2}", "leg": 1 + index % 2, "arrived_us": at}
        for name in ("queued_us", "offered_us", "answered_us", "ended_us", "wrap_ended_us"):
            step = chance.choice([0, 3_500_000, 8 * SECOND, 20 * SECOND, 90 * SECOND])
            at += step if sound or chance.random() < 0.9 else -step
            row[name] = at
        outcome = chance.choice(OUTCOMES)
        if outcome != "answered":
            row["answered_us"] = None
        row |= {
            "outcome": outcome,
            "direction": "inbound",
            "queue": chance.choice(["ventes", "aide"]),
            "channel": chance.choice(CHANNELS),
            "reason": chance.choice([None, "bot", "auto_ack"]),
            "customer_key": chance.choice(["a", "b", "c", None]),
            "transferred": chance.random() < 0.2,
            "called_back_us": row["ended_us"] + 60 * SECOND,
        }
        answered = row["answered_us"]
        row["talk_us"] = None if answered is None else row["ended_us"] - answered
        row["handle_us"] = None if answered is None else row["wrap_ended_us"] - answered
        made.append(row)
    return made


def alternatives(model: type[BaseModel] = Choices) -> Mapping[str, st.SearchStrategy[Any]]:
    """Values of each choice, drawn from its type; no part that needs a calendar."""
    made: dict[str, st.SearchStrategy[Any]] = {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            made[name] = st.fixed_dictionaries(dict(alternatives(kind)))
        elif get_origin(kind) is Literal:
            made[name] = st.sampled_from(get_args(kind))
    made |= {name: value for name, value in _BY_HAND.items() if name in model.model_fields}
    return made


_SHARE = st.permutations(OUTCOMES[1:7]).flatmap(
    lambda others: st.integers(1, 6).map(lambda count: ("answered", "abandoned", *others[1:count]))
)
_BY_HAND: Mapping[str, st.SearchStrategy[Any]] = {
    "denominator": _SHARE,
    "front_door": _SHARE,
    "out_of_hours": st.just("counted"),
    "seconds": st.none() | st.sampled_from([0, 4, 30]),
    "by_queue": st.just({}) | st.just({"ventes": 25}),
    "edge": st.sampled_from([None, "at_most", "below"]),
    "window_days": st.sampled_from([1, 7]),
    "hours": st.just("calendar"),
    "interval": st.just("hour"),
}
VALUES = {
    **alternatives(),
    "comparison": st.fixed_dictionaries(
        {
            "edge": st.sampled_from(["at_most", "below"]),
            "seconds": st.sampled_from(["exact", "truncated", "rounded"]),
        }
    ),
    "roll_up": st.just({"method": "ratio_of_sums"}),
    "resolution": st.fixed_dictionaries(
        {
            "method": st.just("no_repeat"),
            "window_days": st.sampled_from([1, 7]),
            "scope": st.sampled_from(["customer", "customer_queue"]),
            "base": st.sampled_from(["gross", "net"]),
            "tail": st.sampled_from(["excluded", "counted"]),
        }
    ),
}


@st.composite
def drawn(draw: st.DrawFn, *names: str) -> dict[str, Any]:
    """Values for some choices."""
    return {name: draw(VALUES[name]) for name in names}


def under(indicator: Indicator, changed: Mapping[str, Any]) -> Indicator:
    """The indicator with choices changed."""
    return indicator.with_choices(Choices.model_validate(indicator.choices.model_dump() | changed))


def sums(context: Context, indicator: Indicator) -> list[dict[str, Any]]:
    """What the engine counts, by hour, where there is anything."""
    found = context.engine.fetch(MEASURES[indicator.measure].sums(context, indicator)).to_pylist()
    return sorted((row for row in found if row["n"]), key=lambda row: row["period"])


def cell(column: Column, index: int, chance: random.Random) -> Any:
    """Something for a column of a table that is not about contacts."""
    at = ORIGIN + index * 300 * SECOND + chance.randrange(60) * SECOND
    values: dict[str, Any] = {
        "name": chance.choice(["ventes", "aide"]),
        "key": chance.choice(["a", "b", "c"]),
        "time": at,
        "day": date(2026, 3, 1),
        "month": "2026-03",
        "count": 1 + chance.randrange(20),
        "number": chance.choice([1.0, 7.0, 9.5]),
        "flag": chance.random() < 0.5,
    }
    return chance.choice(column.words) if column.words else values.get(column.kind)


def beside(seed: int) -> dict[str, list[dict[str, Any]]]:
    """Forty rows of each table that measures read besides contacts; no calendar, so that no hour is closed."""
    chance = random.Random(seed)  # noqa: S311 - made-up rows
    made: dict[str, list[dict[str, Any]]] = {}
    for name in ("case", "agent_state", "survey_answer", "mystery_contact", "quality_review", "service_uptime"):
        columns = [one for one in TABLES[name].columns if one.name != "organisation"]
        made[name] = [{one.stored_name: cell(one, index, chance) for one in columns} for index in range(40)]
    return made


@contextmanager
def store(*, sound: bool) -> Iterator[Context]:
    """A store of made-up visits, whole and as contacts, and of what is kept beside them."""
    legs = rows(1, sound=sound)
    contacts = [row for row in legs if row["leg"] == 1]
    with context_of({"contact_leg": legs, "contact": contacts, **beside(2)}, interval="hour") as made:
        yield made


@pytest.fixture(scope="module")
def defective() -> Iterator[Context]:
    """Visits with all their defects."""
    with store(sound=False) as made:
        yield made


@pytest.fixture(scope="module")
def sound() -> Iterator[Context]:
    """Visits of which no clock runs back."""
    with store(sound=True) as made:
        yield made


@pytest.mark.parametrize("measure", INDICATORS)
def test_a_choice_that_does_not_matter_moves_nothing(defective: Context, measure: str) -> None:
    """Every choice outside the table is changed at once, on contacts with all their defects: the sums stay."""

    @settings(max_examples=2, deadline=None)
    @given(drawn(*(name for name in CHOICE_ORDER if name not in CHOICES_THAT_MATTER[measure])))
    def check(changed: dict[str, Any]) -> None:
        indicator = INDICATORS[measure]
        assert sums(defective, under(indicator, changed)) == sums(defective, indicator)

    check()


@pytest.mark.parametrize("measure", OF_CONTACTS)
def test_equal_effects_give_equal_sums(sound: Context, measure: str) -> None:
    """On sound contacts, a choice changed without a difference in effect leaves the sums as they were."""

    @settings(max_examples=5, deadline=None)
    @given(drawn(*CHOICE_ORDER), st.sampled_from(CHOICES_THAT_MATTER[measure]).flatmap(lambda name: drawn(name)))
    def check(base: dict[str, Any], changed: dict[str, Any]) -> None:
        old = under(INDICATORS[measure], base)
        new = under(old, changed)
        if not differing_names(old, new):
            assert sums(sound, old) == sums(sound, new)

    check()
