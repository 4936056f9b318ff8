"""Check a run folder against its certificate: additions and comparisons of whole numbers, and no solver.

The table is made again from its rows and the rules are applied again. Then every vector must be a circulation of hidden
cells, every claim must hold when scaled to the blur that is asked, every unsafe cell must have claims for both sides,
and every attacker of the level must be left without an answer. What does not hold is named.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from filiere.core import Fault, Faults
from filiere.disclosure.audit.certificate_reader import ProofCertificate, SparseVectors, read_certificate
from filiere.disclosure.audit.claim_coverage import Claims, CoverageCheck, FeasibleRange
from filiere.disclosure.audit.exact_arithmetic import sum_by_key
from filiere.disclosure.audit.faults import fault
from filiere.disclosure.audit.folder_reader import AuditedFolder, read_audited_folder
from filiere.disclosure.audit.rebuilt_table import Bools, Ints
from filiere.disclosure.audit.report_check import find_promise_faults, find_report_faults
from filiere.disclosure.audit.resolved_spec import Level
from filiere.disclosure.audit.run_criteria import RunTerms, collect_terms
from filiere.disclosure.audit.source_data_check import iter_row_faults

CERTIFICATE_FILE = "certificate.json"
ROUNDING_UNPROVED = "disclosure-rounding-unproved"
MOST_FAULTS_PER_KIND = 50
"""Faults kept of one kind."""
NO_CELL = 2**31 - 1
"""The place of what is no cell of the files."""


@dataclass(frozen=True, slots=True)
class FolderVerification:
    """Whether a folder holds what its certificate says. ``attackers`` were each shown to learn too little."""

    faults: tuple[Fault, ...]
    level: Level | None
    cells: int
    primary: int
    circulations: int
    claims: int
    attackers: int
    seconds: float
    terms: RunTerms | None = None
    """By which rule it holds; none where the folder cannot be read."""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def lacks_only_proof(self) -> bool:
        """Whether nothing is wrong but that rounded values have no proof: every file is as it was written."""
        return bool(self.faults) and all(one.code == ROUNDING_UNPROVED for one in self.faults)


def verify_folder(path: Path, data: Path | None = None) -> FolderVerification:
    """Check a run folder; what is wrong, unreadable files included, is told in the answer and never raised.

    With ``data``, the rows or cells that the run was made of, the folder is compared with them as well.
    """
    started = perf_counter()
    try:
        certificate, faults = read_certificate(path)
    except Faults as unread:
        return FolderVerification(unread.faults, None, 0, 0, 0, 0, 0, perf_counter() - started)
    try:
        folder = read_audited_folder(path)
        faults += [*folder.faults, *find_report_faults(path, folder), *iter_row_faults(path, folder, data)]
        if certificate.level != folder.spec.level:
            told, true = certificate.level, folder.spec.level
            faults.append(
                fault("disclosure-report-wrong", file=CERTIFICATE_FILE, at="level", key="level", told=told, true=true)
            )
    except Faults as unread:
        given = (*faults, *unread.faults)
        return FolderVerification(given, certificate.level, 0, 0, 0, 0, 0, perf_counter() - started)
    check = _CertificateCheck(folder, _renumber_cells(folder, certificate))
    attackers = 0
    if folder.spec.publish == "rounding":
        # Every cell moves within its rounding, by whole steps: there is no circulation to show.
        faults.append(fault(ROUNDING_UNPROVED, file=CERTIFICATE_FILE))
    else:
        attackers = check.run()
        if not faults and not check.faults:
            faults += find_promise_faults(path, folder.spec.level)
    return FolderVerification(
        faults=(*faults, *check.faults),
        level=certificate.level,
        cells=folder.table.own_count,
        primary=int(folder.listed.sum()),
        circulations=len(certificate.circulations),
        claims=len(certificate.claims),
        attackers=attackers,
        seconds=perf_counter() - started,
        terms=collect_terms(folder),
    )


def find_valid_claims(folder: AuditedFolder, certificate: ProofCertificate) -> Claims:
    """Return the claims that hold for a reader, over the auditor’s cells: checked in whole numbers, as above."""
    check = _CertificateCheck(folder, _renumber_cells(folder, certificate))
    return check.find_claims()[0]


def _renumber_cells(folder: AuditedFolder, certificate: ProofCertificate) -> ProofCertificate:
    """Return a certificate over the auditor’s cells, which has differences in an order of its own."""
    own = folder.table.own_count
    # What is none of the cells stays none.
    numbers = np.array([*range(own), *folder.claimed, NO_CELL], dtype=np.int64)

    def renumber_cells(cells: Ints) -> Ints:
        found: Ints = numbers[np.where((cells >= 0) & (cells < len(numbers)), cells, -1)]
        return found

    claims = certificate.claims.copy()
    claims[:, 0] = renumber_cells(claims[:, 0])
    circulations, spanning = certificate.circulations, certificate.spanning
    return replace(
        certificate,
        circulations=replace(circulations, cells=renumber_cells(circulations.cells)),
        claims=claims,
        spanning=replace(spanning, cells=renumber_cells(spanning.cells)),
    )


@dataclass
class _CertificateCheck:
    """The vectors and claims of one certificate against one table."""

    folder: AuditedFolder
    certificate: ProofCertificate
    faults: list[Fault] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)
    _beyond: dict[int, int] = field(default_factory=dict)

    @cached_property
    def room(self) -> FeasibleRange:
        """What everybody takes for possible."""
        return FeasibleRange.of(self.folder)

    def say(self, code: str, **values: Any) -> None:
        self._seen[code] = self._seen.get(code, 0) + 1
        if self._seen[code] <= MOST_FAULTS_PER_KIND:
            self.faults.append(fault(code, file=CERTIFICATE_FILE, **values))

    def run(self) -> int:
        """Check everything; return the number of attackers who were shown to learn too little."""
        claims, partial = self.find_claims()
        spanning = self._circulate("spanning", self.certificate.spanning)
        # A combination may turn a vector round, so that none may move what can go one way only.
        spanning &= self._away_from_bounds()
        coverage = CoverageCheck(self.folder, self.certificate, self.room, claims, partial, spanning, self.say)
        attackers = coverage.run()
        # A claim that does not reach the blur may still serve against one who holds most of the cell; else it is idle.
        for number, other in self._beyond.items():
            if number not in coverage.used:
                cell, name = int(self.certificate.claims[number][0]), self.folder.table.name
                self.say("disclosure-claim-impossible", number=number, cell=name(cell), other=name(other))
        return attackers

    def _circulate(self, kind: str, vectors: SparseVectors) -> Bools:
        """Return which vectors move hidden cells only, each once, and leave every sum as it is; name the others."""
        table = self.folder.table
        numbers, cells, amounts = vectors.numbers, vectors.cells, vectors.amounts
        sound = np.ones(len(vectors), dtype=bool)
        seen = np.minimum(cells, len(table) - 1)
        wrong = (cells >= len(table)) | ~self.folder.hidden[seen] | (amounts == 0)
        twice = np.ones(len(cells), dtype=bool)
        twice[np.unique(numbers * (2**31) + cells, return_index=True)[1]] = False
        for spot in np.flatnonzero(wrong | twice).tolist():
            sound[numbers[spot]] = False
            name = table.name(int(cells[spot])) if cells[spot] < len(table) else str(cells[spot])
            self.say("disclosure-vector-published-cell", number=int(numbers[spot]), kind=kind, cell=name)
        kept = ~(wrong | twice)
        numbers, cells, amounts = numbers[kept], cells[kept], amounts[kept]
        starts, rows, signs = self._by_cell
        sizes = starts[cells + 1] - starts[cells]
        spots = np.repeat(starts[cells] - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
        count = len(table.sums.starts) - 1
        keys, totals = sum_by_key(
            np.repeat(numbers, sizes) * count + rows[spots], np.repeat(amounts, sizes) * signs[spots]
        )
        for key in keys[totals != 0].tolist():
            number, row = divmod(key, count)
            sound[number] = False
            whole = int(table.sums.cells[table.sums.starts[row + 1] - 1])
            self.say("disclosure-vector-no-circulation", number=number, kind=kind, cell=table.name(whole))
        return sound

    @cached_property
    def _by_cell(self) -> tuple[Ints, Ints, Ints]:
        """The sums that each cell is in, with its sign there."""
        sums = self.folder.table.sums
        order = np.argsort(sums.cells, kind="stable")
        starts = np.searchsorted(sums.cells[order], np.arange(len(self.folder.table) + 1))
        return starts.astype(np.int64), sums.rows[order], sums.signs[order]

    def _away_from_bounds(self) -> Bools:
        spanning = self.certificate.spanning
        cells = np.minimum(spanning.cells, len(self.folder.table) - 1)
        stuck = (self.room.below[cells] == 0) | (self.room.above[cells] == 0)
        sound = np.ones(len(spanning), dtype=bool)
        for spot in np.flatnonzero(stuck).tolist():
            number = int(spanning.numbers[spot])
            sound[number] = False
            name = self.folder.table.name(int(cells[spot]))
            self.say("disclosure-vector-at-bound", number=number, kind="spanning", cell=name)
        return sound

    def find_claims(self) -> tuple[Claims, Claims]:
        """Return the claims that hold for a reader, and those that hold for less than the blur at most; name those
        that cannot be claims."""
        sound = self._circulate("circulations", self.certificate.circulations)
        table = self.folder.table
        good = []
        for number, row in enumerate(self.certificate.claims.tolist()):
            cell, side, vector, turn = row
            if (
                0 <= cell < len(table)
                and 0 <= vector < len(sound)
                and abs(side) == abs(turn) == 1
                and table.primary[cell]
            ):
                if sound[vector]:
                    good.append(number)
            else:
                self.say("disclosure-claim-malformed", number=number, row=row)
        claims = Claims.of(table, self.certificate, np.array(good, dtype=np.int64))
        still = claims.steps <= 0
        for place in np.flatnonzero(still).tolist():
            number = int(claims.numbers[place])
            row = self.certificate.claims[number].tolist()
            self.say("disclosure-claim-malformed", number=number, row=row)
        claims = claims.select_claims(~still)
        spots = self.room.find_exceeding_entries(claims)
        bad = np.zeros(len(claims), dtype=bool)
        bad[claims.entry_claims[spots]] = True
        self._beyond = {
            int(claims.numbers[claims.entry_claims[spot]]): int(claims.cells[spot]) for spot in spots.tolist()
        }
        return claims.select_claims(~bad), claims.select_claims(bad)
