"""Whatever the suppressor gives, the auditor finds nothing in it and its certificate holds, at every level."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.oracles.slow_protector import KINDS, seal
from support.scenes.run_folders import Counted, write
from support.strategies.disclosure_tables import Rows, rows

from filiere.disclosure.audit import audit_folder, verify_folder
from filiere.disclosure.differences import link_system
from filiere.disclosure.pattern import Circulations, Level, Pattern
from filiere.disclosure.protection import protect_data
from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.disclosure.suppression import Unprotectable, protect
from filiere.disclosure.system import System


def numbers_of(system: System, counted: Counted) -> list[int]:
    """The number that each cell of a system has in the files; what its cells differ by comes after them."""
    own = [counted.cells.index(system.codes(cell)) for cell in range(len(counted.cells))]
    return [*own, *range(len(own), len(system))]


def certificate_of(pattern: Pattern, system: System, counted: Counted) -> dict[str, object]:
    """The proof of a pattern under the numbers that cells have in the files."""
    number = np.array(numbers_of(system, counted))

    def listed(vectors: Circulations) -> dict[str, list[int]]:
        return {
            "starts": vectors.starts.tolist(),
            "cells": number[vectors.cells].tolist(),
            "amounts": vectors.amounts.tolist(),
        }

    claims = pattern.proof.claims.copy()
    claims[:, 0] = number[claims[:, 0]]
    return {
        "format": "filiere-disclosure-certificate/1",
        "level": pattern.level,
        "files": {},
        "circulations": listed(pattern.proof.circulations),
        "claims": claims.tolist(),
        "spanning": listed(pattern.proof.spanning),
    }


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
@pytest.mark.parametrize("level", list(KINDS))
def test_what_is_protected_is_found_to_be(level: str, tmp_path: Path, data: st.DataObject) -> None:
    negative, often_nothing = data.draw(st.sampled_from(((False, False), (True, False), (False, True))))
    drawn: Rows = data.draw(rows(negative=negative, most=24, often_nothing=often_nothing))
    counted = Counted(drawn, minimum=data.draw(st.integers(1, 3)))
    own, limits = drawn.system(), Limits(minimum=counted.minimum)
    whole = link_system(own, compute_protection_levels(own, limits), limits)
    system = whole.system
    assume(whole.needs.primary.any())
    try:
        pattern = protect(system, whole.needs, level=level, costs=np.abs(system.values) / 100, time_limit=5)  # type: ignore[arg-type]
    except Unprotectable:
        assume(False)
    hidden = {own.codes(int(cell)) for cell in np.flatnonzero(pattern.hidden[: len(own)])}
    number = numbers_of(system, counted)
    told = [[one.kind, *([number[at] for at in side] for side in (one.one, one.other))]
            for one in whole.differences.cells]  # fmt: skip
    folder = write(tmp_path / "run", counted, hidden, level=level, differences=told)
    report = audit_folder(folder)
    assert report.faults == ()
    assert report.is_safe(level), {name: (one.exact, one.narrow) for name, one in report.attackers.items()}  # type: ignore[arg-type]
    seal(folder, certificate_of(pattern, system, counted))
    # The report is none of the suppressor's; without it the check names one fault, which is not about the proof.
    faults = [fault for fault in verify_folder(folder).faults if fault.file != "report.json"]
    assert faults == []


@pytest.mark.parametrize("level", ["contributors", "contributors-slack"])
def test_who_makes_a_cell_up_does_not_find_that_others_bring_nothing(level: Level, tmp_path: Path) -> None:
    """One is alone in a/y and brings all of a/x, so that y and the line would tell it that the other brings nothing."""
    drawn = Rows.flat(
        {
            "a": {"x": [8, 0], "y": [10], "z": [9, 9, 9]},
            "b": {"x": [7, 7, 7], "y": [9, 9, 9], "z": [6, 6, 6]},
            "c": {"x": [5, 5, 5], "y": [8, 8, 8], "z": [7, 7, 7]},
        }
    )
    owners = list(drawn.owners)
    owners[drawn.values.index(10)] = owners[drawn.values.index(8)]
    drawn = replace(drawn, owners=tuple(owners))
    counted = Counted(drawn, minimum=3)
    system = drawn.system()
    pattern = protect(
        system,
        compute_protection_levels(system, Limits()),
        level=level,
        costs=np.abs(system.values) / 100,
        time_limit=5,
    )
    hidden = {system.codes(int(cell)) for cell in np.flatnonzero(pattern.hidden)}
    folder = write(tmp_path / "run", counted, hidden, level=level)
    assert audit_folder(folder).is_safe(level)
    seal(folder, certificate_of(pattern, system, counted))
    assert [fault for fault in verify_folder(folder).faults if fault.file != "report.json"] == []


@pytest.mark.parametrize("level", list(KINDS))
def test_a_table_of_firms_is_proved(level: str, tmp_path: Path) -> None:
    """A few firms hold most of their cell, as they do: what others have there is less than the slack, and shown."""
    draw = np.random.default_rng(5)
    lines = ["dep,sec,size,id,grp,ca"]
    for firm in range(150):
        dep, sec, size = int(5 * draw.beta(1, 2)), int(3 * draw.beta(1, 2)), int(2 * draw.beta(1, 2))
        amount = int(np.exp(draw.normal(4 + 1.2 * size, 1.4))) + 1
        # A loss now and then, so that what is withheld for others may be below nothing.
        amount *= -1 if level == "contributors" and firm % 3 == 0 else 1
        lines.append(f"D{dep},S{sec},Z{size},E{firm},H{firm // 3},{amount}")
    (tmp_path / "data.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    spec = "response: ca\ncontributor: id\nholding: grp\ndimensions: [{column: dep}, {column: sec}, {column: size}]\n"
    (tmp_path / "spec.yaml").write_text(f"{spec}level: {level}\n", encoding="utf-8")
    # The command refuses what its audit or its certificate does not hold for.
    report = protect_data(tmp_path / "data.csv", tmp_path / "spec.yaml", tmp_path / "run")
    assert report.is_protected
    assert verify_folder(tmp_path / "run").holds
