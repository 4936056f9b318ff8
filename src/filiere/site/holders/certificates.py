"""Certificates: what is frozen when a label is granted, the row that follows, and how it stands today.

The body of the snapshot says everything that the certificate, the credential and the register show, so that none of
them can say it differently and all can be drawn again years later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any, Literal

from django.db.models import Max

from filiere.core.company_numbers import Siren
from filiere.credentials import certificate_number
from filiere.referentials import workflow
from filiere.site.holders.journal_reconciliation import CERTIFY_ACT, certificate_payload
from filiere.site.holders.models import Alert, Certificate
from filiere.site.journal.writer import record_act
from filiere.site.workflow.engine_adapter import load_release, load_rules
from filiere.site.workflow.extension_points import input_answers
from filiere.site.workflow.models import Dossier, Event, Snapshot

CertificateStanding = Literal["valid", "suspended", "ended"]

GRANTING_EVENTS = ("granted_24", "granted_12", "provisional_given")
CERTIFICATE_SNAPSHOT = "certificate"
PROVISIONAL_CODE = "provisional"
_SOURCES = ("decision", "audit", "application")


def build_certificate_body(dossier: Dossier, day: date) -> dict[str, Any]:
    """Return the body of the snapshot of a certificate granted on a day."""
    event = _find_granting_event(dossier, day)
    serial = dossier.events.filter(event__in=GRANTING_EVENTS).count() + 1
    release = load_release(dossier)
    organisation = _build_organisation(dossier, event)
    return {
        "number": certificate_number(dossier.referential, day.year, f"{dossier.key}:{serial}"),
        "label": {"fr": release.referential.title.fr, "en": release.referential.title.en},
        "level": PROVISIONAL_CODE if event == "provisional_given" else event,
        "provisional": event == "provisional_given",
        "organisation": organisation["name"],
        "siren": organisation["siren"],
        "perimeter": _build_perimeter(dossier, event),
        "category": dossier.category,
        "release": dossier.release,
        "release_sha256": dossier.release_sha256 or release.sha256,
        "granted": day.isoformat(),
        "until": compute_term(dossier, event, day).isoformat(),
        "france_share": find_france_share(dossier),
        "fictitious": dossier.fictitious,
    }


def _find_granting_event(dossier: Dossier, day: date) -> str:
    """Return the event that grants: a change of entity leads to a provisional certificate, a vote says how long."""
    if dossier.state == "changed_entity":
        return "provisional_given"
    two_years = input_answers.get("two_years")
    return "granted_12" if two_years is not None and two_years(dossier, day) is False else "granted_24"


def compute_term(dossier: Dossier, event: str, day: date) -> date:
    """Return the day on which a label granted on a day comes to its term, as the delays of the procedure count it."""
    procedure = load_rules(dossier).procedure
    for step in procedure.transitions:
        if step.after is None or step.counted_from != event:
            continue
        if any(procedure.by_key[to].label == "ended" for to in procedure.targets(step)):
            return workflow.delay_end(day, step.after)
    raise LookupError(f"{event} has no term")


def _build_organisation(dossier: Dossier, event: str) -> dict[str, str | None]:
    """The legal unit: that which a declared change leads to, when the certificate is provisional."""
    change = find_last_change(dossier) if event == "provisional_given" else None
    if change is not None and (change.change or {}).get("name"):
        assert change.change is not None  # noqa: S101  Said just above; this only tells the type checker.
        return {"name": change.change["name"], "siren": change.change.get("siren")}
    before = find_current_certificate(dossier)
    if before is not None and event == "provisional_given":
        borne = describe_bearer(before)
        return {"name": borne["organisation"], "siren": borne["siren"]}
    return {"name": dossier.organisation.name, "siren": dossier.organisation.siren}


def find_last_change(dossier: Dossier) -> Alert | None:
    """Return the last change of entity or of sites that was declared."""
    kinds = (Alert.Kind.ENTITY_CHANGE, Alert.Kind.PERIMETER_CHANGE)
    return dossier.alerts.filter(kind__in=kinds, change__isnull=False).order_by("-pk").first()


def _build_perimeter(dossier: Dossier, event: str) -> list[dict[str, str]]:
    """The sites: those that a change keeps and gains, else those that were judged, else those of the organisation."""
    sites = list_covered_sites(dossier) if event == "provisional_given" else list(_iterate_sites(dossier))
    change = find_last_change(dossier) if event == "provisional_given" else None
    if change is None or change.change is None:
        return sites
    lost = set(change.change.get("lost", ()))
    return [one for one in sites if one.get("key") not in lost]


def list_covered_sites(dossier: Dossier) -> list[dict[str, str]]:
    """Return the sites that the label covers, or would cover."""
    certificate = find_current_certificate(dossier)
    found: list[dict[str, str]] = describe_bearer(certificate)["perimeter"] if certificate is not None else []
    return found or list(_iterate_sites(dossier))


def list_accepted_changes(certificate: Certificate, until: date | None = None) -> list[Alert]:
    """Return the changes that a vote accepted since a certificate was granted, up to a day, the first first.

    The certificate is not frozen anew: the committee kept the label as it is, on another legal unit or fewer sites.
    """
    dossier = certificate.dossier
    found: list[Alert] = []
    votes = dossier.events.filter(event="maintained", number__gt=certificate.event.number)
    for kept in votes if until is None else votes.filter(day__lte=until):
        before = dossier.events.filter(number__lt=kept.number).order_by("-number")
        last, declared = before.first(), before.filter(event="change_declared").first()
        if last is None or last.state != "changed_entity" or declared is None:
            continue
        # The declaration is kept just before its event, in the same act.
        told = dossier.alerts.filter(change__isnull=False, told_on=declared.day, at__lte=declared.at)
        found += told.order_by("-at", "-pk")[:1]
    return found


def describe_bearer(certificate: Certificate, until: date | None = None) -> dict[str, Any]:
    """Return who bears a label, today or on a day, and on which sites: what was granted, and the changes accepted
    since.
    """
    body = load_certificate_body(certificate)
    found: dict[str, Any] = {name: body.get(name) for name in ("organisation", "siren")}
    found["perimeter"] = list(body.get("perimeter") or ())
    for change in (one.change or {} for one in list_accepted_changes(certificate, until)):
        lost = set(change.get("lost", ()))
        found["perimeter"] = [one for one in found["perimeter"] if one.get("key") not in lost]
        if change.get("name"):
            found["organisation"], found["siren"] = change["name"], change.get("siren") or found["siren"]
    return found


def _iterate_sites(dossier: Dossier) -> Iterator[dict[str, str]]:
    for name in _SOURCES:
        body = _load_last_body(dossier, name)
        perimeter = body.get("perimeter") if body else None
        if isinstance(perimeter, (list, tuple)) and perimeter:
            yield from (_build_site(one) for one in perimeter if isinstance(one, Mapping))
            return
    for site in dossier.organisation.sites.filter(closed__isnull=True):
        yield _build_site({"key": site.key, "name": site.name, "commune": site.commune, "activity": site.activity})


def _build_site(given: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(given[name]) for name in ("key", "name", "commune", "country", "activity", "siret") if given.get(name)
    }


def _load_last_body(dossier: Dossier, name: str) -> dict[str, Any]:
    row = dossier.snapshots.filter(name=name, body__isnull=False).order_by("-pk").first()
    return row.body if row is not None and isinstance(row.body, dict) else {}


def find_france_share(dossier: Dossier) -> str | None:
    """Return the share of jobs in France in per cent, one decimal, from the facts that were judged; None unknown."""
    for name in _SOURCES:
        facts = _load_last_body(dossier, name).get("facts")
        if not isinstance(facts, Mapping):
            continue
        try:
            part, whole = Decimal(str(facts["fte_france"])), Decimal(str(facts["fte_total"]))
        except (KeyError, InvalidOperation):
            continue
        if part.is_finite() and whole.is_finite() and 0 <= part <= whole and whole > 0:
            return str((part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_EVEN))
    return None


def create_certificate(dossier: Dossier, event: Event, actor_key: str) -> Certificate | None:
    """Keep the certificate that an event granted; None when the snapshot says none, as in a history that was walked.

    Called in the transaction of the act. Writing to the journal first takes the lock of its head, hence no two
    certificates draw the same entry.
    """
    snapshot = event.snapshot
    if snapshot is None or not isinstance(snapshot.body, dict) or "number" not in snapshot.body:
        return None
    body = snapshot.body
    entry = Certificate.objects.aggregate(last=Max("entry"))["last"]
    row = Certificate.objects.create(
        dossier=dossier,
        event=event,
        snapshot=snapshot,
        number=body["number"],
        level=body["level"],
        granted=date.fromisoformat(body["granted"]),
        until=date.fromisoformat(body["until"]),
        entry=0 if entry is None else entry + 1,
    )
    record_act(actor_key, CERTIFY_ACT, "certificate", row.number, certificate_payload(row))
    return row


def find_current_certificate(dossier: Dossier, until: date | None = None) -> Certificate | None:
    """Return the last certificate of a dossier, or the last that it had on a day."""
    found = dossier.certificates.select_related("snapshot", "event").order_by("-entry")
    return (found if until is None else found.filter(event__day__lte=until)).first()


def find_standing(certificate: Certificate) -> CertificateStanding:
    """Return how a certificate stands: one that another of the same dossier follows is ended, whatever its dates."""
    later = Certificate.objects.filter(dossier=certificate.dossier, entry__gt=certificate.entry).exists()
    shown = certificate.dossier.public_status
    if later or shown in (Dossier.PublicStatus.ENDED, Dossier.PublicStatus.NONE):
        return "ended"
    return "suspended" if shown == Dossier.PublicStatus.SUSPENDED else "valid"


def compute_end(certificate: Certificate) -> date:
    """Return the day on which it ends as things stand: a renewal under way prolongs it, and the credential says so."""
    begun = certificate.dossier.events.filter(event="grace_begun", number__gt=certificate.event.number).last()
    if begun is None:
        return certificate.until
    return max(certificate.until, compute_term(certificate.dossier, "grace_begun", begun.day))


def load_certificate_body(certificate: Certificate) -> dict[str, Any]:
    """Return what it says, from its snapshot, which the rule of retention keeps."""
    body = certificate.snapshot.body
    return body if isinstance(body, dict) else {}


def format_siren(siren: str | None) -> str | None:
    """Return a SIREN in groups."""
    return Siren(siren).grouped_digits if siren else None


def list_snapshots_to_erase(dossier: Dossier) -> list[Snapshot]:
    """Return the snapshots that the end of retention erases: all but the decision and the certificate."""
    kept = ("decision", CERTIFICATE_SNAPSHOT)
    return list(dossier.snapshots.exclude(name__in=kept).filter(erased_at__isnull=True))
