"""Tables of the sector's pages: weight through time, outsourced segment, abroad, other countries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from filiere.core import Text
from filiere.figures import Figure, Register
from filiere.publication import Column, Table
from filiere.site.observatory import scopes
from filiere.site.observatory.tables import Asked, exported
from filiere.site.observatory.tables.columns import figures_table
from filiere.site.observatory.words import both

_WEIGHT = both("Emplois publiés, selon le périmètre", "Published jobs, by scope")


@exported(
    "weight",
    _WEIGHT,
    about=both(
        "Chaque emploi publié depuis 1999 : filière entière, prestataires, étranger",
        "Every jobs figure published since 1999: whole sector, outsourcers, abroad",
    ),
)
def weight_table(asked: Asked) -> Table:
    """Every value drawn on the chart of jobs through time, by scope, then by year."""
    found = scopes.weight_points(asked.register)
    table = figures_table(
        asked.register,
        "weight",
        _WEIGHT,
        [point.figure for point in found],
        marked=[point.figure.id for point in found if point.retained],
    )
    labels = {scope.key: scope.label for scope in scopes.SCOPES}
    rows = tuple({"scope": labels[point.scope], **row} for point, row in zip(found, table.rows, strict=True))
    return replace(table, columns=(Column("scope", both("Périmètre", "Scope")), *table.columns), rows=rows)


def _figures(id_: str, title: Text, about: Text, select: Callable[[Register], Sequence[Figure]]) -> None:
    """Register a table of the figures that ``select`` takes from the register, in its order."""
    exported(id_, title, about=about)(lambda asked: figures_table(asked.register, id_, title, select(asked.register)))


_figures(
    "outsourced-revenue",
    both("Chiffre d’affaires des prestataires", "Revenue of outsourcers"),
    both("Toutes les valeurs publiées", "Every published value"),
    scopes.revenue,
)
_figures(
    "outsourced-staff",
    both("Contrats et salaires chez les prestataires", "Contracts and pay at outsourcers"),
    both("Contrats, temps plein, salaires", "Contracts, full time, pay"),
    scopes.outsourced_staff,
)
_figures(
    "abroad",
    both("La relation client hors de France", "Customer relations outside France"),
    both("Emplois, parts et prix hors de France", "Jobs, shares and prices abroad"),
    scopes.abroad,
)
_figures(
    "international",
    both("La filière dans d’autres pays", "The sector in other countries"),
    both("Royaume-Uni, Allemagne, Europe et autres", "United Kingdom, Germany, Europe and others"),
    scopes.international,
)
_figures(
    "prices",
    both("Prix d’une heure de travail, selon le lieu", "Price of one hour of work, by place"),
    both("France, centres intégrés, étranger", "France, in-house centres, abroad"),
    scopes.prices,
)
_figures(
    "abroad-positions",
    both("Positions à l’étranger, par pays", "Positions abroad, by country"),
    both("Là où une source nomme le pays", "Where a source names the country"),
    scopes.positions_abroad,
)
_figures(
    "countries-jobs",
    both("Emplois de la filière par pays, même année", "Jobs of the sector by country, same year"),
    both("Un total par pays", "One total a country"),
    scopes.same_year,
)
_figures(
    "countries-shares",
    both("Part de la filière dans l’emploi de chaque pays", "Share of the sector in each country’s employment"),
    both("Dernière part publiée", "Latest published share"),
    scopes.employment_shares,
)
