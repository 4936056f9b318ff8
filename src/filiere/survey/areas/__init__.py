"""Small areas: estimates of territories that the survey alone is too small for, with their error.

Two models: the area-level model of Fay and Herriot, which weighs each direct estimate by its precision, and the
structure-preserving table, which brings an old detailed table to new margins. Both state their error on territories
left out, and no area is published above the stated coefficient of variation.
"""

from filiere.survey.areas.area_model import estimate_table, fit_area_model
from filiere.survey.areas.benchmarks import rake_estimates
from filiere.survey.areas.estimation import estimate_areas
from filiere.survey.areas.left_out_errors import measure_left_out_error
from filiere.survey.areas.records import AreaEstimate, AreaModel, AreaResult, AreaTable, Benchmark, LeftOutError
from filiere.survey.areas.specifications import (
    AreaSpecification,
    build_area_table,
    parse_area_specification,
    read_area_specification,
)
from filiere.survey.areas.structure_preservation import (
    PreservedTable,
    StructureError,
    measure_structure_error,
    preserve_structure,
)

__all__ = [
    "AreaEstimate",
    "AreaModel",
    "AreaResult",
    "AreaSpecification",
    "AreaTable",
    "Benchmark",
    "LeftOutError",
    "PreservedTable",
    "StructureError",
    "build_area_table",
    "estimate_areas",
    "estimate_table",
    "fit_area_model",
    "measure_left_out_error",
    "measure_structure_error",
    "parse_area_specification",
    "preserve_structure",
    "rake_estimates",
    "read_area_specification",
]
