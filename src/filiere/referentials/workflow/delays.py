"""When each delay of a dossier ends, to the day, as anybody can count it again on a calendar.

The day from which a delay runs is not counted. A delay in months ends on the day of the same number, or on the last of
the month where there is none (as article 641 of the Code de procédure civile counts); one in working days ends on the
last of them (``filiere.core.workdays``). The end is never moved because it falls on a Sunday: a site takes acts every
day, and the procedure says nothing else.
"""

from dataclasses import dataclass
from datetime import date

from filiere.core.workdays import add_working_days
from filiere.referentials.records import Delay, ProcedureStep, TimeSpan
from filiere.referentials.workflow.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Deadline:
    """A delay that runs.

    ``due`` is its last day: an act done on it is in time, and the passage comes at its close. ``base`` is the day it is
    counted from, ``turn`` which of its ends this is (2 for the second reminder). ``steps`` are the passages of which
    the guards tell which is followed.
    """

    due: date
    base: date
    turn: int
    steps: tuple[ProcedureStep, ...]

    @property
    def length(self) -> Delay | None:
        """The delay as it is written."""
        return self.steps[0].after

    @property
    def same_as(self) -> tuple[str, ...]:
        """The lengths of the award or of the audit that it repeats."""
        return tuple(dict.fromkeys(path for step in self.steps for path in step.same_as))

    @property
    def silent_parties(self) -> tuple[str, ...]:
        """The parties whose silence it sanctions."""
        return tuple(dict.fromkeys(step.silence_of for step in self.steps if step.silence_of is not None))


def delay_end(base: date, delay: Delay, turn: int = 1, *, alsace_moselle: bool = False) -> date:
    """Return the last day of a delay counted from a day; of its ``turn``-th return, always counted from that day.

    Counting each return from the first day keeps the 31st a 31st. Raises ``OverflowError`` or ``ValueError`` when the
    day is beyond the calendar.
    """
    count = delay.count * turn
    if delay.unit == "working_day":
        return add_working_days(base, count, alsace_moselle=alsace_moselle)
    return TimeSpan(count, delay.unit).shift_day(base)


def running_deadlines(dossier: Dossier) -> tuple[Deadline, ...]:
    """Return the delays that run in the present state, the first to end first; none at the end of the procedure."""
    rules = dossier.rules
    together: dict[tuple[Delay, str | None], list[ProcedureStep]] = {}
    for step in dossier.leaving_steps:
        if step.after is not None:
            together.setdefault((step.after, step.counted_from), []).append(step)
    found = []
    for (delay, event), steps in together.items():
        start = dossier.entry_index if event is None else dossier.count_until_event(event)
        if event is not None and not start:
            # What it is counted from did not happen; the checker proves that this cannot be in a release.
            continue
        base, turn = dossier.day_of(start), 1 + _count_reminders(dossier, start, {step.id for step in steps})
        due = delay_end(base, delay, turn, alsace_moselle=rules.alsace_moselle)
        found.append(Deadline(due=due, base=base, turn=turn, steps=tuple(steps)))
    return tuple(sorted(found, key=lambda one: one.due))


def _count_reminders(dossier: Dossier, start: int, steps: set[str]) -> int:
    """Return how often these passages came since then without leading anywhere."""
    return sum(
        dossier.history[index].step in steps and dossier.stood[index] == dossier.stood[index + 1]
        for index in range(start, len(dossier.history))
    )
