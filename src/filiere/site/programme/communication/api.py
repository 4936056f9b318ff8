"""Messages for programs: what is said now, each with the figure of the register that it stands on."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from filiere.core import Lang, Text
from filiere.site.kit.api import PROBLEMS, register_api
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.problems import reject_unknown_parameters
from filiere.site.mail.outbox import build_page_address
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.embargo import list_said, visible_messages
from filiere.site.programme.communication.figure_freezing import read_text

router = Router()
MOST_LISTED, FARTHEST = 500, 10_000_000
Language = Annotated[Lang, Query("fr", description="fr or en")]


class MessageOut(Schema):
    """A message that may be said now. `figure` is the id of its figure; `dated`: true of the day of `approved` only."""

    key: str
    sentence: str
    audience: str
    operation: str | None
    figure: str
    title: str
    amount: str
    scope: str
    period: str
    source: str
    sha256: str
    dated: bool
    approved: str
    url: str


class MessagesOut(Schema):
    """Messages that may be said now: how many there are, and those from `offset` on, the latest first."""

    count: int
    offset: int
    messages: list[MessageOut]


@router.get("/messages", response={200: MessagesOut, **PROBLEMS}, summary="Messages in force")
def programme_messages(
    request: HttpRequest,
    lang: Language,
    offset: Annotated[int, Query(0, ge=0, le=FARTHEST)],
    limit: Annotated[int, Query(MOST_LISTED, ge=1, le=MOST_LISTED)],
) -> dict[str, Any]:
    """What the association says now, with the figure that each sentence is bound to."""
    reject_unknown_parameters(request, {"lang", "offset", "limit"})
    messages = visible_messages(None, timezone.now()).order_by("-in_force_at", "-pk")
    said = list_said(current_register(), messages)

    def read(words: Text) -> str:
        return words.get(lang)

    return {
        "count": len(said),
        "offset": offset,
        "messages": [
            {
                "key": one.key,
                "sentence": read(one.current_sentence),
                "audience": one.audience,
                "operation": one.operation.key if one.operation else None,
                "figure": one.figure,
                "title": read(read_text(one.frozen, "title")),
                "amount": read(read_text(one.frozen, "amount")),
                "scope": read(read_text(one.frozen, "scope")),
                "period": one.frozen["period"],
                "source": read(read_text(one.frozen, "source_name")),
                "sha256": one.frozen_sha256,
                "dated": one.kept_as_dated,
                "approved": one.in_force_at.isoformat() if one.in_force_at else "",
                "url": build_page_address(f"/programme/messages/{one.key}/", lang),
            }
            for one in said[offset : offset + limit]
        ],
    }


register_api(
    "/programme",
    router,
    tag="programme",
    descriptions={
        "/api/v1/programme/messages": bilingual(
            "Ce que l’association dit aujourd’hui, et le chiffre de chaque phrase",
            "What the association says today, and the figure of each sentence",
        )
    },
)
