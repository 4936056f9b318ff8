"""What `./dev bench disclosure` measures: each job works alone in a process of its own and answers in one line.

A protection goes the way of the command: data and specification read, cells hidden, folder written and audited by code
that shares nothing with what hid them, certificate verified.
"""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filiere.disclosure.audit import DisclosureAuditReport
    from filiere.disclosure.inputs import Inputs
    from filiere.disclosure.pattern import Level, Pattern

type Found = dict[str, Any]


@dataclass
class Clock:
    """Seconds on the clock of each step, and of processor for the search itself."""

    steps: Found = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Any:
        """Time one step."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.steps[f"{name}_seconds"] = time.perf_counter() - wall
        self.steps[f"{name}_cpu"] = time.process_time() - cpu


def protect_job(*, data: str, spec: str, out: str, attackers: Sequence[str]) -> Found:
    """Protect a table and say what it cost, what attackers learn and how long each step took."""
    from filiere.disclosure.audit import verify_folder
    from filiere.disclosure.inputs import read_inputs
    from filiere.disclosure.protection import NotProtected, find_pattern

    clock = Clock()
    with clock.step("read"):
        inputs = read_inputs(Path(data), Path(spec))
    found = {"cells": len(inputs.system), "primary": int(inputs.needs.primary.sum()), "level": inputs.spec.level}
    try:
        with clock.step("protect"):
            pattern = find_pattern(inputs)
    except NotProtected as refused:
        told = {"failed": ", ".join(sorted({one.code for one in refused.faults}))}
        return found | clock.steps | told
    found["pattern"] = hashlib.sha256(pattern.hidden.tobytes()).hexdigest()[:12]
    with clock.step("audit"):
        found |= _audited(inputs, pattern, Path(out), attackers, clock.steps["protect_seconds"])
    with clock.step("verify"):
        verified = verify_folder(Path(out)) if (Path(out) / "certificate.json").exists() else None
    return found | clock.steps | {"verified": verified is not None and verified.holds}


def _audited(inputs: "Inputs", pattern: "Pattern", out: Path, attackers: Sequence[str], seconds: float) -> Found:
    """Write the folder, which asks for an audit; return what was lost and what attackers learn."""
    from filiere.core import Faults
    from filiere.disclosure.audit import audit_folder
    from filiere.disclosure.folder import AuditSummary, ProtectionRun, PublishedTable, UnsafeRun, write_folder
    from filiere.disclosure.protection import build_certificate, compute_audit_seconds

    reports: list[DisclosureAuditReport] = []

    def audit(folder: Path) -> AuditSummary:
        left = compute_audit_seconds(inputs, pattern)
        found = audit_folder(folder, tuple(attackers), certificate=build_certificate(pattern), seconds=left)
        reports.append(found)
        return AuditSummary(reports[0].attackers, not reports[0].faults, len(reports[0].unions))

    run = ProtectionRun(inputs, pattern, PublishedTable(inputs.system.values, pattern.hidden), seconds)
    protected = True
    try:
        write_folder(out, run, audit)
    except UnsafeRun:
        protected = False
    except Faults as wrong:
        return {"failed": ", ".join(sorted({one.code for one in wrong.faults}))}
    report = reports[0]
    return lost(inputs, pattern.hidden) | {
        "cost": pattern.cost,
        "bound": pattern.lower_bound,
        "complete": pattern.complete,
        "progress": pattern.progress,
        "protected": protected,
        "claims": len(pattern.proof.claims),
        "attackers": learnt(report),
        "unions": len(report.unions),
        "faults": [one.code for one in report.faults],
    }


def lost(inputs: "Inputs", hidden: Any) -> Found:
    """Return how many cells are withheld for others, and what is in them, in the unit of the response."""
    secondary = hidden & ~inputs.needs.primary
    return {
        "secondary": int(secondary.sum()),
        "secondary_value": int(abs(inputs.system.values[secondary]).sum()) / inputs.system.scale,
    }


def learnt(report: "DisclosureAuditReport") -> Found:
    """Return what each attacker learns, in numbers."""
    return {
        name: {
            "exact": one.exact,
            "narrow": one.narrow,
            "attackers": one.attackers,
            "pairs": one.pairs,
            "unexamined": one.unexamined,
        }
        for name, one in report.attackers.items()
    }


def peer_job(*, data: str, spec: str, folder: str, withheld: str, attackers: Sequence[str]) -> Found:
    """Audit what a peer withholds in the table of a run of ours, at the same slack."""
    import json

    import numpy as np

    from filiere.disclosure.audit import audit
    from filiere.disclosure.audit.folder_reader import read_audited_folder
    from filiere.disclosure.inputs import read_inputs

    inputs = read_inputs(Path(data), Path(spec))
    hidden = np.zeros(len(inputs.system), dtype=bool)
    unknown = 0
    for codes in json.loads(Path(withheld).read_text(encoding="utf-8")):
        place = inputs.system.number.get(tuple(codes))
        if place is None:
            unknown += 1
        else:
            hidden[place] = True
    missed = int((inputs.needs.primary & ~hidden).sum())
    # Cells are numbered alike in the system and in the folder, whose table is made anew from its rows.
    report = audit(read_audited_folder(Path(folder)).table, hidden | inputs.needs.primary, tuple(attackers))
    found = {"primary": int(inputs.needs.primary.sum()), "unknown": unknown, "missed": missed}
    return found | lost(inputs, hidden) | {"attackers": learnt(report)}


def optimum_job(*, data: str, spec: str, margin: str | None, seconds: float) -> Found:
    """Find the optimum against readers, or bounds of it."""
    from _disclosure_optimum import optimum, with_margin

    from filiere.disclosure.inputs import read_inputs

    inputs = read_inputs(Path(data), Path(spec))
    needs = inputs.needs if margin is None else with_margin(inputs.system, inputs.needs, margin)
    clock = Clock()
    with clock.step("protect"):
        found = optimum(inputs.system, needs, inputs.costs, seconds=seconds)
    hidden = found.pop("hidden")
    return lost(inputs, hidden) | found | clock.steps | {"primary": int(needs.primary.sum())}


def attack_job(*, data: str, level: "Level", seconds: float) -> Found:
    """Attack a second year, and a linked table, with what went out before."""
    from _disclosure_attacks import attacks

    return attacks(Path(data), level=level, seconds=seconds)


JOBS: Mapping[str, Callable[..., Found]] = {
    "protect": protect_job,
    "peer": peer_job,
    "optimum": optimum_job,
    "attack": attack_job,
}
"""Every job by its name."""
