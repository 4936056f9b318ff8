"""What indicators leave out, by reason: a figure does not say whom it does not count, and this does.

The rules are docs/reference/contact-indicators.md, §§ 5, 7 and 12 to 17. Packs carry these counts, and whoever verifies
one counts again; the command line tells them beside the figures.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir

from filiere.contacts import single_scan_counts
from filiere.contacts.computation_context import Context
from filiere.contacts.definitions.records import DefinitionSet
from filiere.contacts.measures import MEASURES
from filiere.contacts.measures.delays import plan_delays
from filiere.core import Text

EXCLUSION_LABELS: Mapping[str, Text] = {
    "callback": Text(fr="rappel demandé", en="callback requested"),
    "out_of_hours": Text(fr="arrivé hors des heures d’ouverture", en="arrived outside opening hours"),
    "negative_wait": Text(fr="attente négative : une horloge s’est trompée", en="negative wait: a clock was wrong"),
    "short_abandon": Text(fr="abandon court", en="short abandonment"),
    "unknown_customer": Text(fr="client inconnu", en="unknown customer"),
    "censored": Text(fr="trop récent : encore indéterminé", en="too recent: the outcome cannot be known yet"),
    "young": Text(fr="encore dans son délai", en="still within its time limit"),
    "unanswered": Text(fr="sans réponse", en="no answer"),
    "out_of_scale": Text(fr="note hors de l’échelle", en="score outside its scale"),
    "other_scale": Text(fr="autre échelle", en="another scale"),
    "no_satisfied_from": Text(fr="seuil de satisfaction inconnu", en="unknown satisfaction threshold"),
    "unknown": Text(fr="valeur inconnue", en="unknown value"),
    "negative_span": Text(fr="durée négative", en="negative duration"),
    "made_late": Text(fr="prévision faite trop tard", en="forecast made too late"),
    "coarser": Text(fr="prévision d’un niveau moins fin", en="forecast at a coarser level"),
    "not_calibrated": Text(fr="écoute non calibrée", en="uncalibrated review"),
    "nothing_possible": Text(fr="aucun point possible", en="no point possible"),
    "outside": Text(fr="hors de la période des données", en="outside the data period"),
}


class ExclusionCount(Protocol):
    """What is read of a count of what was left out, here or in the manifest of a pack."""

    @property
    def definition(self) -> str: ...
    @property
    def indicator(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def n(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutUnits:
    """How many units an indicator leaves out for one reason, in the whole of the data."""

    definition: str
    indicator: str
    reason: str
    n: int


def plan_left_out_counts(context: Context, definitions: Sequence[DefinitionSet]) -> None:
    """Let what indicators leave out be counted by the readings of their sums, where :func:`count_left_out` comes
    after."""
    tables: dict[Any, _TableCounts] = {}
    for definition in definitions:
        for indicator in definition.indicators:
            measure = MEASURES[indicator.measure]
            if measure.aside_in_passing and not measure.refusal(context, indicator):
                for excluded_rows in measure.list_excluded_rows(context, indicator):
                    tables.setdefault(excluded_rows.rows.op(), _TableCounts(excluded_rows.rows)).name_counts(
                        excluded_rows.reasons
                    )
    for table in tables.values():
        for condition in table.conditions:
            single_scan_counts.register_count(context, table.rows, condition)


def count_left_out(context: Context, definitions: Sequence[DefinitionSet]) -> Iterator[LeftOutUnits]:
    """Give what each indicator leaves out. A table is read once for all that leave out some of its rows, and not at all
    where a reading has counted them in passing."""
    plan_delays(context, ((MEASURES[each.measure], each) for one in definitions for each in one.indicators))
    told = []
    tables: dict[Any, _TableCounts] = {}
    for definition in definitions:
        for indicator in definition.indicators:
            measure = MEASURES[indicator.measure]
            asides = [] if measure.refusal(context, indicator) else measure.list_excluded_rows(context, indicator)
            counts = [(tables.setdefault(one.rows.op(), _TableCounts(one.rows)), one.reasons) for one in asides]
            told.append(
                (definition.id, indicator.key, [(table, table.name_counts(reasons)) for table, reasons in counts])
            )
    found = {table: one.compute_counts(context) for table, one in tables.items()}
    for definition_id, key, places in told:
        reasons: Counter[str] = Counter()
        for table, names in places:
            reasons.update({reason: found[table.rows.op()][name] for reason, name in names.items()})
        for reason, count in sorted((+reasons).items()):
            yield LeftOutUnits(definition=definition_id, indicator=key, reason=reason, n=count)


class _TableCounts:
    """What is counted of one table: how many of its rows meet each of some conditions, side by side."""

    def __init__(self, rows: ir.Table) -> None:
        self.rows = rows
        self._conditions: dict[Any, tuple[str, ir.BooleanValue]] = {}

    def name_counts(self, reasons: Mapping[str, ir.BooleanValue]) -> Mapping[str, str]:
        """Return the name of the count of each reason: of the rows that meet it, and none of those before it."""
        names = {}
        before = ibis.literal(False)
        for reason, condition in reasons.items():
            met = condition.fill_null(False)
            alone = met & ~before
            before = before | met
            name, _ = self._conditions.setdefault(alone.op(), (f"n{len(self._conditions)}", alone))
            names[reason] = name
        return names

    @property
    def conditions(self) -> Sequence[ir.BooleanValue]:
        """The conditions that are counted."""
        return [condition for _, condition in self._conditions.values()]

    def compute_counts(self, context: Context) -> Mapping[str, int]:
        """Return all the counts by name, those that no reading has made by one."""
        named = {
            name: single_scan_counts.recorded_count(context, self.rows, condition)
            for name, condition in self._conditions.values()
        }
        found = {name: count for name, count in named.items() if count is not None}
        asked = {name: condition for name, condition in self._conditions.values() if name not in found}
        if asked:
            sums = self.rows.aggregate(**{name: self.rows.count(where=condition) for name, condition in asked.items()})
            found |= context.engine.fetch(sums).to_pylist()[0]
        return found


def group_equal_exclusions(rows: Iterable[ExclusionCount]) -> Mapping[tuple[str, str, int], Sequence[str]]:
    """Return the indicators that leave out as many for the same reason, by definition, reason and number: they mostly
    leave out the same contacts."""
    found: dict[tuple[str, str, int], list[str]] = {}
    for row in rows:
        found.setdefault((row.definition, row.reason, row.n), []).append(row.indicator)
    return found


def reason_label(reason: str) -> Text:
    """Return the words of a reason, the code itself where there are none."""
    return EXCLUSION_LABELS.get(reason) or Text.same(reason)
