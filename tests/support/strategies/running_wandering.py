"""Dossiers that wander through the shipped procedure, and a host whose answers come and go.

At each turn a passage is drawn among those that leave, and the answers that open it are given, so that rare states are
reached as often as common ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from random import Random

from hypothesis import strategies as st
from support.scenes.running_sample import FOR, PROCEDURE, RULES, Answers, Told

from filiere.core.faults import Faults
from filiere.referentials.records import ProcedureStep
from filiere.referentials.workflow import (
    Dossier,
    DossierEvent,
    Signer,
    apply_due_steps,
    begin_dossier,
    evaluate_guard,
    perform_action,
    running_deadlines,
)

START = date(2027, 1, 4)
DAY = timedelta(days=1)
full_answers = st.fixed_dictionaries({key: st.booleans() for key in PROCEDURE.inputs}).map(Answers)
# Few enough to meet again in another role.
POOL = ("auditor-1", "member-1", "member-3", "somebody-2")
# What walks draw from, made once: a strategy takes longer to make than to draw from.
STEPS = {state: st.sampled_from(steps) for state, steps in RULES.leaving_steps.items() if steps}
PARTIES = {step.id: st.sampled_from(step.by) for step in PROCEDURE.transitions if step.by}
PEOPLE = st.lists(st.sampled_from(POOL), min_size=1, max_size=2)
RESTS = st.sampled_from([{}, dict.fromkeys(PROCEDURE.inputs, True)])
WAITS = st.integers(0, 20)


def stations() -> tuple[Dossier, ...]:
    """Dossiers from which to wander: new, heard, under audit, before the vote, refused, with a label of each kind."""
    told, found = Told(START.isoformat()), [begin_dossier(RULES, START)]
    told.do("2027-01-11", "apply", "candidate")
    filed = told.dossier
    told.do("2027-01-18", "check", "staff", complete=True, eligible=False)
    found.append(told.dossier)
    told.dossier = filed
    told.do("2027-01-18", "check", "staff", complete=True, eligible=True)
    told.do("2027-01-25", "record_payment", "staff", paid=True)
    told.do("2027-03-01", "submit", "candidate", answered=True)
    told.do("2027-03-08", "accept_mission", "auditor", independent=True)
    told.do("2027-04-05", "report", "auditor")
    told.do("2027-04-12", "answer", "candidate")
    found.append(told.dossier)
    told.do("2027-04-20", "conclude", "auditor", majors_open=False)
    before_the_vote = told.dossier
    found.append(before_the_vote)
    votes = {"heard": True, "vote_valid": True, "put_off": False}
    for outcome in ({"adopted": False}, {"adopted": True, "two_years": False}, {"adopted": True, "two_years": True}):
        told.dossier = before_the_vote
        told.do("2027-05-18", "decide", "committee", **votes, **outcome)
        found.append(told.dossier)
    told.do("2027-06-01", "open_review", "state")
    told.do("2027-06-02", "suspend_at_once", "committee")
    return (*found, told.dossier)


STATIONS = stations()
VOTED = STATIONS[4:]


def opening(dossier: Dossier, step: ProcedureStep, rest: dict[str, bool]) -> Answers | None:
    """Answers under which a passage is open; None when the past of the dossier closes it."""
    guard = RULES.guards.get(step.id)
    names = guard.names if guard else ()
    for values in product((True, False), repeat=len(names)):
        given_ = rest | dict(zip(names, values, strict=True))
        if evaluate_guard(dossier, step, given_).value is True:
            return Answers(given_)
    return None


def usual(step: ProcedureStep, day: date) -> DossierEvent:
    """The event of a passage, well formed, signed by the usual people."""
    return DossierEvent(step.id, day, FOR[step.by[0]] if step.by else (), "a" if step.freezes else None)


def signing(data: st.DataObject, step: ProcedureStep) -> Sequence[Signer]:
    """People who may sign: the usual ones, or any of a few who hold every role."""
    party = data.draw(PARTIES[step.id])
    if data.draw(st.booleans()):
        return FOR[party]
    people = data.draw(PEOPLE)
    return [Signer(person, party, college) for person, college in zip(people, ("employees", "state"), strict=False)]


def wandering(data: st.DataObject, most: int = 25, start: Sequence[Dossier] = STATIONS) -> Dossier:
    """A dossier after any acts and waits; whatever the engine refuses leaves it where it was."""
    dossier = data.draw(st.sampled_from(start))
    for _ in range(data.draw(st.integers(0, most))):
        if dossier.key not in STEPS:
            break
        step = data.draw(STEPS[dossier.key])
        rest = data.draw(RESTS)
        host = opening(dossier, step, rest)
        if host is None:
            continue
        try:
            if step.action is None:
                due = next((one.due for one in running_deadlines(dossier) if step in one.steps), dossier.last_day)
                dossier = apply_due_steps(dossier, max(due, dossier.last_day), host)
            else:
                day = dossier.last_day + timedelta(days=data.draw(WAITS))
                dossier = perform_action(dossier, step.action, day, signing(data, step), host, on=dossier.papers)
        except Faults:
            continue
    return dossier


@dataclass(frozen=True)
class Shaky:
    """A host whose answers come, go and change with the days, the same whenever they are asked."""

    seed: int

    def read_known_inputs(self, dossier: Dossier, day: date) -> dict[str, bool | None]:  # noqa: ARG002
        """Some of the answers, by the week."""
        return shaky(self.seed, day.toordinal() // 7)

    def freeze(self, snapshot: str, dossier: Dossier, day: date) -> str:
        """A fingerprint of all it depends on."""
        return Answers().freeze(snapshot, dossier, day)


@cache
def shaky(seed: int, week: int) -> dict[str, bool | None]:
    """The answers of one week."""
    dice = Random(f"{seed} {week}")  # noqa: S311
    return {name: dice.choice((True, False, None)) for name in PROCEDURE.inputs}
