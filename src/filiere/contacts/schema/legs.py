"""Contacts: the events as received, and the legs that the engine scans."""

from typing import get_args

from filiere.contacts.definitions.choices import Outcome
from filiere.contacts.schema.columns import AGENT, CHANNEL, CUSTOMER, ORGANISATION, QUEUE, SITE, Column, Table, column
from filiere.core.text import Text

OUTCOMES: tuple[str, ...] = get_args(Outcome)
DIRECTIONS = ("inbound", "outbound")
MACHINE_REASONS = ("bot", "auto_ack")
"""Reasons of an answered leg that say who answered: a machine, or an automatic acknowledgement. Any other: a person."""

_DIRECTION = column("direction", "word", "Entrant ou sortant", "Inbound or outbound", required=True, words=DIRECTIONS)
_REASON = Column(
    name="reason",
    kind="name",
    meaning=Text(
        fr="Motif du contact ou de sa fin ; deux mots disent qu’une machine a répondu",
        en="Reason of the contact or of its end; two words say that a machine answered",
    ),
    marks=MACHINE_REASONS,
)

CONTACT_LEG = Table(
    name="contact_leg",
    title=Text(fr="Contacts, une ligne par passage en file", en="Contacts, one row per queue visit"),
    columns=(
        column("contact_id", "name", "Identité du contact", "Identity of the contact", required=True),
        column("leg", "count", "Rang du passage, depuis 1", "Rank of the visit, from 1", required=True),
        ORGANISATION,
        SITE,
        QUEUE,
        CHANNEL,
        _DIRECTION,
        CUSTOMER,
        AGENT,
        column("arrived_at", "time", "Arrivée sur la ligne", "Arrival on the line", required=True),
        column("queued_at", "time", "Entrée en file ; vide si jamais en file", "Queue entry; empty if never queued"),
        column("offered_at", "time", "Présentation au conseiller", "Offer to an agent"),
        column("answered_at", "time", "Première réponse", "First answer"),
        column("ended_at", "time", "Fin de l’échange ou abandon", "End of the exchange, or abandonment"),
        column("wrap_ended_at", "time", "Fin du traitement après échange", "End of the wrap-up"),
        column("outcome", "word", "Issue du passage", "How the visit ended", required=True, words=OUTCOMES),
        column("transferred", "flag", "Transféré ensuite", "Transferred afterwards"),
        _REASON,
    ),
    identity=("organisation", "contact_id", "leg"),
    moment="arrived_at",
)

EVENT_TYPES = (
    *("arrived", "ivr_in", "ivr_out", "callback_requested", "queued", "offered", "ring_no_answer", "answered", "held"),
    *("resumed", "transferred_out", "overflowed", "blocked", "deflected", "abandoned", "system_dropped", "ended"),
    *("wrap_start", "wrap_end", "first_reply", "reopened", "closed"),
)

CONTACT_EVENT = Table(
    name="contact_event",
    title=Text(fr="Événements reçus", en="Events as received"),
    columns=(
        column("event_id", "name", "Identité de l’événement", "Identity of the event", required=True),
        column("source", "name", "Système qui l’a émis", "System that sent it", required=True),
        column("source_seq", "count", "Rang dans ce système", "Rank in that system"),
        column("contact_id", "name", "Identité du contact", "Identity of the contact", required=True),
        column("parent_contact_id", "name", "Contact dont il est issu", "Contact it comes from"),
        ORGANISATION,
        SITE,
        QUEUE,
        CHANNEL,
        _DIRECTION,
        column("occurred_at", "time", "Moment", "Moment", required=True),
        column(
            "type",
            "name",
            "Nature de l’événement ; une nature inconnue est gardée telle quelle",
            "Kind of event; an unknown kind is kept as it is",
            required=True,
        ),
        column("actor", "word", "Qui agit", "Who acts", words=("human", "bot", "system")),
        AGENT,
        CUSTOMER,
        _REASON,
    ),
    identity=("organisation", "source", "event_id"),
    moment="occurred_at",
)
