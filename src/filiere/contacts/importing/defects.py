"""What is wrong with a row that is kept: counted by kind, named in its column ``defects_of_table``, never set right in
silence.

A row that cannot be understood is rejected. A row that can, and says something impossible (an answer before the
arrival), is kept as it is, and whoever computes an indicator from it leaves it out by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filiere.contacts.importing.database import quote_text
from filiere.contacts.schema import MACHINE_REASONS, Table
from filiere.core import Text

ENDLESS_HOURS = 12
"""A call or a chat of more hours than this is a clock that was never stopped, unless the caller says otherwise."""
ENDLESS_WRITTEN_HOURS = 24 * 366
"""The same for what is written: a letter may wait for months."""


LONG_MENU_HOURS = 1
"""Nobody stays in the menu of a line for so long before a queue: two clocks, or two zones, wrote the two instants. An
hour, since that is the least by which a wrong zone or a missed change of clocks is wrong."""


@dataclass(frozen=True, slots=True)
class Defect:
    """A kind of defect: its name, the SQL that finds it in the stored columns of its table, and what it is."""

    name: str
    sql: str
    meaning: Text


def defects_of_table(table: Table, *, endless_hours: int = ENDLESS_HOURS) -> Sequence[Defect]:
    """Return the defects looked for in a table."""
    if table.name != "contact_leg":
        return _OTHER_DEFECTS.get(table.name, ())
    hours = f"CASE WHEN channel IN ('phone', 'chat') THEN {endless_hours} ELSE {ENDLESS_WRITTEN_HOURS} END"
    endless = _build_defect(
        "endless",
        f"coalesce(wrap_ended_us, ended_us) - arrived_us > {hours} * 3600000000",
        "plus long que la limite donnée à l’import",
        "longer than the limit given to the import",
    )
    return (*_LEG_DEFECTS, endless)


def _build_defect(name: str, sql: str, fr: str, en: str) -> Defect:
    return Defect(name, sql, Text(fr=fr, en=en))


_MACHINE_SQL = ", ".join(map(quote_text, MACHINE_REASONS))

_SERVED_SQL = (
    f"channel = 'phone' AND direction = 'inbound' AND outcome = 'answered' AND coalesce(reason, '') NOT IN "
    f"({_MACHINE_SQL})"
)

_LEG_DEFECTS = (
    _build_defect(
        "queue-before-arrival", "queued_us < arrived_us", "entrée en file avant l’arrivée", "queued before the arrival"
    ),
    _build_defect(
        "arrival-long-before-queue",
        f"channel = 'phone' AND queued_us - arrived_us >= {LONG_MENU_HOURS} * 3600000000",
        "appel arrivé une heure ou plus avant l’entrée en file : deux horloges ou deux fuseaux",
        "call that arrived an hour or more before it queued: two clocks or two zones",
    ),
    _build_defect(
        "offer-before-queue", "offered_us < queued_us", "présentation avant l’entrée en file", "offered before queued"
    ),
    _build_defect(
        "answer-before-arrival", "answered_us < arrived_us", "réponse avant l’arrivée", "answered before arrival"
    ),
    _build_defect(
        "answer-before-queue", "answered_us < queued_us", "réponse avant l’entrée en file", "answered before queued"
    ),
    _build_defect(
        "answer-before-offer", "answered_us < offered_us", "réponse avant la présentation", "answered before offered"
    ),
    _build_defect("end-before-arrival", "ended_us < arrived_us", "fin avant l’arrivée", "ended before the arrival"),
    _build_defect("end-before-queue", "ended_us < queued_us", "fin avant l’entrée en file", "ended before queued"),
    _build_defect("end-before-answer", "ended_us < answered_us", "fin avant la réponse", "ended before answered"),
    _build_defect(
        "wrap-before-end", "wrap_ended_us < ended_us", "traitement fini avant l’échange", "wrap-up over before the end"
    ),
    _build_defect(
        "answered-without-agent",
        f"outcome = 'answered' AND agent_key IS NULL AND coalesce(reason, '') NOT IN ({_MACHINE_SQL})",
        "répondu, sans conseiller connu",
        "answered, by no known agent",
    ),
    _build_defect(
        "answered-without-time",
        "outcome = 'answered' AND answered_us IS NULL",
        "répondu, sans heure de réponse : son attente est inconnue, et ne compte dans aucun délai tenu",
        "answered, with no time of answer: its wait is unknown, and counts as within no threshold",
    ),
    _build_defect(
        "answered-without-queue",
        f"{_SERVED_SQL} AND queued_us IS NULL AND (offered_us IS NULL OR offered_us >= answered_us)",
        "appel répondu, sans heure d’entrée en file ni de présentation avant la réponse : son attente compte pour 0",
        "call answered, with no time of entry in the queue, nor of offer before the answer: its wait counts as 0",
    ),
    _build_defect(
        "answer-time-unanswered",
        "outcome <> 'answered' AND answered_us IS NOT NULL",
        "heure de réponse, sans réponse",
        "time of an answer, without an answer",
    ),
    _build_defect(
        "not-ended", "outcome <> 'open' AND ended_us IS NULL", "terminé, sans heure de fin", "ended, with no end time"
    ),
    _build_defect(
        "open-ended", "outcome = 'open' AND ended_us IS NOT NULL", "en cours, avec une fin", "open, with an end"
    ),
    _build_defect(
        "queued-at-door",
        "outcome IN ('blocked', 'deflected') AND queued_us IS NOT NULL",
        "bloqué ou dévié, et pourtant entré en file",
        "blocked or deflected, and yet queued",
    ),
)

LEG_WITHOUT_FIRST = _build_defect(
    "leg-without-first",
    "min(leg) > 1",
    "contact dont le premier passage manque : il commence là où commence celui qui est connu",
    "contact of which the first leg is missing: it begins where the first one known begins",
)
"""The one defect of contacts, found in the legs of each once the delivery is merged; the SQL is over them."""

_OTHER_DEFECTS: Mapping[str, Sequence[Defect]] = {
    "case": (
        _build_defect(
            "opened-before-sent", "opened_us < sent_us", "ouverture avant l’envoi", "opened before it was sent"
        ),
        _build_defect(
            "acknowledged-before-sent",
            "acknowledged_us < coalesce(sent_us, opened_us)",
            "accusé de réception avant l’envoi",
            "acknowledged before it was sent",
        ),
        _build_defect(
            "reply-before-opening",
            "first_reply_us < opened_us",
            "réponse avant l’ouverture",
            "reply before the opening",
        ),
        _build_defect(
            "close-before-opening", "closed_us < opened_us", "clôture avant l’ouverture", "closed before opened"
        ),
        _build_defect(
            "reopen-before-opening",
            "reopened_us < opened_us",
            "réouverture avant l’ouverture",
            "reopened before opened",
        ),
    ),
    "survey_answer": (
        _build_defect(
            "answer-before-invitation",
            "answered_us < invited_us",
            "réponse avant l’invitation",
            "answered before the invitation",
        ),
        _build_defect(
            "score-without-answer",
            "score IS NOT NULL AND answered_us IS NULL",
            "note sans date de réponse",
            "score without a date of answer",
        ),
    ),
    "agent_state": (
        _build_defect("empty-interval", "to_us = from_us", "état d’une durée nulle", "state of no length"),
    ),
    "service_uptime": (
        _build_defect("empty-interval", "to_us = from_us", "état d’une durée nulle", "state of no length"),
    ),
}
