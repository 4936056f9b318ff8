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

from filiere.core import Fault, Text
from filiere.disclosure.audit.differencing import ClaimedCells, add_differences
from filiere.disclosure.audit.discrepancies import DiscrepancyLog, ListedCells, parse_scaled_amount
from filiere.disclosure.audit.rebuilt_table import (
    Bools,
    CellHoldings,
    Cut,
    Ints,
    RebuiltTable,
    SumEquations,
    aggregate_rows,
    append_related_sums,
    compute_steps,
    find_related_cells,
    list_sums,
)
from filiere.disclosure.audit.resolved_spec import LARGEST_AMOUNT, Spec, read_spec, unreadable_faults
from filiere.disclosure.audit.unsafe_cells import apply_rules

MOST_SPARSE_NUMBERS = 1_000_000
"""Contributors that may be numbered otherwise than one after the other: arrays are as long as their numbers."""
MOST_MARKED = 2**48
"""Amounts beside which rows of nothing are counted; larger ones are compared alone."""
INTEGER_LIST_PATTERN = re.compile(r"-?[0-9]{1,18}(?:,-?[0-9]{1,18})*")


@dataclass(frozen=True, eq=False)
class AuditedFolder:
    """A run folder: the table made again, what the public copy leaves out, what it says of it, and the differences.

    ``table`` has what cells of linked tables differ by after the cells of the files; ``claimed`` says which of these
    the certificate means by which number. ``floor`` and ``ceiling`` are the scaled bounds that the public copy gives of
    each hidden cell, none for a plain suppression. What others publish is neither hidden nor unsafe here, since nothing
    can keep it: ``listed`` and ``withheld`` say, of the cells of the files, which are unsafe and which the public copy
    leaves out all the same.
    """

    spec: Spec
    table: RebuiltTable
    claimed: ClaimedCells
    hidden: Bools
    floor: Ints | None
    ceiling: Ints | None
    listed: Bools
    withheld: Bools
    faults: tuple[Fault, ...]


def read_audited_folder(path: Path) -> AuditedFolder:
    """Read a run folder; raise :class:`Faults` when a file cannot be read at all."""
    spec = read_spec(path / "spec.json")
    cuts = spec.columns()
    differences = DiscrepancyLog(cuts)
    inner = _read_cells(path / "cells.csv", cuts, ("value", "status"))
    table = (
        _rebuild_from_rows(path, spec, inner, differences)
        if spec.input == "microdata"
        else _rebuild_from_sums(path, spec, inner)
    )
    for waiver in spec.waivers:
        if table.held is not None and waiver.contributor > table.held.who.max():
            raise unreadable_faults("spec.json", Text.same(f"contributor {waiver.contributor}"), key="waivers")
    for key, places in (("keep", spec.keep), ("known", spec.known)):
        if max(places, default=0) >= len(table):
            raise unreadable_faults("spec.json", Text.same(f"{max(places)} ≥ {len(table)}"), key=key)
    table = apply_rules(spec, table)
    differences.compare_inner_table(table, inner, spec.scale)
    extra = ("low", "high") if spec.publish == "intervals" else ()
    public = _read_cells(path / "cells-public.csv", cuts, ("value", "status", "obs_status", "conf_status", *extra))
    withheld, floor, ceiling = differences.compare_public_table(table, inner, public, spec)
    listed, hidden = table.primary, withheld.copy()
    table, claimed = add_differences(spec, table)
    if spec.known:
        hidden[list(spec.known)] = False
        safe = np.isin(np.arange(len(table)), spec.known)
        nothing = np.zeros(len(table), dtype=np.int64)
        table = replace(
            table,
            primary=table.primary & ~safe,
            upper=np.where(safe, nothing, table.upper),
            lower=np.where(safe, nothing, table.lower),
        )
    more = len(table) - len(hidden)
    return AuditedFolder(
        spec,
        table,
        claimed,
        # No file tells what cells differ by.
        np.concatenate([hidden, np.ones(more, dtype=bool)]),
        None if floor is None else np.concatenate([floor, np.full(more, -(2**62))]),
        None if ceiling is None else np.concatenate([ceiling, np.full(more, 2**62)]),
        listed,
        withheld,
        tuple(differences.faults),
    )


def _read_table(path: Path, header: Sequence[str]) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except FileNotFoundError:
        raise unreadable_faults(path.name, Text(fr="il manque", en="it is missing")) from None
    except (OSError, ValueError, csv.Error) as error:
        raise unreadable_faults(path.name, Text.same(str(error))) from None
    if not rows or rows[0] != list(header):
        found, wanted = (",".join(rows[0]) if rows else "")[:200], ",".join(header)
        words = Text(fr=f"l’en-tête est « {found} », non « {wanted} »", en=f"its header is “{found}”, not “{wanted}”")
        raise unreadable_faults(path.name, words, line=1)
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            words = Text(
                fr=f"la ligne a {len(row)} valeurs, non {len(header)}",
                en=f"the line has {len(row)} values, not {len(header)}",
            )
            raise unreadable_faults(path.name, words, line=line)
    return rows[1:]


def _read_cells(path: Path, cuts: Sequence[Cut], others: Sequence[str]) -> ListedCells:
    rows = _read_table(path, [*(cut.column for cut in cuts), *others])
    places = _locate_codes(path.name, cuts, rows)
    return ListedCells(
        path.name, places, {name: [row[len(cuts) + at] for row in rows] for at, name in enumerate(others)}
    )


def _locate_codes(name: str, cuts: Sequence[Cut], rows: Sequence[Sequence[str]]) -> Ints:
    columns = []
    for at, cut in enumerate(cuts):
        known = {code: place for place, code in enumerate(cut.codes)}
        found = [known.get(row[at], -1) for row in rows]
        if -1 in found:
            line = found.index(-1)
            raise unreadable_faults(name, _unknown_code_words(cut.column, rows[line][at]), line=line + 2)
        columns.append(found)
    return np.array(columns, dtype=np.int64).T.reshape(len(rows), len(cuts))


def _parse_integers(name: str, texts: Sequence[str]) -> Ints:
    if texts and not INTEGER_LIST_PATTERN.fullmatch(",".join(texts)):
        line = next(line for line, text in enumerate(texts) if not INTEGER_LIST_PATTERN.fullmatch(text) or "," in text)
        words = Text(fr=f"« {texts[line][:30]} » n’est pas un entier", en=f"“{texts[line][:30]}” is not a whole number")
        raise unreadable_faults(name, words, line=line + 2)
    return np.array(list(map(int, texts)), dtype=np.int64)


def _check_range(name: str, column: str, amounts: Ints, low: int, high: int) -> None:
    """Raise :class:`Faults` at the line of the first amount that is below ``low`` or above ``high``."""
    beyond = np.flatnonzero((amounts < low) | (amounts > high))
    if len(beyond):
        line = int(beyond[0])
        raise unreadable_faults(name, Text.same(f"{column} = {amounts[line]}"), line=line + 2)


def _unknown_code_words(column: str, code: str) -> Text:
    return Text(fr=f"« {code[:60]} » n’est pas un code de {column}", en=f"“{code[:60]}” is not a code of {column}")


def _rebuild_from_rows(path: Path, spec: Spec, inner: ListedCells, differences: DiscrepancyLog) -> RebuiltTable:
    """Add the contributions up and bring the cells into the order of cells.csv; those missing there come last."""
    cuts = spec.columns()
    name = "contributions.csv"
    rows = _read_table(path / name, [*(cut.column for cut in cuts), "contributor", "holding", "amount"])
    places = _locate_codes(name, cuts, rows)
    for at, cut in enumerate(cuts):
        group = np.isin(places[:, at], np.array(cut.parents))
        if group.any():
            line = int(np.flatnonzero(group)[0])
            raise unreadable_faults(name, _unknown_code_words(cut.column, rows[line][at]), line=line + 2)
    owners = _parse_integers(name, [row[-3] for row in rows])
    amounts = _parse_integers(name, [row[-1] for row in rows])
    if not len(rows):
        raise unreadable_faults(name, Text(fr="personne ne contribue", en="nobody contributes"))
    # Contributors are counted from zero: one whose number is beyond all counting is none.
    _check_range(name, "contributor", owners, 0, max(len(rows), MOST_SPARSE_NUMBERS))
    _check_range(name, "amount", amounts, -LARGEST_AMOUNT, LARGEST_AMOUNT)
    if sum(abs(amount) for amount in amounts.tolist()) > LARGEST_AMOUNT:
        raise unreadable_faults(name, Text.same("Σ |amount| > 2⁵³"))
    if (amounts < 0).any() and not spec.negative:
        differences.say("disclosure-negative", name)
    keys, held = aggregate_rows(cuts, spec.tables, places, owners, amounts)
    steps = compute_steps(cuts)
    order = differences.order(keys, inner, steps)
    held = _reorder_holdings(held, order)
    noughts = amounts == 0
    unit = _small_unit(held, int(noughts.sum()))
    marked = held
    if unit > 1:
        marked = _reorder_holdings(
            aggregate_rows(cuts, spec.tables, places, owners, amounts * unit + noughts)[1], order
        )
    keys = keys[order]
    values = held.sums(held.amounts)
    crossed = keys[:, None] // steps % np.array([len(cut.codes) for cut in cuts])
    return RebuiltTable(
        cuts=cuts,
        tables=spec.tables,
        keys=crossed,
        values=values,
        scale=spec.scale,
        bounded=held.sums(np.abs(held.amounts)) == values,
        counts=np.diff(held.starts),
        largest=np.zeros(0, dtype=np.int64),
        second=np.zeros(0, dtype=np.int64),
        held=held,
        marked=marked,
        unit=unit,
        groups=_parse_holdings(name, owners, [row[-2] for row in rows]),
        sums=append_related_sums(
            _list_margin_sums(spec, crossed), find_related_cells(cuts, spec.tables, places, crossed)
        ),
        primary=np.zeros(len(keys), dtype=bool),
        upper=np.zeros(len(keys), dtype=np.int64),
        lower=np.zeros(len(keys), dtype=np.int64),
    )


def _small_unit(held: CellHoldings, noughts: int) -> int:
    """Return how many parts of an amount leave room to count rows of nothing beside it; 1 where there is none.

    Cells that are the same but for a row of nothing are two numbers to whoever does not know that it is nothing.
    """
    unit = 2 * noughts + 1
    return unit if int(np.abs(held.amounts).max(initial=0)) < MOST_MARKED // unit else 1


def _parse_holdings(name: str, owners: Ints, texts: Sequence[str]) -> Ints | None:
    """Return the holding of each contributor, by its number; none when the folder tells none."""
    if not any(texts):
        return None
    holdings = _parse_integers(name, texts)
    _check_range(name, "holding", holdings, 0, max(len(texts), MOST_SPARSE_NUMBERS))
    groups = np.full(int(owners.max()) + 1, -1, dtype=np.int64)
    groups[owners] = holdings
    wrong = groups[owners] != holdings
    if wrong.any():
        words = Text(fr="un contributeur est de deux groupes", en="a contributor is in two groups")
        raise unreadable_faults(name, words, line=int(np.flatnonzero(wrong)[0]) + 2)
    return groups


def _rebuild_from_sums(path: Path, spec: Spec, inner: ListedCells) -> RebuiltTable:
    """Take the values from cells.csv, where only sums, counts and the two largest are known."""
    cuts = spec.columns()
    name = "counts.csv"
    rows = _read_table(path / name, [*(cut.column for cut in cuts), "count", "largest", "second"])
    if not np.array_equal(_locate_codes(name, cuts, rows), inner.places):
        words = Text(fr="ses cellules ne sont pas celles de cells.csv", en="its cells are not those of cells.csv")
        raise unreadable_faults(name, words)
    texts = inner.columns["value"]
    told = [parse_scaled_amount(inner.file, line, text, spec.scale) for line, text in enumerate(texts, start=2)]
    values = np.array(told, dtype=np.int64)
    _check_range(inner.file, "value", values, -LARGEST_AMOUNT, LARGEST_AMOUNT)
    counts = _parse_integers(name, [row[-3] for row in rows])
    largest, second = (_parse_integers(name, [row[place] or "0" for row in rows]) for place in (-2, -1))
    for column, amounts in (("count", counts), ("largest", largest), ("second", second)):
        _check_range(name, column, amounts, 0, LARGEST_AMOUNT)
    return RebuiltTable(
        cuts=cuts,
        tables=spec.tables,
        keys=inner.places,
        values=values,
        scale=spec.scale,
        bounded=(values >= 0) & (values >= largest + second),
        counts=counts,
        largest=largest,
        second=second,
        held=None,
        groups=None,
        sums=_list_margin_sums(spec, inner.places),
        primary=np.zeros(len(rows), dtype=bool),
        upper=np.zeros(len(rows), dtype=np.int64),
        lower=np.zeros(len(rows), dtype=np.int64),
    )


def _list_margin_sums(spec: Spec, places: Ints) -> SumEquations:
    try:
        return list_sums(spec.columns(), spec.tables, places)
    except LookupError as error:
        words = Text(fr=f"une marge manque ({error})", en=f"a margin is missing ({error})")
        raise unreadable_faults("cells.csv", words) from None


def _reorder_holdings(held: CellHoldings, order: Ints) -> CellHoldings:
    """Return the entries with the cells in another order."""
    sizes = np.diff(held.starts)[order]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    spots = np.repeat(held.starts[order] - starts[:-1], sizes) + np.arange(starts[-1])
    return CellHoldings(starts, held.who[spots], held.amounts[spots], held.members[spots])
