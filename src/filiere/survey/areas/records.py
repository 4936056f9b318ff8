"""What the model of areas takes and gives; all arrays have one entry an area, in the order of the table."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filiere.core.text import Text

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AreaTable:
    """Areas with their direct estimates.

    ``direct`` and ``variance`` (its sampling variance, in the squared unit of ``direct``) are NaN where the survey
    reached nobody. ``covariates`` has one column for each of ``terms``, the intercept among them. ``weights`` turn
    estimates into the published total, and are 1 for totals.
    """

    names: tuple[str, ...]
    direct: Vector
    variance: Vector
    covariates: Vector
    terms: tuple[str, ...]
    weights: Vector

    @property
    def has_direct(self) -> NDArray[np.bool_]:
        """Which areas have a direct estimate."""
        return ~np.isnan(self.direct)

    def select_rows(self, rows: NDArray[np.bool_]) -> "AreaTable":
        """Return the table of some areas only."""
        return AreaTable(
            tuple(name for name, taken in zip(self.names, rows, strict=True) if taken),
            self.direct[rows],
            self.variance[rows],
            self.covariates[rows],
            self.terms,
            self.weights[rows],
        )


@dataclass(frozen=True, slots=True)
class AreaModel:
    """A model of areas that was fitted: the variance between areas, the coefficients, and their covariance.

    ``variance_of_refvar`` is the asymptotic variance of ``refvar``.
    """

    refvar: float
    beta: Vector
    beta_covariance: Vector
    variance_of_refvar: float
    iterations: int

    def predict_areas(self, covariates: Vector) -> tuple[Vector, Vector]:
        """Return the synthetic estimate of areas and its mean squared error, the area's own deviation included."""
        spread = np.einsum("ij,jk,ik->i", covariates, self.beta_covariance, covariates)
        return covariates @ self.beta, self.refvar + spread


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaEstimate:
    """The estimate of one area.

    ``shrinkage`` is the weight of the direct estimate, from 0 (the model alone) to 1 (the survey alone). ``cv`` is the
    square root of the mean squared error over the estimate that is published. ``benchmarked`` is the estimate brought
    to the published total, where one was given.
    """

    area: str
    direct: float | None
    estimate: float
    mse: float
    shrinkage: float
    benchmarked: float | None = None
    benchmarked_mse: float | None = None
    cv: float | None = None
    is_publishable: bool = False

    @property
    def is_synthetic(self) -> bool:
        """Whether the survey gave nothing here, and the model alone speaks."""
        return self.direct is None

    def as_json(self) -> dict[str, Any]:
        """Return the area as a JSON object, without the benchmark where there is none."""
        told = {
            "area": self.area,
            "direct": self.direct,
            "estimate": self.estimate,
            "mse": self.mse,
            "shrinkage": self.shrinkage,
            "cv": self.cv,
            "synthetic": self.is_synthetic,
            "publishable": self.is_publishable,
        }
        if self.benchmarked is not None:
            told |= {"benchmarked": self.benchmarked, "benchmarked_mse": self.benchmarked_mse}
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """How estimates were brought to a published total: each multiplied by ``factor``."""

    total: float
    before: float

    @property
    def factor(self) -> float:
        """The published total over what the estimates summed to."""
        return self.total / self.before if self.before else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutError:
    """How well the model predicts areas that it did not see.

    Each area with a direct estimate is predicted by a model fitted without its group. ``root_mean_square`` is the
    error against the direct estimates, which have their own sampling error: ``model_error`` is what stays once that
    is taken off. ``plain_mean_error`` is the error of a model without covariates, for comparison. ``coverage`` is the
    share of direct estimates inside the 95 % interval of their prediction. ``unpredictable`` counts areas that cannot
    be predicted without themselves.
    """

    areas: int
    groups: int
    root_mean_square: float
    model_error: float
    plain_mean_error: float
    coverage: float
    unpredictable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaResult:
    """All that one run gives."""

    terms: tuple[str, ...]
    model: AreaModel
    areas: tuple[AreaEstimate, ...]
    maximum_cv: float
    benchmark: Benchmark | None
    left_out: LeftOutError | None
    notes: tuple[Text, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the answer of the command as a JSON object; ``beta`` is in the order of ``terms``."""
        benchmark = self.benchmark
        return {
            "refvar": self.model.refvar,
            "beta": self.model.beta.tolist(),
            "terms": list(self.terms),
            "iterations": self.model.iterations,
            "areas": [area.as_json() for area in self.areas],
            "maximum_cv": self.maximum_cv,
            "benchmark": benchmark
            and {"total": benchmark.total, "before": benchmark.before, "factor": benchmark.factor},
            "left_out": self.left_out and asdict(self.left_out),
            "notes": [str(note) for note in self.notes],
        }
