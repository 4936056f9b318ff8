"""A sample of sixty units made by a formula, that of ``benchmarks/survey_reference.R``, and its specifications."""

from typing import Any

from filiere.survey.estimates import ColumnTable, SurveySpec

UNITS = range(60)
COLUMNS: dict[str, list[Any]] = {
    "stratum": ["abc"[i % 3] for i in UNITS],
    "psu": [i // 3 // 4 for i in UNITS],
    "clusters": [(12, 20, 5)[i % 3] for i in UNITS],
    "units": [(90, 70, 110)[i % 3] for i in UNITS],
    "weight": [2 + (i * 7) % 5 for i in UNITS],
    "region": [("east", "north", "south")[(i * 11) % 7 % 3] for i in UNITS],
    "kind": ["p" if i * i % 5 < 3 else "q" for i in UNITS],
    "size": [10 + i * 13 % 17 for i in UNITS],
    "pay": [100 + i * i * 11 % 53 + 3 * (i * 13 % 17) for i in UNITS],
    "jobs": [1 + i**3 % 29 for i in UNITS],
    "hours": ["" if i * 5 % 11 == 3 else str((1 + i**3 % 29) * 7 + i * 17 % 23) for i in UNITS],
    "group": ["xy"[i // 3 % 2] for i in UNITS],
    "phase_size": [(60, 80, 20)[i % 3] for i in UNITS],
    "phase_weight": [(3, 4, 1)[i % 3] for i in UNITS],
    "answers": [100 + i * i * 11 % 53 + 3 * (i * 13 % 17) if i * 5 % 7 < 5 else None for i in UNITS],
}
DESIGNS: dict[str, dict[str, str]] = {
    "clustered": {"strata": "stratum", "psu": "psu", "fpc": "clusters"},
    "stratified": {"strata": "stratum", "fpc": "units"},
    "unrestricted": {},
}
REGION = {"column": "region", "type": "factor", "totals": {"east": 95, "north": 88, "south": 79}}
CONTROLS = (REGION, {"column": "size", "type": "numeric", "total": 4760})
METHODS: dict[str, dict[str, Any]] = {
    "none": {},
    "linear": {"controls": CONTROLS, "method": "linear"},
    "raking": {"controls": CONTROLS, "method": "raking"},
    "logit": {"controls": CONTROLS, "method": "logit", "bounds": (0.6, 1.6)},
    "truncated": {"controls": CONTROLS, "method": "truncated", "bounds": (0.8, 1.32)},
}
OUTCOMES = (
    {"column": "pay", "statistics": ("total", "mean", "quantile")},
    {"column": "hours", "statistics": ("total", "mean", "ratio"), "denominator": "jobs"},
)


def make_sample(**changes: list[Any]) -> ColumnTable:
    """Return the sample, some of its columns changed or added."""
    return ColumnTable({**COLUMNS, **changes})


def make_spec(**keys: Any) -> SurveySpec:
    """Return a specification with the weight of the sample, and the keys given."""
    return SurveySpec.model_validate({"weight": "weight", **keys})
