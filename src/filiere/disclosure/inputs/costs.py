"""What hiding a cell costs, by which the suppressor chooses among patterns that all protect."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from filiere.disclosure.inputs.spec import Spec
from filiere.disclosure.system import Floats, System

COSTS: Mapping[str, Callable[[Floats], Floats]] = MappingProxyType(
    {"value": lambda size: size, "cells": np.ones_like, "log": np.log1p}
)
"""The costs that have a name, each from the sizes of the cells in the unit of the response: the size itself, one for
each cell, or the logarithm of the size."""


def compute_named_costs(system: System, name: str) -> Floats:
    """Return the cost of each cell under one of the named choices; raise ``KeyError`` for any other."""
    return COSTS[name](np.abs(system.values) / system.scale)


def compute_costs(system: System, spec: Spec, weights: Floats | None = None) -> Floats:
    """Return the cost of each cell as the specification asks; ``weights`` are the sums of the column that it names."""
    if spec.cost in COSTS:
        return compute_named_costs(system, spec.cost)
    if weights is None:
        raise ValueError(spec.cost)
    return weights
