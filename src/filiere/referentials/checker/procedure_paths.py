"""Every way a dossier may go through a procedure, with what it remembers on the way.

A passage may lead back to a state that was left, so a state alone does not say what may follow: a stage is the state
with the last state of each group to which something leads back. There are few, and all are visited.
"""

from collections import deque
from collections.abc import Callable, Mapping

from filiere.referentials.records import Procedure, ProcedureStep

Stage = tuple[str, tuple[str | None, ...]]
Journey = tuple[str, ...]


def find_remembered_groups(procedure: Procedure) -> dict[str, tuple[str, ...]]:
    """Return the groups whose past matters: those to which some step leads back from outside them."""
    return {
        name: group
        for name, group in procedure.groups.items()
        if any(step.to == name and not set(procedure.starts(step)) <= set(group) for step in procedure.transitions)
    }


def _next_stage(stage: Stage, to: str, groups: Mapping[str, tuple[str, ...]], procedure: Procedure) -> Stage | None:
    """Return where a step leads from a stage; None when it leads to a group in which the dossier never stood."""
    held = stage[1]
    if to in groups:
        last = dict(zip(groups, held, strict=True))[to]
        return None if last is None else _enter_state(last, held, groups)
    return stage if to in procedure.groups else _enter_state(to, held, groups)


def _enter_state(state: str, held: tuple[str | None, ...], groups: Mapping[str, tuple[str, ...]]) -> Stage:
    return state, tuple(state if state in group else last for group, last in zip(groups.values(), held, strict=True))


def find_journeys(
    procedure: Procedure, without: Callable[[ProcedureStep], bool] | None = None
) -> Mapping[Stage, Journey]:
    """Return every stage that can be reached, each with the steps of a shortest way; some steps may be closed.

    Guards are taken as any of them may be true: what holds on all these ways holds on all real ones.
    """
    # A delay that goes on is taken as one that may go on whatever came before: a few ways too many, and none missing.
    steps = [
        (step, (*procedure.starts(step), *procedure.list_delay_states(step)))
        for step in procedure.transitions
        if without is None or not without(step)
    ]
    groups = find_remembered_groups(procedure)
    first = _enter_state(procedure.start, (None,) * len(groups), groups)
    found: dict[Stage, Journey] = {first: ()}
    waiting = deque([first])
    while waiting:
        stage = waiting.popleft()
        for step, starts in steps:
            if stage[0] not in starts:
                continue
            reached = _next_stage(stage, step.to, groups, procedure)
            if reached is not None and reached not in found:
                found[reached] = (*found[stage], step.id)
                waiting.append(reached)
    return found


def find_time_loop(procedure: Procedure) -> tuple[str, ...]:
    """Return states through which time alone could turn for ever; nothing when time always ends.

    Reminders stay where they are and are left out. A passage to a group is taken as one to each of its states, so
    that a circle found may need a past that no dossier has; none found is a proof.
    """
    after: dict[str, list[str]] = {}
    for step in procedure.transitions:
        for state in (*procedure.starts(step), *procedure.list_delay_states(step)) if step.after is not None else ():
            if not procedure.keeps_state(step, state):
                after.setdefault(state, []).extend(procedure.targets(step))
    done: set[str] = set()

    def search(state: str, way: tuple[str, ...]) -> tuple[str, ...]:
        if state in way:
            return (*way[way.index(state) :], state)
        if state in done:
            return ()
        for target in after.get(state, ()):
            circle = search(target, (*way, state))
            if circle:
                return circle
        done.add(state)
        return ()

    return next((circle for state in after if (circle := search(state, ()))), ())


def changes_public_label(procedure: Procedure, step: ProcedureStep) -> bool:
    """Return whether a step may change what the public register shows of the label."""
    states = procedure.by_key
    return any(
        states[state].label != states[target].label
        for state in (*procedure.starts(step), *procedure.list_delay_states(step))
        if not procedure.keeps_state(step, state)
        for target in procedure.targets(step)
    )
