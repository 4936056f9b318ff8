"""The award procedure as data: states, passages, delays, and the words in which each is told.

One file is the only authority for the site, the API and the messages, so it says more than a graph: who may act, what
silence does and who hears of it, which snapshot an act freezes and a vote is on, what the public register shows. A
sketch may leave all of that out; a procedure that names its ``parties`` is held to the whole by the checker.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from filiere.core.text import StrictModel, Text, Words
from filiere.referentials.records.field_types import Expression, Key, ReleaseNumber, Wording, is_plausible_length

_DELAY = re.compile(r"(?P<count>[1-9][0-9]{0,4}) (?P<unit>working_day|day|week|month|year)s?\Z")

DelayUnit = Literal["working_day", "day", "week", "month", "year"]
PublicLabelState = Literal["none", "valid", "suspended", "ended"]


@dataclass(frozen=True, slots=True)
class Delay:
    """A time to wait, never empty nor negative: ``15 day``, ``24 month``, ``10 working_day``.

    Which days are worked depends on a calendar of public holidays, which the record does not hold.
    """

    count: int
    unit: DelayUnit

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


def _parse_delay(value: Any) -> Any:
    if isinstance(value, Delay):
        return value
    if (
        isinstance(value, str)
        and (match := _DELAY.match(value))
        and is_plausible_length(int(match["count"]), match["unit"])
    ):
        return Delay(int(match["count"]), match["unit"])  # type: ignore[arg-type]
    raise ValueError(
        Text(
            fr=f"« {value} » n’est pas un délai, comme « 15 day », « 24 month » ou « 10 working_day ».",
            en=f'“{value}” is not a time limit, such as "15 day", "24 month" or "10 working_day".',
        )
    )


def _to_tuple(value: Any) -> Any:
    """Read one key as a list of one."""
    return (value,) if isinstance(value, str) else value


def _dump_keys(values: tuple[str, ...]) -> str | tuple[str, ...]:
    """Write a list of one as it is written by hand, so that both forms of a file are the same rule."""
    return values[0] if len(values) == 1 else values


DelayField = Annotated[Delay, BeforeValidator(_parse_delay), PlainSerializer(str)]
KeyList = Annotated[tuple[Key, ...], BeforeValidator(_to_tuple), PlainSerializer(_dump_keys)]


class ProcedureState(StrictModel):
    """Where a dossier may stand.

    ``label`` is what the public register then shows of the label, ``votes_on`` the snapshot that a vote is bound to.
    """

    key: Key
    label: PublicLabelState = "none"
    votes_on: Key | None = None
    text: Wording | None = None

    @property
    def public_status(self) -> PublicLabelState:
        """What everybody is shown of a dossier in this state, whatever the procedure awards."""
        return self.label


class GuardInput(StrictModel):
    """What a guard rests on: true, false or unknown; ``of`` names where it is found, ``text`` says it to people."""

    of: Words
    text: Wording | None = None


class Party(StrictModel):
    """Who acts or is told; ``public`` when everyone can read what it is told."""

    text: Wording
    public: bool = False


class ActWords(StrictModel):
    """An act in the words of a button; a vote is bound to what its state says."""

    text: Wording
    vote: bool = False


class JointSignature(StrictModel):
    """An exception to a rule: how many people sign it, no two of the same college."""

    people: Annotated[int, Field(ge=2)]
    of_different: Literal["college"]


def _read_state(value: Any) -> Any:
    return {"key": value} if isinstance(value, str) else value


def _read_guard_input(value: Any) -> Any:
    return {"of": value} if isinstance(value, str) else value


class ProcedureStep(StrictModel):
    """A passage from some states to one, by an act under a guard or by the passing of time.

    ``from`` names states or groups of them. ``over`` names states in which a delay counted from an event goes on, when
    the dossier came there from one of ``from``: a term is not put off by a question that is raised. ``to`` is a state,
    or a group: then the last of its states in which the dossier stood. Time is counted from the entry into the state,
    or from the last event of ``counted_from``. A delay that leads to the state it leaves is a reminder and comes back
    at each such length. ``same_as`` names the lengths of the award or of the audit that the delay repeats,
    ``silence_of`` the party that let the time pass. ``freezes`` is the snapshot taken, ``starts`` what opens beside the
    dossier. A guard that is unknown lets nothing through.
    """

    id: Key
    origins: KeyList = Field(alias="from", min_length=1)
    over: KeyList = ()
    action: Key | None = None
    by: KeyList = ()
    jointly: JointSignature | None = None
    after: DelayField | None = None
    counted_from: Key | None = None
    same_as: Annotated[tuple[Words, ...], BeforeValidator(_to_tuple), PlainSerializer(_dump_keys)] = ()
    silence_of: Key | None = None
    guard: Expression | None = None
    to: Key
    event: Key
    freezes: Key | None = None
    tells: tuple[Key, ...] = ()
    starts: Key | None = None


class Procedure(StrictModel):
    """The file ``procedure.yaml``: the start, the final states, every passage, and the words for all of them.

    ``groups`` are states from which the same passages lead, or to one of which a passage leads back. ``apart`` are
    parties of which nobody is two in one dossier.
    """

    note: Wording | None = None
    parties: dict[Key, Party] = Field(default_factory=dict)
    apart: tuple[Key, ...] = ()
    states: tuple[Annotated[ProcedureState, BeforeValidator(_read_state)], ...]
    start: Key
    final: tuple[Key, ...]
    groups: dict[Key, tuple[Key, ...]] = Field(default_factory=dict)
    inputs: dict[Key, Annotated[GuardInput, BeforeValidator(_read_guard_input)]]
    actions: dict[Key, ActWords] = Field(default_factory=dict)
    events: dict[Key, Wording] = Field(default_factory=dict)
    snapshots: dict[Key, Wording] = Field(default_factory=dict)
    openings: dict[Key, Wording] = Field(default_factory=dict)
    transitions: tuple[ProcedureStep, ...]

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        names = [*(state.key for state in self.states), *self.groups]
        ids = [step.id for step in self.transitions]
        for found in (names, ids):
            twice = next((name for name in found if found.count(name) > 1), None)
            if twice is not None:
                raise ValueError(
                    Text(
                        fr=f"« {twice} » nomme deux choses : un état, un groupe et un passage ont chacun leur clé.",
                        en=f"“{twice}” names two things: a state, a group and a passage each have their own key.",
                    )
                )
        return self

    @property
    def is_described(self) -> bool:
        """Whether it is written for people, and not the sketch of a graph."""
        return bool(self.parties)

    @cached_property
    def by_key(self) -> dict[str, ProcedureState]:
        """The states by key, in their order."""
        return {state.key: state for state in self.states}

    def starts(self, step: ProcedureStep) -> tuple[str, ...]:
        """Return the states a step leaves from, those of its groups included."""
        return tuple(dict.fromkeys(state for name in step.origins for state in self.groups.get(name, (name,))))

    def list_delay_states(self, step: ProcedureStep) -> tuple[str, ...]:
        """Return the states in which a delay goes on for a dossier that came from one of those it leaves from."""
        return tuple(dict.fromkeys(state for name in step.over for state in self.groups.get(name, (name,))))

    def targets(self, step: ProcedureStep) -> tuple[str, ...]:
        """Return the states a step may lead to: one, or those of a group."""
        return self.groups.get(step.to, (step.to,))

    def keeps_state(self, step: ProcedureStep, state: str) -> bool:
        """Return whether a step leaves a dossier in the state where it stands."""
        # A group that holds the present state leads back to it, since the dossier stands there last.
        return state in self.targets(step)


class StateGroups(StrictModel):
    """The file ``state-groups.yaml``: groups of states that a site names, by the number of a release.

    They stand beside those of the sealed procedure and move no dossier. A group is made of states, of groups of the
    procedure, and of groups written above it.
    """

    state_groups: dict[ReleaseNumber, dict[Key, KeyList]]

    def find_written(self, number: str) -> str | None:
        """Return under which number the groups of a release are written: its own, or the latest before it."""
        earlier = [one for one in self.state_groups if _rank_release(one) <= _rank_release(number)]
        return max(earlier, key=_rank_release, default=None)

    def expand(self, number: str, procedure: Procedure) -> dict[str, tuple[str, ...]]:
        """Return all groups of a release, those of its procedure first, each as its states.

        What is wrong in them is told by `find_state_group_faults`, not here.
        """
        written = self.find_written(number)
        found = dict(procedure.groups)
        for name, parts in self.state_groups[written].items() if written is not None else ():
            found[name] = tuple(dict.fromkeys(state for part in parts for state in found.get(part, (part,))))
        return found


def _rank_release(number: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"[0-9]+", number)]
