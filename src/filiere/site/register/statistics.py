"""Statistics of the label, which rest on headcounts that nobody publishes: they leave by the gate of publication alone.

The rows are holders by region, category and size; what comes back is a public table in which every withheld cell looks
like every other. This module is the only one of the site's register that reads a headcount.

The register names each holder on the day it comes, so two tables one holder apart would print its headcount. Hence they
stand at the last day of a half-year, over which several holders are likelier to come or go than over a quarter, and a
table of employees goes out in the light of all those before it, as a new version of the same numbers: what changed by
too few, or by one above all, stays hidden, in any cell and in any rest of a sum. Nothing is kept: the same
half-years, told again from the dossiers as they were, give the same tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

import numpy as np

from filiere.core import Faults, Text
from filiere.disclosure import (
    Contribution,
    Dimension,
    MicroTable,
    Rule,
    load_rules,
    publication_gate,
    rule_in_force,
)
from filiere.disclosure.gate import PublicCell, PublicTable
from filiere.disclosure.ledger import Guarded, Ledger, Subject, protect_release
from filiere.disclosure.needs import Needs, needs_of
from filiere.disclosure.proven import limits_of, system_of
from filiere.disclosure.suppression import OutOfTime
from filiere.disclosure.tables import Cells, Codes, decimal
from filiere.site.register.holdings import Granted, Holding, ever_granted, held_on
from filiere.site.register.vocabulary import size_of

RULE = "enterprise-statistics"
ABROAD = "abroad"
TOTAL = "Total"
DIMENSIONS = ("region", "category", "size")
MEASURES: dict[str, Text] = {
    "holders": Text(fr="titulaires", en="holders"),
    "employees": Text(fr="salariés du périmètre", en="employees of the perimeter"),
}
STOCK = Subject("employees", "holders of the label", "stock")
"""One subject for all half-years: each is a version of the same stock, whose changes the whole rule is asked of."""

Rows = tuple[Contribution, ...]
Halves = tuple[tuple[date, Rows], ...]
"""The last day of each half-year and its rows, the first half-year first."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What may be told of the last day of a half-year: one public table a measure, and how many labels held."""

    day: date
    held: int
    tables: dict[str, PublicTable]


def closed(day: date) -> date:
    """Return the last day of the last half-year that is over on a day."""
    return date(day.year, 6, 30) if day.month > 6 else date(day.year - 1, 12, 31)


def statistics(day: date) -> Statistics:
    """Return the public statistics that stand on a day: those of the last half-year that is over."""
    return _statistics(ever_granted(), closed(day))


@lru_cache(maxsize=8)
def _statistics(granted: Granted, last: date) -> Statistics:
    """The same events of the same dossiers give the same statistics, hence the cache."""
    held = held_on(granted, last)
    halves = tuple((day, tuple(_employees(held_on(granted, day)))) for day in _days(granted, last))
    tables = {
        "holders": publication_gate().decide(_table(_holders(held)), _rule(last)).public(),
        "employees": _told(halves).table,
    }
    return Statistics(last, len(held), tables)


def _days(granted: Granted, last: date) -> Iterator[date]:
    """The last day of each half-year in which a label may have held, up to one."""
    day = closed(min((opened for _, _, opened in granted), default=last))
    while day < last:
        day = date(day.year, 12, 31) if day.month == 6 else date(day.year + 1, 6, 30)
        yield day


def _rule(day: date) -> Rule:
    """The rule of a half-year: that of its last day; before there was any, the first."""
    rules = load_rules()
    return rule_in_force(rules, RULE, max(day, min(one.since.start for one in rules if one.id == RULE)))


def _table(rows: Iterable[Contribution]) -> MicroTable:
    return MicroTable(tuple(Dimension(name, TOTAL) for name in DIMENSIONS), tuple(rows))


@dataclass(frozen=True, eq=False)
class _Out:
    """A table that went out: who has how much in each cell, and the cells whose value is printed."""

    cells: Cells = field(repr=False)
    printed: frozenset[Codes]


@dataclass(frozen=True, eq=False)
class _Told:
    """The table of a half-year, and all that went out up to then."""

    table: PublicTable
    ledger: Ledger = field(default=Ledger(), repr=False)
    out: tuple[_Out, ...] = field(default=(), repr=False)


@lru_cache(maxsize=256)
def _told(halves: Halves) -> _Told:
    """Return what goes out for the last of these half-years in the light of the others; a table that nothing makes
    safe any more goes out without a value, and so teaches nothing.
    """
    if not halves:
        return _Told(PublicTable(RULE, DIMENSIONS, ()))
    before, (day, rows) = _told(halves[:-1]), halves[-1]
    if len(halves) > 1 and rows == halves[-2][1]:
        return before
    table, rule = _table(rows), _rule(day)
    cells = table.cells()
    guarded = _guarded(table, cells, rule, before) if rows else None
    if guarded is None:
        return replace(before, table=_public(rule, cells, frozenset()))
    printed = frozenset(guarded.system.codes(int(cell)) for cell in np.flatnonzero(~guarded.hidden))
    release = guarded.release(day.isoformat(), STOCK, day)
    return _Told(
        _public(rule, cells, printed), before.ledger.with_release(release), (*before.out, _Out(cells, printed))
    )


def _public(rule: Rule, cells: Cells, printed: frozenset[Codes]) -> PublicTable:
    shown = (PublicCell(codes, decimal(cells.total(codes)) if codes in printed else None) for codes in cells.amounts)
    return PublicTable(rule.id, DIMENSIONS, tuple(sorted(shown, key=lambda cell: cell.codes)))


def _guarded(table: MicroTable, cells: Cells, rule: Rule, before: _Told) -> Guarded | None:
    """Protect a table beside the earlier ones, and withhold a sum more as long as the changes of its holes tell of too
    few; None when no withholding is enough.
    """
    system, limits = system_of(table), limits_of(rule)
    needs = needs_of(system, limits)
    while True:
        try:
            guarded = protect_release(
                system,
                needs,
                subject=STOCK,
                ledger=before.ledger,
                limits=limits,
                level="contributors",
                costs=np.abs(system.sizes) / system.scale + 1.0,
            )
        except (Faults, OutOfTime):
            return None
        printed = frozenset(system.codes(int(cell)) for cell in np.flatnonzero(~guarded.hidden))
        told = {codes for one in before.out for codes in _telling(one, _Out(cells, printed), rule)}
        if not told:
            return guarded
        if not told <= printed:
            return None
        needs = _also(needs, [system.number[codes] for codes in sorted(told)], system.scale)


def _also(needs: Needs, more: list[int], slack: int) -> Needs:
    """The needs of a table, some cells of which must stay blurred besides, by one employee at least."""
    primary, upper, lower = needs.primary.copy(), needs.upper.copy(), needs.lower.copy()
    primary[more] = True
    upper[more], lower[more] = np.maximum(upper[more], slack), np.maximum(lower[more], slack)
    return Needs(primary, upper, lower, needs.reasons)


def _telling(before: _Out, after: _Out, rule: Rule) -> Iterator[Codes]:
    """Yield the sums of which two tables print the change, less that of some parts, so that what is left is the change
    of too few holders or of one above all. A cell with nobody in it is known to be zero, and one in which nobody came,
    left or changed is known to be the same.
    """
    changes = _changes(before.cells, after.cells)

    def known(codes: Codes) -> bool:
        return not changes[codes] or all(
            codes in one.printed or codes not in one.cells.amounts for one in (before, after)
        )

    parts: dict[tuple[int, Codes], list[Codes]] = {}
    for codes in sorted(changes):
        for place in (place for place, code in enumerate(codes) if code != TOTAL):
            parts.setdefault((place, (*codes[:place], TOTAL, *codes[place + 1 :])), []).append(codes)
    for (_, whole), several in parts.items():
        holes = [codes for codes in several if not known(codes)]
        if not holes or not known(whole):
            continue
        left: dict[str, Fraction] = {}
        for codes in holes:
            for who, amount in changes[codes].items():
                left[who] = left.get(who, Fraction(0)) + amount
        if rule.broken([amount for amount in left.values() if amount]):
            yield whole


def _changes(before: Cells, after: Cells) -> dict[Codes, dict[str, Fraction]]:
    """What each holder has more in each cell of either table."""
    found: dict[Codes, dict[str, Fraction]] = {}
    for codes in {*before.amounts, *after.amounts}:
        one, other = before.amounts.get(codes, {}), after.amounts.get(codes, {})
        more = {who: other.get(who, Fraction(0)) - one.get(who, Fraction(0)) for who in {*one, *other}}
        found[codes] = {who: amount for who, amount in more.items() if amount}
    return found


def _size(one: Holding) -> str:
    return size_of(sum(site.employees for site in one.sites))


def _main_region(one: Holding) -> str:
    """The region with most employees: a holder counts once, whatever its sites."""
    by_region: dict[str, int] = {}
    for site in one.sites:
        if site.region:
            by_region[site.region] = by_region.get(site.region, 0) + site.employees
    return max(by_region, key=lambda code: (by_region[code], code), default=ABROAD)


def _holders(held: Iterable[Holding]) -> Iterator[Contribution]:
    for one in held:
        yield Contribution(one.organisation, (_main_region(one), one.category, _size(one)), 1)


def _employees(held: Iterable[Holding]) -> Iterator[Contribution]:
    for one in held:
        for site in one.sites:
            if site.employees:
                yield Contribution(one.organisation, (site.region or ABROAD, one.category, _size(one)), site.employees)
