"""What people ask about single cells: to keep some visible, and to publish some by the consent of those they tell of.

A consent never weakens anything else: a cell is waived only if, for each rule that it breaks, everybody whom breaking
it tells about has agreed in writing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from filiere.core import Fault, FaultLog
from filiere.disclosure.inputs.fault_builders import FaultPlace, fault, note
from filiere.disclosure.inputs.identifier_checks import casefold_text, find_flaw
from filiere.disclosure.inputs.tabular_files import Sheet, read_sheet
from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.disclosure.system import Bools, Ints, System


@dataclass(frozen=True, slots=True)
class Waiver:
    """A written consent: the place of the contributor, the reference of the paper, its date."""

    contributor: int
    consent: str
    day: date


def read_keep(path: Path, system: System, log: FaultLog) -> Ints:
    """Return the places of the cells of a list: a column a cut, a cut that is not there or blank being at its total."""
    sheet = read_sheet(path, log)
    if sheet is None:
        return np.zeros(0, dtype=np.int64)
    names = {cut.column for cut in system.cuts}
    if not any(name in names for name in sheet.header):
        for name in sorted(names):
            sheet.has(name, log)
        return np.zeros(0, dtype=np.int64)
    found: list[int] = []
    columns = [sheet.column(cut.column) if cut.column in sheet.header else None for cut in system.cuts]
    for row in range(sheet.rows):
        codes = tuple(
            (column[row] if column is not None else "") or cut.total
            for cut, column in zip(system.cuts, columns, strict=True)
        )
        place = system.number.get(codes)
        if place is None:
            cell = ", ".join(f"{cut.column}={code}" for cut, code in zip(system.cuts, codes, strict=True))
            log.add(fault("cell-unknown", file=str(path), line=sheet.line(row), cell=cell))
        else:
            found.append(place)
    return np.unique(np.array(found, dtype=np.int64))


def read_waivers(path: Path, system: System, log: FaultLog, notes: list[Fault]) -> tuple[Waiver, ...]:
    """Read consents: columns ``contributor``, ``consent`` (the reference of the paper) and ``date``."""
    sheet = read_sheet(path, log)
    if sheet is None or not _has_all_columns(sheet, log):
        return ()
    places = {} if system.holdings is None else {name: place for place, name in enumerate(system.holdings.names)}
    alike = {casefold_text(name) for name in places}
    found: list[Waiver] = []
    for row, (name, consent, day) in enumerate(zip(*_waiver_columns(sheet), strict=True)):
        where = FaultPlace(file=str(path), line=sheet.line(row))
        given = _parse_day(day)
        if not consent.strip():
            log.add(fault("waiver-reference", **where))
        if given is None:
            log.add(fault("waiver-date", **where))
        flaw = find_flaw(name)
        if flaw is not None:
            code = "contributor-empty" if flaw.kind == "empty" else f"identifier-{flaw.kind}"
            log.add(fault(code, column="contributor", sign=flaw.sign, **where))
        elif name not in places and casefold_text(name) in alike:
            log.add(fault("waiver-written-otherwise", **where))
        elif given is None:
            continue
        elif name not in places:
            notes.append(note("waiver-of-nobody", **where))
        else:
            found.append(Waiver(places[name], consent.strip(), given))
    return tuple(found)


def _has_all_columns(sheet: Sheet, log: FaultLog) -> bool:
    # Each is asked, so that all that are missing are told.
    return min([sheet.has(name, log) for name in ("contributor", "consent", "date")])


def _waiver_columns(sheet: Sheet) -> tuple[list[str], list[str], list[str]]:
    return sheet.column("contributor"), sheet.column("consent"), sheet.column("date")


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if len(text.strip()) == 10 else None
    except ValueError:
        return None


def find_waived_cells(system: System, limits: Limits, waivers: Sequence[Waiver]) -> Bools | None:
    """Return the cells that consents free; none when there is no consent."""
    if not waivers or system.holdings is None:
        return None
    agreed = np.zeros(len(system.holdings.names), dtype=bool)
    agreed[[one.contributor for one in waivers]] = True
    holdings = system.holdings
    consents = agreed[holdings.owners]
    sizes = np.abs(holdings.amounts)

    def all_agree(at_least: Ints) -> Bools:
        # Whoever is as large as the last that the rule looks at is told about as much as that one.
        told = sizes >= at_least[holdings.cells]
        refusing = np.zeros(len(system), dtype=bool)
        refusing[holdings.cells[told & ~consents]] = True
        return ~refusing

    needs = compute_protection_levels(system, limits)
    free = needs.primary.copy()
    everybody = all_agree(np.zeros(len(system), dtype=np.int64))
    free &= ~needs.reasons["few"] | everybody
    for n, share in limits.dominance:
        alone = Limits(minimum=1, dominance=((n, share),), slack=limits.slack)
        broken = compute_protection_levels(system, alone).primary
        free &= ~broken | all_agree(_sizes_at_rank(system, n))
    if limits.p_percent is not None:
        free &= ~needs.reasons["p-percent"] | all_agree(system.largest)
    return free


def _sizes_at_rank(system: System, rank: int) -> Ints:
    """Return the size of the contributor of that rank in each cell, that of the last where there are fewer."""
    assert system.holdings is not None  # noqa: S101
    starts = system.holdings.starts
    spots = np.minimum(starts[:-1] + rank, starts[1:]) - 1
    found: Ints = np.abs(system.holdings.amounts[spots])
    return found
