"""From data and a specification to the folder of a run: read, hide, prove, audit, write, or say why not.

Nothing weaker than asked is ever written: cells that cannot be protected, time that ran out and an audit that finds
more than it should all end in :class:`NotProtected`, whose faults say it.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np

from filiere.core import Fault, Faults, Text
from filiere.disclosure.alternatives import RoundingNotFound, compute_intervals, iter_bases, round_table
from filiere.disclosure.audit import (
    DisclosureAuditReport,
    ProofCertificate,
    SparseVectors,
    audit_folder,
    verify_folder,
)
from filiere.disclosure.faults import fault
from filiere.disclosure.folder import (
    AuditSummary,
    ProtectionRun,
    PublishedTable,
    RunReport,
    UnsafeRun,
    check_destination,
    promised_attackers,
    write_folder,
)
from filiere.disclosure.inputs import UNITS_PER_DECIMAL, Inputs, format_unit_amount, read_inputs
from filiere.disclosure.pattern import Pattern, Proof, empty_circulations
from filiere.disclosure.suppression import Unprotectable, protect

MOST_BASES = 4
"""How many bases of rounding are tried, each about twice the one before."""
AUDIT_SECONDS_PER_CELL = 0.016
"""Seconds of work kept for the audit, for each unsafe cell."""
COUNTED_SHARE = 0.7
"""Of the seconds given, what the search and the audit may spend: reading, writing and verifying are not counted as
work, and a processor may be slower than that of reference."""
MOST_NAMED_CELLS = 20
"""How many cells that cannot be protected are named; the rest is counted."""


class NotProtected(Exception):
    """The protection asked cannot be given, and nothing was written; ``faults`` say why, cell by cell."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(one.code for one in faults))
        self.faults = tuple(faults)


def protect_data(data: Path, spec: Path, out: Path) -> RunReport:
    """Protect the data of a file by a specification and write the run to ``out``.

    Raises :class:`filiere.core.Faults` for bad input, :class:`NotProtected` when the protection cannot be given.
    """
    check_destination(out)
    return protect_inputs(read_inputs(data, spec), out)


def require_publishable_cells(inputs: Inputs) -> None:
    """Raise :class:`filiere.core.Faults` where the rule itself withholds every cell.

    A table of holes alone is a mistake of the codes or of the contributor’s column, and tells readers nothing.
    """
    if inputs.spec.publish == "suppression" and inputs.needs.primary.all():
        raise Faults(inputs.notes)


def protect_inputs(inputs: Inputs, out: Path) -> RunReport:
    """Protect what was read and write the run to ``out``; raises like :func:`protect_data`."""
    require_publishable_cells(inputs)
    if inputs.spec.publish == "rounding":
        return _round_inputs(inputs, out)
    started = perf_counter()
    pattern = find_pattern(inputs)
    published = PublishedTable(inputs.system.values, pattern.hidden)
    if inputs.spec.publish == "intervals":
        ends = compute_intervals(inputs.system, pattern.hidden, grain=UNITS_PER_DECIMAL)
        published = replace(published, low=ends.low, high=ends.high)
    return _write_run(inputs, out, pattern, published, started)


def _round_inputs(inputs: Inputs, out: Path) -> RunReport:
    """Round to the base given, else to the least of which an audit says that it leaves enough doubt."""
    started = perf_counter()
    spec, system = inputs.spec, inputs.system
    given = None if spec.base is None else int(spec.base * system.scale)
    bases = iter_bases(inputs.linked.needs, grain=UNITS_PER_DECIMAL) if given is None else iter([given])
    refused: list[Fault] = []
    for base in islice(bases, MOST_BASES):
        try:
            found = round_table(system, inputs.needs, base, time_limit=float(spec.time_limit), seed=spec.seed)
        except RoundingNotFound as none:
            refused = [_OUT_OF_TIME_FAULT if none.late else _no_rounding_fault(format_unit_amount(base, system.scale))]
            continue
        nothing = np.zeros(len(system), dtype=bool)
        proof = Proof(empty_circulations(), np.zeros((0, 4), dtype=np.int64), empty_circulations())
        cost, bound = found.moved / system.scale, found.bound / system.scale
        pattern = Pattern(nothing, spec.level, proof, cost, bound, found.complete)
        try:
            published = PublishedTable(found.values, nothing, base=base, reach=found.reach)
            return _write_run(inputs, out, pattern, published, started)
        except NotProtected as unsafe:
            # The additions between rounded values tell more than each of them: a larger base leaves more doubt.
            refused = [_no_rounding_fault(format_unit_amount(base, system.scale)), *unsafe.faults]
    raise NotProtected(refused)


def _write_run(inputs: Inputs, out: Path, pattern: Pattern, published: PublishedTable, started: float) -> RunReport:
    found: list[DisclosureAuditReport] = []

    def audit_run(folder: Path) -> AuditSummary:
        names = dict.fromkeys(("outsider", "contributors", *promised_attackers(pattern.level)))
        left = compute_audit_seconds(inputs, pattern)
        found.append(audit_folder(folder, tuple(names), certificate=build_certificate(pattern), seconds=left))
        seen = found[0]
        return AuditSummary(seen.attackers, not seen.faults, len(seen.unions), len(seen.crossings))

    try:
        # A rounding has no certificate beyond its audit.
        check = _require_proof if published.base is None else None
        return write_folder(out, ProtectionRun(inputs, pattern, published, perf_counter() - started), audit_run, check)
    except UnsafeRun as unsafe:
        raise NotProtected(_unsafe_faults(unsafe.report, found[0])) from unsafe


def compute_audit_seconds(inputs: Inputs, pattern: Pattern) -> float:
    """Return the seconds of work that a pattern leaves to the audit, which examines first what the level promises."""
    return float(inputs.spec.time_limit) * COUNTED_SHARE - pattern.work


def build_certificate(pattern: Pattern) -> ProofCertificate:
    """Return the proof of a pattern as the audit reads it, before any file is there to be sealed."""
    proof = pattern.proof
    circulations, spanning = (
        SparseVectors(one.starts, one.cells, one.amounts) for one in (proof.circulations, proof.spanning)
    )
    return ProofCertificate(pattern.level, {}, circulations, proof.claims, spanning)


def _require_proof(folder: Path) -> None:
    found = verify_folder(folder)
    if not found.holds:
        raise NotProtected([_UNPROVEN_FAULT, *found.faults[:MOST_NAMED_CELLS]])


def find_pattern(inputs: Inputs) -> Pattern:
    """Return the pattern for what was read; raise :class:`NotProtected` when there is none.

    What cells of linked tables differ by is hidden and proved with them, under the numbers after those of the cells.
    """
    spec, whole, own = inputs.spec, inputs.linked.system, len(inputs.system)
    more = len(whole) - own
    try:
        found = protect(
            whole,
            inputs.linked.needs,
            level=spec.level,
            costs=np.concatenate([inputs.costs, np.zeros(more)]),
            keep=None if inputs.keep is None else np.concatenate([inputs.keep, np.zeros(more, dtype=np.bool_)]),
            seed=spec.seed,
            time_limit=_search_seconds(inputs),
            together=spec.rules.minimum if spec.rules.unions else 0,
        )
    except Unprotectable as error:
        raise NotProtected(_unprotectable_faults(inputs, error)) from error
    return replace(found, hidden=found.hidden[:own])


def _search_seconds(inputs: Inputs) -> float:
    """Return the seconds of the time given that the audit leaves to the search; half of them at least."""
    limit = float(inputs.spec.time_limit)
    return limit - min(limit / 2, AUDIT_SECONDS_PER_CELL * float(inputs.linked.needs.primary.sum()))


def _unprotectable_faults(inputs: Inputs, refused: Unprotectable) -> list[Fault]:
    """Name the cells that stayed unprotected: a table of other codes helps those proven, a report of ours the rest."""
    system, needs, file = inputs.linked.system, inputs.linked.needs, str(inputs.asked.path)
    faults = []
    # Those that nothing proves come first: the last one named then speaks for the others, which may be of its kind.
    cells = sorted(refused.cells, key=refused.proven.__contains__)
    for cell in cells[:MOST_NAMED_CELLS]:
        name = inputs.linked.differences.name(system, cell)
        below, above = (format_unit_amount(int(needed[cell]), system.scale) for needed in (needs.lower, needs.upper))
        faults.append(
            (_slack_impossible_fault if cell in refused.proven else _slack_not_found_fault)(name, below, above, file)
        )
    if (more := len(cells) - MOST_NAMED_CELLS) > 0:
        faults.append(
            Fault(
                code=faults[-1].code,
                message=Text(
                    fr=f"D’autres cellules restent sans protection : {more}.",
                    en=f"Other cells remain unprotected: {more}.",
                ),
                remedy=Text(fr="Comme pour les premières.", en="Do the same as for the first pairs."),
                file=file,
            )
        )
    return faults


def _slack_impossible_fault(name: str, below: str, above: str, file: str) -> Fault:
    return fault("slack-impossible", name=name, below=below, above=above).at(file=file)


def _slack_not_found_fault(name: str, below: str, above: str, file: str) -> Fault:
    return Fault(
        code="slack-not-found",
        message=Text(
            fr=(
                f"Aucune solution trouvée pour laisser à la cellule {name} une marge de {below} en dessous et "
                f"{above} au-dessus de sa valeur, et rien ne prouve qu’il n’en existe pas."
            ),
            en=(
                f"No way was found to keep the cell {name} blurred by {below} below and {above} above its value, "
                "but it is not proved that none exists."
            ),
        ),
        remedy=_PROGRAM_FAULT_REMEDY,
        file=file,
    )


_OUT_OF_TIME_FAULT = fault("out-of-time")


_PROGRAM_FAULT_REMEDY = Text(
    fr="C’est une erreur du programme, non des données : signalez-la avec la spécification. Rien n’est écrit.",
    en=("This is a fault in the program, not in the data: report it with the specification. Nothing has been written."),
)
_UNPROVEN_FAULT = Fault(
    code="certificate-wanting",
    message=Text(
        fr="Le certificat ne prouve pas la protection, bien que l’audit n’ait rien trouvé.",
        en="The certificate does not prove the protection, though the audit found nothing.",
    ),
    remedy=_PROGRAM_FAULT_REMEDY,
)


def _no_rounding_fault(base: str) -> Fault:
    return fault("rounding-impossible", base=base)


def _unsafe_faults(report: RunReport, audit: DisclosureAuditReport) -> list[Fault]:
    """Say what an audit found in a run that was to be safe: a fault of ours, that must reach whoever can mend it."""
    faults = list(audit.faults)
    for name in promised_attackers(report.pattern.level):
        found = report.audited.attackers[name]
        if found.exact or found.narrow:
            faults.append(
                Fault(
                    code="audit-unsafe",
                    message=Text(
                        fr=(
                            f"L’audit indépendant constate une protection insuffisante ({name}) : {found.exact} "
                            f"valeurs exactes, {found.narrow} intervalles trop étroits."
                        ),
                        en=(
                            f"The independent audit finds less protection than required ({name}): {found.exact} "
                            f"exact values, {found.narrow} intervals that are too narrow."
                        ),
                    ),
                    remedy=_PROGRAM_FAULT_REMEDY,
                )
            )
    return faults
