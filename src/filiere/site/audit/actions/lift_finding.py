"""Lifting a finding: the company offers proof, the auditor judges it, each on a day that is kept."""

from __future__ import annotations

from django.utils import timezone

from filiere.core import Text
from filiere.core.text_length import refuse_long_text
from filiere.site.accounts.models import User
from filiere.site.audit.actions.common import get_running_round, refuse
from filiere.site.audit.findings import list_standing_findings
from filiere.site.audit.models import Finding, Lifting, VisitRefusal
from filiere.site.journal.act_decorator import act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.mail.outbox import post_letters
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.extension_points import recipient_lookups
from filiere.site.workflow.models import Dossier

MAX_LENGTH, MAX_REASON_LENGTH = 10_000, 4_000


@act("audit.offer-lifting", on=DOSSIER_TARGET, right="audit:offer-lifting", record=False)
def offer_lifting(dossier: Dossier, *, actor: User, finding: Finding, proof: str) -> Lifting:
    """Offer proof that a finding is lifted; one proof waits at a time, and the same one again changes nothing."""
    proof = proof.strip()
    _check_text(proof, "proof", MAX_LENGTH)
    round_ = get_running_round(dossier)
    today = timezone.localdate()
    found = next((one for one in list_standing_findings(round_, today) if one.row.pk == finding.pk), None)
    if found is None or not found.open:
        refuse(
            "audit-not-open",
            Text(fr="Ce constat ne peut pas être levé.", en="This finding cannot be lifted."),
            Text(fr="Rechargez la page : il a pu être levé.", en="Reload the page: it may have been lifted."),
        )
    waiting = finding.liftings.filter(judged_on__isnull=True).first()
    if waiting is not None:
        if waiting.proof == proof:
            return waiting
        refuse(
            "audit-proof-waits",
            Text(fr="Une preuve attend déjà l’auditeur.", en="Evidence is already waiting for the auditor."),
            Text(
                fr="Attendez sa réponse avant d’en donner une autre.",
                en="Wait for an answer before submitting more.",
            ),
        )
    lifting = Lifting.objects.create(finding=finding, proof=proof, offered_on=today, offered_by=actor)
    record_row(actor, "audit.offer-lifting", lifting)
    reach = recipient_lookups.get("auditor")
    post_letters(
        to=reach(dossier, today) if reach is not None else (),
        subject=Text(fr="Preuve à juger", en="Evidence to assess"),
        body=Text(
            fr=f"Une preuve est déposée pour lever un constat du dossier {dossier.key}.\n",
            en=f"Evidence has been submitted to lift a finding in dossier {dossier.key}.\n",
        ),
        kind="audit.proof",
        about=f"dossier:{dossier.key}",
    )
    return lifting


@act("audit.judge-lifting", on=DOSSIER_TARGET, right="audit:judge-lifting", record=False)
def judge_lifting(
    dossier: Dossier,  # noqa: ARG001  The act locks it.
    *,
    actor: User,
    lifting: Lifting,
    accepted: bool,
    reason: str,
) -> Lifting:
    """Accept the proof, which lifts the finding today, or refuse it with a reason."""
    reason = reason.strip()
    refuse_long_text(reason, MAX_REASON_LENGTH, "reason")
    if not accepted and not reason:
        refuse(
            "audit-why",
            Text(fr="Le refus d’une preuve doit être motivé.", en="Refusing evidence requires a reason."),
            Text(fr="Écrivez ce qui manque.", en="State what is missing."),
            "reason",
        )
    lifting = Lifting.objects.select_for_update().get(pk=lifting.pk)
    if lifting.judged_on is not None:
        if lifting.accepted == accepted:
            return lifting
        refuse(
            "audit-judged",
            Text(fr="Cette preuve est déjà jugée.", en="This evidence has already been assessed."),
            Text(fr="Rechargez la page.", en="Reload the page."),
        )
    lifting.judged_on, lifting.judged_by = timezone.localdate(), actor
    lifting.accepted, lifting.reason = accepted, reason
    lifting.save(update_fields=["judged_on", "judged_by", "accepted", "reason"])
    record_row(actor, "audit.judge-lifting", lifting)
    return lifting


@act("audit.tell-refusal", on=DOSSIER_TARGET, right="audit:tell-refusal")
def report_visit_refusal(dossier: Dossier, *, actor: User, text: str) -> VisitRefusal:
    """Tell, with the facts, that the holder prevented the follow-up visit."""
    text = text.strip()
    _check_text(text, "text", MAX_REASON_LENGTH)
    round_ = get_running_round(dossier)
    return VisitRefusal.objects.create(round=round_, day=timezone.localdate(), text=text, by=actor)


def _check_text(words: str, key: str, most: int) -> None:
    if not words:
        refuse(
            "audit-nothing-said",
            Text(fr="Rien n’est écrit.", en="Nothing has been entered."),
            Text(fr="Indiquez les faits, et citez les pièces.", en="State the facts and name the documents."),
            key,
        )
    refuse_long_text(words, most, key)
