"""What readers get of a release: the public file, in rows, as a grid, and as JSON; nothing else is opened here."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.site.confidentiality import content_store
from filiere.site.confidentiality.models import Release
from filiere.site.confidentiality.presenters.table import Grid, GridCell, arrange_cells

WITHHELD_NOTE = Text(
    fr=(
        "Un tiret remplace une valeur qui n’est pas publiée, pour que personne ne puisse déduire celle d’un autre. "
        "Les cases publiées sont exactes et s’additionnent."
    ),
    en="A dash marks a value that is not published, so that no one can learn another’s. Published cells are exact "
    "and add up.",
)
"""Why there are dashes, whatever the dash: the reason of one would tell something of it."""


@dataclass(frozen=True, slots=True)
class PublicTable:
    """The public file read: its columns, the codes of their totals, its rows as they are written."""

    columns: tuple[str, ...]
    totals: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def withheld_count(self) -> int:
        """How many values are not published."""
        width = len(self.columns)
        return sum(not row[width] for row in self.rows)


def read_public_table(release: Release) -> PublicTable:
    """Read the public file of a release; raise ``Faults`` when it is not what was published."""
    told = release.protection.parameters
    lines = list(csv.reader(io.StringIO(content_store.read_released_file(release).decode())))
    return PublicTable(tuple(told["columns"]), tuple(told["totals"]), tuple(map(tuple, lines[1:])))


def build_public_grid(public: PublicTable) -> Grid:
    """Make the grid that readers see."""
    width = len(public.columns)
    values = {row[:width]: row[width] for row in public.rows}
    codes = [
        list(dict.fromkeys([total, *(row[cut] for row in public.rows)])) for cut, total in enumerate(public.totals)
    ]

    def cell_at(key: tuple[str, ...]) -> GridCell:
        value = values[key]
        return GridCell("value", format_number(Decimal(value))) if value else GridCell("withheld", "–")

    return arrange_cells(public.columns, codes, values.keys(), cell_at)


def release_json(release: Release, public: PublicTable) -> dict[str, Any]:
    """Return a release for programs; amounts are texts, exact, in the unit of the response."""
    width = len(public.columns)
    return {
        **release_summary(release),
        "dimensions": [
            {"column": column, "total": total} for column, total in zip(public.columns, public.totals, strict=True)
        ],
        "note": {"fr": WITHHELD_NOTE.get("fr"), "en": WITHHELD_NOTE.get("en")},
        "cells": [
            {
                "codes": list(row[:width]),
                "value": row[width] or None,
                "status": row[width + 1],
                "obs_status": row[width + 2],
                "conf_status": row[width + 3],
            }
            for row in public.rows
        ],
    }


def release_summary(release: Release) -> dict[str, Any]:
    """Return a release as a list names it."""
    return {
        "key": release.key,
        "title": {"fr": release.title_fr, "en": release.title_en},
        "response": release.response,
        "population": release.population,
        "period": release.period,
        "day": release.day.isoformat(),
        "rule": release.rule,
        "fictitious": release.published_by.fictitious,
    }
