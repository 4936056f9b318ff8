"""A set of any size within a file costs in proportion to what it says: nothing is copied or compared for each pair."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from filiere.contacts.definitions import load_set
from filiere.contacts.definitions.coherence_rules import check_indicator
from filiere.contacts.definitions.loader import check_file
from filiere.contacts.definitions.records import Indicator, Overrides, Target, merge_choices

LOCAL = Path(__file__).with_name("local.yaml").read_text(encoding="utf-8")
START = date(2026, 1, 1)


def test_indicators_share_what_they_do_not_say_differently() -> None:
    """H1: 790 indicators that differed in one word had 790 copies of 11,000 queues, 333 MiB in each process."""
    common = load_set("common-v1").choices
    assert common is not None
    short = common.short_abandon.model_copy(update={"by_queue": {f"q{number}": 3 for number in range(10)}})
    choices = common.model_copy(update={"short_abandon": short})
    one = merge_choices(choices, Overrides.model_validate({"ring": "included"}))
    assert one.ring == "included"
    assert one.short_abandon.by_queue is short.by_queue
    other = merge_choices(
        choices, Overrides.model_validate({"short_abandon": {"seconds": 4}, "roll_up": {"interval": "day"}})
    )
    assert (other.short_abandon.seconds, other.short_abandon.effect) == (4, short.effect)
    assert (other.roll_up.method, other.roll_up.interval) == (choices.roll_up.method, "day")
    assert other.short_abandon.by_queue is short.by_queue


def test_a_set_is_no_larger_than_what_computes(tmp_path: Path) -> None:
    """H1: the checker let a set have any number of indicators and of queues, and judged each by each."""
    path = tmp_path / "local.yaml"
    more = "".join(f"  - {{key: n{number}, measure: accessibility}}\n" for number in range(197))
    queues = ", ".join(f"q{number}: 3" for number in range(2_001))
    words = LOCAL.replace("examples:", f"{more}examples:", 1).replace("ventes: 10", queues, 1)
    path.write_text(words, encoding="utf-8")
    faults = check_file(path)
    assert {(one.code, one.key) for one in faults} == {
        ("definition-indicators-many", "indicators"),
        ("definition-queues-many", "choices"),
    }
    path.write_text(LOCAL.replace("ventes: 10", queues.rpartition(",")[0], 1), encoding="utf-8")
    assert not [one for one in check_file(path) if one.code.endswith("-many")]


class Counted(date):
    """A day that counts how often days are compared."""

    times = 0

    def __lt__(self, other: Any) -> bool:
        Counted.times += 1
        return super().__lt__(other)

    def __le__(self, other: Any) -> bool:
        Counted.times += 1
        return super().__le__(other)

    def __ge__(self, other: Any) -> bool:
        Counted.times += 1
        return super().__ge__(other)


def indicator(targets: list[tuple[date, date | None]]) -> Indicator:
    """An indicator held to these targets."""
    made = tuple(Target.model_construct(start=start, to=to, value=80) for start, to in targets)
    return Indicator.model_construct(key="one", measure="accessibility", targets=made)


def test_targets_are_not_each_compared_with_all_before() -> None:
    """H1: two thousand targets were compared four million times."""
    days = [Counted.fromordinal(START.toordinal() + number) for number in range(1_000)]
    Counted.times = 0
    assert list(check_indicator(indicator([(day, day) for day in reversed(days)]))) == []
    assert Counted.times < 100 * len(days)


DAYS = st.integers(0, 12).map(lambda number: START + timedelta(days=number))


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=8))
def test_targets_that_share_a_day_are_told(targets: list[tuple[date, date | None]]) -> None:
    """Beside the rule in words: of two targets, the later begins before the earlier has ended."""
    expected = []
    for index, (start, to) in enumerate(targets):
        for other, until in targets[:index]:
            first, last = ((other, until), (start, to)) if other <= start else ((start, to), (other, until))
            if first[1] is None or last[0] <= first[1]:
                expected.append(index)
                break
    found = [key[1] for key, fault in check_indicator(indicator(targets)) if fault.code == "targets-overlap"]
    assert found == expected
