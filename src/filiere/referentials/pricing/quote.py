"""A quote: every line with what it counts, its rate and its reason, so that a candidate can do the sum again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from filiere.core import Fault, Faults, Lang, Text
from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.referentials.pricing.records import GridLine, PriceGrid

CENT = Decimal("0.01")
UNIT_LABELS = {
    "dossier": (Text(fr="dossier", en="dossier"), Text(fr="dossiers", en="dossiers")),
    "other_site": (Text(fr="site", en="site"), Text(fr="sites", en="sites")),
    "audit_day": (Text(fr="jour", en="day"), Text(fr="jours", en="days")),
    "size": (Text(fr="tranche", en="band"), Text(fr="tranches", en="bands")),
}


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line: ``quantity`` × ``rate`` = ``amount``, all net of tax, with the sentence that explains it."""

    key: str
    text: Text
    quantity: Decimal
    unit: Text
    rate: Decimal
    amount: Decimal
    explained: Text


@dataclass(frozen=True, slots=True)
class Quote:
    """A price on a day, with all that it was computed from; ``valid_until`` is its last day."""

    grid: str
    grid_since: date
    proposed: bool
    category: str
    headcount: int
    sites: int
    audit_days: Decimal
    made_on: date
    valid_until: date
    currency: str
    lines: tuple[QuoteLine, ...]
    net: Decimal
    vat_rate: Decimal
    vat: Decimal
    gross: Decimal
    note: Text
    not_included: Text

    def as_json(self) -> dict[str, Any]:
        """Return the quote as JSON values, amounts as text with two decimals, to be kept and sealed."""
        return {
            "grid": self.grid,
            "grid_since": self.grid_since.isoformat(),
            "proposed": self.proposed,
            "category": self.category,
            "headcount": self.headcount,
            "sites": self.sites,
            "audit_days": str(self.audit_days),
            "made_on": self.made_on.isoformat(),
            "valid_until": self.valid_until.isoformat(),
            "currency": self.currency,
            "lines": [
                {
                    "key": one.key,
                    "text": one.text.model_dump(),
                    "quantity": str(one.quantity),
                    "unit": one.unit.model_dump(),
                    "rate": str(one.rate),
                    "amount": str(one.amount),
                    "explained": one.explained.model_dump(),
                }
                for one in self.lines
            ],
            "net": str(self.net),
            "vat_rate": str(self.vat_rate),
            "vat": str(self.vat),
            "gross": str(self.gross),
            "note": self.note.model_dump(),
            "not_included": self.not_included.model_dump(),
        }


def make_quote(grid: PriceGrid, category: str, *, headcount: int, sites: int, audit_days: Decimal, day: date) -> Quote:
    """Return the quote of a day; raise :class:`Faults` with everything that keeps a price from being told."""
    if faults := list(_quote_faults(grid, category, headcount, sites, audit_days, day)):
        raise Faults(faults)
    lines = tuple(_price_line(one, category, headcount, sites, audit_days) for one in grid.lines)
    net = sum((one.amount for one in lines), Decimal(0)).quantize(CENT)
    vat = (net * grid.vat / 100).quantize(CENT, ROUND_HALF_UP)
    return Quote(
        grid=grid.id,
        grid_since=grid.since,
        proposed=grid.origin == "proposed",
        category=category,
        headcount=headcount,
        sites=sites,
        audit_days=audit_days,
        made_on=day,
        valid_until=grid.valid.shift_day(day),
        currency=grid.currency,
        lines=lines,
        net=net,
        vat_rate=grid.vat,
        vat=vat,
        gross=net + vat,
        note=grid.note,
        not_included=grid.not_included,
    )


def _price_line(line: GridLine, category: str, headcount: int, sites: int, audit_days: Decimal) -> QuoteLine:
    quantity = {"other_site": Decimal(max(0, sites - 1)), "audit_day": audit_days}.get(line.per, Decimal(1))
    rate = line.amount if line.amount is not None else (line.by_category or {}).get(category, Decimal(0))
    what = line.reason
    if line.steps:
        step = [one for one in line.steps if one.least <= headcount][-1]
        after = next((one.least for one in line.steps if one.least > headcount), None)
        rate = step.amount
        what = _band_reason(line.reason, headcount, step.least, after)
    amount = (quantity * rate).quantize(CENT, ROUND_HALF_UP)
    return QuoteLine(
        key=line.key,
        text=line.text,
        quantity=quantity,
        unit=UNIT_LABELS[line.per][quantity >= 2],
        rate=rate.quantize(CENT),
        amount=amount,
        explained=what,
    )


def _band_reason(reason: Text, headcount: int, least: int, after: int | None) -> Text:
    def words(lang: Lang, upper: str, lower: str, end: str, open_end: str) -> str:
        shown = [format_number(value, lang) for value in (headcount, least, after or 0)]
        band = f"{lower} {shown[1]} {end} {shown[2]}" if after is not None else f"{open_end} {shown[1]}"
        return f"{reason.get(lang)} {shown[0]} {upper} {band}."

    return Text(
        fr=words("fr", "salariés : tranche", "de", "à moins de", "à partir de"),
        en=words("en", "employees: band", "from", "to under", "from"),
    )


def _quote_faults(
    grid: PriceGrid, category: str, headcount: int, sites: int, audit_days: Decimal, day: date
) -> Iterator[Fault]:
    if not grid.in_force(day):
        yield Fault(
            code="grid-not-in-force",
            message=Text(
                fr=f"Le barème {grid.id} n’est pas en vigueur le {format_day(day, 'fr')}.",
                en=f"Price list {grid.id} is not in force on {format_day(day, 'en')}.",
            ),
            remedy=Text(fr="Prenez le barème de ce jour-là.", en="Use the price list for that day."),
            key="day",
        )
    for line in grid.lines:
        if line.by_category is not None and category not in line.by_category:
            yield Fault(
                code="no-rate",
                message=Text(
                    fr=f"Le barème n’a pas de tarif « {line.text.fr} » pour la catégorie « {category} ».",
                    en=f"The price list has no rate “{line.text.en}” for the category “{category}”.",
                ),
                remedy=Text(fr="Choisissez une catégorie du barème.", en="Choose a category from the price list."),
                key="category",
            )
    for key, value, least, fr, en in (
        ("headcount", headcount, 1, "L’effectif", "The headcount"),
        ("sites", sites, 1, "Le nombre de sites", "The number of sites"),
        ("audit_days", audit_days, 0, "Le nombre de jours d’audit", "The number of audit days"),
    ):
        if value < least:
            yield Fault(
                code="nothing-to-price",
                message=Text(
                    fr=f"{fr} vaut {value} ; il en faut au moins {least}.",
                    en=f"{en} is {value}; at least {least} is needed.",
                ),
                remedy=Text(fr="Complétez le périmètre.", en="Complete the scope."),
                key=key,
            )
