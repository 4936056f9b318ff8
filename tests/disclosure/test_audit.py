"""The audit finds what a slow attacker in fractions finds, no more and no less, and makes the table again by itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.oracles.audit_oracle import Oracle
from support.oracles.slow_protector import protect, table_of, tables
from support.scenes.run_folders import Counted, spec_of, write, write_counts, write_intervals
from support.strategies.disclosure_tables import Rows, rows

from filiere.core.text import write_in_both_languages
from filiere.disclosure.audit import ATTACKERS, audit_folder, interval_solver
from filiere.disclosure.audit.folder_reader import read_audited_folder
from filiere.disclosure.differences import link_system
from filiere.disclosure.inputs.cell_overrides import Waiver, find_waived_cells
from filiere.disclosure.protection_levels import Limits, Slack, compute_protection_levels
from filiere.disclosure.system import Cut


def folder_of(counted: Counted, hidden: set[tuple[str, ...]]) -> tempfile.TemporaryDirectory[str]:
    """A folder that is gone after use: hypothesis asks for many."""
    place = tempfile.TemporaryDirectory()
    write(Path(place.name), counted, hidden)
    return place


@given(rows(negative=True))
def test_the_table_made_again_is_the_table(drawn: Rows) -> None:
    """Two tabulations that share no code agree on values, sums and what the rules ask."""
    counted = Counted(drawn)
    with folder_of(counted, counted.primary()) as place:
        folder = read_audited_folder(Path(place))
    assert folder.faults == ()
    system, table = drawn.system(), folder.table
    needs = compute_protection_levels(system, Limits())
    order = [system.number[table.codes(cell)] for cell in range(table.own_count)]
    assert len(order) == len(system)
    for mine, theirs in [
        (table.values, system.values),
        (table.primary, needs.primary),
        (table.upper, needs.upper),
        (table.lower, needs.lower),
        (table.counts, system.counts),
    ]:
        assert np.array_equal(mine[: table.own_count], theirs[order])
    # What differences tie comes last.
    own, theirs = len(system.additions), system.additions
    assert sorted(of_each_sum(table.sums.cells, table.sums.signs, table.sums.starts[: own + 1], order)) == sorted(
        of_each_sum(theirs.cells, theirs.signs, theirs.starts, range(len(order)))
    )


def of_each_sum(
    cells: np.ndarray, signs: np.ndarray, starts: np.ndarray, number: Sequence[int]
) -> Iterator[list[tuple[int, int]]]:
    """The cells of each sum, under other numbers, with their signs; the first is added."""
    for row in range(len(starts) - 1):
        span = slice(starts[row], starts[row + 1])
        found = sorted(
            (number[cell], int(sign)) for cell, sign in zip(cells[span].tolist(), signs[span].tolist(), strict=True)
        )
        yield [(cell, sign * found[0][1]) for cell, sign in found]


shares = st.sampled_from(["0.5", "0.75", "0.85", "1/3"])


@settings(deadline=None)
@given(rows(negative=True), st.data())
def test_rules_written_twice_say_the_same(drawn: Rows, data: st.DataObject) -> None:
    """Counts, dominance of one to three, p %, grain and consents, by contributor and by holding."""
    counted = Counted(drawn)
    minimum, grain = data.draw(st.integers(0, 4)), data.draw(st.sampled_from([1, 100]))
    dominance = data.draw(st.lists(st.tuples(st.integers(1, 3), shares), max_size=2))
    p_percent = data.draw(st.none() | st.sampled_from(["5", "10", "25"]))
    count, zero = data.draw(shares), data.draw(st.sampled_from(["1", "2.5"]))
    present = sorted(set(drawn.owners))
    agreed = data.draw(st.lists(st.sampled_from(present), unique=True))
    changes = {
        "rules": {
            "minimum": minimum,
            "dominance": [{"n": n, "share": share} for n, share in dominance],
            "p_percent": p_percent,
            "unions": False,
        },
        "slack": {"count": count, "zero": zero},
        "grain": grain,
        "waivers": [{"contributor": one, "consent": "letter", "date": "2026-01-31"} for one in agreed],
    }
    with tempfile.TemporaryDirectory() as place:
        table = read_audited_folder(write(Path(place), counted, set(), differences=[], **changes)).table
    limits = Limits(
        minimum=minimum,
        dominance=tuple((n, Fraction(share)) for n, share in dominance),
        p_percent=None if p_percent is None else Fraction(p_percent),
        slack=Slack(Fraction(count), Fraction(zero)),
        grain=grain,
    )
    system = drawn.system()
    letters = [Waiver(one, "letter", date(2026, 1, 31)) for one in agreed]
    needs = compute_protection_levels(system, limits, waived=find_waived_cells(system, limits, letters))
    whole = link_system(system, needs, limits, waived=lambda one: find_waived_cells(one, limits, letters))
    # The search finds all that the auditor finds of what cells differ by, and sums of cells beside.
    number = {one.held: at for at, one in enumerate(whole.differences.cells, len(system))}
    assert table.held is not None
    told = [tuple(sorted(zip(*map(np.ndarray.tolist, table.held.of(cell)), strict=True))) for cell in range(len(table))]
    order = [system.number[table.codes(cell)] for cell in range(table.own_count)]
    order += [number[held] for held in told[table.own_count :]]
    assert table.primary.tolist() == whole.needs.primary[order].tolist()
    assert table.upper.tolist() == whole.needs.upper[order].tolist()
    assert table.lower.tolist() == whole.needs.lower[order].tolist()
    assert not whole.system.additions.residuals(whole.system.values).any()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
@pytest.mark.parametrize("kind", ATTACKERS)
def test_each_attacker_finds_what_fractions_find(kind: str, data: st.DataObject) -> None:
    drawn = data.draw(rows(negative=data.draw(st.booleans()), most=8, largest_cut=3))
    counted = Counted(drawn, minimum=data.draw(st.integers(1, 3)), grain=data.draw(st.sampled_from([1, 100])))
    others = sorted(set(counted.cells) - counted.primary())
    unsafe = sorted(counted.primary())
    # The attacker in fractions is slow: ten hidden cells are enough for every way of reasoning.
    assume(len(unsafe) <= 8)
    hidden = data.draw(st.sets(st.sampled_from(others), max_size=10 - len(unsafe))) if others else set()
    leaked = data.draw(st.sets(st.sampled_from(unsafe), max_size=1)) if unsafe else set()
    hidden |= set(unsafe) - leaked
    with folder_of(counted, hidden) as place, pytest.MonkeyPatch.context() as patch:
        if data.draw(st.booleans()):
            # As in a large table: neighbours are asked before the whole.
            patch.setattr(interval_solver, "NEIGHBOURHOOD_THRESHOLD", 0)
            patch.setattr(interval_solver, "NEIGHBOUR_CODES", (1, 2))
        if data.draw(st.booleans()):
            # As in a table of many dimensions: what the simplex method does not find at once, interior points do.
            patch.setattr(interval_solver, "MOST_STEPS", 0)
        report = audit_folder(Path(place), [kind])
    expected = Oracle(counted, hidden).run(kind)
    found = report.attackers[kind]
    assert (found.attackers, found.pairs) == (expected.attackers, expected.pairs)
    assert (found.exact, found.narrow) == (len(expected.exact), len(expected.narrow))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_intervals_that_are_published_are_known_to_all(data: st.DataObject) -> None:
    drawn = data.draw(rows(negative=data.draw(st.booleans()), most=8, largest_cut=3))
    counted = Counted(drawn, minimum=data.draw(st.integers(1, 3)))
    unsafe = sorted(counted.primary())
    assume(0 < len(unsafe) <= 8)
    others = sorted(set(counted.cells) - counted.primary())
    hidden = unsafe + (data.draw(st.lists(st.sampled_from(others), unique=True, max_size=2)) if others else [])
    width = st.integers(0, 40).map(lambda one: one * 100)
    bounds = {}
    for codes in hidden:
        high = data.draw(st.none() | width)
        value = counted.value[codes]
        bounds[codes] = value - data.draw(width), None if high is None else value + high
    with tempfile.TemporaryDirectory() as place:
        report = audit_folder(write_intervals(Path(place), counted, bounds))
    assert report.faults == ()
    oracle = Oracle(counted, set(hidden), bounds)
    for kind in ATTACKERS:
        expected, found = oracle.run(kind), report.attackers[kind]
        assert (found.exact, found.narrow) == (len(expected.exact), len(expected.narrow))


def test_who_has_all_that_a_cell_may_hold_at_most_knows_it(tmp_path: Path) -> None:
    """The interval that is printed ends at the value, and a firm has all of it beside one with nothing."""
    counted = table_of((Cut("act", ("Total", "A"), (-1, 0)),), ((0,),), [("A", 0), ("A", 100)])
    bounds: dict[tuple[str, ...], tuple[int, int | None]] = {("A",): (0, 10_000), ("Total",): (0, None)}
    report = audit_folder(write_intervals(tmp_path / "run", counted, bounds))
    assert report.attackers["outsider"].exact == 0
    assert report.attackers["contributors"].exact == 2


@pytest.mark.parametrize("name", ["flat", "deep", "linked"])
def test_where_only_sums_came_in_the_one_alone_in_a_cell_is_followed(name: str, tmp_path: Path) -> None:
    """Each firm of these tables has one row, so that the firm alone in a cell knows no other one."""
    counted = tables()[name]
    hidden = protect(counted, "outsider")
    assert hidden is not None
    with_rows = audit_folder(write(tmp_path / "rows", counted, hidden))
    with_sums = audit_folder(write_counts(tmp_path / "sums", counted, hidden))
    assert with_sums.faults == with_rows.faults == ()
    assert with_sums.primary == with_rows.primary
    assert with_sums.attackers["outsider"].narrow == with_rows.attackers["outsider"].narrow == 0
    if not counted.between.ties:
        # Where contributors have no names, nobody can say what cells of linked tables differ by.
        assert with_sums.attackers["contributors"].exact == with_rows.attackers["contributors"].exact > 0
    alone = {next(iter(counted.held[codes])) for codes in counted.cells if len(counted.held[codes]) == 1}
    assert with_sums.attackers["contributors"].attackers == len(alone)
    assert with_sums.attackers["pairs"].attackers == with_sums.attackers["holdings"].attackers == 0


def test_two_firms_alone_in_one_line_tell_their_sum(tmp_path: Path) -> None:
    """Each may be anything between nothing and both, yet what both have together is published by subtraction."""
    firms = [
        ("01", "A", 40),
        ("01", "B", 50),
        *[("01", "C", value) for value in (30, 31, 32)],
        *[("02", code, value) for code in "ABC" for value in (60, 61, 62)],
    ]
    dep, act = Cut("dep", ("Total", "01", "02"), (-1, 0, 0)), Cut("act", ("Total", "A", "B", "C"), (-1, 0, 0, 0))
    counted = table_of((dep, act), ((0, 1),), firms)
    hidden = {(place, code) for place in ("01", "02") for code in "AB"}
    report = audit_folder(write(tmp_path / "run", counted, hidden))
    assert report.faults == ()
    assert report.attackers["outsider"].narrow == 0
    assert [(union.codes, union.value) for union in report.unions] == [((("01", "A"), ("01", "B")), 90)]
    rules = spec_of(counted)["rules"] | {"unions": True}
    asked = audit_folder(write(tmp_path / "asked", counted, hidden, rules=rules))
    assert [fault.code for fault in asked.faults] == ["disclosure-union-told"]
    # With a third part hidden, and others to hide it, the sum of the two is as open as each.
    more = hidden | {("01", "C"), ("02", "C")}
    assert audit_folder(write(tmp_path / "more", counted, more)).unions == ()


def test_a_firm_between_two_tables_is_told_by_subtraction(tmp_path: Path) -> None:
    """The zone is the department and one firm more: every cell is safe, but the firm is the difference of two."""
    dep, zone = Cut("dep", ("Total", "01", "02"), (-1, 0, 0)), Cut("zone", ("Total", "N", "S"), (-1, 0, 0))
    inside = [("01", "N", value) for value in (50, 40, 30, 20)]
    between = [("02", "N", 37)]
    beyond = [("02", "S", value) for value in (60, 55, 45, 35)]
    counted = table_of((dep, zone), ((0,), (1,)), inside + between + beyond)
    report = audit_folder(write(tmp_path / "run", counted, set()))
    assert report.primary == 0
    assert report.attackers["outsider"].exact == 1
    (finding,) = report.attackers["outsider"].findings
    assert write_in_both_languages(finding.words).en == "Total − 01, N − Total: exact value 37 for any reader."
    assert {(crossing.codes, abs(crossing.difference)) for crossing in report.crossings} == {
        ((("01", "Total"), ("Total", "N")), 37),
        ((("02", "Total"), ("Total", "S")), 37),
    }
    # With one cell of each pair withheld there is nothing to subtract.
    for withheld in ({("01", "Total"), ("02", "Total")}, {("Total", "N"), ("Total", "S")}):
        hidden = audit_folder(write(tmp_path / "hidden", counted, withheld))
        assert hidden.is_safe("holdings")
        assert hidden.crossings == ()
    # With two firms more between them there is nothing to learn of one.
    more = table_of((dep, zone), ((0,), (1,)), [*inside, *between, ("02", "N", 12), ("02", "N", 13), *beyond])
    assert audit_folder(write(tmp_path / "more", more, set())).crossings == ()
    # Where one table crosses both, the firm has a cell of its own, which is hidden.
    crossed = table_of((dep, zone), ((0, 1),), inside + between + beyond)
    hidden = protect(crossed, "outsider")
    assert hidden is not None
    assert audit_folder(write(tmp_path / "crossed", crossed, hidden)).crossings == ()


def test_a_cell_that_is_what_two_others_differ_by_is_told_as_well(tmp_path: Path) -> None:
    """The firm of a hidden department is the zone less the other department: a difference that is a cell already."""
    dep = Cut("dep", ("Total", "01", "02", "03"), (-1, 0, 0, 0))
    zone = Cut("zone", ("Total", "N", "S"), (-1, 0, 0))
    firms = [("01", "N", value) for value in (50, 40, 30, 20)] + [("02", "N", 37)]
    firms += [("03", "S", value) for value in (60, 55, 45, 35)]
    counted = table_of((dep, zone), ((0,), (1,)), firms)
    report = audit_folder(write(tmp_path / "run", counted, {("02", "Total"), ("03", "Total")}))
    assert report.attackers["outsider"].exact == 1
    assert {(crossing.codes, abs(crossing.difference)) for crossing in report.crossings} == {
        ((("01", "Total"), ("Total", "N")), 37)
    }


@settings(max_examples=60, deadline=None)
@given(rows(most=24))
def test_every_crossing_is_told(drawn: Rows) -> None:
    """Every two published cells subtracted from each other by somebody who knows who is in them."""
    counted = Counted(drawn)
    hidden = counted.primary()
    with folder_of(counted, hidden) as place:
        report = audit_folder(Path(place), ["outsider"])
    expected = {pair for pair in counted.between.pairs if not hidden & set(pair)}
    assert {crossing.codes for crossing in report.crossings} == expected
