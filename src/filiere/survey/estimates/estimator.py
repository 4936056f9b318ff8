"""The calls of whoever has a sample and a specification: calibrated weights with estimates, or estimates alone."""

from dataclasses import dataclass

import numpy as np

from filiere.core import Faults
from filiere.survey.estimates.calibration import WeightFit, fit_weights
from filiere.survey.estimates.controls import Controls, read_controls, write_amount
from filiere.survey.estimates.designs import SurveyDesign, read_design
from filiere.survey.estimates.faults import fault
from filiere.survey.estimates.feasibility import require_feasible
from filiere.survey.estimates.outcomes import FinalWeights, estimate_all, list_influences
from filiere.survey.estimates.results import SurveyResult
from filiere.survey.estimates.sample_tables import LARGEST, Floats, SampleTable, TableReader
from filiere.survey.estimates.specifications import ParsedSurveySpec, SurveySpec, check_survey_spec
from filiere.survey.estimates.variances import Residuals


@dataclass(frozen=True, slots=True, eq=False)
class SampleFit:
    """A sample that was read once and weighted, with what its estimates were made of.

    Resampling and changes between waves go on from it: the table is not read again for its design and its controls.
    """

    reader: TableReader
    spec: SurveySpec
    controls: Controls | None
    final: FinalWeights
    result: SurveyResult

    @property
    def design(self) -> SurveyDesign:
        """How the sample was drawn, and who answered."""
        return self.final.design


def calibrate_sample(table: SampleTable, spec: SurveySpec | ParsedSurveySpec) -> SurveyResult:
    """Calibrate the weights of a sample to the controls of a specification, and estimate its outcomes.

    Raises :class:`filiere.core.Faults` with all that is wrong with the sample and its controls, and
    :class:`filiere.survey.estimates.CalibrationRefused` when no weights within the bounds meet the margins, which is
    proved before anything is fitted. Weights that miss a margin by more than the tolerance are never returned.
    """
    return _fit(table, check_survey_spec(_parse(spec), calibrated=True)).result


def estimate_outcomes(table: SampleTable, spec: SurveySpec | ParsedSurveySpec) -> SurveyResult:
    """Estimate the outcomes of a specification by the weights of the draw, those of the response phase included.

    Raises :class:`filiere.core.Faults` with all that is wrong with the sample.
    """
    return _fit(table, check_survey_spec(_parse(spec), calibrated=False)).result


def fit_sample(table: SampleTable, spec: SurveySpec | ParsedSurveySpec) -> SampleFit:
    """Weight a sample, by calibration where the specification has controls, and keep what that was made of.

    Raises as :func:`calibrate_sample` and :func:`estimate_outcomes` do.
    """
    parsed = _parse(spec)
    return _fit(table, check_survey_spec(parsed, calibrated=bool(parsed.spec.controls)))


def _fit(table: SampleTable, parsed: ParsedSurveySpec) -> SampleFit:
    asked = parsed.spec
    reader = TableReader(table, [], LARGEST)
    design = read_design(reader, asked)
    controls = read_controls(reader, parsed, design) if design is not None and asked.controls else None
    if design is None or reader.faults or (asked.controls and controls is None):
        raise Faults(reader.faults)
    fit = None
    if controls is not None:
        start = design.starting_weights
        require_feasible(start, controls, method=asked.method, bounds=asked.limits, parsed=parsed)
        fit = _fit_margins(controls, start, parsed)
    return _estimate(reader, asked, design, controls, fit)


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
) -> SampleFit:
    start = design.starting_weights
    ratios = np.ones(len(start)) if fit is None else fit.ratios
    weights = start * ratios
    final = FinalWeights(design, weights, ratios, Residuals(controls if spec.outcomes else None, start))
    estimates = estimate_all(reader, spec, final)
    if reader.faults:
        raise Faults(reader.faults)
    response = design.response
    result = SurveyResult(
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
    return SampleFit(reader, spec, controls, final, result)
