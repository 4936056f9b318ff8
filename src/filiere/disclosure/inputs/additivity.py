"""Whether cells given as sums are sums: of values exactly, of counts and largest contributors as far as they must.

A contributor in several parts counts once in their group: a group has at most as many contributors as its parts
together, and at least as many as any of them.
"""

from collections.abc import Sequence

import numpy as np

from filiere.core import FaultLog
from filiere.disclosure.inputs.amounts import UNITS_PER_DECIMAL, format_unit_amount
from filiere.disclosure.inputs.fault_builders import fault
from filiere.disclosure.system import Additions, Cut, Ints, build_additions

MOST_NAMED_PARTS = 5
"""How many parts of a sum are named."""


def check_additivity(
    cuts: Sequence[Cut],
    tables: Sequence[Sequence[int]],
    places: Ints,
    *,
    values: Ints,
    counts: Ints,
    largest: Ints,
    where: Sequence[tuple[str, int]],
    scale: int,
    log: FaultLog,
) -> None:
    """Add to the log each margin that is missing; then, where all are there, each group that is not its parts."""

    def name(cell: int) -> str:
        return ", ".join(f"{cut.column}={cut.codes[at]}" for cut, at in zip(cuts, places[cell], strict=True))

    if not _check_margins(cuts, tables, places, where, log):
        return
    found = build_additions(cuts, tables, places)
    summed = _sum_parts(found, values)
    together = _sum_parts(found, counts)
    for row in range(len(found)):
        span = slice(int(found.starts[row]) + 1, int(found.starts[row + 1]))
        whole, parts = int(found.cells[span.start - 1]), found.cells[span]
        file, line = where[whole]
        told = " ; ".join(name(part) for part in parts[:MOST_NAMED_PARTS]) + (
            " ; …" if len(parts) > MOST_NAMED_PARTS else ""
        )
        if summed[row] != values[whole]:
            said, adds = format_unit_amount(values[whole], scale), format_unit_amount(summed[row], scale)
            log.add(fault("not-additive", file=file, line=line, cell=name(whole), whole=said, sum=adds, parts=told))
        if not counts[parts].max() <= counts[whole] <= together[row]:
            code, many = "counts-not-additive", {"whole": int(counts[whole]), "sum": int(together[row])}
            log.add(fault(code, file=file, line=line, cell=name(whole), parts=told, key=None, **many))
        top = parts[np.argmax(largest[parts])]
        if not (values < 0).any() and largest[whole] + UNITS_PER_DECIMAL < largest[top]:
            log.add(fault("largest-not-above", file=file, line=line, cell=name(whole), part=name(int(top))))


def _sum_parts(found: Additions, amounts: Ints) -> Ints:
    """Return the sum of the parts of each addition; its whole comes first in its entries."""
    parts = found.signs > 0
    total = np.zeros(len(found), dtype=np.int64)
    np.add.at(total, found.rows[parts], amounts[found.cells[parts]])
    return total


def _check_margins(
    cuts: Sequence[Cut],
    tables: Sequence[Sequence[int]],
    places: Ints,
    where: Sequence[tuple[str, int]],
    log: FaultLog,
) -> bool:
    """Whether every group of every cell is there; each that is missing is a fault, at the line of its first part."""
    known = set(map(tuple, places.tolist()))
    missing: dict[tuple[int, ...], int] = {}
    for cell, key in enumerate(map(tuple, places.tolist())):
        for table in tables:
            if any(place and at not in table for at, place in enumerate(key)):
                continue
            for at in table:
                above = cuts[at].parents[key[at]]
                whole = (*key[:at], above, *key[at + 1 :])
                if above >= 0 and whole not in known:
                    missing.setdefault(whole, cell)
    for whole, part in missing.items():
        file, line = where[part]
        texts = [
            ", ".join(f"{cut.column}={cut.codes[at]}" for cut, at in zip(cuts, one, strict=True))
            for one in (whole, places[part].tolist())
        ]
        log.add(fault("margin-missing", file=file, line=line, cell=texts[0], part=texts[1]))
    return not missing
