"""Statistics of the label, which rest on headcounts that nobody publishes: they leave by the gate of publication alone.

The rows are holders by region, category and size; what comes back is a public table in which every withheld cell looks
like every other. Size crosses neither region nor category: where the register names the few holders of a region, the
one line that has somebody would tell the size of each. And what is listed rests on the register alone: every region and
category that it names, every size there is, so that no line is missing for want of anybody in it. This module is the
only one of the site's register that reads a headcount.

The register names each holder on the day it comes, so two tables one holder apart would print its headcount. Hence they
stand at the last day of a half-year, over which several holders are likelier to come or go than over a quarter, and a
table of employees goes out in the light of all those before it, as a new version of the same numbers: what changed by
too few, or by one above all, stays hidden, in any cell and in any rest of a sum.

What went out is kept, and told again as it was. Worked out anew it might withhold other cells, for the search is cut
off sooner where a machine is busy, and may be another in a later version; and what one withholds, the other prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from django.db import OperationalError
from django.utils import timezone

from filiere.core import Faults, Text, seal
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
from filiere.disclosure.ledger import (
    Guarded,
    Ledger,
    Release,
    Subject,
    as_bytes,
    from_bytes,
    protect_release,
)
from filiere.disclosure.needs import Needs, needs_of
from filiere.disclosure.proven import limits_of, system_of
from filiere.disclosure.tables import Cells, Codes, decimal
from filiere.site.journal.clock import judge_clock
from filiere.site.register.holdings import Holding, first_opened, held_on
from filiere.site.register.models import HalfYear
from filiere.site.register.vocabulary import SIZES, size_of

RULE = "enterprise-statistics"
ABROAD = "abroad"
TOTAL = "Total"
DIMENSIONS = ("region", "category", "size")
MEASURES: dict[str, Text] = {
    "holders": Text(fr="titulaires", en="holders"),
    "employees": Text(fr="salariés du périmètre", en="employees in scope"),
}
STOCK = Subject("employees", "holders of the label", "stock")
"""One subject for all half-years: each is a version of the same stock, whose changes the whole rule is asked of."""

Rows = tuple[Contribution, ...]


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
    """Return the public statistics that stand on a day: those of the last half-year that is over, kept from now on if
    they were not. Earlier ones that were never kept are not told any more.
    """
    last = closed(day)
    kept = HalfYear.objects.standing(last)
    if kept is not None and kept.day == last:
        return _shown(kept)
    if not judge_clock().trusted:
        return _standing(last)
    try:
        return _closed(last)
    except OperationalError:
        # Whoever reads while another act holds the database reads what stood: the sweep of the hour keeps the new one.
        return _standing(last)


def _closed(last: date) -> Statistics:
    """Keep the half-years up to a day that are not kept yet, each in the light of those before it; return the last.

    Before the first label there is nothing to keep, and nothing that a later table could be compared with.
    """
    kept = list(HalfYear.objects.all())
    if kept and last <= kept[-1].day:
        # Days went back: what stood then is told, and nothing that was not told then.
        return _standing(last)
    told, found = _resumed(kept), Statistics(last, 0, tables_of(NOTHING, (), last))
    for day in _days(last, kept[-1].day if kept else None):
        held = held_on(day)
        before, told = told, following(told, day, tuple(employees_of(held)))
        found = Statistics(day, len(held), tables_of(told, held, day))
        if not held and not kept:
            continue
        release = told.ledger.releases[-1] if len(told.ledger.releases) > len(before.ledger.releases) else None
        row, new = HalfYear.objects.get_or_create(
            day=day,
            defaults={
                "held": found.held,
                "told": {name: _written(table) for name, table in found.tables.items()},
                "rows": told.rows,
                "release": as_bytes(release).decode() if release is not None else "",
                "kept_at": timezone.now(),
            },
        )
        kept.append(row)
        if not new:
            # Another process was first: what it kept is what went out.
            told, found = _resumed(kept), _shown(row)
    return found


def _standing(last: date) -> Statistics:
    """What was kept up to a day, and nothing new."""
    standing = HalfYear.objects.standing(last)
    return _shown(standing) if standing is not None else Statistics(last, 0, tables_of(NOTHING, (), last))


def tables_of(told: Told, held: Sequence[Holding], day: date) -> dict[str, PublicTable]:
    """Return the public table of each measure: holders as the gate lets them out, employees as they were told."""
    counted = publication_gate().decide(_table(_holders(held)), _rule(day)).public()
    named = {(_main_region(one), one.category) for one in held}
    sites = {(site.region or ABROAD, one.category) for one in held for site in one.sites}
    return {"holders": _listed(counted, named), "employees": _listed(told.table, named | sites)}


def _published(codes: Codes) -> bool:
    """Whether a line may go out at all: size crosses nothing."""
    region, category, size = codes
    return size == TOTAL or (region, category) == (TOTAL, TOTAL)


def _listed(table: PublicTable, named: Iterable[tuple[str, str]]) -> PublicTable:
    """Return the lines of a table as they go out: those of ``named`` regions and categories, and every size.

    A line with nobody in it says so only where none of its kind is withheld; it looks like a withheld one elsewhere.
    """
    if not table.cells:
        return table
    told = {cell.codes: cell.value for cell in table.cells if _published(cell.codes)}
    places = {codes for region, category in named for codes in ((region, category), (region, TOTAL), (TOTAL, category))}
    for lines in ({(*codes, TOTAL) for codes in places}, {(TOTAL, TOTAL, size) for size in SIZES}):
        nobody = None if any(value is None for codes, value in told.items() if codes in lines) else Decimal(0)
        for codes in lines:
            told.setdefault(codes, nobody)
    return replace(table, cells=tuple(PublicCell(codes, told[codes]) for codes in sorted(told)))


def _written(table: PublicTable) -> list[list[Any]]:
    return [[list(cell.codes), None if cell.value is None else str(cell.value)] for cell in table.cells]


def _read(cells: Iterable[Any], day: date) -> PublicTable:
    return PublicTable(
        _rule(day).id,
        DIMENSIONS,
        tuple(PublicCell(tuple(codes), None if value is None else Decimal(value)) for codes, value in cells),
    )


def _shown(row: HalfYear) -> Statistics:
    # What an earlier version kept had more lines, which told too much: they are not told again.
    return Statistics(row.day, row.held, {name: _listed(_read(row.told[name], row.day), ()) for name in MEASURES})


def _resumed(kept: Sequence[HalfYear]) -> Told:
    """Return what is known of all that went out, from what was kept of it."""
    if not kept:
        return NOTHING
    releases = tuple(from_bytes(one.release.encode()) for one in kept if one.release)
    return Told(_read(kept[-1].told["employees"], kept[-1].day), kept[-1].rows, Ledger(releases))


def _days(last: date, kept: date | None) -> Iterator[date]:
    """The last day of each half-year up to one: from that in which the first label was asked for, or from after the
    last that is kept.
    """
    day = kept or closed(first_opened() or last)
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

    @classmethod
    def of(cls, release: Release) -> _Out:
        """Read one from what is kept of it."""
        system, hidden = release.system, release.hidden
        held = system.holdings
        assert held is not None  # noqa: S101  Every row has its holder.
        amounts: dict[Codes, dict[str, Fraction]] = {system.codes(cell): {} for cell in range(len(system))}
        for cell, who, amount in zip(held.cells.tolist(), held.owners.tolist(), held.amounts.tolist(), strict=True):
            amounts[system.codes(cell)][held.names[who]] = Fraction(amount, system.scale)
        return cls(Cells(amounts, ()), frozenset(system.codes(int(cell)) for cell in np.flatnonzero(~hidden)))


@dataclass(frozen=True, eq=False)
class Told:
    """The headcounts of a half-year: the public table, the SHA-256 of its rows, and all that went out up to then."""

    table: PublicTable
    rows: str
    ledger: Ledger = field(default=Ledger(), repr=False)


NOTHING = Told(PublicTable(RULE, DIMENSIONS, ()), "")
"""Before the first half-year."""


def following(before: Told, day: date, rows: Rows) -> Told:
    """Return what goes out for a half-year in the light of those before it; a table that nothing makes safe any more
    goes out without a value, and so teaches nothing.
    """
    counted = seal([[one.contributor, list(one.codes), str(one.value)] for one in rows])
    if counted == before.rows:
        return before
    table, rule = _table(rows), _rule(day)
    cells = table.cells()
    guarded = _guarded(table, cells, rule, before.ledger) if rows else None
    if guarded is None:
        return Told(_public(rule, cells, frozenset()), counted, before.ledger)
    printed = frozenset(guarded.system.codes(int(cell)) for cell in np.flatnonzero(~guarded.hidden))
    release = guarded.release(day.isoformat(), STOCK, day)
    return Told(_public(rule, cells, printed), counted, before.ledger.with_release(release))


def _public(rule: Rule, cells: Cells, printed: frozenset[Codes]) -> PublicTable:
    shown = (
        PublicCell(codes, decimal(cells.total(codes)) if codes in printed else None)
        for codes in sorted(cells.amounts)
        if _published(codes)
    )
    return PublicTable(rule.id, DIMENSIONS, tuple(shown))


def _guarded(table: MicroTable, cells: Cells, rule: Rule, before: Ledger) -> Guarded | None:
    """Protect a table beside the earlier ones, and withhold a sum more as long as the changes of its holes tell of too
    few; None when no withholding is enough.
    """
    system, limits = system_of(table), limits_of(rule)
    crossed = np.array([not _published(system.codes(cell)) for cell in range(len(system))], dtype=np.bool_)
    needs, out = needs_of(system, limits), [_Out.of(release) for release in before.releases]
    while True:
        try:
            guarded = protect_release(
                system,
                needs,
                subject=STOCK,
                ledger=before,
                limits=limits,
                level="contributors",
                costs=np.where(crossed, 0.0, np.abs(system.sizes) / system.scale + 1.0),
                already=crossed,
            )
        except Faults:
            return None
        printed = frozenset(system.codes(int(cell)) for cell in np.flatnonzero(~guarded.hidden))
        told = {codes for one in out for codes in _telling(one, _Out(cells, printed), rule)}
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


def employees_of(held: Iterable[Holding]) -> Iterator[Contribution]:
    """The employees of each holder by region of site, its category and its size."""
    for one in held:
        for site in one.sites:
            if site.employees:
                yield Contribution(one.organisation, (site.region or ABROAD, one.category, _size(one)), site.employees)
