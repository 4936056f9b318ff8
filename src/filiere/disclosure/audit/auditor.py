"""The audit: every kind of attacker against every unsafe cell, from the folder’s files alone.

audit_folder(path, attackers)       reads, compares, attacks
audit(table, hidden, attackers)     attacks a table made again
"""

import math
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from time import perf_counter

import numpy as np

from filiere.core import Faults, Text
from filiere.disclosure.audit.attackers import EMPTY_INTS, INSIDER_BUILDERS, NO_KNOWLEDGE, Insiders, Move
from filiere.disclosure.audit.certificate_check import find_valid_claims
from filiere.disclosure.audit.certificate_reader import CERTIFICATE_FILE, ProofCertificate, read_certificate
from filiere.disclosure.audit.claim_coverage import Claims
from filiere.disclosure.audit.exact_disclosure import ExactDisclosure, find_exact_insiders
from filiere.disclosure.audit.faults import fault
from filiere.disclosure.audit.folder_reader import read_audited_folder
from filiere.disclosure.audit.interval_disclosure import SideSearch
from filiere.disclosure.audit.interval_solver import DoubtSolver
from filiere.disclosure.audit.rebuilt_table import Bools, Ints, RebuiltTable
from filiere.disclosure.audit.report import (
    ATTACKERS,
    AttackFinding,
    AttackResult,
    CellInterval,
    DisclosureAuditReport,
    UnsafeDifference,
    UnsafeUnion,
    list_promised_attackers,
    promises_blur,
)
from filiere.disclosure.audit.report_check import CountedFindings, find_finding_faults, find_report_faults
from filiere.disclosure.audit.run_criteria import collect_terms
from filiere.disclosure.audit.source_data_check import iter_row_faults
from filiere.disclosure.audit.unions import find_reckonable_sums

MOST_LISTED_FINDINGS = 200
"""Findings named of one kind of attacker; the counts are of all."""

WORKER_THREADS = 2
SINGLE_THREAD_CELLS = 100
"""Unsafe cells up to which a second lane is not worth its start."""

READER_WORDS = Text(fr="tout lecteur", en="any reader")
ANYONE_WORDS = {
    "contributors": Text(fr="tout contributeur", en="any contributor"),
    "pairs": Text(fr="toute paire", en="any pair"),
    "holdings": Text(fr="tout groupe", en="any group"),
}


@dataclass
class _Tally:
    """What one kind of attacker finds, by column: everyone, or those listed."""

    attackers: Insiders | None
    exact_all: set[int] = field(default_factory=set)
    narrow_all: set[int] = field(default_factory=set)
    exact: dict[int, Ints] = field(default_factory=dict)
    narrow: dict[int, Ints] = field(default_factory=dict)
    unexamined: int = 0
    seconds: float = 0.0

    def count_attackers(self, column: int) -> int:
        """How many attackers there are of whom an unsafe cell is not the own."""
        return 1 if self.attackers is None else len(self.attackers) - self.attackers.count_unconcerned(column)


def audit_folder(
    path: Path,
    attackers: Sequence[str] = ATTACKERS,
    *,
    intervals: bool = False,
    reported: bool = False,
    data: Path | None = None,
    certificate: ProofCertificate | None = None,
    seconds: float = math.inf,
) -> DisclosureAuditReport:
    """Audit a run folder; raise :class:`Faults` when its files cannot be read.

    Needs spec.json, cells.csv, cells-public.csv and contributions.csv or counts.csv. ``intervals`` asks what a reader
    knows of each unsafe cell in full, rather than whether it is enough. ``reported`` asks that report.json, which a run
    about to be written does not have yet, be compared as well; ``data`` are the rows or cells that the run was made of,
    with which the folder is then compared.

    The claims of ``certificate``, or else of the folder’s own, spare programs where they hold; each is checked first.
    ``seconds`` (of work) are what attackers of whom the level promises no blur may take, everything before included:
    then the cells that are left are counted as ``unexamined``.
    """
    folder = read_audited_folder(path)
    spec, rules = folder.spec, folder.spec.rules
    unpromised = tuple(name for name in attackers if not promises_blur(spec.level, name))
    if certificate is None and (path / CERTIFICATE_FILE).exists():
        with suppress(Faults):
            certificate, _ = read_certificate(path)
    wrong = [*(find_report_faults(path, folder) if reported else ()), *iter_row_faults(path, folder, data)]
    report = audit(
        folder.table,
        folder.hidden,
        attackers,
        floor=folder.floor,
        ceiling=folder.ceiling,
        intervals=intervals,
        minimum=rules.minimum,
        claims=None if certificate is None else find_valid_claims(folder, certificate),
        unpromised=unpromised,
        seconds=seconds,
    )
    told = [
        fault("disclosure-union-told", file="cells-public.csv", cells=" + ".join(map(folder.table.name, union.cells)))
        for union in (report.unions if rules.unions else ())
    ]
    judged = replace(
        report,
        faults=(*folder.faults, *wrong, *told[:MOST_LISTED_FINDINGS]),
        level=folder.spec.level,
        terms=collect_terms(folder),
    )
    if not reported:
        return judged
    # What is wrong already is said; that the report hides it is nothing more.
    whole = set(list_promised_attackers(spec.level)) <= set(attackers)
    protected = judged.is_safe(spec.level) if whole and not judged.faults else None
    counted = CountedFindings(report.attackers, len(report.unions), len(report.crossings), protected, unpromised)
    return replace(judged, faults=(*judged.faults, *find_finding_faults(path, counted)))


def audit(
    table: RebuiltTable,
    hidden: Bools,
    attackers: Sequence[str] = ATTACKERS,
    *,
    floor: Ints | None = None,
    ceiling: Ints | None = None,
    intervals: bool = False,
    minimum: int = 0,
    claims: Claims | None = None,
    unpromised: Collection[str] = (),
    seconds: float = math.inf,
) -> DisclosureAuditReport:
    """Attack a table of which the ``hidden`` cells are withheld; ``floor`` and ``ceiling`` are what is told of them.

    ``minimum`` is the number of contributors below which a sum of unsafe cells should not be known; ``claims`` are
    differences that hold, of the blur asked. Which cells ``unpromised`` attackers know too closely is looked at last,
    until ``seconds`` of work are spent.

    Raises ValueError for an attacker unknown.
    """
    if unknown := set(attackers) - set(ATTACKERS):
        raise ValueError(", ".join(sorted(unknown)))
    doubt = DoubtSolver(table, hidden, floor, ceiling)
    columns = doubt.column[np.flatnonzero(table.primary)]
    tallies = _build_tallies(doubt, table, attackers)
    exact = ExactDisclosure(doubt, columns)
    _find_exact(exact, tallies)
    # What moves a cell by much is a part away from moving others by little: those that need most come first.
    needs = table.upper[doubt.cells[columns]]
    ordered = columns[np.argsort(-needs, kind="stable")].tolist()
    doubts = [
        doubt,
        *(
            DoubtSolver(table, hidden, floor, ceiling)
            for _ in range(WORKER_THREADS - 1)
            if len(ordered) > SINGLE_THREAD_CELLS
        ),
    ]
    moves = {} if claims is None else _list_claimed_moves(doubt, claims)
    for solver in doubts:
        solver.take_claims(moves)
    # The solver works without holding the interpreter: each lane, with programs of its own, keeps a core busy.
    lanes = [{name: _Tally(tally.attackers) for name, tally in tallies.items()} for _ in doubts]
    with ThreadPoolExecutor(len(doubts)) as pool:
        list(
            pool.map(
                lambda doubt, columns, found: _find_narrow_in_thread(doubt, table, columns, found, unpromised, seconds),
                doubts,
                _deal_columns(ordered, len(doubts)),
                lanes,
            )
        )
    for lane in lanes:
        for name, tally in lane.items():
            tallies[name].narrow_all |= tally.narrow_all
            tallies[name].narrow |= tally.narrow
            tallies[name].unexamined += tally.unexamined
            tallies[name].seconds += tally.seconds
    return DisclosureAuditReport(
        attackers={
            name: _build_result(name, tallies[name], doubt, table, columns) for name in ATTACKERS if name in attackers
        },
        faults=(),
        cells=table.own_count,
        hidden=int(hidden[: table.own_count].sum()),
        primary=int(table.primary[: table.own_count].sum()),
        differences=len(table.differences),
        intervals=tuple(_compute_interval(doubt, table, column) for column in columns.tolist()) if intervals else (),
        unions=tuple(_build_union(table, cells) for cells in find_reckonable_sums(table, doubt, exact, minimum)),
        crossings=tuple(_build_crossing(table, *both) for both in table.crossings if not hidden[list(both)].any()),
    )


def _deal_columns(ordered: Sequence[int], hands: int) -> list[list[int]]:
    """Share columns out as evenly in what they need as in number: one to each, then one to each backwards."""
    dealt: list[list[int]] = [[] for _ in range(hands)]
    for place, column in enumerate(ordered):
        turn, hand = divmod(place, hands)
        dealt[hand if turn % 2 == 0 else hands - 1 - hand].append(column)
    return dealt


def _build_tallies(doubt: DoubtSolver, table: RebuiltTable, attackers: Sequence[str]) -> dict[str, _Tally]:
    """Return a tally for readers, and one for each kind asked for."""
    asked = [kind for kind in INSIDER_BUILDERS if kind in attackers]
    return {"outsider": _Tally(None)} | {kind: _Tally(INSIDER_BUILDERS[kind](table, doubt.cells)) for kind in asked}


def _find_exact(exact: ExactDisclosure, tallies: dict[str, _Tally]) -> None:
    for tally in tallies.values():
        started = perf_counter()
        tally.exact_all = set(exact.everyone.tolist())
        tally.exact = {} if tally.attackers is None else find_exact_insiders(exact, tally.attackers)
        tally.seconds += perf_counter() - started


def _list_claimed_moves(doubt: DoubtSolver, claims: Claims) -> dict[tuple[int, int], list[Move]]:
    """Return what claims move, scaled to the blur asked, by column and side."""
    moves: dict[tuple[int, int], list[Move]] = {}
    for place in range(len(claims)):
        claim = claims.one(place)
        amounts = claim.amounts.astype(float) * (float(claim.blur[0]) / float(claim.steps[0]))
        key = int(doubt.column[claim.primaries[0]]), int(claim.sides[0])
        moves.setdefault(key, []).append(Move(doubt.column[claim.cells], amounts))
    return moves


def _find_narrow_in_thread(
    doubt: DoubtSolver,
    table: RebuiltTable,
    columns: Sequence[int],
    tallies: dict[str, _Tally],
    unpromised: Collection[str],
    seconds: float,
) -> None:
    """Find who is too close to the cells of some columns: everybody whose doubt is promised, then the others as long as
    work is left."""
    promised = {name: tally for name, tally in tallies.items() if name not in unpromised}
    others = {name: tally for name, tally in tallies.items() if name in unpromised}
    for column in columns:
        _find_narrow(doubt, table, column, promised)
    # Where the work may end first, the cells that need least come first: most of them are quick.
    rest = columns if math.isinf(seconds) else columns[::-1]
    for place, column in enumerate(rest if others else ()):
        if doubt.work.spent >= seconds:
            for tally in others.values():
                tally.unexamined = len(columns) - place
            return
        _find_narrow(doubt, table, column, others)


def _find_narrow(doubt: DoubtSolver, table: RebuiltTable, column: int, tallies: dict[str, _Tally]) -> None:
    cell = int(doubt.cells[column])
    sides = [SideSearch(doubt, column, 1, int(table.upper[cell]))]
    if table.lower[cell]:
        sides.append(SideSearch(doubt, column, -1, int(table.lower[cell])))
    started = perf_counter()
    wide = all(side.look_as_reader() for side in sides)
    next(iter(tallies.values())).seconds += perf_counter() - started
    if not wide:
        for tally in tallies.values():
            tally.narrow_all.add(column)
        return
    for side in sides:
        for tally in tallies.values():
            started = perf_counter()
            # Differences found against one kind of attacker serve against the next.
            sure = EMPTY_INTS if tally.attackers is None else side.find_certain_insiders(tally.attackers)
            if len(sure):
                tally.narrow[column] = np.union1d(tally.narrow.get(column, EMPTY_INTS), sure)
            tally.seconds += perf_counter() - started


def _build_result(name: str, tally: _Tally, doubt: DoubtSolver, table: RebuiltTable, columns: Ints) -> AttackResult:
    started = perf_counter()
    # Whoever knows a cell exactly knows it too closely; algebra and programs need not meet the same cells.
    narrow = dict(tally.narrow)
    for column, ids in tally.exact.items():
        narrow[column] = np.union1d(narrow.get(column, EMPTY_INTS), ids)
    narrow_all = tally.narrow_all | tally.exact_all
    exact = sum(map(tally.count_attackers, tally.exact_all)) + sum(map(len, tally.exact.values()))
    close = sum(map(tally.count_attackers, narrow_all))
    close += sum(len(ids) for column, ids in narrow.items() if column not in narrow_all)
    findings: list[AttackFinding] = []
    for column in sorted(narrow_all, key=lambda one: (one not in tally.exact_all, one)):
        if tally.count_attackers(column) and len(findings) < MOST_LISTED_FINDINGS:
            interval = _compute_interval(doubt, table, column)
            findings.append(AttackFinding(ANYONE_WORDS.get(name, READER_WORDS), column in tally.exact_all, interval))
    # Of the insiders, those who find exactly come first.
    listed = [(column, one, True) for column, ids in sorted(tally.exact.items()) for one in ids.tolist()]
    sharp = {(column, one) for column, one, _ in listed}
    for column, ids in sorted(narrow.items()):
        if column not in narrow_all:
            listed += [(column, one, False) for one in ids.tolist() if (column, one) not in sharp]
    for column, item, sharply in listed[: MOST_LISTED_FINDINGS - len(findings)]:
        if tally.attackers is not None:
            interval = _compute_interval(doubt, table, column, tally.attackers, item)
            findings.append(AttackFinding(tally.attackers.name(item), sharply, interval))
    return AttackResult(
        attackers=1 if tally.attackers is None else len(tally.attackers),
        pairs=sum(tally.count_attackers(column) for column in columns.tolist()),
        exact=exact,
        narrow=close,
        findings=tuple(findings),
        unexamined=tally.unexamined,
        seconds=tally.seconds + perf_counter() - started,
    )


def _build_crossing(table: RebuiltTable, this: int, other: int) -> UnsafeDifference:
    difference = Fraction(int(table.values[this] - table.values[other]), table.scale)
    return UnsafeDifference((this, other), (table.codes(this), table.codes(other)), difference)


def _build_union(table: RebuiltTable, cells: tuple[int, ...]) -> UnsafeUnion:
    value = Fraction(sum(table.values[list(cells)].tolist()), table.scale)
    return UnsafeUnion(cells, tuple(map(table.codes, cells)), value)


def _compute_interval(
    doubt: DoubtSolver, table: RebuiltTable, column: int, attackers: Insiders | None = None, interval: int | None = None
) -> CellInterval:
    """Return what somebody knows of an unsafe cell: a reader, or one of the attackers."""
    cell = int(doubt.cells[column])
    value = int(table.values[cell])
    known, lower = NO_KNOWLEDGE, int(table.lower[cell])
    if attackers is not None and interval is not None:
        known = attackers.combine_knowledge([interval])
        rest = value - attackers.share(interval, column)[0]
        lower = min(lower, rest) if rest >= 0 else lower
    up, down = doubt.reach(column, 1, known), doubt.reach(column, -1, known)
    scale = table.scale

    def scale_amount(amount: float) -> Fraction | None:
        return None if np.isinf(amount) else Fraction(round(value + amount), scale)

    return CellInterval(
        cell=cell,
        codes=table.codes(cell),
        value=Fraction(value, scale),
        low=scale_amount(-down),
        high=scale_amount(up),
        needed_low=Fraction(value - lower, scale),
        needed_high=Fraction(value + int(table.upper[cell]), scale),
    )
