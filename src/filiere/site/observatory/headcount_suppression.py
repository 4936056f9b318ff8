"""Which headcounts of a version are withheld: every year by the gate’s own engine, once, when the file is loaded.

Years are decided one by one. What joins them is that a number which has not changed, with as many establishments, is
taken for the same number: where one year withholds it, every year does. What an earlier version of the source has
published already is kept visible, for it is out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from filiere import sources
from filiere.core import seal
from filiere.disclosure import Unprotectable, compute_protection_levels, protect_parts
from filiere.site.observatory.headcount_system import (
    SENSITIVITY_LIMITS,
    UNION_LIMITS,
    Nesting,
    build_headcounts,
    build_nesting,
)

_FEWEST_YEARS = 4
"""How many years are worth the start of another process, about a second."""
CellKey = tuple[str, str, int]
"""A territory, an activity, a year."""
CellNumber = tuple[int, int]
"""How many establishments, and how many employees."""


@dataclass(frozen=True)
class SuppressedCells:
    """The headcounts that are not published, and how many of them nothing can take back any more, being out already."""

    keys: frozenset[CellKey] = frozenset()
    out: int = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.keys)

    @property
    def sha256(self) -> str:
        """A fingerprint of which they are, for the journal."""
        return seal(sorted([*key] for key in self.keys))


def suppress_version(
    name: str, folder: Path, published: Mapping[CellKey, CellNumber], *, workers: int | None = None
) -> SuppressedCells:
    """Return what is withheld of a version whose files are in ``folder``, beside what its source has shown before."""
    places = sources.places(name, folder)
    if not places:
        return SuppressedCells()
    every = chain(sources.aggregates(name, folder), sources.crossings(name, folder))
    return suppress_headcounts(every, build_nesting(places), published, workers=workers)


def suppress_headcounts(
    rows: Iterable[Mapping[str, Any]],
    parts: Nesting,
    published: Mapping[CellKey, CellNumber] | None = None,
    *,
    time_limit: float = 60.0,
    workers: int | None = None,
) -> SuppressedCells:
    """Return what is withheld of the rows of :func:`filiere.sources.aggregates` and :func:`filiere.sources.crossings`.

    Nobody outside finds a number of one or two establishments, exactly or within ten per cent; nor does one that is
    alone in its place, and takes itself away, find another exactly.
    ``published`` are the numbers that an earlier version has shown. Each year is given ``time_limit`` seconds of
    reference, after which the best safe pattern found is taken. Years are decided in as many processes as there are
    processors, unless ``workers`` says how many.
    """
    by_year: dict[int, list[Mapping[str, Any]]] = {}
    numbers: dict[CellKey, CellNumber] = {}
    for row in rows:
        by_year.setdefault(row["year"], []).append(row)
        if row["employees"] is not None:
            key = (row["territory"], row["ape"], row["year"])
            numbers[key] = (int(row["known_establishments"] or 0), int(row["employees"]))
    shown = {key for key, number in (published or {}).items() if numbers.get(key) == number}
    years = sorted(by_year)
    shown_by_year = [{(place, ape) for place, ape, when in shown if when == year} for year in years]
    decide = partial(_suppress_year, parts=parts, time_limit=time_limit)
    decided = _map_years(decide, [by_year[year] for year in years], shown_by_year, workers=workers or os.cpu_count())
    hidden = {(place, ape, year) for year, (cells, _) in zip(years, decided, strict=True) for place, ape in cells}
    out = sum(lost for _, lost in decided)
    return SuppressedCells(frozenset(_extend_to_equal_years(hidden, numbers) - shown | hidden), out)


def _map_years(
    decide: Callable[..., tuple[frozenset[Any], int]], *by_year: list[Any], workers: int | None
) -> list[tuple[frozenset[Any], int]]:
    """Decide every year, in several processes where there are several years and processors: no year needs another."""
    workers = min(workers or 1, len(by_year[0]))
    if workers < 2 or len(by_year[0]) < _FEWEST_YEARS:
        return list(map(decide, *by_year))
    # A process of its own, and no copy of this one: a solver’s threads and a connection are not to be shared.
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(decide, *by_year))


def _suppress_year(
    rows: list[Mapping[str, Any]], shown: Collection[tuple[str, str]], *, parts: Nesting, time_limit: float
) -> tuple[frozenset[Any], int]:
    """Return the printed cells to withhold in a year, and how many of them are out already."""
    found = build_headcounts(rows, parts)
    if found is None:
        return frozenset(), 0
    needs = compute_protection_levels(found.system, SENSITIVITY_LIMITS)
    keep = np.array([cell in shown for cell in found.cells], dtype=np.bool_) & ~needs.primary
    lost = sum(1 for cell in np.flatnonzero(needs.primary) if found.cells[cell] in shown)
    for attempt in (keep, np.zeros_like(keep)):
        try:
            guarded = protect_parts(
                found.system,
                needs,
                fixed=found.fixed,
                implied=found.implied,
                limits=UNION_LIMITS,
                level="contributors",
                costs=found.costs,
                keep=attempt,
                time_limit=time_limit,
            )
        except Unprotectable as refused:
            # What is out does not let these be protected any more; the rest still is.
            lost += len(refused.cells)
        else:
            return found.list_withheld_cells(guarded.hidden), lost
    return found.list_withheld_cells(~found.unprinted), lost


def _extend_to_equal_years(hidden: Collection[CellKey], numbers: Mapping[CellKey, CellNumber]) -> set[CellKey]:
    """Return what is withheld, and the same number of the same place in the years beside, as long as it is the same."""
    found = set(hidden)
    for place, ape, year in hidden:
        for step in (1, -1):
            beside = year + step
            while numbers.get((place, ape, beside), (-1, -1)) == numbers.get((place, ape, year)):
                found.add((place, ape, beside))
                beside += step
    return found
