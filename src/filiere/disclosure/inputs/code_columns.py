"""The columns of codes of a file, checked: every row has a code in each, and every code is known to its hierarchy."""

from collections.abc import Mapping, Sequence

from filiere.core import FaultLog
from filiere.disclosure.inputs.fault_builders import FaultPlace, fault, find_near_names
from filiere.disclosure.inputs.hierarchies import build_cut, read_hierarchy
from filiere.disclosure.inputs.identifier_checks import check_codes
from filiere.disclosure.inputs.spec import ParsedSpec
from filiere.disclosure.inputs.tabular_files import Sheet
from filiere.disclosure.system import Cut

Parents = Mapping[str, str] | None


def read_hierarchies(asked: ParsedSpec, log: FaultLog) -> list[Parents]:
    """Return the groups of each column of the specification, none for one without groups or whose file is at fault."""
    return [
        None if one.hierarchy is None else read_hierarchy(asked.resolve_path(one.hierarchy), one.total, log)
        for one in asked.columns
    ]


def read_checked_codes(
    sheet: Sheet, column: str, log: FaultLog, *, known: Parents, total: str, totals: bool
) -> list[str]:
    """Return the codes of a column; each that is none is a fault at its first line.

    ``known`` are the groups of a hierarchy; ``totals`` tells that rows may be at a group or at the total, as cells are.
    """
    texts = sheet.column(column)
    groups = {total, *known.values()} if known is not None else {total}
    first: dict[str, int] = {}
    for row, text in enumerate(texts):
        if text not in first:
            first[text] = row
    check_codes({text: (column, sheet.line(row)) for text, row in first.items()}, total, str(sheet.path), log)
    for text, row in first.items():
        at = FaultPlace(file=str(sheet.path), line=sheet.line(row))
        if not text.strip():
            log.add(fault("code-empty", column=column, **at))
        elif text != text.strip():
            log.add(fault("code-padded", code=text, column=column, **at))
        elif text in groups:
            if not totals:
                log.add(fault("code-is-a-group", code=text, column=column, **at))
        elif known is not None and text not in known:
            log.add(fault("code-unknown", code=text, column=column, **at, near=find_near_names(text, known)))
    return texts


def build_cuts(asked: ParsedSpec, codes: Sequence[set[str]], parents: Sequence[Parents]) -> tuple[Cut, ...]:
    """Return the cut of each column from the codes found in it."""
    return tuple(
        build_cut(one.column, one.total, found, up)
        for one, found, up in zip(asked.columns, codes, parents, strict=True)
    )
