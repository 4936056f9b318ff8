"""What a calibration costs, and how near it comes to the values of R’s ``survey``.

A million respondents and fifty margins (nine factors and a numeric control) are calibrated by the four methods, with
totals that ask weights to move as non-response does; each is measured in a process of its own. What R answers on a
small sample was written by ``survey_reference.R``. Results go to ``survey.md`` beside this file; the status is 1 when a
calibration takes longer than its goal or differs from R.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from filiere.core import read_yaml
from filiere.survey.estimates import ColumnTable, SurveySpec, calibrate_sample, estimate_outcomes

HERE = Path(__file__).resolve().parent
RESPONDENTS = 1_000_000
CATEGORIES = (4, 4, 5, 5, 6, 6, 6, 7, 6)
"""Forty-nine categories: with the numeric control, fifty margins."""
SEED = 20261201
GOAL = 10.0
"""Seconds of processor for a calibration, reading of its columns included."""
AGREEMENT = 1e-9
"""Greatest relative difference from R: both sides are computed to rounding."""
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


def compare_with_r() -> list[str]:
    """Return one line a method and a design: the greatest relative differences from R, of values and of errors."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    from support.scenes.survey_sample import DESIGNS, METHODS, OUTCOMES, make_sample, make_spec

    reference = read_yaml(HERE.parent / "tests" / "survey" / "estimates" / "r_values.yaml").data
    lines = []
    for design, keys in DESIGNS.items():
        for method, more in METHODS.items():
            spec = make_spec(**keys, **more, outcomes=OUTCOMES, domains=("kind",))
            answer = (
                estimate_outcomes(make_sample(), spec) if method == "none" else calibrate_sample(make_sample(), spec)
            )
            found = {(one.outcome, one.statistic, one.domain): (one.value, one.se) for one in answer.estimates}
            values = errors = 0.0
            rows = [row[2:] for row in reference["estimates"] if row[:2] == [design, method]]
            for outcome, statistic, domain, value, se in rows:
                ours = found[outcome, statistic, domain]
                values = max(values, abs(ours[0] / float(value) - 1))
                errors = max(errors, abs(ours[1] / float(se) - 1))
            lines.append(f"| {design} | {method} | {len(rows)} | {values:.0e} | {errors:.0e} |")
            if max(values, errors) > AGREEMENT:
                raise SystemExit(f"{design}, {method}: {values:.1e}, {errors:.1e} from R")
    return lines


def main() -> int:
    """Measure each method in a process of its own, compare with R, and write the page."""
    costs, slow = [], False
    for method in METHODS:
        # One thread: on a machine that others use, threads that wait for each other are counted as work.
        done = subprocess.run(
            [sys.executable, __file__, method], check=True, capture_output=True, text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        told = json.loads(done.stdout)
        slow = slow or told["processor"] > GOAL
        costs.append(
            f"| {method} | {told['processor']:.1f} | {told['seconds']:.1f} | {told['iterations']} | {told['gap']:.0e} "
            f"| {told['low']:.2f} – {told['high']:.2f} | {told['memory']:.0f} |"
        )
    lines = [
        "# Calibration: cost, and agreement with R",
        "",
        "Written by `benchmarks/survey.py`.",
        "",
        f"## {RESPONDENTS:,} respondents, {sum(CATEGORIES) + 1} margins",
        "",
        f"Goal: under {GOAL:.0f} s of processor, reading of the columns, proof of feasibility, an estimate and its "
        "error included. The gap is the greatest of a margin, relative.",
        "",
        "| Method | Processor (s) | Elapsed (s) | Iterations | Gap | Ratios g | Memory (MB) |",
        "|---|---|---|---|---|---|---|",
        *costs,
        "",
        "## Beside R 4.5.0, survey 4.4-2",
        "",
        "The sample of sixty units of `survey_reference.R`, which wrote the values at epsilon 1e-13: totals, means, "
        "ratio and median, in all and by domain. Greatest relative difference.",
        "",
        "| Design | Method | Values | Of values | Of standard errors |",
        "|---|---|---|---|---|",
        *compare_with_r(),
        "",
    ]
    (HERE / "survey.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    return int(slow)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1], RESPONDENTS)))
    else:
        sys.exit(main())
