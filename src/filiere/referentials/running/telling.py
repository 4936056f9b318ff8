"""What is told of a dossier, and to whom: its messages, what opens beside it, and what everyone may read.

All of it is read from the events, so that a message is never sent of something that did not happen, nor a second time
of something that did: each is known by the number of its event and the party.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from filiere.core.text import Text
from filiere.referentials.records import ProcedureStep
from filiere.referentials.records.procedure import Shown
from filiere.referentials.running.delays import deadlines
from filiere.referentials.running.dossier import Dossier
from filiere.referentials.running.weighing import weigh


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell a party; ``number`` is that of the event (from 1), ``public`` when everyone can read it."""

    number: int
    day: date
    event: str
    party: str
    public: bool
    words: Text


@dataclass(frozen=True, slots=True)
class Beside:
    """Something that opens beside the dossier: a renewal, a complaint, the follow-up of the logo."""

    number: int
    day: date
    opening: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a public register: what happened, and what is shown of the label since."""

    number: int
    day: date
    event: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """What everyone sees of a dossier. It names no person.

    ``shown`` is so ``since`` that day. ``ends`` is the day on which the label comes to its term as things stand; None
    when it has none that runs, as while it is questioned or suspended.
    """

    shown: Shown
    since: date | None
    ends: date | None
    entries: tuple[Entry, ...]


def messages(dossier: Dossier, after: int = 0) -> Iterator[Message]:
    """Yield whom to tell what, event by event; those after the first ``after`` events only."""
    procedure = dossier.rules.procedure
    for number, day, step in _events(dossier, after):
        words = procedure.events.get(step.event) or Text.same(step.event)
        for party in step.tells:
            public = party in procedure.parties and procedure.parties[party].public
            yield Message(number, day, step.event, party, public, words)


def beside(dossier: Dossier, after: int = 0) -> Iterator[Beside]:
    """Yield what the events opened beside the dossier; those after the first ``after`` events only."""
    for number, day, step in _events(dossier, after):
        if step.starts is not None:
            yield Beside(number, day, step.starts)


def public_record(dossier: Dossier, party: str) -> PublicRecord:
    """Return what a public party, such as the register, shows; raise ``ValueError`` for one that is not public."""
    procedure = dossier.rules.procedure
    if party not in procedure.parties or not procedure.parties[party].public:
        raise ValueError(f"{party} is not a public party of this procedure")
    entries = tuple(
        Entry(number, day, step.event, procedure.by_key[dossier.stood[number]].label)
        for number, day, step in _events(dossier, 0)
        if party in step.tells
    )
    shown = dossier.state.label
    if shown == "none":
        return PublicRecord(shown, None, None, entries)
    index = len(dossier.stood) - 1
    while index and procedure.by_key[dossier.stood[index - 1]].label == shown:
        index -= 1
    return PublicRecord(shown, dossier.day_of(index), _term(dossier) if shown == "valid" else None, entries)


def _term(dossier: Dossier) -> date | None:
    """Return the first day on which a delay may end the label; one that the events already rule out does not."""
    procedure = dossier.rules.procedure
    return next(
        (
            one.due
            for one in deadlines(dossier)
            if any(
                procedure.by_key[to].label == "ended" and weigh(dossier, step, {}).value is not False
                for step in one.steps
                for to in procedure.targets(step)
            )
        ),
        None,
    )


def _events(dossier: Dossier, after: int) -> Iterator[tuple[int, date, ProcedureStep]]:
    for number, happened in enumerate(dossier.history[after:], after + 1):
        yield number, happened.day, dossier.rules.steps[happened.step]
