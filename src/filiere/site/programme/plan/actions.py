"""What the lead of the programme does to a plan: each act adds an event, and changes none.

An event is true since a day that may be past, and known since the moment of the act: a state declared late is read as
late, and what was known on a day can be read again. Bodies are in the names of `filiere.programme.records`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone

from filiere.core.dates import spell_day
from filiere.site.accounts.demo_people import is_demo
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, lock_journal, make_row_lock
from filiere.site.journal.sealed_rows import record_row
from filiere.site.programme.plan.faults import refuse
from filiere.site.programme.plan.models import Action, ActionEvent, Axis, Orientation, Plan
from filiere.site.programme.plan.targets import write_target

PLANS = ActTarget[None]("programme-plan", key=lambda _none: "new", lock=lock_journal)
PLAN = ActTarget[Plan]("programme-plan")
ACTION = ActTarget[Action]("programme-action", lock=make_row_lock("axis__plan"))

CREATED = "created"
ENDS = frozenset({"completed", "abandoned"})
"""Events after which nothing more happens to an action."""


@act("programme-plan.create", on=PLANS, right="programme:edit")
def create_plan(_none: None, *, actor: User, title: str, title_en: str, starts: date, ends: date) -> Plan:
    """Begin the programme of some years."""
    if ends <= starts:
        raise refuse("plan-dates", "ends", starts=spell_day(starts), ends=spell_day(ends))
    return Plan.objects.create(title=title, title_en=title_en, starts=starts, ends=ends, fictitious=is_demo())


@act("programme-orientation.adopt", on=PLAN, right="programme:edit")
def record_orientation(
    plan: Plan,
    *,
    actor: User,
    title: str,
    text: str,
    assembly: str,
    adopted_on: date,
    title_en: str = "",
    day: date = TODAY,
) -> Orientation:
    """Record what a general assembly adopted, in its words."""
    _require_past(adopted_on, day, "adopted_on")
    return Orientation.objects.create(
        plan=plan, title=title, title_en=title_en, text=text, assembly=assembly, adopted_on=adopted_on
    )


@act("programme-axis.create", on=PLAN, right="programme:edit")
def create_axis(plan: Plan, *, actor: User, letter: str, title: str, title_en: str = "") -> Axis:
    """Add an axis to a plan."""
    if plan.axes.filter(letter=letter).exists():
        raise refuse("axis-letter-taken", "letter", letter=letter)
    return Axis.objects.create(plan=plan, letter=letter, title=title, title_en=title_en)


@act("programme-action.create", on=PLAN, right="programme:edit")
def create_action(
    plan: Plan,
    *,
    actor: User,
    axis: Axis,
    title: str,
    owner: str,
    start: date,
    due: date,
    target: dict[str, Any] | None = None,
    title_en: str = "",
    partners: Sequence[str] = (),
    state_part: str = "",
    budget: Sequence[tuple[str, int, int]] = (),
    depends_on: Sequence[str] = (),
    risks: str = "",
    orientation: Orientation | None = None,
    on: date | None = None,
    day: date = TODAY,
) -> Action:
    """Make an action with its target and its first period, in one act. Raises `Faults` with what is wrong in it.

    ``budget`` holds funder, year and amount in euros; ``depends_on`` the keys of actions to be done first.
    """
    if due <= start:
        raise refuse("action-due-early", "due", due=spell_day(due), start=spell_day(start))
    body: dict[str, Any] = {
        "title": {"fr": title, "en": title_en or title},
        "owner": owner,
        "partners": list(partners),
        "start": start.isoformat(),
        "due": due.isoformat(),
        "target": write_target(target),
        "budget": [{"funder": funder, "year": year, "amount": amount} for funder, year, amount in budget],
        "depends_on": list(depends_on),
        "risks": [_same(risks)] if risks else [],
        "state_part": _same(state_part) if state_part else None,
    }
    last = Action.objects.filter(axis=axis).aggregate(last=Max("number"))["last"] or 0
    row = Action.objects.create(axis=axis, orientation=orientation, number=last + 1)
    record_row(actor, "programme-event.create", _make_event(row, CREATED, on or min(day, start), actor, body))
    return row


@act("programme-action.declare", on=ACTION, right="programme:edit")
def declare_state(
    action: Action, *, actor: User, state: str, on: date, text: str = "", day: date = TODAY
) -> ActionEvent:
    """Say how the action goes, in the owner's word; it changes nothing of what is computed."""
    return _record(action, "declared", on, day, actor, {"state": state, **_text(text)})


@act("programme-action.read", on=ACTION, right="programme:edit")
def record_reading(
    action: Action,
    *,
    actor: User,
    on: date,
    low: Decimal,
    high: Decimal | None = None,
    source: str = "",
    day: date = TODAY,
) -> ActionEvent:
    """Record a value of a target that nothing else counts, with where it was read; two bounds make a range."""
    target = find_target(action, on)
    if target is None or target.get("figure"):
        raise refuse("reading-not-typed")
    if high is not None and high < low:
        raise refuse("reading-order", "high", low=low, high=high)
    now = float(low) if high is None else [float(low), float(high)]
    return _record(action, "measured", on, day, actor, {"now": now, **_text(source)})


@act("programme-action.postpone", on=ACTION, right="programme:edit")
def change_due(action: Action, *, actor: User, due: date, text: str, on: date, day: date = TODAY) -> ActionEvent:
    """Change the deadline, for a reason; the one before stays readable."""
    return _record(action, "due", on, day, actor, {"due": due.isoformat(), **_text(text)})


@act("programme-action.aim", on=ACTION, right="programme:edit")
def change_target(
    action: Action, *, actor: User, target: dict[str, Any] | None, text: str, on: date, day: date = TODAY
) -> ActionEvent:
    """Change what measures the action, or its goal, for a reason; the one before stays readable."""
    written = write_target(target)
    if written is None:
        raise refuse("target-unread", "reads")
    return _record(action, "target", on, day, actor, {"target": written, **_text(text)})


@act("programme-action.end", on=ACTION, right="programme:edit")
def end_action(action: Action, *, actor: User, kind: str, text: str, on: date, day: date = TODAY) -> ActionEvent:
    """Complete an action, or give it up and say why."""
    return _record(action, kind, on, day, actor, _text(text))


def find_target(action: Action, on: date) -> dict[str, Any] | None:
    """Return the target that an action has on a day, by what is known now."""
    found = None
    for event in action.events.filter(kind__in=(CREATED, "target"), on__lte=on):
        found = event.body.get("target", found)
    return found


def _record(action: Action, kind: str, on: date, day: date, actor: User, body: dict[str, Any]) -> ActionEvent:
    """Add an event to an action that still runs, none of the future."""
    _require_past(on, day, "on")
    if action.events.filter(kind__in=ENDS).exists():
        raise refuse("action-ended")
    return _make_event(action, kind, on, actor, body)


def _make_event(action: Action, kind: str, on: date, actor: User, body: dict[str, Any]) -> ActionEvent:
    return ActionEvent.objects.create(action=action, kind=kind, on=on, known_at=timezone.now(), by=actor, body=body)


def _text(words: str) -> dict[str, Any]:
    return {"text": _same(words)} if words else {}


def _same(words: str) -> dict[str, str]:
    return {"fr": words, "en": words}


def _require_past(on: date, day: date, key: str) -> None:
    if on > day:
        raise refuse("event-in-the-future", key, on=spell_day(on))
