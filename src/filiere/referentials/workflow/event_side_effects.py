"""What an event of a dossier brings with it: the messages to its parties, and what opens beside it.

All of it is read from the events, so that a message is never sent of something that did not happen, nor a second time
of something that did: each is known by the number of its event and the party.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from filiere.core.text import Text
from filiere.referentials.records import ProcedureStep
from filiere.referentials.workflow.dossier import Dossier


@dataclass(frozen=True, slots=True)
class PartyMessage:
    """Something to tell a party; ``number`` is that of the event (from 1), ``public`` when everyone can read it."""

    number: int
    day: date
    event: str
    party: str
    public: bool
    words: Text


@dataclass(frozen=True, slots=True)
class SideOpening:
    """Something that opens beside the dossier: a renewal, a complaint, the follow-up of the logo."""

    number: int
    day: date
    opening: str


def list_messages(dossier: Dossier, after: int = 0) -> Iterator[PartyMessage]:
    """Yield whom to tell what, event by event; those after the first ``after`` events only."""
    procedure = dossier.rules.procedure
    for number, day, step in number_events(dossier, after):
        words = procedure.events.get(step.event) or Text.same(step.event)
        for party in step.tells:
            public = party in procedure.parties and procedure.parties[party].public
            yield PartyMessage(number, day, step.event, party, public, words)


def list_side_openings(dossier: Dossier, after: int = 0) -> Iterator[SideOpening]:
    """Yield what the events opened beside the dossier; those after the first ``after`` events only."""
    for number, day, step in number_events(dossier, after):
        if step.starts is not None:
            yield SideOpening(number, day, step.starts)


def number_events(dossier: Dossier, after: int) -> Iterator[tuple[int, date, ProcedureStep]]:
    """Yield the number, the day and the step of each event after the first ``after``."""
    for number, happened in enumerate(dossier.history[after:], after + 1):
        yield number, happened.day, dossier.rules.steps[happened.step]
