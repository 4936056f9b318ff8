"""A structure-preserving estimate as a person asks for it: its specification, its columns, its answer.

A row an area, a column a category of the old table::

    method: spree
    area: code                          # the column of the area's code or name
    total: jobs                         # the column of today's total of each area
    categories: {voice: 1200, chat: 300}    # columns of the old table, and today's total of each
    known: {voice: voice_2024, chat: chat_2024}     # optional: columns of cells that are known, to measure the error
"""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, Field

from filiere.core.faults import Faults
from filiere.core.text import StrictModel, Text, Words
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document
from filiere.survey.areas.faults import CATALOGUE
from filiere.survey.areas.records import Vector
from filiere.survey.areas.specifications import read_area_names
from filiere.survey.areas.structure_preservation import (
    PreservedTable,
    StructureError,
    measure_structure_error,
    preserve_structure,
)
from filiere.survey.estimates import SampleTable, TableReader

METHOD = "spree"
_UNMEASURED = Text(
    fr="L’erreur sur les territoires laissés de côté n’est pas mesurée, faute de cases connues : ne publiez pas de "
    "carte de ce tableau.",
    en="The error on areas left out is not measured, for want of known cells: publish no map of this table.",
)
_SEED_ONLY = Text(
    fr="Le tableau ne sait de la structure que ce que l’ancien en disait ; un zéro reste un zéro.",
    en="Of the structure the table knows what the old one said and no more; a zero stays a zero.",
)


def _as_texts(value: Any) -> Any:
    """Read names of columns that look like numbers as the texts that they are."""
    return {str(key): one for key, one in value.items()} if isinstance(value, dict) else value


class StructureSpecification(StrictModel):
    """Which columns hold the old table, the totals of today and the cells that are known; see the module."""

    method: Literal["spree"]
    area: Words
    total: Words
    categories: Annotated[
        dict[str, Annotated[Decimal, Field(allow_inf_nan=False)]], BeforeValidator(_as_texts), Field(min_length=2)
    ]
    known: Annotated[dict[str, Words] | None, BeforeValidator(_as_texts)] = None

    @property
    def columns(self) -> dict[str, str]:
        """Each column that is read, by the key of the specification that names it."""
        named = {"area": self.area, "total": self.total}
        named |= {f"categories.{name}": name for name in self.categories}
        return named | {f"known.{name}": column for name, column in (self.known or {}).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureResult:
    """The table brought to today's totals beside the old one, and its error on areas left out where cells are known."""

    table: PreservedTable
    seed: Vector
    left_out: StructureError | None
    notes: tuple[Text, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the answer of the command as a JSON object: a line of ``areas`` a cell, in the order of the rows."""
        errors = dict(self.left_out.rows) if self.left_out else {}
        return {
            "method": METHOD,
            "areas": [
                {
                    "area": area,
                    "category": category,
                    "seed": float(self.seed[row, column]),
                    "estimate": float(self.table.values[row, column]),
                    "misplaced": errors.get(area),
                }
                for row, area in enumerate(self.table.rows)
                for column, category in enumerate(self.table.columns)
            ],
            "iterations": self.table.passes,
            "left_out": self.left_out and {**asdict(self.left_out), "rows": errors},
            "notes": [str(note) for note in self.notes],
        }


def parse_structure_specification(document: Document) -> StructureSpecification:
    """Return the specification of a document that was read; raise :class:`Faults` with all that is wrong."""
    found = validate(document, StructureSpecification)
    if found.known is not None and found.known.keys() != found.categories.keys():
        odd = sorted(found.known.keys() ^ found.categories.keys())
        raise Faults([document.place_fault(("known",), CATALOGUE.build("areas-known-categories", names=odd))])
    return found


def estimate_structure(table: SampleTable, specification: StructureSpecification) -> StructureResult:
    """Return the old table brought to today's totals; raise :class:`Faults` with all that is wrong with its columns, or
    as :func:`preserve_structure` and :func:`measure_structure_error` do."""
    reader = TableReader(table, [])
    used: set[str] = set()
    for key, name in specification.columns.items():
        if reader.has(name) and name in used:
            reader.add(CATALOGUE.build("areas-repeated-column", name=name).at(key=key), None)
        used.add(name)
    if reader.faults:
        raise Faults(reader.faults)
    names = read_area_names(reader, specification.area)
    categories = tuple(specification.categories)
    seed = _read_cells(reader, categories)
    totals = reader.read_complete_numbers(specification.total)
    chosen = specification.known
    known = None if chosen is None else _read_cells(reader, tuple(chosen[name] for name in categories))
    if reader.faults:
        raise Faults(reader.faults)
    margins = np.array([float(one) for one in specification.categories.values()])
    found = preserve_structure(seed, totals, margins, rows=names, columns=categories)
    error = None if known is None else measure_structure_error(seed, known, rows=names, columns=categories)
    notes = (_SEED_ONLY,) if error else (_SEED_ONLY, _UNMEASURED)
    return StructureResult(table=found, seed=seed, left_out=error, notes=notes)


def _read_cells(reader: TableReader, columns: tuple[str, ...]) -> Vector:
    return np.column_stack([reader.read_complete_numbers(name) for name in columns])
