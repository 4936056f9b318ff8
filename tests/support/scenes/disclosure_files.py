"""Made-up specifications, hierarchies and data for the tests of what is read, and of what is written."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from support.strategies.disclosure_tables import Rows

from filiere.disclosure.inputs import Inputs, format_unit_amount, read_inputs
from filiere.disclosure.pattern import Pattern, Proof, empty_circulations
from filiere.disclosure.system import System

SPEC = """response: ca
dimensions:
  - {column: dep, hierarchy: dep.csv}
  - {column: sec}
"""
GROUPS = """code,parent
D1,R1
D2,R1
D3,R2
"""
DATA = """dep,sec,ca
D1,A,10
D1,A,20.5
D1,B,7
D2,A,40
D2,B,0
D3,A,5
D3,B,60
D3,B,12
"""
CELLS_SPEC = """input: cells
response: ca
dimensions:
  - {column: dep, hierarchy: dep.csv}
  - {column: sec}
"""
CELLS = """dep,sec,ca,count,largest
Total,Total,100,9,40
R1,Total,70,5,40
D1,Total,30,3,12
D2,Total,40,2,35
R2,Total,30,4,11
D3,Total,30,4,11
Total,A,60,5,40
R1,A,50,3,40
D1,A,10,1,10
D2,A,40,2,35
R2,A,10,2,6
D3,A,10,2,6
Total,B,40,4,12
R1,B,20,2,12
D1,B,20,2,12
R2,B,20,2,11
D3,B,20,2,11
"""


def laid(folder: Path, **files: str) -> tuple[Path, Path]:
    """Write ``data.csv``, ``spec.yaml``, ``dep.csv`` and the files named; return data and specification."""
    written = {"data": DATA, "spec": SPEC, "dep": GROUPS} | files
    for name, text in written.items():
        (folder / f"{name}.{'yaml' if name == 'spec' else 'csv'}").write_text(text, encoding="utf-8")
    return folder / "data.csv", folder / "spec.yaml"


def read(folder: Path, **files: str) -> Inputs:
    """Read what :func:`laid` writes."""
    return read_inputs(*laid(folder, **files))


def rows_on_file(folder: Path, drawn: Rows) -> tuple[Path, Path]:
    """Write random rows with their hierarchies as a user would; contributors, and holdings, in columns of their own."""
    columns = [cut.column for cut in drawn.cuts]
    for cut in drawn.cuts:
        lines = [(code, cut.codes[parent]) for code, parent in zip(cut.codes[1:], cut.parents[1:], strict=True)]
        save(folder / f"{cut.column}.csv", ("code", "parent"), lines)
    save(
        folder / "data.csv",
        (*columns, "ca", "siren", "grp"),
        (
            (
                *(cut.codes[places[row]] for cut, places in zip(drawn.cuts, drawn.codes, strict=True)),
                value,
                f"owner {owner}",
                f"group {drawn.groups[owner]}",
            )
            for row, (value, owner) in enumerate(zip(drawn.values, drawn.owners, strict=True))
        ),
    )
    keys = {"response": "ca", "contributor": "siren", "holding": "grp"}
    (folder / "spec.yaml").write_text(specified(drawn, keys), encoding="utf-8")
    return folder / "data.csv", folder / "spec.yaml"


def specified(drawn: Rows, keys: Mapping[str, str]) -> str:
    """The text of a specification with these keys and the tables of the rows."""
    lines = [f"{key}: {value}" for key, value in keys.items()]
    blocks = [
        "["
        + ", ".join(f"{{column: {drawn.cuts[at].column}, hierarchy: {drawn.cuts[at].column}.csv}}" for at in table)
        + "]"
        for table in drawn.tables
    ]
    return "\n".join([*lines, "tables:", *(f"  - {block}" for block in blocks), ""])


def cells_on_file(path: Path, system: System) -> None:
    """Write a system as cells with counts, largest and second contributors."""
    save(
        path,
        (*(cut.column for cut in system.cuts), "ca", "count", "largest", "second"),
        (
            (
                *system.codes(cell),
                format_unit_amount(system.values[cell], system.scale),
                system.counts[cell],
                format_unit_amount(system.largest[cell], system.scale),
                format_unit_amount(system.second[cell], system.scale),
            )
            for cell in range(len(system))
        ),
    )


def save(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def all_hidden(inputs: Inputs) -> Pattern:
    """A stand-in for a suppressor: every cell withheld, by no proof."""
    count = len(inputs.system)
    proof = Proof(empty_circulations(), np.zeros((0, 4), np.int64), empty_circulations())
    return Pattern(np.ones(count, bool), "outsider", proof, float(inputs.costs.sum()), 0.0, True)
