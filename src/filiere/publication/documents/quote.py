"""The quote: price and effort, known before a company commits itself to anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from filiere.core.numbers import number, percent
from filiere.core.text import Lang, Text
from filiere.publication.documents.frame import Stamp, drawn
from filiere.publication.documents.markup import join, tag
from filiere.publication.documents.parts import Organisation, about, facts, section, table
from filiere.publication.documents.words import day, euros, said, two

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
            (two(lang, "Prestation", "Service"), False),
            (two(lang, "Quantité", "Quantity"), True),
            (two(lang, "Prix unitaire HT", "Unit price before tax"), True),
            (two(lang, "Montant HT", "Amount before tax"), True),
        ],
        [
            [
                said(line.label, lang),
                f"{number(line.quantity, lang)} {said(line.unit, lang)}",
                euros(line.unit_price, lang),
                euros(line.amount, lang),
            ]
            for line in quote.lines
        ],
        sums=[
            [two(lang, "Total hors taxes", "Total before tax"), "", "", euros(quote.net, lang)],
            [
                two(
                    lang,
                    f"TVA à {percent(quote.vat_rate, lang, None)}",
                    f"VAT at {percent(quote.vat_rate, lang, None)}",
                ),
                "",
                "",
                euros(quote.vat, lang),
            ],
            [two(lang, "Total à payer", "Total to pay"), "", "", euros(quote.total, lang)],
        ],
    )
    body = join(
        tag("p", *_address(organisation), class_="address") if organisation.address else None,
        facts(
            *about(organisation, lang),
            (two(lang, "Catégorie", "Category"), said(quote.category, lang)),
            (two(lang, "Périmètre", "Perimeter"), said(quote.perimeter, lang)),
            (two(lang, "Devis établi le", "Quote issued on"), day(stamp.issued, lang)),
            (two(lang, "Valable jusqu’au", "Valid until"), day(quote.valid_until, lang)),
        ),
        section(two(lang, "Le prix", "The price"), lines, tag("p", said(quote.grid, lang), class_="note")),
        section(
            two(lang, "Le temps à prévoir chez vous", "The time to plan on your side"),
            facts(*((said(one.label, lang), said(one.amount, lang)) for one in quote.effort)),
        )
        if quote.effort
        else None,
        section(
            two(lang, "Les conditions", "The terms"), tag("ul", *(tag("li", said(one, lang)) for one in quote.terms))
        )
        if quote.terms
        else None,
        tag(
            "p",
            two(
                lang,
                "Aucun paiement ne se fait en ligne. Ce devis n’engage l’entreprise que si elle l’accepte.",
                "No payment is made on line. This quote binds the company only if it accepts it.",
            ),
            class_="note",
        ),
    )
    return drawn(
        stamp,
        lang,
        title=two(lang, f"Devis pour {organisation.name}", f"Quote for {organisation.name}"),
        kicker=two(lang, f"Devis {stamp.reference}", f"Quote {stamp.reference}"),
        body=body,
    )


def _address(organisation: Organisation) -> list[str]:
    lines = [organisation.name, *organisation.address]
    return [part for line in lines for part in (line, tag("br"))][:-1]
