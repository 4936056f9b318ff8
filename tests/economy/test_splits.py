"""A split: its fractions against the divided table, its bounds against all vertices, its draws within its bounds."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.oracles.split_oracle import invert_split
from support.scenes.economy_tables import build_made_up, draw_table

from filiere.core.faults import Faults
from filiere.economy import SplitSpecification, compute_multipliers, parse_split
from filiere.economy.split_bounds import AdmissibleColumns
from filiere.economy.split_draws import draw_columns
from filiere.economy.split_systems import build_column_system, build_split_system, describe_own_column

SALES = [{}, {"S0": 0.6, "S1": 0.05}, {"S1": 0.9, "households": 0.3}]


def make_split(**parts: object) -> SplitSpecification:
    bounds = {"low": 0.1, "mode": 0.2, "high": 0.3}
    return SplitSpecification.model_validate(
        {"code": "PART", "parent": "S1", "share": 0.2, "purchases": bounds, "factor": {"low": 0.5, "high": 2}} | parts
    )


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6), sales=st.sampled_from(SALES), sector=st.sampled_from(["PART", "S1", "S3"]))
def test_a_fraction_is_the_divided_table(seed: int, sales: dict[str, float], sector: str) -> None:
    """Output and value added of type I, for the part, the rest and another industry, at columns drawn at random."""
    table = draw_table(seed)
    split = make_split(sales=sales)
    system = build_split_system(table, split, sector)
    columns = next(iter(draw_columns(table, system, 3, seed, is_own=False)))
    sold = {int(code[1:]): value for code, value in sales.items() if code != "households"}
    place = {"PART": table.size}.get(sector, 0) or table.codes.index(sector)
    for column in columns:
        inverse, outputs = invert_split(table.flows, table.output, 1, 0.2, column[:-2], sold)
        assert system.results["output", "I", "domestic"].evaluate(column[None, :])[0] == pytest.approx(
            inverse[:, place].sum(), rel=1e-9
        )
        bought = table.flows[:, 1].sum() / table.output[1]
        imports = table.imports[1] / table.output[1] * column[:-2].sum() / bought
        added = np.append(
            table.value_added / table.output, 1 - column[:-2].sum() - imports - table.taxes[1] / table.output[1]
        )
        added[1] = (table.value_added[1] - added[-1] * outputs[-1]) / outputs[1]
        assert system.results["value_added", "I", "domestic"].evaluate(column[None, :])[0] == pytest.approx(
            added @ inverse[:, place], rel=1e-9
        )


def list_vertices(shares: np.ndarray, low: float, high: float, totals: tuple[float, float]) -> np.ndarray:
    """All vertices of ``{q : Σq = 1, low·p ≤ q ≤ high·p}`` times both totals: all but one term at a bound."""
    found = []
    for free in range(len(shares)):
        others = [place for place in range(len(shares)) if place != free]
        for ends in product((low, high), repeat=len(others)):
            point = np.zeros(len(shares))
            point[others] = np.array(ends) * shares[others]
            point[free] = 1 - point.sum()
            if low * shares[free] - 1e-12 <= point[free] <= high * shares[free] + 1e-12:
                found += [point * total for total in totals]
    return np.array(found)


@settings(max_examples=8)
@given(seed=st.integers(0, 10**6), sales=st.sampled_from(SALES))
def test_bounds_are_those_of_the_best_vertices(seed: int, sales: dict[str, float]) -> None:
    """Brute force over every vertex, for each kind, type and scope; and every draw is within them."""
    table = draw_table(seed, size=4)
    split = make_split(sales=sales, share=0.1)
    system = build_split_system(table, split, "PART")
    admissible = AdmissibleColumns(table, system, is_own=False)
    corners = system.complete_columns(list_vertices(system.composition, 0.5, 2, (0.1, 0.3)), None, None)
    drawn = next(iter(draw_columns(table, system, 200, seed, is_own=False)))
    for result in system.results.values():
        low, high = admissible.find_bounds(result)
        at_corners = result.evaluate(corners)
        assert (low, high) == pytest.approx((at_corners.min(), at_corners.max()), rel=1e-8)
        assert admissible.find_least_denominator(result) > 0
        values = result.evaluate(drawn)
        assert values.min() >= low * (1 - 1e-9)
        assert values.max() <= high * (1 + 1e-9)


def test_free_compensation_and_jobs_widen_the_bounds_of_what_they_carry() -> None:
    table = draw_table(7)
    paid = {"low": 0.1, "mode": 0.2, "high": 0.3}
    work = {"low": 0.01, "mode": 0.02, "high": 0.03}
    free = compute_multipliers(table, "PART", split=make_split(compensation=paid, jobs=work), draws=300, seed=3)
    for kind in ("income", "jobs"):
        found = free.find(kind)
        assert found is not None
        assert found.p2_5 is not None
        assert found.p97_5 is not None
        assert found.low < found.p2_5 < found.point < found.p97_5 < found.high
    jobs = free.find("jobs")
    assert jobs is not None
    assert jobs.high - jobs.low >= 0.02 * 0.999


def test_without_a_split_draws_vary_the_own_column() -> None:
    """The point stays that of the table, and what is assumed is told."""
    table = draw_table(11)
    alone, drawn = compute_multipliers(table, "S2"), compute_multipliers(table, "S2", draws=500, seed=1)
    assert alone.split is None
    assert drawn.split == describe_own_column(table, "S2")
    for one, other in zip(alone.multipliers, drawn.multipliers, strict=True):
        point = drawn.find(one.kind, one.type, one.scope)
        assert point is not None
        assert point.point == pytest.approx(one.point, rel=1e-10)
        assert (one.low, one.high, one.p50) == (one.point, one.point, None)
        assert other.p2_5 is not None
        assert other.p97_5 is not None
        assert other.low <= other.p2_5 < other.p97_5 <= other.high
    system = build_column_system(table, describe_own_column(table, "S2"), "S2")
    assert AdmissibleColumns(table, system, is_own=True).size == table.size


def test_the_same_seed_draws_the_same() -> None:
    table = draw_table(5)
    runs = [compute_multipliers(table, "PART", split=make_split(), draws=50, seed=seed) for seed in (1, 1, 2)]
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_one_industry_divided_says_what_the_table_says() -> None:
    """A part with the parent's own column has the parent's multiplier, whoever buys of it."""
    table = draw_table(9)
    bought = float(table.flows[:, 1].sum() / table.output[1])
    same = {"low": bought, "mode": bought, "high": bought}
    report = compute_multipliers(table, "PART", split=make_split(purchases=same, factor={"low": 1, "high": 1}))
    for one in compute_multipliers(table, "S1").multipliers:
        found = report.find(one.kind, one.type, one.scope)
        assert found is not None
        assert (found.low, found.point, found.high) == pytest.approx((one.point,) * 3, rel=1e-8)


BAD = {
    "share": ({"share": 0.9, "purchases": {"low": 0.1, "mode": 0.2, "high": 0.9}}, "economy-split-too-large"),
    "parent": ({"parent": "S9"}, "economy-unknown-sector"),
    "code": ({"code": "S2"}, "economy-split-code-taken"),
    "buyer": ({"sales": {"S8": 0.2}}, "economy-unknown-buyer"),
    "wages": ({"compensation": {"low": 0.95, "mode": 0.96, "high": 0.97}}, "economy-split-empty"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_split_that_does_not_fit_is_refused(name: str) -> None:
    parts, code = BAD[name]
    with pytest.raises(Faults) as refused:
        compute_multipliers(draw_table(1), "S0", split=make_split(**parts))
    assert [one.code for one in refused.value.faults] == [code]


def test_a_split_file_is_refused_with_every_fault_at_its_line() -> None:
    text = (
        "code: X\nparent: S1\nshare: 0.1\n"
        "purchases: {low: 0.4, mode: 0.2, high: 0.3}\njobs: {low: 3, mode: 2, high: 1}\n"
    )
    with pytest.raises(Faults) as refused:
        parse_split(text, Path("split.yaml"))
    assert [(one.code, one.line) for one in refused.value.faults] == [
        ("economy-split-order", 4),
        ("economy-split-order", 5),
    ]
    with pytest.raises(Faults) as refused:
        parse_split("code: X\nparent: S1\nshares: 0.1\nshare: 2\npurchases: {low: 0, mode: 0, high: 0}\n", Path("a"))
    assert [one.code for one in refused.value.faults] == ["unknown-key", "wrong-value"]


def test_a_split_of_which_some_columns_do_not_converge_says_what_they_buy() -> None:
    """S1, which loses money, buys of the part alone: at the most that the part may buy, their loop has no end."""
    table = build_made_up([[0, 120], [50, 0]], {"VA": [50, -20]})
    split = SplitSpecification.model_validate(
        {
            "code": "P",
            "parent": "S0",
            "share": 0.5,
            "purchases": {"low": 0.2, "mode": 0.5, "high": 0.9},
            "sales": {"S1": 1.0},
        }
    )
    with pytest.raises(Faults) as refused:
        compute_multipliers(table, "P", split=split)
    assert [one.code for one in refused.value.faults] == ["economy-not-productive"]
    assert "purchases of 0.9 a unit" in refused.value.render("en")
