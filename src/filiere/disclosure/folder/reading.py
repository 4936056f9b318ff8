"""A run read back, for what compares releases or shows one; the proof is checked elsewhere, by code of its own."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from filiere.core import Faults, Text
from filiere.disclosure.folder.form import CELLS, PUBLIC, REPORT, SPEC, is_run_folder
from filiere.disclosure.inputs import unit_amount
from filiere.disclosure.system import Cut, Ints


@dataclass(frozen=True, eq=False)
class RunFolder:
    """A run: its specification and report as written, its cells by place, and what readers were shown.

    ``keys`` has a row a cell and a column a cut; ``values`` are scaled; ``public`` has the text shown, empty where
    withheld.
    """

    path: Path
    spec: Mapping[str, Any]
    report: Mapping[str, Any]
    cuts: tuple[Cut, ...]
    tables: tuple[tuple[int, ...], ...]
    keys: Ints
    values: Ints = field(repr=False)
    status: tuple[str, ...] = field(repr=False)
    public: tuple[str, ...] = field(repr=False)

    @property
    def scale(self) -> int:
        """Scaled units in a unit of the response."""
        return int(self.spec["scale"])

    def shown(self) -> tuple[Fraction | None, ...]:
        """Return what readers were shown of each cell, in the unit of the response; none where it is withheld."""
        return tuple(Fraction(text) if text else None for text in self.public)


def read_folder(path: Path) -> RunFolder:
    """Read the folder of a run; raise :class:`Faults` when it is none."""
    if not is_run_folder(path):
        raise Faults.one(
            code="folder-no-run",
            message=Text(
                fr="Ce dossier n’est pas celui d’une protection, ou n’est pas entier.",
                en="This folder is not that of a protection, or is not whole.",
            ),
            remedy=Text(
                fr="Donnez le dossier écrit par « filiere disclosure protect ».",
                en="Give the folder written by “filiere disclosure protect”.",
            ),
            file=str(path),
        )
    spec = json.loads((path / SPEC).read_text(encoding="utf-8"))
    report = json.loads((path / REPORT).read_text(encoding="utf-8"))
    cuts = tuple(Cut(one["column"], tuple(one["codes"]), tuple(one["parents"])) for one in spec["cuts"])
    places = [{code: place for place, code in enumerate(cut.codes)} for cut in cuts]
    rows, public = _rows(path / CELLS), _rows(path / PUBLIC)
    width = len(cuts)
    return RunFolder(
        path,
        spec,
        report,
        cuts,
        tuple(tuple(table) for table in spec["tables"]),
        np.array([[number[code] for number, code in zip(places, row, strict=False)] for row in rows], dtype=np.int64),
        np.array([unit_amount(row[width], spec["scale"]) for row in rows], dtype=np.int64),
        tuple(row[width + 1] for row in rows),
        tuple(row[width] for row in public),
    )


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]
