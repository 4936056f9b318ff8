"""What everyone may read of a dossier in a public register, made from its events alone."""

from dataclasses import dataclass
from datetime import date

from filiere.referentials.records.procedure import PublicLabelState
from filiere.referentials.workflow.delays import running_deadlines
from filiere.referentials.workflow.dossier import Dossier
from filiere.referentials.workflow.event_side_effects import number_events
from filiere.referentials.workflow.guards import evaluate_guard


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


def build_public_record(dossier: Dossier, party: str) -> PublicRecord:
    """Return what a public party, such as the register, shows; raise ``ValueError`` for one that is not public."""
    procedure = dossier.rules.procedure
    if party not in procedure.parties or not procedure.parties[party].public:
        raise ValueError(f"{party} is not a public party of this procedure")
    entries = tuple(
        PublicEntry(number, day, step.event, procedure.by_key[dossier.stood[number]].label)
        for number, day, step in number_events(dossier, 0)
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
