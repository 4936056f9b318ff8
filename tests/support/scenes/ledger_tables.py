"""Small made-up tables for the tests of releases: rows as a person writes them, one or several cuts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from filiere.disclosure.system import Cut, System, tabulate


def table_of(
    rows: Sequence[tuple[str | int, ...]],
    columns: Sequence[str] = ("zone",),
    parents: Mapping[str, str] | None = None,
    tables: Sequence[Sequence[int]] | None = None,
    scale: int = 100,
    holding: Mapping[str, str] | None = None,
) -> System:
    """The system of rows ``(who, code of each column…, amount)``; ``parents`` gives the group of a code, ``holding``
    that of a contributor that is in one."""
    above = dict(parents or {})
    cuts = []
    for place, column in enumerate(columns, 1):
        codes: list[str] = ["Total"]
        for code in sorted({str(row[place]) for row in rows}):
            path = [code]
            while path[-1] in above:
                path.append(above[path[-1]])
            codes += [one for one in reversed(path) if one not in codes]
        cuts.append(Cut(column, tuple(codes), (-1, *(codes.index(above.get(code, "Total")) for code in codes[1:]))))
    names = sorted({str(row[0]) for row in rows})
    heads = [(holding or {}).get(name, f"{name} alone") for name in names]
    return tabulate(
        cuts,
        tables or [tuple(range(len(columns)))],
        codes=[
            np.array([cut.codes.index(str(row[place])) for row in rows], dtype=np.int64)
            for place, cut in enumerate(cuts, 1)
        ],
        values=np.array([int(row[-1]) * scale for row in rows], dtype=np.int64),
        scale=scale,
        owners=np.array([names.index(str(row[0])) for row in rows], dtype=np.int64),
        names=names,
        groups=np.array([heads.index(head) for head in heads], dtype=np.int64) if holding else None,
    )
