"""The files of a run folder read as an auditor reads them: made again from the rows, and compared.

What a reader knows is in the public copy; what the values are follows from the rows. Whatever else the folder says is
compared with these, and each difference is a fault that names the cell.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from filiere.core import Fault
from filiere.disclosure.audit.differences import Differences, Listed, scaled
from filiere.disclosure.audit.rebuilt import (
    Bools,
    Cut,
    Held,
    Ints,
    Rebuilt,
    Sums,
    climb,
    grouped,
    related,
    steps_of,
    sums_of,
    with_related,
)
from filiere.disclosure.audit.rules import Units, blur, consents_of, units_of
from filiere.disclosure.audit.spec import Spec, read_spec, unreadable

WHOLES = re.compile(r"-?[0-9]{1,18}(?:,-?[0-9]{1,18})*")


@dataclass(frozen=True, eq=False)
class Folder:
    """A run folder: the table made again, what the public copy leaves out, what it says of it, and the differences.

    ``floor`` and ``ceiling`` are the scaled bounds that the public copy gives of each hidden cell, none for a plain
    suppression.
    """

    spec: Spec
    table: Rebuilt
    hidden: Bools
    floor: Ints | None
    ceiling: Ints | None
    faults: tuple[Fault, ...]


def read_folder(path: Path) -> Folder:
    """Read a run folder; raise :class:`Faults` when a file cannot be read at all."""
    spec = read_spec(path / "spec.json")
    cuts = spec.columns()
    differences = Differences(cuts)
    inner = _cells(path / "cells.csv", cuts, ("value", "status"))
    table = _from_rows(path, spec, inner, differences) if spec.input == "microdata" else _from_sums(path, spec, inner)
    table = _ruled(spec, table)
    differences.inner(table, inner, spec.scale)
    extra = ("low", "high") if spec.publish == "intervals" else ()
    public = _cells(path / "cells-public.csv", cuts, ("value", "status", "obs_status", "conf_status", *extra))
    hidden, floor, ceiling = differences.public(table, inner, public, spec)
    return Folder(spec, table, hidden, floor, ceiling, tuple(differences.faults))


def _table(path: Path, header: Sequence[str]) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, ValueError, csv.Error) as error:
        raise unreadable(path.name, str(error)) from None
    if not rows or rows[0] != list(header):
        raise unreadable(path.name, f"{','.join(rows[0]) if rows else '–'} ≠ {','.join(header)}")
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            raise unreadable(path.name, f"{line}: {len(row)} ≠ {len(header)}")
    return rows[1:]


def _cells(path: Path, cuts: Sequence[Cut], others: Sequence[str]) -> Listed:
    rows = _table(path, [*(cut.column for cut in cuts), *others])
    places = _places(path.name, cuts, rows)
    return Listed(path.name, places, {name: [row[len(cuts) + at] for row in rows] for at, name in enumerate(others)})


def _places(name: str, cuts: Sequence[Cut], rows: Sequence[Sequence[str]]) -> Ints:
    columns = []
    for at, cut in enumerate(cuts):
        known = {code: place for place, code in enumerate(cut.codes)}
        found = [known.get(row[at], -1) for row in rows]
        if -1 in found:
            line = found.index(-1)
            raise unreadable(name, f"{line + 2}: {cut.column} = {rows[line][at]}")
        columns.append(found)
    return np.array(columns, dtype=np.int64).T.reshape(len(rows), len(cuts))


def _wholes(name: str, texts: Sequence[str]) -> Ints:
    if texts and not WHOLES.fullmatch(",".join(texts)):
        line = next(line for line, text in enumerate(texts) if not WHOLES.fullmatch(text) or "," in text)
        raise unreadable(name, f"{line + 2}: {texts[line]}")
    return np.array(list(map(int, texts)), dtype=np.int64)


def _from_rows(path: Path, spec: Spec, inner: Listed, differences: Differences) -> Rebuilt:
    """Add the contributions up and bring the cells into the order of cells.csv; those missing there come last."""
    cuts = spec.columns()
    name = "contributions.csv"
    rows = _table(path / name, [*(cut.column for cut in cuts), "contributor", "holding", "amount"])
    places = _places(name, cuts, rows)
    for at, cut in enumerate(cuts):
        group = np.isin(places[:, at], np.array(cut.parents))
        if group.any():
            line = int(np.flatnonzero(group)[0])
            raise unreadable(name, f"{line + 2}: {cut.column} = {rows[line][at]}")
    owners = _wholes(name, [row[-3] for row in rows])
    amounts = _wholes(name, [row[-1] for row in rows])
    if not len(rows) or (owners < 0).any() or sum(abs(amount) for amount in amounts.tolist()) >= 2**62:
        raise unreadable(name, "0 ≤ contributor, Σ |amount| < 2⁶²")
    if (amounts < 0).any() and not spec.negative:
        differences.say("disclosure-negative", name)
    keys, held = climb(cuts, spec.tables, places, owners, amounts)
    steps = steps_of(cuts)
    order = differences.order(keys, inner, steps)
    held = _reordered(held, order)
    keys = keys[order]
    values = _per_cell(held, held.amounts)
    crossed = keys[:, None] // steps % np.array([len(cut.codes) for cut in cuts])
    return Rebuilt(
        cuts=cuts,
        tables=spec.tables,
        keys=crossed,
        values=values,
        scale=spec.scale,
        bounded=_per_cell(held, np.abs(held.amounts)) == values,
        counts=np.diff(held.starts),
        largest=np.zeros(0, dtype=np.int64),
        second=np.zeros(0, dtype=np.int64),
        held=held,
        groups=_holdings(name, owners, [row[-2] for row in rows]),
        sums=with_related(_sums(spec, crossed), related(cuts, spec.tables, places, crossed)),
        primary=np.zeros(len(keys), dtype=bool),
        upper=np.zeros(len(keys), dtype=np.int64),
        lower=np.zeros(len(keys), dtype=np.int64),
    )


def _holdings(name: str, owners: Ints, texts: Sequence[str]) -> Ints | None:
    """Return the holding of each contributor, by its number; none when the folder tells none."""
    if not any(texts):
        return None
    holdings = _wholes(name, texts)
    groups = np.full(int(owners.max()) + 1, -1, dtype=np.int64)
    groups[owners] = holdings
    wrong = groups[owners] != holdings
    if wrong.any() or (holdings < 0).any():
        raise unreadable(name, f"{int(np.flatnonzero(wrong | (holdings < 0))[0]) + 2}: holding")
    return groups


def _from_sums(path: Path, spec: Spec, inner: Listed) -> Rebuilt:
    """Take the values from cells.csv, where only sums, counts and the two largest are known."""
    cuts = spec.columns()
    name = "counts.csv"
    rows = _table(path / name, [*(cut.column for cut in cuts), "count", "largest", "second"])
    if not np.array_equal(_places(name, cuts, rows), inner.places):
        raise unreadable(name, "cells.csv")
    texts = inner.columns["value"]
    values = np.array([scaled(inner.file, line, text, spec.scale) for line, text in enumerate(texts, start=2)])
    largest, second = (_wholes(name, [row[place] or "0" for row in rows]) for place in (-2, -1))
    return Rebuilt(
        cuts=cuts,
        tables=spec.tables,
        keys=inner.places,
        values=values.astype(np.int64),
        scale=spec.scale,
        bounded=(values >= 0) & (values >= largest + second),
        counts=_wholes(name, [row[-3] for row in rows]),
        largest=largest,
        second=second,
        held=None,
        groups=None,
        sums=_sums(spec, inner.places),
        primary=np.zeros(len(rows), dtype=bool),
        upper=np.zeros(len(rows), dtype=np.int64),
        lower=np.zeros(len(rows), dtype=np.int64),
    )


def _sums(spec: Spec, places: Ints) -> Sums:
    try:
        return sums_of(spec.columns(), spec.tables, places)
    except LookupError as error:
        raise unreadable("cells.csv", f"{error}") from None


def _ruled(spec: Spec, table: Rebuilt) -> Rebuilt:
    """Return the table with what its rules ask of each cell."""
    rules = spec.limits()
    most = max([2, *(n for n, _ in rules.dominance)])
    consents = None
    if table.held is not None:
        units = [units_of(table.held, most)]
        if table.groups is not None:
            units.append(units_of(grouped(table.held, table.groups), most))
        sizes = _per_cell(table.held, np.abs(table.held.amounts))
        if spec.waivers:
            agreed = np.zeros(int(table.held.who.max()) + 1, dtype=bool)
            for waiver in spec.waivers:
                if waiver.contributor >= len(agreed):
                    raise unreadable("spec.json", f"waivers: {waiver.contributor}")
                agreed[waiver.contributor] = True
            consents = consents_of(table.held, agreed)
    else:
        if spec.waivers or most > 2:
            raise unreadable("spec.json", "waivers, dominance n > 2")
        units = [Units(table.counts.tolist(), np.stack([table.largest, table.second], axis=1).tolist())]
        sizes = np.maximum(np.abs(table.values), table.largest + table.second)
    needed = np.array(blur(sizes.tolist(), units, rules, spec.scale, consents=consents), dtype=np.int64)
    # Below zero nothing is possible where no amount is negative, so that nobody can be asked to doubt it.
    lower = np.where(table.bounded, np.minimum(needed, np.maximum(table.values, 0)), needed)
    return replace(table, primary=needed > 0, upper=needed, lower=lower)


def _reordered(held: Held, order: Ints) -> Held:
    """Return the entries with the cells in another order."""
    sizes = np.diff(held.starts)[order]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    spots = np.repeat(held.starts[order] - starts[:-1], sizes) + np.arange(starts[-1])
    return Held(starts, held.who[spots], held.amounts[spots], held.members[spots])


def _per_cell(held: Held, amounts: Ints) -> Ints:
    sums = np.concatenate([[0], np.cumsum(amounts)])
    found: Ints = sums[held.starts[1:]] - sums[held.starts[:-1]]
    return found
