"""The audit finds what a slow attacker in fractions finds, no more and no less, and makes the table again by itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from audit_oracle import Oracle
from disclosure_tables import Rows, rows
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from run_folders import Counted, spec_of, write
from slow_protector import table_of

from filiere.disclosure.audit import ATTACKERS, audit_folder
from filiere.disclosure.audit.reading import read_folder
from filiere.disclosure.needs import Limits, needs_of
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
        folder = read_folder(Path(place))
    assert folder.faults == ()
    system = drawn.system()
    needs = needs_of(system, Limits())
    order = [system.number[folder.table.codes(cell)] for cell in range(len(folder.table))]
    table = folder.table
    assert len(order) == len(system)
    for mine, theirs in [
        (table.values, system.values),
        (table.primary, needs.primary),
        (table.upper, needs.upper),
        (table.lower, needs.lower),
        (table.counts, system.counts),
    ]:
        assert np.array_equal(mine, theirs[order])
    theirs = system.additions
    assert sorted(of_each_sum(table.sums.cells, table.sums.signs, table.sums.starts, order)) == sorted(
        of_each_sum(theirs.cells, theirs.signs, theirs.starts, range(len(order)))
    )


def of_each_sum(
    cells: np.ndarray, signs: np.ndarray, starts: np.ndarray, number: Sequence[int]
) -> Iterator[list[tuple[int, int]]]:
    """The cells of each sum, under other numbers, with their signs."""
    for row in range(len(starts) - 1):
        span = slice(starts[row], starts[row + 1])
        yield sorted(
            (number[cell], int(sign)) for cell, sign in zip(cells[span].tolist(), signs[span].tolist(), strict=True)
        )


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
    with folder_of(counted, hidden) as place:
        report = audit_folder(Path(place), [kind])
    expected = Oracle(counted, hidden).run(kind)
    found = report.attackers[kind]
    assert (found.attackers, found.pairs) == (expected.attackers, expected.pairs)
    assert (found.exact, found.narrow) == (len(expected.exact), len(expected.narrow))


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
