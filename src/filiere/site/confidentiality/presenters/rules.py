"""The rule and the parameters of a table, in words, with the source of the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from filiere.core import Text, source_language
from filiere.core.numbers import format_percent
from filiere.disclosure import Rule, load_rules
from filiere.site.confidentiality.wizard_texts import COST_TEXTS, LEVEL_TEXTS
from filiere.site.kit.bilingual_text import localize


def find_rule(name: str, day: date) -> Rule | None:
    """The rule of that name on that day, none when it is no longer on record."""
    return next((one for one in load_rules() if one.id == name and one.in_force(day)), None)


def level_sentence(level: str) -> Text:
    """Against whom a table is protected: whom each level adds to those before, in one sentence."""
    names = list(LEVEL_TEXTS)
    before = [LEVEL_TEXTS[name].words for name in names[: names.index(level) + 1]]
    return Text(
        fr="les lecteurs" + "".join(f", {one.fr[0].lower()}{one.fr[1:]}" for one in before[1:]),
        en="readers" + "".join(f", {one.en[0].lower()}{one.en[1:]}" for one in before[1:]),
    )


def list_parameters(told: Mapping[str, Any], level: str) -> Iterator[tuple[Text, str]]:
    """Each parameter, as a name and its words."""
    limits = [
        (f"n = {n} : " if n > 1 else "") + format_percent(Decimal(share) * 100, digits=None)
        for n, share in told["dominance"]
    ]
    share, zero = Decimal(told["slack_count"]) * 100, told["slack_zero"]
    yield Text(fr="Contributeurs au moins", en="Minimum number of contributors"), str(told["minimum"])
    yield (
        Text(fr="Part maximale du premier", en="Maximum share of the largest"),
        (" ; " if source_language() == "fr" else "; ").join(limits) or "–",
    )
    if told["p_percent"] is not None:
        yield Text(fr="Règle des p %", en="p % rule"), format_percent(Decimal(told["p_percent"]), digits=None)
    yield (
        Text(fr="Marge d’incertitude demandée", en="Blur required"),
        localize(
            f"{format_percent(share, digits=None)} de la case sous le nombre ; sinon, ce qui dépasse la part "
            f"maximale ; {zero} pour une case nulle",
            f"{format_percent(share, digits=None)} of the cell below the minimum count; otherwise the excess over "
            f"the share; {zero} for a zero cell",
        ),
    )
    yield Text(fr="Protégé contre", en="Protected against"), str(level_sentence(level))
    cost = COST_TEXTS.get(told["cost"])
    yield Text(fr="Perte à réduire", en="Minimise loss of"), str(cost.words) if cost else str(told["cost"])
    yield Text(fr="Cases gardées visibles", en="Cells kept visible"), str(told["kept"])
    yield Text(fr="Accords écrits", en="Written consents"), str(told["waivers"])
    yield Text(fr="Nombre de départ", en="Seed"), str(told["seed"])
