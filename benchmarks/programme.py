"""How long the state of a programme takes: 2,000 actions, 10,000 commitments, and all that happened to them.

Half the actions are measured by figures of the shipped register, half by values that were typed. The state is computed
from the bare records each time, since nothing of it is kept: the first time stands apart, the others give the median.
Beside it, the floor: going once through the same records and adding up their weights. Times are of the processor, since
others may use the machine. Target: 100 ms. Results go to ``benchmarks/programme.md``.
"""

import gc
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from filiere.figures import Register, load_register
from filiere.programme.figure_readings import RegisterReadings
from filiere.programme.plan import compute_state
from filiere.programme.plan_comparison import Moment, compare_states
from filiere.programme.records import Plan

ACTIONS, COMMITMENTS, AXES, RUNS, TARGET = 2000, 10_000, 20, 15, 100.0
HERE = Path(__file__).parent
FIRST, TODAY = date(2026, 1, 1), date(2026, 11, 24)
CHOICES: tuple[dict[str, Any], ...] = (
    {"series": "label-holders"},
    {"series": "norm-certified-centres"},
    {"indicator": "jobs-created", "segment": "whole", "territory": "FR", "unit": "job"},
)


def make_plan(seed: int) -> Plan:
    """Return a made-up programme, the same for the same seed."""
    draw = random.Random(seed)
    label = {"fr": "Mesure", "en": "Measure"}
    actions: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    commitments: list[dict[str, Any]] = []
    for rank in range(ACTIONS):
        key = f"action-{rank}"
        figure = draw.choice(CHOICES) if rank % 2 else None
        base = Decimal(draw.randrange(0, 400)) / 4
        target: dict[str, Any] = {
            "direction": draw.choice(["up", "down", "cumulative"]),
            "base": base,
            "period_months": 240,
        }
        target |= {"goal": base + draw.randrange(1, 900), "label": label, "figure": figure}
        on = FIRST + timedelta(days=draw.randrange(90))
        actions.append(
            {"id": key, "axis": f"axis-{rank % AXES}", "title": label, "on": str(on), "target": target}
            | {"due": str(on + timedelta(days=draw.randrange(200, 900))), "weight": draw.randrange(1, 9)}
            | {"depends_on": [f"action-{draw.randrange(rank)}"] if rank % 5 == 4 else []}
        )
        about: dict[str, Any] = {"action": key, "on": str(on + timedelta(days=draw.randrange(1, 240)))}
        events.append(about | {"kind": "declared", "state": draw.choice(["on_time", "watch", "late"])})
        events.append(about | {"kind": "measured", "now": base + draw.randrange(-50, 900)})
        events.append(about | {"kind": "comment", "text": label})
    for rank in range(COMMITMENTS):
        key = f"commitment-{rank}"
        on = FIRST + timedelta(days=draw.randrange(200))
        commitments.append({"id": key, "text": label, "by": "Centre", "on": str(on), "due": str(on + timedelta(90))})
        if rank % 2:
            events.append(
                {"commitment": key, "kind": "kept" if rank % 4 == 1 else "broken", "on": str(on + timedelta(60))}
            )
    axes = [{"id": f"axis-{rank}", "title": label} for rank in range(AXES)]
    return Plan.model_validate(
        {"id": "made-up", "title": label, "period": "2026/2028", "axes": axes}
        | {"actions": actions, "events": events, "commitments": commitments}
    )


def sum_weights(plan: Plan) -> Decimal:
    """The floor: every record read once, and the weights of actions added up."""
    days = sum(one.on.end.day for one in (*plan.commitments, *plan.events))
    return sum((one.weight for one in plan.actions), Decimal(days))


def took(work: Callable[[], Any]) -> tuple[float, list[float], Any]:
    """Milliseconds of processor for the first run and for each of the others, and what the last gave."""
    spent, found = [], None
    for _ in range(RUNS + 1):
        start = time.process_time()
        found = work()
        spent.append((time.process_time() - start) * 1000)
    return spent[0], spent[1:], found


def measure(register: Register) -> int:
    """Print the table and keep it; the status is 1 when the target is missed."""
    plan = make_plan(1)
    readings = RegisterReadings(register)
    moments = Moment(date(2026, 6, 30), date(2026, 6, 30)), Moment(TODAY, TODAY)
    works: dict[str, Callable[[], Any]] = {
        "the floor: every record read once, weights added": lambda: sum_weights(plan),
        "the state of the programme": lambda: compute_state(plan, readings, on=TODAY, known=TODAY),
        "two moments compared (three states)": lambda: compare_states(plan, readings, *moments),
    }
    gc.collect()
    gc.freeze()
    results = {name: took(work) for name, work in works.items()}
    first, others, state = results["the state of the programme"]
    met = max(first, statistics.median(others)) <= TARGET
    lines = [
        "# Results of `./dev bench programme`",
        "",
        f"{date.today()} · {len(plan.actions):,} actions, {len(plan.commitments):,} commitments, {len(plan.events):,} "
        f"events · Python {platform.python_version()}, {os.cpu_count()} cores",
        "",
        "| What | First, CPU ms | Median, CPU ms |",
        "|---|---:|---:|",
        *(f"| {name} | {one:.0f} | {statistics.median(rest):.0f} |" for name, (one, rest, _) in results.items()),
        "",
        f"Of this programme {state.progress.known:,} actions of {state.progress.of:,} are known, and "
        f"{len(state.list_decisions()):,} need a decision. Goal: the state in {TARGET:.0f} ms, the first time too: "
        f"{'met' if met else 'missed'}.",
    ]
    print("\n".join(lines))
    (HERE / "programme.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(measure(load_register()))
