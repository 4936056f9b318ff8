"""The certificate: whose, for which sites, until when, and how anyone finds out whether it still stands.

A paper cannot be taken back. It therefore says itself that it proves nothing without the register, and its code leads
to the page that tells whether the label is valid, suspended or withdrawn on the day of the reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from filiere.core.dates import format_day
from filiere.core.numbers import format_percent
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import Organisation, SitePlace, fact_list, section, site_table
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.markup import join, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate. ``level`` in words, ``france_share`` in per cent, None when not known; dates are both included.

    ``verify_url`` is the address that the code opens; it holds the number and nothing about a person.
    """

    stamp: Stamp
    number: str
    label: Text | str
    organisation: Organisation
    category: Text | str
    level: Text | str
    granted: date
    until: date
    sites: tuple[SitePlace, ...]
    verify_url: str
    france_share: Decimal | None = None
    provisional: bool = False


def qr_svg(address: str) -> bytes:
    """Return an address as a QR code, in SVG: level M of correction, with the quiet margin that readers want."""
    import segno

    stream = BytesIO()
    segno.make_qr(address, error="m").save(stream, kind="svg", border=4, xmldecl=False, light="white", nl=False)
    return stream.getvalue()


def certificate_pdf(certificate: Certificate, lang: Lang) -> bytes:
    """Return the certificate as a PDF in that language."""
    share = certificate.france_share
    body = join(
        tag("p", certificate.organisation.name, class_="large"),
        tag(
            "p", choose_words(lang, "Certificat n° ", "Certificate no. "), tag("b", certificate.number), class_="number"
        ),
        tag(
            "p",
            tag("b", localize_text(certificate.level, lang)),
            tag("br"),
            _format_validity(certificate, lang),
            class_="until",
        ),
        fact_list(
            ("SIREN", certificate.organisation.siren) if certificate.organisation.siren else None,
            (choose_words(lang, "Catégorie", "Category"), localize_text(certificate.category, lang)),
            (
                choose_words(lang, "Emplois en France", "Jobs in France"),
                choose_words(
                    lang,
                    f"{format_percent(share, lang)} des équivalents temps plein, quel que soit leur poids dans le "
                    f"score",
                    f"{format_percent(share, lang)} of full-time equivalents, whatever their weight in the score",
                )
                if share is not None
                else None,
            ),
        ),
        tag(
            "div",
            tag(
                "img",
                src="house:code",
                alt=choose_words(
                    lang,
                    f"Code à lire avec un téléphone ; il ouvre {certificate.verify_url}",
                    f"Code to read with a phone; it opens {certificate.verify_url}",
                ),
            ),
            tag(
                "div",
                tag("b", choose_words(lang, "Vérifiez avant de vous y fier", "Check before relying on it")),
                tag(
                    "p",
                    choose_words(
                        lang,
                        "Un label peut être suspendu ou retiré après l’impression de cette page. Le registre du label "
                        "dit ce qu’il en est aujourd’hui :",
                        "A label may be suspended or withdrawn after this page was printed. The label register says "
                        "how things stand today:",
                    ),
                ),
                tag("p", tag("code", certificate.verify_url)),
            ),
            class_="proof keep",
        ),
        section(choose_words(lang, "Les sites couverts", "The sites covered"), site_table(certificate.sites, lang)),
    )
    kicker = (
        choose_words(lang, "Certificat provisoire, en attente d’un audit", "Provisional certificate, pending an audit")
        if certificate.provisional
        else choose_words(lang, "Certificat", "Certificate")
    )
    return render_document(
        certificate.stamp,
        lang,
        title=localize_text(certificate.label, lang),
        kicker=kicker,
        body=body,
        pictures={"code": qr_svg(certificate.verify_url)},
    )


def _format_validity(certificate: Certificate, lang: Lang) -> str:
    """The days on which it is valid; the label ends when the day of its term begins, so the last is the eve."""
    granted, last = format_day(certificate.granted, lang), format_day(certificate.until - timedelta(days=1), lang)
    return choose_words(lang, f"Valable du {granted} au {last} inclus", f"Valid from {granted} to {last} inclusive")
