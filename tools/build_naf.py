"""Build ``content/sources/naf-rev2.csv``: the 732 codes of the French classification of activities, NAF rev. 2.

A loader that accepts any four digits and a letter as an activity lets a typing mistake through. Codes only are
kept, no wording: they are what a file of counts is checked against. They come from a pinned npm package that repeats
the list of INSEE::

    .venv/bin/python tools/build_naf.py
"""

import tempfile
from pathlib import Path

from npm_package import fetch

NAME = "@socialgouv/codes-naf"
VERSION = "1.1.1"
SHA256 = "3ac2f85f20a14058964098412a6d56dfc9302eb180bcc78f581aa77c8e13e1ac"
SUBCLASSES = 732
TARGET = Path(__file__).resolve().parents[1] / "src" / "filiere" / "content" / "sources" / "naf-rev2.csv"


def main() -> None:
    """Fetch the package and write the codes of the finest level, without their point."""
    with tempfile.TemporaryDirectory() as folder:
        package = fetch(NAME, VERSION, SHA256, Path(folder))
        # The other levels are shorter: 82, 82.2, 82.20.
        codes = sorted(row["id"].replace(".", "") for row in package.json("index.json") if len(row["id"]) == 6)
    if len(set(codes)) != SUBCLASSES:
        raise SystemExit(f"{len(set(codes))} codes, expected {SUBCLASSES}")
    TARGET.write_text("\n".join(["ape", *codes]) + "\n", encoding="utf-8")
    lines = [
        "# Provenance of the codes of activities",
        "",
        "`naf-rev2.csv` is written by `tools/build_naf.py`: the codes of the finest level of NAF rev. 2, no words.",
        f"Origin: INSEE, as repeated by the npm package `{NAME}` {VERSION} (Apache-2.0);",
        f"SHA-256 of its archive: `{SHA256}`.",
    ]
    TARGET.with_name("PROVENANCE-naf-rev2.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(codes)} codes")


if __name__ == "__main__":
    main()
