"""The page of a label: what it is and until when, what it gives, what was raised, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.referentials import running
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.rights import allowed
from filiere.site.dossiers.running import current, release_of, rules_of
from filiere.site.dossiers.views.common import dossier_page, with_dossier
from filiere.site.holders import issuer
from filiere.site.holders.certificates import (
    accepted_changes,
    bearer,
    body_of_certificate,
    current_certificate,
    ends_on,
    siren_words,
    standing,
)
from filiere.site.holders.inputs import open_alerts, renewal_open
from filiere.site.holders.models import Alert, Certificate, FollowUp, Statement
from filiere.site.holders.papers import level_text, verify_url
from filiere.site.holders.words import CHANGES, FOLLOW_UPS, STANDINGS
from filiere.site.members.places import where

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
class Shown:
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


def shown(certificate: Certificate) -> Shown:
    """Return what the page shows of a certificate."""
    body, stands, borne = body_of_certificate(certificate), standing(certificate), bearer(certificate)
    return Shown(
        certificate,
        level_text(certificate),
        STANDINGS[stands],
        stands,
        ends_on(certificate),
        ends_on(certificate) - _DAY,
        certificate.until - _DAY,
        borne["organisation"],
        siren_words(borne["siren"]),
        tuple((one.get("name", "–"), where(one)) for one in borne["perimeter"]),
        body["france_share"],
        tuple((one, CHANGES.get((one.change or {}).get("what", ""))) for one in accepted_changes(certificate)),
    )


def follow_up_due(dossier: Dossier) -> date | None:
    """Return the day on which the follow-up control is due, as long as that day is to come."""
    engine = current(dossier)
    for one in running.deadlines(engine):
        if any(step.event == "follow_up_due" for step in one.steps):
            return one.due
    return None


@require_safe
@with_dossier("label:read")
def label(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The page."""
    today = timezone.localdate()
    certificate = current_certificate(dossier)
    award = release_of(dossier).award
    opens = None
    if certificate is not None and award is not None and award.validity is not None:
        opens = award.validity.renewal_opens.after(certificate.until)
    planned = dossier.follow_ups.first()
    may = {name.replace(":", "_"): allowed(request.user, name, dossier) for name in _RIGHTS}
    rules = rules_of(dossier)
    statements = dossier.statements.all() if may["alert_read"] else Statement.objects.none()
    context = {
        "certificate": shown(certificate) if certificate is not None else None,
        "others": [one for one in dossier.certificates.all() if certificate is not None and one != certificate],
        "may": may,
        "kit": may["label_kit"] and certificate is not None and standing(certificate) == "valid",
        "verify": verify_url(issuer.address(), certificate.number) if certificate is not None else None,
        "alerts_open": open_alerts(dossier, today).count() if may["alert_read"] else 0,
        "statements": statements,
        "follow_up_due": follow_up_due(dossier),
        "planned": planned,
        "planned_kind": FOLLOW_UPS[FollowUp.Kind(planned.kind)] if planned is not None else None,
        "renewal_opens": opens,
        "renewal_is_open": renewal_open(dossier, today),
        "renewals": [(one, str(rules.words("state", one.state))) for one in dossier.renewals.all()],
        "appeal_until": _appeal_until(dossier),
    }
    return dossier_page(request, "holders/label.html", dossier, "label", context)


def _appeal_until(dossier: Dossier) -> date | None:
    """Return the last day of an appeal against a withdrawal, while it is open."""
    if dossier.state != "withdrawn":
        return None
    engine = current(dossier)
    due = [one.due for one in running.deadlines(engine) if "award.appeal.within" in one.same_as]
    return due[0] if due else None
