"""Another breakdown of the same rows: what is hidden by commune is not found from zones less the other communes.

The attacker knows which place is in which code of both tables, keeps both, and solves in fractions: his unknowns are
the places, each published cell is the sum of its own. He knows nothing of the code under test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.scenes.ledger_tables import table_of

from filiere.core import Faults
from filiere.disclosure.ledger import AugmentedTable, Ledger, Release, Subject, augment_table
from filiere.disclosure.ledger.release_protection import ProtectedRelease, protect_release
from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.disclosure.system import System

LIMITS = Limits()
LAST, THIS = Subject("turnover", "made-up", "2024"), Subject("turnover", "made-up", "2025")
Row = tuple[str, str, str, str, int]
"""Who, commune, zone, sector, how much."""
Place = tuple[str, str, str]
COLUMNS = {"commune": 1, "zone": 2, "sector": 3}


def firms(commune: str, zone: str, amounts: Sequence[int], sector: str = "a", named: str = "") -> list[Row]:
    return [(f"{named or commune}{zone}{sector}{number}", commune, zone, sector, much)
            for number, much in enumerate(amounts)]  # fmt: skip


# Communes 1, 2 and 5 make up zone 1, and a single firm is in the first of them.
NESTED = [
    *firms("c1", "Z1", [100]),
    *firms("c2", "Z1", [50, 60, 70, 55, 65]),
    *firms("c5", "Z1", [51, 61, 71, 56, 66]),
    *firms("c3", "Z2", [30, 31, 32, 33]),
    *firms("c4", "Z2", [80, 81, 82, 83]),
    *firms("c6", "Z2", [80, 81, 82, 83]),
]


def cut(rows: Sequence[Row], columns: Sequence[str]) -> System:
    return table_of([(row[0], *(row[COLUMNS[name]] for name in columns), row[-1]) for row in rows], columns)


def out(rows: Sequence[Row], columns: Sequence[str], ledger: Ledger, subject: Subject = LAST) -> ProtectedRelease:
    system = cut(rows, columns)
    return protect_release(
        system, compute_protection_levels(system, LIMITS), subject=subject, ledger=ledger, limits=LIMITS,
        level="outsider", costs=system.sizes / system.scale + 1.0,
    )  # fmt: skip


def kept(guarded: ProtectedRelease, subject: Subject = LAST) -> Release:
    return guarded.release("r1", subject, date(2026, 1, 1))


def tied(rows: Sequence[Row], columns: Sequence[str], release: Release, subject: Subject = LAST) -> AugmentedTable:
    system = cut(rows, columns)
    return augment_table(
        system, compute_protection_levels(system, LIMITS), subject=subject, ledger=Ledger((release,)), limits=LIMITS,
        costs=np.ones(len(system)),
    )  # fmt: skip


def sums(found: AugmentedTable) -> set[str]:
    """The equations between several cells of the two tables, as text: what is on the left is what is on the right."""
    told, additions = set(), found.system.additions
    for row in range(len(additions)):
        span = slice(*additions.starts[row : row + 2].tolist())
        cells, signs = additions.cells[span], additions.signs[span]
        if len({int(found.system.keys[cell, -1]) for cell in cells}) > 1 and len(cells) > 2:
            sides = (
                " + ".join(sorted(found.name_cell(int(cell)).en for cell in cells[signs == sign])) for sign in (-1, 1)
            )
            told.add(re.sub(r", \w+=Total| \(release r1\)", "", " = ".join(sides)))
    return told


class Attacker:
    """Who has the published cells of tables, each with its columns, and knows who is where, but not how much."""

    def __init__(self, rows: Sequence[Row], tables: Iterable[tuple[Sequence[str], ProtectedRelease]]) -> None:
        self.places = sorted({row[1:4] for row in rows})
        self._basis: dict[int, list[Fraction]] = {}
        for columns, guarded in tables:
            for cell in np.flatnonzero(~guarded.hidden):
                row = self._left(self.cell(columns, guarded.system.codes(int(cell))))
                if any(row):
                    self._basis[next(at for at, factor in enumerate(row) if factor)] = row

    def cell(self, columns: Sequence[str], codes: Sequence[str]) -> list[Fraction]:
        """The places of a cell."""
        pairs = [(COLUMNS[name] - 1, code) for name, code in zip(columns, codes, strict=True) if code != "Total"]
        return [Fraction(int(all(place[at] == code for at, code in pairs))) for place in self.places]

    def _left(self, row: list[Fraction]) -> list[Fraction]:
        for at in sorted(self._basis):
            if row[at]:
                times, other = row[at] / self._basis[at][at], self._basis[at]
                row = [mine - times * theirs for mine, theirs in zip(row, other, strict=True)]
        return row

    def finds(self, columns: Sequence[str], codes: Sequence[str]) -> bool:
        """Whether the published cells give this one."""
        return not any(self._left(self.cell(columns, codes)))


def found_by(rows: Sequence[Row], tables: Sequence[tuple[Sequence[str], ProtectedRelease]]) -> list[tuple[str, ...]]:
    """The unsafe cells of all tables that the attacker has."""
    attacker = Attacker(rows, tables)
    return [
        guarded.system.codes(int(cell))
        for columns, guarded in tables
        for cell in np.flatnonzero(guarded.needs.primary)
        if attacker.finds(columns, guarded.system.codes(int(cell)))
    ]


@pytest.mark.parametrize("order", [("commune", "zone"), ("zone", "commune")])
def test_a_commune_is_not_its_zone_less_the_others(order: tuple[str, str]) -> None:
    """Each table alone hides enough; both alone-protected tables give the commune; in the ledger they do not."""
    first, second = order
    before = out(NESTED, [first], Ledger())
    alone = out(NESTED, [second], Ledger())
    assert found_by(NESTED, [([first], before), ([second], alone)]) == [("c1",)]
    guarded = out(NESTED, [second], Ledger((kept(before),)))
    assert found_by(NESTED, [([first], before), ([second], guarded)]) == []
    assert guarded.hidden.any()
    assert not guarded.hidden.all()


def test_nothing_is_lost_where_the_zones_give_nothing() -> None:
    """Every commune is safe, hence every zone may go out."""
    rows = [row for row in NESTED if row[1] != "c1"]
    assert not out(rows, ["zone"], Ledger((kept(out(rows, ["commune"], Ledger())),))).hidden.any()


def test_what_hangs_together_has_one_sum() -> None:
    """Communes 3, 4 and 6 and two zones, since one of them is in both; communes 1, 2 and 5 and one zone."""
    rows = [*NESTED, *firms("c3", "Z3", [1, 2, 3, 4]), *firms("c7", "Z3", [9, 8, 7]), *firms("c8", "Z4", [5, 6, 7])]
    assert sums(tied(rows, ["zone"], kept(out(rows, ["commune"], Ledger())))) == {
        "zone=Z1 = commune=c1 + commune=c2 + commune=c5",
        "zone=Z2 + zone=Z3 = commune=c3 + commune=c4 + commune=c6 + commune=c7",
    }


def test_what_both_tables_cross_is_compared_code_by_code() -> None:
    """Commune and sector, then zone and sector: each sector has its sums, and the communes in it."""
    rows = [*NESTED, *firms("c1", "Z1", [7, 8, 9], "b"), *firms("c2", "Z1", [1, 2, 3], "b"),
            *firms("c3", "Z2", [4, 5, 6], "b")]  # fmt: skip
    before = out(rows, ["commune", "sector"], Ledger())
    told = sums(tied(rows, ["zone", "sector"], kept(before)))
    assert "zone=Z1, sector=a = commune=c1, sector=a + commune=c2, sector=a + commune=c5, sector=a" in told
    assert "zone=Z1, sector=b = commune=c1, sector=b + commune=c2, sector=b" in told
    assert not any("Z2, sector=b" in one for one in told)
    alone = out(rows, ["zone", "sector"], Ledger())
    tables = [(["commune", "sector"], before), (["zone", "sector"], alone)]
    assert ("c1", "a") in found_by(rows, tables)
    guarded = out(rows, ["zone", "sector"], Ledger((kept(before),)))
    assert found_by(rows, [tables[0], (["zone", "sector"], guarded)]) == []


def test_a_column_of_one_table_only_is_taken_at_its_total() -> None:
    """Zones alone after communes by sector: the margins of the communes are compared."""
    before = out(NESTED, ["commune", "sector"], Ledger())
    told = sums(tied(NESTED, ["zone"], kept(before)))
    assert "zone=Z1 = commune=c1 + commune=c2 + commune=c5" in told


@pytest.mark.parametrize("subject", [LAST, THIS])
def test_a_sum_one_firm_apart_has_its_difference(subject: Subject) -> None:
    """The zones go out with one firm’s answer changed, as a correction or a year later."""
    rows = [row for row in NESTED if row[1] != "c1"]
    changed = [(*row[:4], 95) if row[:2] == ("c2Z1a0", "c2") else row for row in rows]
    found = tied(changed, ["zone"], kept(out(rows, ["commune"], Ledger())), subject)
    wanted = "difference between zone=Z1 and commune=c2 (release r1) + commune=c5 (release r1)"
    (cell,) = [cell for cell in range(len(found.system)) if found.name_cell(cell).en == wanted]
    assert found.system.values[cell] == 4500
    assert found.system.counts[cell] == 1
    assert found.needs.primary[cell]
    assert not found.system.additions.residuals(found.system.values).any()
    guarded = out(changed, ["zone"], Ledger((kept(out(rows, ["commune"], Ledger())),)), subject)
    assert guarded.hidden[guarded.system.number["Z1",]]


def test_a_firm_in_another_zone_than_its_commune_is_not_told() -> None:
    """All of communes 2 and 5 but one firm is zone 1: the sums differ by that firm, which hangs everything together."""
    rows = [row for row in NESTED if row[1] != "c1"] + firms("c2", "Z2", [44])
    found = tied(rows, ["zone"], kept(out(rows, ["commune"], Ledger())))
    named = [found.name_cell(int(cell)).en for cell in np.flatnonzero(found.needs.primary)]
    assert "difference between zone=Z1 and commune=c2 (release r1) + commune=c5 (release r1)" in named


def test_a_chain_of_equal_shops_does_not_hang_all_together() -> None:
    """One contributor has as much in a commune of each zone: which is which is told by the others."""
    rows = [*NESTED, ("chain", "c2", "Z1", "a", 20), ("chain", "c4", "Z2", "a", 20), ("chain", "c6", "Z2", "a", 20),
            ("chain", "c5", "Z1", "a", 1)]  # fmt: skip
    assert "zone=Z1 = commune=c1 + commune=c2 + commune=c5" in sums(
        tied(rows, ["zone"], kept(out(rows, ["commune"], Ledger())))
    )


def test_groups_stand_for_their_parts() -> None:
    """Communes under departments, then zones that are two departments or one: departments are compared."""
    parents = {"c1": "d1", "c2": "d1", "c5": "d2", "c3": "d3", "c4": "d3", "c6": "d3"}
    first = table_of([(row[0], row[1], row[-1]) for row in NESTED], ("place",), parents)
    needs = compute_protection_levels(first, LIMITS)
    found = tied(NESTED, ["zone"], Release("r1", LAST, date(2026, 1, 1), first, needs, needs.primary))
    assert sums(found) == {"zone=Z1 = place=d1 + place=d2"}


def test_one_column_cut_otherwise_is_related_to_itself() -> None:
    """Two tables by place, one of which puts two places together under a code of its own."""
    first = table_of([(row[0], row[1], row[-1]) for row in NESTED], ("place",))
    needs = compute_protection_levels(first, LIMITS)
    wider = table_of([(row[0], {"c1": "c1 and c2", "c2": "c1 and c2"}.get(row[1], row[1]), row[-1]) for row in NESTED],
                     ("place",))  # fmt: skip
    found = augment_table(
        wider, compute_protection_levels(wider, LIMITS), subject=LAST, limits=LIMITS, costs=np.ones(len(wider)),
        ledger=Ledger((Release("r1", LAST, date(2026, 1, 1), first, needs, needs.primary),)),
    )  # fmt: skip
    assert "place=c1 and c2 = place=c1 + place=c2" in sums(found)


@st.composite
def two_breakdowns(draw: st.DrawFn) -> tuple[list[Row], bool]:
    """Made-up firms in a few places; each place is in a commune and a zone."""
    places = [
        (f"c{draw(st.integers(0, 4))}", f"Z{draw(st.integers(0, 2))}") for _ in range(draw(st.integers(3, 7)))
    ]  # fmt: skip
    shared = draw(st.booleans())
    rows = {}
    for number in range(draw(st.integers(6, 24))):
        commune, zone = draw(st.sampled_from(places))
        who = f"f{number}" if draw(st.integers(0, 4)) else f"chain{draw(st.integers(0, 1))}"
        sector = draw(st.sampled_from("ab")) if shared else "a"
        rows[who, commune, zone, sector] = draw(st.integers(1, 9))
    return [(*row, much) for row, much in rows.items()], shared


@given(two_breakdowns(), st.booleans())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_two_breakdowns_together_give_no_unsafe_cell(drawn: tuple[list[Row], bool], turned: bool) -> None:
    """Whichever goes out first; or the second is refused."""
    rows, shared = drawn
    columns = [[name, *(["sector"] if shared else [])] for name in ("commune", "zone")]
    first, second = reversed(columns) if turned else columns
    try:
        before = out(rows, first, Ledger())
    except Faults:
        return
    try:
        after = out(rows, second, Ledger((kept(before),)))
    except Faults as faults:
        refused = {fault.code for fault in faults.faults}
    else:
        refused = set()
    assert refused <= {"cell-already-out", "cell-beyond-protection"}
    if not refused:
        assert found_by(rows, [(first, before), (second, after)]) == []
