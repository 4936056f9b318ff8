"""The six methods in words, for their page: formula with its numbers, figures, assumptions, what moves the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from filiere.core import Text
from filiere.core.numbers import format_number, format_percent
from filiere.estimation import Assumption, BaseResult, Estimate, Method, SectorWeight, Swing
from filiere.figures import Register
from filiere.publication.svg import format_coordinate
from filiere.site.kit.bilingual_text import bilingual, format_value_range, join_list, localize, to_decimal
from filiere.site.observatory.weight_estimates import read_declarations

DISTRIBUTIONS: Mapping[str, Text] = {
    "fixed": bilingual("valeur fixe", "fixed value"),
    "uniform": bilingual("loi uniforme : aucune valeur préférée", "uniform distribution: no value preferred"),
    "triangular": bilingual(
        "loi triangulaire : une valeur préférée, deux bornes",
        "triangular distribution: one preferred value, two bounds",
    ),
    "lognormal": bilingual("loi log-normale coupée à ses bornes", "lognormal distribution cut at its bounds"),
}

BAR_WIDTH = 240


@dataclass(frozen=True, slots=True)
class AssumptionView:
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
class SwingView:
    """What one input moves: from which value to which, and the result at both ends."""

    label: str
    inputs: str
    results: str
    swing: str
    kind: str
    left: str
    width: str


@dataclass(frozen=True, slots=True)
class ResultView:
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
class MethodView:
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
    lacking: str
    taking_part: bool
    results: tuple[ResultView, ...]
    assumptions: tuple[AssumptionView, ...]
    swings: tuple[SwingView, ...]
    moves_most: str
    figures: tuple[str, ...]
    bar: dict[str, str] | None


def round_jobs(value: Fraction | float) -> Decimal:
    """The nearest whole number of jobs, half upwards."""
    return to_decimal(value).quantize(Decimal(1), ROUND_HALF_UP)


def format_jobs(value: Fraction | float | None) -> str:
    """A number of jobs, rounded to the unit."""
    return format_number(None if value is None else to_decimal(value), digits=0)


def _format_input(value: Fraction, unit: str) -> str:
    if unit == "share":
        return format_percent(to_decimal(value * 100), digits=0 if (value * 100).denominator == 1 else 1)
    return format_number(to_decimal(value), digits=0 if value.denominator == 1 else 2)


def build_methods(register: Register, weight: SectorWeight) -> list[MethodView]:
    """The six methods, in their order, on one scale."""
    top = max((float(one.high) for one in weight.estimates if one.high is not None), default=1.0)
    top = max(top, float(weight.range.high) if weight.range else 1.0)
    found = []
    for rank, estimate in enumerate(weight.estimates, start=1):
        method = read_declarations().method(estimate.method)
        found.append(_build_method(register, weight, estimate, method, rank, top))
    return found


def _build_method(
    register: Register, weight: SectorWeight, estimate: Estimate, method: Method, rank: int, top: float
) -> MethodView:
    missing = estimate.no_data
    used = {name for result in estimate.results for name in result.assumptions}
    swings = [swing for swing in estimate.tornado if swing.swing]
    central = estimate.central
    most = estimate.most_sensitive
    bounds = ""
    if estimate.low is not None and estimate.high is not None:
        bounds = format_value_range(round_jobs(estimate.low), round_jobs(estimate.high))
    widest = max((float(max(swing.low, swing.high)) for swing in swings), default=1.0)
    return MethodView(
        id=estimate.method,
        number=rank,
        label=str(estimate.label),
        principle=str(method.principle),
        weakness=str(method.weakness),
        scope=_scope_phrase(register, estimate.scope),
        value=format_jobs(estimate.value) if estimate.value is not None else None,
        bounds=bounds,
        draws=_draws_phrase(central) if central else "",
        reason=str(estimate.reason) if estimate.reason else "",
        lacking=localize(" ; ", "; ").join(str(text) for text in missing.needed) if missing else "",
        taking_part=estimate in weight.taking_part,
        results=tuple(_build_result(register, estimate, one) for one in estimate.results),
        assumptions=tuple(
            _build_assumption(one, estimate)
            for one in estimate.assumptions
            if one.id in (used or _declared_assumptions(method))
        ),
        swings=tuple(_build_swing(one, widest) for one in swings),
        moves_most=_swing_sentence(most) if most else "",
        figures=estimate.figures,
        bar=_build_bar(estimate, top),
    )


def _declared_assumptions(method: Method) -> set[str]:
    """Assumptions the method would use if it had data."""
    named = {name for leg in method.legs for name in (*leg.times, *leg.over)}
    return named | {one.share for one in method.occupations}


def _build_bar(estimate: Estimate, top: float) -> dict[str, str] | None:
    if estimate.low is None or estimate.high is None or estimate.value is None:
        return None
    left, right, at = (float(end) / top * BAR_WIDTH for end in (estimate.low, estimate.high, estimate.value))
    return {
        "left": format_coordinate(left),
        "width": format_coordinate(max(right - left, 2)),
        "at": format_coordinate(at),
    }


def _scope_phrase(register: Register, scope: Any) -> str:
    parts = [str(register.name("segment", scope.segment))]
    if scope.measure:
        parts.append(str(register.name("measure", scope.measure)).lower())
    parts.append(str(register.name("territory", scope.territory)))
    return ", ".join(parts)


def _draws_phrase(result: BaseResult) -> str:
    interval = result.interval
    return format_value_range(round_jobs(interval.low), round_jobs(interval.high))


def _build_result(register: Register, estimate: Estimate, base_result: BaseResult) -> ResultView:
    if base_result in estimate.comparable_results:
        counted = localize("entre dans la fourchette de la méthode", "enters the method’s range")
    elif base_result.circular:
        counted = localize("n’entre pas dans la fourchette : cercle", "does not enter the range: circular")
    elif base_result.scope != estimate.scope:
        counted = localize(
            "n’entre pas dans la fourchette : autre périmètre", "does not enter the range: another scope"
        )
    else:
        counted = localize("n’entre pas dans la fourchette", "does not enter the range")
    unit = str(register.name("unit", base_result.unit))
    formulas = tuple(dict.fromkeys([str(base_result.formula), *(str(point.words) for point in base_result.points)]))
    return ResultView(
        base_result.base,
        str(register.title(register[base_result.base])),
        _scope_phrase(register, base_result.scope),
        formulas,
        f"{format_jobs(base_result.value)} ({unit})",
        format_value_range(round_jobs(base_result.low), round_jobs(base_result.high)),
        _draws_phrase(base_result),
        counted,
        tuple(str(text) for text in base_result.warnings),
    )


def _build_assumption(assumption: Assumption, estimate: Estimate) -> AssumptionView:
    swing = next(
        (each for each in estimate.tornado if each.assumption == assumption.id and each.kind == "assumption"), None
    )
    if swing is not None:
        low, high = (_format_input(end, assumption.unit) for end in (swing.at_low, swing.at_high))
        bounds = localize(f"de {low} à {high}", f"{low} to {high}")
    elif assumption.spread.kind == "fixed" and isinstance(assumption.spread.value, Decimal):
        bounds = _format_input(Fraction(assumption.spread.value), assumption.unit)
    else:
        bounds = ""
    return AssumptionView(
        assumption.id,
        str(assumption.label),
        bounds,
        str(DISTRIBUTIONS[assumption.spread.kind]),
        str(assumption.valid.first)
        if assumption.valid.first == assumption.valid.last
        else f"{assumption.valid.first}–{assumption.valid.last}",
        str(assumption.reason),
        assumption.hypothesis,
        assumption.references,
    )


def _build_swing(swing: Swing, widest: float) -> SwingView:
    low, high = sorted((float(swing.low), float(swing.high)))
    kinds = {
        "assumption": localize("hypothèse", "assumption"),
        "dispute": localize("valeur contestée", "disputed value"),
        "figure": localize("chiffre du registre", "register figure"),
        "base": localize("choix du chiffre de départ", "choice of the starting figure"),
    }
    inputs = f"{_format_input(swing.at_low, swing.unit)} → {_format_input(swing.at_high, swing.unit)}"
    return SwingView(
        str(swing.label),
        inputs,
        f"{format_jobs(swing.low)} → {format_jobs(swing.high)}",
        format_jobs(swing.swing),
        kinds[swing.kind],
        format_coordinate(low / widest * 80),
        format_coordinate(max((high - low) / widest * 80, 1)),
    )


def _swing_sentence(swing: Swing) -> str:
    return localize(
        f"{swing.label.fr} : de {_format_input(swing.at_low, swing.unit)} à "
        f"{_format_input(swing.at_high, swing.unit)}, "
        f"le résultat bouge de {format_jobs(swing.swing)}.",
        f"{swing.label.en}: from {_format_input(swing.at_low, swing.unit)} to "
        f"{_format_input(swing.at_high, swing.unit)}, "
        f"the result moves by {format_jobs(swing.swing)}.",
    )


def weight_range_finding(weight: SectorWeight) -> str:
    """The title: what the methods and the publications give together for the year."""
    found = weight.range
    year = weight.year
    if found is None:
        return localize(
            f"Pour {year}, aucune méthode n’a de donnée et rien n’est publié",
            f"For {year}, no method has data and nothing is published",
        )
    words = format_value_range(round_jobs(found.low), round_jobs(found.high))
    taking = weight.taking_part
    if not taking:
        return localize(
            f"Pour {year}, aucune méthode n’a de donnée : il reste les valeurs publiées, {words} emplois",
            f"For {year}, no method has data: published values remain, {words} jobs",
        )
    if not weight.has_counted_values:
        return localize(
            f"Pour {year}, {words} emplois déclarés ou calculés, que personne n’a comptés",
            f"For {year}, {words} jobs stated or computed, which nobody has counted",
        )
    names = join_list([str(one.label).lower() for one in taking])
    return localize(
        f"Pour {year}, {words} emplois selon la méthode et la publication ({names})",
        f"For {year}, {words} jobs depending on method and publication ({names})",
    )
