"""A benchmark: who takes part, what each reader is told, and that nobody is told another's figure."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from filiere.contacts.benchmarking import (
    Benchmark,
    ComparisonGroup,
    DaySum,
    MeasuredFigure,
    Member,
    compute_benchmark,
    describe_place,
    find_common_period,
    select_group,
    write_notes,
)
from filiere.contacts.benchmarking.quartiles import compute_quartiles
from filiere.core import Faults
from filiere.core.text import LANGUAGES

FIRST, LAST = date(2026, 3, 1), date(2026, 4, 9)
RATES = {"alpha": 61.3, "bravo": 70.4, "charlie": 78.2, "delta": 85.1, "echo": 92.3, "foxtrot": 74.6}
MOVES = (3, -1, 0, -2, 5, -4, 1, -2)
SERVICE = MeasuredFigure(
    definition="common-v1",
    version="1",
    sha256="0" * 64,
    indicator="service_level_20",
    unit="percent",
    direction="up",
    scale=Fraction(100),
)


def member(name: str, rate: float, *, days: int = 40, calls: int = 1000, agents: int | None = 12) -> Member:
    """A made-up organisation whose rate moves by a few points from day to day, and by nothing over eight days."""
    sums = [
        DaySum(FIRST + timedelta(days=place), round(calls * (rate + MOVES[place % 8]) / 100), calls, calls)
        for place in range(days)
    ]
    return Member(organisation=name, days=tuple(sums), contacts=days * calls, usable=days * calls, agents=agents)


MEMBERS = [member(name, rate) for name, rate in RATES.items()]


def grouped(members: list[Member]) -> ComparisonGroup:
    """The group of members over the forty days, at five agents and thirty observations."""
    return select_group(members, first=FIRST, last=LAST, least_agents=5, least_observations=30)


def told(reader: str | None, *, members: list[Member] = MEMBERS, publish: bool = True, seed: int = 1) -> Benchmark:
    """What a reader is told of the group."""
    own = next((one for one in members if one.organisation == reader), None)
    return compute_benchmark(grouped(members), SERVICE, publish=publish, rule="members-benchmark", own=own, seed=seed)


def test_quartiles_and_own_place() -> None:
    """The published quartiles are those of the six rates, and each reader's place is beside them."""
    found = told("delta")
    expected = compute_quartiles(list(RATES.values()), rate=True)
    assert found.q1 is not None
    assert found.median is not None
    assert found.q3 is not None
    assert (found.q1.value, found.median.value, found.q3.value) == (expected.q1, expected.median, expected.q3)
    assert (found.q1.value, found.median.value, found.q3.value, found.step) == (68, 76, 86, 2)
    assert (found.organisations, found.days, found.coverage, found.coverage_low, found.narrow) == (
        6,
        40,
        100,
        False,
        False,
    )
    assert found.own is not None
    assert (found.own.value, found.own.n, found.own.coverage) == (85.1, 40_000, 1.0)
    assert {name: told(name).own.band for name in RATES} == {
        "alpha": "below_q1",
        "bravo": "q1_to_median",
        "charlie": "median_to_q3",
        "delta": "median_to_q3",
        "echo": "above_q3",
        "foxtrot": "q1_to_median",
    }


def test_intervals_hold_their_values_and_follow_the_seed() -> None:
    """Those of quartiles are multiples of the step; the reader's own is not rounded; the seed alone moves them."""
    found = told("alpha")
    for one in (found.q1, found.median, found.q3):
        assert one is not None
        assert one.interval is not None
        assert one.interval.low <= one.value <= one.interval.high
        assert one.interval.low % 2 == one.interval.high % 2 == 0
    assert found.own is not None
    assert found.own.interval is not None
    assert found.own.interval.low < 61.3 < found.own.interval.high
    assert found == told("alpha")
    assert found.own.interval != told("alpha", seed=2).own.interval


def test_every_reader_is_told_the_same_of_the_others() -> None:
    """But for ``own``, all six readers and the public get one and the same result."""
    results = [replace(told(name), own=None) for name in (*RATES, None)]
    assert all(one == results[0] for one in results)


@pytest.mark.parametrize("reader", [*RATES, None])
def test_no_other_name_and_no_other_figure_leaves(reader: str | None) -> None:
    """Neither the data nor the words for a reader hold the name or the rate of another organisation."""
    found = told(reader)
    whole = json.dumps(found.as_json()) + repr(found)
    whole += "".join(one.get(lang) for one in write_notes(found) for lang in LANGUAGES)
    for name, rate in RATES.items():
        if name != reader:
            assert name not in whole
            assert str(rate) not in whole


def test_a_withheld_comparison_tells_nothing_but_ones_own() -> None:
    """Whatever the gate refused it for, the result is the same but for the reader's own figure and the period."""
    few = told("alpha", members=MEMBERS[:3], publish=False)
    many = told("alpha", publish=False)
    assert few.status == "withheld"
    assert few == many
    assert [few.q1, few.median, few.q3, few.step, few.organisations, few.days, few.coverage] == [None] * 7
    assert few.own is not None
    assert (few.own.value, few.own.band, few.own.firm) == (61.3, None, None)
    assert describe_place(few) is None
    assert [one.en for one in write_notes(few)] == [
        "Comparison not published, to protect the confidentiality of organisations; your own figure remains yours."
    ]


def test_a_place_that_other_days_could_change_is_said_to_be_unsure() -> None:
    """Near an edge with wild days the place is not firm; far from any edge it is."""
    calm = told("echo")
    assert (calm.own.band, calm.own.firm) == ("above_q3", True)
    assert describe_place(calm).en.endswith("A different set of days would have given the same position.")
    wild = member("charlie", 78.2)
    days = tuple(replace(day, numerator=day.numerator + (-1) ** rank * 200) for rank, day in enumerate(wild.days))
    unsure = told("charlie", members=[*MEMBERS[:2], replace(wild, days=days), *MEMBERS[3:]])
    assert unsure.own.band == "median_to_q3"
    assert unsure.own.firm is False
    assert "auraient pu donner une autre place" in describe_place(unsure).fr


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"agents": 4}, "agents"),
        ({"refused": "calendar"}, "calendar"),
        ({"days": ()}, "no_data"),
        ({"days": (DaySum(FIRST, 20, 29, 29),)}, "effectif"),
        ({"days": (DaySum(FIRST - timedelta(days=1), 20, 100, 100),)}, "no_data"),
    ],
)
def test_who_has_no_part(changed: dict, why: str) -> None:
    """Few agents, few observations, nothing in the period, or a figure that may not be published; and it is told so."""
    out = replace(MEMBERS[0], **changed)
    compared = grouped([out, *MEMBERS[1:]])
    assert compared.left_out == {"alpha": why}
    assert "alpha" not in compared.weights
    found = compute_benchmark(compared, SERVICE, publish=True, rule="r", own=out)
    assert found.organisations == 5
    assert (found.own.value, found.own.band, found.own.left_out) == (None, None, why)


def test_agents_that_nobody_names_hide_nobody() -> None:
    """Five agents are enough, and an organisation that names none is kept."""
    kept = grouped([replace(MEMBERS[0], agents=5), replace(MEMBERS[1], agents=None), *MEMBERS[2:]])
    assert len(kept.members) == 6
    assert kept.weights == dict.fromkeys(sorted(RATES), 40_000)


def test_an_organisation_given_twice_is_refused() -> None:
    """Its contacts would count twice."""
    with pytest.raises(Faults) as caught:
        grouped([*MEMBERS, MEMBERS[0], MEMBERS[3]])
    assert [one.code for one in caught.value.faults] == ["benchmark-organisation-twice"] * 2


def test_the_period_is_the_one_that_all_have() -> None:
    """From the latest first day to the earliest last; none in common, or nobody at all, is a fault."""
    day = date(2026, 3, 1)
    spans = [(day, day + timedelta(days=30)), (day + timedelta(days=5), day + timedelta(days=60))]
    assert find_common_period(spans) == (day + timedelta(days=5), day + timedelta(days=30))
    with pytest.raises(Faults) as caught:
        find_common_period([(day, day), (day + timedelta(days=1), day + timedelta(days=2))])
    assert caught.value.faults[0].code == "benchmark-no-common-day"
    with pytest.raises(Faults) as caught:
        find_common_period([])
    assert caught.value.faults[0].code == "benchmark-nobody"


@pytest.mark.parametrize(("days", "narrow"), [(19, None), (20, True), (29, True), (30, False)])
def test_few_days_give_no_interval_or_a_warning(days: int, narrow: bool | None) -> None:
    """Under twenty days there is none, and under thirty it is said to be too narrow, in every member alike."""
    found = told("alpha", members=[member(name, rate, days=days) for name, rate in RATES.items()])
    assert found.narrow is narrow
    assert (found.q1.interval is None) == (narrow is None)
    assert (found.own.interval is None) == (narrow is None)
    assert found.own.firm is None if narrow is None else found.own.firm is not None
    words = " ".join(one.en for one in write_notes(found))
    assert ("No interval: 20 days" in words) == (narrow is None)
    assert ("likely too narrow" in words) == (narrow is True)


def test_coverage_is_flagged() -> None:
    """94 % of one member's contacts with usable times raises the flag, and the share of all is cut to a percent."""
    low = replace(MEMBERS[0], usable=37_600)
    found = told("alpha", members=[low, *MEMBERS[1:]])
    assert (found.coverage, found.coverage_low, found.own.coverage) == (99, True, 0.94)
    assert "moins de 95" in " ".join(one.fr for one in write_notes(found))
