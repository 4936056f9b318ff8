"""Acts on an operation: planning, changing, cancelling, counting results; proposing one to the register, judging it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.core.dates import spell_day
from filiere.site.accounts.demo_people import is_demo
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, keep_row
from filiere.site.journal.sealed_rows import record_row
from filiere.site.observatory.actions.enter_figure import enter_figure
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.faults import fault, refuse
from filiere.site.programme.communication.models import Operation, Result
from filiere.site.programme.communication.result_figures import is_counted, list_fields, name_figure
from filiere.site.programme.communication.rights import ENTER, WRITE

OPERATION: ActTarget[Operation] = ActTarget("operation")
NEW_OPERATION: ActTarget[str] = ActTarget("operation", lambda _title: "new", keep_row, refusals=False)
RESULT: ActTarget[Result] = ActTarget("result")

State = Operation.State


@act("operation.plan", on=NEW_OPERATION, right=WRITE)
def plan_operation(title: str, /, *, actor: User, fictitious: bool | None = None, **said: Any) -> Operation:
    """Plan an operation; raises `Faults` with all that is wrong in what was typed."""
    operation = Operation(title=title, author=actor, fictitious=is_demo() if fictitious is None else fictitious)
    return _save_operation(operation, said)


@act("operation.change", on=OPERATION, right=WRITE)
def change_operation(operation: Operation, /, *, actor: User, **said: Any) -> Operation:
    """Change what was planned; calendars learn it by a higher revision. Refused once it was cancelled.

    One that everybody could read of, put under embargo, is called off in calendars until the embargo is over.
    """
    if operation.state == State.CANCELLED:
        raise refuse("operation-cancelled")
    # Once an embargo is over, the event comes back under a revision of its own (see `calendar`).
    operation.revision += 1 if operation.told_day is None else 2
    was_hushed, day = _is_hushed(operation.embargo_until), operation.day
    if not _is_hushed(said.get("embargo_until", operation.embargo_until)):
        operation.told_day = None
    elif not was_hushed:
        operation.told_day = day
    return _save_operation(operation, said)


def _is_hushed(embargo: datetime | None) -> bool:
    return embargo is not None and embargo > timezone.now()


@act("operation.cancel", on=OPERATION, right=WRITE)
def cancel_operation(operation: Operation, *, reason: str, actor: User) -> Operation:
    """Cancel an operation, which calendars are told; refused for one that has results."""
    if operation.state == State.CANCELLED:
        raise refuse("operation-cancelled")
    if operation.results.exists():
        raise refuse("operation-over")
    operation.state, operation.cancelled_for = State.CANCELLED, reason
    operation.revision += 1
    operation.changed_at = timezone.now()
    operation.save()
    return operation


@act("result.record", on=OPERATION, right=WRITE)
def record_result(operation: Operation, /, *, actor: User, figure: str = "", day: date = TODAY, **said: Any) -> Result:
    """Record a count of what an operation came to, by a stated method; ``figure`` is its id, if the register has it."""
    if operation.state == State.CANCELLED:
        raise refuse("operation-cancelled")
    if operation.day > day:
        raise refuse("operation-not-yet", day=spell_day(operation.day))
    if figure and figure not in current_register():
        raise refuse("result-figure-unknown", "figure", figure=figure)
    if operation.state == State.PLANNED:
        operation.state = State.HELD
        operation.revision += 1
        operation.changed_at = timezone.now()
        operation.save()
        record_row(actor, "operation.hold", operation)
    return Result.objects.create(
        operation=operation, figure=figure, recorded_by=actor, recorded_at=timezone.now(), **said
    )


@act("result.propose", on=RESULT, right=WRITE)
def propose_result(result: Result, *, actor: User) -> Result:
    """Propose a count to the register, where a statistician reads it; refused once it was."""
    if result.figure or result.is_awaited:
        raise refuse("result-proposed")
    result.proposed_by, result.proposed_at = actor, timezone.now()
    result.judged_by, result.judged_at, result.refusal = None, None, ""
    result.save()
    return result


@act("result.enter", on=RESULT, right=ENTER)
def enter_result(result: Result, *, source: str, territory: str, reason: str, reason_en: str, actor: User) -> Result:
    """Enter a proposed count in the register, with its source and its place, where it is a figure as any other.

    Raises `Faults` for one that is not proposed, that the register has no indicator for, or that breaks a rule of it.
    """
    _require_awaited(result)
    if not is_counted(result):
        raise refuse("result-without-indicator")
    figure = name_figure(result)
    enter_figure(
        figure,
        fields=list_fields(result, source=source, territory=territory),
        reason=Text(fr=reason, en=reason_en),
        actor=actor,
    )
    result.figure, result.judged_by, result.judged_at = figure, actor, timezone.now()
    result.save()
    return result


@act("result.decline", on=RESULT, right=ENTER)
def decline_result(result: Result, *, reason: str, actor: User) -> Result:
    """Refuse to enter a proposed count; whoever proposed it reads why, and may propose it again."""
    _require_awaited(result)
    result.refusal, result.judged_by, result.judged_at = reason, actor, timezone.now()
    result.save()
    return result


def _require_awaited(result: Result) -> None:
    if not result.is_awaited:
        raise refuse("result-not-proposed")


def _save_operation(operation: Operation, said: dict[str, Any]) -> Operation:
    for name, value in said.items():
        setattr(operation, name, value)
    if faults := _find_operation_faults(operation):
        raise Faults(faults)
    operation.changed_at = timezone.now()
    operation.save()
    return operation


def _find_operation_faults(operation: Operation) -> list[Fault]:
    faults = []
    starts, ends = operation.compute_start(), operation.compute_end()
    if ends is not None and (starts is None or ends <= starts):
        faults.append(fault("operation-hours", "ends_at"))
    request = (operation.office, operation.office_asked_on, operation.office_deadline, operation.silence_rule)
    if any(request) and not all(request):
        faults.append(fault("operation-request", "office"))
    elif operation.office_asked_on is not None and operation.office_deadline is not None:
        last = timezone.localdate(operation.office_deadline)
        if last < operation.office_asked_on:
            faults.append(fault("operation-deadline", "deadline_day"))
    return faults
