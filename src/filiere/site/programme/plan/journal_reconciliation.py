"""What the journal seals of a plan: every row, none of which is ever changed."""

from __future__ import annotations

from typing import Any

from filiere.core import Text
from filiere.core.seals import seal
from filiere.site.journal.sealed_rows import SealedRow, get_key, name_acts
from filiere.site.programme.plan.models import Action, ActionEvent, Axis, Orientation, Plan


def _plan_payload(row: Plan) -> dict[str, Any]:
    return {
        "title": row.title,
        "title_en": row.title_en,
        "starts": row.starts.isoformat(),
        "ends": row.ends.isoformat(),
        "fictitious": row.fictitious,
    }


def _orientation_payload(row: Orientation) -> dict[str, Any]:
    words = {"title": row.title, "title_en": row.title_en, "text": seal(row.text), "assembly": row.assembly}
    return {"plan": row.plan.key, "adopted_on": row.adopted_on.isoformat(), **words}


def _axis_payload(row: Axis) -> dict[str, Any]:
    return {"plan": row.plan.key, "letter": row.letter, "title": row.title, "title_en": row.title_en}


def _action_payload(row: Action) -> dict[str, Any]:
    return {"axis": row.axis_id, "number": row.number, "orientation": row.orientation_id}


def _event_payload(row: ActionEvent) -> dict[str, Any]:
    return {"action": row.action.key, "kind": row.kind, "on": row.on.isoformat(), "body": seal(row.body)}


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    SealedRow(
        Plan,
        "programme-plan",
        name_acts("programme-plan", "create"),
        _plan_payload,
        Text(fr="Plan", en="Plan"),
        key=get_key,
    ),
    SealedRow(
        Orientation,
        "programme-orientation",
        name_acts("programme-orientation", "adopt"),
        _orientation_payload,
        Text(fr="Orientation", en="Orientation"),
        rows=lambda: Orientation.objects.select_related("plan"),
    ),
    SealedRow(
        Axis,
        "programme-axis",
        name_acts("programme-axis", "create"),
        _axis_payload,
        Text(fr="Axe", en="Axis"),
        rows=lambda: Axis.objects.select_related("plan"),
    ),
    SealedRow(
        Action,
        "programme-action",
        name_acts("programme-action", "create"),
        _action_payload,
        Text(fr="Action du plan", en="Action of the plan"),
        key=get_key,
    ),
    SealedRow(
        ActionEvent,
        "programme-event",
        ("programme-event.create", *name_acts("programme-action", "declare", "read", "postpone", "aim", "end")),
        _event_payload,
        Text(fr="Événement d’une action", en="Event of an action"),
        rows=lambda: ActionEvent.objects.select_related("action"),
    ),
)
"""Rows that the act which made them seals whole."""
