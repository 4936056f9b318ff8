"""``filiere survey``: weights that meet known totals, and what the answers of a survey are worth.

Status 0: there is an answer; 1: the sample, its controls or its bounds are refused; 2: a file that is not there, or
replicates without a seed. With ``--format json`` a refusal is an answer too: the object has its reasons under
``refusals``, and no weights.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter, validators

from filiere.cli import survey_output as output
from filiere.cli.options import JsonFormatOption, LangOption, SeedOption, handle_faults, print_json
from filiere.cli.survey_areas import areas
from filiere.cli.survey_files import DataArgument, answer_refusals, read_sample
from filiere.core.faults import Faults
from filiere.core.text import Lang
from filiere.survey.estimates import (
    BootstrapResult,
    SurveyResult,
    bootstrap_outcomes,
    calibrate_sample,
    describe_refusals,
    estimate_outcomes,
    read_survey_spec,
)
from filiere.survey.estimates.bootstrap import MOST_REPLICATES
from filiere.survey.estimates.faults import fault

app = App(name="survey", help="Les enquêtes de la filière. · Surveys of the sector.")

SpecOption = Annotated[
    Path, Parameter(help="Spécification en YAML : plan, contrôles, résultats. · Specification as YAML.")
]
BootstrapOption = Annotated[
    int | None,
    Parameter(
        validator=validators.Number(gte=2, lte=MOST_REPLICATES),
        help="Erreurs par rééchantillonnage aussi : tant de répliques, avec --seed. · Errors by resampling too: so "
        "many replicates, with --seed.",
    ),
]
ReplicateSeedOption = Annotated[SeedOption | None, Parameter(help="Graine des répliques. · Seed of the replicates.")]

_NO_SEED, _SEED_ALONE = "survey-replicates-need-a-seed", "survey-seed-unused"
_WRONG_USE = frozenset({_NO_SEED, _SEED_ALONE})


@app.command
def calibrate(
    data: DataArgument,
    /,
    *,
    spec: SpecOption,
    bootstrap: BootstrapOption = None,
    seed: ReplicateSeedOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Caler les poids d’un échantillon sur des totaux connus, et estimer. · Calibrate weights to known totals.

    Les bornes portent sur le rapport du poids final au poids de départ ; qu’elles soient impossibles est prouvé avant
    tout calcul. · Bounds apply to the ratio of the final weight to the starting one; that they cannot be met is proved
    before anything is computed.
    """
    _print_answer(data, spec, bootstrap, seed, lang, calibrated=True, as_json=format == "json")


@app.command
def estimate(
    data: DataArgument,
    /,
    *,
    spec: SpecOption,
    bootstrap: BootstrapOption = None,
    seed: ReplicateSeedOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Estimer par les poids du tirage, sans calage. · Estimate by the weights of the draw, without calibration.

    La spécification est celle d’un calage, sans contrôles. · The specification is that of a calibration, without
    controls.
    """
    _print_answer(data, spec, bootstrap, seed, lang, calibrated=False, as_json=format == "json")


def _print_answer(
    data: Path,
    spec: Path,
    replicates: int | None,
    seed: int | None,
    lang: Lang | None,
    *,
    calibrated: bool,
    as_json: bool,
) -> None:
    """Print the answer, or leave with what is refused: in sentences, and in the object that was asked for."""

    def describe(refused: Faults) -> dict[str, object]:
        return output.describe_refusal(describe_refusals(refused), calibrated=calibrated)

    with handle_faults(lang), answer_refusals(describe, as_json=as_json, wrong_use=_WRONG_USE):
        answer = _answer(data, spec, replicates, seed, calibrated=calibrated)
        if as_json:
            print_json(answer.as_json(calibrated=calibrated))
        else:
            output.print_answer(answer, calibrated=calibrated)


def _answer(
    data: Path, spec: Path, replicates: int | None, seed: int | None, *, calibrated: bool
) -> SurveyResult | BootstrapResult:
    if replicates is not None and seed is None:
        raise Faults([fault(_NO_SEED).at(key="--bootstrap")])
    if replicates is None and seed is not None:
        raise Faults([fault(_SEED_ALONE).at(key="--seed")])
    table, asked = read_sample(data), read_survey_spec(spec, calibrated=calibrated)
    if replicates is None or seed is None:
        return (calibrate_sample if calibrated else estimate_outcomes)(table, asked)
    return bootstrap_outcomes(table, asked, seed=seed, replicates=replicates)


app.command(areas)
