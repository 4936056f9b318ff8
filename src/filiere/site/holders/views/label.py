"""The page of a label: what it is and until when, what it gives, what was raised, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.referentials import workflow
from filiere.site.accounts.decorators import page
from filiere.site.holders import issuer
from filiere.site.holders.certificates import (
    compute_end,
    describe_bearer,
    find_current_certificate,
    find_standing,
    format_siren,
    list_accepted_changes,
    load_certificate_body,
)
from filiere.site.holders.code_labels import CHANGE_LABELS, FOLLOW_UP_LABELS, STANDING_LABELS
from filiere.site.holders.models import Alert, Certificate, FollowUp, Statement
from filiere.site.holders.pdf_records import build_verify_url, level_text
from filiere.site.holders.procedure_conditions import find_renewal_day, list_open_alerts
from filiere.site.kit.rights import allowed
from filiere.site.members.location_labels import describe_location
from filiere.site.workflow.engine_adapter import load_rules, replay_with_due
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page

_DAY = timedelta(days=1)

_RIGHTS = (
    "label:kit",
    "alert:read",
    "alert:raise",
    "change:declare",
    "label:explain",
    "label:appeal",
    "follow_up:plan",
    "unmarking:list",
)


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate as the page shows it; ``last_day`` of its validity as things stand, ``printed`` as it says."""

    row: Certificate
    level: Text
    standing: Text
    key: str
    ends: date
    last_day: date
    printed: date
    organisation: str
    siren: str | None
    sites: tuple[tuple[str, Text], ...]
    share: str | None
    changes: tuple[tuple[Alert, Text | None], ...]


def build_certificate_view(certificate: Certificate) -> CertificateView:
    """Return what the page shows of a certificate."""
    body, stands, borne = load_certificate_body(certificate), find_standing(certificate), describe_bearer(certificate)
    return CertificateView(
        certificate,
        level_text(certificate),
        STANDING_LABELS[stands],
        stands,
        compute_end(certificate),
        compute_end(certificate) - _DAY,
        certificate.last_day,
        borne["organisation"],
        format_siren(borne["siren"]),
        tuple((one.get("name", "–"), describe_location(one)) for one in borne["perimeter"]),
        body["france_share"],
        tuple(
            (one, CHANGE_LABELS.get((one.change or {}).get("what", ""))) for one in list_accepted_changes(certificate)
        ),
    )


def find_follow_up_day(dossier: Dossier) -> date | None:
    """Return the day on which the follow-up control is due, as long as that day is to come."""
    engine = replay_with_due(dossier)
    for running_deadline in workflow.running_deadlines(engine):
        if any(step.event == "follow_up_due" for step in running_deadline.steps):
            return running_deadline.due
    return None


@require_safe
@page("label:read")
def label(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The page."""
    today = timezone.localdate()
    certificate = find_current_certificate(dossier)
    opens = find_renewal_day(dossier)
    planned = dossier.follow_ups.first()
    may = {name.replace(":", "_"): allowed(request.user, name, dossier) for name in _RIGHTS}
    rules = load_rules(dossier)
    statements = dossier.statements.all() if may["alert_read"] else Statement.objects.none()
    context = {
        "certificate": build_certificate_view(certificate) if certificate is not None else None,
        "others": [one for one in dossier.certificates.all() if certificate is not None and one != certificate],
        "may": may,
        "kit": may["label_kit"] and certificate is not None and find_standing(certificate) == "valid",
        "verify": build_verify_url(issuer.issuer_address(), certificate.number) if certificate is not None else None,
        "alerts_open": list_open_alerts(dossier, today).count() if may["alert_read"] else 0,
        "statements": statements,
        "follow_up_due": find_follow_up_day(dossier),
        "planned": planned,
        "planned_kind": FOLLOW_UP_LABELS[FollowUp.Kind(planned.kind)] if planned is not None else None,
        "renewal_opens": opens,
        "renewal_is_open": opens is not None and opens <= today,
        "renewals": [(one, str(rules.words("state", one.state))) for one in dossier.renewals.all()],
        "appeal_until": _find_appeal_deadline(dossier),
    }
    return render_dossier_page(request, "holders/label.html", dossier, "label", context)


def _find_appeal_deadline(dossier: Dossier) -> date | None:
    """Return the last day of an appeal against a withdrawal, while it is open."""
    if dossier.state != "withdrawn":
        return None
    engine = replay_with_due(dossier)
    due = [one.due for one in workflow.running_deadlines(engine) if "award.appeal.within" in one.same_as]
    return due[0] if due else None
