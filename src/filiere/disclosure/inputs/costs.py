"""What hiding a cell costs, by which the suppressor chooses among patterns that all protect."""

import numpy as np

from filiere.disclosure.inputs.spec import Spec
from filiere.disclosure.system import Floats, System


def costs_of(system: System, spec: Spec, weights: Floats | None = None) -> Floats:
    """Return the cost of each cell: its size in the unit of the response, the logarithm of that, one a cell, or
    ``weights``, the sums of the column that the specification names.
    """
    size = np.abs(system.values) / system.scale
    if spec.cost == "value":
        return size
    if spec.cost == "log":
        return np.log1p(size)
    if spec.cost == "cells":
        return np.ones(len(system))
    if weights is None:
        raise ValueError(spec.cost)
    return weights
