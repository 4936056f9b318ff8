"""The quote as a document, from the record kept in the dossier: what is printed is what was told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from filiere.core import Faults, Text, seal, source_language
from filiere.core.numbers import format_number
from filiere.publication.documents import quote as document
from filiere.publication.documents.components import Organisation
from filiere.site.accounts.rights import Actor
from filiere.site.candidature import pricing
from filiere.site.document_issuer import make_stamp
from filiere.site.pdf_rendering import render_pdf
from filiere.site.sandboxed_reading import InputOrigin
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier


def render_quote_pdf(dossier: Dossier, day: date, *, actor: Actor) -> bytes:
    """Return the PDF of the quote that stands, or of the price of today; raise `Faults` without a price."""
    kept = pricing.find_quote(dossier, day)
    body = kept.body if kept is not None else pricing.compute_quote(dossier, day).as_json()
    release = load_release(dossier)
    organisation = dossier.organisation
    count = body["sites"]
    return render_pdf(
        InputOrigin(actor, "dossier", dossier.key),
        document.quote_pdf,
        document.Quote(
            stamp=make_stamp(
                reference=kept.number if kept is not None else dossier.key,
                issued=date.fromisoformat(body["made_on"]),
                dossier=dossier.key,
                release=release.id,
                release_sha256=release.sha256,
                snapshot=Text(fr="Devis", en="Quote"),
                snapshot_sha256=kept.sha256 if kept is not None else seal(body),
                fictitious=dossier.fictitious,
            ),
            organisation=Organisation(name=organisation.name, siren=organisation.siren),
            category=_copy_text(release.referential.categories[body["category"]].text),
            perimeter=Text(
                fr=f"{format_number(body['headcount'], 'fr')} salariés, {count} {'sites' if count > 1 else 'site'}",
                en=f"{format_number(body['headcount'], 'en')} employees, {count} {'sites' if count > 1 else 'site'}",
            ),
            lines=tuple(
                document.QuoteLine(
                    label=Text(**one["text"]),
                    quantity=Decimal(one["quantity"]),
                    unit=Text(**one["unit"]),
                    unit_price=Decimal(one["rate"]),
                )
                for one in body["lines"]
            ),
            vat_rate=Decimal(body["vat_rate"]),
            valid_until=date.fromisoformat(body["valid_until"]),
            grid=Text(**body["note"]),
            effort=_build_effort_lines(dossier, day),
            terms=(
                Text(
                    fr=f"Non compris : {body['not_included']['fr']}", en=f"Not included: {body['not_included']['en']}"
                ),
            ),
        ),
        source_language(),
    )


def _build_effort_lines(dossier: Dossier, day: date) -> tuple[document.Effort, ...]:
    try:
        found = pricing.estimate_dossier_effort(dossier, day)
    except Faults:
        return ()
    told = (
        (Text(fr="Questions à répondre", en="Questions to answer"), found.questions),
        (Text(fr="Nombres à donner", en="Figures to provide"), found.measures),
        (Text(fr="Types de preuves", en="Types of evidence"), found.evidence),
        (Text(fr="Sites visités", en="Sites visited"), found.sites_visited),
    )
    days = Text(fr=format_number(found.audit_days, "fr"), en=format_number(found.audit_days, "en"))
    counted = tuple(document.Effort(label=label, amount=Text.same(str(count))) for label, count in told)
    return (*counted, document.Effort(label=Text(fr="Jours d’audit", en="Audit days"), amount=days))


def _copy_text(text: Text) -> Text:
    return Text(fr=text.fr, en=text.en)
