"""The shipped procedure, people to act in it, and a host that answers as a test wants, for the tests of its running."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from support.scenes.shipped_label import shipped_release

from filiere.referentials.workflow import (
    Dossier,
    ProcedureRules,
    Signer,
    apply_due_steps,
    begin_dossier,
    perform_action,
)

RELEASE = shipped_release("2027.1")
assert RELEASE.procedure is not None
PROCEDURE = RELEASE.procedure
RULES = ProcedureRules(PROCEDURE)

CANDIDATE = Signer("candidate-1", "candidate")
HOLDER = Signer("candidate-1", "holder")
STAFF = Signer("staff-1", "staff")
AUDITOR = Signer("auditor-1", "auditor")
COMMITTEE = (Signer("member-1", "committee", "employees"), Signer("member-2", "committee", "employers"))
PANEL = (Signer("member-3", "appeal_panel", "employees"), Signer("member-4", "appeal_panel", "state"))

FOR = {
    "candidate": (CANDIDATE,),
    "holder": (HOLDER,),
    "staff": (STAFF,),
    "auditor": (AUDITOR,),
    "committee": COMMITTEE,
    "appeal_panel": PANEL,
    "state": (Signer("officer-1", "state"),),
    "anyone": (Signer("somebody-1", "anyone"),),
}


@dataclass
class Answers:
    """A host: what it knows, from a day on where it has one, and fingerprints that tell what was frozen when."""

    always: Mapping[str, bool] = field(default_factory=dict)
    from_day: Mapping[str, date] = field(default_factory=dict)

    def read_known_inputs(self, dossier: Dossier, day: date) -> dict[str, bool | None]:  # noqa: ARG002
        """What is known at the close of that day."""
        return {
            name: value if day >= self.from_day.get(name, date.min) else None for name, value in self.always.items()
        }

    def freeze(self, snapshot: str, dossier: Dossier, day: date) -> str:
        """A fingerprint that depends on the name, the day and all that came before."""
        return sha256(f"{snapshot} {day} {dossier.history}".encode()).hexdigest()


class Told:
    """A dossier that a story is told of, one line an act."""

    def __init__(self, opened: str = "2027-01-04") -> None:
        self.dossier = begin_dossier(RULES, date.fromisoformat(opened))

    def do(self, day: str, action: str, party: str, **given: bool) -> str:
        """Do an act and return the state it leads to; a vote is on the papers of the day before it."""
        host, when = Answers(given), date.fromisoformat(day)
        on = self.dossier.papers if action == "decide" else None
        self.dossier = perform_action(self.dossier, action, when, FOR[party], host, on=on)
        return self.dossier.key

    def wait(self, until: str, **given: bool) -> str:
        """Let time pass up to the close of a day and return the state."""
        self.dossier = apply_due_steps(self.dossier, date.fromisoformat(until), Answers(given))
        return self.dossier.key

    @property
    def events(self) -> list[str]:
        """What happened, each with its day."""
        return [f"{one.day} {RULES.steps[one.step].event}" for one in self.dossier.history]

    def since(self, count: int) -> list[str]:
        """What happened after the first events."""
        return self.events[count:]
