"""Estimates of areas brought to a published total: all are multiplied by one factor (raking, ratio benchmarking).

The reader is told the total and the factor: without the statement, areas that sum to the published number would pass
for a proof of the model.
"""

import numpy as np

from filiere.core.faults import Faults
from filiere.survey.areas.faults import CATALOGUE
from filiere.survey.areas.records import Benchmark, Vector


def rake_estimates(estimates: Vector, weights: Vector, total: float) -> tuple[Vector, Benchmark]:
    """Return the estimates times the one factor that brings their weighted sum to ``total``, and that benchmark.

    Raises :class:`Faults` where no positive factor does.
    """
    before = float(estimates @ weights)
    if not (before > 0 < total or before < 0 > total or before == total == 0):
        raise Faults(
            [CATALOGUE.build("areas-benchmark-sign", sum=f"{before:.6g}", total=f"{total:.6g}").at(key="benchmark")]
        )
    benchmark = Benchmark(total=total, before=before)
    return estimates * benchmark.factor, benchmark


def widen_errors(errors: Vector, estimates: Vector, benchmarked: Vector) -> Vector:
    """Return the mean squared error of benchmarked estimates.

    Under the model the best predictor's error is at right angles to whatever else is made of the data: the squared
    distance between the two estimates is added.
    """
    return np.asarray(errors + (benchmarked - estimates) ** 2)
