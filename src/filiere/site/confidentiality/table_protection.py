"""From rows and a specification to a table kept for a statistician: judged with all that is out, proved, then audited.

Nothing weaker than asked is ever kept: what cannot be protected, or what the audit finds wanting, is refused with the
cells named.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from filiere.core import Fault, Faults, Text
from filiere.disclosure import (
    ATTACKERS,
    PUBLIC_FILE,
    AuditSummary,
    DisclosureAuditReport,
    Floats,
    Inputs,
    Pattern,
    ProtectedRelease,
    ProtectionRun,
    PublishedTable,
    Rule,
    RunReport,
    SlackSpec,
    Subject,
    UnsafeRun,
    audit_folder,
    merge_proofs,
    promised_attackers,
    protect_release,
    read_inputs,
    write_folder,
)
from filiere.site.accounts.models import User
from filiere.site.confidentiality import run_folders
from filiere.site.confidentiality.actions.protect_table import protect_table
from filiere.site.confidentiality.faults import fault
from filiere.site.confidentiality.models import Protection
from filiere.site.confidentiality.overlaps import describe_overlaps, name_cells
from filiere.site.confidentiality.release_ledger import ledger_fingerprint, read_ledger, require_same_words
from filiere.site.kit.rights import require

MAX_SECONDS = 300.0
"""Seconds that the search for a pattern may take here, whatever is asked; larger tables are for the command line."""
MAX_CELLS_ALL_ATTACKERS = 2_000
"""Cells up to which pairs and holdings are counted whatever the level asked: their number grows with the square."""


@dataclass(frozen=True, slots=True)
class TableDescription:
    """What a table is called, of whom and when it speaks."""

    title: Text
    population: str
    period: str


def prepare_table(*, actor: User, data: Path, spec: Path, about: TableDescription, rule: Rule) -> Protection:
    """Protect the rows of ``data`` under the specification ``spec`` and keep the table; ``rule`` is the one in force.

    Raises ``RightRefused``, and ``Faults`` with all that is wrong in the files, with the cells that cannot be
    protected, or when the specification asks less than the rule.
    """
    require(actor, "release:protect", subject_kind="protection", subject_id="new")
    inputs = read_inputs(data, spec, confined=True)
    require_rule_respected(inputs, rule)
    subject = Subject(inputs.spec.response, about.population, about.period)
    require_same_words(inputs.system, subject)
    before = ledger_fingerprint(subject)
    started = perf_counter()
    guarded = _protect_inputs(inputs, subject)
    with tempfile.TemporaryDirectory(prefix="run-") as name:
        folder = Path(name) / "run"
        report, audit = _write_run(folder, inputs, guarded, started)
        contents = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    public = contents.pop(PUBLIC_FILE)
    contents[run_folders.COSTS_FILE] = run_folders.encode_added_file(inputs.costs.tolist())
    contents[run_folders.INTERVALS_FILE] = run_folders.encode_added_file(_unsafe_intervals(audit))
    contents[run_folders.OVERLAPS_FILE] = run_folders.encode_added_file(
        describe_overlaps(guarded, read_ledger(subject), subject)
    )
    return protect_table(
        guarded.release("-", subject, date.min),
        actor=actor,
        title=about.title,
        rule=rule.id,
        level=inputs.spec.level,
        parameters=_run_parameters(inputs),
        report=report.as_json() | {"attackers": _attacker_counts(audit)},
        inner=contents,
        public=public,
        before=before,
    )


def require_rule_respected(inputs: Inputs, rule: Rule) -> None:
    """Raise ``Faults`` when a specification asks less than the rule in force, or something that only files may have."""
    asked, faults = inputs.spec.rules, []
    weaker = asked.minimum < rule.minimum or not all(
        any(one.n == limit.n and one.share <= limit.share for one in asked.dominance) for limit in rule.dominance
    )
    if weaker:
        limits = ", ".join(f"n = {one.n}: {one.share}" for one in rule.dominance)
        faults.append(
            Fault(
                code="spec-weaker-than-rule",
                message=Text(
                    fr=f"La spécification protège moins que la règle « {rule.id} » en vigueur.",
                    en=f"The specification protects less than the rule “{rule.id}” in force.",
                ),
                remedy=Text(
                    fr=f"Demandez au moins {rule.minimum} contributeurs, et ces parts au plus : {limits}.",
                    en=f"Require at least {rule.minimum} contributors, and at most these shares: {limits}.",
                ),
                file=inputs.asked.path.name,
                key="rules",
            )
        )
    if inputs.spec.level == "outsider":
        faults.append(
            Fault(
                code="spec-weaker-than-rule",
                message=Text(
                    fr=(
                        "Au niveau « outsider », un contributeur seul dans une case peut en retrouver "
                        "une autre exactement."
                    ),
                    en="At level “outsider”, a contributor alone in a cell may deduce another’s value exactly.",
                ),
                remedy=Text(
                    fr="Demandez le niveau « contributors » ou un niveau plus fort.",
                    en="Choose level “contributors” or a stronger one.",
                ),
                file=inputs.asked.path.name,
                key="level",
            )
        )
    usual, slack = SlackSpec(), inputs.spec.slack
    if slack.count < usual.count or slack.zero < usual.zero:
        faults.append(
            Fault(
                code="spec-weaker-than-rule",
                message=Text(
                    fr="La spécification laisse aux cases masquées une marge inférieure à celle exigée par ce site.",
                    en="The specification leaves withheld cells less blurred than this site requires.",
                ),
                remedy=Text(
                    fr=f"Retirez « slack », ou demandez {usual.count} (count) et {usual.zero} (zero) au moins.",
                    en=f"Remove “slack”, or set at least {usual.count} (count) and {usual.zero} (zero).",
                ),
                file=inputs.asked.path.name,
                key="slack",
            )
        )
    if inputs.spec.publish != "suppression":
        faults.append(fault("spec-not-for-pages").at(file=inputs.asked.path.name, key="publish"))
    if faults:
        raise Faults(faults)


def _protect_inputs(inputs: Inputs, subject: Subject) -> ProtectedRelease:
    spec, ledger = inputs.spec, read_ledger(subject)

    def in_words(faults: Sequence[Fault]) -> tuple[Fault, ...]:
        met = ledger.meeting(subject)
        return tuple(replace(one, message=name_cells(one.message, inputs.system, met)) for one in faults)

    try:
        guarded = protect_release(
            inputs.system,
            inputs.needs,
            subject=subject,
            ledger=ledger,
            limits=spec.limits(),
            level=spec.level,
            costs=inputs.costs,
            keep=inputs.keep,
            seed=spec.seed,
            time_limit=min(float(spec.time_limit), MAX_SECONDS),
            within=inputs.linked.differences,
        )
    except Faults as refused:
        raise Faults(in_words(refused.faults)) from None
    return replace(guarded, notes=in_words(guarded.notes))


def extract_own_pattern(guarded: ProtectedRelease, costs: Floats) -> Pattern:
    """Return the pattern and proof of the new table alone, its differences included: what moves cells of other tables
    is left out."""
    first = guarded.patterns[0]
    proofs = [pattern.proof for pattern in guarded.patterns]
    return Pattern(
        guarded.hidden,
        first.level,
        merge_proofs(proofs, guarded.augmented.numbers),
        float(costs[guarded.hidden & ~guarded.needs.primary].sum()),
        # What an earlier round withheld cost the last one nothing: its bound is one of the whole as well.
        first.lower_bound,
        all(pattern.complete for pattern in guarded.patterns),
    )


def _write_run(
    folder: Path, inputs: Inputs, guarded: ProtectedRelease, started: float
) -> tuple[RunReport, DisclosureAuditReport]:
    found: list[DisclosureAuditReport] = []

    def audit_run(path: Path) -> AuditSummary:
        every = len(inputs.system) <= MAX_CELLS_ALL_ATTACKERS
        names = (
            ATTACKERS
            if every
            else tuple(dict.fromkeys(("outsider", "contributors", *promised_attackers(inputs.spec.level))))
        )
        found.append(audit_folder(path, names, intervals=True))
        return AuditSummary(found[0].attackers, not found[0].faults, len(found[0].unions), len(found[0].crossings))

    run = ProtectionRun(
        replace(inputs, notes=(*inputs.notes, *guarded.notes)),
        extract_own_pattern(guarded, inputs.costs),
        PublishedTable(inputs.system.values, guarded.hidden, known=guarded.known),
        perf_counter() - started,
    )
    try:
        return write_folder(folder, run, audit_run), found[0]
    except UnsafeRun:
        raise Faults(
            [
                fault("release-unsafe"),
                *found[0].faults,
            ]
        ) from None


def _attacker_counts(audit: DisclosureAuditReport) -> dict[str, dict[str, int]]:
    return {
        name: {"attackers": one.attackers, "pairs": one.pairs, "exact": one.exact, "narrow": one.narrow}
        for name, one in audit.attackers.items()
    }


def _unsafe_intervals(audit: DisclosureAuditReport) -> list[dict[str, Any]]:
    """What a reader finds of each unsafe cell, as exact texts in the unit of the response."""
    return [
        {
            "cell": one.cell,
            "codes": list(one.codes),
            **{
                name: None if getattr(one, name) is None else str(getattr(one, name))
                for name in ("value", "low", "high", "needed_low", "needed_high")
            },
        }
        for one in audit.intervals
    ]


def _run_parameters(inputs: Inputs) -> dict[str, Any]:
    """What was asked, as it was carried out; no code and no value of a cell is in it."""
    spec = inputs.spec
    return {
        "input": spec.input,
        "contributor": spec.contributor,
        "holding": spec.holding,
        "columns": [cut.column for cut in inputs.system.cuts],
        "totals": [cut.total for cut in inputs.system.cuts],
        "minimum": spec.rules.minimum,
        "dominance": [[one.n, str(one.share)] for one in spec.rules.dominance],
        "p_percent": None if spec.rules.p_percent is None else str(spec.rules.p_percent),
        "slack_count": str(spec.slack.count),
        "slack_zero": str(spec.slack.zero),
        "cost": spec.cost,
        "seed": spec.seed,
        "kept": 0 if inputs.keep is None else int(inputs.keep.sum()),
        "waivers": len(inputs.waivers),
    }
