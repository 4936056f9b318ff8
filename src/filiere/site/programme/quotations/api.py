"""The checker for programs: a text in, its numbers with their verdicts out; nothing is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from filiere.core import Text
from filiere.site.accounts.rate_limits import minutes_left, reserve_attempt, too_many_attempts_text
from filiere.site.client_addresses import client_network
from filiere.site.kit.api import API_DESCRIPTIONS, INCOMPLETE_ADDRESSES, PROBLEMS, Problem, api
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.problems import build_problem
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.quotations.forms import CHECKS, LONGEST_TEXT
from filiere.site.programme.quotations.retired_rows import check_against_recalls

router = Router(tags=["quotations"])

API_DESCRIPTIONS["/api/v1/quotations"] = Text(
    fr="Vérifier les nombres d’un texte : chacun avec son verdict, les chiffres du registre et une proposition.",
    en="Check the numbers of a text: each with its verdict, the figures of the register and a proposal.",
)
INCOMPLETE_ADDRESSES.add("/api/v1/quotations")


class QuotationIn(Schema):
    """A text to check, and the day on which it is said."""

    text: str = Field(max_length=LONGEST_TEXT)
    said: date | None = None


class QuotationsOut(Schema):
    """The numbers of the text in its order, its sums that do not hold, what was set aside, and whether there were too
    many numbers to read them all."""

    rows: list[dict[str, Any]]
    sums: list[dict[str, Any]]
    set_aside: list[dict[str, Any]]
    cut: bool


@router.post("", response={200: QuotationsOut, 429: Problem, **PROBLEMS}, summary="Check the numbers of a text")
def check_quotations(request: HttpRequest, sent: QuotationIn) -> dict[str, Any] | HttpResponse:
    """Check a text against the register as it stands; offsets are code points of the text as received.

    Texts of one network are counted with those of the page.
    """
    now = timezone.now()
    if until := reserve_attempt(CHECKS, client_network(request.META), now=now):
        title = localize("Trop de textes", "Too many texts")
        return build_problem(429, title, str(too_many_attempts_text(minutes_left(until, now))), [])
    review = check_against_recalls(sent.text, current_register(), sent.said)
    return {
        "rows": [row.as_json() for row in review.rows],
        "sums": [
            {"start": one.start, "end": one.end, "text": one.text, "reason": str(one.reason)}
            for one in review.wrong_sums
        ],
        "set_aside": [{"start": one.start, "end": one.end, "text": one.text, "why": one.why} for one in review.skipped],
        "cut": review.cut,
    }


api.add_router("/quotations", router)
