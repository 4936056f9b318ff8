"""The regions of 2008, recomputed from the register: counts, shares and index of specificity."""

from __future__ import annotations

from typing import Literal

from filiere.core import Text
from filiere.estimation import regional_table
from filiere.publication import Column, Row, Table
from filiere.site.kit.bilingual_text import bilingual, to_decimal
from filiere.site.kit.exported_tables import TableRequest, register_export
from filiere.site.observatory import page_figures
from filiere.site.observatory.figure_register import register_of
from filiere.site.observatory.tables.figure_columns import LICENCE
from filiere.site.observatory.tables.territories import REGISTER_SOURCE
from filiere.site.pages.query_parameters import parse_choice

YEAR = 2008
"""The one year for which every region has a count in the register."""

_TITLES: dict[Literal["22", "13"], Text] = {
    "22": bilingual("Les prestataires dans les 22 régions, 2008", "Outsourcers in the 22 regions, 2008"),
    "13": bilingual("Les prestataires dans les 13 régions, 2008", "Outsourcers in the 13 regions, 2008"),
}

COLUMNS: tuple[Column, ...] = (
    Column(
        "code",
        bilingual("Code", "Code"),
        definition=bilingual(
            "Code Insee, précédé de R22 avant 2016, de REG depuis.", "INSEE code, after R22 before 2016, REG since."
        ),
    ),
    Column("region", bilingual("Région", "Region")),
    Column(
        "index",
        bilingual("Indice", "Index"),
        kind="integer",
        definition=bilingual(
            "Part des prestataires dans l’emploi salarié de la région, divisée par la même part en France, fois 100.",
            "Outsourcers’ share of the region’s salaried jobs over the same share in France, times 100.",
        ),
    ),
    Column("jobs", bilingual("Emplois chez les prestataires", "Outsourcers’ jobs"), kind="integer"),
    Column("share", bilingual("Part du pays", "Share of country"), kind="percent", digits=1),
    Column("all", bilingual("Tous emplois salariés", "All salaried jobs"), kind="integer"),
    Column("local", bilingual("Part dans la région", "Share in region"), kind="percent", digits=3),
)


@register_export(
    "regions-2008",
    _TITLES["22"],
    about=bilingual("Emplois, part et indice de spécificité", "Jobs, share and specificity index"),
)
def build_regions_table(asked: TableRequest) -> Table:
    """One row a region, the highest index first, then France; `kind=13` adds the old regions up."""
    register = register_of(asked)
    kind: Literal["22", "13"] = "13" if parse_choice(asked.params, "kind", ("22", "13"), "22") == "13" else "22"
    found = regional_table(register, YEAR, kind)
    rows: list[Row] = [
        {
            "code": one.code,
            "region": one.label,
            "index": one.rounded_index,
            "jobs": int(one.jobs),
            "share": to_decimal(one.share_of_national * 100),
            "all": int(one.all_jobs),
            "local": to_decimal(one.share_of_regional * 100),
        }
        for one in page_figures.list_regions(register, YEAR, kind)
    ]
    if found.all_jobs:
        rows.append(
            {
                "code": "FR",
                "region": register.name("territory", "FR"),
                "index": 100,
                "jobs": int(found.jobs),
                "share": 100,
                "all": int(found.all_jobs),
                "local": to_decimal(found.jobs / found.all_jobs * 100),
            }
        )
    return Table(
        id="regions-2008",
        title=_TITLES[kind],
        columns=COLUMNS,
        rows=tuple(rows),
        source=REGISTER_SOURCE,
        licence=LICENCE,
        marked=frozenset({0} if rows else ()),
    )
