"""The two calls of whoever has a sample and a specification: calibrated weights with estimates, or estimates alone."""

import numpy as np

from filiere.core import Faults
from filiere.survey.estimates.calibration import WeightFit, fit_weights
from filiere.survey.estimates.controls import Controls, read_controls, write_amount
from filiere.survey.estimates.designs import SurveyDesign, read_design
from filiere.survey.estimates.faults import fault
from filiere.survey.estimates.feasibility import require_feasible
from filiere.survey.estimates.outcomes import FinalWeights, estimate_all, list_influences
from filiere.survey.estimates.results import SurveyResult
from filiere.survey.estimates.sample_tables import Floats, SampleTable, TableReader
from filiere.survey.estimates.specifications import ParsedSurveySpec, SurveySpec, check_survey_spec
from filiere.survey.estimates.variances import Residuals


def calibrate_sample(table: SampleTable, spec: SurveySpec | ParsedSurveySpec) -> SurveyResult:
    """Calibrate the weights of a sample to the controls of a specification, and estimate its outcomes.

    Raises :class:`filiere.core.Faults` with all that is wrong with the sample and its controls, and
    :class:`filiere.survey.estimates.CalibrationRefused` when no weights within the bounds meet the margins, which is
    proved before anything is fitted. Weights that miss a margin by more than the tolerance are never returned.
    """
    parsed = check_survey_spec(_parse(spec), calibrated=True)
    reader = TableReader(table, [])
    design = read_design(reader, parsed.spec)
    controls = None if design is None else read_controls(reader, parsed, design)
    if design is None or controls is None:
        raise Faults(reader.faults)
    start = design.starting_weights
    asked = parsed.spec
    require_feasible(start, controls, method=asked.method, bounds=asked.limits, parsed=parsed)
    fit = _fit_margins(controls, start, parsed)
    return _estimate(reader, asked, design, controls, fit)


def estimate_outcomes(table: SampleTable, spec: SurveySpec | ParsedSurveySpec) -> SurveyResult:
    """Estimate the outcomes of a specification by the weights of the draw, those of the response phase included.

    Raises :class:`filiere.core.Faults` with all that is wrong with the sample.
    """
    parsed = check_survey_spec(_parse(spec), calibrated=False)
    reader = TableReader(table, [])
    design = read_design(reader, parsed.spec)
    if design is None:
        raise Faults(reader.faults)
    return _estimate(reader, parsed.spec, design, None, None)


def _parse(spec: SurveySpec | ParsedSurveySpec) -> ParsedSurveySpec:
    return ParsedSurveySpec(spec) if isinstance(spec, SurveySpec) else spec


def _fit_margins(controls: Controls, start: Floats, parsed: ParsedSurveySpec) -> WeightFit:
    """Return a fit that meets every margin within the tolerance, those that follow from others included."""
    asked = parsed.spec
    tolerance = float(asked.tolerance)
    for finer in (1.0, 1e-3):
        fit = fit_weights(
            start, controls.fitted_matrix, controls.totals[: controls.fitted],
            method=asked.method, bounds=asked.limits, tolerance=tolerance * finer,
        )  # fmt: skip
        reached = (start * fit.ratios) @ controls.matrix
        gaps = np.abs(reached - controls.totals) / (1.0 + np.abs(controls.totals))
        worst = int(gaps.argmax())
        if gaps[worst] <= tolerance:
            return fit
    margin = controls.margins[worst]
    told = fault(
        "survey-not-converged", iterations=fit.iterations, margin=margin.name, reached=f"{reached[worst]:.12g}",
        total=write_amount(margin.total), gap=f"{gaps[worst]:.1e}", tolerance=f"{tolerance:.1e}",
    )  # fmt: skip
    raise Faults([parsed.place(told, ("controls", margin.place))])


def _estimate(
    reader: TableReader, spec: SurveySpec, design: SurveyDesign, controls: Controls | None, fit: WeightFit | None
) -> SurveyResult:
    start = design.starting_weights
    ratios = np.ones(len(start)) if fit is None else fit.ratios
    weights = start * ratios
    final = FinalWeights(design, weights, ratios, Residuals(controls if spec.outcomes else None, start))
    estimates = estimate_all(reader, spec, final)
    if reader.faults:
        raise Faults(reader.faults)
    response = design.response
    return SurveyResult(
        weights,
        np.where(design.responded, ratios, np.nan),
        tuple(estimates),
        tuple(list_influences(reader, spec, final)),
        () if controls is None else controls.compare(start, weights),
        0 if fit is None else fit.iterations,
        None if response is None else dict(
            zip(response.names, zip(response.drawn.tolist(), response.answered.tolist(), strict=True), strict=True)
        ),
    )  # fmt: skip
