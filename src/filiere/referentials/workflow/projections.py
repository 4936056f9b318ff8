"""What is told of a dossier, and to whom: its messages, what opens beside it, and what everyone may read.

All of it is read from the events, so that a message is never sent of something that did not happen, nor a second time
of something that did: each is known by the number of its event and the party.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from filiere.core.text import Text
from filiere.referentials.records import ProcedureStep
from filiere.referentials.records.procedure import PublicLabelState
from filiere.referentials.workflow.delays import running_deadlines
from filiere.referentials.workflow.dossier import Dossier
from filiere.referentials.workflow.guards import evaluate_guard


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


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """One line of a public register: what happened, and what is shown of the label since."""

    number: int
    day: date
    event: str
    shown: PublicLabelState


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """What everyone sees of a dossier. It names no person.

    ``shown`` is so ``since`` that day. ``ends`` is the day on which the label comes to its term as things stand; None
    when it has none that runs, as while it is questioned or suspended.
    """

    shown: PublicLabelState
    since: date | None
    ends: date | None
    entries: tuple[PublicEntry, ...]


def list_messages(dossier: Dossier, after: int = 0) -> Iterator[PartyMessage]:
    """Yield whom to tell what, event by event; those after the first ``after`` events only."""
    procedure = dossier.rules.procedure
    for number, day, step in _numbered_events(dossier, after):
        words = procedure.events.get(step.event) or Text.same(step.event)
        for party in step.tells:
            public = party in procedure.parties and procedure.parties[party].public
            yield PartyMessage(number, day, step.event, party, public, words)


def list_side_openings(dossier: Dossier, after: int = 0) -> Iterator[SideOpening]:
    """Yield what the events opened beside the dossier; those after the first ``after`` events only."""
    for number, day, step in _numbered_events(dossier, after):
        if step.starts is not None:
            yield SideOpening(number, day, step.starts)


def build_public_record(dossier: Dossier, party: str) -> PublicRecord:
    """Return what a public party, such as the register, shows; raise ``ValueError`` for one that is not public."""
    procedure = dossier.rules.procedure
    if party not in procedure.parties or not procedure.parties[party].public:
        raise ValueError(f"{party} is not a public party of this procedure")
    entries = tuple(
        PublicEntry(number, day, step.event, procedure.by_key[dossier.stood[number]].label)
        for number, day, step in _numbered_events(dossier, 0)
        if party in step.tells
    )
    shown = dossier.state.label
    if shown == "none":
        return PublicRecord(shown, None, None, entries)
    index = len(dossier.stood) - 1
    while index and procedure.by_key[dossier.stood[index - 1]].label == shown:
        index -= 1
    return PublicRecord(shown, dossier.day_of(index), _label_end(dossier) if shown == "valid" else None, entries)


def _label_end(dossier: Dossier) -> date | None:
    """Return the first day on which a delay may end the label; one that the events already rule out does not."""
    procedure = dossier.rules.procedure
    return next(
        (
            one.due
            for one in running_deadlines(dossier)
            if any(
                procedure.by_key[to].label == "ended" and evaluate_guard(dossier, step, {}).value is not False
                for step in one.steps
                for to in procedure.targets(step)
            )
        ),
        None,
    )


def _numbered_events(dossier: Dossier, after: int) -> Iterator[tuple[int, date, ProcedureStep]]:
    for number, happened in enumerate(dossier.history[after:], after + 1):
        yield number, happened.day, dossier.rules.steps[happened.step]
