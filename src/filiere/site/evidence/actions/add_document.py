"""Sending a document: inspected, scanned, kept by its content, told in the journal; sent twice, it is there once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db.models import Sum
from django.http import Http404
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.inspection import InspectedFile
from filiere.site.accounts.models import User
from filiere.site.evidence.confidentiality_classes import Side, find_side
from filiere.site.evidence.document_validation import DocumentDetails, check_details, dossier_full_faults
from filiere.site.evidence.journal_reconciliation import ADD_ACT, DOCUMENT_SUBJECT, USE_ACT, document_payload
from filiere.site.evidence.models import Blob, Document, Request, Use
from filiere.site.evidence.stored_contents import inspect_sent_file, keep_sent_file
from filiere.site.journal.writer import record_act, record_batch
from filiere.site.kit.rights import require
from filiere.site.mail.outbox import post_letters
from filiere.site.sandboxed_reading import InputOrigin
from filiere.site.workflow.extension_points import recipient_lookups
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties


@dataclass(frozen=True, slots=True)
class AddedDocument:
    """A document taken. ``again``: it was there already; ``overtaken``: another revision came in between."""

    document: Document
    again: bool = False
    overtaken: bool = False


def add_document(
    dossier: Dossier,
    *,
    actor: User,
    path: Path,
    name: str,
    said: DocumentDetails,
    revises: str = "",
    request: str = "",
) -> AddedDocument:
    """Take the file at ``path``, which stays where it is, for the dossier.

    ``revises`` is the key of a document of the same side that this one takes the place of; when another person has
    revised it meanwhile, this one follows theirs and both stay. ``request`` is the key of a request that it answers.
    Raises `RefusedHere`, and `Faults` with everything wrong with the file or with what is said of it.
    """
    side = find_side(find_parties(actor, dossier)) or Side.EMPLOYER
    require(actor, "evidence:add_record" if side == Side.AUDITOR else "evidence:add", dossier)
    before = _find_revised(dossier, actor, side, revises)
    asked = _find_request(dossier, side, request)
    file = inspect_sent_file(InputOrigin(actor, "dossier", dossier.key), path, name)
    faults = list(check_details(dossier, side, said, file.kind, requested=asked is not None))
    if faults:
        raise Faults(faults)
    said = replace(said, note=" ".join(said.note.split()))
    if not Blob.objects.filter(sha256=file.sha256).exists():
        # What the site already holds may be in this very dossier, and sent twice: that takes no room.
        _check_storage_limit(dossier, file.size)
    with keep_sent_file(file, path, actor) as lock_blob:
        row = Dossier.objects.select_for_update().select_related("organisation").get(pk=dossier.pk)
        blob = lock_blob()
        tip = _find_last_revision(before)
        same = _find_same_document(row, side, blob, said, asked)
        document = same or _create_document(row, actor, side, blob, file, said, tip, asked)
        _record_uses(document, row, actor, said.proofs)
        if same is None:
            _notify_auditor(document, actor)
    return AddedDocument(document, again=same is not None, overtaken=same is None and tip != before)


def _find_revised(dossier: Dossier, actor: User, side: Side, key: str) -> Document | None:
    if not key:
        return None
    found = Document.objects.visible_to(actor, dossier).for_key(key)
    if found is None or found.side != side or found.erased_at is not None:
        raise Http404
    return found


def _find_request(dossier: Dossier, side: Side, key: str) -> Request | None:
    if not key:
        return None
    found = Request.objects.for_key(key)
    if found is None or found.dossier_id != dossier.pk or found.side != side or found.closed_at is not None:
        raise Http404
    return found


def _find_last_revision(before: Document | None) -> Document | None:
    """The last revision of a document, under the lock of the dossier."""
    tip = before
    while tip is not None:
        after = Document.objects.filter(revises=tip).first()
        if after is None:
            return tip
        tip = after
    return None


def _find_same_document(
    dossier: Dossier, side: Side, blob: Blob, said: DocumentDetails, asked: Request | None
) -> Document | None:
    """The document that already says the same of this content: a form sent twice, or by two people.

    What answers a request is a document of its own, even when the dossier held that content: whoever asked is told.
    """
    found = Document.objects.filter(answers=asked) if asked is not None else Document.objects.all()
    return (
        found.filter(dossier=dossier, side=side, blob=blob, confidentiality=said.confidentiality)
        .filter(proves_from=said.proves_from, proves_until=said.proves_until, expires=said.expires)
        .filter(withdrawn_at__isnull=True, erased_at__isnull=True, revised_by__isnull=True)
        .select_related("organisation", "dossier", "blob", "revises", "answers", "added_by")
        .first()
    )


def _check_storage_limit(dossier: Dossier, size: int) -> None:
    """Raise `Faults` where the dossier has no room left for so many bytes."""
    kept = Document.objects.filter(dossier=dossier, erased_at__isnull=True)
    held = kept.aggregate(size=Sum("blob__size"))["size"] or 0
    most = settings.FILIERE_EVIDENCE_DOSSIER_BYTES
    if held + size > most or kept.count() >= settings.FILIERE_EVIDENCE_DOCUMENTS:
        raise dossier_full_faults(most, settings.FILIERE_EVIDENCE_DOCUMENTS)


def _create_document(
    dossier: Dossier,
    actor: User,
    side: Side,
    blob: Blob,
    file: InspectedFile,
    said: DocumentDetails,
    tip: Document | None,
    asked: Request | None,
) -> Document:
    _check_storage_limit(dossier, blob.size)
    document = Document.objects.create(
        organisation=dossier.organisation,
        dossier=dossier,
        side=side,
        blob=blob,
        name=file.name,
        note=said.note,
        confidentiality=said.confidentiality,
        proves_from=said.proves_from,
        proves_until=said.proves_until,
        expires=said.expires,
        revises=tip,
        answers=asked,
        added_by=actor,
        added_at=timezone.now(),
    )
    record_act(actor, ADD_ACT, DOCUMENT_SUBJECT, document.key, document_payload(document))
    return document


def _record_uses(document: Document, dossier: Dossier, actor: User, proofs: tuple[str, ...]) -> None:
    """Note what the document proves in the dossier, whose row is locked: nobody notes the same meanwhile."""
    now = timezone.now()
    before = set(Use.objects.filter(document=document, dossier=dossier).values_list("proof", flat=True))
    new = [proof for proof in dict.fromkeys(proofs) if proof not in before]
    Use.objects.bulk_create(
        Use(document=document, dossier=dossier, proof=proof, added_by=actor, added_at=now) for proof in new
    )
    record_batch(
        [{"dossier": dossier.key, "proof": proof} for proof in new],
        actor_key=actor.key,
        act=USE_ACT,
        subject_kind=DOCUMENT_SUBJECT,
        subject_id=document.key,
    )


def _notify_auditor(document: Document, actor: User) -> None:
    """Tell the auditor that what was asked for came."""
    if document.answers is None or "auditor" not in recipient_lookups:
        return
    dossier = document.dossier
    people = [one for one in recipient_lookups["auditor"](dossier, timezone.localdate()) if one.pk != actor.pk]
    post_letters(
        to=people,
        subject=Text(
            fr=f"Pièce reçue · {dossier.organisation.name}", en=f"Document received · {dossier.organisation.name}"
        ),
        body=Text(
            fr=f"Une pièce répond à votre demande {document.answers.key}.\n\nDossier : {dossier.key}\n",
            en=f"A document answers your request {document.answers.key}.\n\nDossier: {dossier.key}\n",
        ),
        kind="evidence.answered",
        about=f"dossier:{dossier.key}",
    )
