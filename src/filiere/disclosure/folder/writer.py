"""A run written at once: into a folder beside, audited there, then renamed; what fails leaves nothing behind."""

import csv
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from filiere.core import seal_file
from filiere.disclosure.folder.destination import (
    TEMPORARY_PREFIX,
    check_destination,
    make_parents,
    refuse_foreign,
    remove_parents,
    resolve_target,
    unwritable_faults,
)
from filiere.disclosure.folder.layout import (
    CELLS_FILE,
    CERTIFICATE_FILE,
    CERTIFICATE_FORMAT,
    CONTRIBUTIONS_FILE,
    COUNTS_FILE,
    PUBLIC_FILE,
    REPORT_FILE,
    RUN_FILES,
    RUN_FORMAT,
    SPEC_FILE,
)
from filiere.disclosure.folder.run_report import AuditSummary, RunReport
from filiere.disclosure.inputs import UNITS_PER_DECIMAL, Inputs, MicrodataRows, format_unit_amount
from filiere.disclosure.pattern import Circulations, Pattern, Proof
from filiere.disclosure.system import Bools, Ints, System


@dataclass(frozen=True, eq=False)
class PublishedTable:
    """What readers see: a value a cell unless it is hidden, perhaps an interval in its place (``low`` and ``high``, in
    scaled units, none where there is no end), or values rounded to less than ``reach`` times a ``base`` (scaled).
    ``known`` are hidden cells that others publish: nothing keeps them from anybody any more.
    """

    values: Ints
    hidden: Bools
    low: Sequence[int | None] | None = None
    high: Sequence[int | None] | None = None
    base: int | None = None
    reach: int = 1
    known: Bools | None = None


@dataclass(frozen=True, eq=False)
class ProtectionRun:
    """What a run has made, before it is audited: ``seconds`` is how long it took."""

    inputs: Inputs
    pattern: Pattern
    published: PublishedTable
    seconds: float


FolderAuditor = Callable[[Path], AuditSummary]
"""Audits a folder before it has its name."""
ProofChecker = Callable[[Path], None]
"""Checks the proof of a folder before it has its name; raises when it does not hold."""


class UnsafeRun(Exception):
    """An audit found a run less safe than asked: nothing of it was written. ``report`` tells what it found."""

    def __init__(self, report: RunReport) -> None:
        super().__init__("an audit found less protection than asked")
        self.report = report


def write_folder(out: Path, run: ProtectionRun, audit: FolderAuditor, check: ProofChecker | None = None) -> RunReport:
    """Write a run to ``out`` and return its report; raise :class:`Faults` when ``out`` is taken or cannot be written.

    The audit, and the check of the certificate, read what is written before anybody else can; what they find unsafe
    stays in no folder: the audit’s findings raise :class:`UnsafeRun`, and what the check raises goes up.
    """
    check_destination(out)
    try:
        target = resolve_target(out)
        made = make_parents(target)
        try:
            return _write_run(out, target, run, audit, check)
        except BaseException:
            remove_parents(made)
            raise
    except OSError as error:
        raise unwritable_faults(out, error) from error


def _write_run(
    out: Path, target: Path, run: ProtectionRun, audit: FolderAuditor, check: ProofChecker | None
) -> RunReport:
    making = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=target.parent))
    try:
        write_inputs(making, run.inputs, run.published)
        shown = run.published
        report = RunReport(
            run.inputs, run.pattern, shown.hidden, audit(making), run.seconds, base=shown.base, reach=shown.reach
        )
        if not report.is_protected:
            raise UnsafeRun(report)
        _write_json(making / REPORT_FILE, report.as_json())
        _write_json(
            making / CERTIFICATE_FILE, _certificate_content(making, run.pattern.level, run.pattern.proof), compact=True
        )
        if check is not None:
            check(making)
        _move_into_place(making, out, target)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return report


def _move_into_place(made: Path, out: Path, target: Path) -> None:
    """Rename the finished folder to its name; a run that was there stays until the new one is in its place."""
    if not target.exists():
        made.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=target.parent))
    old = aside / target.name
    try:
        target.rename(old)
        try:
            # Whoever added a file since the folder was checked did so before it was moved.
            refuse_foreign(out, old)
            made.rename(target)
        except BaseException:
            old.rename(target)
            raise
        for name in RUN_FILES:
            (old / name).unlink(missing_ok=True)
        old.rmdir()
    finally:
        # What could be neither put back nor taken away stays: nothing of anybody is lost.
        with suppress(OSError):
            aside.rmdir()


def write_inputs(folder: Path, inputs: Inputs, published: PublishedTable) -> None:
    """Write to a folder what an audit reads: data, public copy and specification."""
    system, primary = inputs.system, inputs.needs.primary
    columns = [cut.column for cut in system.cuts]
    codes = [system.codes(cell) for cell in range(len(system))]
    secondary = published.hidden & ~primary
    status = np.where(primary, "primary", np.where(secondary, "secondary", "published")).tolist()
    values = [format_unit_amount(value, system.scale) for value in system.values.tolist()]
    _write_csv(
        folder / CELLS_FILE,
        [*columns, "value", "status"],
        ([*one, value, word] for one, value, word in zip(codes, values, status, strict=True)),
    )
    _write_csv(folder / PUBLIC_FILE, *_public_rows(columns, codes, published, system.scale))
    if inputs.rows is None:
        _write_csv(
            folder / COUNTS_FILE,
            [*columns, "count", "largest", "second"],
            _count_rows(system, codes, inputs.second_known),
        )
    else:
        heads = [*columns, "contributor", "holding", "amount"]
        _write_csv(folder / CONTRIBUTIONS_FILE, heads, _contribution_rows(system, inputs.rows))
    _write_json(folder / SPEC_FILE, _spec_content(inputs, published))


def _public_rows(
    columns: Sequence[str], codes: Sequence[tuple[str, ...]], published: PublishedTable, scale: int
) -> tuple[list[str], Iterable[Sequence[object]]]:
    """Return header and rows of what readers see: nothing in it depends on why a cell is withheld."""
    heads = [*columns, "value", "status", "obs_status", "conf_status"]
    hidden = published.hidden.tolist()
    values = published.values.tolist()
    rows: list[list[object]] = [
        [*one, "", "withheld", "Q", "C"] if gone else [*one, format_unit_amount(value, scale), "published", "A", "F"]
        for one, value, gone in zip(codes, values, hidden, strict=True)
    ]
    if published.low is not None and published.high is not None:
        heads += ["low", "high"]
        for row, low, high in zip(rows, published.low, published.high, strict=True):
            row += ["" if end is None else format_unit_amount(end, scale) for end in (low, high)]
    return heads, rows


def _count_rows(system: System, codes: Sequence[tuple[str, ...]], second_known: bool) -> Iterable[Sequence[object]]:
    for cell, code in enumerate(codes):
        second = int(system.second[cell]) if second_known else ""
        yield [*code, int(system.counts[cell]), int(system.largest[cell]), second]


def _contribution_rows(system: System, rows: MicrodataRows) -> Iterable[Sequence[object]]:
    """Yield a row for each contributor at each of its narrowest codes, its rows there added up."""
    spots = np.stack([*rows.codes, rows.owners])
    distinct, where = np.unique(spots, axis=1, return_inverse=True)
    amounts = np.zeros(distinct.shape[1], dtype=np.int64)
    np.add.at(amounts, where, rows.amounts)
    for *places, owner, amount in zip(*distinct.tolist(), amounts.tolist(), strict=True):
        codes = (cut.codes[place] for cut, place in zip(system.cuts, places, strict=True))
        yield [*codes, owner, "" if rows.groups is None else int(rows.groups[owner]), amount]


def _spec_content(inputs: Inputs, published: PublishedTable) -> dict[str, Any]:
    """Return the specification as it was carried out, with every code and every default written out."""
    spec, system = inputs.spec, inputs.system
    return {
        "format": RUN_FORMAT,
        "input": spec.input,
        "response": spec.response,
        "contributor": spec.contributor,
        "holding": spec.holding,
        "weight": spec.weight,
        "count": spec.count,
        "largest": spec.largest,
        "second": spec.second,
        "cuts": [{"column": one.column, "codes": list(one.codes), "parents": list(one.parents)} for one in system.cuts],
        "tables": [list(table) for table in inputs.tables],
        "scale": system.scale,
        "grain": UNITS_PER_DECIMAL,
        "decimals": inputs.decimals,
        "negative": system.negative,
        "rules": {
            "minimum": spec.rules.minimum,
            "dominance": [{"n": one.n, "share": str(one.share)} for one in spec.rules.dominance],
            "p_percent": None if spec.rules.p_percent is None else str(spec.rules.p_percent),
            "unions": spec.rules.unions,
        },
        "slack": {"count": str(spec.slack.count), "zero": str(spec.slack.zero)},
        "cost": spec.cost,
        "level": spec.level,
        "seed": spec.seed,
        "time_limit": float(spec.time_limit),
        "publish": spec.publish,
        "base": None if published.base is None else format_unit_amount(published.base, system.scale),
        "reach": published.reach,
        "keep": [] if inputs.keep is None else np.flatnonzero(inputs.keep).tolist(),
        "differences": [[one.kind, list(one.one), list(one.other)] for one in inputs.linked.differences.cells],
        "known": [] if published.known is None else np.flatnonzero(published.known).tolist(),
        "waivers": [
            {"contributor": one.contributor, "consent": one.consent, "date": one.day.isoformat()}
            for one in inputs.waivers
        ],
    }


def _certificate_content(folder: Path, level: str, proof: Proof) -> dict[str, Any]:
    content = {
        "format": CERTIFICATE_FORMAT,
        "level": level,
        "files": {path.name: seal_file(path) for path in sorted(folder.iterdir())},
        "circulations": _vector_content(proof.circulations),
        "claims": proof.claims.tolist(),
        "spanning": _vector_content(proof.spanning),
    }
    # The certificate seals the other files, and itself: a byte that changes in it is found as one in them.
    return content | {"seal": hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()}


def _vector_content(found: Circulations) -> dict[str, list[int]]:
    return {"starts": found.starts.tolist(), "cells": found.cells.tolist(), "amounts": found.amounts.tolist()}


def _write_csv(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(rows)
        stream.flush()
        os.fsync(stream.fileno())


def _write_json(path: Path, content: Any, *, compact: bool = False) -> None:
    with path.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=None if compact else 1)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
