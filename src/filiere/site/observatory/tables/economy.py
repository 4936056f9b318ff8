"""Tables of what the sector brings: effects in three columns, draws, and effects by region."""

from __future__ import annotations

from decimal import Decimal

from filiere.core import Text
from filiere.economy import ASSUMPTIONS
from filiere.economy.effects import STAGES, Stage
from filiere.economy.systems import Kind
from filiere.figures import Register
from filiere.publication import Column, Row, Table
from filiere.site.kit.bilingual_text import bilingual, to_decimal
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.observatory.economic_weight import EconomicWeight, compute_economic_weight, divide_by_region
from filiere.site.observatory.figure_register import register_of
from filiere.site.observatory.page_figures import list_regions
from filiere.site.observatory.tables.figure_columns import LICENCE

STAGE_LABELS: dict[Stage, Text] = {
    "direct": bilingual("Direct", "Direct"),
    "indirect": bilingual("Indirect", "Indirect"),
    "induced": bilingual("Induit", "Induced"),
}
KIND_LABELS: dict[Kind, Text] = {
    "output": bilingual("Production", "Output"),
    "value_added": bilingual("Valeur ajoutée", "Value added"),
    "income": bilingual("Rémunération des salariés", "Compensation of employees"),
    "jobs": bilingual("Emplois", "Jobs"),
}
REASONS: dict[Stage, Text] = {
    "direct": bilingual(
        "Chiffre d’affaires, pris pour la production ; salaires et achats sont supposés",
        "Revenue, taken as output; wages and purchases are assumed",
    ),
    "indirect": bilingual(
        "Part et composition des achats du code 82.20", "Share and make-up of purchases of code 82.20"
    ),
    "induced": bilingual(
        "Suppose que tout salaire est dépensé comme celui du ménage moyen",
        "Assumes that wages are spent as the average household’s are",
    ),
}
_ASSUMED = bilingual("Hypothèse", "Assumption")
_BILLIONS = bilingual("Md€", "€ bn")
_EFFECTS = bilingual("Effets, point, bornes et tirages", "Effects: point, bounds and draws")
_DRAWS = bilingual("Répartition des tirages du multiplicateur", "Spread of the multiplier’s draws")
_REGIONS = bilingual("Production directe et indirecte par région", "Direct and indirect output by region")
SOURCE = bilingual(
    "Filière, calcul d’exemple : registre des chiffres, table entrées-sorties du Royaume-Uni 2010 (Open Government "
    "Licence)",
    "Filière, example computation: register of figures, input–output table of the United Kingdom 2010 (Open Government "
    "Licence)",
)


def _require_weight(asked: TableRequest) -> EconomicWeight:
    weight = compute_economic_weight(register_of(asked))
    if weight is None:
        raise UnknownTable("economic-effects")
    return weight


def _amount_column(key: str, fr: str, en: str) -> Column:
    return Column(key, bilingual(fr, en), kind="decimal", unit=_BILLIONS, digits=1)


@register_export(
    "economic-effects",
    _EFFECTS,
    about=bilingual("Direct, indirect et induit, en milliards d’euros", "Direct, indirect and induced, in € billion"),
)
def build_effects_table(asked: TableRequest) -> Table:
    """One row a kind and a stage; the direct output, which is the revenue of the register, has no bounds."""
    register, weight = register_of(asked), _require_weight(asked)
    rows: list[Row] = []
    for kind in ("output", "value_added", "income"):
        for stage in STAGES:
            amount = weight.amount(stage, kind)
            known = amount.low == amount.high
            rows.append(
                {
                    "effect": STAGE_LABELS[stage],
                    "kind": KIND_LABELS[kind],
                    "point": round(amount.point, 3),
                    "low": None if known else round(amount.low, 3),
                    "high": None if known else round(amount.high, 3),
                    "p2_5": None if known else round(amount.p2_5, 3),
                    "p97_5": None if known else round(amount.p97_5, 3),
                    "reason": REASONS[stage],
                    "confidence": _name_confidence(register, weight, stage, kind),
                }
            )
    return Table(
        id="economic-effects",
        title=_EFFECTS,
        columns=(
            Column("effect", bilingual("Effet", "Effect")),
            Column("kind", bilingual("Grandeur", "Measure")),
            _amount_column("point", "Point", "Point"),
            _amount_column("low", "Borne basse", "Lower bound"),
            _amount_column("high", "Borne haute", "Upper bound"),
            _amount_column("p2_5", "2,5 % des tirages", "2.5% of draws"),
            _amount_column("p97_5", "97,5 % des tirages", "97.5% of draws"),
            Column("reason", bilingual("D’où vient l’incertitude", "Where uncertainty comes from")),
            Column("confidence", bilingual("Confiance", "Confidence")),
        ),
        rows=tuple(rows),
        source=SOURCE,
        licence=LICENCE,
        notes=(
            bilingual(
                "Les effets sont de la production : ils ne s’ajoutent pas au PIB. L’induit n’entre dans aucun total.",
                "Effects are output: they do not add to GDP. The induced one enters no total.",
            ),
        ),
        marked=frozenset({0}),
    )


@register_export(
    "economic-draws",
    _DRAWS,
    about=bilingual("Combien de tirages entre deux valeurs", "How many draws between two values"),
)
def build_draws_table(asked: TableRequest) -> Table:
    """One row an interval of the multiplier of output."""
    example = _require_weight(asked).example
    return Table(
        id="economic-draws",
        title=_DRAWS,
        columns=(
            Column("from", bilingual("De", "From"), kind="decimal", digits=2),
            Column("to", bilingual("À", "To"), kind="decimal", digits=2),
            Column("draws", bilingual("Tirages", "Draws"), kind="integer"),
        ),
        rows=tuple(
            {"from": Decimal(str(low)), "to": Decimal(str(high)), "draws": count}
            for low, high, count in zip(example.edges[:-1], example.edges[1:], example.bins, strict=True)
        ),
        source=SOURCE,
        licence=LICENCE,
    )


@register_export(
    "economic-regions",
    _REGIONS,
    about=bilingual("Deux hypothèses sur le lieu des fournisseurs", "Two assumptions on where suppliers are"),
)
def build_economic_regions_table(asked: TableRequest) -> Table:
    """One row a region of 2008, the largest direct output first, in millions of euros."""
    register = register_of(asked)
    weight = _require_weight(asked)
    regions = {one.code: one for one in list_regions(register)}
    millions, year = bilingual("M€", "€ m"), weight.figure.period.label()
    names = (
        ("direct", "Direct", "Direct"),
        ("near", "Indirect, fournisseurs proches", "Indirect, suppliers nearby"),
        ("spread", "Indirect, fournisseurs répartis", "Indirect, suppliers spread"),
        ("low", "En tout, au moins", "In all, at least"),
        ("high", "En tout, au plus", "In all, at most"),
    )
    found = sorted(divide_by_region(register, weight), key=lambda one: (-one.direct, one.code))
    return Table(
        id="economic-regions",
        title=_REGIONS,
        columns=(
            Column("code", bilingual("Code", "Code")),
            Column("region", bilingual("Région", "Region")),
            Column("jobs", bilingual("Emplois, 2008", "Jobs, 2008"), kind="integer"),
            *(Column(key, bilingual(fr, en), kind="decimal", unit=millions, digits=0) for key, fr, en in names),
            Column("uncertainty", bilingual("Incertitude, ±", "Uncertainty, ±"), kind="percent", digits=0),
        ),
        rows=tuple(
            {
                "code": one.code,
                "region": regions[one.code].label,
                "jobs": to_decimal(regions[one.code].jobs),
                "direct": _to_millions(one.direct),
                "near": _to_millions(one.near),
                "spread": _to_millions(one.spread),
                "low": _to_millions(one.low),
                "high": _to_millions(one.high),
                "uncertainty": round(to_decimal(one.uncertainty * 100), 1),
            }
            for one in found
        ),
        source=SOURCE,
        licence=LICENCE,
        notes=(
            bilingual(
                f"Montants de {year}, répartis selon les emplois de 2008, derniers connus pour chaque région.",
                f"Amounts of {year}, divided by the jobs of 2008, the last known for every region.",
            ),
            bilingual(
                "En tout : direct et indirect, entre les deux hypothèses et tous les partages admis des achats ; "
                "l’incertitude est la moitié de l’intervalle, rapportée à son milieu.",
                "In all: direct and indirect, between both assumptions and all admissible splits of purchases; "
                "the uncertainty is half the interval over its middle.",
            ),
            *(
                Text(fr=f"{label.fr} : {words.fr}", en=f"{label.en}: {words.en}")
                for label, words in (
                    (bilingual(*names[1][1:]), ASSUMPTIONS["near"]),
                    (bilingual(*names[2][1:]), ASSUMPTIONS["spread"]),
                )
            ),
        ),
    )


def _name_confidence(register: Register, weight: EconomicWeight, stage: Stage, kind: Kind) -> Text:
    """That of the figure for direct output, that of the example for what a split decides; the induced is assumed."""
    if stage == "induced":
        return _ASSUMED
    measured = (stage, kind) == ("direct", "output")
    return register.name("confidence", weight.figure.confidence if measured else weight.example.confidence)


def _to_millions(billions: float) -> Decimal:
    return round(to_decimal(billions * 1000), 1)
