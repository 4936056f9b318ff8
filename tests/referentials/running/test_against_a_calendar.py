"""Time as the engine makes it pass, against somebody who turns the pages of a calendar one by one.

The reckoning below shares nothing with the engine but the file of the procedure: each day it looks at each delay of the
file, counts on the calendar whether it is over, reads the guard as a sentence of ``and``, ``or`` and ``not``, and does
the first that is due. It is slow, and there is little in it to get wrong.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from itertools import product
from types import CodeType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.running_sample import PROCEDURE, Answers, Told
from support.strategies.running_wandering import Shaky, wandering

from filiere.core.workdays import is_working_day
from filiere.referentials.records import Delay, ProcedureStep
from filiere.referentials.workflow import Dossier, apply_due_steps, begin_dossier

DAY = timedelta(days=1)
TIMED = tuple(step for step in PROCEDURE.transitions if step.after is not None)
EVENTS = {step.id: step.event for step in PROCEDURE.transitions}
# What the file says in the words ``journal.has(event)``.
TOLD = {key: one.of[12:-1] for key, one in PROCEDURE.inputs.items() if one.of.startswith("journal.has(")}

Line = tuple[str, date]


class Calendar:
    """A dossier as two columns on paper: what happened on which day, and where that led."""

    def __init__(self, dossier: Dossier) -> None:
        self.opened = dossier.opened
        self.lines: list[Line] = [(one.step, one.day) for one in dossier.history]
        self.states = list(dossier.stood)

    def turn(self, until: date, host: Answers | Shaky, dossier: Dossier) -> None:
        """Turn the pages up to a day, that day included."""
        day = self.lines[-1][1] if self.lines else self.opened
        while day <= until:
            known = host.read_known_inputs(dossier, day)
            while (step := self.due(day, known)) is not None:
                self.lines.append((step.id, day))
                self.states.append(self.leads_to(step))
            day += DAY

    def due(self, day: date, known: Mapping[str, bool | None]) -> ProcedureStep | None:
        """The delay that comes on that day: the one that was over first, and rather one that leads away."""
        here = self.states[-1]
        found: list[tuple[date, bool, int, ProcedureStep]] = []
        truth = {**known, **{key: any(EVENTS[id_] == event for id_, _ in self.lines) for key, event in TOLD.items()}}
        for step in TIMED:
            if not self.runs(step):
                continue
            over = self.over(step)
            if over is not None and over <= day and surely(step.guard or "true", truth):
                found.append((over, self.leads_to(step) == here, len(found), step))
        return min(found)[3] if found else None

    def runs(self, step: ProcedureStep) -> bool:
        """Whether a delay is one of the present state, or goes on in it."""
        if self.states[-1] in PROCEDURE.starts(step):
            return True
        across = PROCEDURE.list_delay_states(step)
        if self.states[-1] not in across:
            return False
        before = [state for state in self.states if state not in across]
        return before[-1] in PROCEDURE.starts(step)

    def over(self, step: ProcedureStep) -> date | None:
        """The last day of a delay, after as many returns as it had; None when it is counted from what never came."""
        if step.counted_from is None:
            start = len(self.states) - 1
            while start > 0 and self.states[start - 1] == self.states[start]:
                start -= 1
        else:
            numbers = [n + 1 for n, (id_, _) in enumerate(self.lines) if EVENTS[id_] == step.counted_from]
            if not numbers:
                return None
            start = numbers[-1]
        together = {one.id for one in TIMED if (one.after, one.counted_from) == (step.after, step.counted_from)}
        returns = [
            n
            for n in range(start, len(self.lines))
            if self.lines[n][0] in together and self.states[n] == self.states[n + 1]
        ]
        base = self.lines[start - 1][1] if start else self.opened
        assert step.after is not None
        return last_day(base, step.after, 1 + len(returns))

    def leads_to(self, step: ProcedureStep) -> str:
        """The state itself, or of a group the last in which the dossier stood."""
        group = PROCEDURE.groups.get(step.to)
        return step.to if group is None else [state for state in self.states if state in group][-1]


@cache
def last_day(base: date, delay: Delay, turn: int) -> date:
    """Count a delay on the calendar, day by day or month by month."""
    day, left = base, delay.count * turn
    if delay.unit in ("month", "year"):
        months = base.year * 12 + base.month - 1 + left * (12 if delay.unit == "year" else 1)
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(base.day, monthrange(year, month)[1]))
    if delay.unit == "working_day":
        while left:
            day += DAY
            left -= is_working_day(day)
        return day
    return base + timedelta(days=left * (7 if delay.unit == "week" else 1))


@cache
def sentence(guard: str) -> CodeType:
    """The guard as Python reads it."""
    return compile(guard.replace("true", "True"), "guard", "eval")


def surely(guard: str, truth: Mapping[str, bool | None]) -> bool:
    """Whether a guard is true whatever the answers that nobody gave."""
    code = sentence(guard)
    open_ = [name for name in code.co_names if truth.get(name) is None]
    return all(
        eval(code, {}, {**truth, **dict(zip(open_, values, strict=True))})  # noqa: S307
        for values in product((True, False), repeat=len(open_))
    )


def compared(dossier: Dossier, until: date, host: Answers | Shaky) -> None:
    """Sweep, turn the pages, and find the same."""
    paper = Calendar(dossier)
    paper.turn(until, host, dossier)
    swept = apply_due_steps(dossier, until, host)
    assert [(one.step, one.day) for one in swept.history] == paper.lines
    assert list(swept.stood) == paper.states


@settings(max_examples=120)
@given(st.data(), st.integers(0, 10**6), st.integers(0, 900))
def test_a_sweep_does_what_the_calendar_says(data: st.DataObject, seed: int, days: int) -> None:
    """From wherever dossiers wander, with answers that come, go and change by the week."""
    dossier = wandering(data)
    compared(dossier, dossier.last_day + timedelta(days=days), Shaky(seed))


@pytest.mark.parametrize("said", [True, False, None], ids=["yes to all", "no to all", "nothing known"])
@pytest.mark.parametrize("opened", [date(2027, 1, 4), date(2027, 8, 31), date(2028, 2, 29)], ids=str)
def test_ten_years_of_silence_are_those_of_the_calendar(opened: date, said: bool | None) -> None:
    """Filed and then left alone: each reminder and each end on its day, the last days of months among them."""
    told = Told(opened.isoformat())
    told.do(opened.isoformat(), "apply", "candidate")
    answers = {} if said is None else dict.fromkeys(PROCEDURE.inputs, said)
    compared(told.dossier, opened + timedelta(days=3660), Answers(answers))
    compared(begin_dossier(told.dossier.rules, opened), opened + timedelta(days=3660), Answers(answers))


def test_nobody_is_reminded_for_ever() -> None:
    """A reminder comes six times at most before time leads on by itself, whatever is answered to the guards.

    The follow-up that no auditor made is another matter: its label stays valid, by no fault of its holder, and the
    reminder comes back until the term of the label.
    """
    base = date(2027, 1, 4)
    often: dict[str, set[int]] = {}
    for state in PROCEDURE.by_key:
        here = [step for step in TIMED if state in PROCEDURE.starts(step)]
        for step in here:
            if not PROCEDURE.keeps_state(step, state) or step.event == "follow_up_late":
                continue
            sure = [one for one in here if not PROCEDURE.keeps_state(one, state) and one.counted_from is None]
            end = min(last_day(base, one.after, 1) for one in sure if one.after)
            assert step.after is not None
            turns = sum(last_day(base, step.after, turn) < end for turn in range(1, 30))
            often.setdefault(step.event, set()).add(turns)
    assert often == {
        "check_late": {4},
        "put_on_next_agenda": {3},
        "panel_late": {2},
        "questionnaire_waiting": {3},
        "auditor_late": {6},
        "unmarking_reminder": {1},
    }
