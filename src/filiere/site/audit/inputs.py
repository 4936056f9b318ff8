"""What the audit answers to the conditions of the procedure, each as known at the close of a day."""

from __future__ import annotations

from datetime import date

from filiere.site.audit import findings
from filiere.site.audit.models import Declaration, VisitRefusal
from filiere.site.audit.rounds import calling, round_of, waived
from filiere.site.dossiers.models import Dossier


def independent(dossier: Dossier, day: date) -> bool | None:
    """Whether the auditor who is declaring is independent, or was let in by exception; None when nobody declares.

    A declaration is pending only inside the act that makes it, so that one auditor never answers for another.
    """
    round_ = round_of(dossier)
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
    return True if waived(row.mission) else row.independent


def majors_open(dossier: Dossier, day: date) -> bool | None:
    """Whether a major finding of the last audit stands; None as long as that audit did not begin."""
    round_ = round_of(dossier)
    if round_ is not None:
        return findings.majors_open(round_, day)
    # A follow-up that is due and that nobody began: what the audit before left open is still known.
    last = dossier.audits.order_by("-number").first()
    return findings.majors_open(last, day) if last is not None and calling(dossier) is not None else None


def visit_refused(dossier: Dossier, day: date) -> bool | None:
    """Whether an auditor told, with the facts, that the holder prevented the visit."""
    round_ = round_of(dossier)
    if round_ is None:
        return False
    return VisitRefusal.objects.filter(round=round_, day__lte=day).exists()
