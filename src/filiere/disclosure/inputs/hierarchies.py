"""Groups of codes from a file: which code is in which, up to the total, with unequal depth where reality has it.

Two forms are read: ``code,parent``, and one column a level. Levels may go from the narrowest to the broadest or the
other way round: the file itself tells, since a code is in one group and a group holds several codes. A level that is
blank, or that repeats the code beside it, is passed over.
"""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from filiere.core import FaultLog
from filiere.disclosure.inputs.fault_builders import fault
from filiere.disclosure.inputs.identifier_checks import check_codes
from filiere.disclosure.inputs.tabular_files import Sheet, read_sheet
from filiere.disclosure.system import Cut


def read_hierarchy(path: Path, total: str, log: FaultLog) -> Mapping[str, str] | None:
    """Return the group of each code, the total for the broadest; None, with faults in the log, when there is none."""
    before = log.total
    sheet = read_sheet(path, log)
    if sheet is None:
        return None
    if len(sheet.header) < 2:
        log.add(fault("hierarchy-form", file=str(path), line=1, found=len(sheet.header)))
        return None
    levels = [[text.strip() for text in sheet.column(name)] for name in sheet.header]
    first: dict[str, tuple[str, int]] = {}
    for name, texts in zip(sheet.header, levels, strict=True):
        for row, text in enumerate(texts):
            first.setdefault(text, (name, sheet.line(row)))
    check_codes(first, total, str(path), log)
    pairs_form = [name.strip().casefold() for name in sheet.header] == ["code", "parent"]
    if not pairs_form and not _is_ascending(levels) and _is_ascending(levels[::-1]):
        levels = levels[::-1]
    parents = _read_parents(sheet, levels, total, log, once=pairs_form)
    _check_cycles(parents, path, total, log)
    return parents if log.total == before else None


def build_cut(column: str, total: str, codes: set[str], parents: Mapping[str, str] | None) -> Cut:
    """Return the cut of the codes that rows have, with the groups that hold them, in the order of reading a tree."""
    up = dict.fromkeys(codes, total) if parents is None else parents
    below: dict[str, set[str]] = {}
    todo = list(codes)
    while todo:
        code = todo.pop()
        if code == total:
            continue
        above = up[code]
        if code not in below.setdefault(above, set()):
            below[above].add(code)
            todo.append(above)
    order, places = [total], [-1]
    stack = [(code, 0) for code in sorted(below.get(total, ()), reverse=True)]
    while stack:
        code, parent = stack.pop()
        place = len(order)
        order.append(code)
        places.append(parent)
        stack += [(inner, place) for inner in sorted(below.get(code, ()), reverse=True)]
    return Cut(column, tuple(order), tuple(places))


def _is_ascending(levels: list[list[str]]) -> bool:
    """Whether each code of a level has one code beside it in the next: whether the levels go up."""
    for low, high in pairwise(levels):
        seen: dict[str, str] = {}
        if any(code and group and seen.setdefault(code, group) != group for code, group in zip(low, high, strict=True)):
            return False
    return True


def _read_parents(sheet: Sheet, levels: list[list[str]], total: str, log: FaultLog, *, once: bool) -> dict[str, str]:
    parents: dict[str, str] = {}
    lines: dict[str, int] = {}
    whole: dict[tuple[str, ...], int] = {}
    file = str(sheet.path)
    for row, texts in enumerate(zip(*levels, strict=True)):
        line = sheet.line(row)
        if texts in whole:
            log.add(fault("hierarchy-duplicate", file=file, line=line, other=whole[texts]))
            continue
        whole[texts] = line
        if once and not texts[0]:
            log.add(fault("hierarchy-blank", file=file, line=line))
            continue
        path = [text for place, text in enumerate(texts) if text and text != ("", *texts)[place]]
        if once and texts[0] == texts[1]:
            path = list(texts)
        if not path:
            log.add(fault("hierarchy-blank", file=file, line=line))
            continue
        if path[-1] != total:
            # In a file of pairs the group of a group may stand on a line of its own.
            path += [] if once and len(path) > 1 else [total]
        for code, above in pairwise(path):
            if code == total:
                log.add(fault("hierarchy-total", file=file, line=line, code=code))
            elif parents.setdefault(code, above) != above:
                log.add(
                    fault(
                        "hierarchy-two-parents",
                        file=file,
                        line=line,
                        code=code,
                        parent=above,
                        other=parents[code],
                        line_other=lines[code],
                    )
                )
            else:
                lines.setdefault(code, line)
    # A group that only ever stands as one is among the broadest.
    for above in set(parents.values()) - {total} - set(parents):
        parents[above] = total
    return parents


def _check_cycles(parents: Mapping[str, str], path: Path, total: str, log: FaultLog) -> None:
    safe = {total}
    for start in sorted(parents):
        way = [start]
        while way[-1] not in safe and way[-1] in parents:
            above = parents[way[-1]]
            if above in way:
                circle = [*way[way.index(above) :], above]
                log.add(fault("hierarchy-cycle", file=str(path), code=above, circle=" → ".join(circle)))
                break
            way.append(above)
        safe.update(way)
