"""What an attacker has who kept every release: links, differences, totals of others, and what is out already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.oracles.disclosure_through_time import Attack, Seen
from support.scenes.ledger_tables import table_of
from support.strategies.disclosure_tables import Rows, rows

from filiere.core import Faults
from filiere.disclosure.ledger import (
    AugmentedTable,
    ExternalTotal,
    Ledger,
    Release,
    Subject,
    augment_table,
    parse_release,
    serialize_release,
)
from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.disclosure.system import Bools, System

LIMITS = Limits()
LAST, THIS = Subject("turnover", "made-up", "2024"), Subject("turnover", "made-up", "2025")
BASE = [
    *(("A", "a", 10), ("B", "a", 12), ("C", "a", 9), ("D", "b", 50), ("E", "b", 40)),
    *(("F", "c", 8), ("G", "c", 9), ("H", "c", 7), ("I", "d", 20), ("J", "d", 21), ("K", "d", 22)),
]


def went_out(system: System, subject: Subject = LAST, *, hidden: Bools | None = None, key: str = "r1") -> Release:
    needs = compute_protection_levels(system, LIMITS)
    return Release(key, subject, date(2026, 1, 1), system, needs, needs.primary.copy() if hidden is None else hidden)


def tied(
    system: System, *releases: Release, subject: Subject = THIS, outside: tuple[ExternalTotal, ...] = ()
) -> AugmentedTable:
    return augment_table(
        system,
        compute_protection_levels(system, LIMITS),
        subject=subject,
        ledger=Ledger(releases, outside),
        limits=LIMITS,
        costs=np.ones(len(system)),
    )


def names(found: AugmentedTable, cells: list[int] | np.ndarray) -> list[str]:
    return [found.name_cell(int(cell)).en for cell in cells]


def test_a_table_that_meets_nothing_is_left_as_it_is() -> None:
    """Another response, another population: other numbers."""
    system = table_of(BASE)
    for other in (Subject("jobs", "made-up", "2024"), Subject("turnover", "all", "2024")):
        found = tied(system, went_out(system, other), outside=(ExternalTotal.of("x", other, [{}]),))
        assert found.system is system
        assert found.own == len(system)


def test_words_are_compared_and_not_how_they_are_typed() -> None:
    system = table_of(BASE)
    typed = Subject(" Turnover", "MADE-UP ", "2024")
    assert (typed, hash(typed)) == (LAST, hash(LAST))
    assert typed.meets(THIS)
    assert not typed.same_period(THIS)
    assert Subject("Chiffre d’affaires", "Sociétés", "T1").meets(Subject("chiffre d'affaires", "societes", "T2"))
    found = tied(system, went_out(system, typed))
    assert found.own == len(system) < len(found.system)


@given(st.data())
def test_the_same_answers_are_known_under_other_words(data: st.DataObject) -> None:
    """As many as a cell needs have the same amount in both, and they are half of those in both."""
    amounts = {who: amount for who, _, amount in BASE}
    changed = data.draw(st.sets(st.sampled_from(sorted(amounts))))
    left = data.draw(st.sets(st.sampled_from(sorted(amounts)), max_size=len(amounts) - 1))
    noughts = data.draw(st.sets(st.sampled_from(sorted(amounts))))
    kept = [(who, zone, 0 if who in noughts else amount) for who, zone, amount in BASE]
    later = [(who, "z", amount + (1 if who in changed else 0)) for who, _, amount in kept if who not in left]
    both = set(amounts) - left - noughts
    same = both - changed
    found = went_out(table_of(kept)).shares_answers(table_of(later, ("place",)))
    assert found == (len(same) >= 3 and 2 * len(same) >= len(both))


def test_what_has_not_changed_is_the_same_number_and_is_known() -> None:
    """Zone d lost a firm: its cell and the whole are new numbers, the others are last year’s."""
    last, this = table_of(BASE), table_of(BASE[:-1])
    found = tied(this, went_out(last))
    linked = {
        found.name_cell(int(cells[0])).en: found.name_cell(int(cells[1])).en
        for row in range(len(found.system.additions))
        if len(cells := found.system.additions.cells[slice(*found.system.additions.starts[row : row + 2])]) == 2
    }
    assert linked == {f"zone={code}": f"zone={code} (release r1)" for code in "abc"}
    known = {found.name_cell(cell).en for cell in np.flatnonzero(found.keep)}
    assert known == {f"zone={code} (release r1)" for code in ("Total", "a", "c", "d")}
    assert not found.system.additions.residuals(found.system.values).any()


@pytest.mark.parametrize(("subject", "said"), [(LAST, 2), (THIS, 2)])
def test_a_difference_of_one_firm_is_a_cell_with_its_own_rule(subject: Subject, said: int) -> None:
    """A corrected release, and next year’s, with one firm more in zone c: the zone and the whole give that firm."""
    found = tied(table_of([*BASE, ("L", "c", 30)]), went_out(table_of(BASE)), subject=subject)
    differences = [cell for cell in range(len(found.system)) if found.name_cell(cell).en.startswith("difference")]
    assert len(differences) == said
    for cell in differences:
        assert found.needs.primary[cell]
        assert found.system.counts[cell] == 1
        assert found.system.values[cell] == 3000
        assert not found.keep[cell]
    ends = sorted(name.split(" (")[0].removeprefix("difference between ") for name in names(found, differences))
    assert [end.split(" and ")[0] for end in ends] == ["zone=Total", "zone=c"]


def test_a_correction_of_many_obeys_the_whole_rule() -> None:
    """Three firms corrected, one of them by nearly all of it: the difference is dominated, between versions only."""
    other = [*BASE[:5], ("F", "c", 88), ("G", "c", 10), ("H", "c", 8), *BASE[8:]]
    for subject, expected in ((LAST, True), (THIS, False)):
        found = tied(table_of(other), went_out(table_of(BASE)), subject=subject)
        assert any("difference" in found.name_cell(cell).en for cell in np.flatnonzero(found.needs.primary)) is expected


def test_two_cuts_one_firm_apart_are_compared_whatever_their_names() -> None:
    """Released by department, then by employment zone: the two differ by firm M."""
    by_department = [
        ("A", "29", 10),
        ("B", "29", 11),
        ("C", "29", 12),
        ("M", "29", 40),
        *[(f"x{n}", "22", 9) for n in range(4)],
    ]
    by_zone = [
        ("A", "Z1", 10),
        ("B", "Z1", 11),
        ("C", "Z1", 12),
        ("M", "Z2", 40),
        *[(f"x{n}", "Z2", 9) for n in range(4)],
    ]
    first = went_out(table_of(by_department, ("department",)))
    found = tied(table_of(by_zone, ("zone",)), first, subject=LAST)
    said = [name for name in names(found, np.flatnonzero(found.needs.primary)) if "difference" in name]
    assert any("department=29" in name and "zone=Z1" in name for name in said)
    assert any("department=22" in name and "zone=Z2" in name for name in said)
    assert "department=Total (release r1)" in {found.name_cell(cell).en for cell in np.flatnonzero(found.keep)}


def test_a_total_of_others_is_known() -> None:
    """It is tied to its cells, and needs no protection: it is out, and not by us."""
    found = tied(table_of(BASE), outside=(ExternalTotal.of("yearbook", THIS, [{"zone": "b"}, {"zone": "d"}]),))
    (cell,) = [
        cell for cell in range(len(found.system)) if found.name_cell(cell).en == "total published elsewhere: yearbook"
    ]
    assert found.keep[cell]
    assert not found.needs.primary[cell]
    assert found.system.values[cell] == 15300
    assert not found.system.additions.residuals(found.system.values).any()


def test_what_needs_protection_and_is_out_is_named() -> None:
    """Published last year under a laxer rule and unchanged; printed by others; left alone in an addition."""
    system = table_of(BASE)
    lax = went_out(system, hidden=np.zeros(len(system), dtype=np.bool_))
    assert names(tied(system, lax), tied(system, lax).find_exposed_cells()) == ["zone=b", "zone=b (release r1)"]
    outside = tied(system, outside=(ExternalTotal.of("yearbook", THIS, [{"zone": "b"}]),))
    assert names(outside, outside.find_exposed_cells()) == ["zone=b"]
    assert tied(system, outside=(ExternalTotal.of("yearbook", THIS, [{}]),)).find_exposed_cells() == []
    bare = tied(system, went_out(system))
    assert names(bare, bare.find_exposed_cells()) == ["zone=b", "zone=b (release r1)"]
    hidden = compute_protection_levels(system, LIMITS).primary
    hidden[system.number["a",]] = True
    assert tied(system, went_out(system, hidden=hidden)).find_exposed_cells() == []


def test_sums_alone_are_linked_by_all_that_is_known_of_them() -> None:
    """Where contributors are not known, a correction is taken for that of one, unless one says otherwise."""
    last, this = (replace(table_of(one), holdings=None) for one in (BASE, [*BASE[:-1], ("K", "d", 25)]))
    found = tied(this, went_out(last), subject=LAST)
    assert found.system.holdings is None
    said = [name for name in names(found, np.flatnonzero(found.needs.primary)) if "difference" in name]
    assert len(said) == 2
    trusting = augment_table(
        this, compute_protection_levels(this, LIMITS), subject=LAST, ledger=Ledger((went_out(last),)), limits=LIMITS,
        costs=np.ones(len(this)), sums_only=True,
    )  # fmt: skip
    assert not any("difference" in trusting.name_cell(cell).en for cell in range(len(trusting.system)))


def test_a_ledger_is_in_order() -> None:
    release = went_out(table_of(BASE))
    with pytest.raises(ValueError, match="order"):
        Ledger((release, Release("r0", LAST, date(2025, 1, 1), release.system, release.needs, release.hidden)))


@given(rows(negative=True))
def test_a_release_is_read_as_it_was_written(drawn: Rows) -> None:
    """Every number, and the same bytes again."""
    system = drawn.system()
    kept = went_out(system)
    content = serialize_release(kept)
    again = parse_release(content)
    assert serialize_release(again) == content
    assert (again.key, again.day, again.subject) == (kept.key, kept.day, kept.subject)
    assert again.system.number == system.number
    assert again.system.holdings is not None
    assert np.array_equal(again.system.holdings.amounts, system.holdings.amounts)  # type: ignore[union-attr]
    assert np.array_equal(again.system.additions.signs, system.additions.signs)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"format": "other"}', b'{"format": "filiere-release-1"}'])
def test_a_file_that_is_no_release_is_refused(content: bytes) -> None:
    with pytest.raises(Faults) as refused:
        parse_release(content)
    assert refused.value.faults[0].code == "release-unreadable"


@st.composite
def two_tables(draw: st.DrawFn) -> tuple[list[tuple[str, str, str, int]], list[tuple[str, str, str, int]]]:
    """Rows, and the rows after a few changes: amounts, firms that come, go or move."""
    row = st.tuples(st.sampled_from("ABCDEFGH"), st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 30))
    unique = st.lists(row, min_size=2, max_size=12, unique_by=lambda one: one[:3])
    first = draw(unique)
    kept = [one for one in first if draw(st.integers(0, 4))]
    changed = [(*one[:3], one[3] + draw(st.sampled_from([0, 0, 0, 1, 7]))) for one in kept]
    more = [
        one
        for one in draw(st.lists(row, max_size=2, unique_by=lambda one: one[:3]))
        if one[:3] not in {r[:3] for r in changed}
    ]
    return first, changed + more or first


def fixed_by_elimination(system: System, known: Bools) -> set[int]:
    """The cells that the additions fix, given the known ones: exact elimination over the augmented system."""
    basis: dict[int, dict[int, Fraction]] = {}
    additions = system.additions
    for number in range(len(additions)):
        span = slice(int(additions.starts[number]), int(additions.starts[number + 1]))
        row: dict[int, Fraction] = {}
        for cell, sign in zip(additions.cells[span], additions.signs[span], strict=True):
            if not known[cell]:
                row[int(cell)] = row.get(int(cell), Fraction(0)) + int(sign)
        row = {cell: factor for cell, factor in row.items() if factor}
        for pivot in [cell for cell in row if cell in basis]:
            times = row[pivot]
            for cell, factor in basis[pivot].items():
                row[cell] = row.get(cell, Fraction(0)) - times * factor
        row = {cell: factor for cell, factor in row.items() if factor}
        if not row:
            continue
        pivot = min(row)
        row = {cell: factor / row[pivot] for cell, factor in row.items()}
        for other in basis.values():
            if times := other.get(pivot):
                for cell, factor in row.items():
                    other[cell] = other.get(cell, Fraction(0)) - times * factor
                    if not other[cell]:
                        del other[cell]
        basis[pivot] = row
    return {pivot for pivot, row in basis.items() if len(row) == 1} | set(np.flatnonzero(known).tolist())


@given(two_tables(), st.data(), st.sampled_from([LAST, THIS]))
def test_whatever_the_attacker_finds_of_a_cell_the_system_sees(
    drawn: tuple[list[tuple[str, str, str, int]], list[tuple[str, str, str, int]]],
    data: st.DataObject,
    subject: Subject,
) -> None:
    """Any cells withheld in either table: what the pieces fix of a whole cell, the tied tables fix too."""
    last, this = (table_of(one, ("place", "kind")) for one in drawn)
    masks = [data.draw(st.lists(st.booleans(), min_size=len(one), max_size=len(one))) for one in (last, this)]
    hidden = [np.array(mask, dtype=np.bool_) for mask in masks]
    found = tied(this, went_out(last, hidden=hidden[0]), subject=subject)
    assert not found.system.additions.residuals(found.system.values).any()
    known = found.keep.copy()
    known[: found.own] = ~hidden[1]
    fixed = fixed_by_elimination(found.system, known)
    seen = [
        Seen(one, frozenset(system.codes(cell) for cell in np.flatnonzero(~mask)))
        for one, system, mask in zip(drawn, (last, this), hidden, strict=True)
    ]
    attack = Attack(seen, moves=subject == LAST)
    for codes, cell in this.number.items():
        if attack.finds(attack.target(1, codes)):
            assert cell in fixed, (codes, subject)


@given(rows(), st.integers(0, 9))
def test_the_needs_of_each_table_stay_what_they_were(drawn: Rows, factor: int) -> None:
    """Tied to a table of another scale, in common units."""
    system = drawn.system()
    scale = 100 * (factor + 1)
    needs = compute_protection_levels(system, LIMITS)
    other = replace(drawn, values=drawn.values[:-1], owners=drawn.owners[:-1], codes=tuple(c[:-1] for c in drawn.codes))
    if not other.values:
        return
    found = tied(replace(other.system(), scale=scale), went_out(system))
    times = found.system.scale // 100
    span = slice(found.own, found.own + len(system))
    assert np.array_equal(found.needs.upper[span], needs.upper * times)
    assert np.array_equal(found.system.values[span], system.values * times)
    assert len(found.system.number) == len(found.system)
