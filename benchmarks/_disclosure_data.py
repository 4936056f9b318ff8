"""What `./dev bench disclosure` protects: made-up establishments, more of them for the curve, INSEE’s example.

Small, mid and big come from the generator that others use as well, when it is there (``DISCLOSURE_GENERATOR``, else
``../shared/tools/generate_establishments.py``), so that results can be compared; else, and for the curve, from one of
ours with the same distribution: establishments fall into departments, sectors and sizes by shares that are drawn, and
their turnover is log-normal, ``exp(N(4 + 1.2 · size, 1.1))``, at least 1. All are made up.
"""

import csv
import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared"
INSEE = "sdc_rtauargus_turnover_act_size.parquet"
INSEE_GROUPS = "sdc_rtauargus_activity_corr_table.parquet"
FOUR = "sdc_rtauargus_datatest1.parquet"
FOUR_COLUMNS = ("treff", "cj", "type_distrib", "A10")
SIZE_SHARES = (0.50, 0.24, 0.14, 0.08, 0.04)
PER_DEPARTMENT = 400
CELLS_PER_DEPARTMENT = {"flat": 57, "nested": 64}
"""Cells that a department of such a table has on average: what crosses nothing is in no table."""
MOST_IN_A_HOLDING = 3


@dataclass(frozen=True)
class Size:
    """A table: departments, sectors, sizes of establishment, and how many establishments fall into them."""

    departments: int
    sectors: int
    sizes: int
    establishments: int


SIZES = {"small": Size(13, 5, 3, 1_500), "mid": Size(30, 10, 5, 12_000), "big": Size(100, 10, 5, 40_000)}


def shared(name: str) -> Path | None:
    """Return a file of the data that is shared beside the repository, or none."""
    folder = Path(os.environ.get("DISCLOSURE_DATA", SHARED / "data" / "disclosure"))
    return folder / name if (folder / name).is_file() else None


def generator() -> Path | None:
    """Return the generator of others, or none."""
    path = Path(os.environ.get("DISCLOSURE_GENERATOR", SHARED / "tools" / "generate_establishments.py"))
    return path if path.is_file() else None


def establishments(folder: Path, name: str, seed: int) -> Path:
    """Return the file of one of the three tables, made unless it is there: a row an establishment, with its holding."""
    made = folder / f"{name}-{seed}.csv"
    if not made.exists():
        source = folder / f"generated-{seed}"
        if not (source / f"{name}.csv").exists():
            source.mkdir(parents=True, exist_ok=True)
            if (theirs := generator()) is not None:
                words = [sys.executable, str(theirs), str(source), str(seed)]
                subprocess.run(words, stdout=subprocess.DEVNULL, check=True)
            else:
                _write(source / f"{name}.csv", SIZES[name], seed)
        _add_holdings(source / f"{name}.csv", made, seed)
    return made


def table_of_about(folder: Path, shape: str, cells: int) -> Path:
    """Return the file of a made-up table of about ``cells`` cells, flat or with departments nested in regions."""
    made = folder / f"{shape}-{cells}.csv"
    if not made.exists():
        count = max(cells // CELLS_PER_DEPARTMENT[shape], 4)
        _write(made, Size(count, 10, 5, PER_DEPARTMENT * count), 1)
    return made


def crossed(folder: Path, name: str, codes: Sequence[int], establishments: int, seed: int) -> tuple[Path, list[str]]:
    """Return the file of a made-up table of as many dimensions as ``codes`` has numbers, and its columns."""
    import numpy as np

    columns = [f"c{place}" for place in range(1, len(codes) + 1)]
    made = folder / f"{name}.csv"
    if not made.exists():
        rng = np.random.default_rng(seed)
        drawn = [rng.choice(size, establishments, p=rng.dirichlet(np.full(size, 1.5))) for size in codes]
        turnover = np.maximum(np.round(np.exp(rng.normal(4, 1.3, establishments))), 1).astype(int).tolist()
        places = zip(*(one.tolist() for one in drawn), turnover, strict=True)
        _write_rows(made, [*columns, "ca"], ([*(f"K{code}" for code in row[:-1]), row[-1]] for row in places))
    return made, columns


def four_cells(folder: Path, source: Path) -> Path:
    """Return the cells of another tool’s example of four dimensions: count (rounded up), value and largest amount.

    A few amounts of the example are negative: the values taken are those that add up, not their sizes.
    """
    import pyarrow.parquet as parquet

    made = folder / "four.csv"
    if not made.exists():
        rows = parquet.read_table(source).to_pylist()
        cells = (
            [*(row[one] for one in FOUR_COLUMNS), int(float(row["nb_obs_rnd"])), row["pizzas_tot"], row["pizzas_max"]]
            for row in rows
        )
        _write_rows(made, [*FOUR_COLUMNS, "n", "v", "m"], cells)
    return made


def regions(data: Path) -> Path:
    """Return the file that says in which region each department of ``data`` is."""
    made = data.with_name(f"{data.stem}-regions.csv")
    with data.open(encoding="utf-8", newline="") as rows:
        pairs = sorted({(row["dep"], row["reg"]) for row in csv.DictReader(rows)})
    _write_rows(made, ["code", "parent"], [*pairs, *((one, "Total") for one in sorted({one for _, one in pairs}))])
    return made


def spec_of(path: Path, lines: str, *, nested: Path | None = None) -> Path:
    """Write the specification of a table of establishments, all margins; ``lines`` are its other keys."""
    groups = "" if nested is None else f", hierarchy: {nested}"
    dimensions = f"[{{column: dep{groups}}}, {{column: sec}}, {{column: size}}]"
    path.write_text(f"input: microdata\nresponse: ca\ndimensions: {dimensions}\n{lines}", encoding="utf-8")
    return path


def _write(path: Path, size: Size, seed: int) -> None:
    import numpy as np

    rng = np.random.default_rng(seed)
    shares = np.array(SIZE_SHARES[: size.sizes])
    department_shares = rng.dirichlet(np.full(size.departments, 1.2))
    sector_shares = rng.dirichlet(np.full(size.sectors, 1.5))
    departments = rng.choice(size.departments, size.establishments, p=department_shares)
    sectors = rng.choice(size.sectors, size.establishments, p=sector_shares)
    sizes = rng.choice(size.sizes, size.establishments, p=shares / shares.sum())
    turnover = np.maximum(np.round(np.exp(rng.normal(4 + 1.2 * sizes, 1.1))), 1).astype(int)
    regions = departments * min(max(size.departments // 4, 2), 13) // size.departments
    columns = (regions.tolist(), departments.tolist(), sectors.tolist(), sizes.tolist(), turnover.tolist())
    rows = ((f"R{a:03d}", f"D{b:04d}", f"S{c:02d}", f"Z{d}", e) for a, b, c, d, e in zip(*columns, strict=True))
    _write_rows(path, ["reg", "dep", "sec", "size", "ca"], rows)


def _add_holdings(source: Path, made: Path, seed: int) -> None:
    """Give each row a number and a holding: rows whose hash falls together are one, three on average."""
    with source.open(encoding="utf-8", newline="") as stream:
        heads, *rows = list(csv.reader(stream))
    count = max(len(rows) // MOST_IN_A_HOLDING, 1)
    held = (
        [*row, f"E{number}", f"H{int(hashlib.sha256(f'{seed}-{number}'.encode()).hexdigest(), 16) % count}"]
        for number, row in enumerate(rows)
    )
    _write_rows(made, [*heads, "unit", "holding"], held)


def _write_rows(path: Path, heads: list[str], rows: object) -> None:
    # Renamed at the end, so that a run that is stopped leaves no half of a file.
    making = path.with_suffix(".part")
    with making.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(rows)
    making.rename(path)
