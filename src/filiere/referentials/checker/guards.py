"""Check 9: from each state each act leads to exactly one place, and time leads out of all but the last.

Guards are conditions on a few inputs that are true or false: every combination is tried, so that exclusive and
complete are proved and not believed.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from filiere.core.errors import Fault
from filiere.referentials.checker.expressions import Parsed
from filiere.referentials.checker.messages import fault
from filiere.referentials.language import Environment, Expression
from filiere.referentials.messages import near
from filiere.referentials.records import Procedure, ProcedureStep
from filiere.referentials.release import Release

Guarded = list[tuple[int, ProcedureStep, Expression]]


def procedure_faults(release: Release, parsed: Parsed) -> Iterator[Fault]:
    """Yield the faults of the procedure, when the release has one."""
    procedure = release.procedure
    if procedure is None:
        return
    strange = False
    guards = {int(place.at[1]): expression for place, expression in parsed if place.kind == "procedure"}
    acts: dict[tuple[str, str], Guarded] = defaultdict(list)
    for index, step in enumerate(procedure.transitions):
        at = ("transitions", index)
        for name in ("start", "to"):
            state = getattr(step, name)
            if state not in procedure.states:
                shown = "from" if name == "start" else name
                unknown = fault("unknown-name", key=shown, value=state, near=near(state, procedure.states))
                yield release.fault(unknown, "procedure", "", (*at, shown))
                strange = True
        if (step.action is None) == (step.after is None) or (step.action is not None and step.guard is None):
            yield release.fault(fault("act-or-time", id=step.id), "procedure", "", at)
        elif step.action is not None and index in guards:
            acts[step.start, step.action].append((index, step, guards[index]))
    for (state, action), steps in acts.items():
        yield from _exclusive(release, state, action, steps)
    if not strange:
        yield from _states(release, procedure)


def _exclusive(release: Release, state: str, action: str, steps: Guarded) -> Iterator[Fault]:
    names = list(dict.fromkeys(name for _, _, guard in steps for name in guard.names))
    for values in product((True, False), repeat=len(names)):
        environment = Environment(dict(zip(names, values, strict=True)))
        true = [step for step in steps if step[2].evaluate(environment) is True]
        if len(true) == 1:
            continue
        when = ", ".join(f"{name} = {str(value).lower()}" for name, value in zip(names, values, strict=True)) or "–"
        if true:
            ids = ", ".join(step.id for _, step, _ in true)
            found = fault("overlapping-guards", state=state, action=action, ids=ids, when=when)
        else:
            found = fault("incomplete-guards", state=state, action=action, when=when)
        index = (true or steps)[-1][0]
        yield release.fault(found, "procedure", "", ("transitions", index, "guard"))
        # One combination shows what is wrong; the others would say it again.
        return


def _states(release: Release, procedure: Procedure) -> Iterator[Fault]:
    for index, state in enumerate(procedure.final):
        if state not in procedure.states:
            unknown = fault("unknown-name", key="final", value=state, near=near(state, procedure.states))
            yield release.fault(unknown, "procedure", "", ("final", index))
    if procedure.start not in procedure.states:
        unknown = fault(
            "unknown-name", key="start", value=procedure.start, near=near(procedure.start, procedure.states)
        )
        yield release.fault(unknown, "procedure", "", ("start",))
        return
    reached = {procedure.start}
    while True:
        more = {step.to for step in procedure.transitions if step.start in reached} - reached
        if not more:
            break
        reached |= more
    timed = {step.start for step in procedure.transitions if step.after is not None}
    for index, state in enumerate(procedure.states):
        if state not in reached:
            yield release.fault(fault("unreachable-state", state=state), "procedure", "", ("states", index))
        elif state not in timed and state not in procedure.final:
            yield release.fault(fault("no-way-out", state=state), "procedure", "", ("states", index))
