"""What stores bring to a benchmark: sums by day under a sealed common definition, and who stands behind them."""

from datetime import date
from pathlib import Path

import pytest
from support.scenes.benchmark_sample import CENTRES, rows, store

from filiere.contacts.benchmarking import Contributions, find_common_indicator, read_contributions
from filiere.contacts.definitions import DefinitionSet, load_set
from filiere.contacts.engines import open_engine
from filiere.contacts.store import Store
from filiere.core import Faults

COMMON = load_set("common-v1")


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> list[Store]:
    """Two made-up stores: five centres in one, a sixth that begins three days later in another; one has two agents."""
    folder = tmp_path_factory.mktemp("benchmark")
    names = list(CENTRES)
    together = [rows(name, CENTRES[name], agents=2 if name == "echo" else 6) for name in names[:-1]]
    one = store(folder / "one", *together)
    two = store(folder / "two", rows(names[-1], CENTRES[names[-1]], skip=3))
    return [Store.open(one), Store.open(two)]


def read(stores: list[Store], name: str = "service_level_20", **period: date) -> Contributions:
    """What the stores bring to an indicator of the common definition."""
    with open_engine() as engine:
        return read_contributions(stores, COMMON, find_common_indicator(COMMON, name), engine=engine, **period)


def test_sums_by_day_of_each_organisation(stores: list[Store]) -> None:
    """Numerators and denominators by local day, over the days that all have; whole stores are read, names sorted."""
    found = read(stores)
    assert (found.first, found.last) == (date(2026, 3, 5), date(2026, 3, 25))
    assert [one.organisation for one in found.members] == list(CENTRES)
    alpha = found.members[0]
    assert len(alpha.days) == 24
    assert [(one.numerator, one.denominator, one.n) for one in alpha.days[:2]] == [(2, 8, 8), (3, 8, 8)]
    assert (found.measured.definition, found.measured.sha256) == ("common-v1", COMMON.sha256)
    assert (found.measured.scale, found.measured.unit, found.measured.direction) == (100, "percent", "up")
    assert found.least_observations == 30


def test_who_stands_behind(stores: list[Store]) -> None:
    """Contacts of the period alone, and the people who answered them."""
    found = read(stores)
    assert {one.organisation: (one.contacts, one.usable) for one in found.members} == dict.fromkeys(CENTRES, (168, 168))
    assert {one.organisation: one.agents for one in found.members} == dict.fromkeys(CENTRES, 6) | {"echo": 2}
    one_day = read(stores, first=date(2026, 3, 9), last=date(2026, 3, 9))
    assert {one.contacts for one in one_day.members} == {8}
    assert (one_day.first, one_day.last) == (date(2026, 3, 9), date(2026, 3, 9))


def test_a_month_of_calls_that_tell_no_wait_is_not_compared(tmp_path: Path) -> None:
    """Though the whole of the store does tell them; another month, and a figure without waits, stay."""
    told, silent = rows("alpha", 4), rows("alpha", 4)
    silent = [
        {name: value.replace("2026-03", "2026-04") for name, value in row.items()}
        | {"contact_id": f"april-{row['contact_id']}", "queued_at": "", "offered_at": ""}
        for row in silent[: len(silent) // 2]
    ]
    made = [Store.open(store(tmp_path, [*told, *silent]))]
    april, march = ({"first": date(2026, month, 1), "last": date(2026, month, 28)} for month in (4, 3))
    assert [one.refused for one in read(made, **april).members] == ["queue_times"]
    assert [one.refused for one in read(made, **march).members] == [""]
    assert [one.refused for one in read(made, "abandonment", **april).members] == [""]


def test_means_are_compared_in_their_unit(stores: list[Store]) -> None:
    """A mean of durations is a ratio of microseconds."""
    found = read(stores, "speed_of_answer")
    alpha = found.members[0]
    assert alpha.days[0].numerator == (2 * 10 + 6 * 40) * 1_000_000
    assert float(found.measured.scale * alpha.days[0].numerator / alpha.days[0].denominator) == 32.5


def test_unusable_instants_are_counted(tmp_path: Path) -> None:
    """An answer before the queue entry, an end that nobody noted, and an answered call at no known time of queueing
    are contacts without usable times."""
    legs = rows("alpha", 4)
    legs[3] = {**legs[3], "queued_at": "", "offered_at": ""}
    legs[0] = {**legs[0], "queued_at": "2026-03-02T09:05:00+01:00"}
    legs[1] = {**legs[1], "outcome": "abandoned", "answered_at": "", "ended_at": "", "wrap_ended_at": ""}
    legs[2] = {**legs[2], "outcome": "open", "answered_at": "", "ended_at": "", "wrap_ended_at": "", "agent_key": ""}
    alpha = read([Store.open(store(tmp_path, legs))]).members[0]
    assert (alpha.contacts, alpha.usable) == (191, 188)


def test_a_figure_that_may_not_be_published_is_refused(stores: list[Store]) -> None:
    """Where opening hours matter and no calendar covers them, nobody brings a figure, and the reason is told."""
    plain = find_common_indicator(COMMON, "service_level_20")
    hours = plain.with_choices(plain.choices.model_copy(update={"out_of_hours": "excluded"}))
    day = date(2026, 3, 9)
    with open_engine() as engine:
        found = read_contributions(stores, COMMON, hours, engine=engine, first=day, last=day)
    assert {one.organisation: one.refused for one in found.members} == dict.fromkeys(CENTRES, "calendar")


def test_a_store_without_the_channel_brings_nobody(tmp_path: Path) -> None:
    """A centre that only has mails has no service level of calls: there is nothing to compare."""
    mails = store(tmp_path, [{**row, "channel": "email"} for row in rows("alpha", 4)])
    with pytest.raises(Faults) as caught:
        read([Store.open(mails)])
    assert caught.value.faults[0].code == "benchmark-nobody"


@pytest.mark.parametrize("name", ["icmi-3", "vicidial", "es-ley-10-2025"])
def test_no_other_definition_is_taken(name: str) -> None:
    """A vendor's formula, another body's, or a law's is not common."""
    with pytest.raises(Faults) as caught:
        find_common_indicator(load_set(name), "service_level")
    assert caught.value.faults[0].code == "benchmark-not-common"


@pytest.mark.parametrize("change", [{"seal": None}, {"version": 2}, {"id": "common"}, {"kind": "vocabulary"}])
def test_a_common_definition_is_sealed(change: dict[str, object]) -> None:
    """One that lost its seal, or was changed after it, is not the common one."""
    changed: DefinitionSet = COMMON.model_copy(update=change)
    with pytest.raises(Faults) as caught:
        find_common_indicator(changed, "service_level_20")
    assert caught.value.faults[0].code == "benchmark-not-common"


@pytest.mark.parametrize("name", ["speed_of_answer_p90", "contacts", "service"])
def test_only_ratios_are_compared(name: str) -> None:
    """A percentile, a count and an unknown name are refused, with the choices there are."""
    with pytest.raises(Faults) as caught:
        find_common_indicator(COMMON, name)
    assert caught.value.faults[0].code == "benchmark-not-comparable"
    assert "service_level_20" in caught.value.faults[0].remedy.fr


def test_a_measure_names_its_first_indicator() -> None:
    """``service_level`` is the level at twenty seconds, the first of the definition."""
    assert find_common_indicator(COMMON, "service_level").key == "service_level_20"
