"""The state of the plan for programs: what the page shows, on a day and as known on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from filiere.core import Text
from filiere.site.kit.api import API_DESCRIPTIONS, PROBLEMS, api
from filiere.site.kit.problems import reject_unknown_parameters
from filiere.site.programme.plan.models import Plan
from filiere.site.programme.plan.plan_state import compute_plan_state
from filiere.site.programme.reading_dates import ReadingDates

router = Router(tags=["programme"])
API_DESCRIPTIONS["/api/v1/programme/plan"] = Text(
    fr="L’état du plan : pour chaque action, ce qui est déclaré, ce qui est calculé et ce qui demande une décision.",
    en="The state of the plan: each action, what it declares, what figures compute and what needs a decision.",
)


class PlanActionOut(Schema):
    """One action; shares are fractions, unclipped, and null where there is none to give."""

    code: str
    title: str
    owner: str
    due: date | None
    status: str
    declared: str | None
    outcome: str
    retired: date | None
    progress: float | list[float] | None
    elapsed: float | None
    needs: list[str]


class PlanOut(Schema):
    """A plan on a day, by what was known on another; ``plan`` is null on a site that has begun none."""

    plan: str | None
    title: str
    on: date
    known: date
    progress: float | list[float] | None
    known_actions: int
    actions_counted: int
    actions: list[PlanActionOut]


_NO_ACTIONS: dict[str, Any] = {"known_actions": 0, "actions_counted": 0, "actions": []}


@router.get("/plan", response={200: PlanOut, **PROBLEMS}, summary="The state of the plan")
def show_plan_state(request: HttpRequest, on: date | None = None, known: date | None = None) -> dict[str, Any]:
    """The plan that runs on a day, today by default, by what was known on a day."""
    reject_unknown_parameters(request, {"on", "known"})
    today = timezone.localdate()
    day = on or today
    plan = Plan.objects.current(day)
    if plan is None:
        return {"plan": None, "title": "", "on": day, "known": known or today, "progress": None} | _NO_ACTIONS
    reading = compute_plan_state(plan, ReadingDates(day, known or max(day, today)))
    state = reading.state
    return {
        "plan": plan.key,
        "title": str(state.plan.title),
        "on": state.on,
        "known": state.known,
        "progress": state.progress.as_json(),
        "known_actions": state.progress.known,
        "actions_counted": state.progress.of,
        "actions": [
            {
                "code": reading.rows[key].code,
                "title": str(one.action.title),
                "owner": str(one.action.owner or ""),
                "due": one.due,
                "status": one.status,
                "declared": one.declared,
                "outcome": one.progress.outcome,
                "retired": one.reading.retired if one.reading is not None else None,
                "progress": one.progress.as_json(),
                "elapsed": None if one.elapsed is None else float(one.elapsed),
                "needs": [reason.kind for reason in one.reasons],
            }
            for key, one in state.actions.items()
        ],
    }


api.add_router("/programme", router)
