"""A dossier as its events make it: nothing is kept of it but what happened, and the rest is read from that.

A state that is stored beside its events may differ from them one day; one that is derived cannot.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from filiere.core.text import Text
from filiere.referentials.language import Expression, parse
from filiere.referentials.records import Procedure, ProcedureState, ProcedureStep

_JOURNAL_INPUT = re.compile(r"journal\.has\((\w+)\)\Z")


@dataclass(frozen=True)
class ProcedureRules:
    """A procedure made ready to run; ``alsace_moselle`` counts working days by the holidays of those departments."""

    procedure: Procedure
    alsace_moselle: bool = False

    @cached_property
    def steps(self) -> Mapping[str, ProcedureStep]:
        """The passages by id, in their order."""
        return {step.id: step for step in self.procedure.transitions}

    @cached_property
    def guards(self) -> Mapping[str, Expression]:
        """The conditions by id of their passage; a passage without one is always open."""
        return {step.id: parse(step.guard) for step in self.procedure.transitions if step.guard is not None}

    @cached_property
    def leaving_steps(self) -> Mapping[str, tuple[ProcedureStep, ...]]:
        """The passages that may start from each state, in their order, with the delays that may go on in it."""
        return {
            key: tuple(
                step
                for step in self.procedure.transitions
                if key in self.starts[step.id] or key in self.continued_states[step.id]
            )
            for key in self.procedure.by_key
        }

    @cached_property
    def starts(self) -> Mapping[str, frozenset[str]]:
        """The states that each passage, by id, leaves from."""
        return {step.id: frozenset(self.procedure.starts(step)) for step in self.procedure.transitions}

    @cached_property
    def continued_states(self) -> Mapping[str, frozenset[str]]:
        """The states in which the delay of each passage, by id, goes on."""
        return {step.id: frozenset(self.procedure.list_delay_states(step)) for step in self.procedure.transitions}

    @cached_property
    def journal_inputs(self) -> Mapping[str, str]:
        """The inputs that the events answer by themselves: each with the event it asks for."""
        found = ((name, _JOURNAL_INPUT.match(one.of)) for name, one in self.procedure.inputs.items())
        return {name: match[1] for name, match in found if match}

    def words(self, kind: str, key: str) -> Text:
        """Return the words of a ``state``, ``party``, ``act`` or ``input``; its key where there are none."""
        held: Mapping[str, Mapping[str, object]] = {
            "state": self.procedure.by_key,
            "party": self.procedure.parties,
            "act": self.procedure.actions,
            "input": self.procedure.inputs,
        }
        words = getattr(held[kind].get(key), "text", None)
        return words if isinstance(words, Text) else Text.same(key)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who did an act: a person, the party in whose name, and the college of a member of a committee.

    ``person`` is a key that the caller chose and that is always the same for the same person; no name goes here, and
    nothing public shows it.
    """

    person: str
    party: str
    college: str | None = None


@dataclass(frozen=True, slots=True)
class DossierEvent:
    """One event of a dossier: the passage followed, the day, who signed, and the fingerprint of what was frozen.

    Time signs nothing. ``snapshot`` is there exactly when the passage freezes one.
    """

    step: str
    day: date
    signers: tuple[Signer, ...] = ()
    snapshot: str | None = None


@dataclass(frozen=True)
class Dossier:
    """Where a dossier stands. Made by ``begin``, ``follow`` and ``replay``, which see to it that it may stand there.

    ``stood`` are the states in order: the first before any event, then one after each.
    """

    rules: ProcedureRules
    opened: date
    history: tuple[DossierEvent, ...] = ()
    stood: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key of the present state."""
        return self.stood[-1]

    @property
    def state(self) -> ProcedureState:
        """The present state."""
        return self.rules.procedure.by_key[self.key]

    @property
    def final(self) -> bool:
        """Whether nothing can happen any more."""
        return self.key in self.rules.procedure.final

    @property
    def last_day(self) -> date:
        """The day of the last event; that of the opening when there is none."""
        return self.history[-1].day if self.history else self.opened

    @property
    def entry_index(self) -> int:
        """How many events there were when the dossier came into its state; a passage that stays is no coming."""
        index = len(self.stood) - 1
        while index and self.stood[index - 1] == self.stood[index]:
            index -= 1
        return index

    def day_of(self, count: int) -> date:
        """Return the day on which the dossier had that many events."""
        return self.history[count - 1].day if count else self.opened

    def count_until_event(self, event: str) -> int:
        """Return how many events there were once the last one of that name had come; 0 when none did."""
        steps = self.rules.steps
        return next((n for n in range(len(self.history), 0, -1) if steps[self.history[n - 1].step].event == event), 0)

    @cached_property
    def leaving_steps(self) -> tuple[ProcedureStep, ...]:
        """The passages that leave from where the dossier stands; a delay that goes on, only if it ran before."""
        rules, here = self.rules, self.key
        return tuple(
            step
            for step in rules.leaving_steps[here]
            if here in rules.starts[step.id]
            or self._find_state_before(rules.continued_states[step.id]) in rules.starts[step.id]
        )

    def _find_state_before(self, states: Collection[str]) -> str | None:
        """Return the last state in which the dossier stood that is none of these."""
        return next((one for one in reversed(self.stood) if one not in states), None)

    def next_state(self, step: ProcedureStep) -> str | None:
        """Return the state a passage leads to from here: of a group, the last in which it stood, or None."""
        return self.last_state_in(step.to) if step.to in self.rules.procedure.groups else step.to

    def last_state_in(self, group: str) -> str | None:
        """Return the state to which a passage to that group would lead now; None when it never stood in it."""
        return next((one for one in reversed(self.stood) if one in self.rules.procedure.groups[group]), None)

    def snapshot(self, name: str) -> str | None:
        """Return the fingerprint of the last snapshot of that name; None when none was taken."""
        steps = self.rules.steps
        return next((one.snapshot for one in reversed(self.history) if steps[one.step].freezes == name), None)

    @property
    def papers(self) -> str | None:
        """The fingerprint of what a vote taken now is on; None where no vote is taken, or nothing was frozen."""
        return None if self.state.votes_on is None else self.snapshot(self.state.votes_on)

    def roles(self, person: str) -> Iterator[str]:
        """Yield the parties in whose name a person acted in this dossier."""
        for dossier_event in self.history:
            yield from (signer.party for signer in dossier_event.signers if signer.person == person)
