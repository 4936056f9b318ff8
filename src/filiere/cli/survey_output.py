"""How the answers of ``filiere survey`` are written: tables for people; the objects are those of the engine."""

from typing import Any

from filiere.cli.tables import print_table
from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent
from filiere.core.text import Text
from filiere.survey.estimates import BootstrapResult, Estimate, SurveyResult

_MARGIN_HEADINGS = (
    Text(fr="Marge", en="Margin"),
    Text(fr="Total connu", en="Known total"),
    Text(fr="Avant calage", en="Before"),
    Text(fr="Après calage", en="After"),
)
_STANDARD_ERROR = Text(fr="Erreur type", en="Standard error")
_ESTIMATE_HEADINGS = (
    Text(fr="Résultat", en="Outcome"),
    Text(fr="Statistique", en="Statistic"),
    Text(fr="Domaine", en="Domain"),
    Text(fr="Valeur", en="Value"),
    _STANDARD_ERROR,
    Text(fr="Intervalle à 95 %", en="95 % interval"),
    Text(fr="Part due à la non-réponse", en="Share due to non-response"),
    Text(fr="Réponses", en="Answers"),
    Text(fr="Publiable", en="Publishable"),
)
_BOOTSTRAP_HEADING = Text(fr="Erreur par rééchantillonnage", en="Error by resampling")
_REPLICATES = Text(
    fr="Répliques : {drawn}, dont {failed} écartées faute de calage ; graine {seed}.",
    en="Replicates: {drawn}, of which {failed} were left out for want of a calibration; seed {seed}.",
)
_STATISTICS = {
    "total": Text(fr="total", en="total"),
    "mean": Text(fr="moyenne", en="mean"),
    "ratio": Text(fr="rapport", en="ratio"),
    "quantile": Text(fr="quantile", en="quantile"),
}
_REASONS = {
    "minimum": Text(fr="trop peu de réponses", en="too few answers"),
    "cv": Text(fr="trop imprécis", en="too imprecise"),
}
_YES = Text(fr="oui", en="yes")
_ALL = Text(fr="ensemble", en="all")
_RATIOS = Text(
    fr="Rapport du poids final au poids de départ : de {low} à {high} ; itérations : {count}.",
    en="Ratio of the final weight to the starting one: {low} to {high}; iterations: {count}.",
)


def describe_refusal(refusals: list[dict[str, Any]], *, calibrated: bool) -> dict[str, Any]:
    """Return the object of an answer that is refused: the same keys, with nothing under them but the reasons."""
    empty: dict[str, Any] = {}
    if calibrated:
        empty = {"weights": [], "g_min": None, "g_max": None, "iterations": None, "margins": []}
    return {**empty, "estimates": [], "influences": [], "refusals": refusals}


def print_answer(answer: SurveyResult | BootstrapResult, *, calibrated: bool) -> None:
    """Print the margins of a calibration and how far weights moved, then the estimates and what was drawn again."""
    again = answer if isinstance(answer, BootstrapResult) else None
    result = answer.result if isinstance(answer, BootstrapResult) else answer
    if calibrated:
        _print_margins(result)
        if result.estimates:
            print()
    if result.estimates or not calibrated:
        _print_estimates(result, again)
    if again is not None:
        print()
        drawn, failed, seed = (str(one) for one in (again.replicates, again.failed, again.seed))
        print(str(_REPLICATES).format(drawn=drawn, failed=failed, seed=seed))


def _print_margins(answer: SurveyResult) -> None:
    rows = [
        [one.name, *(_write_beside(value, one.total) for value in (one.total, one.before, one.reached))]
        for one in answer.margins
    ]
    print_table(_MARGIN_HEADINGS, rows)
    low, high = (format_number(one, digits=4) for one in answer.ratio_range)
    print()
    print(str(_RATIOS).format(low=low, high=high, count=answer.iterations))


def _print_estimates(answer: SurveyResult, again: BootstrapResult | None) -> None:
    """Print the estimates, each with its errors, its interval, and whether it may be published."""
    headings = list(_ESTIMATE_HEADINGS)
    rows = [_list_cells(one) for one in answer.estimates]
    if again is not None:
        place = _ESTIMATE_HEADINGS.index(_STANDARD_ERROR) + 1
        headings.insert(place, _BOOTSTRAP_HEADING)
        for row, one in zip(rows, again.estimates, strict=True):
            row.insert(place, _write(one.se))
    print_table(headings, rows)


def _list_cells(estimate: Estimate) -> list[str]:
    outcome = f"{estimate.outcome}/{estimate.denominator}" if estimate.denominator else estimate.outcome
    statistic = str(_STATISTICS[estimate.statistic])
    if estimate.probability is not None:
        statistic = f"{statistic} {format_number(estimate.probability)}"
    share = estimate.response_share
    return [
        outcome,
        statistic,
        estimate.domain or str(_ALL),
        _write(estimate.value),
        _write(estimate.se),
        " – ".join(_write(end) for end in estimate.bounds),
        UNKNOWN_MARK if share is None or share != share else format_percent(100 * share),
        format_number(estimate.n),
        ", ".join(str(_REASONS[one]) for one in estimate.withheld) or str(_YES),
    ]


def _write(value: float) -> str:
    """Return an amount, with more decimals the smaller it is."""
    if value != value:
        return UNKNOWN_MARK
    size = abs(value)
    return format_number(value, digits=0 if size >= 1000 else 2 if size >= 10 else 4)


def _write_beside(value: float, total: float) -> str:
    """Return what weights give for a total, to the unit when the total is a whole number."""
    return format_number(value, digits=0) if total == round(total) else _write(value)
