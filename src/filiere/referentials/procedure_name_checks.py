"""Names within a procedure held against what it declares: a passage to a state that does not exist is never taken.

The checker reads them with the rest of a release; a site that ships the procedure reads them alone, as it starts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from filiere.core.faults import Fault, Faults
from filiere.core.yaml_documents import Key
from filiere.referentials.faults import FORM_FAULTS, find_close_words
from filiere.referentials.language import parse
from filiere.referentials.records import Procedure

type PlacedFault = tuple[Key, Fault]
"""Where in the procedure something is wrong, and what."""

_WORDS_OF_FIELDS = (
    ("parties", "silence_of"),
    ("actions", "action"),
    ("events", "event"),
    ("events", "counted_from"),
    ("snapshots", "freezes"),
    ("openings", "starts"),
)


def find_procedure_name_faults(procedure: Procedure) -> Iterator[PlacedFault]:
    """Yield a fault for each state, word and input that is named and declared nowhere, and for an unreadable guard."""
    yield from find_unknown_states(procedure)
    if procedure.is_described:
        yield from find_unknown_words(procedure)
    yield from _find_unknown_inputs(procedure)


def find_unknown_states(procedure: Procedure) -> Iterator[PlacedFault]:
    """Yield a fault for each name of a state that there is not."""
    states = tuple(procedure.by_key)
    either = (*states, *procedure.groups)
    yield from _look_up("start", procedure.start, ("start",), states)
    for index, state in enumerate(procedure.final):
        yield from _look_up("final", state, ("final", index), states)
    for name, group in procedure.groups.items():
        for number, state in enumerate(group):
            yield from _look_up(name, state, ("groups", name, number), states)
    for index, step in enumerate(procedure.transitions):
        at: Key = ("transitions", index)
        for field, names in (("from", step.origins), ("over", step.over)):
            for number, state in enumerate(names):
                yield from _look_up(field, state, (*at, field, *((number,) if len(names) > 1 else ())), either)
        yield from _look_up("to", step.to, (*at, "to"), either)


def find_unknown_words(procedure: Procedure) -> Iterator[PlacedFault]:
    """Yield a fault for each party, act, event, snapshot or opening that is named and not declared."""
    for vocabulary, value, at in list_word_uses(procedure):
        field = next(part for part in reversed(at) if isinstance(part, str))
        known: Mapping[str, object] = getattr(procedure, vocabulary)
        yield from _look_up(field, value, at, known)


def list_word_uses(procedure: Procedure) -> Iterator[tuple[str, str, Key]]:
    """Yield each vocabulary, a word of it that the procedure uses, and where."""
    for number, party in enumerate(procedure.apart):
        yield "parties", party, ("apart", number)
    for index, state in enumerate(procedure.states):
        if state.votes_on is not None:
            yield "snapshots", state.votes_on, ("states", index, "votes_on")
    for index, step in enumerate(procedure.transitions):
        at: Key = ("transitions", index)
        for number, party in enumerate(step.by):
            yield "parties", party, (*at, "by", *((number,) if len(step.by) > 1 else ()))
        for number, party in enumerate(step.tells):
            yield "parties", party, (*at, "tells", number)
        for vocabulary, field in _WORDS_OF_FIELDS:
            value = getattr(step, field)
            if value is not None:
                yield vocabulary, value, (*at, field)


def _find_unknown_inputs(procedure: Procedure) -> Iterator[PlacedFault]:
    for index, step in enumerate(procedure.transitions):
        at: Key = ("transitions", index, "guard")
        try:
            names = parse(step.guard).names if step.guard is not None else ()
        except Faults as found:
            yield from ((at, fault) for fault in found.faults)
            continue
        for name in names:
            yield from _look_up("guard", name, at, procedure.inputs)


def _look_up(name: str, value: str, at: Key, known: Collection[str]) -> Iterator[PlacedFault]:
    if value not in known:
        yield at, FORM_FAULTS.build("unknown-name", key=name, value=value, near=find_close_words(value, known))
