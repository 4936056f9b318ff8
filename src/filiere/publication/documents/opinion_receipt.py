"""The receipt of an opinion of staff representatives: that it was given and sealed, never what it says.

The opinion is confidential; the receipt may lie on a desk. It holds the fingerprint by which whoever wrote it can
prove what was handed in, and on which themes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from filiere.core.dates import format_day
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import Organisation, fact_list, organisation_facts, section
from filiere.publication.documents.formatting import choose_words, group_fingerprint, localize_text
from filiere.publication.documents.markup import join, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document


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
        fact_list(
            *organisation_facts(receipt.organisation, lang),
            (
                choose_words(lang, "Avis remis par", "Opinion given by"),
                f"{receipt.given_by}, {localize_text(receipt.capacity, lang)}",
            ),
            (choose_words(lang, "Le", "On"), format_day(receipt.given, lang)),
            (choose_words(lang, "Lu par", "Read by"), localize_text(receipt.readers, lang)),
            (
                choose_words(lang, "Empreinte de l’avis", "Fingerprint of the opinion"),
                tag("code", group_fingerprint(receipt.opinion_sha256)),
            ),
        ),
        section(
            choose_words(lang, "Les rubriques sur lesquelles il porte", "The themes it is about"),
            tag("ul", *(tag("li", localize_text(one, lang)) for one in receipt.themes)),
        ),
        tag(
            "p",
            choose_words(
                lang,
                "Ce reçu ne dit pas ce que contient l’avis. La direction ne le lit pas.",
                "This receipt does not say what the opinion holds. Management does not read it.",
            ),
            class_="note",
        ),
    )
    return render_document(
        receipt.stamp,
        lang,
        title=choose_words(
            lang, "Reçu d’un avis des représentants du personnel", "Receipt of an opinion of staff representatives"
        ),
        kicker=choose_words(lang, "Avis confidentiel", "Confidential opinion"),
        body=body,
    )
