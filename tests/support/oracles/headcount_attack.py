"""A reader of headcounts with linear programs of its own: it knows every published number, and no engine of ours.

An unknown is what a commune has of call centres, or of other establishments; communes that no page lists are one
unknown for each department and zone. How many establishments a place has is public: an unknown of none is zero.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from filiere import sources

CALL, ALL = "8220Z", "ALL"
_PREFIX = {"commune": "COM-", "department": "DEP-", "zone": "ZE-", "region22": "R22-", "region": "REG-"}

Columns = tuple[int, ...]


@dataclass(frozen=True)
class Finding:
    """What is found of a number of one or two establishments: by whom, between which bounds, and its value."""

    who: str
    what: str
    low: float
    high: float
    value: float

    @property
    def exact(self) -> bool:
        """Whether nothing else is possible."""
        return self.high - self.low < 1e-6


Pair = tuple[int, int]


class Attack:
    """All numbers of one year: ``shown`` are the employees of what is published, by territory and activity.

    ``communes`` are rows with the codes of ``_PREFIX``, and for the listed ones ``call`` and ``others``, each a pair
    ``(establishments, employees)``; ``rest`` gives such a pair for the unlisted ones of a department and a zone.
    """

    def __init__(
        self,
        communes: Iterable[Mapping[str, Any]],
        rest: Mapping[tuple[str, str], Pair],
        shown: Mapping[tuple[str, str], int],
    ) -> None:
        self._counts: list[int] = []
        self._values: list[int] = []
        self._names: list[str] = []
        self._in: dict[tuple[str, str], list[int]] = {}
        self._near: list[tuple[str, str]] = []
        pending = dict(rest)
        for row in communes:
            places = ["FR", *(prefix + str(row[kind]) for kind, prefix in _PREFIX.items())]
            if row.get("call"):
                self._put(CALL, row["call"], places, row)
                self._put("others", row["others"], places, row)
            elif (pair := pending.pop((row["department"], row["zone"]), None)) is not None:
                self._put("others", pair, [place for place in places if not place.startswith("COM-")], row)
        self.shown = len(shown)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)
        for count in self._counts:
            self._solver.addVar(0.0, highspy.kHighsInf if count else 0.0)
        for (place, ape), value in shown.items():
            self._row(self.columns(place, ape), value)

    def _put(self, ape: str, pair: Pair, places: Sequence[str], row: Mapping[str, Any]) -> None:
        for place in places:
            self._in.setdefault((place, ape), []).append(len(self._counts))
        self._counts.append(pair[0])
        self._values.append(pair[1])
        self._names.append(f"{places[-5] if len(places) > 5 else places[-1]} {ape}")
        self._near.append((str(row["department"]), str(row["zone"])))

    def columns(self, place: str, ape: str) -> Columns:
        """The unknowns that a published number adds up."""
        apes = (CALL, "others") if ape == ALL else (ape,)
        return tuple(column for one in apes for column in self._in.get((place, one), ()))

    def _row(self, columns: Columns, value: float) -> None:
        if columns:
            self._solver.addRow(value, value, len(columns), np.array(columns, dtype=np.int32), np.ones(len(columns)))

    def targets(self) -> Iterator[tuple[str, Columns]]:
        """Every number of one or two establishments: of a place, of what two places share, of one without another."""
        sets = {(place, ape): frozenset(found) for (place, ape), found in self._in.items()}
        seen: set[frozenset[int]] = set()
        for name, found in self._unions(sets):
            if found and found not in seen and 0 < sum(self._counts[one] for one in found) < 3:
                seen.add(found)
                yield name, tuple(sorted(found))

    def _unions(self, sets: Mapping[tuple[str, str], frozenset[int]]) -> Iterator[tuple[str, frozenset[int]]]:
        for (place, ape), found in sets.items():
            yield f"{place} {ape}", found
            if place.startswith("ZE-"):
                for (other, same), there in sets.items():
                    if same == ape and other[:2] in ("DE", "R2", "RE") and found & there:
                        yield f"{place} and {other} {ape}", found & there
                        yield f"{place} without {other} {ape}", found - there
                        yield f"{other} without {place} {ape}", there - found

    def findings(self) -> Iterator[Finding]:
        """What a reader outside finds, exactly or within ten per cent."""
        for name, columns in self.targets():
            yield from self._judge("anybody", name, columns)

    def insiders(self, only: Collection[int] | None = None) -> Iterator[Finding]:
        """What the only establishment of a commune finds of the places near it, which knows itself."""
        targets = list(self.targets())
        for column, count in enumerate(self._counts):
            if count != 1 or (only is not None and column not in only):
                continue
            self._solver.changeColBounds(column, self._values[column], self._values[column])
            for name, columns in targets:
                left = tuple(one for one in columns if one != column and self._counts[one])
                near = any(set(self._near[one]) & set(self._near[column]) for one in left)
                if left and near:
                    yield from self._judge(self._names[column], name, left)
            self._solver.changeColBounds(column, 0.0, highspy.kHighsInf)

    def _judge(self, who: str, name: str, columns: Columns) -> Iterator[Finding]:
        value = sum(self._values[one] for one in columns)
        blur = max(0.1 * value, 0.1)
        low, high = self.ends(columns)
        if high < value + blur - 1e-6 or low > value - min(blur, value) + 1e-6:
            yield Finding(who, name, low, high, value)

    def ends(self, columns: Columns) -> tuple[float, float]:
        """The least and the most that some unknowns may be together."""
        for one in columns:
            self._solver.changeColCost(one, 1.0)
        found = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            self._solver.changeObjectiveSense(sense)
            self._solver.run()
            status = self._solver.getModelStatus()
            assert status != highspy.HighsModelStatus.kInfeasible, "what is published contradicts what is true"
            solved = status == highspy.HighsModelStatus.kOptimal
            found.append(self._solver.getInfo().objective_function_value if solved else float("inf"))
        for one in columns:
            self._solver.changeColCost(one, 0.0)
        return found[0], found[1]


def attacks(home: Path, years: Collection[int] = ()) -> Iterator[tuple[int, Attack]]:
    """A reader of all that a data folder publishes of the headcounts of its communes, year by year.

    What is published is read from the database; what is true, by which the reader is judged, from the loaded files.
    """
    name = "urssaf-commune-ape"
    with closing(sqlite3.connect(f"file:{home / 'filiere.sqlite3'}?mode=ro", uri=True)) as database:
        shown = database.execute(
            "SELECT row.territory, row.ape, row.year, row.employees FROM observatory_aggregate AS row "
            "JOIN observatory_sourceversion AS version ON version.id = row.version_id "
            "WHERE version.name = ? AND row.employees IS NOT NULL",
            (name,),
        ).fetchall()
    (folder,) = (home / "sources" / name).iterdir()
    true: dict[int, dict[tuple[str, str], Pair]] = {}
    for row in (*sources.aggregates(name, folder), *sources.crossings(name, folder)):
        if row["employees"] is not None:
            pair = (int(row["known_establishments"] or 0), int(row["employees"]))
            true.setdefault(row["year"], {})[row["territory"], row["ape"]] = pair
    places = sources.places(name, folder)
    for year in sorted(years or true):
        communes, rest = _unknowns(places, true[year])
        yield year, Attack(communes, rest, {(place, ape): jobs for place, ape, when, jobs in shown if when == year})


def _unknowns(
    places: Iterable[Mapping[str, Any]], true: Mapping[tuple[str, str], Pair]
) -> tuple[list[dict[str, Any]], dict[tuple[str, str], Pair]]:
    """Each commune with what it has where a page lists it, and what is left of each department and zone."""
    communes, left = [], {key: list(pair) for key, pair in true.items() if "&" in key[0] and key[1] == ALL}
    for row in map(dict, places):
        pairs = [true.get((f"COM-{row['commune']}", ape)) for ape in (CALL, ALL)]
        if any(pairs):
            call, every = pairs[0] or (0, 0), pairs[1] or pairs[0] or (0, 0)
            row |= {"call": call, "others": (every[0] - call[0], every[1] - call[1])}
            atom = left.get((f"DEP-{row['department']}&ZE-{row['zone']}", ALL))
            if atom is not None:
                atom[0], atom[1] = atom[0] - every[0], atom[1] - every[1]
        communes.append(row)
    rest = {
        (row["department"], row["zone"]): (max(found[0], 1 if found[1] else 0), found[1])
        for row in communes
        if (found := left.get((f"DEP-{row['department']}&ZE-{row['zone']}", ALL))) and any(found)
    }
    return communes, rest
