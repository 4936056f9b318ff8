"""Sending a document: inspected, scanned, kept by its content, told in the journal; sent twice, it is there once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.http import Http404
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.inspection import LIMITS, Inspected, inspect
from filiere.site.accounts.models import User
from filiere.site.child_process import place
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.dossiers.registries import reaches
from filiere.site.dossiers.rights import require_in
from filiere.site.evidence import store
from filiere.site.evidence.actions.checks import Said, faults_of, too_much
from filiere.site.evidence.classes import Side, side_of
from filiere.site.evidence.contents import remove_unkept
from filiere.site.evidence.models import Blob, Document, Request, Use
from filiere.site.evidence.scanner import scan
from filiere.site.evidence.told import ADDED, SUBJECT, USED, payload_of
from filiere.site.journal.record import record, record_each
from filiere.site.mail.posting import post
from filiere.site.untrusted import Sent, read


@dataclass(frozen=True, slots=True)
class Added:
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
    said: Said,
    revises: str = "",
    request: str = "",
) -> Added:
    """Take the file at ``path``, which stays where it is, for the dossier.

    ``revises`` is the key of a document of the same side that this one takes the place of; when another person has
    revised it meanwhile, this one follows theirs and both stay. ``request`` is the key of a request that it answers.
    Raises `RefusedHere`, and `Faults` with everything wrong with the file or with what is said of it.
    """
    side = side_of(parties_of(actor, dossier)) or Side.EMPLOYER
    require_in(actor, "evidence:add_record" if side == Side.AUDITOR else "evidence:add", dossier)
    before = _revised(dossier, actor, side, revises)
    asked = _asked(dossier, side, request)
    limits = replace(LIMITS, size=settings.FILIERE_EVIDENCE_BYTES)
    file = read(Sent(actor, "dossier", dossier.key), inspect, path, name, limits)
    faults = list(faults_of(dossier, side, said, file.kind, requested=asked is not None))
    if faults:
        raise Faults(faults)
    said = replace(said, note=" ".join(said.note.split())[:500])
    if not Blob.objects.filter(sha256=file.sha256).exists():
        # What the site already holds may be in this very dossier, and sent twice: that takes no room.
        _require_room(dossier, file.size)
    found = None
    if _to_scan(file):
        # An antivirus takes as long as a reading, and as few of them wait for it at once.
        with place(actor.key):
            found = scan(path)
    store.keep(path, file.sha256)
    try:
        with transaction.atomic():
            row = Dossier.objects.select_for_update().select_related("organisation").get(pk=dossier.pk)
            blob = _blob(file, found, path)
            tip = _tip(before)
            same = _same(row, side, blob, said, asked)
            document = same or _created(row, actor, side, blob, file, said, tip, asked)
            _used(document, row, actor, said.proofs)
            if same is None:
                _tell(document, actor)
    except BaseException:
        # What no row keeps, once its document was refused.
        remove_unkept(file.sha256)
        raise
    if blob.scan == Blob.Scan.INFECTED:
        store.quarantine(blob.sha256)
    return Added(document, again=same is not None, overtaken=same is None and tip != before)


def _revised(dossier: Dossier, actor: User, side: Side, key: str) -> Document | None:
    if not key:
        return None
    found = Document.objects.visible_to(actor, dossier).for_key(key)
    if found is None or found.side != side or found.erased_at is not None:
        raise Http404
    return found


def _asked(dossier: Dossier, side: Side, key: str) -> Request | None:
    if not key:
        return None
    found = Request.objects.for_key(key)
    if found is None or found.dossier_id != dossier.pk or found.side != side or found.closed_at is not None:
        raise Http404
    return found


def _to_scan(file: Inspected) -> bool:
    known = Blob.objects.filter(sha256=file.sha256).first()
    return known is None or known.scan in (Blob.Scan.NOT_SCANNED, Blob.Scan.FAILED)


def _blob(file: Inspected, found: Blob.Scan | None, path: Path) -> Blob:
    """The row of the content, locked: an erasure of the same content waits, or has removed the file, put back here."""
    values = {"size": file.size, "kind": file.kind.value}
    Blob.objects.get_or_create(sha256=file.sha256, defaults=values)
    blob = Blob.objects.select_for_update().get(sha256=file.sha256)
    if found is not None and found != Blob.Scan.NOT_SCANNED:
        blob.scan, blob.scanned_at = found, timezone.now()
    if blob.scan != Blob.Scan.INFECTED:
        store.keep(path, file.sha256)
    blob.kept = True
    blob.save()
    return blob


def _tip(before: Document | None) -> Document | None:
    """The last revision of a document, under the lock of the dossier."""
    tip = before
    while tip is not None:
        after = Document.objects.filter(revises=tip).first()
        if after is None:
            return tip
        tip = after
    return None


def _same(dossier: Dossier, side: Side, blob: Blob, said: Said, asked: Request | None) -> Document | None:
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


def _require_room(dossier: Dossier, size: int) -> None:
    """Raise `Faults` where the dossier has no room left for so many bytes."""
    kept = Document.objects.filter(dossier=dossier, erased_at__isnull=True)
    held = kept.aggregate(size=Sum("blob__size"))["size"] or 0
    most = settings.FILIERE_EVIDENCE_DOSSIER_BYTES
    if held + size > most or kept.count() >= settings.FILIERE_EVIDENCE_DOCUMENTS:
        raise too_much(most, settings.FILIERE_EVIDENCE_DOCUMENTS)


def _created(
    dossier: Dossier,
    actor: User,
    side: Side,
    blob: Blob,
    file: Inspected,
    said: Said,
    tip: Document | None,
    asked: Request | None,
) -> Document:
    _require_room(dossier, blob.size)
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
    record(actor_key=actor.key, act=ADDED, subject_kind=SUBJECT, subject_id=document.key, payload=payload_of(document))
    return document


def _used(document: Document, dossier: Dossier, actor: User, proofs: tuple[str, ...]) -> None:
    """Note what the document proves in the dossier, whose row is locked: nobody notes the same meanwhile."""
    now = timezone.now()
    before = set(Use.objects.filter(document=document, dossier=dossier).values_list("proof", flat=True))
    new = [proof for proof in dict.fromkeys(proofs) if proof not in before]
    Use.objects.bulk_create(
        Use(document=document, dossier=dossier, proof=proof, added_by=actor, added_at=now) for proof in new
    )
    record_each(
        [{"dossier": dossier.key, "proof": proof} for proof in new],
        actor_key=actor.key,
        act=USED,
        subject_kind=SUBJECT,
        subject_id=document.key,
    )


def _tell(document: Document, actor: User) -> None:
    """Tell the auditor that what was asked for came."""
    if document.answers is None or "auditor" not in reaches:
        return
    dossier = document.dossier
    people = [one for one in reaches["auditor"](dossier, timezone.localdate()) if one.pk != actor.pk]
    post(
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
