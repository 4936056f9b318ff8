"""The checker for programs: a text in, its numbers with their verdicts out; nothing is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from filiere.core import Text, source_language
from filiere.site.kit.api import API_DESCRIPTIONS, INCOMPLETE_ADDRESSES, PROBLEMS, api
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.quotations.forms import LONGEST_TEXT
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
    """The numbers of the text in its order, its sums that do not hold, and what was set aside."""

    rows: list[dict[str, Any]]
    sums: list[dict[str, Any]]
    set_aside: list[dict[str, Any]]


@router.post("", response={200: QuotationsOut, **PROBLEMS}, summary="Check the numbers of a text")
def check_quotations(request: HttpRequest, sent: QuotationIn) -> dict[str, Any]:
    """Check a text against the register as it stands; offsets are code points of the text as received."""
    review, lang = check_against_recalls(sent.text, current_register(), sent.said), source_language()
    return {
        "rows": [row.as_json(lang) for row in review.rows],
        "sums": [
            {"start": one.start, "end": one.end, "text": one.text, "reason": one.reason.get(lang)}
            for one in review.wrong_sums
        ],
        "set_aside": [{"start": one.start, "end": one.end, "text": one.text, "why": one.why} for one in review.skipped],
    }


api.add_router("/quotations", router)
