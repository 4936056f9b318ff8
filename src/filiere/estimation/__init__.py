"""How many people work in the sector: six methods side by side, a range, and one value retained with its reason.

Published totals of the same year differ by tens of thousands. This package derives a defensible range from register
figures and stated assumptions, and never mixes scopes in it.
"""

from filiere.estimation.derived_indicators import (
    DerivedIndicator,
    growth,
    jobs_per_position,
    offshore_share,
    revenue_per_job,
    sector_share,
)
from filiere.estimation.distributions import BoundedDistribution
from filiere.estimation.formula import DRAWS, Formula, Input, Interval, Swing
from filiere.estimation.method_declarations import (
    METHODS,
    Assumption,
    Declarations,
    Method,
    MethodId,
    load_declarations,
)
from filiere.estimation.method_runner import Count, estimate
from filiere.estimation.regional_breakdown import Region, RegionTable, location_quotient, regional_table
from filiere.estimation.results import BaseResult, Estimate, ExcludedFigure, MissingData, WorkedPoint
from filiere.estimation.scope import Scope, same_scope
from filiere.estimation.weight import (
    WEIGHT_USE,
    PublishedValue,
    SectorWeight,
    ValueSpan,
    WeightChoice,
    explain_exclusion,
    sector_weight,
)

__all__ = [
    "DRAWS",
    "METHODS",
    "WEIGHT_USE",
    "Assumption",
    "BaseResult",
    "BoundedDistribution",
    "Count",
    "Declarations",
    "DerivedIndicator",
    "Estimate",
    "ExcludedFigure",
    "Formula",
    "Input",
    "Interval",
    "Method",
    "MethodId",
    "MissingData",
    "PublishedValue",
    "Region",
    "RegionTable",
    "Scope",
    "SectorWeight",
    "Swing",
    "ValueSpan",
    "WeightChoice",
    "WorkedPoint",
    "estimate",
    "explain_exclusion",
    "growth",
    "jobs_per_position",
    "load_declarations",
    "location_quotient",
    "offshore_share",
    "regional_table",
    "revenue_per_job",
    "same_scope",
    "sector_share",
    "sector_weight",
]
