"""Reading what is to be protected: a specification, its hierarchies, and rows or cells, exact and checked.

    read_inputs()    everything, from two paths; raises Faults with all that is wrong
    Inputs           the system, what it needs, costs, cells to keep; beside them what a report tells of the data
    costs_of()       what hiding a cell costs
    named_costs()    the same under another choice

Nothing here decides what to hide, and nothing is written.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from filiere.core import Fault, FaultLog, seal_file
from filiere.disclosure.differences import LinkedSystem, link_system
from filiere.disclosure.inputs.aggregated_cells import read_cells
from filiere.disclosure.inputs.amounts import LARGEST_EXACT, UNITS_PER_DECIMAL, format_unit_amount, parse_unit_amount
from filiere.disclosure.inputs.cell_overrides import Waiver, find_waived_cells, read_keep, read_waivers
from filiere.disclosure.inputs.code_columns import read_hierarchies
from filiere.disclosure.inputs.costs import compute_costs, compute_named_costs
from filiere.disclosure.inputs.fault_builders import MOST_TOLD_PER_CODE, fault, note, raise_faults
from filiere.disclosure.inputs.microdata import MicrodataRows, TabulatedInput, read_microdata
from filiere.disclosure.inputs.same_contributor_cells import find_recurring_cells, recurrence_faults
from filiere.disclosure.inputs.spec import ParsedSpec, Publish, Spec, read_spec
from filiere.disclosure.inputs.tabular_files import read_sheet
from filiere.disclosure.protection_levels import ProtectionLevels, compute_protection_levels
from filiere.disclosure.system import Bools, Floats, Ints, System

__all__ = [
    "LARGEST_EXACT",
    "UNITS_PER_DECIMAL",
    "Inputs",
    "MicrodataRows",
    "ParsedSpec",
    "Publish",
    "Spec",
    "Waiver",
    "compute_costs",
    "compute_named_costs",
    "format_unit_amount",
    "parse_unit_amount",
    "read_inputs",
    "read_spec",
]


@dataclass(frozen=True, eq=False)
class Inputs:
    """All that a protection starts from. ``rows`` is none for cells; ``keep`` is none when nothing is asked.

    ``notes`` are what whoever publishes should know; ``digest`` is the SHA-256 of the data; ``link_system`` is the
    system with what cells of linked tables differ by.
    """

    asked: ParsedSpec
    data: Path
    digest: str
    count: int
    system: System
    needs: ProtectionLevels
    costs: Floats
    keep: Bools | None
    waivers: tuple[Waiver, ...]
    rows: MicrodataRows | None
    decimals: int
    second_known: bool
    notes: tuple[Fault, ...]
    linked: LinkedSystem

    @property
    def spec(self) -> Spec:
        """The specification."""
        return self.asked.spec

    @property
    def tables(self) -> tuple[tuple[int, ...], ...]:
        """The cuts that each table crosses."""
        return tuple(table.columns for table in self.asked.tables)


def read_inputs(data: Path, spec: Path, *, confined: bool = False) -> Inputs:
    """Read a specification and its data; raise :class:`filiere.core.Faults` with all that is wrong with them.

    A specification that is wrong is told before the data are opened: nobody knows what they should hold. ``confined``:
    it may name no file but those beside it.
    """
    asked = read_spec(spec, confined=confined)
    log, notes = FaultLog(keep=MOST_TOLD_PER_CODE), list[Fault]()
    parents = read_hierarchies(asked, log)
    sheet = read_sheet(data, log)
    if sheet is None:
        raise_faults(log)
        raise AssertionError(data)
    read = read_microdata if asked.spec.input == "microdata" else read_cells
    found: TabulatedInput = read(asked, sheet, parents, log, notes)
    system, limits = found.system, asked.spec.limits()
    if asked.spec.base is not None and Fraction(asked.spec.base) * system.scale % 1:
        log.add(asked.document.place_fault(("base",), fault("base-too-fine", base=asked.spec.base)))
    _refuse_fine_shares(asked, system, log)
    raise_faults(log)
    if system.negative:
        below = system.values < 0 if found.rows is None else found.rows.amounts < 0
        notes.append(note("amounts-negative", file=str(data), count=int(below.sum())))
    waivers = (
        () if asked.spec.waivers is None else read_waivers(asked.resolve_path(asked.spec.waivers), system, log, notes)
    )
    needs = compute_protection_levels(system, limits, waived=find_waived_cells(system, limits, waivers))
    recurring = find_recurring_cells(system, needs, limits, named=asked.spec.contributor is not None)
    for recurrence_fault in recurrence_faults(system, recurring, str(data), named=asked.spec.contributor is not None):
        log.add(recurrence_fault)
    keep = None if asked.spec.keep is None else _read_kept_cells(asked, asked.spec.keep, system, needs, log)
    raise_faults(log)
    if needs.primary.all():
        cells = " ; ".join(system.name(cell) for cell in range(min(3, len(system))))
        notes.append(note("every-cell-unsafe", count=len(system), cells=cells))
    return Inputs(
        asked,
        data,
        seal_file(data),
        sheet.rows,
        system,
        needs,
        compute_costs(system, asked.spec, found.weights),
        keep,
        waivers,
        found.rows,
        found.decimals,
        found.second_known,
        tuple(notes),
        link_system(system, needs, limits, waived=lambda whole: find_waived_cells(whole, limits, waivers)),
    )


def _refuse_fine_shares(asked: ParsedSpec, system: System, log: FaultLog) -> None:
    """Refuse shares that, times the largest cell, leave 64 bits: a blur must not come out wrong without a word."""
    limits = asked.spec.limits()
    size = max(int(system.sizes.max()) * 2, 1)
    shares = {
        ("rules", "dominance"): [share for _, share in limits.dominance],
        ("rules", "p_percent"): [] if limits.p_percent is None else [limits.p_percent / 100],
        ("slack", "count"): [limits.slack.count],
    }
    for key, several in shares.items():
        if any(max(share.numerator, share.denominator) * size >= 2**63 for share in several):
            log.add(asked.document.place_fault(key, fault("rule-too-fine", name=key[-1])))
    if limits.slack.zero.numerator * system.scale >= 2**63:
        log.add(asked.document.place_fault(("slack", "zero"), fault("rule-too-fine", name="zero")))


def _read_kept_cells(asked: ParsedSpec, path: Path, system: System, needs: ProtectionLevels, log: FaultLog) -> Bools:
    cells: Ints = read_keep(asked.resolve_path(path), system, log)
    for cell in cells[needs.primary[cells]]:
        log.add(fault("keep-unsafe", file=str(asked.resolve_path(path)), cell=system.name(int(cell))))
    keep = np.zeros(len(system), dtype=bool)
    keep[cells] = True
    return keep
