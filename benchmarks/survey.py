"""What a calibration costs, and how near it comes to the values of R’s ``survey``.

A million respondents and fifty margins (nine factors and a numeric control) are calibrated by the four methods, with
totals that ask weights to move as non-response does; each is measured in a process of its own. The file
``survey_reference.json`` has what R 4.5.0 with ``survey`` 4.4-2 answers, at epsilon 1e-13, on the small tables of
``tests/survey/estimates``, made by a formula. Results go to ``survey.md`` beside this file; the status is 1 when a
calibration takes longer than its goal or differs from R.
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from filiere.survey.estimates import ColumnTable, SurveySpec, calibrate_sample

HERE = Path(__file__).resolve().parent
RESPONDENTS = 1_000_000
CATEGORIES = (4, 4, 5, 5, 6, 6, 6, 7, 6)
"""Forty-nine categories: with the numeric control, fifty margins."""
SEED = 20261201
GOAL = 10.0
"""Seconds of elapsed time for a calibration, reading of its columns included."""
METHODS = {"linear": None, "raking": None, "logit": (0.4, 2.5), "truncated": (0.6, 1.6)}


def make_population(respondents: int) -> tuple[ColumnTable, list[dict[str, object]]]:
    """Return a sample of firms with its design weights, and the totals of a population that answers unevenly."""
    dice = np.random.default_rng(SEED)
    columns: dict[str, object] = {}
    controls: list[dict[str, object]] = []
    weights = dice.choice([4.0, 9.0, 15.0, 22.0], respondents)
    pull = np.zeros(respondents)
    for number, size in enumerate(CATEGORIES):
        codes = np.minimum(dice.geometric(0.35, respondents), size)
        columns[f"factor_{number}"] = codes
        pull += 0.12 * np.sin(codes + number)
    jobs = np.round(np.exp(dice.normal(2.2, 1.1, respondents))) + 1
    columns |= {"jobs": jobs, "weight": weights, "volume": jobs * dice.gamma(2.0, 3.0, respondents)}
    # What the whole population would have weighed: unlike the sample, and within reach of the bounds.
    target = weights * np.clip(np.exp(pull / 2), 0.75, 1.35)
    for number, size in enumerate(CATEGORIES):
        codes = columns[f"factor_{number}"]
        totals = np.bincount(codes, target, size + 1)[1:]  # type: ignore[call-overload]
        named = {str(code): float(total) for code, total in enumerate(totals, 1)}
        controls.append({"column": f"factor_{number}", "type": "factor", "totals": named})
    controls.append({"column": "jobs", "type": "numeric", "total": float(target @ jobs)})
    return ColumnTable(columns), controls  # type: ignore[arg-type]


def measure(method: str, respondents: int) -> dict[str, object]:
    """Calibrate once and return its cost, its iterations and the greatest gap of a margin."""
    table, controls = make_population(respondents)
    bounds = METHODS[method]
    spec = SurveySpec.model_validate(
        {
            "weight": "weight", "controls": controls, "method": method, "bounds": bounds, "tolerance": 1e-9,
            "outcomes": [{"column": "volume", "statistics": ["total", "mean"]}],
        }
    )  # fmt: skip
    started, used = time.perf_counter(), time.process_time()
    answer = calibrate_sample(table, spec)
    elapsed, spent = time.perf_counter() - started, time.process_time() - used
    gap = max(abs(one.reached - one.total) / (1 + abs(one.total)) for one in answer.margins)
    low, high = answer.ratio_range
    return {
        "method": method, "seconds": elapsed, "processor": spent, "iterations": answer.iterations, "gap": gap,
        "low": low, "high": high, "margins": len(answer.margins),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], RESPONDENTS)))
