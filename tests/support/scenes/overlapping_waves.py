"""Two waves of a small fictitious survey of establishments, that share part of their units."""

from typing import Any

import numpy as np

from filiere.survey.estimates import ColumnTable, SurveySpec

COUNTS, DRAWN = (200, 40, 12), (40, 20, 12)
SEGMENTS = ("in-house", "outsourced")
SPECIFICATION: dict[str, Any] = {
    "weight": "weight",
    "strata": "stratum",
    "fpc": "population",
    "outcomes": [
        {"column": "jobs", "statistics": ["total", "mean"]},
        {"column": "hires", "statistics": ["ratio"], "denominator": "jobs"},
    ],
}
RESPONSE = {"response_group": "segment", "respondent": "answered"}


def draw_overlapping_waves(seed: int, *, rate: float = 1.0) -> list[dict[str, list[Any]]]:
    """Return the columns of two waves: the last stratum is taken whole, and of the others three quarters
    are asked again."""
    generator = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(3), COUNTS)
    size = np.ceil(np.array([8, 60, 400])[stratum] * np.exp(generator.normal(0, 0.4, len(stratum))))
    segment = generator.integers(0, 2, len(stratum))
    jobs = [size * np.exp(generator.normal(0, 0.3, len(size)))]
    jobs.append(jobs[0] * np.exp(generator.normal(0.05, 0.15, len(size))))
    rows: list[list[int]] = [[], []]
    for place, drawn in enumerate(DRAWN):
        units = generator.permutation(np.flatnonzero(stratum == place)).tolist()
        kept = drawn if drawn == len(units) else drawn * 3 // 4
        rows[0] += units[:drawn]
        rows[1] += units[:kept] + units[drawn : 2 * drawn - kept]
    answers = generator.random((2, len(size))) < rate
    return [
        {
            "unit": [f"u{unit}" for unit in chosen],
            "stratum": [f"s{stratum[unit]}" for unit in chosen],
            "population": [COUNTS[stratum[unit]] for unit in chosen],
            "weight": [COUNTS[stratum[unit]] / DRAWN[stratum[unit]] for unit in chosen],
            "segment": [SEGMENTS[segment[unit]] for unit in chosen],
            "size": [float(size[unit]) for unit in chosen],
            "answered": [int(answers[wave][unit]) for unit in chosen],
            "jobs": [float(jobs[wave][unit]) if answers[wave][unit] else None for unit in chosen],
            "hires": [float(jobs[wave][unit] * (0.1 + unit % 7 / 20)) for unit in chosen],
        }
        for wave, chosen in enumerate(rows)
    ]


def specify_wave(
    columns: dict[str, list[Any]], *, is_calibrated: bool, has_response: bool, **changes: Any
) -> SurveySpec:
    """Return the specification of a wave, calibrated on its strata and on a total of its sizes when asked."""
    asked = SPECIFICATION | (RESPONSE if has_response else {}) | changes
    if is_calibrated:
        total = sum(size * weight for size, weight in zip(columns["size"], columns["weight"], strict=True))
        strata = {f"s{place}": count for place, count in enumerate(COUNTS)}
        asked = asked | {
            "controls": [
                {"column": "stratum", "type": "factor", "totals": strata},
                {"column": "size", "type": "numeric", "total": round(total * 1.02, 3)},
            ],
            "method": asked.get("method", "raking"),
        }
    return SurveySpec.model_validate(asked)


def make_sample(columns: dict[str, list[Any]]) -> ColumnTable:
    """Return the rows of a wave."""
    return ColumnTable(columns)
