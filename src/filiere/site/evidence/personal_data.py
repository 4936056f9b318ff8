"""What this app holds of a person: what they sent and asked for. It goes with the dossier, by rule."""

from __future__ import annotations

from typing import Any

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_exporters, format_moment
from filiere.site.evidence.models import Document, Request, Use


@data_exporters.register("evidence")
def _export_evidence(user: User) -> dict[str, Any]:
    return {
        "documents": [
            {"key": one.key, "dossier": one.dossier.key, "name": one.name, "sent_at": format_moment(one.added_at)}
            for one in Document.objects.filter(added_by=user).select_related("dossier").order_by("pk")
        ],
        "uses": [
            {"document": one.document.key, "proof": one.proof, "said_at": format_moment(one.added_at)}
            for one in Use.objects.filter(added_by=user).select_related("document").order_by("pk")
        ],
        "requests": [
            {"key": one.key, "words": one.words, "asked_at": format_moment(one.asked_at)}
            for one in Request.objects.filter(asked_by=user).order_by("pk")
        ],
        "answers": [
            {"request": one.key, "words": one.answer, "answered_at": format_moment(one.answered_at)}
            for one in Request.objects.filter(answered_by=user).order_by("pk")
        ],
    }
