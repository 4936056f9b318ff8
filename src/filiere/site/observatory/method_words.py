"""The six methods in words, for their page: formula with its numbers, figures, assumptions, what moves the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from filiere.core import Lang, Text
from filiere.core.numbers import number, percent
from filiere.estimation import Assumption, Estimate, Method, Result, Swing, Weight
from filiere.figures import Register
from filiere.publication.svg import fixed
from filiere.site.observatory.estimates import declarations
from filiere.site.observatory.words import both, decimal, listed, say, span

DISTRIBUTIONS: Mapping[str, Text] = {
    "fixed": both("valeur fixe", "fixed value"),
    "uniform": both("loi uniforme : aucune valeur préférée", "uniform distribution: no value preferred"),
    "triangular": both(
        "loi triangulaire : une valeur préférée, deux bornes",
        "triangular distribution: one preferred value, two bounds",
    ),
    "lognormal": both("loi log-normale coupée à ses bornes", "lognormal distribution cut at its bounds"),
}

BAR = 240


@dataclass(frozen=True, slots=True)
class AssumptionWords:
    """An assumption as the page states it."""

    id: str
    label: str
    bounds: str
    distribution: str
    years: str
    reason: str
    hypothesis: bool
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SwingWords:
    """What one input moves: from which value to which, and the result at both ends."""

    label: str
    inputs: str
    results: str
    swing: str
    kind: str
    left: str
    width: str


@dataclass(frozen=True, slots=True)
class ResultWords:
    """What one base gives."""

    base: str
    title: str
    where: str
    formulas: tuple[str, ...]
    value: str
    bounds: str
    draws: str
    counted: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodWords:
    """One method for one year."""

    id: str
    number: int
    label: str
    principle: str
    weakness: str
    scope: str
    value: str | None
    bounds: str
    draws: str
    reason: str
    missing: tuple[str, ...]
    lacking: str
    no_data: str
    taking_part: bool
    results: tuple[ResultWords, ...]
    assumptions: tuple[AssumptionWords, ...]
    swings: tuple[SwingWords, ...]
    moves_most: str
    figures: tuple[str, ...]
    bar: dict[str, str] | None


def whole(value: Fraction | float) -> Decimal:
    """The nearest whole number of jobs, half upwards."""
    return decimal(value).quantize(Decimal(1), ROUND_HALF_UP)


def amount(value: Fraction | float | None, lang: Lang) -> str:
    """A number of jobs, rounded to the unit."""
    return number(None if value is None else decimal(value), lang, 0)


def _input(value: Fraction, unit: str, lang: Lang) -> str:
    if unit == "share":
        return percent(decimal(value * 100), lang, 0 if (value * 100).denominator == 1 else 1)
    return number(decimal(value), lang, 0 if value.denominator == 1 else 2)


def methods(register: Register, weight: Weight, lang: Lang) -> list[MethodWords]:
    """The six methods, in their order, on one scale."""
    top = max((float(one.high) for one in weight.estimates if one.high is not None), default=1.0)
    top = max(top, float(weight.range.high) if weight.range else 1.0)
    found = []
    for rank, estimate in enumerate(weight.estimates, start=1):
        method = declarations().method(estimate.method)
        found.append(_method(register, weight, estimate, method, rank, top, lang))
    return found


def _method(
    register: Register, weight: Weight, estimate: Estimate, method: Method, rank: int, top: float, lang: Lang
) -> MethodWords:
    missing = estimate.no_data
    used = {name for result in estimate.results for name in result.assumptions}
    swings = [swing for swing in estimate.tornado if swing.swing]
    central = estimate.central
    most = estimate.most_sensitive
    bounds = ""
    if estimate.low is not None and estimate.high is not None:
        bounds = span(lang, whole(estimate.low), whole(estimate.high))
    widest = max((float(max(swing.low, swing.high)) for swing in swings), default=1.0)
    return MethodWords(
        id=estimate.method,
        number=rank,
        label=estimate.label.get(lang),
        principle=method.principle.get(lang),
        weakness=method.weakness.get(lang),
        scope=_scope(register, estimate.scope, lang),
        value=amount(estimate.value, lang) if estimate.value is not None else None,
        bounds=bounds,
        draws=_draws(central, lang) if central else "",
        reason=estimate.reason.get(lang) if estimate.reason else "",
        missing=tuple(text.get(lang) for text in missing.needed) if missing else (),
        lacking=say(lang, " ; ", "; ").join(text.get(lang) for text in missing.needed) if missing else "",
        no_data=missing.reason.get(lang) if missing else "",
        taking_part=estimate in weight.taking_part,
        results=tuple(_result(register, estimate, one, lang) for one in estimate.results),
        assumptions=tuple(
            _assumption(one, estimate, lang) for one in estimate.assumptions if one.id in (used or _declared(method))
        ),
        swings=tuple(_swing(one, widest, lang) for one in swings),
        moves_most=_moves(most, lang) if most else "",
        figures=estimate.figures,
        bar=_bar(estimate, top),
    )


def _declared(method: Method) -> set[str]:
    """Assumptions the method would use if it had data."""
    named = {name for leg in method.legs for name in (*leg.times, *leg.over)}
    return named | {one.share for one in method.occupations}


def _bar(estimate: Estimate, top: float) -> dict[str, str] | None:
    if estimate.low is None or estimate.high is None or estimate.value is None:
        return None
    left, right, at = (float(end) / top * BAR for end in (estimate.low, estimate.high, estimate.value))
    return {"left": fixed(left), "width": fixed(max(right - left, 2)), "at": fixed(at)}


def _scope(register: Register, scope: Any, lang: Lang) -> str:
    parts = [register.name("segment", scope.segment).get(lang)]
    if scope.measure:
        parts.append(register.name("measure", scope.measure).get(lang).lower())
    parts.append(register.name("territory", scope.territory).get(lang))
    return ", ".join(parts)


def _draws(result: Result, lang: Lang) -> str:
    interval = result.interval
    return span(lang, whole(interval.low), whole(interval.high))


def _result(register: Register, estimate: Estimate, one: Result, lang: Lang) -> ResultWords:
    if one in estimate.weighing:
        counted = say(lang, "entre dans la fourchette de la méthode", "enters the method’s range")
    elif one.circular:
        counted = say(lang, "n’entre pas dans la fourchette : cercle", "does not enter the range: circular")
    elif one.scope != estimate.scope:
        counted = say(
            lang, "n’entre pas dans la fourchette : autre périmètre", "does not enter the range: another scope"
        )
    else:
        counted = say(lang, "n’entre pas dans la fourchette", "does not enter the range")
    unit = register.name("unit", one.unit).get(lang)
    formulas = tuple(dict.fromkeys([one.formula.get(lang), *(point.words.get(lang) for point in one.points)]))
    return ResultWords(
        one.base,
        register.title(register[one.base]).get(lang),
        _scope(register, one.scope, lang),
        formulas,
        f"{amount(one.value, lang)} ({unit})",
        span(lang, whole(one.low), whole(one.high)),
        _draws(one, lang),
        counted,
        tuple(text.get(lang) for text in one.warnings),
    )


def _assumption(one: Assumption, estimate: Estimate, lang: Lang) -> AssumptionWords:
    swing = next((each for each in estimate.tornado if each.assumption == one.id and each.kind == "assumption"), None)
    if swing is not None:
        low, high = (_input(end, one.unit, lang) for end in (swing.at_low, swing.at_high))
        bounds = say(lang, f"de {low} à {high}", f"{low} to {high}")
    elif one.spread.kind == "fixed" and isinstance(one.spread.value, Decimal):
        bounds = _input(Fraction(one.spread.value), one.unit, lang)
    else:
        bounds = ""
    return AssumptionWords(
        one.id,
        one.label.get(lang),
        bounds,
        DISTRIBUTIONS[one.spread.kind].get(lang),
        str(one.valid.first) if one.valid.first == one.valid.last else f"{one.valid.first}–{one.valid.last}",
        one.reason.get(lang),
        one.hypothesis,
        one.references,
    )


def _swing(one: Swing, widest: float, lang: Lang) -> SwingWords:
    low, high = sorted((float(one.low), float(one.high)))
    kinds = {
        "assumption": say(lang, "hypothèse", "assumption"),
        "dispute": say(lang, "valeur contestée", "disputed value"),
        "figure": say(lang, "chiffre du registre", "register figure"),
        "base": say(lang, "choix du chiffre de départ", "choice of the starting figure"),
    }
    inputs = f"{_input(one.at_low, one.unit, lang)} → {_input(one.at_high, one.unit, lang)}"
    return SwingWords(
        one.label.get(lang),
        inputs,
        f"{amount(one.low, lang)} → {amount(one.high, lang)}",
        amount(one.swing, lang),
        kinds[one.kind],
        fixed(low / widest * 80),
        fixed(max((high - low) / widest * 80, 1)),
    )


def _moves(one: Swing, lang: Lang) -> str:
    return say(
        lang,
        f"{one.label.fr} : de {_input(one.at_low, one.unit, 'fr')} à {_input(one.at_high, one.unit, 'fr')}, "
        f"le résultat bouge de {amount(one.swing, 'fr')}.",
        f"{one.label.en}: from {_input(one.at_low, one.unit, 'en')} to {_input(one.at_high, one.unit, 'en')}, "
        f"the result moves by {amount(one.swing, 'en')}.",
    )


def finding(weight: Weight, lang: Lang) -> str:
    """The title: what the methods and the publications give together for the year."""
    found = weight.range
    year = weight.year
    if found is None:
        return say(
            lang,
            f"Pour {year}, aucune méthode n’a de donnée et rien n’est publié",
            f"For {year}, no method has data and nothing is published",
        )
    words = span(lang, whole(found.low), whole(found.high))
    taking = weight.taking_part
    if not taking:
        return say(
            lang,
            f"Pour {year}, aucune méthode n’a de donnée : il reste les valeurs publiées, {words} emplois",
            f"For {year}, no method has data: published values remain, {words} jobs",
        )
    names = listed(lang, [one.label.get(lang).lower() for one in taking])
    return say(
        lang,
        f"Pour {year}, {words} emplois selon la méthode et la publication ({names})",
        f"For {year}, {words} jobs depending on method and publication ({names})",
    )
