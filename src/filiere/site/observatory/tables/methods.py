"""The six methods of one year as a table."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from filiere.publication import Column, Row, Table
from filiere.site.observatory.criteria import year_of
from filiere.site.observatory.estimates import DEFAULT_YEAR, FIRST_YEAR, LAST_YEAR, weight_of
from filiere.site.observatory.method_words import whole
from filiere.site.observatory.tables import Asked, exported
from filiere.site.observatory.tables.columns import LICENCE
from filiere.site.observatory.words import both

_TITLE = both("Les six méthodes, année par année", "The six methods, year by year")

COLUMNS: tuple[Column, ...] = (
    Column("year", both("Année", "Year"), kind="year"),
    Column("method", both("Méthode", "Method")),
    Column("label", both("Nom", "Name")),
    Column("segment", both("Périmètre", "Scope")),
    Column("value", both("Valeur centrale", "Central value"), kind="integer"),
    Column("low", both("Borne basse", "Low"), kind="integer"),
    Column("high", both("Borne haute", "High"), kind="integer"),
    Column(
        "p5",
        both("5 % des tirages", "5% of draws"),
        kind="integer",
        definition=both("Quantile à 5 % de 10 000 tirages.", "5% quantile of 10,000 draws."),
    ),
    Column(
        "p95",
        both("95 % des tirages", "95% of draws"),
        kind="integer",
        definition=both("Quantile à 95 % de 10 000 tirages.", "95% quantile of 10,000 draws."),
    ),
    Column("in_range", both("Entre dans la fourchette", "Included in the range")),
    Column("missing", both("Ce qui manque", "What is missing")),
)


def _rounded(value: Fraction | float | None) -> Decimal | None:
    return None if value is None else whole(value)


@exported(
    "methods",
    _TITLE,
    about=both("Valeur, bornes, tirages et ce qui manque", "Value, bounds, draws and what is missing"),
)
def methods_table(asked: Asked) -> Table:
    """One row a method for the `year` asked for, 2008 without one."""
    year = year_of(asked.params, "year", range(FIRST_YEAR, LAST_YEAR + 1), DEFAULT_YEAR)
    weight = weight_of(asked.register, year)
    rows: list[Row] = []
    for one in weight.estimates:
        interval = one.central.interval if one.central else None
        missing = one.no_data
        rows.append(
            {
                "year": Decimal(weight.year),
                "method": one.method,
                "label": one.label,
                "segment": asked.register.name("segment", one.scope.segment),
                "value": _rounded(one.value),
                "low": _rounded(one.low),
                "high": _rounded(one.high),
                "p5": _rounded(interval.low) if interval else None,
                "p95": _rounded(interval.high) if interval else None,
                "in_range": one in weight.taking_part,
                "missing": None
                if missing is None
                else both(
                    " ; ".join(text.fr for text in missing.needed), "; ".join(text.en for text in missing.needed)
                ),
            }
        )
    return Table(
        id="methods",
        title=both(f"Les six méthodes pour {weight.year}", f"The six methods for {weight.year}"),
        columns=COLUMNS,
        rows=tuple(rows),
        source=both(
            "Filière, calculé depuis le registre des chiffres et des hypothèses déclarées",
            "Filière, computed from the register of figures and stated assumptions",
        ),
        licence=LICENCE,
    )
