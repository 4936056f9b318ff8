"""A certificate holds for what is protected, fails for what is not, and every change of the folder is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.oracles.audit_oracle import Oracle
from support.oracles.slow_protector import KINDS, basis, folder_of, listed, protect, seal, tables
from support.scenes.run_folders import Codes, Counted

from filiere.core.text import write_in_both_languages
from filiere.disclosure.audit import audit_folder, verify_folder

CASES = [(name, level) for name in ("flat", "deep", "linked") for level in KINDS]


def pattern(name: str, level: str) -> tuple[Counted, frozenset[Codes]]:
    """A made-up table and a minimal set of cells to hide."""
    counted = tables()[name]
    hidden = protect(counted, level)
    assert hidden is not None
    return counted, hidden


def run(path: Path, name: str, level: str) -> Path:
    """The run folder of a case."""
    counted, hidden = pattern(name, level)
    return folder_of(path / "run", counted, hidden, level)


def codes_of(folder: Path) -> set[str]:
    """The codes of all that is wrong."""
    return {fault.code for fault in verify_folder(folder).faults}


@pytest.mark.parametrize(("name", "level"), CASES)
def test_what_is_protected_is_shown_to_be(name: str, level: str, tmp_path: Path) -> None:
    folder = run(tmp_path, name, level)
    report = audit_folder(folder)
    assert report.is_safe(level)  # type: ignore[arg-type]
    verification = verify_folder(folder)
    assert verification.faults == ()
    assert verification.holds
    assert verification.primary == len(pattern(name, level)[0].primary())


@pytest.mark.parametrize(("name", "level"), CASES)
def test_whatever_secondary_is_shown_somebody_learns_something(name: str, level: str, tmp_path: Path) -> None:
    """In a minimal pattern every hidden cell is needed: without it the audit says who learns what."""
    counted, hidden = pattern(name, level)
    secondary = sorted(hidden - counted.primary())
    assert secondary
    told = json.loads((run(tmp_path, name, level) / "certificate.json").read_text(encoding="utf-8"))
    for number, codes in enumerate(secondary):
        folder = folder_of(tmp_path / f"shown-{number}", counted, hidden - {codes}, level)
        report = audit_folder(folder)
        assert report.faults == ()
        assert not report.is_safe(level)  # type: ignore[arg-type]
        findings = [one for result in report.attackers.values() for one in result.findings]
        for finding in findings:
            unsafe = counted.held[finding.interval.codes]
            assert finding.interval.codes in counted.primary()
            words = write_in_both_languages(finding.words)
            assert words.en.startswith(", ".join(finding.interval.codes))
            assert finding.interval.value * 100 == sum(unsafe.values())
            assert f"for {finding.who.en}" in words.en
            assert f"pour {finding.who.fr}" in words.fr
            if finding.exact:
                assert finding.interval.low == finding.interval.high == finding.interval.value
        assert findings
        # No proof can be made of what is not so, and the proof of the whole pattern moves what is shown now.
        assert not verify_folder(folder).holds
        seal(folder, told)
        verification = verify_folder(folder)
        assert not verification.holds
        moved = [one for one in verification.faults if one.code == "disclosure-vector-published-cell"]
        name_of_cell = ", ".join(f"{cut.column}={code}" for cut, code in zip(counted.drawn.cuts, codes, strict=True))
        assert any(name_of_cell in one.message.en for one in moved)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
@pytest.mark.parametrize("level", list(KINDS))
def test_a_proof_exists_where_the_audit_finds_nothing_and_nowhere_else(
    level: str, tmp_path: Path, data: st.DataObject
) -> None:
    counted, least = pattern(data.draw(st.sampled_from(["flat", "deep"])), level)
    others = sorted(set(counted.cells) - counted.primary())
    hidden = set(least) | data.draw(st.sets(st.sampled_from(others), max_size=3))
    hidden -= data.draw(st.sets(st.sampled_from(others), max_size=1))
    folder = folder_of(tmp_path / "any", counted, hidden, level)
    assert verify_folder(folder).holds == audit_folder(folder).is_safe(level)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["cells.csv", "cells-public.csv", "contributions.csv", "spec.json", "report.json", "certificate.json"]
)
def test_any_flipped_byte_is_found(name: str, tmp_path: Path) -> None:
    folder = run(tmp_path, "flat", "contributors")
    content = (folder / name).read_bytes()
    for place in range(0, len(content), 7):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        (folder / name).write_bytes(changed)
        faults = verify_folder(folder).faults
        assert any(fault.file == name for fault in faults), (place, faults)
    (folder / name).write_bytes(content)
    assert verify_folder(folder).holds


def test_a_file_gone_or_come_is_found(tmp_path: Path) -> None:
    folder = run(tmp_path, "flat", "outsider")
    (folder / "notes.txt").write_text("made up", encoding="utf-8")
    assert codes_of(folder) == {"disclosure-file-added"}
    (folder / "notes.txt").unlink()
    (folder / "report.json").unlink()
    assert "disclosure-file-missing" in codes_of(folder)
    (folder / "certificate.json").unlink()
    assert codes_of(folder) == {"disclosure-folder-unreadable"}


Content = dict[str, Any]


def change(key: str, place: int, value: int) -> Callable[[Content], None]:
    """Put a number into one of the circulations."""

    def edit(content: Content) -> None:
        content["circulations"][key][place] = value

    return edit


def claim(place: int, value: int) -> Callable[[Content], None]:
    """Put a number into the first claim."""

    def edit(content: Content) -> None:
        content["claims"][0][place] = value

    return edit


def drop_claim(content: Content) -> None:
    content["claims"].pop()


def turn_round(content: Content) -> None:
    row = content["claims"][0]
    row[1] = -row[1]


EDITS = {
    "amount": (change("amounts", 0, 3_000_001), "disclosure-vector-no-circulation"),
    "cell beyond": (change("cells", 0, 4_000), "disclosure-vector-published-cell"),
    "cell twice": (
        lambda content: change("cells", 0, content["circulations"]["cells"][1])(content),
        "disclosure-vector-published-cell",
    ),
    "nothing moved": (change("amounts", 0, 0), "disclosure-vector-published-cell"),
    "huge": (change("amounts", 0, 10**30), "disclosure-vector-no-circulation"),
    "starts": (change("starts", 1, 10_000), "disclosure-folder-unreadable"),
    "a share": (change("amounts", 0, 0.5), "disclosure-folder-unreadable"),  # type: ignore[arg-type]
    "claim of no cell": (claim(0, 9_999), "disclosure-claim-malformed"),
    "claim of a safe cell": (claim(0, 0), "disclosure-claim-malformed"),
    "claim of no side": (claim(1, 0), "disclosure-claim-malformed"),
    "claim of no vector": (claim(2, 9_999), "disclosure-claim-malformed"),
    "claim turned": (claim(3, -1), "disclosure-claim-malformed"),
    "claim of the other side": (turn_round, "disclosure-claim-malformed"),
    "claim gone": (drop_claim, "disclosure-claim-missing"),
    "no claims": (lambda content: content.update(claims=[]), "disclosure-claim-missing"),
    "another level": (lambda content: content.update(level="pairs"), "disclosure-report-wrong"),
}


@pytest.mark.parametrize("name", list(EDITS))
def test_an_edited_certificate_is_found_though_it_is_sealed_again(name: str, tmp_path: Path) -> None:
    folder = run(tmp_path, "flat", "outsider")
    content = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
    edit, code = EDITS[name]
    edit(content)
    seal(folder, content)
    assert code in codes_of(folder)


def test_a_claim_that_takes_more_than_cells_hold_is_found(tmp_path: Path) -> None:
    """A circulation of hidden cells all the same, which moves the unsafe cell by little and others by a lot."""
    counted, hidden = pattern("flat", "contributors")
    folder = run(tmp_path, "flat", "contributors")
    content = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
    oracle = Oracle(counted, hidden)
    cell = content["claims"][0][0]
    codes = counted.cells[cell]
    one, other = basis(oracle, oracle.columns)
    still = {at: one.get(at, 0) * other.get(codes, 0) - other.get(at, 0) * one.get(codes, 0) for at in {*one, *other}}
    first = oracle.witness((), codes, 1, counted.blur(codes))
    assert first is not None
    moved = {at: first.get(at, 0) + 10**9 * still.get(at, 0) for at in {*first, *still}}
    vectors = listed(
        [{at: amount for at, amount in moved.items() if amount}], {at: n for n, at in enumerate(counted.cells)}
    )
    flows = content["circulations"]
    flows["starts"].append(flows["starts"][-1] + len(vectors["cells"]))
    flows["cells"] += vectors["cells"]
    flows["amounts"] += vectors["amounts"]
    content["claims"].append([cell, 1, len(flows["starts"]) - 2, 1])
    seal(folder, content)
    faults = verify_folder(folder).faults
    assert {fault.code for fault in faults} == {"disclosure-claim-impossible"}
    assert f"Claim {len(content['claims']) - 1}," in faults[0].message.en


@pytest.mark.parametrize(
    "key",
    [
        "primary",
        "secondary",
        "secondary_value",
        "primary_value",
        "cells",
        "published",
        "differences",
        "level",
        "publish",
    ],
)
def test_a_report_that_says_other_numbers_is_found(key: str, tmp_path: Path) -> None:
    folder = run(tmp_path, "flat", "outsider")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    report[key] = "pairs" if key in ("level", "publish") else report[key] + 1
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    seal(folder, json.loads((folder / "certificate.json").read_text(encoding="utf-8")))
    verification = verify_folder(folder)
    assert [fault.code for fault in verification.faults] == ["disclosure-report-wrong"]
    assert f"{key} =" in verification.faults[0].message.en


def test_a_report_that_says_a_proved_table_unprotected_is_found(tmp_path: Path) -> None:
    folder = run(tmp_path, "flat", "outsider")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    (folder / "report.json").write_text(json.dumps(report | {"protected": False}), encoding="utf-8")
    seal(folder, json.loads((folder / "certificate.json").read_text(encoding="utf-8")))
    assert [fault.code for fault in verify_folder(folder).faults] == ["disclosure-report-wrong"]


@pytest.mark.parametrize(
    "change",
    [
        {"attackers": {"outsider": {"exact": 7, "narrow": 7}}},
        {"attackers": {"outsider": {"exact": False, "narrow": 0}}},
        {"attackers": None},
        {"unions": 3},
        {"crossings": 3},
        {"protected": False},
    ],
)
def test_an_audit_finds_that_a_report_says_other_findings(change: dict[str, Any], tmp_path: Path) -> None:
    """T6: an invented report passed; what the audit itself finds is compared with it now."""
    folder = run(tmp_path, "flat", "outsider")
    assert not audit_folder(folder, reported=True).faults
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    (folder / "report.json").write_text(json.dumps(report | change), encoding="utf-8")
    faults = audit_folder(folder, reported=True).faults
    assert {fault.code for fault in faults} >= {"disclosure-report-wrong"}


@pytest.mark.parametrize(("name", "level"), CASES)
def test_the_claims_of_a_certificate_change_nothing_that_an_audit_finds(name: str, level: str, tmp_path: Path) -> None:
    """They spare programs where they hold; without them, and where each is false, the findings are the same."""
    folder = run(tmp_path, name, level)

    def find() -> dict[str, Any]:
        found = audit_folder(folder).as_json()
        return {key: one | {"seconds": 0} for key, one in found["attackers"].items()}

    with_claims = find()
    told = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
    told["circulations"]["amounts"] = [2 * one + 1 for one in told["circulations"]["amounts"]]
    seal(folder, told)
    assert "disclosure-vector-no-circulation" in codes_of(folder)
    assert find() == with_claims
    (folder / "certificate.json").unlink()
    assert find() == with_claims


def test_what_no_level_promises_is_examined_as_long_as_work_is_left(tmp_path: Path) -> None:
    """A run tells how many cells it did not examine, and only of attackers of whom its level promises no blur."""
    folder = run(tmp_path, "deep", "contributors")
    whole, short = audit_folder(folder).attackers, audit_folder(folder, seconds=0.0).attackers
    cells = len(pattern("deep", "contributors")[0].primary())
    assert [one.unexamined for one in whole.values()] == [0] * len(whole)
    assert short["outsider"].unexamined == 0
    assert [short[name].exact for name in short] == [whole[name].exact for name in whole]
    assert 0 < short["contributors"].unexamined <= cells
    path = folder / "report.json"
    report = json.loads(path.read_text(encoding="utf-8"))
    for name, codes in (("contributors", set()), ("outsider", {"disclosure-report-wrong"})):
        told = {"exact": whole[name].exact, "narrow": 0, "unexamined": 1}
        path.write_text(json.dumps(report | {"attackers": report["attackers"] | {name: told}}), encoding="utf-8")
        assert {fault.code for fault in audit_folder(folder, reported=True).faults} == codes


def test_a_firm_against_whom_nothing_is_shown_is_named(tmp_path: Path) -> None:
    """What protects from readers alone leaves a hole for the only firm of a cell, and no vector can hide that."""
    counted, hidden = pattern("flat", "outsider")
    folder = folder_of(tmp_path / "weak", counted, hidden, "contributors")
    faults = verify_folder(folder).faults
    assert {fault.code for fault in faults} == {"disclosure-attacker-exact"}
    alone = next(iter(counted.held["02", "B"]))
    assert f"contributor {alone} cannot find the cell dep=03, act=A exactly" in faults[0].message.en


def test_spanning_vectors_protect_without_claims_of_their_own(tmp_path: Path) -> None:
    folder = run(tmp_path, "flat", "contributors")
    content = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
    assert len(content["spanning"]["starts"]) == 3
    first = {"starts": content["spanning"]["starts"][:2]}
    for key in ("cells", "amounts"):
        first[key] = content["spanning"][key][: first["starts"][1]]
    readers = {(row[0], row[1]): row for row in reversed(content["claims"])}
    seal(folder, content | {"claims": list(readers.values())})
    assert verify_folder(folder).holds
    # One vector alone moves whatever the firm knows along with what it should not find.
    seal(folder, content | {"claims": list(readers.values()), "spanning": first})
    assert codes_of(folder) <= {"disclosure-attacker-exact"}
