"""What the sector brings: direct, indirect and induced output, each with its bounds, and what the example rests on."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.core import Text, source_language
from filiere.core.numbers import format_number, format_percent
from filiere.economy.effects import STAGES, Stage
from filiere.economy.splits import PurchaseTriangle
from filiere.figures import Register
from filiere.publication.charts import EffectBar, EffectBars, Histogram
from filiere.site.kit import exported_tables
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.charts import ChartLink, ChartView, draw_cached
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import TableView, build_table_view
from filiere.site.observatory.economic_maps import build_regional_output
from filiere.site.observatory.economic_weight import Amount, EconomicWeight, compute_economic_weight
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.in_house_account import (
    compute_in_house_account,
    describe_in_house_assumptions,
    describe_in_house_finding,
)
from filiere.site.observatory.page_figures import list_revenue_figures
from filiere.site.observatory.tables.economy import STAGE_LABELS
from filiere.site.observatory.views.common import build_source_links, figure_url, said_by

_STAFF_COST = "staff-cost-revenue-2008-fr"
_IN_HOUSE, _WHOLE = "revenue-in-house-2010-accord", "revenue-whole-2010-accord"
_MARKETS = {
    "FR": Text(fr="Entreprises situées en France", en="Companies located in France"),
    "WORLD": Text(fr="Marché français, où qu’il soit servi", en="French market, wherever it is served from"),
}
_ABOUT: dict[Stage, tuple[str, str]] = {
    "direct": ("la production des prestataires", "what outsourcers produce"),
    "indirect": ("chez leurs fournisseurs", "at their suppliers"),
    "induced": ("par la dépense des salaires", "by the spending of wages"),
}


@require_safe
def show_economy(request: HttpRequest) -> HttpResponse:
    """The page of what the sector brings."""
    register = current_register()
    weight = compute_economic_weight(register)
    if weight is None:
        raise Http404
    return render(
        request,
        "observatory/economy.html",
        {
            "nav": "figures",
            "title": describe_finding(weight),
            "year": weight.figure.period.label(),
            "multiplier": weight.multiplier,
            "weight": weight,
            "amount": register.amount(weight.figure),
            "amount_url": figure_url(weight.figure.id),
            "amount_source": said_by(register, weight.figure),
            "effects": build_effects_chart(register, weight),
            "draws": build_draws_chart(register, weight),
            "regional": build_regional_output(register, weight),
            "regions": _build_view("economic-regions", register),
            "staff_cost": _link_figure(register, _STAFF_COST),
            "wage_finding": describe_wages(register),
            "in_house": _link_figure(register, _IN_HOUSE),
            "whole": _link_figure(register, _WHOLE),
            "revenues": list_revenues(register, weight),
            "split_lines": describe_split(weight),
            "confidence": register.name("confidence", weight.example.confidence),
            **build_in_house_block(register),
        },
    )


def build_in_house_block(register: Register) -> dict[str, Any]:
    """What the block of in-house centres is given: nothing where the register no longer has their jobs."""
    found = compute_in_house_account(register)
    if found is None:
        return {}
    return {
        "in_house_account": found,
        "in_house_finding": describe_in_house_finding(found),
        "in_house_jobs": _link_figure(register, found.figure.id),
        "in_house_table": _build_view("economic-in-house", register),
        "in_house_assumptions": describe_in_house_assumptions(found.example),
        "in_house_confidence": register.name("confidence", found.example.confidence),
    }


def list_revenues(register: Register, weight: EconomicWeight) -> list[dict[str, Any]]:
    """The revenues of outsourcers in the years that several sources give, and in the latest, each with its scope; the
    one used is marked."""
    found = [
        figure
        for figure in list_revenue_figures(register)
        if figure.value is not None and figure.category is None and figure.territory in _MARKETS
    ]
    years = Counter(figure.period.year for figure in found)
    latest = max(years, default=None)
    return [
        {
            "period": figure.period.label(),
            "amount": register.amount(figure),
            "source": said_by(register, figure),
            "url": figure_url(figure.id),
            "scope": str(_MARKETS[figure.territory]),
            "used": figure.id == weight.figure.id,
        }
        for figure in found
        if years[figure.period.year] > 1 or figure.period.year == latest
    ]


def describe_finding(weight: EconomicWeight) -> str:
    """The finding: what one euro brings at suppliers, in cents, between both bounds."""
    low, high = (
        format_number(round((one - 1) * 100), digits=0) for one in (weight.multiplier.low, weight.multiplier.high)
    )
    return localize(
        f"Un euro de production chez un prestataire en entraîne {low} à {high} centimes chez ses fournisseurs",
        f"One euro of output at an outsourcer brings {low} to {high} cents at its suppliers",
    )


def describe_wages(register: Register) -> str:
    """The finding on wages: how many cents of a euro of sales they take, as the register says it; empty without it."""
    figure = next((one for one in register if one.id == _STAFF_COST), None)
    share = None if figure is None else figure.low if figure.value is None else figure.value
    if figure is None or share is None:
        return ""
    cents, open_end = format_number(share, digits=0), figure.value is None
    return localize(
        f"D’un euro vendu, {'au moins ' if open_end else ''}{cents} centimes paient le personnel",
        f"Of one euro sold, {'at least ' if open_end else ''}{cents} cents pay staff",
    )


def describe_split(weight: EconomicWeight) -> list[str]:
    """What is assumed of the part, in one sentence a key of the rule."""
    split, example = weight.example.split, weight.example
    bounds = [format_percent(Decimal(str(one)) * 100, digits=0) for one in _list_ends(split.purchases)]
    factor = [format_number(Decimal(str(one))) for one in (split.factor.low, split.factor.high)]
    share = format_percent(Decimal(str(split.share)) * 100, digits=0)
    lines = [
        localize(
            f"Le code 82.20 ferait {share} de la production de la branche qui le contient.",
            f"Code 82.20 would make {share} of the output of the industry that holds it.",
        ),
        localize(
            f"Ses achats dans le pays iraient de {bounds[0]} à {bounds[2]} de sa production, souvent {bounds[1]}.",
            f"Its purchases at home would be {bounds[0]} to {bounds[2]} of its output, most often {bounds[1]}.",
        ),
        localize(
            f"Chaque achat irait de {factor[0]} à {factor[1]} fois la part qu’il a dans la branche.",
            f"Each purchase would be {factor[0]} to {factor[1]} times its share in the industry.",
        ),
    ]
    if split.compensation is not None:
        wages = [format_percent(Decimal(str(one)) * 100, digits=0) for one in _list_ends(split.compensation)]
        lines.append(
            localize(
                f"Les salaires iraient de {wages[0]} à {wages[2]} de la production, le plus souvent {wages[1]}, sans "
                "dépasser la valeur ajoutée.",
                f"Wages would be {wages[0]} to {wages[2]} of output, most often {wages[1]}, and never more than "
                "value added.",
            )
        )
    draws, concentration = format_number(example.draws), format_number(Decimal(str(split.concentration)))
    lines.append(
        localize(
            f"{draws} tirages : part triangulaire, composition de Dirichlet, concentration {concentration}, graine "
            f"{example.seed}. Un achat tiré hors de ses bornes y est ramené.",
            f"{draws} draws: triangular share, Dirichlet make-up, concentration {concentration}, seed {example.seed}. "
            "A purchase drawn outside its bounds is brought back to them.",
        )
    )
    return lines


def build_effects_chart(register: Register, weight: EconomicWeight) -> ChartView:
    """Three effects on output: measured, bounded, assumed."""
    lang = source_language()
    bars = []
    for stage in STAGES:
        amount = weight.amount(stage)
        known = amount.low == amount.high
        bars.append(
            EffectBar(
                label=str(STAGE_LABELS[stage]),
                about=localize(*_ABOUT[stage]),
                value=round(amount.point, 2),
                low=None if known else round(amount.low, 2),
                high=None if known else round(amount.high, 2),
                is_assumed=stage == "induced",
                words=localize(f"{_write_tenth(amount.point)} Md€", f"€{_write_tenth(amount.point)} bn"),
                bounds="" if known else _join_ends(amount),
            )
        )
    told = ", ".join(filter(None, (f"{one.label} {one.words} {one.bounds}".strip() for one in bars)))
    spec = EffectBars(
        ident="effects",
        lang=lang,
        title=localize("Production, en milliards d’euros", "Output, in billions of euros"),
        desc=f"{told}.",
        bars=tuple(bars),
    )
    return ChartView(
        id="effects",
        title=localize("Trois effets, trois degrés de certitude", "Three effects, three degrees of certainty"),
        subtitle=localize(
            f"Production en milliards d’euros, {weight.figure.period.label()}. Ces montants sont de la production : "
            "ils ne s’ajoutent pas au PIB.",
            f"Output in billions of euros, {weight.figure.period.label()}. These amounts are output: they do not add "
            "to GDP.",
        ),
        drawing=draw_cached(spec),
        reading=localize(
            "L’effet induit est montré à part, hachuré, et n’entre dans aucun total. Importations retirées : seule la "
            "production faite dans le pays est comptée.",
            "The induced effect is shown apart, hatched, and enters no total. Imports are taken out: only what is made "
            "in the country counts.",
        ),
        sources=build_source_links(register, [weight.figure]),
        table=_build_view("economic-effects", register),
        open=True,
    )


def build_draws_chart(register: Register, weight: EconomicWeight) -> ChartView:
    """The multiplier in three columns: point, bounds, spread."""
    found, example = weight.multiplier, weight.example
    told = [format_number(one, digits=2) for one in (found.point, found.p2_5, found.p97_5, found.low, found.high)]
    draws = format_number(example.draws)
    spec = Histogram(
        ident="draws",
        lang=source_language(),
        title=localize("Multiplicateur de production", "Multiplier of output"),
        desc=localize(
            f"{draws} tirages : point {told[0]}, 95 % entre {told[1]} et {told[2]}, bornes {told[3]} et {told[4]}.",
            f"{draws} draws: point {told[0]}, 95% between {told[1]} and {told[2]}, bounds {told[3]} and {told[4]}.",
        ),
        edges=tuple(Decimal(str(one)) for one in example.edges),
        counts=example.bins,
        inner=(found.p2_5, found.p97_5),
        point=found.point,
        bounds=(found.low, found.high),
    )
    return ChartView(
        id="draws",
        title=localize(
            f"95 % des tirages tombent entre {told[1]} et {told[2]}",
            f"95% of draws fall between {told[1]} and {told[2]}",
        ),
        subtitle=localize(
            f"Point, bornes et répartition de {draws} tirages ; en foncé, 95 % des tirages.",
            f"Point, bounds and spread of {draws} draws; darker: 95% of draws.",
        ),
        drawing=draw_cached(spec),
        reading=localize(
            "Bornes : le plus petit et le plus grand multiplicateur de tous les partages admis (programme linéaire).",
            "Bounds: the smallest and the largest multiplier of all admissible splits (linear program).",
        ),
        table=_build_view("economic-draws", register),
        summary=localize("Voir les tirages", "See the draws"),
        extra=(ChartLink(localize("La méthode", "The method"), reverse("observatory:methods")),),
    )


def _build_view(table_id: str, register: Register) -> TableView:
    return build_table_view(exported_tables.build_table(table_id, TableRequest(source_language(), content=register)))


def _link_figure(register: Register, key: str) -> tuple[str, str, str, str] | None:
    """A figure of the register: its amount, its page, who says it, of when; None where it is no longer there."""
    found = next((one for one in register if one.id == key), None)
    if found is None:
        return None
    return register.amount(found), figure_url(found.id), said_by(register, found), found.period.label()


def _write_tenth(value: Decimal) -> str:
    return format_number(value, digits=1)


def _join_ends(amount: Amount) -> str:
    return localize(
        f"{_write_tenth(amount.low)} à {_write_tenth(amount.high)}",
        f"{_write_tenth(amount.low)} to {_write_tenth(amount.high)}",
    )


def _list_ends(three: PurchaseTriangle) -> tuple[float, float, float]:
    return three.low, three.mode, three.high
