"""The steps of a person, each on its day: in their order, never ahead of time."""

from __future__ import annotations

from datetime import date
from typing import Final

from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.careers.counsellors.actions.files import FILE, require_alive, require_own
from filiere.site.careers.counsellors.faults import refuse
from filiere.site.careers.counsellors.funnel import STAGE_LABELS
from filiere.site.careers.counsellors.models import FileStep, PersonFile, Stage
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.journal.sealed_rows import record_row

FOLLOW_UPS: Final = {Stage.MONTH_3: 3, Stage.MONTH_6: 6, Stage.MONTH_12: 12}
"""Months after the hiring from which a follow-up may say that somebody is still in work."""


@act("file-step.reach", on=FILE, right=require_own, record=False)
def reach_stage(file: PersonFile, *, actor: User, stage: str, on: date, day: date = TODAY) -> FileStep:
    """Note that a stage was reached on a day; it is a contact."""
    require_alive(file, day)
    if on > day:
        raise refuse("file-day-to-come", "on", on=spell_day(on))
    made = add_step(file, actor=actor, stage=Stage(stage), on=on)
    if on > file.last_contact:
        file.last_contact = on
        file.save(update_fields=["last_contact"])
        record_row(actor, "person-file.step", file)
    return made


def add_step(file: PersonFile, *, actor: User, stage: Stage, on: date) -> FileStep:
    """Keep a stage inside of an act; raises `Faults` where it is there, or out of order."""
    known = {Stage(one.stage): one.on for one in file.steps.all()}
    if stage in known:
        raise refuse("step-reached", "stage", on=spell_day(known[stage]))
    if stage in FOLLOW_UPS:
        _check_follow_up(known, stage, on)
    order = list(Stage)
    for other, other_on in known.items():
        before = order.index(other) < order.index(stage)
        if (before and other_on > on) or (not before and other_on < on):
            raise refuse(
                "step-out-of-order", "on", on=spell_day(on), other=STAGE_LABELS[other], other_on=spell_day(other_on)
            )
    made = FileStep.objects.create(file=file, stage=stage, on=on, by=actor)
    record_row(actor, "file-step.reach", made)
    return made


def _check_follow_up(known: dict[Stage, date], stage: Stage, on: date) -> None:
    hired = known.get(Stage.HIRED)
    if hired is None:
        raise refuse("step-without-hiring", "stage")
    months = FOLLOW_UPS[stage]
    from_day = add_months(hired, months)
    if on < from_day:
        raise refuse("step-too-early", "on", months=str(months), hired=spell_day(hired), from_day=spell_day(from_day))


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the first of the next month where that month has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1)
