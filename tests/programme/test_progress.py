"""Progress towards a target and of a parent: cases worked out by hand, and what holds whatever the numbers."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core.yaml_documents import read_yaml
from filiere.programme.progress import OUTCOMES, Progress, Reading, TargetNumbers, compute_progress, roll_up

GOLDEN = read_yaml(Path(__file__).with_name("golden.yaml")).data["cases"]
NUMBERS = st.decimals(-(10**6), 10**6, places=3)
WEIGHTS = st.decimals("0.01", 1000, places=2)
SHARES = st.fractions(-5, 5, max_denominator=10**4)


def plain(value: Any) -> Any:
    """A list of YAML as the pair that the engine takes."""
    return tuple(value) if isinstance(value, list) else value


def compute(case: dict[str, Any]) -> Progress:
    """The progress of a case as it is typed."""
    target = {name: plain(case[name]) for name in ("direction", "base", "goal") if name in case}
    return compute_progress(TargetNumbers(**target), Reading(plain(case.get("now")), case.get("state", "current")))


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda one: one["key"])
def test_cases_worked_out_by_hand(golden: dict[str, Any]) -> None:
    *ends, outcome = golden["expected"]
    found = compute(golden["case"])
    assert found.outcome == outcome
    assert found.ends == (None if ends == [None] else (Fraction(ends[0]), Fraction(ends[-1])))
    assert isinstance(found.value, tuple) == (len(ends) == 2)
    assert found.known == (found.value is not None)


def test_every_outcome_has_a_case() -> None:
    assert {one["expected"][-1] for one in GOLDEN} == set(OUTCOMES)


MIRRORED = {"at_most": "at_least", "at_least": "at_most"}


@settings(max_examples=60)
@given(
    st.sampled_from(["up", "down", "cumulative", "band", "at_most", "at_least"]),
    NUMBERS,
    st.tuples(NUMBERS, NUMBERS),
    st.tuples(NUMBERS, NUMBERS),
    st.booleans(),
)
def test_negating_every_number_changes_nothing(
    direction: str, base: Decimal, edges: tuple[Decimal, Decimal], now: tuple[Decimal, Decimal], ranged: bool
) -> None:
    """A falling target is a rising one in a mirror; a limit from above is one from below."""
    low, high = sorted(edges)
    first, last = sorted(now)
    case = {"direction": direction, "base": base, "goal": [low, high] if direction == "band" else low}
    case |= {"now": [first, last] if ranged else first}
    mirror = {"direction": MIRRORED.get(direction, direction), "base": -base}
    mirror |= {"goal": [-high, -low] if direction == "band" else -low, "now": [-last, -first] if ranged else -first}
    assert compute(mirror) == compute(case)


@settings(max_examples=60)
@given(NUMBERS, NUMBERS, NUMBERS, st.decimals("0.001", 1000, places=3))
def test_the_unit_and_its_zero_do_not_matter(base: Decimal, goal: Decimal, now: Decimal, scale: Decimal) -> None:
    numbers = {"base": base, "goal": goal, "now": now}
    scaled = {name: one * scale + 7 for name, one in numbers.items()}
    assert compute({"direction": "up", **scaled}) == compute({"direction": "up", **numbers})


@settings(max_examples=40)
@given(NUMBERS, st.tuples(NUMBERS, NUMBERS), NUMBERS)
def test_a_band_is_one_inside_and_nowhere_else(base: Decimal, edges: tuple[Decimal, Decimal], now: Decimal) -> None:
    low, high = sorted(edges)
    found = compute({"direction": "band", "base": base, "goal": [low, high], "now": now})
    assert (found.value == 1) == (low <= now <= high)


def children() -> st.SearchStrategy[list[tuple[Decimal, Progress]]]:
    """Weighted children: numbers, intervals, limits and what is not known."""
    progress = st.one_of(
        SHARES.map(lambda one: Progress("computed", one, 1)),
        st.tuples(SHARES, SHARES).map(lambda pair: Progress("range", (min(pair), max(pair)), 1)),
        st.sampled_from([Progress("retired"), Progress("kept", kept=1), Progress("broken", broken=1)]),
    )
    return st.lists(st.tuples(WEIGHTS, progress), max_size=12)


@settings(max_examples=80)
@given(children())
def test_a_parent_is_between_its_worst_and_its_best_child(family: list[tuple[Decimal, Progress]]) -> None:
    found = roll_up(family)
    known = [child.ends for _, child in family if child.ends is not None]
    assert (found.known, found.of) == (len(known), len(family))
    assert found.kept == sum(child.outcome == "kept" for _, child in family)
    assert found.broken == sum(child.outcome == "broken" for _, child in family)
    if not known:
        assert (found.value, found.outcome) == (None, "no_value")
        return
    ends = found.ends
    assert ends is not None
    assert min(low for low, _ in known) <= ends[0] <= ends[1] <= max(high for _, high in known)
    assert ends[0] <= max(low for low, _ in known)
    assert ends[1] >= min(high for _, high in known)
    assert isinstance(found.value, tuple) == any(isinstance(child.value, tuple) for _, child in family)


@settings(max_examples=60)
@given(children(), WEIGHTS, st.randoms())
def test_scaling_weights_or_changing_the_order_changes_nothing(
    family: list[tuple[Decimal, Progress]], scale: Decimal, random: Any
) -> None:
    scaled = [(weight * scale, child) for weight, child in family]
    random.shuffle(scaled)
    assert roll_up(scaled) == roll_up(family)


def test_a_mean_is_weighted_and_exact() -> None:
    """(2 · 1/3 + 1 · 1) ÷ 3, where the third child has no value."""
    family = [
        (2, Progress("computed", Fraction(1, 3), 1)),
        (1, Progress("computed", Fraction(1), 1)),
        (7, Progress("stale")),
    ]
    assert roll_up(family) == Progress("computed", Fraction(5, 9), 2, 3)


def test_thousands_of_children_are_added_exactly() -> None:
    """Each with a denominator of its own: the sum is that of fractions added one by one."""
    shares = [Fraction(7 * n - 900, n + 3) for n in range(700)]
    found = roll_up((n % 5 + 1, Progress("computed", share, 1)) for n, share in enumerate(shares))
    weights = [n % 5 + 1 for n in range(700)]
    assert found.value == sum(w * s for w, s in zip(weights, shares, strict=True)) / sum(weights)


def test_programs_read_whole_numbers_and_shortest_floats() -> None:
    assert Progress("computed", Fraction(101, 100)).as_json() == 1.01
    assert repr(Progress("computed", Fraction(1)).as_json()) == "1"
    assert Progress("range", (Fraction(0), Fraction(1, 3))).as_json() == [0, 1 / 3]
    assert Progress("stale").as_json() is None
