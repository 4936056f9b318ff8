"""A cell of one year and the same of the next tell by subtraction of those who came, went or changed."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.disclosure_files import laid

from filiere.core import Faults
from filiere.disclosure import Contribution, Dimension, MicroTable
from filiere.disclosure.inputs import read_inputs
from filiere.disclosure.inputs.same_contributor_cells import find_recurring_cells
from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.disclosure.proven_publication_gate import build_system

SPEC = "response: ca\ncontributor: who\ndimensions: [{column: year}, {column: sec}]\n"
FIRMS = {f"f{n}": 20 + 3 * n for n in range(8)}


def rows(changes: dict[str, int], sector: str = "A") -> str:
    """The same firms in two years, but for changes of the second: another amount, or nothing for one that is gone."""
    later = FIRMS | changes
    lines = [f"2021,{sector},{ca},{who}" for who, ca in FIRMS.items()]
    return "year,sec,ca,who\n" + "\n".join([*lines, *(f"2022,{sector},{ca},{who}" for who, ca in later.items() if ca)])


def refused(tmp_path: Path, text: str, spec: str = SPEC) -> list[str]:
    data, path = laid(tmp_path, data=text + "\n", spec=spec)
    try:
        read_inputs(data, path)
    except Faults as faults:
        return [one.message.en for one in faults.faults if one.code in ("cells-recur", "cells-alike")]
    return []


@pytest.mark.parametrize(
    "changes", [{"f1": 40}, {"f1": 0}, {"f1": 40, "f2": 41}, {"new": 33}, {"f1": 900, "f2": 27, "f3": 30, "f4": 33}]
)
def test_a_year_that_differs_by_few_or_by_one_above_all_is_refused(tmp_path: Path, changes: dict[str, int]) -> None:
    """T3: at 0.5, protected as asked, and the difference of the two years is the number of one or two firms."""
    found = refused(tmp_path, rows(changes))
    assert found
    assert "year=2021" in found[0]
    assert "year=2022" in found[0]


@pytest.mark.parametrize("changes", [{}, {"f1": 40, "f2": 43, "f3": 47}, {who: ca + 5 for who, ca in FIRMS.items()}])
def test_a_year_in_which_nobody_or_several_changed_is_not(tmp_path: Path, changes: dict[str, int]) -> None:
    assert refused(tmp_path, rows(changes)) == []


def test_a_group_and_its_only_part_are_no_two_numbers(tmp_path: Path) -> None:
    """What additions join, the search itself protects."""
    assert refused(tmp_path, "year,sec,ca,who\n" + "\n".join(f"2021,A,{ca},{who}" for who, ca in FIRMS.items())) == []


NAMELESS = SPEC.replace("contributor: who\n", "")


@pytest.mark.parametrize("changes", [{"f1": 40}, {"f1": 0}, {"f1": 40, "f2": 41}, {"new": 33}])
def test_without_a_column_of_contributors_the_same_amounts_are_the_same_firms(
    tmp_path: Path, changes: dict[str, int]
) -> None:
    """T3: at 0.5, protected as asked, though all amounts but one or two are those of the year before."""
    found = refused(tmp_path, rows(changes), NAMELESS)
    assert found
    assert "the same amounts" in found[0]


@pytest.mark.parametrize(
    "changes", [{}, {"f1": 40, "f2": 43, "f3": 47}, {who: ca + 1 for who, ca in FIRMS.items()}, {"f1": 20, "f2": 20}]
)
def test_amounts_that_several_changed_are_not_told_apart(tmp_path: Path, changes: dict[str, int]) -> None:
    """Three firms, all of them, or so few different amounts that others may have them too."""
    text = rows(changes)
    if changes == {"f1": 20, "f2": 20}:
        text = "year,sec,ca,who\n" + "\n".join(
            f"{year},A,{20 + n % 2 if n or year == 2021 else 30},f{n}" for year in (2021, 2022) for n in range(8)
        )
    assert refused(tmp_path, text, NAMELESS) == []


def held(changes: dict[str, int], holdings: dict[str, str]) -> str:
    lines = rows(changes).splitlines()
    return "\n".join([f"{lines[0]},hold", *(f"{one},{holdings[one.rsplit(',', 1)[1]]}" for one in lines[1:])])


def test_firms_that_changed_are_counted_by_holding(tmp_path: Path) -> None:
    """Three firms of one holding changed: their difference is the number of one holding."""
    spec = SPEC.replace("contributor: who\n", "contributor: who\nholding: hold\n")
    changes = {"f1": 40, "f2": 43, "f3": 47}
    apart = {who: who.upper() for who in FIRMS}
    assert refused(tmp_path, held(changes, apart), spec) == []
    assert refused(tmp_path, held(changes, apart | dict.fromkeys(changes, "H")), spec)


def changed(one: dict[str, int], other: dict[str, int]) -> list[int]:
    return [abs(d) for who in one.keys() | other.keys() if (d := one.get(who, 0) - other.get(who, 0))]


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefg"), st.sampled_from("12"), st.sampled_from("XYZ"), st.integers(1, 4)),
        min_size=1,
        max_size=30,
        unique_by=lambda row: row[:3],
    )
)
@settings(max_examples=80, deadline=None)
def test_all_pairs_that_differ_by_too_few_are_found(parts: list[tuple[str, str, str, int]]) -> None:
    """Against a comparison of every pair of cells by their contributors, one by one."""
    table = MicroTable(
        (Dimension("year", "Total"), Dimension("sec", "Total")),
        tuple(Contribution(who, (year, sec), amount) for who, year, sec, amount in parts),
    )
    system, limits = build_system(table), Limits(dominance=())
    needs = compute_protection_levels(system, limits)
    held = {codes: {who: int(amount) for who, amount in cell.items()} for codes, cell in table.cells().amounts.items()}
    wanted = set()
    for one, other in combinations(range(len(system)), 2):
        first, second = system.codes(one), system.codes(other)
        apart = [place for place in (0, 1) if first[place] != second[place]]
        if len(apart) == 1 and "Total" not in (first[apart[0]], second[apart[0]]):
            shared = [who for who, amount in held[first].items() if held[second].get(who) == amount]
            safe = not needs.primary[[one, other]].any()
            if shared and safe and 0 < len(changed(held[first], held[second])) < limits.minimum:
                wanted.add((one, other))
    assert set(find_recurring_cells(system, needs, limits)) == wanted
