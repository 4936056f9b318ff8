"""What indicators leave out, by reason: a figure does not say whom it does not count, and this does.

The rules are docs/reference/contact-indicators.md, §§ 5, 7 and 12 to 17. Packs carry these counts, and whoever verifies
one counts again; the command line tells them beside the figures.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from filiere.contacts.context import Context
from filiere.contacts.definitions.records import DefinitionSet
from filiere.contacts.measures import MEASURES
from filiere.core import Text
from filiere.core.text import Lang

EXCLUSIONS: Mapping[str, Text] = {
    "callback": Text(fr="rappel demandé", en="call back asked for"),
    "out_of_hours": Text(fr="arrivé hors des heures d’ouverture", en="arrived outside opening hours"),
    "negative_wait": Text(fr="attente négative : une horloge s’est trompée", en="negative wait: a clock was wrong"),
    "short_abandon": Text(fr="abandon court", en="short abandonment"),
    "unknown_customer": Text(fr="client inconnu", en="unknown customer"),
    "censored": Text(fr="trop récent : nul ne peut encore savoir", en="too young: nobody can know yet"),
    "young": Text(fr="encore dans son délai", en="still within its delay"),
    "unanswered": Text(fr="sans réponse", en="without an answer"),
    "out_of_scale": Text(fr="note hors de l’échelle", en="score out of its scale"),
    "other_scale": Text(fr="autre échelle", en="another scale"),
    "no_satisfied_from": Text(fr="seuil de satisfaction inconnu", en="unknown threshold of satisfaction"),
    "unknown": Text(fr="valeur inconnue", en="unknown value"),
    "negative_span": Text(fr="durée négative", en="negative span"),
    "made_late": Text(fr="prévision faite trop tard", en="forecast made too late"),
    "coarser": Text(fr="prévision d’un niveau moins fin", en="forecast of a coarser level"),
    "not_calibrated": Text(fr="écoute non calibrée", en="review that was not calibrated"),
    "nothing_possible": Text(fr="aucun point possible", en="no point possible"),
    "outside": Text(fr="hors de la période des données", en="outside the period of the data"),
}


class Excluded(Protocol):
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
class LeftOut:
    """How many units an indicator leaves out for one reason, in the whole of the data."""

    definition: str
    indicator: str
    reason: str
    n: int


def left_out(context: Context, definitions: Sequence[DefinitionSet]) -> Iterator[LeftOut]:
    """Give what each indicator leaves out. Those that count the same units alike are read once: most do."""
    read: dict[Any, Counter[str]] = {}
    for definition in definitions:
        for indicator in definition.indicators:
            measure = MEASURES[indicator.measure]
            table = None if measure.refusal(context, indicator) else measure.exclusions(context, indicator)
            if table is None:
                continue
            if table.op() not in read:
                found = read.setdefault(table.op(), Counter())
                for row in context.engine.fetch(table).to_pylist():
                    found[row["reason"]] += row["n"] or 0
            for reason, count in sorted((+read[table.op()]).items()):
                yield LeftOut(definition=definition.id, indicator=indicator.key, reason=reason, n=count)


def alike(rows: Iterable[Excluded]) -> Mapping[tuple[str, str, int], Sequence[str]]:
    """Return the indicators that leave out as many for the same reason, by definition, reason and number: they mostly
    leave out the same contacts."""
    found: dict[tuple[str, str, int], list[str]] = {}
    for one in rows:
        found.setdefault((one.definition, one.reason, one.n), []).append(one.indicator)
    return found


def reason_words(reason: str, lang: Lang) -> str:
    """Return the words of a reason, the code itself where there are none."""
    words = EXCLUSIONS.get(reason)
    return words.get(lang) if words else reason
