"""One run: the model fitted, every area estimated, brought to the published total, judged, and the error stated."""

import numpy as np

from filiere.core.text import Text
from filiere.survey.areas.area_model import estimate_table, fit_area_model
from filiere.survey.areas.benchmarks import rake_estimates, widen_errors
from filiere.survey.areas.cross_validation import measure_left_out_error
from filiere.survey.areas.records import AreaEstimate, AreaModel, AreaResult, AreaTable, Benchmark, Vector
from filiere.survey.areas.specifications import AreaSpecification

_MOST_LISTED = 20
_NO_VARIANCE = Text(
    fr=(
        "La variance entre territoires est estimée à zéro : le modèle parle seul, et les estimations directes ne "
        "comptent plus que par lui."
    ),
    en="The variance between areas is estimated at zero: the model alone speaks, and direct estimates count only "
    "through it.",
)
_NO_RANKING = Text(
    fr="Des estimations lissées se rapprochent : leur classement n’est pas celui des territoires.",
    en="Smoothed estimates are drawn together: their order is not the order of the areas.",
)


def estimate_areas(table: AreaTable, specification: AreaSpecification) -> AreaResult:
    """Return the estimates of all areas with their errors; raise :class:`Faults` where no model can be fitted."""
    model = fit_area_model(table)
    estimates, errors, weights = estimate_table(table, model)
    benchmark, final, final_errors = _apply_benchmark(table, specification, estimates, errors)
    maximum = float(specification.maximum_cv)
    areas = []
    for row, name in enumerate(table.names):
        cv = float(np.sqrt(final_errors[row])) / abs(float(final[row])) if final[row] else None
        areas.append(
            AreaEstimate(
                area=name,
                direct=float(table.direct[row]) if table.has_direct[row] else None,
                estimate=float(estimates[row]),
                mse=float(errors[row]),
                shrinkage=float(weights[row]),
                benchmarked=float(final[row]) if benchmark else None,
                benchmarked_mse=float(final_errors[row]) if benchmark else None,
                cv=cv,
                is_publishable=cv is not None and cv <= maximum,
            )
        )
    return AreaResult(
        terms=table.terms,
        model=model,
        areas=tuple(areas),
        maximum_cv=maximum,
        benchmark=benchmark,
        left_out=measure_left_out_error(table),
        notes=_write_notes(table, model, benchmark),
    )


def _apply_benchmark(
    table: AreaTable, specification: AreaSpecification, estimates: Vector, errors: Vector
) -> tuple[Benchmark | None, Vector, Vector]:
    if specification.benchmark is None:
        return None, estimates, errors
    final, benchmark = rake_estimates(estimates, table.weights, float(specification.benchmark.total))
    return benchmark, final, widen_errors(errors, estimates, final)


def _write_notes(table: AreaTable, model: AreaModel, benchmark: Benchmark | None) -> tuple[Text, ...]:
    notes = [_NO_RANKING]
    if model.refvar == 0:
        notes.append(_NO_VARIANCE)
    if unseen := [name for name, seen in zip(table.names, table.has_direct, strict=True) if not seen]:
        listed = ", ".join(unseen[:_MOST_LISTED]) + (" …" if len(unseen) > _MOST_LISTED else "")
        notes.append(
            Text(
                fr=f"Sans estimation directe, donc prédits par le modèle seul ({len(unseen)}) : {listed}.",
                en=f"Without a direct estimate, hence predicted by the model alone ({len(unseen)}): {listed}.",
            )
        )
    if benchmark:
        notes.append(
            Text(
                fr=(
                    f"Les estimations sont ramenées au total publié {benchmark.total:.15g} : toutes sont "
                    f"multipliées par {benchmark.factor:.6f}."
                ),
                en=f"Estimates are brought to the published total {benchmark.total:.15g}: all are multiplied "
                f"by {benchmark.factor:.6f}.",
            )
        )
    return tuple(notes)
