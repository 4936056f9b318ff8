"""Check 9, for a procedure written for people: nobody is left without a word, a deadline or a proof.

What is judged here is what a site could not make up for: a state without words, a vote on papers that were never
frozen, a delay that contradicts the rule of award, a register that is not told that a label ended.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from filiere.core.faults import Fault
from filiere.core.text import StrictModel
from filiere.core.yaml_documents import Key
from filiere.referentials.checker.faults import fault
from filiere.referentials.checker.procedure_paths import (
    Journey,
    Stage,
    changes_public_label,
    find_journeys,
    find_remembered_groups,
    find_time_loop,
)
from filiere.referentials.faults import FORM_FAULTS, find_close_words
from filiere.referentials.procedure_name_checks import find_unknown_words, list_word_uses
from filiere.referentials.records import Delay, Procedure, ProcedureStep, TimeSpan
from filiere.referentials.release import Release

_VOCABULARY_FIELDS = ("parties", "actions", "events", "snapshots", "openings", "groups")


def described_procedure_faults(release: Release, procedure: Procedure, asked: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong with a procedure whose states are all known; ``asked`` are the names its guards use."""
    lost = list(_vocabulary_faults(release, procedure, asked))
    yield from lost
    for index, step in enumerate(procedure.transitions):
        for found, field in _step_faults(release, procedure, step):
            yield release.fault(found, "procedure", "", ("transitions", index, field))
    if not lost:
        yield from _past_event_faults(release, procedure)
    circle = find_time_loop(procedure)
    if circle:
        at: Key = ("states", list(procedure.by_key).index(circle[0]))
        yield release.fault(fault("time-never-ends", names=" → ".join(circle)), "procedure", "", at)


def _vocabulary_faults(release: Release, procedure: Procedure, asked: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for each name without words, and for words that nothing uses."""
    used: dict[str, set[str]] = {name: set() for name in _VOCABULARY_FIELDS}
    yield from (release.fault(found, "procedure", "", at) for at, found in find_unknown_words(procedure))
    for vocabulary, value, _ in list_word_uses(procedure):
        used[vocabulary].add(value)
    for step in procedure.transitions:
        used["groups"].update(name for name in (*step.origins, *step.over, step.to) if name in procedure.groups)
    for vocabulary in _VOCABULARY_FIELDS:
        for key in getattr(procedure, vocabulary):
            if key not in used[vocabulary]:
                yield release.fault(fault("unused-word", key=key), "procedure", "", (vocabulary, key))
    for key, guard_input in procedure.inputs.items():
        if key not in asked:
            yield release.fault(fault("unused-word", key=key), "procedure", "", ("inputs", key))
        if guard_input.text is None:
            yield release.fault(fault("no-words", key=key), "procedure", "", ("inputs", key))
    for index, state in enumerate(procedure.states):
        if state.text is None:
            yield release.fault(fault("no-words", key=state.key), "procedure", "", ("states", index))
    yield from _notified_party_faults(release, procedure)


def _notified_party_faults(release: Release, procedure: Procedure) -> Iterator[Fault]:
    """Yield a fault for each party that the award wants told of a silence and the procedure does not know."""
    committee = release.award.committee if release.award is not None else None
    for index, party in enumerate(committee.silence.notify if committee is not None else ()):
        if party not in procedure.parties:
            near = find_close_words(party, procedure.parties)
            unknown = FORM_FAULTS.build("unknown-name", key="notify", value=party, near=near)
            yield release.fault(unknown, "award", "", ("committee", "silence", "notify", index))


def _step_faults(release: Release, procedure: Procedure, step: ProcedureStep) -> Iterator[tuple[Fault, str]]:
    """Yield the faults of one passage, each with the field it stands at."""
    public = any(party in procedure.parties and procedure.parties[party].public for party in step.tells)
    if step.after is not None and (not step.tells or step.silence_of not in (None, *step.tells)):
        who = step.silence_of or next(iter(procedure.parties))
        yield fault("silence-untold", id=step.id, who=who), "after"
    if changes_public_label(procedure, step) and not public:
        yield fault("register-untold", id=step.id), "event"
    if step.jointly is not None and not public:
        yield fault("exception-unseen", id=step.id), "jointly"
    if _is_vote(procedure, step):
        for party in step.by:
            if party not in procedure.apart:
                yield fault("vote-not-apart", id=step.id, who=party), "by"
        for state in procedure.starts(step):
            if procedure.by_key[state].votes_on is None:
                yield fault("vote-on-nothing", id=step.id, state=state), "action"
    for path in step.same_as:
        said = _find_length(release, path)
        if said != str(step.after):
            yield fault("delay-differs", id=step.id, after=step.after, path=path, said=said or "–"), "same_as"


def _is_vote(procedure: Procedure, step: ProcedureStep) -> bool:
    act = procedure.actions.get(step.action or "")
    return act is not None and act.vote


def _find_length(release: Release, path: str) -> str | None:
    """Return the length found at a path such as ``award.levels.granted_24.months``; None when there is none."""
    value: Any = {"award": release.award, "audit": release.audit}
    name = ""
    for name in path.split("."):
        if isinstance(value, StrictModel):
            value = getattr(value, name, None)
        elif isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, tuple):
            named = (one for index, one in enumerate(value) if name in (str(index), getattr(one, "key", None)))
            value = next(named, None)
        else:
            return None
    if isinstance(value, (TimeSpan, Delay)):
        return str(value)
    return f"{value} month" if name == "months" and value is not None else None


def _past_event_faults(release: Release, procedure: Procedure) -> Iterator[Fault]:
    """Yield a fault for each passage that rests on something a dossier may not have behind it when it stands there."""
    everywhere, groups = find_journeys(procedure), list(find_remembered_groups(procedure))
    for index, step in enumerate(procedure.transitions):
        at: Key = ("transitions", index)
        starts = procedure.starts(step)
        if step.to in groups:
            number = groups.index(step.to)
            empty = {stage: way for stage, way in everywhere.items() if stage[1][number] is None}
            yield from _uncertain_event_faults(release, step, starts, step.to, empty, (*at, "to"))
        if step.counted_from is not None:
            without = _journeys_without(procedure, "event", step.counted_from)
            yield from _uncertain_event_faults(release, step, starts, step.counted_from, without, (*at, "counted_from"))
        if _is_vote(procedure, step):
            for state in starts:
                wanted = procedure.by_key[state].votes_on
                if wanted is not None:
                    without = _journeys_without(procedure, "freezes", wanted)
                    yield from _uncertain_event_faults(release, step, (state,), wanted, without, (*at, "action"))


def _journeys_without(procedure: Procedure, field: str, value: str) -> Mapping[Stage, Journey]:
    """Return the ways on which some event never came, or some snapshot was never taken."""
    return find_journeys(procedure, lambda step: getattr(step, field) == value)


def _uncertain_event_faults(
    release: Release,
    step: ProcedureStep,
    starts: Collection[str],
    name: str,
    ways: Mapping[Stage, Journey],
    at: Key,
) -> Iterator[Fault]:
    """Yield one fault when some way leads to one of the states a step starts from."""
    for (state, _), way in ways.items():
        if state in starts:
            found = fault("may-not-have-happened", id=step.id, name=name, path=" → ".join(way) or "–")
            yield release.fault(found, "procedure", "", at)
            return
