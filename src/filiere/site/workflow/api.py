"""Dossiers for programs, to whoever is signed in and a party of them: the state, what is open, what happened.

It asks the same functions as the pages and the letters, so that no two of them can tell a procedure differently. It
only reads: an act is done by a person, on a page.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema

from filiere.core import Faults, Lang, Text
from filiere.referentials import workflow
from filiere.site.accounts.refusal_recorder import record_refusal
from filiere.site.kit.api import PROBLEMS, register_api
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.problems import reject_unknown_parameters
from filiere.site.kit.rights import allowed
from filiere.site.workflow.engine_adapter import load_rules, replay_with_due
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.rights import read_dossier
from filiere.site.workflow.views.dossier import list_possible_acts

router = Router()
Language = Annotated[Lang, Query("fr", description="fr or en")]


class DossierOut(Schema):
    """A dossier in a list."""

    key: str
    organisation: str
    referential: str
    release: str
    category: str
    opened: date
    state: str
    state_label: str
    label: str


class DossiersOut(Schema):
    """The dossiers open to whoever asks; none to a visitor."""

    dossiers: list[DossierOut]


class ActOut(Schema):
    """An act open to whoever asks; `missing` says what must be known before it can be done."""

    action: str
    words: str
    ready: bool
    missing: list[str]


class DeadlineOut(Schema):
    """A delay that runs."""

    due: date
    events: list[str]


class EventOut(Schema):
    """What happened. It names no person."""

    number: int
    day: date
    event: str
    words: str
    state: str
    snapshot: str | None


class DossierDetail(DossierOut):
    """One dossier."""

    release_sha256: str
    acts: list[ActOut]
    deadlines: list[DeadlineOut]
    events: list[EventOut]


def _build_summary(dossier: Dossier) -> dict[str, Any]:
    return {
        "key": dossier.key,
        "organisation": dossier.organisation.name,
        "referential": dossier.referential,
        "release": dossier.release,
        "category": dossier.category,
        "opened": dossier.opened,
        "state": dossier.state,
        "state_label": str(load_rules(dossier).words("state", dossier.state)),
        "label": dossier.public_status,
    }


@router.get("/dossiers", response={200: DossiersOut, **PROBLEMS}, summary="Dossiers open to you")
def dossiers(request: HttpRequest, response: HttpResponse, lang: Language) -> dict[str, Any]:  # noqa: ARG001
    """The dossiers in which the signed-in person is a party; an empty list for a visitor."""
    reject_unknown_parameters(request, {"lang"})
    response.headers["Cache-Control"] = "private, no-store"
    found = Dossier.objects.visible_to(request.user).select_related("organisation")
    return {"dossiers": [_build_summary(one) for one in found]}


@router.get("/dossiers/{key}", response={200: DossierDetail, **PROBLEMS}, summary="One dossier")
def dossier(
    request: HttpRequest,
    response: HttpResponse,
    key: Annotated[str, Path(..., max_length=40)],
    lang: Language,  # noqa: ARG001
) -> dict[str, Any]:
    """A dossier, to a party of it; to anybody else it does not exist."""
    reject_unknown_parameters(request, {"lang"})
    response.headers["Cache-Control"] = "private, no-store"
    row = read_dossier(key)
    if row is None or not allowed(request.user, "dossier:read", row):
        if row is not None and request.user.is_authenticated:
            record_refusal(request.user, "dossier:read", subject_kind="dossier", subject_id=row.key, state=row.state)
        raise Faults.one(
            code="unknown-dossier",
            message=Text(
                fr=f"Aucun dossier « {key} » ne vous est ouvert.", en=f"You do not have access to a dossier “{key}”."
            ),
            remedy=Text(
                fr="Connectez-vous, et demandez la liste à /api/v1/dossiers.",
                en="Sign in, and see /api/v1/dossiers for the list.",
            ),
            key="key",
        )
    engine = replay_with_due(row)
    rules = engine.rules
    words = {key: str(text) for key, text in rules.procedure.events.items()}
    return {
        **_build_summary(row),
        "release_sha256": row.release_sha256,
        "acts": [
            {"action": one.action, "words": one.words, "ready": one.ready, "missing": list(one.missing)}
            for one in list_possible_acts(request, row, engine)
        ],
        "deadlines": [
            {"due": one.due, "events": list(dict.fromkeys(step.event for step in one.steps))}
            for one in workflow.running_deadlines(engine)
        ],
        "events": [
            {
                "number": number,
                "day": one.day,
                "event": rules.steps[one.step].event,
                "words": words.get(rules.steps[one.step].event, rules.steps[one.step].event),
                "state": engine.stood[number],
                "snapshot": one.snapshot,
            }
            for number, one in enumerate(engine.history, 1)
        ],
    }


register_api(
    "/",
    router,
    tag="dossiers",
    descriptions={
        "/api/v1/dossiers": bilingual("Les dossiers qui vous sont ouverts", "The dossiers open to you"),
        "/api/v1/dossiers/{key}": bilingual(
            "Un dossier : son état, ses délais, ce qui y est possible", "One dossier: state, deadlines, what is open"
        ),
    },
    not_found=("unknown-dossier",),
)
