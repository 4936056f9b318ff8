"""What cells of linked tables have in common and apart is a cell: found, protected, proved, and never written."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.oracles.slow_protector import seal
from support.scenes.ledger_tables import table_of
from support.scenes.run_folders import Counted
from support.strategies.disclosure_tables import Rows, rows

from filiere.core import Faults
from filiere.disclosure import inputs
from filiere.disclosure.audit import audit_folder, verify_folder
from filiere.disclosure.differences import DifferenceSet, LinkedSystem, find_differences, link_system
from filiere.disclosure.linked_tables import shared_contributors
from filiere.disclosure.pattern import Level
from filiere.disclosure.protection import NotProtected, protect_data
from filiere.disclosure.protection_levels import Limits, ProtectionLevels, compute_protection_levels
from filiere.disclosure.suppression import Unprotectable, protect
from filiere.disclosure.system import System

LIMITS = Limits()
Firm = tuple[str, str, str, int]


@dataclass(frozen=True)
class Case:
    """Firms by department and zone, in two tables of one column each; what is found of them, by name."""

    said: str
    firms: tuple[Firm, ...]
    found: dict[str, dict[str, int]]


def firms(text: str) -> tuple[Firm, ...]:
    """Firms written ``department zone amounts``, named by letters in the order in which they stand."""
    found: list[Firm] = []
    for line in text.split(";"):
        dep, zone, *amounts = line.split()
        found += [(chr(ord("a") + len(found) + at), dep, zone, int(much)) for at, much in enumerate(amounts)]
    return tuple(found)


CASES = [
    Case(
        "one firm between",
        firms("D1 Z1 50 40 30; D2 Z1 37; D2 Z2 60 55 45"),
        {"(dep=Total, zone=Z1) − (dep=D1, zone=Total)": {"d": 37}},
    ),
    Case("three firms between", firms("D1 Z1 50 40 30; D2 Z1 37 38 39; D2 Z2 60 55 45"), {}),
    Case(
        "one of three has nearly all",
        firms("D1 Z1 90 90 90; D2 Z1 37 1 1; D2 Z2 60 55 45"),
        {"(dep=Total, zone=Z1) − (dep=D1, zone=Total)": {"d": 37, "e": 1, "f": 1}},
    ),
    Case(
        "a firm on either side",
        firms("D1 Z1 50 40 30; D1 Z2 20; D2 Z1 10; D2 Z2 60 55 45"),
        {
            "(dep=Total, zone=Z1) ∩ (dep=D1, zone=Total)": {"a": 50, "b": 40, "c": 30},
            "(dep=D1, zone=Total) − (dep=Total, zone=Z1)": {"d": 20},
            "(dep=Total, zone=Z1) − (dep=D1, zone=Total)": {"e": 10},
            "(dep=Total, zone=Z2) ∩ (dep=D2, zone=Total)": {"f": 60, "g": 55, "h": 45},
        },
    ),
    Case("nothing between", firms("D1 Z1 50 40 30; D2 Z2 60 55 45"), {}),
    Case(
        "a firm of nothing between",
        firms("D1 Z1 50 40 30; D2 Z1 0; D2 Z2 60 55 45"),
        {"(dep=Total, zone=Z1) − (dep=D1, zone=Total)": {"d": 0}},
    ),
]


def two_tables(case: tuple[Firm, ...]) -> System:
    return table_of(case, ("dep", "zone"), tables=[(0,), (1,)])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_what_is_found_is_what_a_table_of_both_would_have(case: Case) -> None:
    """Each with who is in it; the sums tie them to the cells, exactly."""
    system = two_tables(case.firms)
    found = find_differences(system, LIMITS)
    assert system.holdings is not None
    told = {
        found.name(system, place): {system.holdings.names[who]: amount // 100 for who, amount in one.held}
        for place, one in enumerate(found.cells, len(system))
    }
    assert told == case.found
    whole = link_system(system, compute_protection_levels(system, LIMITS), LIMITS)
    assert not whole.system.additions.residuals(whole.system.values).any()
    unsafe = [sum(held.values()) for held in case.found.values() if len(held) < 3 or "one of three" in case.said]
    assert sorted(whole.system.values[len(system) :][whole.needs.primary[len(system) :]].tolist()) == sorted(
        100 * value for value in unsafe
    )


def test_what_a_difference_leaves_of_a_cell_is_one_too() -> None:
    """D2 has d more than Z2, and d and e make up a sector of a third table: so e is what that leaves, and is found."""
    where = [*[("D1", "Z1", "S1")] * 3, ("D2", "Z1", "S2"), ("D1", "Z1", "S2"), *[("D2", "Z2", "S1")] * 3]
    rows = [(chr(ord("a") + at), *codes, 20 + at) for at, codes in enumerate(where)]
    system = table_of(rows, ("dep", "zone", "sec"), tables=[(0,), (1,), (2,)])
    found = find_differences(system, LIMITS)
    held = {tuple(system.holdings.names[who] for who, _ in one.held) for one in found.cells}  # type: ignore[union-attr]
    assert {("d",), ("e",)} <= held
    # Whatever else is found, all of it hangs together by exact sums, and it ends.
    whole = link_system(system, compute_protection_levels(system, LIMITS), LIMITS)
    assert not whole.system.additions.residuals(whole.system.values).any()


NOUGHTS = (("s1", "A0", "B2", "C0", 0), ("s1", "A0", "B2", "C3", 278), ("s15", "A1", "B3", "C0", 787),
           ("s30", "A2", "B3", "C0", 542))  # fmt: skip


def test_a_row_of_nothing_is_what_two_cells_have_apart() -> None:
    """Both cells are 278 of one firm, and one has a row of nothing besides: who does not know of the nothing does not
    know that they are one number."""
    system = table_of(NOUGHTS, ("a", "b", "c"), tables=[(0, 1), (1, 2)])
    found = find_differences(system, LIMITS)
    told = [{found.name(system, place) for place in (*wholes, *parts)} for wholes, parts in found.equations]
    assert {"a=A0, b=Total, c=Total", "a=Total, b=Total, c=C3"} not in told
    # Were such rows not counted, the two would be one number.
    uncounted = replace(system, holdings=replace(system.holdings, noughts=None))
    found = find_differences(uncounted, LIMITS)
    told = [{found.name(uncounted, place) for place in (*wholes, *parts)} for wholes, parts in found.equations]
    assert {"a=A0, b=Total, c=Total", "a=Total, b=Total, c=C3"} in told


@pytest.mark.parametrize("level", ["outsider", "contributors", "contributors-slack"])
def test_tables_with_rows_of_nothing_are_protected(level: Level, tmp_path: Path) -> None:
    """They were refused: the nothing of one cell followed from two others that were taken for one number."""
    data, spec = tmp_path / "data.csv", tmp_path / "spec.yaml"
    data.write_text("siren,a,b,c,ca\n" + "".join(",".join(map(str, row)) + "\n" for row in NOUGHTS), encoding="utf-8")
    asked = "response: ca\ncontributor: siren\ndimensions: [{column: a}, {column: b}]\n"
    spec.write_text(f"{asked}tables: [[{{column: b}}, {{column: c}}]]\nlevel: {level}\n", encoding="utf-8")
    report = protect_data(data, spec, tmp_path / "run")
    assert report.is_protected
    assert verify_folder(tmp_path / "run").holds
    audited = audit_folder(tmp_path / "run")
    assert audited.faults == ()
    assert audited.attackers["outsider"].narrow == 0


def test_one_table_alone_or_sums_alone_have_none() -> None:
    one = table_of(CASES[0].firms, ("dep", "zone"))
    assert find_differences(one, LIMITS) == DifferenceSet(len(one))
    needs = compute_protection_levels(one, LIMITS)
    assert link_system(one, needs, LIMITS).system is one
    assert link_system(one, needs, LIMITS).needs is needs


def test_what_is_compared_grows_with_the_entries_and_not_with_pairs_of_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the places and firms are four times the pairs of entries that are looked at."""
    looked: list[int] = []
    tallied = shared_contributors._count_shared

    def counted(
        rows: np.ndarray, others: np.ndarray, one: shared_contributors.Entries, other: shared_contributors.Entries
    ) -> object:
        looked.append(len(rows))
        return tallied(rows, others, one, other)

    monkeypatch.setattr(shared_contributors, "_count_shared", counted)
    steps = []
    for places in (20, 80):
        rows = [
            (f"f{place}-{n}", f"D{place}", f"Z{place if n else (place + 1) % places}", f"S{n % 2}", 10 + n)
            for place in range(places)
            for n in range(6)
        ]
        looked.clear()
        find_differences(table_of(rows, ("dep", "zone", "sec"), tables=[(0, 2), (1, 2)]), LIMITS)
        steps.append(sum(looked))
    assert steps[1] == 4 * steps[0]


def written(folder: Path, case: tuple[Firm, ...], more: str = "") -> tuple[Path, Path]:
    (folder / "data.csv").write_text(
        "dep,zone,ca\n" + "".join(f"{dep},{zone},{much}\n" for _, dep, zone, much in case), encoding="utf-8"
    )
    spec = f"response: ca\n{more}tables:\n  - [{{column: dep}}]\n  - [{{column: zone}}]\n"
    (folder / "spec.yaml").write_text(spec, encoding="utf-8")
    return folder / "data.csv", folder / "spec.yaml"


@pytest.mark.parametrize("level", ["outsider", "contributors", "contributors-slack", "pairs"])
@pytest.mark.parametrize("case", [CASES[0], CASES[2], CASES[3], CASES[5]], ids=lambda case: case.said)
def test_a_run_of_linked_tables_protects_them_and_its_files_do_not_tell_them(
    case: Case, level: str, tmp_path: Path
) -> None:
    """Nothing published is subtracted to them; audit and certificate say so; cells.csv has cells of the tables only."""
    report = protect_data(*written(tmp_path, case.firms, f"level: {level}\n"), tmp_path / "run")
    assert report.as_json()["differences"] == len(case.found)
    # Of two firms, one on either side, readers learn neither closely; each of them would learn the other exactly.
    stay = level == "outsider" and "either side" in case.said
    assert report.as_json()["crossings"] == (2 if stay else 0)
    audit = audit_folder(tmp_path / "run")
    assert audit.is_safe(level)  # type: ignore[arg-type]
    assert audit.differences == len(case.found)
    assert verify_folder(tmp_path / "run").holds
    for name in ("cells.csv", "cells-public.csv"):
        with (tmp_path / "run" / name).open(encoding="utf-8", newline="") as stream:
            codes = [(row["dep"], row["zone"]) for row in csv.DictReader(stream)]
        assert sorted(codes) == [("D1", "Total"), ("D2", "Total"), ("Total", "Total"), ("Total", "Z1"), ("Total", "Z2")]


def test_without_the_difference_cell_the_audit_says_who_learns_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that forgets them gives a table that its own audit refuses."""

    def forgetful(system: System, needs: ProtectionLevels, limits: Limits, *, waived: object = None) -> LinkedSystem:
        return LinkedSystem(system, needs, DifferenceSet(len(system)))

    paths = written(tmp_path, CASES[0].firms)
    monkeypatch.setattr(inputs, "link_system", forgetful)
    with pytest.raises(NotProtected) as refused:
        protect_data(*paths, tmp_path / "run")
    assert [fault.code for fault in refused.value.faults] == ["audit-unsafe"]
    assert "1 exact" in refused.value.faults[0].message.en


def test_a_certificate_that_says_nothing_of_a_difference_does_not_hold(tmp_path: Path) -> None:
    """What is claimed of each difference is left out in turn; then the run says nothing of differences at all."""
    run, name = tmp_path / "run", "certificate.json"
    protect_data(*written(tmp_path, CASES[3].firms), run)
    whole = json.loads((run / name).read_text(encoding="utf-8"))
    own = 5
    claimed = sorted({row[0] for row in whole["claims"] if row[0] >= own})
    assert len(claimed) == 2
    for cell in claimed:
        seal(run, whole | {"claims": [row for row in whole["claims"] if row[0] != cell]})
        missing = [fault for fault in verify_folder(run).faults if fault.code == "disclosure-claim-missing"]
        assert missing
        assert all(" − " in fault.message.en for fault in missing)
    spec = json.loads((run / "spec.json").read_text(encoding="utf-8"))
    (run / "spec.json").write_text(json.dumps(spec | {"differences": []}), encoding="utf-8")
    seal(run, whole)
    assert {"disclosure-claim-malformed", "disclosure-claim-missing"} <= {one.code for one in verify_folder(run).faults}
    assert audit_folder(run).differences == 4


@pytest.mark.parametrize("told", [["less", [0], [9]], ["less", [], [1]], ["less", [1], [1]], ["other", [1], [3]]])
def test_a_folder_that_lists_what_is_no_difference_is_refused(told: list[object], tmp_path: Path) -> None:
    run = tmp_path / "run"
    protect_data(*written(tmp_path, CASES[0].firms), run)
    spec = json.loads((run / "spec.json").read_text(encoding="utf-8"))
    (run / "spec.json").write_text(json.dumps(spec | {"differences": [told]}), encoding="utf-8")
    with pytest.raises(Faults) as refused:
        audit_folder(run)
    assert "differences" in refused.value.render("en")


@st.composite
def linked_rows(draw: st.DrawFn) -> Rows:
    """Rows of two linked tables, places that nearly coincide among them."""
    drawn: Rows = draw(rows(most=14, largest_cut=3).filter(lambda one: len(one.cuts) == 3))
    # The third column mostly follows the first.
    follow = [draw(st.integers(0, 3)) > 0 for _ in drawn.values]
    leaves = drawn.cuts[2].leaves()
    ranks = [drawn.cuts[0].leaves().index(code) for code in drawn.codes[0]]
    third = [
        leaves[rank % len(leaves)] if follows else code
        for rank, follows, code in zip(ranks, follow, drawn.codes[2], strict=True)
    ]
    # Nobody belongs together: who makes up one side of two cells is then one, or too many to be unsafe.
    alone = tuple(range(len(drawn.groups)))
    return Rows(drawn.cuts, ((0, 1), (1, 2)), (*drawn.codes[:2], tuple(third)), drawn.values, drawn.owners, alone)


@settings(max_examples=40, deadline=None)
@given(linked_rows(), st.sampled_from(["contributors", "contributors-slack"]))
def test_who_subtracts_every_two_published_cells_learns_of_nobody(drawn: Rows, level: Level) -> None:
    """Such a reader knows who is in each cell; brute force over all pairs of all cells that readers see."""
    system = drawn.system()
    whole = link_system(system, compute_protection_levels(system, LIMITS), LIMITS)
    counted = Counted(drawn)
    try:
        pattern = protect(
            whole.system, whole.needs, level=level, costs=np.abs(whole.system.values) / 100 + 1.0, time_limit=5
        )
    except Unprotectable:
        return
    hidden = {system.codes(int(cell)) for cell in np.flatnonzero(pattern.hidden[: len(system)])}
    assert all(hidden & set(pair) for pair in counted.between.pairs)
    assert counted.primary() <= hidden
