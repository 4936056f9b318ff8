"""Build ``content/sources/ceased-communes.csv``: since when a commune's code is no longer one.

The official code of one year says which communes there are, and into which one a former commune went, but not
when. A loader needs the year: a file that ends in 2022 rightly names a commune that ended in 2025. This script
compares the yearly editions that the npm package @etalab/decoupage-administratif carries (its README gives the
version of each year), and is run again when a new edition appears::

    .venv/bin/python tools/build_ceased_communes.py
"""

import csv
import tempfile
from pathlib import Path

from npm_package import Package, fetch

NAME = "@etalab/decoupage-administratif"
# Year of the edition: version of the package and SHA-256 of its archive.
EDITIONS = {
    2021: ("1.1.1", "db6e7c433ee675de314aa19bfc4faf796451342960ed2c1b42fda0f458a97e23"),
    2022: ("2.3.1", "d7f2a6915af27a719eeb6eb6581d9a645849b5b23e5c97fa5aa2931eb3552d1f"),
    2023: ("3.1.1", "225079c8cd185379fd494993e99fe712523e2f16e4a1170d8391a76a304e7073"),
    2024: ("4.1.0", "318f0cfc0c1f9d8113b272bf3cefb8f207f23f73026ee5932215f5d80d7a0f2a"),
    2025: ("5.3.0", "149cd9096f70915c02e5d39ef6045f0900d94c782ee9f1c1941703092fe72636"),
    2026: ("6.0.0", "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a"),
}
TARGET = Path(__file__).resolve().parents[1] / "src" / "filiere" / "content" / "sources"


def current(package: Package) -> set[str]:
    """Return the codes of the communes of one edition."""
    return {row["code"] for row in package.json("data/communes.json") if row["type"] == "commune-actuelle"}


def former(package: Package) -> set[str]:
    """Return the codes that an edition knows as former communes: merged ones, and parts that bear their own code."""
    codes: set[str] = set()
    for row in package.json("data/communes.json"):
        if row["type"] == "commune-actuelle":
            codes.update(row.get("anciensCodes") or ())
        elif row["type"] in ("commune-deleguee", "commune-associee"):
            codes.add(row["code"])
    return codes


def main() -> None:
    """Fetch the editions, compare each with the next and write the table with its provenance."""
    with tempfile.TemporaryDirectory() as folder:
        packages = {}
        for year, (version, sha256) in EDITIONS.items():
            into = Path(folder) / str(year)
            into.mkdir()
            packages[year] = fetch(NAME, version, sha256, into)
        communes = {year: current(package) for year, package in packages.items()}
        last, first = max(communes), min(communes)
        gone = (former(packages[last]) | set.union(*communes.values())) - communes[last]
    rows = []
    for code in sorted(gone):
        seen = [year for year, codes in communes.items() if code in codes]
        # A commune that no edition at hand has ended in the year of the first one, or earlier.
        rows.append((code, max(seen) + 1, 1) if seen else (code, first, 0))
    with (TARGET / "ceased-communes.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["code", "ceased", "exact"])
        writer.writerows(rows)
    lines = [
        "# Provenance of the shipped tables of sources",
        "",
        "`ceased-communes.csv` is written by `tools/build_ceased_communes.py`: codes of former communes, and the year",
        "from whose 1 January the code is no longer that of a commune; `exact` is 0 when it is that year or before.",
        "Origin: INSEE, Code officiel géographique, as carried by the npm package `@etalab/decoupage-administratif`",
        "(package MIT, data under Licence Ouverte).",
        "",
        "| Edition | Version | SHA-256 of the archive |",
        "|---|---|---|",
        *(f"| {year} | {version} | `{sha256}` |" for year, (version, sha256) in EDITIONS.items()),
    ]
    (TARGET / "PROVENANCE.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(rows)} former communes, {sum(exact for *_, exact in rows)} with their exact year")


if __name__ == "__main__":
    main()
