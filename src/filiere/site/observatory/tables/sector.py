"""Tables of the sector's pages: weight through time, outsourced segment, abroad, other countries."""

from __future__ import annotations

from dataclasses import replace

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


_REVENUE = both("Chiffre d’affaires des prestataires", "Revenue of outsourcers")


@exported("outsourced-revenue", _REVENUE, about=both("Toutes les valeurs publiées", "Every published value"))
def revenue_table(asked: Asked) -> Table:
    """Every published revenue of the outsourced segment, oldest first."""
    return figures_table(asked.register, "outsourced-revenue", _REVENUE, scopes.revenue(asked.register))


_STAFF = both("Contrats et salaires chez les prestataires", "Contracts and pay at outsourcers")


@exported("outsourced-staff", _STAFF, about=both("Contrats, temps plein, salaires", "Contracts, full time, pay"))
def staff_table(asked: Asked) -> Table:
    """Contracts, full time and pay in the outsourced segment."""
    return figures_table(asked.register, "outsourced-staff", _STAFF, scopes.outsourced_staff(asked.register))


_ABROAD = both("La relation client hors de France", "Customer relations outside France")


@exported("abroad", _ABROAD, about=both("Emplois, parts et prix hors de France", "Jobs, shares and prices abroad"))
def abroad_table(asked: Asked) -> Table:
    """Every figure about work done outside France, oldest first."""
    return figures_table(asked.register, "abroad", _ABROAD, scopes.abroad(asked.register))


_INTERNATIONAL = both("La filière dans d’autres pays", "The sector in other countries")


@exported(
    "international",
    _INTERNATIONAL,
    about=both("Royaume-Uni, Allemagne, Europe et autres", "United Kingdom, Germany, Europe and others"),
)
def international_table(asked: Asked) -> Table:
    """Every figure about the sector of another country or of Europe, oldest first."""
    return figures_table(asked.register, "international", _INTERNATIONAL, scopes.international(asked.register))


_PRICES = both("Prix d’une heure de travail, selon le lieu", "Price of one hour of work, by place")


@exported("prices", _PRICES, about=both("France, centres intégrés, étranger", "France, in-house centres, abroad"))
def prices_table(asked: Asked) -> Table:
    """Every hourly price, the dearest first."""
    return figures_table(asked.register, "prices", _PRICES, scopes.prices(asked.register))


_POSITIONS = both("Positions à l’étranger, par pays", "Positions abroad, by country")


@exported(
    "abroad-positions", _POSITIONS, about=both("Là où une source nomme le pays", "Where a source names the country")
)
def positions_table(asked: Asked) -> Table:
    """Positions by country, the most first."""
    return figures_table(asked.register, "abroad-positions", _POSITIONS, scopes.positions_abroad(asked.register))


_COUNTRIES = both("Emplois de la filière par pays, même année", "Jobs of the sector by country, same year")


@exported("countries-jobs", _COUNTRIES, about=both("Un total par pays", "One total a country"))
def countries_table(asked: Asked) -> Table:
    """One total a country, in the latest year for which the most countries have one."""
    return figures_table(asked.register, "countries-jobs", _COUNTRIES, scopes.same_year(asked.register))


_SHARES = both("Part de la filière dans l’emploi de chaque pays", "Share of the sector in each country’s employment")


@exported("countries-shares", _SHARES, about=both("Dernière part publiée", "Latest published share"))
def shares_table(asked: Asked) -> Table:
    """The latest share of each country, the largest first."""
    return figures_table(asked.register, "countries-shares", _SHARES, scopes.employment_shares(asked.register))
