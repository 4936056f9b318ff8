"""What the audit answers to the conditions of the procedure, each as known at the close of a day."""

from __future__ import annotations

from datetime import date

from filiere.site.audit import findings
from filiere.site.audit.models import Declaration, VisitRefusal
from filiere.site.audit.rounds import find_calling_event, find_round, is_waived
from filiere.site.workflow.models import Dossier


def answer_independent(dossier: Dossier, day: date) -> bool | None:
    """Whether the auditor who is declaring is independent, or was let in by exception; None when nobody declares.

    A declaration is pending only inside the act that makes it, so that one auditor never answers for another.
    """
    round_ = find_round(dossier)
    if round_ is None:
        return None
    row = (
        Declaration.objects.filter(mission__round=round_, event__isnull=True, day__lte=day)
        .select_related("mission__round__dossier")
        .order_by("-pk")
        .first()
    )
    if row is None:
        return None
    return True if is_waived(row.mission) else row.independent


def answer_majors_open(dossier: Dossier, day: date) -> bool | None:
    """Whether a major finding of the last audit stands; None as long as that audit did not begin."""
    round_ = find_round(dossier)
    if round_ is not None:
        return findings.has_open_majors(round_, day)
    # A follow-up that is due and that nobody began: what the audit before left open is still known.
    last = dossier.audits.order_by("-number").first()
    return findings.has_open_majors(last, day) if last is not None and find_calling_event(dossier) is not None else None


def answer_visit_refused(dossier: Dossier, day: date) -> bool | None:
    """Whether an auditor told, with the facts, that the holder prevented the visit."""
    round_ = find_round(dossier)
    if round_ is None:
        return False
    return VisitRefusal.objects.filter(round=round_, day__lte=day).exists()
