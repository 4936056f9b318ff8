"""A sentence that quotes a figure of the register, in French or English, and the ways to write its number.

Where the trade has a plain sentence for an indicator it is used; everywhere else the title that the site itself prints
with a figure, so that what is copied from a page is understood.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from support.harness.quotation_checker import shipped_register
from support.oracles.quoted_roundings import written_out
from support.oracles.spelled_numbers import spell_number

from filiere.core.text import Text
from filiere.figures import Figure

_SUBJECTS: Mapping[str, Text] = {
    "whole": Text(fr="la filière", en="the whole sector"),
    "in-house": Text(fr="les centres intégrés", en="in-house centres"),
    "outsourced": Text(fr="les prestataires", en="outsourcers"),
    "buyers": Text(fr="les donneurs d’ordres", en="client companies"),
}
# French takes a preposition of its own for each; English says “in” and the name that the register gives.
_FRENCH_PLACES = {
    "FR": "en France",
    "DE": "en Allemagne",
    "GB": "au Royaume-Uni",
    "US": "aux États-Unis",
    "MA": "au Maroc",
    "TN": "en Tunisie",
    "EUROPE": "en Europe",
    "ABROAD": "hors de France",
    "R22-11": "en Île-de-France",
    "R22-22": "en Picardie",
    "R22-24": "dans la région Centre",
    "R22-31": "dans le Nord-Pas-de-Calais",
    "R22-41": "en Lorraine",
    "R22-42": "en Alsace",
    "R22-53": "en Bretagne",
    "R22-54": "en Poitou-Charentes",
    "R22-72": "en Aquitaine",
    "R22-73": "en Midi-Pyrénées",
    "R22-82": "en Rhône-Alpes",
    "R22-94": "en Corse",
}
_ENGLISH_PLACES = {"GB": "in the United Kingdom", "US": "in the United States", "ABROAD": "outside France"}
_FRENCH_MARKET = Text(fr="sur le marché français", en="on the French market")
# Indicators with a plain sentence, when no category narrows them: subject, number with its unit, place.
_PLAIN: Mapping[str, Text] = {
    "jobs": Text(fr="{subject} comptai{en} {number} {place}", en="{subject} had {number} {place}"),
    "positions": Text(fr="{subject} comptai{en} {number} {place}", en="{subject} had {number} {place}"),
    "centres": Text(fr="on comptait {place} {number} pour {subject}", en="there were {number} {place} for {subject}"),
    "revenue": Text(
        fr="le chiffre d’affaires réalisé {place} par {subject} s’élevait à {number}",
        en="the revenue of {subject} {place} came to {number}",
    ),
}
_MONEY = {"eur": 0, "eur-million": 6, "eur-billion": 9}


@dataclass(frozen=True)
class NumberStyle:
    """How a number is written: its separator of thousands, in words or not, and its unit long, short or rescaled."""

    separator: str | None = None
    words: bool = False
    unit: str = "long"


PLAIN = NumberStyle()


@dataclass(frozen=True)
class Quote:
    """A text with one number under test, at code points ``start`` to ``end``, ``end`` excluded."""

    text: str
    start: int
    end: int

    @property
    def number(self) -> str:
        """The number as it stands in the text, with its unit where that is a sign."""
        return self.text[self.start : self.end]

    def between(self, before: str, after: str) -> "Quote":
        """The same sentence with words before and after it."""
        return replace(
            self, text=before + self.text + after, start=self.start + len(before), end=self.end + len(before)
        )


def write_digits(number: Decimal, lang: str, separator: str | None = None) -> str:
    """A number in digits, as French or English write it, its thousands set apart by another sign where one is given."""
    whole, _, digits = format(number, "f").partition(".")
    grouped = f"{int(whole):,}".replace(",", separator if separator is not None else " " if lang == "fr" else ",")
    return grouped + (("," if lang == "fr" else ".") + digits if digits else "")


def _write_one(number: Decimal, lang: str, style: NumberStyle) -> str:
    number = abs(number)
    return spell_number(number, lang) if style.words else write_digits(number, lang, style.separator)


def _write_ends(figure: Figure, lang: str, style: NumberStyle, shift: int) -> str:
    """The value, else the range or the bound of a figure, times a power of ten."""
    scale = Decimal(1).scaleb(shift)
    value, low, high = (
        None if one is None else _write_one((one * scale).normalize() + 0, lang, style)
        for one in (figure.value, figure.low, figure.high)
    )
    if value is not None:
        return value
    if low is not None and high is not None:
        return f"de {low} à {high}" if lang == "fr" else f"{low} to {high}"
    if low is not None:
        return f"au moins {low}" if lang == "fr" else f"at least {low}"
    return f"au plus {high}" if lang == "fr" else f"at most {high}"


def write_amount(figure: Figure, lang: str, style: NumberStyle = PLAIN) -> str:
    """The value of a figure with its unit; ``short`` and ``rescaled`` change how money and per cent are written."""
    counted = abs(figure.middle if figure.middle is not None else figure.low or figure.high or Decimal(0))
    if figure.unit in _MONEY:
        power = _MONEY[figure.unit]
        shift = 3 if style.unit == "rescaled" and power == 9 else 0
        number = _write_ends(figure, lang, style, shift)
        power -= shift
        if style.unit == "short" and power:
            if lang == "fr":
                return f"{number} {'Md€' if power == 9 else 'M€'}"
            # English puts the sign before the digits, hence after the words of a bound: at least €65bn.
            words, _, digits = number.rpartition(" ") if number.startswith("at ") else ("", "", number)
            return f"{words} €{digits}{'bn' if power == 9 else 'm'}".lstrip()
        name = {("fr", 9): "milliard", ("fr", 6): "million", ("en", 9): "billion", ("en", 6): "million"}.get(
            (lang, power)
        )
        if name is None:
            return f"{number} euros"
        plural = "s" if lang == "fr" and counted * 10**shift >= 2 else ""
        return f"{number} {name}{plural} {'d’euros' if lang == 'fr' else 'euros'}"
    number = _write_ends(figure, lang, style, 0)
    if style.unit == "short" and figure.value is not None and figure.value >= 10**6 and figure.value % 10**5 == 0:
        millions = (figure.value / 10**6).normalize() + 0
        plural = "s" if lang == "fr" and millions >= 2 else ""
        number = f"{write_digits(millions, lang)} million{plural}"
    if figure.unit == "percent":
        if style.words or style.unit == "short":
            return f"{number} {'pour cent' if lang == 'fr' else 'per cent'}"
        return f"{number} %" if lang == "fr" else f"{number}%"
    unit = shipped_register().units[figure.unit]
    singular = counted < 2 if lang == "fr" else counted == 1
    name = (unit.label if singular else unit.plural).get(_lang(lang))
    if lang == "fr" and number.endswith(("million", "millions")):
        return f"{number} d’{name}" if name[0] in "aeiouyéêh" else f"{number} de {name}"
    return f"{number} {name}"


def _lang(lang: str) -> Literal["fr", "en"]:
    return "fr" if lang == "fr" else "en"


def is_quotable(figure: Figure) -> bool:
    """Whether a figure tells something of the sector and has a number to quote."""
    return shipped_register().indicators[figure.indicator].sector and any(
        one is not None for one in written_out(figure)
    )


def _source_words(figure: Figure, lang: str) -> str:
    said = shipped_register().said_by(figure).get(_lang(lang))
    if figure.derived is not None or any(sign.isdigit() for sign in said):
        return ""
    return f" (source : {said})" if lang == "fr" else f" (source: {said})"


def _place(figure: Figure) -> Text | None:
    if figure.territory == "WORLD" and figure.market == "market-served":
        return _FRENCH_MARKET
    french = _FRENCH_PLACES.get(figure.territory)
    name = shipped_register().name("territory", figure.territory).en
    return Text(fr=french, en=_ENGLISH_PLACES.get(figure.territory, f"in {name}")) if french else None


def build_quote(figure: Figure, lang: str, style: NumberStyle = PLAIN) -> Quote:
    """The sentence of a figure: period, who, where, what, number, unit and source."""
    key = _lang(lang)
    amount = write_amount(figure, lang, style)
    place, subject, pattern = _place(figure), _SUBJECTS.get(figure.segment), _PLAIN.get(figure.indicator)
    year = figure.period.kind == "year"
    if pattern and place and subject and year and figure.category is None and figure.staff in (None, "all"):
        words = pattern.get(key).format(
            subject=subject.get(key),
            place=place.get(key),
            number="{number}",
            en="ent" if subject.fr.startswith("les") else "t",
        )
        before, _, after = f"{'En' if lang == 'fr' else 'In'} {figure.period.year}, {words}".partition("{number}")
    else:
        title = shipped_register().title(figure).get(key)
        staff = shipped_register().name("staff", figure.staff).get(key).lower() if figure.staff == "advisers" else ""
        before = title + (f", {staff}" if staff else "") + (" : " if lang == "fr" else ": ")
        after = ""
    text = f"{before}{amount}{after}{_source_words(figure, lang)}."
    return Quote(text, len(before), len(before) + len(amount))
