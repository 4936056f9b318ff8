"""What an amount of sales brings: the direct effect, the indirect one at suppliers, the induced one of wages spent.

Each is an amount by kind, with its bounds over every admissible split and 95 % of draws. The induced effect supposes
that wages are spent as the average household spends; it is never added to anything.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from filiere.core.faults import Faults
from filiere.economy.cell_matrix import Floats
from filiere.economy.faults import find_seed_faults
from filiere.economy.split_bounds import AdmissibleColumns
from filiere.economy.split_draws import draw_columns
from filiere.economy.split_systems import FractionalResult, SplitSystem, build_split_system, find_split_faults
from filiere.economy.splits import SplitSpecification
from filiere.economy.systems import Kind, Scope
from filiere.economy.tables import InputOutputTable

Stage = Literal["direct", "indirect", "induced"]
STAGES: tuple[Stage, ...] = ("direct", "indirect", "induced")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One effect a unit of sales; bounds are None where ``sales`` of the split make it no single fraction."""

    stage: Stage
    kind: Kind
    point: float
    low: float | None
    high: float | None
    p2_5: float | None
    p97_5: float | None


def compute_effects(
    table: InputOutputTable,
    split: SplitSpecification,
    *,
    scope: Scope = "domestic",
    draws: int = 0,
    seed: int | None = None,
) -> tuple[Effect, ...]:
    """Return the effects of a unit of sales of the part that a split describes, by kind and stage.

    Raises :class:`Faults` as `compute_multipliers` does, for draws without a seed among others.
    """
    if faults := [*find_split_faults(table, split), *find_seed_faults(draws, seed)]:
        raise Faults(faults)
    system = build_split_system(table, split, split.code)
    admissible = AdmissibleColumns(table, system, is_own=False)
    blocks = list(draw_columns(table, system, draws, seed, is_own=False)) if draws and seed is not None else []
    columns = np.concatenate(blocks) if blocks else None
    kinds = [kind for kind, type_, at in system.results if type_ == "I" and at == scope]
    found = []
    for kind in kinds:
        own = _build_own_result(system, kind)
        first = system.results[kind, "I", scope]
        second = system.results.get((kind, "II", scope))
        stages: list[tuple[Stage, tuple[FractionalResult, ...]]] = [("direct", (own,)), ("indirect", (first, own))]
        if second is not None:
            stages.append(("induced", (second, first)))
        for stage, parts in stages:
            found.append(_measure_effect(stage, kind, parts, admissible, system, columns))
    return tuple(found)


def _measure_effect(
    stage: Stage,
    kind: Kind,
    parts: tuple[FractionalResult, ...],
    admissible: AdmissibleColumns,
    system: SplitSystem,
    columns: Floats | None,
) -> Effect:
    """An effect is its first part less the second, where there is one."""

    def evaluate(at: Floats) -> Floats:
        values = parts[0].evaluate(at)
        return values - parts[1].evaluate(at) if len(parts) > 1 else values

    merged = _subtract_results(parts)
    bounds = admissible.find_bounds(merged) if merged is not None else (None, None)
    spread = (None, None) if columns is None else tuple(map(float, np.percentile(evaluate(columns), (2.5, 97.5))))
    return Effect(
        stage=stage,
        kind=kind,
        point=float(evaluate(system.column[None, :])[0]),
        low=bounds[0],
        high=bounds[1],
        p2_5=spread[0],
        p97_5=spread[1],
    )


def _subtract_results(parts: tuple[FractionalResult, ...]) -> FractionalResult | None:
    """Return the difference of two affine results as one; None when one of them is a true fraction."""
    if any(np.abs(one.bottom).max() > 1e-12 for one in parts):
        return None
    signs = (1.0, -1.0)[: len(parts)]
    return FractionalResult(
        base=sum(sign * one.base for sign, one in zip(signs, parts, strict=True)),
        height=1.0,
        top=sum(
            (sign * one.height * one.top for sign, one in zip(signs, parts, strict=True)), np.zeros_like(parts[0].top)
        ),
        top_constant=sum(sign * one.height * one.top_constant for sign, one in zip(signs, parts, strict=True)),
        bottom=np.zeros_like(parts[0].bottom),
        bottom_constant=0.0,
    )


def _build_own_result(system: SplitSystem, kind: Kind) -> FractionalResult:
    """What a unit of the part's own output carries, as an affine function of its column."""
    top = np.zeros(system.size + 2)
    constant = 0.0
    if kind == "output":
        constant = 1.0
    elif kind == "value_added":
        top[: system.size], constant = -system.outlay, 1 - system.tax
    else:
        top[system.size + (kind == "jobs")] = 1.0
    return FractionalResult(0.0, 1.0, top, constant, np.zeros_like(top), 0.0)
