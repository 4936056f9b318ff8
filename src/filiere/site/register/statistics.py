"""Statistics of the label, which rest on headcounts that nobody publishes: they leave by the gate of publication alone.

The rows are holders by region, category and size; what comes back is the public face of the decision, in which every
withheld cell looks like every other. This module is the only one of the site's register that reads a headcount.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from filiere.core import Text
from filiere.disclosure import Contribution, Dimension, MicroTable, load_rules, publication_gate, rule_in_force
from filiere.disclosure.gate import PublicTable
from filiere.site.register.holdings import Holding, holdings
from filiere.site.register.vocabulary import size_of

RULE = "enterprise-statistics"
ABROAD = "abroad"
TOTAL = "Total"
DIMENSIONS = ("region", "category", "size")
MEASURES: dict[str, Text] = {
    "holders": Text(fr="titulaires", en="holders"),
    "employees": Text(fr="salariés du périmètre", en="employees of the perimeter"),
}


@dataclass(frozen=True, slots=True)
class Statistics:
    """What may be told on a day: one public table a measure."""

    day: date
    tables: dict[str, PublicTable]


def statistics(day: date) -> Statistics:
    """Return the public statistics of the labels that hold on a day."""
    held = [one for one in holdings(day) if one.holds]
    gate, rule = publication_gate(), rule_in_force(load_rules(), RULE, day)
    tables = {}
    for measure, rows in (("holders", _holders(held)), ("employees", _employees(held))):
        table = MicroTable(tuple(Dimension(name, TOTAL) for name in DIMENSIONS), tuple(rows))
        tables[measure] = gate.decide(table, rule).public()
    return Statistics(day, tables)


def _size(one: Holding) -> str:
    return size_of(sum(site.employees for site in one.sites))


def _main_region(one: Holding) -> str:
    """The region with most employees: a holder counts once, whatever its sites."""
    by_region: dict[str, int] = {}
    for site in one.sites:
        if site.region:
            by_region[site.region] = by_region.get(site.region, 0) + site.employees
    return max(by_region, key=lambda code: (by_region[code], code), default=ABROAD)


def _holders(held: Iterable[Holding]) -> Iterable[Contribution]:
    for one in held:
        yield Contribution(one.organisation, (_main_region(one), one.category, _size(one)), 1)


def _employees(held: Iterable[Holding]) -> Iterable[Contribution]:
    for one in held:
        for site in one.sites:
            if site.employees:
                yield Contribution(one.organisation, (site.region or ABROAD, one.category, _size(one)), site.employees)
