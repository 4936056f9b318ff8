"""Evidence on the page of the question that it proves: what is asked and given, and the files sent from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import HttpRequest
from django.urls import reverse

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.evidence.actions.add_document import add_document
from filiere.site.evidence.confidentiality_classes import Confidentiality, get_default_class
from filiere.site.evidence.document_validation import DocumentDetails
from filiere.site.evidence.faults import CATALOGUE
from filiere.site.evidence.models import Document
from filiere.site.evidence.presenters import format_size
from filiere.site.evidence.requirements import list_pieces
from filiere.site.kit.uploads import StreamedUpload, StreamedUploadHandler
from filiere.site.workflow.models import Dossier

MOST_FILES = 10
"""Files that one page may send at once."""


class SeveralFilesHandler(StreamedUploadHandler):
    """Writes the files of a form, each with a handler of its own; those past the most are skipped and counted."""

    def __init__(self, request: HttpRequest, *, limit: int) -> None:
        super().__init__(request, limit=limit)
        self.parts: list[StreamedUploadHandler] = []

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Open the next file."""
        if len(self.parts) == MOST_FILES:
            # The first handler has its file: it skips this one, and says so as it does elsewhere.
            self.parts[0].new_file(*args, **kwargs)
        self.parts.append(StreamedUploadHandler(self.request, limit=self.limit))
        self.parts[-1].new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a block of the file that is open."""
        self.parts[-1].receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> StreamedUpload | None:
        """Hand the file over."""
        return self.parts[-1].file_complete(file_size)

    def upload_interrupted(self) -> None:
        """The visitor left in the middle, or the last file was skipped: remove what is not whole."""
        for part in self.parts:
            if part.received is None:
                part.erase()

    def erase(self) -> None:
        """Close and remove all that was written."""
        for part in self.parts:
            part.erase()

    @property
    def failures(self) -> list[OSError]:
        """What the disk refused."""
        return [one.failure for one in self.parts if one.failure is not None]

    @property
    def too_many(self) -> bool:
        """Whether files were skipped."""
        return any(one.skipped for one in self.parts)


@dataclass(frozen=True, slots=True)
class QuestionDocument:
    """A document that stands for a piece; without a name and an address where the reader may not open it."""

    name: str
    url: str
    size: str
    at: datetime
    reused: bool


@dataclass(frozen=True, slots=True)
class SentFiles:
    """Files sent from a question, what they prove and over which period."""

    uploads: Sequence[StreamedUpload]
    proofs: tuple[str, ...]
    proves_from: date | None = None
    proves_until: date | None = None


def list_question_documents(
    dossier: Dossier, actor: Actor, provided: Mapping[str, Sequence[Document]]
) -> dict[str, list[QuestionDocument]]:
    """Piece of evidence → the documents of the company that stand for it, named where the person may read them;
    ``provided`` is what `list_provided_documents` returns."""
    if not provided:
        return {}
    readable = set(Document.objects.visible_to(actor, dossier).values_list("pk", flat=True))
    return {
        proof: [_describe_document(one, dossier, readable=one.pk in readable) for one in documents]
        for proof, documents in provided.items()
    }


def _describe_document(document: Document, dossier: Dossier, *, readable: bool) -> QuestionDocument:
    return QuestionDocument(
        name=document.name if readable else "",
        url=reverse("evidence:document", args=[dossier.key, document.key]) if readable else "",
        size=format_size(document.blob.size),
        at=document.added_at,
        reused=document.dossier_id != dossier.pk,
    )


def choose_class(dossier: Dossier, proofs: Iterable[str]) -> str:
    """The class of a document sent from a question: the widest that one of the pieces asks for."""
    known = list_pieces(dossier)
    asked = [get_default_class(known[one].confidentiality) for one in proofs if one in known]
    return min(asked, key=Confidentiality.values.index, default=Confidentiality.COMMITTEE)


def send_files(dossier: Dossier, *, actor: User, sent: SentFiles) -> tuple[int, list[Fault]]:
    """Add each file; return how many were kept, and the faults of the others, each with the name of its file."""
    said = DocumentDetails(
        proofs=sent.proofs,
        confidentiality=choose_class(dossier, sent.proofs),
        proves_from=sent.proves_from,
        proves_until=sent.proves_until,
    )
    kept = 0
    refused: list[Fault] = []
    for upload in sent.uploads:
        name = upload.name or ""
        try:
            if upload.too_large:
                raise TOO_LARGE
            add_document(dossier, actor=actor, path=upload.path, name=name, said=said)
        except Faults as faults:
            refused += [_name_fault(name, fault) for fault in faults.faults]
        else:
            kept += 1
    return kept, refused


def _name_fault(name: str, fault: Fault) -> Fault:
    message = Text(fr=f"« {name[:80]} » : {fault.message.fr}", en=f"“{name[:80]}”: {fault.message.en}")
    return replace(fault, message=message)


TOO_LARGE = Faults([CATALOGUE.build("file-too-large").at(key="file")])
TOO_MANY = Faults([CATALOGUE.build("too-many-files", most_files=MOST_FILES).at(key="file")])
