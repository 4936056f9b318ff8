"""The table of the worked account of in-house centres: bounds, point, and 95 % of draws."""

from __future__ import annotations

from filiere.core import Text
from filiere.economy.satellite import Line
from filiere.publication import Column, Table
from filiere.site.kit.bilingual_text import bilingual, to_decimal
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.observatory.figure_register import register_of
from filiere.site.observatory.in_house_account import compute_in_house_account
from filiere.site.observatory.tables.figure_columns import LICENCE

_TITLE = bilingual("Compte des centres intégrés, exemple", "Account of in-house centres, an example")
_MILLIONS = bilingual("M€ par an", "€ m a year")
_LINES: dict[Line, tuple[Text, Text, float]] = {
    "jobs": (bilingual("Emplois", "Jobs"), bilingual("emplois", "jobs"), 1.0),
    "output": (bilingual("Production, au coût", "Output, at cost"), _MILLIONS, 1e-6),
    "compensation": (bilingual("Rémunération", "Compensation"), _MILLIONS, 1e-6),
    "purchases": (bilingual("Achats", "Purchases"), _MILLIONS, 1e-6),
}
_MEASURES = (
    ("point", "Point", "Point"),
    ("low", "Borne basse", "Lower bound"),
    ("high", "Borne haute", "Upper bound"),
    ("p2_5", "2,5 % des tirages", "2.5% of draws"),
    ("p97_5", "97,5 % des tirages", "97.5% of draws"),
)
_SOURCE = bilingual(
    "Filière, calcul d’exemple : registre des chiffres et hypothèses de la rédaction",
    "Filière, example computation: register of figures and assumptions of the editors",
)


@register_export(
    "economic-in-house",
    _TITLE,
    about=bilingual(
        "Emplois, coût, salaires et achats des centres intégrés, entre leurs bornes",
        "Jobs, cost, wages and purchases of in-house centres, between their bounds",
    ),
)
def build_in_house_table(asked: TableRequest) -> Table:
    """One row a line of the account."""
    found = compute_in_house_account(register_of(asked))
    if found is None:
        raise UnknownTable("economic-in-house")
    return Table(
        id="economic-in-house",
        title=_TITLE,
        columns=(
            Column("line", bilingual("Ligne", "Line")),
            *(Column(key, bilingual(fr, en), kind="decimal", digits=0) for key, fr, en in _MEASURES),
            Column("unit", bilingual("Unité", "Unit")),
        ),
        rows=tuple(
            {
                "line": label,
                "unit": unit,
                **{key: round(to_decimal(getattr(line, key) * scale), 1) for key, _, _ in _MEASURES},
            }
            for line in found.account.lines
            for label, unit, scale in (_LINES[line.name],)
        ),
        source=_SOURCE,
        licence=LICENCE,
        notes=(
            bilingual(
                "Ces montants sont déjà dans la production des branches qui abritent ces centres : ils ne s’y ajoutent "
                "pas.",
                "These amounts are already in the output of the industries that house these centres, and do not add "
                "to it.",
            ),
        ),
        marked=frozenset({1}),
    )
