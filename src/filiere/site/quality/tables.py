"""The figures of a centre as files: the rows of a run, with the definition and the seal on every one of them.

What a file is headed by is known where pages are answered; `write_rows` needs nothing of the site, so that a file of
many rows is made in a process of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from filiere.contacts import DefinitionSet, IndicatorRow, status_label
from filiere.core import Lang, Text
from filiere.core.dates import format_day
from filiere.publication import WRITERS, Column, Format, Table
from filiere.publication.table_model import Row
from filiere.site.quality.figure_row_queries import RowQuery, read_rows
from filiere.site.quality.presenters.definitions import UNIT_LABELS

if TYPE_CHECKING:
    # A child writes rows, and knows no Django.
    from filiere.site.quality.models import Centre, Run

FIGURE_COLUMNS: tuple[Column, ...] = (
    Column("indicator", Text(fr="Indicateur", en="Indicator")),
    Column("title", Text(fr="Intitulé", en="Title")),
    Column("interval", Text(fr="Période", en="Period")),
    Column("organisation", Text(fr="Organisation", en="Organisation")),
    Column("site", Text(fr="Site", en="Site")),
    Column("queue", Text(fr="File", en="Queue")),
    Column("channel", Text(fr="Canal", en="Channel")),
    Column("value", Text(fr="Valeur", en="Value"), "decimal"),
    Column("unit", Text(fr="Unité", en="Unit")),
    Column("numerator", Text(fr="Numérateur", en="Numerator"), "integer"),
    Column("denominator", Text(fr="Dénominateur", en="Denominator"), "integer"),
    Column("n", Text(fr="Observations", en="Observations"), "integer"),
    Column("status", Text(fr="Statut", en="Status")),
    Column("remark", Text(fr="Remarque", en="Remark")),
    Column("definition", Text(fr="Définition", en="Definition")),
    Column("seal", Text(fr="Sceau", en="Seal")),
)


def build_heading(centre: Centre, definition: DefinitionSet, run: Run, *, name: str) -> Table:
    """A table of figures before its rows: what it is, where it comes from, under which definition and seal."""
    return Table(
        id=name,
        title=Text(
            fr=f"Indicateurs de {centre.name}, {definition.title.fr}",
            en=f"Indicators of {centre.name}, {definition.title.en}",
        ),
        columns=FIGURE_COLUMNS,
        rows=(),
        source=Text(
            fr=f"Journaux de contacts de {centre.name}, calcul {run.key} du {format_day(run.made_at, 'fr')}, "
            f"{run.engine}",
            en=f"Contact logs of {centre.name}, run {run.key} of {format_day(run.made_at, 'en')}, {run.engine}",
        ),
        notes=(
            Text(
                fr=f"Définition {definition.name}, sceau {definition.sha256}. Entrepôt scellé {run.store}.",
                en=f"Definition {definition.name}, seal {definition.sha256}. Store sealed {run.store}.",
            ),
        ),
        fictitious=centre.organisation.fictitious,
    )


def write_rows(
    path: Path, wanted: RowQuery, heading: Table, titles: Mapping[str, Text], extension: Format, lang: Lang
) -> bytes:
    """The rows wanted of the cut at ``path`` as a file. A figure that is withheld has no value, and says why."""
    rows = tuple(_figure_row(one, titles) for one in read_rows(path, wanted))
    return WRITERS[extension](replace(heading, rows=rows), lang)


def _figure_row(indicator_row: IndicatorRow, titles: Mapping[str, Text]) -> Row:
    return {
        "indicator": indicator_row.indicator,
        "title": titles.get(indicator_row.indicator),
        "interval": indicator_row.interval,
        "organisation": indicator_row.organisation,
        "site": indicator_row.site,
        "queue": indicator_row.queue,
        "channel": indicator_row.channel,
        "value": Decimal(repr(indicator_row.value)) if indicator_row.value is not None else None,
        "unit": UNIT_LABELS.get(indicator_row.unit),
        "numerator": indicator_row.numerator,
        "denominator": indicator_row.denominator,
        "n": indicator_row.n,
        "status": indicator_row.status,
        "remark": status_label(indicator_row),
        "definition": f"{indicator_row.definition}@{indicator_row.version}",
        "seal": indicator_row.sha256,
    }
