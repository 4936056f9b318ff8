"""Decisions of the dialogue for programs: the words voted, their hashes, the ballots, and who disagrees with them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router

from filiere.core import Faults
from filiere.site.kit.api import PROBLEMS, register_api
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.problems import reject_unknown_parameters
from filiere.site.programme.dialogue.api_schemas import DecisionOut, DecisionsOut
from filiere.site.programme.dialogue.faults import fault
from filiere.site.programme.dialogue.models import WordingVote
from filiere.site.programme.dialogue.presenters.votes import build_decision_json, read_vote

router = Router()
MOST_LISTED, FARTHEST = 500, 10_000_000


def _list_closed(request: HttpRequest) -> Any:
    votes = WordingVote.objects.visible_to(request.user).filter(state=WordingVote.State.CLOSED)
    return votes.select_related("text__room", "amendment__text", "meeting").order_by("-closed_at", "-pk")


@router.get("/decisions", response={200: DecisionsOut, **PROBLEMS}, summary="Decisions of the dialogue")
def list_decisions(
    request: HttpRequest,
    offset: Annotated[int, Query(0, ge=0, le=FARTHEST)],
    limit: Annotated[int, Query(MOST_LISTED, ge=1, le=MOST_LISTED)],
) -> dict[str, Any]:
    """The decisions that may be read, the latest first, from ``offset`` on; how many there are is told with them."""
    reject_unknown_parameters(request, {"offset", "limit"})
    closed, found = _list_closed(request), []
    for vote in closed[offset : offset + limit]:
        told = build_decision_json(read_vote(vote))
        names = (
            "key",
            "code",
            "title",
            "room",
            "decided_on",
            "words_sha256",
            "decision_sha256",
            "secret",
            "valid",
            "adopted",
        )
        found.append({name: told[name] for name in names} | {"dissents": told["dissents"]})
    return {"count": closed.count(), "offset": offset, "decisions": found}


@router.get("/decisions/{key}", response={200: DecisionOut, **PROBLEMS}, summary="One decision")
def show_decision(request: HttpRequest, key: Annotated[str, Path(..., max_length=20)]) -> dict[str, Any]:
    """A decision: words, hashes, ballots by organisation, result, and every note of disagreement bound to it."""
    reject_unknown_parameters(request, set())
    vote = _list_closed(request).filter(key=key).first()
    if vote is None:
        raise Faults([fault("dialogue-unknown-decision", "key", key=key[:40])])
    return build_decision_json(read_vote(vote))


register_api(
    "/programme/dialogue",
    router,
    tag="programme",
    descriptions={
        "/api/v1/programme/dialogue/decisions": bilingual(
            "Les décisions du dialogue, avec leurs désaccords",
            "The decisions of the dialogue, with their disagreements",
        ),
        "/api/v1/programme/dialogue/decisions/{key}": bilingual(
            "Une décision : mots votés, empreintes, bulletins, désaccords",
            "One decision: words voted, fingerprints, ballots, disagreements",
        ),
    },
    not_found=("dialogue-unknown-decision",),
)
