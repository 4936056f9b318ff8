"""The gate that stands: what it promises beyond the rule of each cell, what it costs, and that its proof is inside."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from support.harness.counted_programs import count_programs
from support.strategies.disclosure_micro import rules, tables

from filiere.disclosure import Contribution, Dimension, MicroTable, Rule, publication_gate
from filiere.disclosure.proven_publication_gate import LARGEST_SUM, build_limits, build_system

INSEE = Rule.model_validate(
    {
        "id": "made-up",
        "use": {"fr": "essai", "en": "trial"},
        "minimum": 3,
        "dominance": [{"n": 1, "share": "0.85"}],
        "since": "2026-01-01",
        "origin": "proposed",
    }
)


def grid(places: int, kinds: int, firms: int) -> MicroTable:
    """Made-up firms over places and kinds, steady: some cells have one or two of them."""
    rows = [
        Contribution(f"firm {n}", (f"p{n * 7 % places}", f"k{n * n % kinds}"), Decimal(10 + n * 37 % 400) / 10)
        for n in range(firms)
    ]
    return MicroTable((Dimension("place"), Dimension("kind")), tuple(rows))


@given(tables(), rules())
@settings(max_examples=50)
def test_the_proof_moves_only_what_is_withheld(table: MicroTable, rule: Rule) -> None:
    """Each circulation of the proof adds up to nothing along every addition, and leaves published cells as they are."""
    inside = publication_gate().decide(table, rule).build_inner_table()
    if inside.evidence is None:
        assert not table.rows
        return
    system = inside.evidence.system
    withheld = {cell.codes for cell in inside.cells if cell.status != "published"}
    every = [one.proof.circulations for one in inside.evidence.patterns]
    for circulations, number in ((one, number) for one in every for number in range(len(one))):
        cells, amounts = circulations.one(number)
        vector = np.zeros(len(system), dtype=np.int64)
        vector[cells] = amounts
        assert not system.additions.residuals(vector).any()
        assert {system.codes(int(cell)) for cell in cells if cell < len(inside.cells)} <= withheld


@given(tables())
@settings(max_examples=50)
def test_the_system_is_the_table(table: MicroTable) -> None:
    """Cell by cell, contributors and exact sums."""
    if not table.rows:
        return
    system, cells = build_system(table), table.cells()
    assert set(system.number) == set(cells.amounts)
    for codes, place in system.number.items():
        assert Fraction(int(system.values[place]), system.scale) == cells.total(codes)
        assert system.counts[place] == len(cells.amounts[codes])


def test_amounts_beyond_any_integer_are_protected_all_the_same() -> None:
    """Rounded for the proof, exact for the reader."""
    huge = [10**30 + n for n in range(3)]
    rows = [Contribution(f"{code}{n}", (code,), value) for code in "abc" for n, value in enumerate(huge)]
    table = MicroTable((Dimension("place"),), (*rows, Contribution("lone", ("d",), 10**29)))
    assert abs(int(build_system(table).values[0])) <= LARGEST_SUM + len(rows)
    found = {cell.codes: cell.value for cell in publication_gate().decide(table, INSEE).build_public_table().cells}
    assert found["d",] is None
    assert found["Total",] == 9 * 10**30 + 9 + 10**29
    assert sum(value is None for value in found.values()) == 2


def test_a_rule_is_read_exactly() -> None:
    """A share of 85 % is 17/20, not a float beside it."""
    assert build_limits(INSEE).dominance == ((1, Fraction(17, 20)),)


def test_a_page_waits_for_no_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables as large as those of the pages take a few small programs, of some thousandths of a second."""
    ran = count_programs(monkeypatch)
    decision = publication_gate().decide(grid(13, 6, 150), INSEE)
    assert 0 < len(ran) < 100
    statuses = [cell.status for cell in decision.build_inner_table().cells]
    assert statuses.count("primary") > 5
    assert statuses.count("published") > 20
