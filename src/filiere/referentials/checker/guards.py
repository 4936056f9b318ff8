"""Check 9: from each state each act leads to exactly one place, and time leads out of all but the last.

Guards are conditions on a few inputs that are true or false: every combination is tried, so that exclusive and
complete are proved and not believed. A delay is an act of nobody and is held to the same.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from filiere.core.faults import Fault
from filiere.core.yaml_documents import Key
from filiere.referentials.checker.expressions import ParsedExpressions
from filiere.referentials.checker.faults import fault
from filiere.referentials.checker.procedure_paths import find_journeys
from filiere.referentials.checker.procedure_safeguards import described_procedure_faults
from filiere.referentials.language import Environment, Expression
from filiere.referentials.procedure_name_checks import find_unknown_states
from filiere.referentials.records import Procedure, ProcedureStep
from filiere.referentials.release import Release

GuardedSteps = list[tuple[int, ProcedureStep, Expression | None]]


def procedure_faults(release: Release, parsed: ParsedExpressions) -> Iterator[Fault]:
    """Yield the faults of the procedure, when the release has one."""
    procedure = release.procedure
    if procedure is None:
        return
    guards = {int(place.at[1]): expression for place, expression in parsed if place.kind == "procedure"}
    groups: dict[tuple[str, str], GuardedSteps] = defaultdict(list)
    for index, step in enumerate(procedure.transitions):
        if not _act_or_time(step):
            yield release.fault(fault("act-or-time", id=step.id), "procedure", "", ("transitions", index))
        elif step.guard is None or index in guards:
            what = step.action or " · ".join(filter(None, (str(step.after), step.counted_from)))
            for state in procedure.starts(step):
                groups[state, what].append((index, step, guards.get(index)))
    told: set[tuple[int, ...]] = set()
    for (state, what), steps in groups.items():
        # Passages shared by many states are judged once.
        same = tuple(index for index, _, _ in steps)
        if same not in told:
            told.add(same)
            yield from _exclusivity_faults(release, state, what, steps)
    strange = [release.fault(found, "procedure", "", at) for at, found in find_unknown_states(procedure)]
    yield from strange
    if not strange:
        yield from _state_faults(release, procedure)
        if procedure.is_described:
            asked = {name for expression in guards.values() for name in expression.names}
            yield from described_procedure_faults(release, procedure, asked)


def _act_or_time(step: ProcedureStep) -> bool:
    """Return whether a step is an act, with who acts and on what condition, or a delay, and not some of both."""
    if step.action is not None:
        return step.guard is not None and bool(step.by) and not (step.after or step.counted_from or step.same_as)
    return step.after is not None and not step.by and step.jointly is None


def _exclusivity_faults(release: Release, state: str, action: str, steps: GuardedSteps) -> Iterator[Fault]:
    names = list(dict.fromkeys(name for _, _, guard in steps if guard is not None for name in guard.names))
    ever: set[int] = set()
    for values in product((True, False), repeat=len(names)):
        environment = Environment(dict(zip(names, values, strict=True)))
        true = [step for step in steps if step[2] is None or step[2].evaluate(environment) is True]
        if len(true) == 1:
            ever.add(true[0][0])
            continue
        when = ", ".join(f"{name} = {str(value).lower()}" for name, value in zip(names, values, strict=True)) or "–"
        if true:
            ids = ", ".join(step.id for _, step, _ in true)
            found = fault("overlapping-guards", state=state, action=action, ids=ids, when=when)
        else:
            found = fault("incomplete-guards", state=state, action=action, when=when)
        index, step, _ = (true or steps)[-1]
        at: Key = ("transitions", index, "guard") if step.guard is not None else ("transitions", index)
        yield release.fault(found, "procedure", "", at)
        # One combination shows what is wrong; the others would say it again.
        return
    for index, step, _ in steps:
        if index not in ever:
            yield release.fault(fault("dead-guard", id=step.id), "procedure", "", ("transitions", index, "guard"))


def _state_faults(release: Release, procedure: Procedure) -> Iterator[Fault]:
    reached = {state for state, _ in find_journeys(procedure)}
    # A reminder leaves nothing; in a mere sketch it is enough that somebody is reminded.
    timed = {
        state
        for step in procedure.transitions
        if step.after is not None
        for state in procedure.starts(step)
        if not (procedure.is_described and procedure.keeps_state(step, state))
    }
    for index, state in enumerate(procedure.by_key):
        if state not in reached:
            yield release.fault(fault("unreachable-state", state=state), "procedure", "", ("states", index))
        elif state not in timed and state not in procedure.final:
            yield release.fault(fault("no-way-out", state=state), "procedure", "", ("states", index))
    for index, step in enumerate(procedure.transitions):
        left = next((state for state in procedure.starts(step) if state in procedure.final), None)
        if step.over and (
            step.counted_from is None or set(procedure.list_delay_states(step)) & set(procedure.starts(step))
        ):
            lost = fault("goes-on-from-nothing", id=step.id)
            yield release.fault(lost, "procedure", "", ("transitions", index, "over"))
        if left is not None:
            found = fault("final-left", id=step.id, state=left)
            yield release.fault(found, "procedure", "", ("transitions", index, "from"))
