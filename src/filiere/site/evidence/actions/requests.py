"""Asking for a document by a day, answering, closing: the auditor's side and the one asked, each told by letter."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from filiere.core import Faults, Lang, Text
from filiere.core.dates import format_day
from filiere.site.accounts.models import User
from filiere.site.evidence.confidentiality_classes import Side, find_side
from filiere.site.evidence.models import Request
from filiere.site.evidence.requirements import list_pieces
from filiere.site.journal.act_decorator import act
from filiere.site.journal.writer import record_act
from filiere.site.kit.languages import use_page_language
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.mail.outbox import post_letters
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.extension_points import recipient_lookups
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties

SUBJECT = "evidence-request"
_PARTIES_BY_SIDE = {Side.EMPLOYER: "candidate", Side.STAFF_REPRESENTATIVES: "staff_representatives"}


@act("evidence.request", on=DOSSIER_TARGET, right="evidence:request", clock=False)
def request_document(
    dossier: Dossier, *, actor: User, words: str, due: date, proof: str = "", side: str = Side.EMPLOYER
) -> Request:
    """Ask the company, or its staff representatives, for a document; they are told by letter."""
    faults = []
    if not words.strip():
        faults.append(_fault("nothing-asked", "words", "Dites ce que vous demandez.", "State what you are requesting."))
    if due < timezone.localdate():
        faults.append(_fault("due-in-the-past", "due", "Ce jour est passé.", "That date is in the past."))
    if proof and proof not in list_pieces(dossier):
        faults.append(
            _fault("unknown-evidence", "proof", "Cette pièce n’existe pas.", "There is no such evidence item.")
        )
    if side not in _PARTIES_BY_SIDE:
        faults.append(_fault("unknown-side", "side", "Dites à qui vous la demandez.", "Choose whom you are asking."))
    if faults:
        raise Faults([one for each in faults for one in each.faults])
    row = Request.objects.create(
        dossier=dossier,
        side=side,
        proof=proof,
        words=words.strip(),
        due=due,
        asked_by=actor,
        asked_at=timezone.now(),
    )
    _record_act(row, "evidence.request", actor, {"dossier": dossier.key, "side": side, "due": due.isoformat()})
    _write_letter(
        row,
        _PARTIES_BY_SIDE[Side(side)],
        Text(fr="L’auditeur demande une pièce", en="The auditor has requested a document"),
        Text(
            fr=f"À fournir pour le {format_day(due, 'fr')} ; à défaut, indiquez pourquoi :\n\n{row.words}",
            en=f"Please provide it by {format_day(due, 'en')}, or say why you cannot:\n\n{row.words}",
        ),
    )
    return row


@act("evidence.answer", on=DOSSIER_TARGET, right="evidence:answer", clock=False)
def answer_request(dossier: Dossier, request_key: str, answer: str, *, actor: User) -> Request:
    """Answer a request in words: where the document is, or why there is none. A file is sent as a document."""
    if not answer.strip():
        raise _fault("nothing-answered", "answer", "Écrivez votre réponse.", "Enter your answer.")
    row = _lock_open_request(dossier, request_key)
    if row.side != find_side(find_parties(actor, dossier)):
        raise Http404
    row.answer, row.answered_by, row.answered_at = answer.strip(), actor, timezone.now()
    row.save()
    _record_act(row, "evidence.answer", actor, {"dossier": dossier.key})
    _write_letter(
        row,
        "auditor",
        Text(fr="Réponse à votre demande", en="Reply to your request"),
        Text(fr=row.answer, en=row.answer),
    )
    return row


@act("evidence.close", on=DOSSIER_TARGET, right="evidence:request", clock=False)
def close_request(dossier: Dossier, request_key: str, *, actor: User) -> Request:
    """Say that nothing more is awaited for a request."""
    row = _lock_open_request(dossier, request_key)
    row.closed_at = timezone.now()
    row.save()
    _record_act(row, "evidence.close", actor, {"dossier": dossier.key})
    return row


def remind_late_requests(day: date) -> int:
    """Tell both sides, once, of the requests whose day has passed without an answer; return how many."""
    late = Request.objects.filter(due__lt=day, reminded_on__isnull=True, answered_at__isnull=True)
    late = late.filter(closed_at__isnull=True, documents__isnull=True).select_related("dossier__organisation")
    count = 0
    for request in late:
        with transaction.atomic():
            row = Request.objects.select_for_update().select_related("dossier__organisation").get(pk=request.pk)
            if row.reminded_on is not None:
                continue
            row.reminded_on = day
            row.save(update_fields=["reminded_on"])
            record_act("time", "evidence.late", SUBJECT, row.key, {"dossier": row.dossier.key})
            for party in (_PARTIES_BY_SIDE[Side(row.side)], "auditor"):
                _write_letter(
                    row,
                    party,
                    Text(fr="Pièce demandée, en retard", en="Requested document overdue"),
                    Text(
                        fr=f"Attendue pour le {format_day(row.due, 'fr')}, elle n’est pas arrivée :\n\n{row.words}",
                        en=f"Due by {format_day(row.due, 'en')}, not yet received:\n\n{row.words}",
                    ),
                )
            count += 1
    return count


def _lock_open_request(dossier: Dossier, key: str) -> Request:
    row = find_or_404(Request.objects.select_for_update().filter(dossier=dossier).for_key(key))
    if row.closed_at is not None:
        raise _fault("request-closed", "", "Cette demande est close.", "This request is closed.")
    return row


def _record_act(row: Request, act: str, actor: User, payload: dict[str, object]) -> None:
    record_act(actor, act, SUBJECT, row.key, payload)


def _write_letter(row: Request, party: str, subject: Text, body: Text) -> None:
    if party not in recipient_lookups:
        return
    name = row.dossier.organisation.name

    def full(words: str, lang: Lang) -> str:
        with use_page_language(lang):
            path = reverse("evidence:list", args=[row.dossier.key])
        return f"{words}\n\n{name}\n{path}\n"

    post_letters(
        to=recipient_lookups[party](row.dossier, timezone.localdate()),
        subject=Text(fr=f"{subject.fr} · {name}", en=f"{subject.en} · {name}"),
        body=Text(fr=full(body.fr, "fr"), en=full(body.en, "en")),
        kind="evidence.request",
        about=f"dossier:{row.dossier.key}",
    )


def _fault(code: str, key: str, fr: str, en: str) -> Faults:
    return Faults.one(
        code=code,
        key=key or None,
        message=Text(fr=fr, en=en),
        remedy=Text(fr="Corrigez puis envoyez de nouveau.", en="Correct it, then send it again."),
    )
