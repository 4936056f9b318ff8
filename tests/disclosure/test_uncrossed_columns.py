"""Two tables that share no addition, and what readers add up all the same: the zones of communes, all made up."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from filiere.disclosure.audit import audit_folder, verify_folder
from filiere.disclosure.protection import protect_data
from filiere.disclosure.uncrossed_columns import find_relations

SPEC = """response: ca
dimensions: [{column: commune}, {column: sec}]
tables: [[{column: zone}, {column: sec}]]
"""
# Each line: commune, zone, sector, turnovers. Commune c9 lies in two zones, which the others do not.
PLACES = """
c1 Z1 S1 100
c1 Z1 S2 40 45 50
c2 Z1 S1 50 60 70 55
c2 Z1 S2 20 25 30
c5 Z1 S1 51 61 71 56
c5 Z1 S2 21 26 31
c3 Z2 S1 30 31 32 33
c4 Z3 S2 80 81 82 83
c9 Z2 S1 40 41 42 43
c9 Z3 S1 44 45 46 47
c9 Z3 S2 14 15 16 17
"""


def laid(folder: Path) -> tuple[Path, Path]:
    rows = [line.split() for line in PLACES.strip().splitlines()]
    listed = [f"{commune},{zone},{sec},{value}" for commune, zone, sec, *values in rows for value in values]
    (folder / "data.csv").write_text("\n".join(["commune,zone,sec,ca", *listed]) + "\n", encoding="utf-8")
    (folder / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return folder / "data.csv", folder / "spec.yaml"


def public(run: Path) -> dict[tuple[str, str, str], str]:
    """The values that readers have, by commune, zone and sector."""
    with (run / "cells-public.csv").open(encoding="utf-8", newline="") as stream:
        return {(row["commune"], row["zone"], row["sec"]): row["value"] for row in csv.DictReader(stream)}


def test_a_commune_is_not_found_by_its_zone(tmp_path: Path) -> None:
    """Commune c1 has one firm in S1, and would be zone Z1 less c2 and c5."""
    data, spec = laid(tmp_path)
    protect_data(data, spec, tmp_path / "run")
    told = public(tmp_path / "run")
    named = [("Total", "Z1", "S1"), ("c2", "Total", "S1"), ("c5", "Total", "S1")]
    assert told["c1", "Total", "S1"] == ""
    assert "" in {told[one] for one in named}
    assert audit_folder(tmp_path / "run").is_safe("contributors")
    assert verify_folder(tmp_path / "run").holds


def test_the_audit_says_who_adds_up_the_communes_of_a_zone(tmp_path: Path) -> None:
    """Shown again, cell by cell, what was withheld for c1 lets every reader find it."""
    data, spec = laid(tmp_path)
    run = tmp_path / "run"
    protect_data(data, spec, run)
    values = {}
    for name in ("cells.csv", "cells-public.csv"):
        with (run / name).open(encoding="utf-8", newline="") as stream:
            lines = list(csv.DictReader(stream))
        for line in lines:
            key = line["commune"], line["zone"], line["sec"]
            if line["status"] == "secondary":
                values[key] = line["value"]
                line["status"] = "published"
            elif key in values:
                line |= {"value": values[key], "status": "published", "obs_status": "A", "conf_status": "F"}
        with (run / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(lines[0]), extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)
    assert values
    report = audit_folder(run)
    assert report.attackers["outsider"].exact


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2, 3], [1, 1, 2], [([3], [0, 1]), ([4], [2])]),
        # A commune in two zones ties these together, and so all of them.
        ([1, 2, 2, 3], [1, 1, 2, 2], []),
        ([1, 2, 2, 3, 4], [1, 1, 2, 2, 3], [([4, 5], [0, 1, 2]), ([6], [3])]),
    ],
)
def test_codes_that_meet_each_other_only(
    one: list[int], other: list[int], expected: list[tuple[list[int], list[int]]]
) -> None:
    """Cells stand in the order of the codes: those of the first column, then those of the second, then the total."""
    codes = [np.array(one), np.array(other)]
    firsts, seconds = max(one), max(other)
    places = np.zeros((firsts + seconds + 1, 2), dtype=np.int64)
    places[:firsts, 0] = np.arange(1, firsts + 1)
    places[firsts:-1, 1] = np.arange(1, seconds + 1)
    found = find_relations([firsts + 1, seconds + 1], [(0,), (1,)], codes, places)
    told = sorted(sorted(map(np.ndarray.tolist, sides)) for sides in found)
    assert told == sorted(sorted(map(list, sides)) for sides in expected)
