"""What a search finds of communication: operations out of embargo, and the messages true of today."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from filiere.core import Text
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.embargo import list_current, visible_messages, visible_operations
from filiere.site.programme.communication.figure_freezing import read_text
from filiere.site.search.document_index import hash_parts
from filiere.site.search.extension_points import PAGES, DocumentSource, SearchDocument, search_documents

_HOME = SearchDocument(
    "programme:operations",
    Text(fr="Opérations et messages", en="Operations and messages"),
    Text(
        fr="Ce que l’association dit aujourd’hui, chaque phrase avec son chiffre et sa source.",
        en="What the association says today, each sentence with its figure and its source.",
    ),
    weight=1,
)


def list_communication_documents() -> Iterator[SearchDocument]:
    """The home of communication, operations that everybody may read of, and what is said."""
    now = timezone.now()
    yield _HOME
    for operation in visible_operations(None, now):
        yield SearchDocument(
            "programme:operation",
            operation.name,
            Text(fr=f"{operation.place}, {operation.lead}", en=f"{operation.place}, {operation.lead}"),
            (operation.key,),
            fictitious=operation.fictitious,
        )
    for message in list_current(current_register(), visible_messages(None, now)):
        title = read_text(message.frozen, "title")
        yield SearchDocument(
            "programme:message", message.current_sentence, title, (message.key,), fictitious=message.fictitious
        )


def _compute_stamp() -> str:
    """What changes as soon as somebody may read of more, or of less: the end of an embargo too."""
    now = timezone.now()
    operations = visible_operations(None, now).order_by("pk").values_list("key", "revision", "changed_at")
    said = list_current(current_register(), visible_messages(None, now))
    return hash_parts([*operations, *((one.key, one.frozen_sha256, one.office_answer) for one in said)])


search_documents.add(DocumentSource("communication", PAGES, list_communication_documents, _compute_stamp))
