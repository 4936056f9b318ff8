"""The figures of a centre as files: the rows of a run, with the definition and the seal on every one of them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from filiere.contacts.definitions import DefinitionSet
from filiere.contacts.reasons import status_words
from filiere.contacts.rows import IndicatorRow
from filiere.core import Text
from filiere.publication import Column, Table
from filiere.publication.tables import Row
from filiere.site.quality.definition_words import UNITS
from filiere.site.quality.models import Centre, Run

COLUMNS: tuple[Column, ...] = (
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
    Column("seal", Text(fr="Scellé", en="Seal")),
)


def table_of(centre: Centre, definition: DefinitionSet, run: Run, rows: Iterable[IndicatorRow], *, name: str) -> Table:
    """Rows as a table. A figure that is withheld has no value, and says why."""
    titles = {one.key: one.title for one in definition.indicators}
    return Table(
        id=name,
        title=Text(
            fr=f"Indicateurs de {centre.name}, {definition.title.fr}",
            en=f"Indicators of {centre.name}, {definition.title.en}",
        ),
        columns=COLUMNS,
        rows=tuple(_row(one, titles) for one in rows),
        source=Text(
            fr=f"Journaux de contacts de {centre.name}, calcul {run.key} du {run.made_at:%Y-%m-%d}, {run.engine}",
            en=f"Contact logs of {centre.name}, run {run.key} of {run.made_at:%Y-%m-%d}, {run.engine}",
        ),
        notes=(
            Text(
                fr=f"Définition {definition.name}, scellé {definition.sha256}. Entrepôt scellé {run.store}.",
                en=f"Definition {definition.name}, seal {definition.sha256}. Store sealed {run.store}.",
            ),
        ),
        fictitious=centre.organisation.fictitious,
    )


def _row(one: IndicatorRow, titles: dict[str, Text]) -> Row:
    return {
        "indicator": one.indicator,
        "title": titles.get(one.indicator),
        "interval": one.interval,
        "organisation": one.organisation,
        "site": one.site,
        "queue": one.queue,
        "channel": one.channel,
        "value": Decimal(repr(one.value)) if one.value is not None else None,
        "unit": UNITS.get(one.unit),
        "numerator": one.numerator,
        "denominator": one.denominator,
        "n": one.n,
        "status": one.status,
        "remark": status_words(one),
        "definition": f"{one.definition}@{one.version}",
        "seal": one.sha256,
    }
