"""Load an URSSAF-shaped national file of four million values: this project beside pandas, in one run.

Both sides read the same made-up CSV, check it (duplicate keys, forms of codes, negative numbers, people without
an establishment, regions that agree with departments), turn it into one row a commune, activity and year, sort it
by activity, write it to disk and add it up by commune, department, zone, old and new region and country. pandas has
no gazetteer and no report to write, so it has less to do; without a Parquet engine it writes a pickle. Each side
runs in a process of its own and reports its own CPU time, imports included, and its peak of memory.

The goal, which makes the exit status: at most half of the CPU seconds of pandas as its manual has it used, and under
1 GB. A third side, pandas tuned by hand, is there to be honest about what tuning would give.
"""

import argparse
import hashlib
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

VALUES = 4_000_000
YEARS = 17
SHARE = 0.5
GIGABYTE = 1_000_000_000
APE = "8220Z"
KEY = ["Code commune", "Code APE"]
PLACES = ["Code commune", "Code département", "Code zone d'emploi", "Code région", "Code ancienne région"]
SIDES = ("pandas", "pandas tuned", "filiere")


def ours(file: Path, folder: Path) -> dict[str, int]:
    """Prepare, publish and aggregate with this project."""
    from filiere.sources import aggregates, prepare, publish

    version = publish(prepare("urssaf-commune-ape", file, home=folder, today=date(2026, 11, 24)))
    rows = list(aggregates("urssaf-commune-ape", version))
    return {f"{row['ape']} {row['year']}": row["employees"] for row in rows if row["kind"] == "country"}


def theirs(file: Path, folder: Path, *, tuned: bool = False) -> dict[str, int]:
    """The same with pandas; ``tuned`` reads categories and small floats and leaves out columns that no one keeps."""
    import pandas as pd

    with file.open("rb") as stream:
        hashlib.file_digest(stream, "sha256")
    header = pd.read_csv(file, sep=";", nrows=0, encoding="utf-8-sig").columns
    numbers = [name for name in header if re.fullmatch(r".* [0-9]{4}", name)]
    codes = [name for name in header if name.startswith("Code ")]
    if tuned:
        types = dict.fromkeys(codes, "category") | dict.fromkeys(numbers, "float32")
        wide = pd.read_csv(file, sep=";", encoding="utf-8-sig", usecols=list(types), dtype=types)
    else:
        wide = pd.read_csv(file, sep=";", encoding="utf-8-sig", dtype=dict.fromkeys(codes, str))
    if wide.duplicated(KEY).any() or not wide["Code APE"].astype(str).str.fullmatch(r"[0-9]{4}[A-Z]").all():
        raise SystemExit("a key is wrong")
    regions = wide.groupby("Code département", observed=True)["Code région"].nunique()
    if (wide[numbers] < 0).any().any() or regions.gt(1).any():
        raise SystemExit("a number or a region is wrong")
    table = _melted(wide, codes, numbers)
    if ((table["employees"] > 0) & ~(table["establishments"] > 0)).any():
        raise SystemExit("people without an establishment")
    table["state"] = table["employees"].notna().map({True: "known", False: "unknown"})
    table = table.sort_values([*reversed(KEY), "year"], ignore_index=True)
    table.to_pickle(folder / "table.pickle")
    totals: dict[str, int] = {}
    for ape, rows in ((APE, table[table["Code APE"] == APE]), ("ALL", table)):
        for place in PLACES:
            by = rows.groupby([place, "year"], observed=True)
            by[["establishments", "employees"]].sum(min_count=1)
            by["employees"].agg(["size", "count"])
        years = rows.groupby("year")["employees"].sum()
        totals |= {f"{ape} {year}": int(value) for year, value in years.items()}
    return totals


def _melted(wide: "pd.DataFrame", codes: list[str], numbers: list[str]) -> "pd.DataFrame":
    """One row a commune, activity and year: two melts side by side, which keep the order of rows."""
    measures = {"establishments": "Nombre d'établissements ", "employees": "Effectifs salariés "}
    melts = {
        measure: wide.melt(
            id_vars=codes,
            value_vars=[name for name in numbers if name.startswith(prefix)],
            var_name="year",
            value_name=measure,
        )
        for measure, prefix in measures.items()
    }
    table = melts["establishments"]
    table["employees"] = melts["employees"]["employees"].astype("float64")
    table["year"] = table["year"].str[-4:].astype("int16")
    return table


def generate(path: Path, values: int) -> int:
    """Write the made-up file; return how many values (commune × activity × year) it has."""
    from filiere.sources.fictitious_file import generate as write

    write(path, communes_per_department=140)
    wanted = values // YEARS
    lines = path.read_bytes().splitlines(keepends=True)
    if len(lines) - 1 < wanted:
        raise SystemExit(f"only {len(lines) - 1} rows for {wanted} wanted")
    # Every n-th row, so that all departments stay.
    rows = len(lines) - 1
    kept = [lines[1 + number * rows // wanted] for number in range(wanted)]
    path.write_bytes(lines[0] + b"".join(kept))
    return wanted * YEARS


def measure(side: str, file: Path) -> dict[str, Any]:
    """Run one side in a process of its own; return its CPU seconds, wall seconds, peak and totals."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--side", side, "--file", str(file)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{side}: {done.stderr}")
    return {**json.loads(done.stdout), "wall": time.perf_counter() - started}


def run_side(side: str, file: Path) -> None:
    """The measured process: do the work, print what it cost."""
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        if side == "filiere":
            totals = ours(file, Path(folder))
        else:
            totals = theirs(file, Path(folder), tuned=side.endswith("tuned"))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * 1024, "totals": totals}))


def main() -> None:
    """Generate, run both sides, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=VALUES)
    parser.add_argument("--side", choices=SIDES)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.side:
        run_side(options.side, options.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "urssaf-fictif.csv"
        values = generate(file, options.values)
        size = file.stat().st_size
        results = {side: measure(side, file) for side in SIDES}
    print(f"{values:,} values (commune × APE × year), {size / 1e6:.0f} MB of CSV")
    print(f"{'':14}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}")
    for side, found in results.items():
        print(f"{side:14}{found['cpu']:8.2f}{found['wall']:8.2f}{found['peak'] / 1e6:9.0f}")
    mine = results["filiere"]
    same = all(found["totals"] == mine["totals"] for found in results.values())
    share, tuned = (mine["cpu"] / results[side]["cpu"] for side in SIDES[:2])
    light = mine["peak"] < GIGABYTE
    print(f"same totals: {same}; under 1 GB: {light}")
    print(f"CPU: {share:.0%} of pandas (goal: at most {SHARE:.0%}), {tuned:.0%} of pandas tuned by hand")
    if not (same and light and share <= SHARE):
        sys.exit(1)


if __name__ == "__main__":
    main()
