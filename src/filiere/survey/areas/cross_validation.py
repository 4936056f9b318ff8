"""How far the model is from areas that it did not see.

A fit says how well the model repeats what it was given. Here each area in turn, or each group of areas when there are
many, is taken away, the model is fitted on the others, and its prediction is compared with the direct estimate.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from filiere.survey.areas.area_model import check_covariates, fit_area_model
from filiere.survey.areas.records import AreaTable, LeftOutError, Vector
from filiere.survey.estimates.results import NORMAL_95

MOST_GROUPS = 60


def measure_left_out_error(table: AreaTable) -> LeftOutError | None:
    """Return the error of predicting areas without themselves; None where fewer than three can be predicted.

    One group an area up to :data:`MOST_GROUPS`; beyond, areas are dealt to that many groups in the order of the table.
    """
    seen = table.select_rows(table.has_direct)
    groups = np.arange(len(seen.names)) % MOST_GROUPS
    predicted, errors = _predict_groups(seen, groups)
    plain = replace(seen, covariates=np.ones((len(seen.names), 1)), terms=("mean",))
    plain_predicted, _ = _predict_groups(plain, groups)
    known = ~np.isnan(predicted)
    if np.count_nonzero(known) < 3:
        return None
    distances = (predicted - seen.direct)[known]
    sampling = seen.variance[known]
    square = float(np.mean(distances**2))
    return LeftOutError(
        areas=int(np.count_nonzero(known)),
        groups=len(set(groups.tolist())),
        root_mean_square=square**0.5,
        model_error=max(0.0, square - float(np.mean(sampling))) ** 0.5,
        plain_mean_error=float(np.mean((plain_predicted - seen.direct)[known] ** 2)) ** 0.5,
        coverage=float(np.mean(np.abs(distances) <= NORMAL_95 * np.sqrt(errors[known] + sampling))),
        unpredictable=int(np.count_nonzero(~known)),
    )


def _predict_groups(table: AreaTable, groups: NDArray[np.int_]) -> tuple[Vector, Vector]:
    """Return the prediction of each area by the others' model and its mean squared error, NaN where there is none."""
    predicted = np.full(len(table.names), np.nan)
    errors = predicted.copy()
    for group in range(int(groups.max(initial=-1)) + 1):
        apart = groups == group
        others = table.select_rows(~apart)
        if check_covariates(others):
            continue
        predicted[apart], errors[apart] = fit_area_model(others).predict_areas(table.covariates[apart])
    return predicted, errors
