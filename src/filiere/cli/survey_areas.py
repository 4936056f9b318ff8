"""``filiere survey areas``: estimates of territories that a survey alone is too small for, with their errors.

Status 0: there is an answer; 1: the table or its specification is refused; 2: a file that is not there. With
``--format json`` a refusal is an answer too: the object has its reasons under ``refusals``, and no areas.
"""

import math
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from filiere.cli.options import JsonFormatOption, LangOption, handle_faults, print_json
from filiere.cli.survey_files import answer_refusals, read_sample
from filiere.cli.tables import print_table
from filiere.core.faults import Faults
from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent
from filiere.core.text import Text, make_printable
from filiere.core.yaml_documents import read_yaml
from filiere.survey.areas import (
    AreaEstimate,
    AreaResult,
    StructureResult,
    build_area_table,
    estimate_areas,
    estimate_structure,
    parse_area_specification,
    parse_structure_specification,
)
from filiere.survey.areas.faults import CATALOGUE

_HEADINGS = (
    Text(fr="Territoire", en="Area"),
    Text(fr="Estimation directe", en="Direct estimate"),
    Text(fr="Estimation", en="Estimate"),
    Text(fr="Erreur quadratique moyenne", en="Mean squared error"),
    Text(fr="Poids de l’estimation directe", en="Weight of the direct estimate"),
    Text(fr="Ramenée au total", en="Benchmarked"),
    Text(fr="Coefficient de variation", en="Coefficient of variation"),
    Text(fr="Publiable", en="Publishable"),
)
_YES, _NO = Text(fr="oui", en="yes"), Text(fr="non", en="no")
_REFVAR = Text(
    fr="Variance entre territoires : {refvar} ; coefficients : {beta}.",
    en="Variance between areas: {refvar}; coefficients: {beta}.",
)
_LEFT_OUT = Text(
    fr=(
        "Sur {areas} territoires laissés de côté : erreur de {error} contre l’estimation directe, {plain} sans "
        "variable ; {coverage} de ces estimations sont dans l’intervalle prédit à 95 %."
    ),
    en="On {areas} areas left out: an error of {error} against the direct estimate, {plain} without covariates; "
    "{coverage} of these estimates lie in the 95 % predicted interval.",
)
_MISPLACED = Text(fr="Mal placé, laissé de côté", en="Misplaced when left out")
_STRUCTURE_ERROR = Text(
    fr="Chaque territoire laissé de côté à son tour : {misplaced} va dans la mauvaise catégorie, {plain} sans l’ancien "
    "tableau.",
    en="Each area left out in turn: {misplaced} goes to the wrong category, {plain} without the old table.",
)
_LIMIT = Text(
    fr="Publiable : coefficient de variation d’au plus {limit}.",
    en="Publishable: a coefficient of variation of at most {limit}.",
)


def areas(
    data: Annotated[
        Path,
        Parameter(help="Territoires en CSV ou en Parquet, une ligne chacun. · Areas as CSV or Parquet, a row each."),
    ],
    /,
    *,
    spec: Annotated[
        Path,
        Parameter(help="Spécification en YAML : area, method et les colonnes qu’elle veut. · Specification as YAML."),
    ],
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Estimer de petits territoires, avec leur erreur. · Estimate small areas, with their errors.

    Modèle de Fay et Herriot par maximum de vraisemblance restreint ; un territoire sans estimation directe est prédit.
    Avec « method: spree », un ancien tableau par catégorie est ramené aux totaux d’aujourd’hui. · Model of Fay and
    Herriot by restricted maximum likelihood; an area without a direct estimate is predicted. With “method: spree”, an
    old table by category is brought to today’s totals.
    """
    as_json = format == "json"
    with handle_faults(lang), answer_refusals(_describe_refusal, as_json=as_json):
        answer = _estimate(data, spec)
        if as_json:
            print_json({**answer.as_json(), "refusals": []})
        elif isinstance(answer, StructureResult):
            _print_structure(answer)
        else:
            _print_areas(answer)


def _estimate(data: Path, spec: Path) -> AreaResult | StructureResult:
    """Return the answer of the method that the specification names, that of the model by default."""
    document = read_yaml(spec)
    method = document.data.get("method", "reml") if isinstance(document.data, dict) else "reml"
    if method == "spree":
        return estimate_structure(read_sample(data), parse_structure_specification(document))
    if method != "reml":
        found = make_printable(str(method), 40)
        raise Faults([document.place_fault(("method",), CATALOGUE.build("areas-method", found=found))])
    asked = parse_area_specification(document)
    return estimate_areas(build_area_table(read_sample(data), asked), asked)


def _describe_refusal(refused: Faults) -> dict[str, Any]:
    """Return the object of an answer that is refused: the keys that every reader looks at, and the reasons."""
    reasons = [fault.as_json() for fault in refused.faults]
    return {"refvar": None, "beta": [], "areas": [], "refusals": reasons}


def _print_areas(answer: AreaResult) -> None:
    digits = _choose_digits([area.estimate for area in answer.areas])
    print_table(_HEADINGS, [_list_cells(one, digits) for one in answer.areas])
    print()
    beta = ", ".join(
        f"{term} {format_number(value)}" for term, value in zip(answer.terms, answer.model.beta.tolist(), strict=True)
    )
    print(str(_REFVAR).format(refvar=format_number(answer.model.refvar), beta=beta))
    print(str(_LIMIT).format(limit=format_percent(100 * answer.maximum_cv)))
    if (left := answer.left_out) is not None:
        error, plain = (format_number(one) for one in (left.root_mean_square, left.plain_mean_error))
        share = format_percent(100 * left.coverage)
        print(str(_LEFT_OUT).format(areas=left.areas, error=error, plain=plain, coverage=share))
    for note in answer.notes:
        print(note)


def _print_structure(answer: StructureResult) -> None:
    """Print the table of areas by categories, the error of each row left out beside it, then what is to be known."""
    digits = _choose_digits(answer.table.values.ravel().tolist())
    headings: list[Text | str] = [_HEADINGS[0], *answer.table.columns]
    rows = [
        [area, *(format_number(one, digits=digits) for one in values)]
        for area, values in zip(answer.table.rows, answer.table.values.tolist(), strict=True)
    ]
    if answer.left_out is not None:
        headings.append(_MISPLACED)
        for row, (_, share) in zip(rows, answer.left_out.rows, strict=True):
            row.append(format_percent(100 * share))
    print_table(headings, rows)
    print()
    if (left := answer.left_out) is not None:
        shares = {"misplaced": left.misplaced, "plain": left.plain}
        words = {name: format_percent(100 * share) for name, share in shares.items()}
        print(str(_STRUCTURE_ERROR).format(**words))
    for note in answer.notes:
        print(note)


def _choose_digits(values: list[float]) -> int:
    """Return the decimals that give the middle value four figures."""
    middle = sorted(map(abs, values))[len(values) // 2]
    return min(max(3 - math.floor(math.log10(middle)), 0), 9) if middle else 3


def _list_cells(area: AreaEstimate, digits: int) -> list[str]:
    return [
        area.area,
        format_number(area.direct, digits=digits),
        format_number(area.estimate, digits=digits),
        format_number(area.mse, digits=2 * digits),
        format_number(area.shrinkage, digits=3),
        format_number(area.benchmarked, digits=digits),
        format_percent(100 * area.cv) if area.cv is not None else UNKNOWN_MARK,
        str(_YES if area.is_publishable else _NO),
    ]
