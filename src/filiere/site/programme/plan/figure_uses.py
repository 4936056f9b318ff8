"""Where the plan uses a figure: actions that name it, and those of today whose target reads it without naming it.

What replaces a figure replaces it in the target of the actions that name it, by an event of that day; without that
their progress is not computed, and says since when.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.rights import Role
from filiere.site.journal.sealed_rows import record_row
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.figure_uses import Fate, FigureUse, fate_appliers, figure_uses
from filiere.site.programme.plan.actions import CREATED, find_target
from filiere.site.programme.plan.models import Action, ActionEvent, Plan
from filiere.site.programme.plan.plan_state import compute_plan_state
from filiere.site.programme.plan.targets import read_figure_target
from filiere.site.programme.reading_dates import ReadingDates

TARGET = "target"


@figure_uses.register
def list_plan_uses(figure: str) -> Iterator[FigureUse]:
    """Actions of the plan of which an event names the figure: their target, their base, their last reading."""
    named = ActionEvent.objects.filter(body__icontains=figure).values("action")
    rows = Action.objects.filter(pk__in=named).select_related("axis").prefetch_related("events")
    shown = set()
    for action in rows:
        if any(_names_figure(body, figure) for body in _list_standing_bodies(action)):
            shown.add(action.key)
            yield _write_use(action, Text(fr="Cible ou base du calcul", en="Target, or base of the computation"))
    today = timezone.localdate()
    plan = Plan.objects.current(today)
    if plan is None:
        return
    reading = compute_plan_state(plan, ReadingDates(today, today))
    for key, state in reading.state.actions.items():
        if key not in shown and state.reading is not None and figure in state.reading.figures:
            words = Text(fr="Valeur du jour de la cible", en="Value of the day of the target")
            yield _write_use(reading.rows[key], words, follows=True)


@fate_appliers.register("action")
def change_targets(keys: list[str], fate: Fate, replacement: str, actor: Any) -> None:
    """Put the figure that replaces another in the targets of these actions, with its value as their base."""
    if fate != Fate.REPLACED:
        return
    today, register = timezone.localdate(), current_register()
    figure = register[replacement]
    for action in Action.objects.filter(key__in=[key.partition(":")[2] for key in keys]):
        target = find_target(action, today)
        if target is None:
            continue
        changed = target | read_figure_target(figure)
        if "base" in target and figure.value is not None:
            changed["base"] = float(figure.value)
        elif "base" in target:
            del changed["base"]
        words = Text(
            fr=f"Chiffre remplacé par « {replacement} », à la suite d’un rappel.",
            en=f"Figure replaced by “{replacement}”, after a recall.",
        )
        event = ActionEvent.objects.create(
            action=action,
            kind=TARGET,
            on=today,
            known_at=timezone.now(),
            by=actor,
            body={"target": changed, "text": {"fr": words.fr, "en": words.en}},
        )
        record_row(actor, "programme-event.create", event)


def _list_standing_bodies(action: Action) -> Iterator[dict[str, Any]]:
    """What events say that stands: all of them but a target that a later one replaced."""
    events = sorted(action.events.all(), key=lambda one: (one.on, one.known_at, one.pk))
    last = max((rank for rank, one in enumerate(events) if one.kind in (CREATED, TARGET)), default=0)
    for rank, event in enumerate(events):
        aims = event.kind in (CREATED, TARGET)
        yield event.body if rank == last or not aims else {**event.body, "target": None}


def _write_use(action: Action, said: Text, *, follows: bool = False) -> FigureUse:
    return FigureUse(
        key=f"action:{action.key}",
        where=Text(fr=f"Action {action.code} du plan", en=f"Action {action.code} of the plan"),
        said=said,
        owner=Role.PROGRAMME,
        url=reverse("programme:action", args=[action.key]),
        follows=follows,
    )


def _names_figure(body: Any, figure: str) -> bool:
    if isinstance(body, dict):
        return any(_names_figure(value, figure) for value in body.values())
    if isinstance(body, list):
        return any(_names_figure(value, figure) for value in body)
    return bool(body == figure)
