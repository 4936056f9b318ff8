"""The six methods of one year as a table."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from filiere.publication import Column, Row, Table
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, register_export
from filiere.site.observatory.figure_register import register_of
from filiere.site.observatory.presenters.estimation_methods import round_jobs
from filiere.site.observatory.tables.figure_columns import LICENCE
from filiere.site.observatory.weight_estimates import compute_weight, find_default_year, list_years
from filiere.site.pages.query_parameters import parse_year

_TITLE = bilingual("Les six méthodes, année par année", "The six methods, year by year")

COLUMNS: tuple[Column, ...] = (
    Column("year", bilingual("Année", "Year"), kind="year"),
    Column("method", bilingual("Méthode", "Method")),
    Column("label", bilingual("Nom", "Name")),
    Column("segment", bilingual("Périmètre", "Scope")),
    Column("value", bilingual("Valeur centrale", "Central value"), kind="integer"),
    Column("low", bilingual("Borne basse", "Low"), kind="integer"),
    Column("high", bilingual("Borne haute", "High"), kind="integer"),
    Column(
        "p5",
        bilingual("5 % des tirages", "5% of draws"),
        kind="integer",
        definition=bilingual("Quantile à 5 % de 10 000 tirages.", "5% quantile of 10,000 draws."),
    ),
    Column(
        "p95",
        bilingual("95 % des tirages", "95% of draws"),
        kind="integer",
        definition=bilingual("Quantile à 95 % de 10 000 tirages.", "95% quantile of 10,000 draws."),
    ),
    Column("in_range", bilingual("Entre dans la fourchette", "Included in the range")),
    Column("missing", bilingual("Ce qui manque", "What is missing")),
)


def _round_jobs(value: Fraction | float | None) -> Decimal | None:
    return None if value is None else round_jobs(value)


@register_export(
    "methods",
    _TITLE,
    about=bilingual("Valeur, bornes, tirages et ce qui manque", "Value, bounds, draws and what is missing"),
)
def build_methods_table(asked: TableRequest) -> Table:
    """One row a method for the `year` asked for, the latest that has a value without one."""
    register = register_of(asked)
    year = parse_year(asked.params, "year", list_years(register), find_default_year(register))
    weight = compute_weight(register, year)
    rows: list[Row] = []
    for estimate in weight.estimates:
        interval = estimate.central.interval if estimate.central else None
        missing = estimate.no_data
        rows.append(
            {
                "year": Decimal(weight.year),
                "method": estimate.method,
                "label": estimate.label,
                "segment": register.name("segment", estimate.scope.segment),
                "value": _round_jobs(estimate.value),
                "low": _round_jobs(estimate.low),
                "high": _round_jobs(estimate.high),
                "p5": _round_jobs(interval.low) if interval else None,
                "p95": _round_jobs(interval.high) if interval else None,
                "in_range": estimate in weight.taking_part,
                "missing": None
                if missing is None
                else bilingual(
                    " ; ".join(text.fr for text in missing.needed), "; ".join(text.en for text in missing.needed)
                ),
            }
        )
    return Table(
        id="methods",
        title=bilingual(f"Les six méthodes pour {weight.year}", f"The six methods for {weight.year}"),
        columns=COLUMNS,
        rows=tuple(rows),
        source=bilingual(
            "Filière, calculé depuis le registre des chiffres et des hypothèses déclarées",
            "Filière, computed from the register of figures and stated assumptions",
        ),
        licence=LICENCE,
    )
