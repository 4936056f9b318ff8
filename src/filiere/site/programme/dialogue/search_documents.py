"""What of the dialogue the search finds: its page, and the texts that public rooms discuss."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max

from filiere.core import Text
from filiere.site.programme.dialogue.models import DialogueRoom, DiscussedText
from filiere.site.programme.dialogue.voting_rooms import title_text
from filiere.site.search.extension_points import PAGES, DocumentSource, SearchDocument, search_documents


def list_dialogue_documents() -> Iterator[SearchDocument]:
    """The page, then the texts of public rooms."""
    yield SearchDocument(
        "programme:dialogue",
        Text(fr="Dialogue : qui dit quoi, textes, votes", en="Dialogue: who says what, texts, votes"),
        Text(
            fr="Positions des organisations à une date, amendements, votes par collège, notes de désaccord.",
            en="Positions of organisations at a date, amendments, votes by college, notes of disagreement.",
        ),
        weight=1,
    )
    public = DiscussedText.objects.leave_out_reasons().filter(room__confidentiality=DialogueRoom.Confidentiality.PUBLIC)
    for text in public.select_related("room"):
        yield SearchDocument(
            "programme:dialogue-text",
            title_text(text),
            title_text(text.room),
            (text.room.key, text.key),
            words=text.base,
            fictitious=text.room.fictitious,
        )


def _stamp() -> str:
    last = DiscussedText.objects.aggregate(last=Max("pk"))["last"]
    return f"{last or 0}"


search_documents.add(DocumentSource("dialogue", PAGES, list_dialogue_documents, _stamp))
