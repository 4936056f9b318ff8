"""What a column of a file may become on the page of a mapping: a canonical column, or a part of one.

Most tools write no instant but that of the arrival, and durations beside it. Such a column is a part: the instants that
it gives are made by rules, and no person has to write them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from filiere.contacts import Table
from filiere.core import Text

DURATION_KIND = "duration"
WAIT, TALK, TOTAL, WRAP = "wait_time", "talk_time", "total_time", "wrap_time"
ARRIVAL_DAY, ARRIVAL_CLOCK = "arrival_day", "arrival_clock"


@dataclass(frozen=True, slots=True)
class MappingTarget:
    """Something that a column may become; ``kind`` is that of a canonical column, or ``duration``."""

    name: str
    title: Text
    kind: str
    words: tuple[str, ...] = ()


_PARTS = (
    MappingTarget(ARRIVAL_DAY, Text(fr="Jour de l’arrivée (sans l’heure)", en="Day of arrival (no time)"), "day"),
    MappingTarget(ARRIVAL_CLOCK, Text(fr="Heure de l’arrivée (sans le jour)", en="Time of arrival (no day)"), "clock"),
    MappingTarget(
        WAIT,
        Text(fr="Durée d’attente, avant réponse ou abandon", en="Waiting time, before answer or abandonment"),
        DURATION_KIND,
    ),
    MappingTarget(TALK, Text(fr="Durée de conversation", en="Talk time"), DURATION_KIND),
    MappingTarget(TOTAL, Text(fr="Durée totale, attente comprise", en="Total time, waiting included"), DURATION_KIND),
    MappingTarget(WRAP, Text(fr="Durée du traitement après échange", en="Wrap-up time"), DURATION_KIND),
)
"""The parts of the instants of a queue visit."""


def list_targets(table: Table) -> tuple[MappingTarget, ...]:
    """What a column of a file may become in a table: its columns, and the parts of instants of a queue visit."""
    columns = [MappingTarget(one.name, one.meaning, one.kind, one.words) for one in table.columns]
    return (*columns, *(_PARTS if table.name == "contact_leg" else ()))


WORD_TITLES: Mapping[str, Text] = {
    "answered": Text(fr="répondu", en="answered"),
    "abandoned": Text(fr="abandonné", en="abandoned"),
    "overflowed": Text(fr="débordé vers une autre file", en="overflowed to another queue"),
    "blocked": Text(fr="refusé avant la file", en="blocked before the queue"),
    "callback": Text(fr="rappel demandé", en="callback requested"),
    "deflected": Text(fr="traité par un automate", en="handled by a machine"),
    "system_dropped": Text(fr="coupé par le système", en="dropped by the system"),
    "open": Text(fr="en cours", en="still open"),
    "phone": Text(fr="téléphone", en="phone"),
    "email": Text(fr="courriel", en="e-mail"),
    "chat": Text(fr="messagerie instantanée", en="chat"),
    "mail": Text(fr="courrier", en="letter"),
    "social": Text(fr="réseaux sociaux", en="social media"),
    "inbound": Text(fr="entrant", en="inbound"),
    "outbound": Text(fr="sortant", en="outbound"),
    "true": Text(fr="oui", en="yes"),
    "false": Text(fr="non", en="no"),
    "human": Text(fr="une personne", en="a person"),
    "bot": Text(fr="un robot", en="a bot"),
    "system": Text(fr="le système", en="the system"),
    "available": Text(fr="disponible", en="available"),
    "busy": Text(fr="en échange", en="busy"),
    "wrap": Text(fr="en traitement après échange", en="in wrap-up"),
    "pause": Text(fr="en pause", en="on a break"),
    "offline": Text(fr="absent", en="offline"),
    "complaint": Text(fr="réclamation", en="complaint"),
    "ticket": Text(fr="demande", en="ticket"),
    "satisfaction": Text(fr="satisfaction", en="satisfaction"),
    "recommendation": Text(fr="recommandation", en="recommendation"),
    "effort": Text(fr="effort", en="effort"),
    "resolution": Text(fr="résolution", en="resolution"),
    "up": Text(fr="en service", en="up"),
    "down": Text(fr="en panne", en="down"),
    "planned": Text(fr="arrêt prévu", en="planned stop"),
}
"""The canonical words as a page says them."""


def word_title(word: str) -> Text:
    """A canonical word as a page says it."""
    return WORD_TITLES.get(word, Text.same(word))
