"""Structure-preserving estimates (SPREE): an old detailed table brought to new margins.

The seed says how categories and areas go together; the margins say how many there are now. Rows and columns are scaled
in turn until both margins hold (iterative proportional fitting): the odds ratios of the seed stay as they were, and so
does each of its zeros. Nothing is learnt that the seed does not hold, so that the error on rows left out is published
beside the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from filiere.core.faults import Fault, Faults
from filiere.survey.areas.faults import CATALOGUE
from filiere.survey.areas.records import Vector

MOST_PASSES = 2_000
TOLERANCE = 1e-12
_AGREEMENT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class PreservedTable:
    """A table of ``rows`` by ``columns`` that has the margins asked for and the odds ratios of its seed."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Vector
    passes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureError:
    """How far the seed's structure is from rows that it did not see.

    ``misplaced`` is the share of a row left out that is put in the wrong column, over all rows by their size;
    ``rows`` has that share row by row. ``plain`` is the same share for the mean of the other rows, without a seed.
    """

    misplaced: float
    plain: float
    rows: tuple[tuple[str, float], ...]


def preserve_structure(
    seed: Vector,
    row_totals: Vector,
    column_totals: Vector,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
) -> PreservedTable:
    """Return the table with these margins that keeps the structure of ``seed``, of one line a row.

    Raises :class:`Faults` for shapes that do not match, negative cells, margins that disagree, a margin without a cell,
    and zeros of the seed that no table with these margins has.
    """
    if found := _check_seed(seed, row_totals, column_totals, rows, columns):
        raise Faults(found)
    row_effects, column_effects, passes = _scale_margins(seed, row_totals, column_totals, rows)
    values = seed * row_effects[:, None] * column_effects
    return PreservedTable(rows=tuple(rows), columns=tuple(columns), values=values, passes=passes)


def measure_structure_error(
    seed: Vector, known: Vector, *, rows: Sequence[str], columns: Sequence[str]
) -> StructureError:
    """Return the error of the seed's structure on rows left out, against a table whose cells are known.

    For each row, the column margins come from the other known rows; the seed gives the row's structure, and its own
    known total its size. The row's own cells have no part in it.
    """
    shares, plain = [], []
    for left in range(len(rows)):
        others = np.arange(len(rows)) != left
        names = [name for name, taken in zip(rows, others, strict=True) if taken]
        row_totals, column_totals = known[others].sum(axis=1), known[others].sum(axis=0)
        if found := _check_seed(seed[others], row_totals, column_totals, names, columns):
            raise Faults(found)
        _, effects, _ = _scale_margins(seed[others], row_totals, column_totals, names)
        size = float(known[left].sum())
        shares.append(_measure_misplaced(seed[left] * effects, known[left], size))
        plain.append(_measure_misplaced(known[others].sum(axis=0), known[left], size))
    sizes = known.sum(axis=1)
    whole = float(sizes.sum()) or 1.0
    return StructureError(
        misplaced=float(np.dot(shares, sizes)) / whole,
        plain=float(np.dot(plain, sizes)) / whole,
        rows=tuple(zip(rows, shares, strict=True)),
    )


def _scale_margins(
    seed: Vector, row_totals: Vector, column_totals: Vector, rows: Sequence[str]
) -> tuple[Vector, Vector, int]:
    """Return what rows and columns of the seed are multiplied by, and the passes that it took."""
    with np.errstate(over="ignore", invalid="ignore"):
        return _alternate_margins(seed, row_totals, column_totals, rows)


def _alternate_margins(
    seed: Vector, row_totals: Vector, column_totals: Vector, rows: Sequence[str]
) -> tuple[Vector, Vector, int]:
    column_effects = np.ones(seed.shape[1])
    largest = float(row_totals.max(initial=0.0))
    gaps, passes = row_totals, 0
    for passes in range(1, MOST_PASSES + 1):
        row_effects = _divide(row_totals, seed @ column_effects)
        column_effects = _divide(column_totals, seed.T @ row_effects)
        found = row_effects * (seed @ column_effects)
        if not np.isfinite(found).all():
            # Where no table has these margins, effects grow without end.
            break
        gaps = np.abs(found - row_totals)
        # Margins that were rounded agree to the ninth digit only, and rows then hold to no more.
        if gaps.max(initial=0.0) <= max(TOLERANCE * largest, 2 * abs(row_totals.sum() - column_totals.sum())):
            return row_effects, column_effects, passes
    worst = int(gaps.argmax())
    raise Faults(
        [CATALOGUE.build("areas-structure-conflict", iterations=passes, name=rows[worst], gap=f"{gaps[worst]:.6g}")]
    )


def _measure_misplaced(predicted: Vector, known: Vector, size: float) -> float:
    """Return the share of a row that stands in the wrong column: half the distance of the two, over its size."""
    whole = float(predicted.sum())
    if not size:
        return 0.0
    return float(np.abs(predicted * (size / whole) - known).sum()) / (2 * size) if whole else 1.0


def _divide(wanted: Vector, found: Vector) -> Vector:
    return np.divide(wanted, found, out=np.zeros_like(wanted, dtype=np.float64), where=found > 0)


def _check_seed(
    seed: Vector, row_totals: Vector, column_totals: Vector, rows: Sequence[str], columns: Sequence[str]
) -> list[Fault]:
    if not seed.shape == (len(row_totals), len(column_totals)) == (len(rows), len(columns)):
        shape = seed.shape if seed.ndim == 2 else (seed.size, 1)
        return [
            CATALOGUE.build(
                "areas-seed-shape",
                rows=shape[0],
                columns=shape[1],
                row_totals=len(row_totals),
                column_totals=len(column_totals),
            )
        ]
    found = [
        CATALOGUE.build("areas-seed-value", row=rows[i], column=columns[j], value=f"{seed[i, j]:.6g}")
        for i, j in np.argwhere(~(np.isfinite(seed) & (seed >= 0))).tolist()
    ]
    margins = [*zip(rows, row_totals.tolist(), strict=True), *zip(columns, column_totals.tolist(), strict=True)]
    found += [
        CATALOGUE.build("areas-seed-value", row=name, column="total", value=f"{total:.6g}")
        for name, total in margins
        if not (np.isfinite(total) and total >= 0)
    ]
    if found:
        return found
    whole, across = float(row_totals.sum()), float(column_totals.sum())
    if abs(whole - across) > _AGREEMENT * max(whole, across):
        found.append(CATALOGUE.build("areas-margins-disagree", rows=f"{whole:.10g}", columns=f"{across:.10g}"))
    sums = [*seed.sum(axis=1).tolist(), *seed.sum(axis=0).tolist()]
    found += [
        CATALOGUE.build("areas-empty-margin", name=name, total=f"{total:.6g}")
        for (name, total), held in zip(margins, sums, strict=True)
        if total > 0 and not held
    ]
    return found
