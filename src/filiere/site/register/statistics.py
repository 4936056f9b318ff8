"""Statistics of the label, which rest on headcounts that nobody publishes: they leave by the gate of publication alone.

The rows are holders by region, category and size; what comes back is a public table in which every withheld cell looks
like every other. How many holders there are, in all and by category, is told of any number: the register names them.
Their size, and the region in which a holder has most employees, follow from headcounts, and go by the gate. Size
crosses neither region nor category: where the register names the few holders of a region, the one line that has
somebody would tell the size of each. And what is listed rests on the register alone: every region and category that it
names, every size there is, so that no line is missing for want of anybody in it. This module is the only one of the
site's register that reads a headcount.

The register names each holder on the day it comes, so two tables one holder apart would print its headcount. Hence they
stand at the last day of a half-year, over which several holders are likelier to come or go than over a quarter, and a
table of employees goes out in the light of all those before it, as a new version of the same numbers: what changed by
too few, or by one above all, stays hidden, in any cell and in any rest of a sum.

What went out is kept, and told again as it was. Worked out anew it might withhold other cells, for the search is cut
off sooner where a machine is busy, and may be another in a later version; and what one withholds, the other prints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    Codes,
    Contribution,
    Dimension,
    Ledger,
    MicroTable,
    ProtectedRelease,
    ProtectionLevels,
    PublicCell,
    PublicTable,
    Release,
    Rule,
    Subject,
    TabulatedCells,
    build_limits,
    build_system,
    compute_protection_levels,
    load_rules,
    parse_release,
    protect_release,
    publication_gate,
    rule_in_force,
    serialize_release,
    to_decimal,
)
from filiere.site.journal.clock_trust import judge_clock
from filiere.site.register.facet_labels import SIZE_LABELS, size_class
from filiere.site.register.label_records import LabelRecord, find_first_opening, labels_held_on
from filiere.site.register.models import HalfYear

RULE = "enterprise-statistics"
ABROAD = "abroad"
TOTAL = "Total"
DIMENSIONS = ("region", "category", "size")
MEASURE_LABELS: dict[str, Text] = {
    "holders": Text(fr="titulaires", en="holders"),
    "employees": Text(fr="salariés du périmètre", en="employees in scope"),
}
STOCK = Subject("employees", "holders of the label", "stock")
"""One subject for all half-years: each is a version of the same stock, whose changes the whole rule is asked of."""

ContributionRows = tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What may be told of the last day of a half-year: one public table a measure, and how many labels held."""

    day: date
    held: int
    tables: dict[str, PublicTable]


def last_closed_half_year(day: date) -> date:
    """Return the last day of the last half-year that is over on a day."""
    return date(day.year, 6, 30) if day.month > 6 else date(day.year - 1, 12, 31)


def statistics_on(day: date) -> Statistics:
    """Return the public statistics that stand on a day: those of the last half-year that is over, kept from now on if
    they were not. Earlier ones that were never kept are not told any more.
    """
    last = last_closed_half_year(day)
    kept = HalfYear.objects.standing(last)
    if kept is not None and kept.day == last:
        return _statistics_from_row(kept)
    if not judge_clock().is_trusted:
        return _latest_published(last)
    try:
        return _publish_closed_half_years(last)
    except OperationalError:
        # Whoever reads while another act holds the database reads what stood: the sweep of the hour keeps the new one.
        return _latest_published(last)


def _publish_closed_half_years(last: date) -> Statistics:
    """Keep the half-years up to a day that are not kept yet, each in the light of those before it; return the last.

    Before the first label there is nothing to keep, and nothing that a later table could be compared with.
    """
    kept = list(HalfYear.objects.all())
    if kept and last <= kept[-1].day:
        # Days went back: what stood then is told, and nothing that was not told then.
        return _latest_published(last)
    told, found = _resume_ledger(kept), Statistics(last, 0, build_public_tables(NO_HEADCOUNTS, (), last))
    for day in _half_year_ends(last, kept[-1].day if kept else None):
        held = labels_held_on(day)
        before, told = told, next_headcounts(told, day, tuple(employee_contributions(held)))
        found = Statistics(day, len(held), build_public_tables(told, held, day))
        if not held and not kept:
            continue
        release = told.ledger.releases[-1] if len(told.ledger.releases) > len(before.ledger.releases) else None
        row, new = HalfYear.objects.get_or_create(
            day=day,
            defaults={
                "held": found.held,
                "told": {name: _table_as_json(table) for name, table in found.tables.items()},
                "rows": told.rows,
                "release": serialize_release(release).decode() if release is not None else "",
                "kept_at": timezone.now(),
            },
        )
        kept.append(row)
        if not new:
            # Another process was first: what it kept is what went out.
            told, found = _resume_ledger(kept), _statistics_from_row(row)
    return found


def _latest_published(last: date) -> Statistics:
    """What was kept up to a day, and nothing new."""
    standing = HalfYear.objects.standing(last)
    return (
        _statistics_from_row(standing)
        if standing is not None
        else Statistics(last, 0, build_public_tables(NO_HEADCOUNTS, (), last))
    )


def build_public_tables(told: PublishedHeadcounts, held: Sequence[LabelRecord], day: date) -> dict[str, PublicTable]:
    """Return the public table of each measure: holders as the gate lets them out, employees as they were told."""
    counted = publication_gate().decide(_micro_table(_holder_contributions(held)), _rule_on(day)).build_public_table()
    named = {(_main_region(one), one.category) for one in held}
    sites = {(site.region or ABROAD, one.category) for one in held for site in one.sites}
    holders = _with_open_counts(_listed_lines(counted, named), Counter(one.category for one in held))
    return {"holders": holders, "employees": _listed_lines(told.table, named | sites)}


def _with_open_counts(table: PublicTable, by_category: Mapping[str, int]) -> PublicTable:
    """Return a table of holders with what anybody counts in the register: all of them, and those of each category."""
    told = {cell.codes: cell.value for cell in table.cells}
    if by_category:
        told[TOTAL, TOTAL, TOTAL] = Decimal(sum(by_category.values()))
    told |= {(TOTAL, category, TOTAL): Decimal(total) for category, total in by_category.items() if category}
    return replace(table, cells=tuple(PublicCell(codes, told[codes]) for codes in sorted(told)))


def _may_publish_line(codes: Codes) -> bool:
    """Whether a line may go out at all: size crosses nothing."""
    region, category, size = codes
    return size == TOTAL or (region, category) == (TOTAL, TOTAL)


def _listed_lines(table: PublicTable, named: Iterable[tuple[str, str]]) -> PublicTable:
    """Return the lines of a table as they go out: those of ``named`` regions and categories, and every size.

    A line with nobody in it says so only where none of its kind is withheld; it looks like a withheld one elsewhere.
    """
    if not table.cells:
        return table
    told = {cell.codes: cell.value for cell in table.cells if _may_publish_line(cell.codes)}
    places = {codes for region, category in named for codes in ((region, category), (region, TOTAL), (TOTAL, category))}
    for lines in ({(*codes, TOTAL) for codes in places}, {(TOTAL, TOTAL, size) for size in SIZE_LABELS}):
        nobody = None if any(value is None for codes, value in told.items() if codes in lines) else Decimal(0)
        for codes in lines:
            told.setdefault(codes, nobody)
    return replace(table, cells=tuple(PublicCell(codes, told[codes]) for codes in sorted(told)))


def _table_as_json(table: PublicTable) -> list[list[Any]]:
    return [[list(cell.codes), None if cell.value is None else str(cell.value)] for cell in table.cells]


def _table_from_json(cells: Iterable[Any], day: date) -> PublicTable:
    return PublicTable(
        _rule_on(day).id,
        DIMENSIONS,
        tuple(PublicCell(tuple(codes), None if value is None else Decimal(value)) for codes, value in cells),
    )


def _statistics_from_row(row: HalfYear) -> Statistics:
    # What an earlier version kept had more lines, which told too much: they are not told again. It withheld how many
    # holders there were, which its row says.
    tables = {name: _listed_lines(_table_from_json(row.told[name], row.day), ()) for name in MEASURE_LABELS}
    tables["holders"] = _with_open_counts(tables["holders"], {"": row.held} if row.held else {})
    return Statistics(row.day, row.held, tables)


def _resume_ledger(kept: Sequence[HalfYear]) -> PublishedHeadcounts:
    """Return what is known of all that went out, from what was kept of it."""
    if not kept:
        return NO_HEADCOUNTS
    releases = tuple(parse_release(one.release.encode()) for one in kept if one.release)
    return PublishedHeadcounts(
        _table_from_json(kept[-1].told["employees"], kept[-1].day), kept[-1].rows, Ledger(releases)
    )


def _half_year_ends(last: date, kept: date | None) -> Iterator[date]:
    """The last day of each half-year up to one: from that in which the first label was asked for, or from after the
    last that is kept.
    """
    day = kept or last_closed_half_year(find_first_opening() or last)
    while day < last:
        day = date(day.year, 12, 31) if day.month == 6 else date(day.year + 1, 6, 30)
        yield day


def _rule_on(day: date) -> Rule:
    """The rule of a half-year: that of its last day; before there was any, the first."""
    rules = load_rules()
    return rule_in_force(rules, RULE, max(day, min(one.since.start for one in rules if one.id == RULE)))


def tells_of_few(count: int, day: date) -> bool:
    """Whether a number that rests on so many contributors is withheld, by the rule of the statistics."""
    return _rule_on(day).has_too_few([Fraction(1)] * count)


def _micro_table(rows: Iterable[Contribution]) -> MicroTable:
    return MicroTable(tuple(Dimension(name, TOTAL) for name in DIMENSIONS), tuple(rows))


@dataclass(frozen=True, eq=False)
class _PublishedTable:
    """A table that went out: who has how much in each cell, and the cells whose value is printed."""

    cells: TabulatedCells = field(repr=False)
    printed: frozenset[Codes]

    @classmethod
    def of(cls, release: Release) -> _PublishedTable:
        """Read one from what is kept of it."""
        system, hidden = release.system, release.hidden
        held = system.holdings
        assert held is not None  # noqa: S101  Every row has its holder.
        amounts: dict[Codes, dict[str, Fraction]] = {system.codes(cell): {} for cell in range(len(system))}
        for cell, who, amount in zip(held.cells.tolist(), held.owners.tolist(), held.amounts.tolist(), strict=True):
            amounts[system.codes(cell)][held.names[who]] = Fraction(amount, system.scale)
        return cls(TabulatedCells(amounts, ()), frozenset(system.codes(int(cell)) for cell in np.flatnonzero(~hidden)))


@dataclass(frozen=True, eq=False)
class PublishedHeadcounts:
    """The headcounts of a half-year: the public table, the SHA-256 of its rows, and all that went out up to then."""

    table: PublicTable
    rows: str
    ledger: Ledger = field(default=Ledger(), repr=False)


NO_HEADCOUNTS = PublishedHeadcounts(PublicTable(RULE, DIMENSIONS, ()), "")
"""Before the first half-year."""


def next_headcounts(before: PublishedHeadcounts, day: date, rows: ContributionRows) -> PublishedHeadcounts:
    """Return what goes out for a half-year in the light of those before it; a table that nothing makes safe any more
    goes out without a value, and so teaches nothing.
    """
    counted = seal([[one.contributor, list(one.codes), str(one.value)] for one in rows])
    if counted == before.rows:
        return before
    table, rule = _micro_table(rows), _rule_on(day)
    cells = table.cells()
    guarded = _protect_table(table, cells, rule, before.ledger) if rows else None
    if guarded is None:
        return PublishedHeadcounts(_public_table(rule, cells, frozenset()), counted, before.ledger)
    printed = frozenset(guarded.system.codes(int(cell)) for cell in np.flatnonzero(~guarded.hidden))
    release = guarded.release(day.isoformat(), STOCK, day)
    return PublishedHeadcounts(_public_table(rule, cells, printed), counted, before.ledger.with_release(release))


def _public_table(rule: Rule, cells: TabulatedCells, printed: frozenset[Codes]) -> PublicTable:
    shown = (
        PublicCell(codes, to_decimal(cells.total(codes)) if codes in printed else None)
        for codes in sorted(cells.amounts)
        if _may_publish_line(codes)
    )
    return PublicTable(rule.id, DIMENSIONS, tuple(shown))


def _protect_table(table: MicroTable, cells: TabulatedCells, rule: Rule, before: Ledger) -> ProtectedRelease | None:
    """Protect a table beside the earlier ones, and withhold a sum more as long as the changes of its holes tell of too
    few; None when no withholding is enough.
    """
    system, limits = build_system(table), build_limits(rule)
    crossed = np.array([not _may_publish_line(system.codes(cell)) for cell in range(len(system))], dtype=np.bool_)
    needs, out = compute_protection_levels(system, limits), [_PublishedTable.of(release) for release in before.releases]
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
        told = {codes for one in out for codes in _revealing_changes(one, _PublishedTable(cells, printed), rule)}
        if not told:
            return guarded
        if not told <= printed:
            return None
        needs = _add_blurred_cells(needs, [system.number[codes] for codes in sorted(told)], system.scale)


def _add_blurred_cells(needs: ProtectionLevels, more: list[int], slack: int) -> ProtectionLevels:
    """The needs of a table, some cells of which must stay blurred besides, by one employee at least."""
    primary, upper, lower = needs.primary.copy(), needs.upper.copy(), needs.lower.copy()
    primary[more] = True
    upper[more], lower[more] = np.maximum(upper[more], slack), np.maximum(lower[more], slack)
    return ProtectionLevels(primary, upper, lower, needs.reasons)


def _revealing_changes(before: _PublishedTable, after: _PublishedTable, rule: Rule) -> Iterator[Codes]:
    """Yield the sums of which two tables print the change, less that of some parts, so that what is left is the change
    of too few holders or of one above all. A cell with nobody in it is known to be zero, and one in which nobody came,
    left or changed is known to be the same.
    """
    changes = _cell_changes(before.cells, after.cells)

    def is_known(codes: Codes) -> bool:
        return not changes[codes] or all(
            codes in one.printed or codes not in one.cells.amounts for one in (before, after)
        )

    parts: dict[tuple[int, Codes], list[Codes]] = {}
    for codes in sorted(changes):
        for place in (place for place, code in enumerate(codes) if code != TOTAL):
            parts.setdefault((place, (*codes[:place], TOTAL, *codes[place + 1 :])), []).append(codes)
    for (_, whole), several in parts.items():
        holes = [codes for codes in several if not is_known(codes)]
        if not holes or not is_known(whole):
            continue
        left: dict[str, Fraction] = {}
        for codes in holes:
            for who, amount in changes[codes].items():
                left[who] = left.get(who, Fraction(0)) + amount
        if rule.is_broken([amount for amount in left.values() if amount]):
            yield whole


def _cell_changes(before: TabulatedCells, after: TabulatedCells) -> dict[Codes, dict[str, Fraction]]:
    """What each holder has more in each cell of either table."""
    found: dict[Codes, dict[str, Fraction]] = {}
    for codes in {*before.amounts, *after.amounts}:
        this, other = before.amounts.get(codes, {}), after.amounts.get(codes, {})
        more = {who: other.get(who, Fraction(0)) - this.get(who, Fraction(0)) for who in {*this, *other}}
        found[codes] = {who: amount for who, amount in more.items() if amount}
    return found


def _size_class(label_record: LabelRecord) -> str:
    return size_class(sum(site.employees for site in label_record.sites))


def _main_region(label_record: LabelRecord) -> str:
    """The region with most employees: a holder counts once, whatever its sites."""
    by_region: dict[str, int] = {}
    for site in label_record.sites:
        if site.region:
            by_region[site.region] = by_region.get(site.region, 0) + site.employees
    return max(by_region, key=lambda code: (by_region[code], code), default=ABROAD)


def _holder_contributions(held: Iterable[LabelRecord]) -> Iterator[Contribution]:
    for label_record in held:
        yield Contribution(
            label_record.organisation, (_main_region(label_record), label_record.category, _size_class(label_record)), 1
        )


def employee_contributions(held: Iterable[LabelRecord]) -> Iterator[Contribution]:
    """The employees of each holder by region of site, its category and its size."""
    for label_record in held:
        for site in label_record.sites:
            if site.employees:
                yield Contribution(
                    label_record.organisation,
                    (site.region or ABROAD, label_record.category, _size_class(label_record)),
                    site.employees,
                )
