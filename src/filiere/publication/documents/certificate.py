"""The certificate: whose, for which sites, until when, and how anyone finds out whether it still stands.

A paper cannot be taken back. It therefore says itself that it proves nothing without the register, and its code leads
to the page that tells whether the label is valid, suspended or withdrawn on the day of the reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from filiere.core.numbers import percent
from filiere.core.text import Lang, Text
from filiere.publication.documents.frame import Stamp, drawn
from filiere.publication.documents.markup import join, tag
from filiere.publication.documents.parts import Organisation, Place, facts, places, section
from filiere.publication.documents.words import day, said, two


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
    sites: tuple[Place, ...]
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
        tag("p", two(lang, "Certificat n° ", "Certificate no. "), tag("b", certificate.number), class_="number"),
        tag("p", tag("b", said(certificate.level, lang)), tag("br"), _span(certificate, lang), class_="until"),
        facts(
            ("SIREN", certificate.organisation.siren) if certificate.organisation.siren else None,
            (two(lang, "Catégorie", "Category"), said(certificate.category, lang)),
            (
                two(lang, "Emplois en France", "Jobs in France"),
                two(
                    lang,
                    f"{percent(share, lang)} des équivalents temps plein, quel que soit leur poids dans le score",
                    f"{percent(share, lang)} of full-time equivalents, whatever their weight in the score",
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
                alt=two(
                    lang,
                    f"Code à lire avec un téléphone ; il ouvre {certificate.verify_url}",
                    f"Code to read with a phone; it opens {certificate.verify_url}",
                ),
            ),
            tag(
                "div",
                tag("b", two(lang, "Vérifiez avant de vous y fier", "Check before relying on it")),
                tag(
                    "p",
                    two(
                        lang,
                        "Un label peut être suspendu ou retiré après l’impression de cette page. Le registre public "
                        "dit ce qu’il en est aujourd’hui :",
                        "A label may be suspended or withdrawn after this page was printed. The public register says "
                        "how things stand today:",
                    ),
                ),
                tag("p", tag("code", certificate.verify_url)),
            ),
            class_="proof keep",
        ),
        section(two(lang, "Les sites couverts", "The sites covered"), places(certificate.sites, lang)),
    )
    kicker = (
        two(lang, "Certificat provisoire, en attente d’un audit", "Provisional certificate, pending an audit")
        if certificate.provisional
        else two(lang, "Certificat", "Certificate")
    )
    return drawn(
        certificate.stamp,
        lang,
        title=said(certificate.label, lang),
        kicker=kicker,
        body=body,
        pictures={"code": qr_svg(certificate.verify_url)},
    )


def _span(certificate: Certificate, lang: Lang) -> str:
    """The days on which it is valid; the label ends when the day of its term begins, so the last is the eve."""
    granted, last = day(certificate.granted, lang), day(certificate.until - timedelta(days=1), lang)
    return two(lang, f"Valable du {granted} au {last} inclus", f"Valid from {granted} to {last} inclusive")
