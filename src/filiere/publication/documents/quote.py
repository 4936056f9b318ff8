"""The quote: price and effort, known before a company commits itself to anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from filiere.core.dates import format_day
from filiere.core.numbers import format_number, format_percent
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import Organisation, fact_list, organisation_facts, section, table
from filiere.publication.documents.formatting import choose_words, format_euros, localize_text
from filiere.publication.documents.markup import join, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One thing that is paid: what, how many of which unit, at what price before tax in euros."""

    label: Text | str
    quantity: Decimal
    unit: Text | str
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        """Quantity by price, to the cent, half a cent upwards."""
        return (self.quantity * self.unit_price).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What the company's people will spend, besides money: ``label`` and how much, in words with their unit."""

    label: Text | str
    amount: Text | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quote. ``vat_rate`` is in per cent (20 for 20 %); the sums follow from the lines and are given by nobody.

    ``grid`` says which price grid was applied and that it is a proposal, ``terms`` what holds when it is accepted.
    """

    stamp: Stamp
    organisation: Organisation
    category: Text | str
    perimeter: Text | str
    lines: tuple[QuoteLine, ...]
    vat_rate: Decimal
    valid_until: date
    grid: Text | str
    effort: tuple[Effort, ...] = ()
    terms: tuple[Text | str, ...] = ()

    @property
    def net(self) -> Decimal:
        """The sum before tax."""
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    @property
    def vat(self) -> Decimal:
        """The tax on the sum, to the cent, half a cent upwards."""
        return (self.net * self.vat_rate / 100).quantize(CENT, ROUND_HALF_UP)

    @property
    def total(self) -> Decimal:
        """The sum to pay."""
        return self.net + self.vat


def quote_pdf(quote: Quote, lang: Lang) -> bytes:
    """Return the quote as a PDF in that language."""
    stamp, organisation = quote.stamp, quote.organisation
    lines = table(
        [
            (choose_words(lang, "Prestation", "Service"), False),
            (choose_words(lang, "Quantité", "Quantity"), True),
            (choose_words(lang, "Prix unitaire HT", "Unit price before tax"), True),
            (choose_words(lang, "Montant HT", "Amount before tax"), True),
        ],
        [
            [
                localize_text(line.label, lang),
                f"{format_number(line.quantity, lang)} {localize_text(line.unit, lang)}",
                format_euros(line.unit_price, lang),
                format_euros(line.amount, lang),
            ]
            for line in quote.lines
        ],
        sums=[
            [choose_words(lang, "Total hors taxes", "Total before tax"), "", "", format_euros(quote.net, lang)],
            [
                choose_words(
                    lang,
                    f"TVA à {format_percent(quote.vat_rate, lang, None)}",
                    f"VAT at {format_percent(quote.vat_rate, lang, None)}",
                ),
                "",
                "",
                format_euros(quote.vat, lang),
            ],
            [choose_words(lang, "Total à payer", "Total to pay"), "", "", format_euros(quote.total, lang)],
        ],
    )
    body = join(
        tag("p", *_address_lines(organisation), class_="address") if organisation.address else None,
        fact_list(
            *organisation_facts(organisation, lang),
            (choose_words(lang, "Catégorie", "Category"), localize_text(quote.category, lang)),
            (choose_words(lang, "Périmètre", "Perimeter"), localize_text(quote.perimeter, lang)),
            (choose_words(lang, "Devis établi le", "Quote issued on"), format_day(stamp.issued, lang)),
            (choose_words(lang, "Valable jusqu’au", "Valid until"), format_day(quote.valid_until, lang)),
        ),
        section(
            choose_words(lang, "Le prix", "The price"), lines, tag("p", localize_text(quote.grid, lang), class_="note")
        ),
        section(
            choose_words(lang, "Le temps à prévoir chez vous", "The time to plan on your side"),
            fact_list(*((localize_text(one.label, lang), localize_text(one.amount, lang)) for one in quote.effort)),
        )
        if quote.effort
        else None,
        section(
            choose_words(lang, "Les conditions", "The terms"),
            tag("ul", *(tag("li", localize_text(one, lang)) for one in quote.terms)),
        )
        if quote.terms
        else None,
        tag(
            "p",
            choose_words(
                lang,
                "Aucun paiement ne se fait en ligne. Ce devis n’engage l’entreprise que si elle l’accepte.",
                "No payment is made on line. This quote binds the company only if it accepts it.",
            ),
            class_="note",
        ),
    )
    return render_document(
        stamp,
        lang,
        title=choose_words(lang, f"Devis pour {organisation.name}", f"Quote for {organisation.name}"),
        kicker=choose_words(lang, f"Devis {stamp.reference}", f"Quote {stamp.reference}"),
        body=body,
    )


def _address_lines(organisation: Organisation) -> list[str]:
    lines = [organisation.name, *organisation.address]
    return [part for line in lines for part in (line, tag("br"))][:-1]
