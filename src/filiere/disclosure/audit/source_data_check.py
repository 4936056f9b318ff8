"""The rows or cells that a run was made of, read again from where they came, and compared with what the folder holds.

A folder tells of itself alone: contributions that were invented hang together as well as true ones. Whoever has the
rows finds out. They are read here by a reader of the auditor's own.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from filiere.core import Fault, Faults, Text
from filiere.disclosure.audit.faults import fault
from filiere.disclosure.audit.folder_reader import AuditedFolder
from filiere.disclosure.audit.resolved_spec import Spec, unreadable_faults

MOST_NAMED_CELLS = 20
"""Cells that are named; the others are counted."""
_SEPARATORS = (",", ";", "\t")
_FIFTEEN_DIGITS = Context(prec=15)

Codes = tuple[str, ...]
HeldAmounts = dict[tuple[Codes, str], int]
"""What each contributor has at each of the narrowest codes, in scaled units."""


def find_row_faults(run: Path, folder: AuditedFolder, data: Path) -> list[Fault]:
    """Return where the rows of ``data`` do not make the folder; raise :class:`Faults` when they cannot be read."""
    spec = folder.spec
    columns = _read_columns(data)
    if spec.input == "cells":
        return _name_cells(data, _find_differing_cells(spec, folder, data, columns))
    given, holdings = _read_source_holdings(spec, data, columns)
    kept, groups = _read_folder_holdings(run)
    found = _name_cells(data, _find_other_holders(given, kept))
    if not found and _count_owners(given, holdings) != _count_owners(kept, groups):
        found.append(fault("disclosure-rows-owners", file=data.name))
    return found


def _name_cells(data: Path, cells: Sequence[Codes]) -> list[Fault]:
    named = [
        fault("disclosure-rows-differ", file=data.name, cell=", ".join(codes)) for codes in cells[:MOST_NAMED_CELLS]
    ]
    more = len(cells) - len(named)
    return [*named, *([fault("disclosure-rows-more", file=data.name, count=more)] if more else [])]


def _read_columns(path: Path) -> Mapping[str, Sequence[str]]:
    try:
        if path.suffix.lower() == ".parquet":
            table = pq.read_table(path)
            return {
                name: ["" if one is None else str(one) for one in table[name].to_pylist()]
                for name in table.schema.names
            }
        with path.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.readline()
            stream.seek(0)
            rows = [row for row in csv.reader(stream, delimiter=max(_SEPARATORS, key=first.count), strict=True) if row]
    except (OSError, ValueError, csv.Error, pa.ArrowException) as error:
        raise unreadable_faults(path.name, Text.same(str(error).splitlines()[0][:200])) from None
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        words = Text(
            fr="ses lignes n’ont pas toutes autant de valeurs", en="its lines do not all have the same number of values"
        )
        raise unreadable_faults(path.name, words)
    return dict(zip(rows[0], zip(*rows[1:], strict=True), strict=True)) if len(rows) > 1 else {}


def _require_column(columns: Mapping[str, Sequence[str]], name: str, data: Path) -> Sequence[str]:
    if name not in columns:
        raise unreadable_faults(
            data.name, Text(fr=f"il n’a pas de colonne « {name} »", en=f"it has no column “{name}”")
        )
    return columns[name]


def _read_source_holdings(
    spec: Spec, data: Path, columns: Mapping[str, Sequence[str]]
) -> tuple[HeldAmounts, dict[str, str]]:
    """What each contributor has by the rows, and its holding."""
    codes = list(zip(*(_require_column(columns, cut.column, data) for cut in spec.cuts), strict=True))
    amounts = _require_column(columns, spec.response, data)
    weights = _require_column(columns, spec.weight, data) if spec.weight is not None else ["1"] * len(codes)
    owners = (
        _require_column(columns, spec.contributor, data)
        if spec.contributor is not None
        else list(map(str, range(len(codes))))
    )
    held: HeldAmounts = {}
    for row, (place, owner) in enumerate(zip(codes, owners, strict=True)):
        amount = _parse_scaled(amounts[row], spec.scale, data, row, times=_parse_number(weights[row], data, row))
        held[place, owner] = held.get((place, owner), 0) + amount
    holdings: dict[str, str] = {}
    if spec.holding is not None:
        for owner, holding in zip(owners, _require_column(columns, spec.holding, data), strict=True):
            if holding.strip():
                holdings.setdefault(owner, holding)
    return held, holdings


def _read_folder_holdings(run: Path) -> tuple[HeldAmounts, dict[str, str]]:
    """The same by the folder, whose contributors have numbers; one that is alone in its holding has none."""
    held: HeldAmounts = {}
    holdings: dict[str, str] = {}
    with (run / "contributions.csv").open(encoding="utf-8", newline="") as stream:
        for *place, owner, holding, amount in list(csv.reader(stream, strict=True))[1:]:
            held[tuple(place), owner] = int(amount)
            holdings[owner] = holding
    members = Counter(holdings.values())
    return held, {owner: holding for owner, holding in holdings.items() if holding and members[holding] > 1}


def _find_other_holders(this: HeldAmounts, other: HeldAmounts) -> list[Codes]:
    def by_cell(held: HeldAmounts) -> dict[Codes, Counter[int]]:
        found: dict[Codes, Counter[int]] = {}
        for (place, _), amount in held.items():
            found.setdefault(place, Counter())[amount] += 1
        return found

    first, second = by_cell(this), by_cell(other)
    return sorted(place for place in first.keys() | second.keys() if first.get(place) != second.get(place))


def _count_owners(held: HeldAmounts, holdings: Mapping[str, str]) -> tuple[Counter[object], Counter[object]]:
    """What makes up each contributor, and each holding of several, whatever they are called."""
    parts: dict[str, list[tuple[Codes, int]]] = {}
    for (place, owner), amount in held.items():
        parts.setdefault(owner, []).append((place, amount))
    signs = {owner: tuple(sorted(several)) for owner, several in parts.items()}
    groups: dict[str, list[object]] = {}
    for owner, holding in holdings.items():
        groups.setdefault(holding, []).append(signs[owner])
    several = (tuple(sorted(members, key=repr)) for members in groups.values() if len(members) > 1)
    return Counter(signs.values()), Counter(several)


def _find_differing_cells(
    spec: Spec, folder: AuditedFolder, data: Path, columns: Mapping[str, Sequence[str]]
) -> list[Codes]:
    table = folder.table
    used = [cut.column if cut.column in columns else None for cut in spec.cuts]
    names = [(spec.count or "count"), (spec.largest or "largest")]
    numbers = [_require_column(columns, name, data) for name in (spec.response, *names)]
    told: dict[Codes, tuple[int, int, int]] = {}
    for row in range(len(numbers[0])):
        place = tuple(
            columns[name][row] if name is not None else cut.codes[0] for name, cut in zip(used, spec.cuts, strict=True)
        )
        count = _parse_number(numbers[1][row], data, row)
        if count:
            value, largest = (_parse_scaled(numbers[at][row], spec.scale, data, row) for at in (0, 2))
            told[place] = (value, int(count), largest)
    true = {
        table.codes(cell): (int(table.values[cell]), int(table.counts[cell]), int(table.largest[cell]))
        for cell in range(table.own_count)
    }
    return sorted(place for place in told.keys() | true.keys() if not _is_same_cell(told.get(place), true.get(place)))


def _is_same_cell(this: Sequence[int] | None, other: Sequence[int] | None) -> bool:
    """Whether two cells are the same; the largest of a rounded table may have been brought within its cell."""
    if this is None or other is None:
        return False
    return tuple(this[:2]) == tuple(other[:2]) and min(this[2], abs(this[0]) or this[2]) == other[2]


def _parse_number(text: str, data: Path, row: int) -> Fraction:
    with suppress(InvalidOperation, ValueError):
        value = Decimal(text)
        if value.is_finite() and abs(value.adjusted()) < 40:
            return Fraction(
                _FIFTEEN_DIGITS.plus(value) if len(value.as_tuple().digits) > _FIFTEEN_DIGITS.prec else value
            )
    words = Text(fr=f"« {text[:30]} » n’est pas un nombre", en=f"“{text[:30]}” is not a number")
    raise unreadable_faults(data.name, words, line=row + 2)


def _parse_scaled(text: str, scale: int, data: Path, row: int, times: Fraction = Fraction(1)) -> int:
    amount = _parse_number(text, data, row) * times * scale
    if amount.denominator != 1:
        raise unreadable_faults(data.name, Text.same(f"{text[:30]} × {scale}"), line=row + 2)
    return int(amount)


def iter_row_faults(run: Path, folder: AuditedFolder, data: Path | None) -> Iterator[Fault]:
    """Yield the same, rows that cannot be read included; nothing where none are given."""
    if data is not None:
        try:
            yield from find_row_faults(run, folder, data)
        except Faults as unread:
            yield from unread.faults
