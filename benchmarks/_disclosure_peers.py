"""A peer at work, in the interpreter that has it: nothing of ours is imported here.

``PYTHON _disclosure_peers.py gconfid DATA OUT`` writes the cells that the peer withholds as a list of codes (total:
``Total``), and prints what it cost. The rule is the same for all: fewer than three contributors, or one above 85 %.
"""

import contextlib
import json
import os
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path

COLUMNS = ("dep", "sec", "size")


def gconfid(data):
    """Statistics Canada’s: phase 1 by size, phase 2 by information, as its guide recommends."""
    import gconfid as peer

    rows = data.astype(dict.fromkeys(COLUMNS, str))
    groups = "; ".join(f"Total {' '.join(sorted(rows[column].unique()))}" for column in COLUMNS) + ";"
    cells = peer.sensitiv(
        indata=rows,
        unit_id="unit",
        var="ca",
        dimension=" ".join(COLUMNS),
        hierarchy=groups,
        s_rule="nk 1 85",
        min_resp=3,
        outcell="pandas",
        outconstraint="pandas",
    )
    found = peer.Suppression(
        incell=cells.outcell,
        inconstraint=cells.outconstraint,
        outsuppress="pandas",
        cost_function1="Size",
        cost_function2="Information",
    )
    return found.outsuppress


def pytauargus(data, suppress):
    """τ-Argus without its window: the optimal or the modular suppression, the rule with its own margins."""
    import pytauargus as peer

    table = peer.protect(data, list(COLUMNS), "ca", safety_rules="NK(1,85)|FREQ(3,10)", suppress=suppress).tables[0]
    return table.rows


RUNS = {
    "gconfid": lambda data: gconfid(data),
    "pytauargus OPT": lambda data: pytauargus(data, "OPT(1,5)"),
    "pytauargus MOD": lambda data: pytauargus(data, "MOD(1,5)"),
    "pytauargus MOD, singletons": lambda data: pytauargus(data, "MOD(1,5,1,1,1)"),
}


def withheld(rows):
    """Return the codes of the cells withheld, from what either peer gives."""
    if isinstance(rows, list):
        return [[row[column] for column in COLUMNS] for row in rows if row["status"] in ("U", "M")]
    # Type A are sums of cells that are sensitive together, which are in no table.
    gone = rows[(rows["Type"] == "C") & (rows["OutStatus"] == "X")]
    return gone[list(COLUMNS)].astype(str).to_numpy().tolist()


def main():
    """Run a peer on a file."""
    import pandas as pd

    name, path, out = sys.argv[1:]
    data = pd.read_csv(path)
    wall, cpu = time.perf_counter(), time.process_time()
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        rows = RUNS[name](data)
    cost = {"protect_seconds": time.perf_counter() - wall, "protect_cpu": time.process_time() - cpu}
    Path(out).write_text(json.dumps(withheld(rows)), encoding="utf-8")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(cost | {"peak": peak, "version": version(name.split()[0])}))


if __name__ == "__main__":
    main()
