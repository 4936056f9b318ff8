"""``filiere survey``: weights that meet known totals, and what the answers of a survey are worth.

Status 0: there is an answer; 1: the sample, its controls or its bounds are refused; 2: a file that is not there. With
``--format json`` a refusal is an answer too: the object has its reasons under ``refusals``, and no weights.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from filiere.cli import fault_sentences
from filiere.cli import survey_output as output
from filiere.cli.options import JsonFormatOption, LangOption, exit_status, handle_faults, print_json
from filiere.core.faults import FaultLog, Faults
from filiere.core.text import Lang
from filiere.disclosure import read_sheet
from filiere.survey.estimates import (
    ParsedSurveySpec,
    SampleTable,
    SurveyResult,
    calibrate_sample,
    describe_refusals,
    estimate_outcomes,
    read_survey_spec,
)

app = App(name="survey", help="Les enquêtes de la filière. · Surveys of the sector.")

SpecOption = Annotated[
    Path, Parameter(help="Spécification en YAML : plan, contrôles, résultats. · Specification as YAML.")
]
DataArgument = Annotated[
    Path, Parameter(help="Échantillon en CSV ou en Parquet, une ligne par unité tirée. · Sample as CSV or Parquet.")
]


@app.command
def calibrate(
    data: DataArgument, /, *, spec: SpecOption, format: JsonFormatOption = "table", lang: LangOption = None
) -> None:
    """Caler les poids d’un échantillon sur des totaux connus, et estimer. · Calibrate weights to known totals.

    Les bornes portent sur le rapport du poids final au poids de départ ; qu’elles soient impossibles est prouvé avant
    tout calcul. · Bounds apply to the ratio of the final weight to the starting one; that they cannot be met is proved
    before anything is computed.
    """
    with handle_faults(lang) as language:
        answer = _answer(data, spec, calibrate_sample, language, calibrated=True, as_json=format == "json")
        if format == "json":
            print_json(answer.as_json(calibrated=True))
        else:
            output.print_calibration(answer, language)


@app.command
def estimate(
    data: DataArgument, /, *, spec: SpecOption, format: JsonFormatOption = "table", lang: LangOption = None
) -> None:
    """Estimer par les poids du tirage, sans calage. · Estimate by the weights of the draw, without calibration.

    La spécification est celle d’un calage, sans contrôles. · The specification is that of a calibration, without
    controls.
    """
    with handle_faults(lang) as language:
        answer = _answer(data, spec, estimate_outcomes, language, calibrated=False, as_json=format == "json")
        if format == "json":
            print_json(answer.as_json(calibrated=False))
        else:
            output.print_estimates(answer, language)


def _answer(
    data: Path,
    spec: Path,
    answer: Callable[[SampleTable, ParsedSurveySpec], SurveyResult],
    lang: Lang,
    *,
    calibrated: bool,
    as_json: bool,
) -> SurveyResult:
    """Return the answer, or leave with what is refused: in sentences, and in the object that was asked for."""
    try:
        return answer(read_sample(data), read_survey_spec(spec, calibrated=calibrated))
    except Faults as refused:
        print(fault_sentences(refused, lang), file=sys.stderr)
        if as_json:
            print_json(output.describe_refusal(describe_refusals(refused, lang), calibrated=calibrated))
        sys.exit(exit_status(refused.faults))


def read_sample(path: Path) -> SampleTable:
    """Read the rows of a sample; raise :class:`Faults` with all that is wrong with the file."""
    log = FaultLog()
    sheet = read_sheet(path, log)
    if sheet is None or log.total:
        raise Faults(log.kept)
    return sheet
