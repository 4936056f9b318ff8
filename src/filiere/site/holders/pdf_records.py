"""The records that documents are made from: certificate, logo, improvement plan; and the addresses they print."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from filiere.core import Text
from filiere.publication import documents
from filiere.site.candidature.forms import ACTIVITY_LABELS
from filiere.site.document_issuer import make_stamp
from filiere.site.holders.certificates import compute_end, find_current_certificate, format_siren, load_certificate_body
from filiere.site.holders.code_labels import PROVISIONAL_LABEL
from filiere.site.holders.models import Certificate, PlanAction
from filiere.site.members.location_labels import describe_location
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

_PROOF_IN_DOSSIER = Text(fr="pièce au dossier", en="document in the dossier")
FROZEN_CERTIFICATE = Text(fr="Certificat figé", en="Certificate as frozen")


def build_verify_url(base: str, number: str) -> str:
    """Return the address that the code of a certificate opens, whatever the reader's language."""
    return f"{base}/verify/{number}"


def label_text(certificate: Certificate) -> Text:
    """Return the name of the label."""
    return Text(**load_certificate_body(certificate)["label"])


def level_text(certificate: Certificate) -> Text:
    """Return what was granted, in words."""
    if certificate.level == "provisional":
        return PROVISIONAL_LABEL
    award = load_release(certificate.dossier).award
    levels = {one.key: one.text for one in award.levels} if award is not None else {}
    found = levels.get(certificate.level)
    return found if found is not None else Text.same(certificate.level)


def build_certificate_record(certificate: Certificate, base: str) -> documents.Certificate:
    """Return the certificate as it is printed, from its snapshot alone."""
    body = load_certificate_body(certificate)
    dossier = certificate.dossier
    share = body["france_share"]
    category = load_release(dossier).referential.categories[body["category"]].text
    return documents.Certificate(
        stamp=make_stamp(
            reference=certificate.number,
            issued=certificate.granted,
            dossier=dossier.key,
            release=body["release"],
            release_sha256=body["release_sha256"],
            snapshot=FROZEN_CERTIFICATE,
            snapshot_sha256=certificate.snapshot.sha256,
            fictitious=bool(body["fictitious"]),
        ),
        number=certificate.number,
        label=label_text(certificate),
        organisation=documents.Organisation(name=body["organisation"], siren=format_siren(body["siren"])),
        category=category,
        level=level_text(certificate),
        granted=certificate.granted,
        until=certificate.until,
        sites=tuple(
            documents.SitePlace(
                name=one.get("name", "–"),
                commune=describe_location(one),
                about=ACTIVITY_LABELS.get(one.get("activity", "")),
            )
            for one in body["perimeter"]
        ),
        verify_url=build_verify_url(base, certificate.number),
        france_share=Decimal(share) if share is not None else None,
        provisional=bool(body["provisional"]),
    )


def build_logo_record(certificate: Certificate, base: str) -> documents.Logo:
    """Return what the logo of a certificate says."""
    body = load_certificate_body(certificate)
    return documents.Logo(
        label=label_text(certificate),
        number=certificate.number,
        organisation=body["organisation"],
        until=compute_end(certificate),
        verify_url=build_verify_url(base, certificate.number),
        provisional=bool(body["provisional"]),
        fictitious=bool(body["fictitious"]),
    )


def state_text(percent: int, due: date, today: date, dropped: bool) -> Text:
    """Return where an action of the plan stands, in words."""
    if dropped:
        return Text(fr="abandonnée", en="dropped")
    if percent == 100:
        return Text(fr="faite", en="done")
    if due < today:
        return Text(fr="en retard", en="overdue")
    return Text(fr="en cours", en="in progress") if percent else Text(fr="à commencer", en="not started")


def action_percent(action: PlanAction) -> int:
    """Return how far an action is, as last told; its progress is fetched already."""
    told = list(action.progress.all())
    return told[-1].percent if told else 0


def build_plan_record(dossier: Dossier, today: date) -> documents.ImprovementPlan:
    """Return the plan as it stands."""
    certificate = find_current_certificate(dossier)
    actions = []
    for plan_action in dossier.plan_actions.prefetch_related("progress"):
        percent = action_percent(plan_action)
        told = list(plan_action.progress.all())
        actions.append(
            documents.PlanAction(
                number=str(plan_action.number),
                what=plan_action.what or "–",
                finding=plan_action.finding or None,
                owner=plan_action.owner or "–",
                due=plan_action.due,
                progress=percent,
                state=state_text(percent, plan_action.due, today, plan_action.dropped_on is not None),
                proof=_PROOF_IN_DOSSIER if told and told[-1].document else None,
            )
        )
    return documents.ImprovementPlan(
        stamp=make_stamp(
            reference=dossier.key,
            issued=today,
            dossier=dossier.key,
            release=dossier.release,
            release_sha256=dossier.release_sha256 or None,
            fictitious=dossier.fictitious,
        ),
        organisation=documents.Organisation(
            name=dossier.organisation.name, siren=format_siren(dossier.organisation.siren)
        ),
        actions=tuple(actions),
        certificate=certificate.number if certificate is not None else None,
    )
