"""How a figure is cited: everything a reader needs to find it again and to judge it, in one sentence.

The words follow the order *title, value, source, register, version, permalink, day consulted*, as for any cited
data set.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from filiere.core.numbers import AT_LEAST, AT_MOST, format_number
from filiere.core.periods import Period
from filiere.core.text import Lang, Text
from filiere.core.typography import lower_first_letter, typeset_french
from filiere.figures.cited_publication import Publication
from filiere.figures.records import Figure, Unit

_TIGHT_SYMBOLS = {"%"}


def format_amount(figure: Figure, unit: Unit | None, lang: Lang) -> str:
    """Return the figure as people write it: ``36 352 emplois``, ``au moins 2 900 centres``."""
    value, low, high = figure.value, figure.low, figure.high
    if value is not None:
        words, counted = format_number(value, lang), value
        if low is not None and high is not None:
            words += f" ({format_number(low, lang)}–{format_number(high, lang)})"
    elif low is not None and high is not None:
        words, counted = f"{format_number(low, lang)}–{format_number(high, lang)}", high
    elif low is not None:
        words, counted = f"{AT_LEAST.get(lang)} {format_number(low, lang)}", low
    elif high is not None:
        words, counted = f"{AT_MOST.get(lang)} {format_number(high, lang)}", high
    else:
        return "–"
    return _typeset_words(words + _unit_words(unit, counted, lang), lang)


def _unit_words(unit: Unit | None, counted: Decimal, lang: Lang) -> str:
    if unit is None:
        return ""
    symbol = unit.symbol.get(lang) if unit.symbol is not None else None
    if symbol in _TIGHT_SYMBOLS:
        return f" {symbol}" if lang == "fr" else str(symbol)
    # French counts one and a half as singular, English does not.
    singular = abs(counted) < 2 if lang == "fr" else abs(counted) == 1
    return " " + (unit.label if singular else unit.plural).get(lang)


def build_citation(
    figure: Figure, title: Text, shown: str, source: str, lang: Lang, consulted: date, *, base: str = ""
) -> str:
    """Return the citation of a figure in ``lang``.

    ``shown`` is its amount and ``source`` its source, in words; ``base`` is the address of the site, put before the
    permalink.
    """
    colon = " : " if lang == "fr" else ": "
    doubt = "" if figure.period_certain else f" {_UNCERTAIN_PERIOD.get(lang)}"
    day = Period.parse(consulted.isoformat()).label(lang)
    link = base.rstrip("/") + figure.permalink
    parts = [f"{title.get(lang)}{colon}{shown}{doubt}", f"Source{colon}{source}"]
    if lang == "fr":
        parts.append(f"Filière, registre des chiffres, version {figure.version}, {link}, consulté le {day}")
    else:
        parts.append(f"Filière, register of figures, version {figure.version}, {link}, consulted {day}")
    return _typeset_words(". ".join(parts) + ".", lang)


_UNCERTAIN_PERIOD = Text(fr="(période incertaine)", en="(period uncertain)")


def source_title(source: Publication, lang: Lang) -> str:
    """Return a title between quotation marks when it was read; else our own words for the publication, without any."""
    if source.title:
        return f"« {source.title} »" if lang == "fr" else f"“{source.title}”"
    return source.describes.get(lang) if source.describes else ""


def source_words(source: Publication, quoted_by: Publication | None, lang: Lang) -> str:
    """Return a source in words; one that was not read itself names the publication that quotes it."""
    words = [source.publisher.get(lang), *([source.author] if source.author else ())]
    if named := source_title(source, lang):
        words.append(named)
    if source.published is not None:
        words.append(source.published.label(lang))
    if source.address:
        words.append(source.address)
    if quoted_by is not None:
        other = source_words(quoted_by, None, lang)
        words.append(f"cité par {other}" if lang == "fr" else f"quoted by {other}")
    return ", ".join(words)


def publisher_words(figure: Figure, publisher: Text, source: str, lang: Lang) -> str:
    """Return who says a figure before its ``source`` in words, or the source alone when its publisher says it."""
    if figure.producer is None or figure.producer == publisher:
        return source
    said = figure.producer.get(lang)
    if figure.derived is None:
        return f"{said}, {_PUBLISHED.get(lang)} {source}"
    # A figure computed here was published by nobody else: only what it was computed from was.
    return f"{lower_first_letter(said)}, {_DATA_PUBLISHED.get(lang)} {source}"


_PUBLISHED = Text(fr="publié par", en="published by")
_DATA_PUBLISHED = Text(fr="données publiées par", en="data published by")


def build_title(figure: Figure, name: Callable[[str, str], Text]) -> Text:
    """Return the title of a figure: indicator, category, segment, territory and period."""

    def one(lang: Lang) -> str:
        parts = [name("indicator", figure.indicator).get(lang)]
        if figure.category is not None:
            parts.append(lower_first_letter(name("category", f"{figure.indicator}/{figure.category}").get(lang)))
        if figure.segment != "none":
            parts.append(lower_first_letter(name("segment", figure.segment).get(lang)))
        parts += [name("territory", figure.territory).get(lang), figure.period.label(lang)]
        return ", ".join(parts)

    return Text(fr=one("fr"), en=one("en"))


def _typeset_words(words: str, lang: Lang) -> str:
    return typeset_french(words) if lang == "fr" else words
