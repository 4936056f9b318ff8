"""Twenty million made-up contacts: ours beside hand-written DuckDB and pandas, in one run, each in its own process.

Both sides read the same Parquet and must find the same whole numbers. What is compared is seconds of processor, which a
busy machine hardly changes; only the whole pack is held to the clock, and that on a quiet machine. The goals make the
exit status:

    interval table      at most 1.1 × SQL on DuckDB, at most 0.5 × pandas
    with p50 and p90    at most 0.8 × DuckDB's own exact quantiles
    returns, 3 × 3      at most 0.7 × three passes of SQL, one a scope with its three windows
    another definition  from the day cube at most 0.1 × from the rows
    whole pack          under 60 s
    memory              under 2.5 GB; under 1.2 GB where the engine is given 1 GB, with the same answers

``CONTACTS=2000000 ./dev bench contacts`` is a shorter run, whose goals are told and not counted: fixed costs weigh more
there. ``CONTACTS_STORE=DIR`` keeps the made-up store in a folder, or takes the one that is there. A run of twenty
million writes its results to ``benchmarks/contacts.md``.
"""

import argparse
import json
import math
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
WHOLE = 20_000_000
SEED = 20261124
RESULTS = HERE / "contacts.md"
LIMIT = "1GB"
MEMORY, LIMITED_MEMORY = 2.5e9, 1.2e9
PACK_SECONDS = 60
LIMITED = ("table", "quantiles", "returns", "rescan", "pack")
PACKAGES = ("duckdb", "ibis-framework", "numpy", "pandas", "pyarrow")

type Found = Mapping[str, Any]


@dataclass(frozen=True)
class Ratio:
    """A goal: the processor seconds of one job as a share of those of another, whose answer is the same."""

    job: str
    peer: str
    most: float


RATIOS = (
    Ratio("table", "table duckdb", 1.1),
    Ratio("table", "table pandas", 0.5),
    Ratio("quantiles", "quantiles duckdb", 0.8),
    Ratio("returns", "returns duckdb", 0.7),
    Ratio("cube", "rescan", 0.1),
)


def run_job(name: str, folder: Path, memory: str | None) -> None:
    """The measured process: do a job, then say what it cost and what it found."""
    from _contacts_sides import JOBS, Side, imported

    imported(name)
    start, started = time.process_time(), time.perf_counter()
    answer = JOBS[name](Side(folder, memory))
    cost = {"cpu": time.process_time() - start, "wall": time.perf_counter() - started, "start": start}
    cost["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(cost | {"rows": answer.num_rows, "digest": digest(answer)}))


def digest(answer: Any) -> str:
    """Return a fingerprint of rows in whatever order: unknowns, words and whole numbers alike in every peer."""
    import duckdb
    import pyarrow as pa

    words = {name for name in answer.schema.names if not _number(answer.schema.field(name).type, pa)}
    columns = ", ".join(
        f"CAST({name} AS {'VARCHAR' if name in words else 'BIGINT'})" for name in sorted(answer.schema.names)
    )
    with duckdb.connect() as connection:
        connection.register("answer", answer)
        query = f"SELECT count(*), sum(CAST(hash({columns}) AS HUGEINT)) FROM answer"  # noqa: S608
        return "-".join(map(str, connection.sql(query).fetchall()[0]))


def _number(kind: Any, pa: Any) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)


def measure(name: str, folder: Path, memory: str | None = None) -> Found:
    """Run one job in a process of its own."""
    words = [sys.executable, __file__, "--job", name, "--store", str(folder)]
    done = subprocess.run(
        [*words, *(["--memory", memory] if memory else [])], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"{name}: {done.stderr[-2000:]}", file=sys.stderr)
    # A job that failed meets no goal, and the others are measured all the same.
    none = dict.fromkeys(("cpu", "wall", "start", "peak"), math.nan) | {"rows": 0, "digest": f"failed: {name}"}
    found: Found = none if done.returncode else json.loads(done.stdout)
    print(_line(name, memory, found), flush=True)
    return found


def _line(name: str, memory: str | None, found: Found) -> str:
    words = f"{name} ({memory})" if memory else name
    cost = f"{found['start']:8.2f}{found['cpu']:8.2f}{found['wall']:8.2f}{found['peak'] / 1e6:9.0f}"
    return f"{words:22}{cost}{found['rows']:11,}"


def made_store(folder: Path, contacts: int) -> Path:
    """Make the store of made-up contacts, unless it is there; without the day cubes of an earlier run."""
    target = folder / f"contacts-{contacts}"
    if not (target / "store.json").exists():
        shutil.rmtree(target, ignore_errors=True)
        # By a process of its own: the peak of a process is never below that of the one that started it.
        words = ["-m", "filiere", "contacts", "generate", "--contacts", str(contacts), "--seed", str(SEED)]
        subprocess.run([sys.executable, *words, "--out", str(target)], stdout=subprocess.DEVNULL, check=True)
    shutil.rmtree(target / "cubes", ignore_errors=True)
    return target


def verdicts(found: Mapping[str, Found], limited: Mapping[str, Found]) -> Iterator[tuple[str, str, str, bool]]:
    """Give each goal: what, what was found, the goal, and whether it is met."""
    for one in RATIOS:
        share = found[one.job]["cpu"] / found[one.peer]["cpu"]
        yield f"{one.job} ÷ {one.peer}, CPU", f"{share:.2f}", f"≤ {one.most}", share <= one.most
        same = found[one.job]["digest"] == found[one.peer]["digest"]
        yield f"{one.job} and {one.peer}, answers", "the same" if same else "differ", "the same", same
    wall = found["pack"]["wall"]
    yield "pack, seconds on the clock", f"{wall:.1f}", f"< {PACK_SECONDS}", wall < PACK_SECONDS
    ours = {name: one for name, one in found.items() if not name.endswith(("duckdb", "pandas"))}
    for jobs, most, where in ((ours, MEMORY, ""), (limited, LIMITED_MEMORY, f", {LIMIT} given")):
        name, peak = max(((name, one["peak"]) for name, one in jobs.items()), key=lambda one: one[1])
        yield f"most memory{where} ({name})", f"{peak / 1e9:.2f} GB", f"< {most / 1e9} GB", peak < most
    same = all(one["digest"] == found[name]["digest"] for name, one in limited.items())
    yield f"answers, {LIMIT} given", "the same" if same else "differ", "the same", same


def machine() -> str:
    """Return what the machine is, by its processor, cores and memory."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()}"


def written(contacts: int, found: Mapping[str, Found], limited: Mapping[str, Found], load: float) -> str:
    """Return the results as the page that is kept."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    lines = [
        "# Results of `./dev bench contacts`",
        "",
        f"{datetime.now(UTC).date().isoformat()} · {contacts:,} made-up contacts · seed {SEED}",
        "",
        f"{machine()}; {load:.1f} processes running on average when it began.",
        f"Python {platform.python_version()}, {packages}.",
        "",
        "One run, each job in a process of its own; *start* is the CPU of the interpreter and its imports, told apart.",
        "A job without a peer's name is ours; `cube made` is the first computation, which makes the day cube, and",
        "`cube` the next, which reads no contact.",
        "",
        "| Job | Start, s | CPU, s | Clock, s | Peak, MB | Rows |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, one in (*found.items(), *((f"{name}, {LIMIT} given", one) for name, one in limited.items())):
        seconds = " | ".join(f"{one[which]:.2f}" for which in ("start", "cpu", "wall"))
        lines.append(f"| {name} | {seconds} | {one['peak'] / 1e6:.0f} | {one['rows']:,} |")
    lines += ["", "| What | Found | Goal | |", "|---|---|---|---|"]
    lines += [
        f"| {what} | {value} | {goal} | {'met' if met else '**missed**'} |"
        for what, value, goal, met in verdicts(found, limited)
    ]
    return "\n".join([*lines, ""])


def main() -> int:
    """Make the store, run every job, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--job")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--memory")
    options = parser.parse_args()
    if options.job:
        run_job(options.job, options.store, options.memory)
        return 0
    from _contacts_sides import JOBS

    contacts = int(os.environ.get("CONTACTS", WHOLE))
    kept = os.environ.get("CONTACTS_STORE")
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(kept or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        store = made_store(folder, contacts)
        print(f"{contacts:,} contacts; {machine()}")
        print(f"{'':22}{'start':>8}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}{'rows':>11}", flush=True)
        found = {name: measure(name, store) for name in JOBS}
        limited = {name: measure(name, store, LIMIT) for name in LIMITED}
    goals = [*verdicts(found, limited)]
    for what, value, goal, met in goals:
        print(f"{'ok ' if met else 'NO '} {what}: {value} (goal {goal})")
    if contacts == WHOLE:
        RESULTS.write_text(written(contacts, found, limited, load), encoding="utf-8")
        return int(not all(met for *_, met in goals))
    # Answers must be the same at any size; shares of a short run are of fixed costs.
    return int(any(goal == "the same" and not met for _, _, goal, met in goals))


if __name__ == "__main__":
    sys.exit(main())
