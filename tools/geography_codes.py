"""Write the lists of departments and communes from the official code as npm carries it.

Only what the product reads is kept (a thirteenth of the original's size): codes, names, the article that a name
takes, kinds, parents, former codes and population.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from npm_package import Package

COMMUNES = "data/communes.json"
DEPARTMENTS = "data/departements.json"
REGIONS = "data/regions.json"

KINDS = {
    "commune-actuelle": "",
    "commune-deleguee": "delegated",
    "commune-associee": "associated",
    "arrondissement-municipal": "district",
}


def write(package: Package, into: Path) -> list[Path]:
    """Write ``departments.csv`` and ``communes.csv`` into the folder; return their paths."""
    regions = {region["code"] for region in package.json(REGIONS)}
    departments = package.json(DEPARTMENTS)
    astray = [department["code"] for department in departments if department["region"] not in regions]
    if astray:
        raise SystemExit(f"departments whose region is not in the package: {astray}")
    return [
        _write(
            into / "departments.csv",
            ["code", "name", "link", "region"],
            ([row["code"], row["nom"], row["typeLiaison"], row["region"]] for row in departments),
        ),
        _write(
            into / "communes.csv",
            ["code", "name", "link", "kind", "department", "parent", "old_codes", "population"],
            (_commune(row) for row in package.json(COMMUNES)),
        ),
    ]


def _commune(row: Mapping[str, Any]) -> list[Any]:
    code = row["code"]
    prefix = code[:3] if code[:2] in {"97", "98"} else code[:2]
    return [
        code,
        row["nom"],
        row.get("typeLiaison", ""),
        KINDS[row["type"]],
        # Five associated communes lie in another department than their code says; the others need no column.
        row["departement"] if row["departement"] != prefix else "",
        row.get("chefLieu", row.get("commune", "")),
        " ".join(sorted(row.get("anciensCodes", []))),
        row.get("population", ""),
    ]


def _write(path: Path, header: list[str], rows: Iterable[list[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path
