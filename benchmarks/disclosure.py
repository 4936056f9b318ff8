"""Statistical confidentiality measured: tables protected at every level, beside peers, and every pattern audited.

Each protection works alone in a process of its own, goes the way of the command (data and specification read, cells
hidden, folder written and audited, certificate verified) and is judged by the independent audit. Sections:

    small, mid, big   the tables and bars of the step, level ``contributors``; exit status 1 where a bar is missed
    dimensions        four and five dimensions, which no program over the whole table can be asked about
    busy              the same table on an idle machine and beside processes that keep every core busy
    levels            what stronger levels cost, and sums of unsafe cells (``unions``)
    costs             the other costs: cells, log
    peers             gconfid and pytauargus beside ours, where ``DISCLOSURE_PEERS`` names an interpreter that has them
    insee             INSEE’s published example, with the proven optimum
    curve             seconds and memory against cells, flat and nested tables
    attacks           what a reader finds with an earlier year or another table, and after the ledger

``DISCLOSURE_ONLY=small,insee`` runs some; ``benchmarks/disclosure.json`` keeps the results of every section with its
day and machine, and ``benchmarks/disclosure.md`` shows all of them. ``DISCLOSURE_SEEDS=1,2,3`` and
``DISCLOSURE_BIG_SEEDS=1`` are the tables made; ``DISCLOSURE_TABLES=small,mid,big`` those of levels, costs and peers;
``DISCLOSURE_SECONDS=60`` what the search and the audit may take; ``DISCLOSURE_STRONG_SECONDS`` likewise at the levels
above contributors, and ``DISCLOSURE_DIMENSIONS_SECONDS``, ``DISCLOSURE_INSEE_SECONDS``, ``DISCLOSURE_CURVE_SECONDS``;
``DISCLOSURE_CURVE_CELLS`` and ``DISCLOSURE_CURVE_SHAPES`` are the tables of the curve; ``DISCLOSURE_STORE`` is a folder
for the data, ``DISCLOSURE_OUT`` another one for the results.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from _disclosure_data import (
    FOUR,
    FOUR_COLUMNS,
    INSEE,
    INSEE_GROUPS,
    crossed,
    establishments,
    four_cells,
    generator,
    regions,
    shared,
    spec_of,
    table_of_about,
)
from _disclosure_words import SECTIONS, line, verdicts, written

HERE = Path(__file__).resolve().parent
PACKAGES = ("highspy", "numpy")
BOTH = ("outsider", "contributors")
LEVELS: Mapping[str, Sequence[str]] = {
    "outsider": BOTH,
    "contributors": BOTH,
    "contributors-slack": BOTH,
    "pairs": (*BOTH, "pairs"),
    "holdings": (*BOTH, "pairs", "holdings"),
}
PEER_SECONDS = {"gconfid": 500, "pytauargus OPT": 200, "pytauargus MOD": 200, "pytauargus MOD, singletons": 200}
CURVE = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
MARGIN = 900
"""Seconds beyond those of the search that a job may take, for its audit and its folder."""

type Found = dict[str, Any]


def asked(name: str, default: str) -> list[str]:
    """Return a list that the environment gives, or the usual one."""
    return [part.strip() for part in os.environ.get(f"DISCLOSURE_{name}", default).split(",") if part.strip()]


def seconds(name: str = "SECONDS", default: float = 60) -> float:
    """Return how long a search may take."""
    return float(os.environ.get(f"DISCLOSURE_{name}", default))


# ---- jobs in processes of their own


def run_job(name: str, options: Mapping[str, Any]) -> None:
    """The measured process: do a job, then say what it found and what it cost, on the last line."""
    from _disclosure_jobs import JOBS

    start = time.perf_counter()
    found = JOBS[name](**options)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cost = {"wall": time.perf_counter() - start, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * 1024}
    print(json.dumps(found | cost))


def measure(label: str, name: str, limit: float, **options: Any) -> Found:
    """Run one job in a process of its own, and tell what it found."""
    words = [sys.executable, __file__, "--job", name, "--options", json.dumps(options)]
    found = {"label": label} | _answer(words, limit)
    print(line(found), flush=True)
    return found


def _answer(words: Sequence[str], limit: float) -> Found:
    try:
        # Some peers leave files where they work.
        with tempfile.TemporaryDirectory() as aside:
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=limit, cwd=aside)
    except subprocess.TimeoutExpired:
        return {"failed": f"nothing in {limit:.0f} s"}
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return {"failed": (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1][:200]}
    # The solver says its name on the first line, whatever it is asked.
    answer: Found = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def protected(
    folder: Path, data: Path, keys: str, *, label: str, attackers: Sequence[str] = BOTH, **more: Any
) -> Found:
    """Protect a table of establishments with the keys of a specification."""
    name = f"{data.stem}-{label}".replace(" ", "-").replace(",", "")
    allowed = float(more.pop("allowed", seconds()))
    keys += f"time_limit: {allowed:g}\n"
    spec = spec_of(folder / f"{name}.yaml", keys, nested=more.pop("nested", None))
    options = {"data": str(data), "spec": str(spec), "out": str(folder / f"{name}.run"), "attackers": list(attackers)}
    return {"table": data.stem} | measure(f"{data.stem}, {label}", "protect", allowed + MARGIN, **options, **more)


# ---- sections


def of_bars(name: str) -> Callable[[Path], Iterator[Found]]:
    """Return the section of one table: each seed, at the level of the bars."""

    def section(folder: Path) -> Iterator[Found]:
        for seed in asked("BIG_SEEDS" if name == "big" else "SEEDS", "1" if name == "big" else "1,2,3"):
            data = establishments(folder, name, int(seed))
            found = {"seed": int(seed), "shared": generator() is not None}
            yield found | protected(folder, data, "level: contributors\n", label="contributors")

    return section


def dimensions(folder: Path) -> Iterator[Found]:
    """A table of five dimensions, made up, and another tool’s example of four, where it is there."""
    data, columns = crossed(folder, "five", (8, 5, 4, 4, 4), 9_000, 5)
    allowed = seconds("DIMENSIONS_SECONDS", 120)
    yield _of_columns(folder, data, columns, "input: microdata\nresponse: ca\n", allowed=allowed)
    four = shared(FOUR)
    if four is not None:
        rows = "input: cells\nresponse: v\ncount: n\nlargest: m\n"
        yield _of_columns(folder, four_cells(folder, four), list(FOUR_COLUMNS), rows, allowed=seconds())


def _of_columns(folder: Path, data: Path, columns: Sequence[str], keys: str, *, allowed: float) -> Found:
    spec = folder / f"{data.stem}.yaml"
    named = ", ".join(f"{{column: {one}}}" for one in columns)
    lines = f"{keys}dimensions: [{named}]\nlevel: contributors\ntime_limit: {allowed:g}\n"
    spec.write_text(lines, encoding="utf-8")
    options = {"data": str(data), "spec": str(spec), "out": str(folder / f"{data.stem}.run"), "attackers": list(BOTH)}
    return {"table": data.stem} | measure(f"{data.stem}, contributors", "protect", allowed + MARGIN, **options)


def busy(folder: Path) -> Iterator[Found]:
    """The middle table, whose search is cut off by its work, alone and beside processes that make it slow."""
    data = establishments(folder, "mid", 2)
    keys = "level: contributors\n"
    yield protected(folder, data, keys, label="idle", allowed=20)
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 * (os.cpu_count() or 1))]
    try:
        yield protected(folder, data, keys, label="busy", allowed=20)
    finally:
        for one in burners:
            one.kill()
            one.wait()


def levels(folder: Path) -> Iterator[Found]:
    """Every level on seed 1; holdings are drawn by the benchmark, groups of three rows on average."""
    for name in asked("TABLES", "small,mid,big"):
        data = establishments(folder, name, 1)
        for level, attackers in LEVELS.items():
            who = "contributor: unit\nholding: holding\n" if level == "holdings" else "contributor: unit\n"
            # A first pattern against every contributor takes longer than the usual limit on the largest table.
            longer = {} if level in BOTH else {"allowed": seconds("STRONG_SECONDS", 300)}
            yield protected(folder, data, f"{who}level: {level}\n", label=level, attackers=attackers, **longer)
        keys = "contributor: unit\nlevel: contributors\nrules: {unions: true}\n"
        yield protected(folder, data, keys, label="contributors, unions")


def costs(folder: Path) -> Iterator[Found]:
    """Every cost on seed 1, at the level of the bars."""
    for name in asked("TABLES", "small,mid,big"):
        data = establishments(folder, name, 1)
        for cost in ("value", "log", "cells"):
            yield protected(folder, data, f"level: contributors\ncost: {cost}\n", label=f"cost {cost}")


def peers(folder: Path) -> Iterator[Found]:
    """Ours and the peers on the same tables, all audited alike at the same slack."""
    interpreter = os.environ.get("DISCLOSURE_PEERS")
    for name in asked("TABLES", "small,mid,big"):
        data = establishments(folder, name, 1)
        keys = "level: contributors\n"
        yield protected(folder, data, keys, label="ours")
        ours = {"data": str(data), "spec": str(folder / f"{data.stem}-ours.yaml")}
        ours["folder"] = str(folder / f"{data.stem}-ours.run")
        for peer, limit in PEER_SECONDS.items():
            label = f"{data.stem}, {peer}"
            found = {"table": data.stem, "label": label}
            if interpreter is None:
                yield found | {"failed": "not installed"}
                continue
            withheld = folder / f"{data.stem}-peer.json"
            words = [interpreter, str(HERE / "_disclosure_peers.py"), peer, str(data), str(withheld)]
            found |= _answer(words, limit)
            if "failed" in found:
                print(line(found), flush=True)
                yield found
                continue
            judged = measure(label, "peer", MARGIN, **ours, withheld=str(withheld), attackers=list(BOTH))
            yield judged | found


def insee(folder: Path) -> Iterator[Found]:
    """INSEE’s table at the slack of the rules and at that of τ-Argus, by the suppressor and by the optimum."""
    data, groups = shared(INSEE), shared(INSEE_GROUPS)
    if data is None or groups is None:
        yield {"table": "insee", "label": "insee", "failed": "the example is not there"}
        return
    allowed = seconds("INSEE_SECONDS", 600)
    dimensions = f"[{{column: ACTIVITY, hierarchy: {groups}}}, {{column: SIZE}}]"
    rows = "input: cells\nresponse: TOT\ncount: N_OBS\nlargest: MAX\n"
    for level in ("outsider", "contributors"):
        for cost in ("cells", "value"):
            spec = folder / f"insee-{level}-{cost}.yaml"
            keys = f"level: {level}\ncost: {cost}\ntime_limit: {allowed:g}\n"
            spec.write_text(f"{rows}dimensions: {dimensions}\n{keys}", encoding="utf-8")
            options = {"data": str(data), "spec": str(spec), "out": str(folder / f"{spec.stem}.run")}
            label = f"insee, {level}, cost {cost}"
            found = measure(label, "protect", allowed + MARGIN, **options, attackers=list(BOTH))
            yield {"table": "insee", "kind": "suppressor", "slack": "rules", "cost_name": cost} | found
            if level == "outsider":
                for margin, slack in ((None, "rules"), ("1/10", "margin 10 %")):
                    options = {"data": str(data), "spec": str(spec), "margin": margin, "seconds": allowed}
                    label = f"insee, optimum, cost {cost}, slack {slack}"
                    found = measure(label, "optimum", allowed + MARGIN, **options)
                    yield {"table": "insee", "kind": "optimum", "slack": slack, "cost_name": cost} | found


def curve(folder: Path) -> Iterator[Found]:
    """Flat and nested tables of growing size, at the level of the bars."""
    allowed = seconds("CURVE_SECONDS", 240)
    for shape in asked("CURVE_SHAPES", "flat,nested"):
        for cells in asked("CURVE_CELLS", ",".join(map(str, CURVE))):
            data = table_of_about(folder, shape, int(cells))
            nested = regions(data) if shape == "nested" else None
            found = protected(
                folder,
                data,
                "level: contributors\n",
                label="curve",
                attackers=BOTH,
                nested=nested,
                allowed=allowed,
            )
            yield {"shape": shape, "asked": int(cells)} | found


def attacks(folder: Path) -> Iterator[Found]:
    """Differencing over two years and over linked tables."""
    for name in asked("TABLES", "small,mid")[:2]:
        data = establishments(folder, name, 1)
        options = {"data": str(data), "level": "outsider", "seconds": seconds()}
        found = measure(f"{data.stem}, attacks", "attack", 10 * seconds() + MARGIN, **options)
        yield {"table": data.stem} | found


RUNS: Mapping[str, Callable[[Path], Iterator[Found]]] = {
    **{name: of_bars(name) for name in ("small", "mid", "big")},
    "dimensions": dimensions,
    "busy": busy,
    "levels": levels,
    "costs": costs,
    "peers": peers,
    "insee": insee,
    "curve": curve,
    "attacks": attacks,
}


# ---- results


def machine() -> str:
    """Return what the machine is, by its processor, cores and memory."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((one.split(":")[1].strip() for one in lines if one.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    cores = f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()}"
    return f"{model}, {cores}; Python {platform.python_version()}, {packages}"


def keep(out: Path, name: str, results: list[Found], load: float) -> None:
    """Put the results of a section among those of the others, and write the page anew."""
    path = out / "disclosure.json"
    every: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    every[name] = {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "load": round(load, 1),
        "seconds": seconds(),
        "results": results,
    }
    content = json.dumps({one: every[one] for one in SECTIONS if one in every}, ensure_ascii=False, indent=1)
    path.write_text(content + "\n", encoding="utf-8")
    (out / "disclosure.md").write_text(written(every), encoding="utf-8")


def main() -> int:
    """Run the sections asked, keep what they found, and say whether the bars are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--job")
    parser.add_argument("--options", type=json.loads)
    options = parser.parse_args()
    if options.job:
        run_job(options.job, options.options)
        return 0
    wanted = asked("ONLY", ",".join(RUNS))
    if unknown := [name for name in wanted if name not in RUNS]:
        print(f"Section inconnue · unknown section: {', '.join(unknown)} ({', '.join(RUNS)})", file=sys.stderr)
        return 2
    out = Path(os.environ.get("DISCLOSURE_OUT", HERE))
    out.mkdir(parents=True, exist_ok=True)
    goals = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(os.environ.get("DISCLOSURE_STORE", scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        print(machine())
        for name in wanted:
            print(f"-- {name}", flush=True)
            load = os.getloadavg()[0]
            results = []
            for found in RUNS[name](folder):
                results.append(found)
                # A section may take an hour: what it found is kept as it goes.
                keep(out, name, results, load)
            goals += [*verdicts(name, results)]
    for what, value, goal, met in goals:
        print(f"{'ok ' if met else 'NO '} {what}: {value} (goal {goal})")
    return int(not all(met for *_, met in goals))


if __name__ == "__main__":
    sys.exit(main())
