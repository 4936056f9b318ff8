"""Scenarios of employment: shipped ones hold, bounds are those that every corner of the assumptions reaches."""

from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.careers.forecasts import Effect, EffectKind, Scenario, check_scenarios, compute_forecast, load_scenarios
from filiere.core import Text
from filiere.figures import Register, load_register

WORDS = Text.same("x")
BASE = "prospecting-jobs-2025-press"


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def span(low: int, high: int) -> tuple[Decimal, Decimal]:
    return Decimal(low), Decimal(high)


def effect(key: str, kind: EffectKind, low: Decimal, high: Decimal, years: tuple[int, int]) -> Effect:
    return Effect(
        id=key, label=WORDS, kind=kind, low=low, high=high, first_year=years[0], last_year=years[1], reason=WORDS
    )


def test_the_shipped_scenarios_tell_both_published_figures_on_their_true_base(register: Register) -> None:
    """The 8,500 counts where its base is; the 55,000, which holds jobs abroad, stands beside and changes nothing."""
    found = {one.id: compute_forecast(one, register) for one in load_scenarios(register)}
    whole = found["optin-whole-sector"]
    assert (whole.base, whole.years[-1].jobs) == (span(290_000, 290_000), span(281_500, 281_500))
    assert found["optin-prospecting-press"].years[-1].jobs == span(20_500, 31_500)
    for forecast in found.values():
        beside = {one.figure for one in forecast.scenario.beside}
        assert ("jobs-at-risk-optin-afrc" in beside) == forecast.scenario.id.startswith("optin")
        assert not beside & {one.figure for one in forecast.scenario.effects}
    assert [one.hires is None for one in found["outsourced-to-2030"].years] == [False] * 5


def test_other_assumptions_give_another_forecast(register: Register) -> None:
    scenario = next(one for one in load_scenarios(register) if one.id == "outsourced-to-2030")
    still = compute_forecast(scenario, register, changed={"yearly-change": (Decimal(0), Decimal(0))})
    assert {one.jobs for one in still.years} == {span(55_000, 55_000)}
    assert still.years[0].hires == span(8_250, 16_500)


RATES = st.tuples(*[st.integers(-90, 40)] * 2).map(lambda pair: tuple(Decimal(one) / 100 for one in sorted(pair)))
LOSSES = st.tuples(*[st.integers(0, 60_000)] * 2).map(lambda pair: tuple(map(Decimal, sorted(pair))))
LEAVING = st.tuples(*[st.integers(0, 60)] * 2).map(lambda pair: tuple(Decimal(one) / 100 for one in sorted(pair)))


@given(RATES, LOSSES, LEAVING)
def test_bounds_are_those_of_the_corners(
    register: Register, rate: tuple[Decimal, Decimal], loss: tuple[Decimal, Decimal], leaving: tuple[Decimal, Decimal]
) -> None:
    """One year, every corner of base, rate, loss and departures by hand: the bounds are their least and their most."""
    scenario = Scenario(
        id="x",
        label=WORDS,
        question=WORDS,
        base=BASE,
        effects=(
            effect("rate", EffectKind.YEARLY_RATE, *rate, (2026, 2026)),
            effect("loss", EffectKind.JOBS_LOST, *loss, (2026, 2027)),
            effect("leave", EffectKind.DEPARTURES, *leaving, (2026, 2026)),
        ),
    )
    year = compute_forecast(scenario, register).years[0]
    corners = [
        (max(Decimal(0), jobs * (1 + grown) - lost / 2), max(Decimal(0), jobs * (grown + left) - lost / 2))
        for jobs, grown, lost, left in product((Decimal(29_000), Decimal(40_000)), rate, loss, leaving)
    ]
    assert year.jobs == (min(one for one, _ in corners), max(one for one, _ in corners))
    assert year.hires == (min(one for _, one in corners), max(one for _, one in corners))


SOUND = """
scenarios:
  - id: s
    label: {fr: a, en: a}
    question: {fr: a, en: a}
    base: prospecting-jobs-2025-press
    effects:
      - {id: e, label: {fr: a, en: a}, kind: jobs_lost, figure: jobs-at-risk-optin-sp2c, first_year: 2026,
         last_year: 2027, reason: {fr: a, en: a}}
"""


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("", "", []),
        ("base: prospecting-jobs-2025-press", "base: nowhere", ["forecast-unknown-figure"]),
        (
            "base: prospecting-jobs-2025-press",
            "base: revenue-outsourced-2024",
            ["forecast-not-jobs", "forecast-other-territory"],
        ),
        ("jobs-at-risk-optin-sp2c", "jobs-at-risk-optin-morocco", ["forecast-other-territory"]),
        ("jobs-at-risk-optin-sp2c", "jobs-at-risk-optin-afrc", ["forecast-open-bound", "forecast-other-territory"]),
        ("figure: jobs-at-risk-optin-sp2c", "low: 2, high: 1", ["forecast-bounds"]),
        ("figure: jobs-at-risk-optin-sp2c", "low: 2", ["forecast-bounds"]),
        ("figure: jobs-at-risk-optin-sp2c", 'low: "1_0", high: "-0"', ["wrong-type", "wrong-type"]),
        ("first_year: 2026", "first_year: 2025", ["forecast-years"]),
        ("last_year: 2027", "last_year: 2025", ["forecast-years"]),
        ("kind: jobs_lost", "kind: magic", ["unknown-word"]),
        ("scenarios:", "scenario:", ["forecast-no-scenarios"]),
    ],
)
def test_all_that_is_wrong_is_told(register: Register, tmp_path: Path, old: str, new: str, codes: list[str]) -> None:
    """Each fault at its line; nothing is computed from a file that has one."""
    path = tmp_path / "scenarios.yaml"
    path.write_text(SOUND.replace(old, new), encoding="utf-8")
    faults = check_scenarios(register, path)
    assert [one.code for one in faults] == codes
    assert all(one.line for one in faults)


def test_two_scenarios_of_one_name_are_a_fault(register: Register, tmp_path: Path) -> None:
    path = tmp_path / "scenarios.yaml"
    path.write_text(SOUND + SOUND.replace("scenarios:\n", ""), encoding="utf-8")
    assert [one.code for one in check_scenarios(register, path)] == ["forecast-repeated-id"]
