"""The reasons of an amendment: to write again, for its author, or to amend apart from its words, for any member."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from filiere.core import Text
from filiere.site.accounts.decorators import FormWords, act_form_page
from filiere.site.kit.act_views import PageAct
from filiere.site.programme.dialogue import forms
from filiere.site.programme.dialogue.actions.amendments import amend_reasons, rewrite_reasons
from filiere.site.programme.dialogue.amended_reasons import read_reasons_text
from filiere.site.programme.dialogue.models import TextAmendment
from filiere.site.programme.dialogue.text_readings import TextReading
from filiere.site.programme.dialogue.views.page_frame import (
    amendment_address,
    find_amendment,
    render_room_form,
    render_room_page,
)
from filiere.site.programme.dialogue.views.texts import FILED


def _offer_reasons(row: TextAmendment) -> dict[str, Any]:
    """The reasons as they stand, in the form."""
    last = row.reasons.order_by("-number")[0]
    return {"initial": {"title": last.title, "reasons": last.words}}


reason = act_form_page(
    "dialogue:amend",
    PageAct(
        rewrite_reasons,
        Text(fr="Motif récrit ; les mots n’ont pas changé.", en="Reasons rewritten; the words have not changed."),
        forms.ReasonsForm,
        form_options=lambda _request, row: _offer_reasons(row),
    ),
    lambda row: FormWords(
        Text(fr=f"Récrire le motif de l’amendement {row.code}", en=f"Rewrite the reasons of amendment {row.code}")
    ),
    frame=render_room_form,
    find=find_amendment,
    back=amendment_address,
)
"""The reasons of one’s amendment, to write again."""


def _frame_reasons(request: HttpRequest, things: list[Any], context: dict[str, Any], status: int) -> HttpResponse:
    """The form of an amendment to reasons, below their paragraphs."""
    room, row = things
    text = read_reasons_text(row)
    paragraphs = {"text": text, "paragraphs": TextReading(text).paragraphs}
    told = context | paragraphs | {"before": "programme/dialogue/_paragraphs.html"}
    return render_room_page(request, "form.html", room, told, status)


amend_reason = act_form_page(
    "dialogue:amend",
    PageAct(
        amend_reasons,
        FILED,
        forms.AmendmentForm,
        form_arguments=lambda row: (read_reasons_text(row),),
        back=lambda _row, made: amendment_address(made),
    ),
    lambda row: FormWords(
        Text(fr=f"Amender le motif de l’amendement {row.code}", en=f"Amend the reasons of amendment {row.code}"),
        Text(
            fr="Le motif se discute et se vote à part : l’amendement lui-même ne change pas d’un mot.",
            en="Reasons are discussed and voted apart: not a word of the amendment itself changes.",
        ),
    ),
    frame=_frame_reasons,
    find=find_amendment,
    back=amendment_address,
)
"""The reasons of an amendment, to amend."""
