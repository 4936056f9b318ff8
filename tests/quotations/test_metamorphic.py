"""What may change in a sentence without changing its verdict, and what changes it, over the figures of the register.

An everyday run takes a few figures of each family, others for each language; ``FILIERE_EXAMPLES=5`` takes all of them.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from support.harness.quotation_checker import Row, check_text, find_checker, row_figures, shipped_register
from support.oracles.quoted_roundings import HEDGE, differing_parts, fits, kind_of, written_out
from support.scenes.quoted_sentences import PLAIN, NumberStyle, Quote, build_quote, is_quotable

from filiere.core.periods import Period
from filiere.figures import Figure

pytestmark = pytest.mark.skipif(find_checker() is None, reason="filiere.quotations has no check_text yet")

ALL = int(os.environ.get("FILIERE_EXAMPLES", "1")) > 1
EVERYDAY = 16
# What is asked of every sentence; the site's own titles are among them.
MATCHED, MOVED = 0.98, 0.98 if ALL else 0.95  # of the few of an everyday run, one may fail
SPACES = ("\u0020", "\u00a0", "\u202f", "\u2009")
NEUTRAL = {
    "fr": ("La séance est ouverte.", "Je vous remercie de votre attention."),
    "en": ("The meeting is open.", "Thank you for your attention."),
}
REGIONS = ("R22-42", "R22-72", "R22-54", "R22-82")
COUNTRIES = ("DE", "GB", "US")


@cache
def drawn_figures(lang: str) -> tuple[Figure, ...]:
    """The figures of a run: all, or some that a hash takes, of as many indicators as it may."""
    figures = [one for one in shipped_register() if is_quotable(one)]
    if ALL:
        return tuple(figures)
    figures.sort(key=lambda one: hashlib.sha256(f"{lang} {one.id}".encode()).digest())
    seen: dict[str, int] = {}
    for one in figures:
        seen[one.indicator] = seen.get(one.indicator, 0) + 1
    ranks: dict[str, int] = {}

    def rank(figure: Figure) -> int:
        ranks[figure.indicator] = ranks.get(figure.indicator, 0) + 1
        return ranks[figure.indicator]

    return tuple(one for _, one in sorted(((rank(one), one) for one in figures), key=lambda pair: pair[0])[:EVERYDAY])


@cache
def answer(quote: Quote) -> tuple[str, tuple[str, ...]]:
    """The verdict on a quoted number and the figures named; ``not read`` without a row that covers it."""
    row = _find(check_text(quote.text), quote)
    return ("not read", ()) if row is None else (row["verdict"], tuple(row_figures(row)))


def _find(rows: list[Row], quote: Quote) -> Row | None:
    """The row that takes the most of a number."""
    found = [one for one in rows if one["start"] < quote.end and quote.start < one["end"]]
    return max(found, key=lambda one: min(one["end"], quote.end) - max(one["start"], quote.start), default=None)


def both_languages() -> Iterator[tuple[Figure, str]]:
    """Every figure drawn, in each language."""
    for lang in ("fr", "en"):
        for figure in drawn_figures(lang):
            yield figure, lang


def styles(figure: Figure, lang: str) -> Iterator[tuple[str, NumberStyle]]:
    """The other ways to write the number of a figure, by name."""
    largest = max(one for one in written_out(figure) if one is not None)
    if figure.value is not None and abs(figure.value) != 1:
        yield "words", NumberStyle(words=True)
    if largest >= 1000:
        for space in SPACES:
            yield f"space {ord(space):04x}", NumberStyle(separator=space)
        yield "no space", NumberStyle(separator="")
        if lang == "fr":
            yield "dot", NumberStyle(separator=".")
    if figure.unit in ("eur-million", "eur-billion", "percent") or largest >= 10**6:
        yield "short unit", NumberStyle(unit="short")
    if figure.unit == "eur-billion":
        yield "millions", NumberStyle(unit="rescaled")


def test_a_quoted_figure_matches() -> None:
    """A sentence made from a figure matches it, and names it."""
    quotes = [(figure, lang, build_quote(figure, lang)) for figure, lang in both_languages()]
    misses = [
        f"{figure.id} {answer(quote)[0]}: {quote.text}"
        for figure, _, quote in quotes
        if answer(quote)[0] != "match" or figure.id not in answer(quote)[1]
    ]
    assert len(misses) <= (1 - MATCHED) * len(quotes), "\n".join(misses)


def test_the_writing_of_a_number_changes_nothing() -> None:
    """Digits or words, four kinds of space or none, a unit written long, short or in millions."""
    misses = []
    for figure, lang in both_languages():
        before = answer(build_quote(figure, lang, PLAIN))
        for name, style in styles(figure, lang):
            quote = build_quote(figure, lang, style)
            if answer(quote) != before:
                misses.append(f"{figure.id} {name}: {before[0]} → {answer(quote)[0]}: {quote.text}")
    assert not misses, "\n".join(misses)


def test_the_language_changes_nothing() -> None:
    """The French sentence and the English one have the same verdict and name the same figures."""
    misses = []
    for figure in {one.id: one for one, _ in both_languages()}.values():
        french, english = (build_quote(figure, lang) for lang in ("fr", "en"))
        if (answer(french)[0], set(answer(french)[1])) != (answer(english)[0], set(answer(english)[1])):
            misses.append(f"{figure.id} {answer(french)[0]} / {answer(english)[0]}: {french.text} / {english.text}")
    assert not misses, "\n".join(misses)


def test_sentences_around_change_nothing() -> None:
    """A neutral sentence before or after; another figure's sentence before, after, and both in the other order."""
    misses = []
    for lang in ("fr", "en"):
        figures = drawn_figures(lang)
        opening, closing = NEUTRAL[lang]
        for figure, other in pairwise(figures):
            quote, neighbour = build_quote(figure, lang), build_quote(other, lang).text
            arounds = (
                quote.between(f"{opening} ", ""),
                quote.between("", f" {closing}"),
                quote.between(f"{neighbour}\n\n", ""),
                quote.between("", f"\n\n{neighbour}"),
            )
            misses += [
                f"{figure.id} {answer(quote)[0]} → {answer(one)[0]}: {one.text}"
                for one in arounds
                if answer(one) != answer(quote)
            ]
    assert not misses, "\n".join(misses)


def _near(figure: Figure, moved: Figure | None = None) -> list[Figure]:
    """The figures of the kind of one that are at most one part away from it, or on its very scope once moved."""
    scope, parts = moved or figure, 0 if moved else 1
    return [
        one
        for one in shipped_register()
        if kind_of(one) == kind_of(figure) and len(differing_parts(one, scope)) <= parts
    ]


def _judge(cases: list[tuple[Figure, Quote, str]]) -> None:
    """Compare the verdicts with those expected, where the register itself leaves them as expected."""
    assert cases
    misses = [
        f"{figure.id} {answer(quote)[0]}, {verdict} expected: {quote.text}"
        for figure, quote, verdict in cases
        if answer(quote)[0] != verdict
    ]
    assert len(misses) <= (1 - MOVED) * len(cases), f"{len(misses)} of {len(cases)}\n" + "\n".join(misses)


def _with_value(figure: Figure, value: Decimal) -> Figure | None:
    """A figure with another value, unless that is impossible for a share or fits a figure near it."""
    changed = figure.model_copy(update={"value": value, "low": None, "high": None})
    if figure.unit == "percent" and abs(value) > 100:
        return None
    printed = written_out(changed)[0]
    assert printed is not None
    # A threshold, a rate or a count of a few units may be true of anything: only what is told apart is judged.
    return None if any(fits(one, [printed], hedge=HEDGE) for one in _near(figure)) else changed


def _swapped(value: Decimal) -> Decimal | None:
    """A number with its first two digits that differ exchanged; None when there is none, or it becomes shorter."""
    digits = list(str(value))
    places = [place for place, one in enumerate(digits) if one.isdigit()]
    for left, right in pairwise(places):
        if digits[left] != digits[right]:
            digits[left], digits[right] = digits[right], digits[left]
            changed = Decimal("".join(digits))
            return None if digits[places[0]] == "0" else changed
    return None


def test_ten_times_as_much_is_contradicted() -> None:
    """Ten times the value, on the same scope."""
    cases = []
    for figure, lang in both_languages():
        if figure.value and (changed := _with_value(figure, figure.value * 10)):
            cases.append((figure, build_quote(changed, lang), "contradicted"))
    _judge(cases)


def test_swapped_digits_are_contradicted() -> None:
    """Two digits exchanged, on the same scope."""
    cases = []
    for figure, lang in both_languages():
        swapped = _swapped(figure.value) if figure.value else None
        if swapped is not None and (changed := _with_value(figure, swapped)):
            cases.append((figure, build_quote(changed, lang), "contradicted"))
    _judge(cases)


def _moved(figure: Figure, lang: str, **changes: Any) -> list[tuple[Figure, Quote, str]]:
    """A figure said of another scope: out of scope, unless what the register has there fits the number."""
    scope = figure.model_copy(update=changes)
    printed = [one for one in written_out(figure) if one is not None]
    if any(fits(one, printed[:1], hedge=HEDGE) for one in _near(figure, scope)):
        return []
    return [(figure, build_quote(scope, lang), "out_of_scope")]


def test_another_year_is_out_of_scope() -> None:
    """The value of a year, said of one of which nothing fits."""
    cases = []
    for figure, lang in both_languages():
        if figure.period.kind == "year" and figure.value is not None:
            cases += _moved(figure, lang, period=Period.parse(str(figure.period.year - 3)))
    _judge(cases)


def test_another_territory_is_out_of_scope() -> None:
    """The value of a region or a country, said of another."""
    cases = []
    for figure, lang in both_languages():
        among = (
            REGIONS if figure.territory.startswith("R22-") else COUNTRIES if figure.territory in ("FR", "GB") else ()
        )
        if figure.value is not None and figure.segment != "none":
            cases += [
                one
                for other in [code for code in among if code != figure.territory][:1]
                for one in _moved(figure, lang, territory=other)
            ]
    _judge(cases)


def test_positions_for_jobs_are_out_of_scope() -> None:
    """The number of people or jobs, said of positions."""
    cases = []
    for lang in ("fr", "en"):
        figures = [one for one in shipped_register() if one.indicator == "jobs" and one.value and not one.category]
        for figure in figures if ALL else figures[:: len(figures) // 12]:
            cases += _moved(figure, lang, indicator="positions", measure="positions", unit="position")
    _judge(cases)


def test_the_other_segment_is_out_of_scope() -> None:
    """What is said of in-house centres, said of outsourcers, and the other way."""
    other = {"in-house": "outsourced", "outsourced": "in-house"}
    # An indicator that names one of the two in its own words says it whatever the segment.
    named = {one.id for one in shipped_register().indicators.values() if re.search("prestataire|intégré", one.label.fr)}
    cases = []
    for lang in ("fr", "en"):
        figures = [
            one
            for one in shipped_register()
            if one.segment in other and one.value and is_quotable(one) and one.indicator not in named
        ]
        for figure in figures if ALL else figures[:: len(figures) // 24]:
            cases += _moved(figure, lang, segment=other[figure.segment])
    _judge(cases)
