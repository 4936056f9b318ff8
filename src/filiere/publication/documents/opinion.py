"""The receipt of an opinion of staff representatives: that it was given and sealed, never what it says.

The opinion is confidential; the receipt may lie on a desk. It holds the fingerprint by which whoever wrote it can
prove what was handed in, and on which themes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from filiere.core.text import Lang, Text
from filiere.publication.documents.frame import Stamp, drawn
from filiere.publication.documents.markup import join, tag
from filiere.publication.documents.parts import Organisation, about, facts, section
from filiere.publication.documents.words import day, grouped, said, two


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionReceipt:
    """A receipt. ``readers`` says who may read the opinion; ``opinion_sha256`` is its fingerprint."""

    stamp: Stamp
    organisation: Organisation
    given: date
    given_by: str
    capacity: Text | str
    themes: tuple[Text | str, ...]
    opinion_sha256: str
    readers: Text | str


def opinion_receipt_pdf(receipt: OpinionReceipt, lang: Lang) -> bytes:
    """Return the receipt as a PDF in that language."""
    body = join(
        facts(
            *about(receipt.organisation, lang),
            (two(lang, "Avis remis par", "Opinion given by"), f"{receipt.given_by}, {said(receipt.capacity, lang)}"),
            (two(lang, "Le", "On"), day(receipt.given, lang)),
            (two(lang, "Lu par", "Read by"), said(receipt.readers, lang)),
            (
                two(lang, "Empreinte de l’avis", "Fingerprint of the opinion"),
                tag("code", grouped(receipt.opinion_sha256)),
            ),
        ),
        section(
            two(lang, "Les rubriques sur lesquelles il porte", "The themes it is about"),
            tag("ul", *(tag("li", said(one, lang)) for one in receipt.themes)),
        ),
        tag(
            "p",
            two(
                lang,
                "Ce reçu ne dit pas ce que contient l’avis. La direction ne le lit pas.",
                "This receipt does not say what the opinion holds. Management does not read it.",
            ),
            class_="note",
        ),
    )
    return drawn(
        receipt.stamp,
        lang,
        title=two(
            lang, "Reçu d’un avis des représentants du personnel", "Receipt of an opinion of staff representatives"
        ),
        kicker=two(lang, "Avis confidentiel", "Confidential opinion"),
        body=body,
    )
