"""Tables of the sector's pages: weight through time, outsourced segment, abroad, other countries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from filiere.core import Text
from filiere.figures import Figure, Register
from filiere.publication import Column, Table
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, register_export
from filiere.site.observatory import page_figures
from filiere.site.observatory.figure_register import register_of
from filiere.site.observatory.tables.figure_columns import build_figures_table

_WEIGHT = bilingual("Emplois publiés, selon le périmètre", "Published jobs, by scope")


@register_export(
    "weight",
    _WEIGHT,
    about=bilingual(
        "Chaque emploi publié depuis 1999 : filière entière, prestataires, étranger",
        "Every jobs figure published since 1999: whole sector, outsourcers, abroad",
    ),
)
def build_weight_table(asked: TableRequest) -> Table:
    """Every value drawn on the chart of jobs through time, by scope, then by year."""
    register = register_of(asked)
    found = page_figures.weight_points(register)
    table = build_figures_table(
        register,
        "weight",
        _WEIGHT,
        [point.figure for point in found],
        marked=[point.figure.id for point in found if point.retained],
    )
    labels = {scope.key: scope.label for scope in page_figures.CHART_SCOPES}
    rows = tuple({"scope": labels[point.scope], **row} for point, row in zip(found, table.rows, strict=True))
    line = Column("scope", bilingual("Groupe du graphique", "Group on the chart"))
    return replace(table, columns=(line, *table.columns), rows=rows)


def _register_figures_table(id_: str, title: Text, about: Text, select: Callable[[Register], Sequence[Figure]]) -> None:
    """Register a table of the figures that ``select`` takes from the register, in its order."""

    @register_export(id_, title, about=about)
    def build(asked: TableRequest) -> Table:
        register = register_of(asked)
        return build_figures_table(register, id_, title, select(register))


_register_figures_table(
    "outsourced-revenue",
    bilingual("Chiffre d’affaires des prestataires", "Revenue of outsourcers"),
    bilingual("Toutes les valeurs publiées", "Every published value"),
    page_figures.list_revenue_figures,
)
_register_figures_table(
    "outsourced-staff",
    bilingual("Contrats et salaires chez les prestataires", "Contracts and pay at outsourcers"),
    bilingual("Contrats, temps plein, salaires", "Contracts, full time, pay"),
    page_figures.list_outsourced_staff_figures,
)
_register_figures_table(
    "abroad",
    bilingual("La relation client hors de France", "Customer relations outside France"),
    bilingual("Emplois, parts et prix hors de France", "Jobs, shares and prices abroad"),
    page_figures.list_abroad_figures,
)
_register_figures_table(
    "international",
    bilingual("La filière dans d’autres pays", "The sector in other countries"),
    bilingual("Royaume-Uni, Allemagne, Europe et autres", "United Kingdom, Germany, Europe and others"),
    page_figures.list_international_figures,
)
_register_figures_table(
    "prices",
    bilingual("Prix d’une heure de travail, selon le lieu", "Price of one hour of work, by place"),
    bilingual("France, centres intégrés, étranger", "France, in-house centres, abroad"),
    page_figures.list_hourly_prices,
)
_register_figures_table(
    "abroad-positions",
    bilingual("Positions à l’étranger, par pays", "Positions abroad, by country"),
    bilingual("Là où une source nomme le pays", "Where a source names the country"),
    page_figures.positions_abroad,
)
_register_figures_table(
    "countries-jobs",
    bilingual("Emplois de la filière par pays, même année", "Jobs of the sector by country, same year"),
    bilingual("Un total par pays", "One total a country"),
    page_figures.figures_of_same_year,
)
_register_figures_table(
    "countries-shares",
    bilingual("Part de la filière dans l’emploi de chaque pays", "Share of the sector in each country’s employment"),
    bilingual("Dernière part publiée", "Latest published share"),
    page_figures.employment_shares,
)
