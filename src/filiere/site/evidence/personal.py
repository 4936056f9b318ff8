"""What this app holds of a person: what they sent and asked for. It goes with the dossier, by rule."""

from __future__ import annotations

from typing import Any

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data import holds, stamp
from filiere.site.evidence.models import Document, Request, Use


@holds("evidence")
def _held(user: User) -> dict[str, Any]:
    return {
        "documents": [
            {"key": one.key, "dossier": one.dossier.key, "name": one.name, "sent_at": stamp(one.added_at)}
            for one in Document.objects.filter(added_by=user).select_related("dossier").order_by("pk")
        ],
        "uses": [
            {"document": one.document.key, "proof": one.proof, "said_at": stamp(one.added_at)}
            for one in Use.objects.filter(added_by=user).select_related("document").order_by("pk")
        ],
        "requests": [
            {"key": one.key, "words": one.words, "asked_at": stamp(one.asked_at)}
            for one in Request.objects.filter(asked_by=user).order_by("pk")
        ],
        "answers": [
            {"request": one.key, "words": one.answer, "answered_at": stamp(one.answered_at)}
            for one in Request.objects.filter(answered_by=user).order_by("pk")
        ],
    }
