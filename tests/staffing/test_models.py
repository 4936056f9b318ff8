"""Erlang C and Erlang A: what others printed, an independent chain, and what must hold whatever the numbers."""

import math
from dataclasses import asdict, replace
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.oracles.queue_oracle import chain, room_of

from filiere.core import Text
from filiere.core.yaml_documents import read_yaml
from filiere.staffing import (
    SERVICE_LEVEL_READINGS,
    InvalidNumber,
    Overload,
    TeamMeasures,
    Workload,
    erlang_a,
    erlang_c,
    pool_workloads,
    waiting_probability,
)
from filiere.staffing.errors import SHARE_RANGE, check_numbers

EXAMPLES = read_yaml(Path(__file__).with_name("examples.yaml")).data["examples"]
UNITS = {"min": 60.0, "percent": 0.01}


def model(
    *, calls: float, interval: float, handling: float, agents: int, threshold: float, patience: float | None = None
) -> TeamMeasures:
    """The measures of a team, under the model that its numbers are of."""
    work = Workload(calls=calls, interval=interval, handling=handling)
    if patience is None:
        return erlang_c(work, agents, threshold)
    return erlang_a(work, agents, threshold, patience)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["name"])
def test_what_others_printed(example: dict) -> None:
    """Each printed value is found again to its last digit."""
    found = asdict(model(**example["work"] | {"calls": float(example["work"]["calls"])}))
    for name, printed in example["expected"].items():
        digits, _, unit = printed.partition(" ")
        value = found[name] / UNITS.get(unit, 1.0)
        assert f"{value:.{len(digits.partition('.')[2])}f}" == digits, name


@st.composite
def teams(draw: st.DrawFn) -> tuple[Workload, int, float]:
    """A team of up to twelve, with a load from near none to well above it."""
    agents = draw(st.integers(1, 12))
    handling = draw(st.floats(5, 600))
    share = draw(st.floats(0.02, 1.8))
    work = Workload(calls=agents * share * 600 / handling, interval=600, handling=handling)
    return work, agents, draw(st.floats(0, 300))


@given(teams(), st.floats(0.05, 8))
@settings(max_examples=30)
def test_erlang_a_agrees_with_the_chain(team: tuple[Workload, int, float], ratio: float) -> None:
    """Every measure is that of the chain solved as a matrix."""
    work, agents, threshold = team
    patience = work.handling * ratio
    caller = {"rate": work.rate, "handling": work.handling, "agents": agents, "patience": patience}
    oracle = chain(**caller, threshold=threshold, room=room_of(**caller))
    found = asdict(erlang_a(work, agents, threshold, patience))
    for name, value in asdict(oracle).items():
        assert found[name] == pytest.approx(value, rel=1e-7, abs=1e-9), name


@given(teams())
@settings(max_examples=15)
def test_erlang_c_agrees_with_the_chain(team: tuple[Workload, int, float]) -> None:
    """Every measure is that of the chain solved as a matrix, where the load is not too near the agents to cut it."""
    work, agents, threshold = team
    assume(work.load < 0.85 * agents)
    oracle = chain(rate=work.rate, handling=work.handling, agents=agents, threshold=threshold, patience=None, room=200)
    found = asdict(erlang_c(work, agents, threshold))
    for name, value in asdict(oracle).items():
        assert found[name] == pytest.approx(value, rel=1e-7, abs=1e-9), name


@given(teams(), st.floats(0.05, 20))
def test_one_agent_more_never_harms(team: tuple[Workload, int, float], ratio: float) -> None:
    """Waits, losses and occupancy fall, and every reading of the service level rises, with each agent."""
    work, agents, threshold = team
    patience = work.handling * ratio
    pairs = [(erlang_a(work, agents, threshold, patience), erlang_a(work, agents + 1, threshold, patience))]
    if work.load < agents:
        pairs.append((erlang_c(work, agents, threshold), erlang_c(work, agents + 1, threshold)))
    for fewer, more in pairs:
        for name in ("waiting_probability", "mean_wait", "abandonment_probability", "occupancy", "mean_wait_answered"):
            assert getattr(more, name) <= getattr(fewer, name) * (1 + 1e-9) + 1e-12, name
        for reading in SERVICE_LEVEL_READINGS:
            assert more.service_level(reading) >= fewer.service_level(reading) - 1e-9, reading


@given(teams(), st.floats(0.05, 1e6))
def test_shares_are_shares_and_readings_are_ordered(team: tuple[Workload, int, float], ratio: float) -> None:
    """Nothing leaves 0 to 1; of those who leave early, counting for beats ignoring, which beats counting against."""
    work, agents, threshold = team
    found = erlang_a(work, agents, threshold, work.handling * ratio)
    for name, value in asdict(found).items():
        if "probability" in name or "level" in name or name == "occupancy":
            assert -1e-12 <= value <= 1 + 1e-12, name
        assert value == "erlang-a" or math.isfinite(value), name
    assert found.service_level_positive >= found.service_level_ignored - 1e-12
    assert found.service_level_ignored >= found.service_level_offered - 1e-12
    assert found.service_level_answered >= found.service_level_offered - 1e-12
    assert found.service_level_virtual >= found.service_level_offered - 1e-12
    # Whoever arrives is answered or leaves: agents are busy with the answered alone.
    assert found.occupancy * agents == pytest.approx(work.load * (1 - found.abandonment_probability), rel=1e-9)


@given(teams())
def test_endless_patience_is_erlang_c(team: tuple[Workload, int, float]) -> None:
    """As patience grows Erlang A tends to Erlang C, and from the side of shorter waits."""
    work, agents, threshold = team
    assume(work.load < 0.98 * agents)
    patient = asdict(erlang_a(work, agents, threshold, work.handling * 1e6))
    for name, value in asdict(erlang_c(work, agents, threshold)).items():
        if name not in ("model", "patience", "abandonment_probability"):
            assert patient[name] == pytest.approx(value, rel=2e-2, abs=1e-6), name
    assert patient["mean_wait"] <= erlang_c(work, agents, threshold).mean_wait


@pytest.mark.parametrize(
    ("agents", "load", "patience"),
    [
        (2_000, 1_990.0, 300.0),
        (2_000, 2_400.0, 90.0),
        (5_000, 4_900.0, 20_000.0),
        (3_000, 3_001.0, 5.0),
        (7, 900.0, 60.0),
    ],
)  # fmt: skip
def test_thousands_of_agents_keep_ten_digits(agents: int, load: float, patience: float) -> None:
    """The defining sums in fifty-digit decimals, term after term, give the same measures."""
    handling, threshold = 240.0, 20.0
    work = Workload(calls=load * 15, interval=3600, handling=handling)
    found = erlang_a(work, agents, threshold, patience)
    with localcontext(prec=50):
        ratio = Decimal(patience) / Decimal(handling)
        x, y = agents * ratio, Decimal(work.load) * ratio
        fade = (-Decimal(threshold) / Decimal(patience)).exp()
        blocked = Decimal(1)
        for servers in range(1, agents + 1):
            blocked = 1 + blocked * servers / Decimal(work.load)
        whole, length = decimal_sums(x, y)
        waiting = whole / (whole + blocked - 1)
        leaving = waiting * length / (y * whole)
        drift = (y * (1 - fade) - x * Decimal(threshold) / Decimal(patience)).exp()
        virtual = waiting * drift * decimal_sums(x, y * fade)[0] / whole
        late = waiting * drift * fade * x / (x + 1) * decimal_sums(x + 1, y * fade)[0] / whole
        offered = 1 - leaving - late
    assert found.waiting_probability == pytest.approx(float(waiting), rel=1e-10)
    assert found.abandonment_probability == pytest.approx(float(leaving), rel=1e-10)
    assert 1 - found.service_level_virtual == pytest.approx(float(virtual), rel=1e-9, abs=1e-12)
    assert found.service_level_offered == pytest.approx(float(offered), rel=1e-9, abs=1e-12)


def decimal_sums(x: Decimal, y: Decimal) -> tuple[Decimal, Decimal]:
    """Σ weight and Σ j·weight, from the first term on."""
    weight = total = Decimal(1)
    length, j = Decimal(0), 0
    while weight > total * Decimal("1e-30") or y > x + j:
        j += 1
        weight = weight * y / (x + j)
        total += weight
        length += j * weight
    return total, length


def test_large_teams_of_erlang_c() -> None:
    """Erlang C of fifty thousand agents is a probability, found again by the logarithms of its defining sum."""
    agents, load = 50_000, 49_800.0
    logs = [k * math.log(load) - math.lgamma(k + 1) for k in range(agents + 1)]
    top = max(logs)
    below = math.fsum(math.exp(one - top) for one in logs[:-1])
    last = math.exp(logs[-1] - top) * agents / (agents - load)
    assert waiting_probability(load, agents) == pytest.approx(last / (below + last), rel=1e-8)
    assert waiting_probability(0.001, 400) == 0.0


def test_no_call_waits_where_none_arrives() -> None:
    """A team without calls answers the first one at once, under both models alike."""
    quiet = Workload(calls=0, interval=1800, handling=180)
    with_patience = erlang_a(quiet, 3, 20, 1e9)
    without = erlang_c(quiet, 3, 20)
    assert without.service_level_offered == 1.0
    assert without.mean_wait == without.occupancy == 0.0
    assert replace(with_patience, model="erlang-c", patience=None, mean_wait_waiting=60.0) == replace(
        without, mean_wait_waiting=60.0
    )
    assert with_patience.mean_wait_waiting == pytest.approx(without.mean_wait_waiting)


@pytest.mark.parametrize(("calls", "least"), [(140, 15), (141, 15), (149, 15), (150, 16), (400, 41)])
def test_a_load_without_answer_names_the_least_team(calls: int, least: int) -> None:
    """A load that reaches the agents is refused, with the least number that has an answer, which indeed has one."""
    work = Workload(calls=calls, interval=1800, handling=180)
    with pytest.raises(Overload) as caught:
        erlang_c(work, 14, 20)
    assert caught.value.least == least
    assert f"{least} conseillers" in caught.value.faults[0].remedy.fr
    assert erlang_c(work, least, 20).mean_wait > 0
    with pytest.raises(Overload):
        erlang_c(work, least - 1, 20)


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"agents": -3}, {"agents": "staffing-out-of-range"}),
        ({"agents": 0}, {"agents": "staffing-out-of-range"}),
        ({"agents": 14.5}, {"agents": "staffing-not-whole"}),
        ({"agents": True}, {"agents": "staffing-not-a-number"}),
        ({"agents": 100_001}, {"agents": "staffing-out-of-range"}),
        ({"threshold": math.nan}, {"threshold": "staffing-not-a-number"}),
        ({"threshold": -1, "patience": math.inf},
         {"threshold": "staffing-out-of-range", "patience": "staffing-not-a-number"}),
        ({"patience": 0}, {"patience": "staffing-out-of-range"}),
        ({"calls": -1, "interval": 0, "handling": "180"},
         {"calls": "staffing-out-of-range", "interval": "staffing-out-of-range", "handling": "staffing-not-a-number"}),
    ],
)  # fmt: skip
def test_numbers_that_no_model_can_take(changed: dict, codes: dict[str, str]) -> None:
    """Every wrong number is told, in one go, at its key."""
    numbers = {"calls": 100, "interval": 1800, "handling": 180, "agents": 14, "threshold": 20, "patience": 300}
    with pytest.raises(InvalidNumber) as caught:
        model(**numbers | changed)
    assert {fault.key: fault.code for fault in caught.value.faults} == codes


@pytest.mark.parametrize(("load", "agents"), [(math.nan, 3), (-1.0, 3), (2.0, 0), (2.0, 2.5)])
def test_a_waiting_probability_of_nonsense(load: float, agents: int) -> None:
    """No probability comes out of a load or a team that is none."""
    with pytest.raises(InvalidNumber):
        waiting_probability(load, agents)


def test_pooling_adds_work_and_saves_agents() -> None:
    """Pooled work is the sum of the works, with the handling time of a call taken at random."""
    one = Workload(calls=30, interval=1800, handling=120)
    other = Workload(calls=10, interval=1800, handling=400)
    both = pool_workloads([one, other])
    assert both.load == pytest.approx(one.load + other.load)
    assert both == Workload(calls=40, interval=1800, handling=190)
    assert pool_workloads([Workload(calls=0, interval=60, handling=5)]).handling == 5
    for wrong in ([], [one, Workload(calls=1, interval=900, handling=60)]):
        with pytest.raises(InvalidNumber):
            pool_workloads(wrong)


def test_a_share_out_of_its_range_is_told_in_percent_as_well() -> None:
    """It is asked in percent by the command and the page, and as a number by the interface."""
    with pytest.raises(InvalidNumber) as caught:
        check_numbers([("service_level", Text(fr="Niveau", en="Level"), 1.0, SHARE_RANGE)])
    (fault,) = caught.value.faults
    assert fault.message.en == "Level: 1.0 (100 %) is not possible here."
    assert fault.remedy.en == "Give a number > 0 and < 1 (100 %)."
