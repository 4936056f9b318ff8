"""The gap between two definitions on one real log, as its open page tells it: the steps, a table, a chart."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

# Named where they are used: what counts contacts takes a third of a second to load, and every command starts here.
from filiere import contacts
from filiere.core import Text, source_language
from filiere.core.numbers import format_number, format_percent
from filiere.publication import Column, Row, Table
from filiere.publication.charts import WaterfallChart, WaterfallStep
from filiere.site.kit.bilingual_text import bilingual, localize, to_decimal
from filiere.site.kit.charts import ChartLink, ChartView, draw_cached
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.kit.tables import build_table_view
from filiere.site.quality.rule_effects import COMMON, describe_log_source

TABLE = "definition-gap"
START = "assumed"
"""The definition that the gap begins with unless another is asked for."""
_COLUMNS: tuple[Column, ...] = (
    Column("step", bilingual("Rang", "Rank"), "integer"),
    Column("title", bilingual("Étape", "Step")),
    Column("sentence", bilingual("Ce qui change", "What changes")),
    Column("changed", bilingual("Appels reclassés", "Calls affected"), "integer"),
    Column("entered", bilingual("Entrent dans le calcul", "Enter the calculation"), "integer"),
    Column("left", bilingual("Sortent du calcul", "Leave the calculation"), "integer"),
    Column("gained", bilingual("Deviennent à temps", "Become in time"), "integer"),
    Column("lost", bilingual("Ne sont plus à temps", "No longer in time"), "integer"),
    Column("met", bilingual("Servis à temps", "In time"), "integer"),
    Column("of", bilingual("Sur", "Out of"), "integer"),
    Column("term", bilingual("Effet, en points", "Effect, points"), "decimal", digits=2),
    Column("value", bilingual("Résultat", "Result"), "percent", digits=2),
)
_MOVE_WORDS: tuple[tuple[str, Text, Text], ...] = (
    (
        "entered",
        Text(fr="{n} appel entre dans le calcul", en="{n} call enters the calculation"),
        Text(fr="{n} appels entrent dans le calcul", en="{n} calls enter the calculation"),
    ),
    (
        "left",
        Text(fr="{n} appel en sort", en="{n} call leaves it"),
        Text(fr="{n} appels en sortent", en="{n} calls leave it"),
    ),
    (
        "gained",
        Text(fr="{n} appel est désormais compté à temps", en="{n} call now counts as in time"),
        Text(fr="{n} appels sont désormais comptés à temps", en="{n} calls now count as in time"),
    ),
    (
        "lost",
        Text(fr="{n} appel n’est plus compté à temps", en="{n} call no longer counts as in time"),
        Text(fr="{n} appels ne sont plus comptés à temps", en="{n} calls no longer count as in time"),
    ),
)


@dataclass(frozen=True, slots=True)
class StepView:
    """One change in words: what it changes, which calls it moves, by how much the result moves, and to what."""

    rank: int
    title: str
    sentence: str
    moves: tuple[str, ...]
    term: str
    before: str
    after: str


def find_gap(start: str, end: str) -> contacts.DefinitionGap:
    """The gap between two definitions that the page offers; raises ``UnknownTable`` for another."""
    try:
        return contacts.read_gap(start, end)
    except KeyError as unknown:
        raise UnknownTable(str(unknown)) from unknown


@register_export(
    TABLE,
    bilingual("L’écart entre deux définitions, sur un même journal", "The gap between two definitions on one log"),
    listed=False,
)
def build_gap_table(asked: TableRequest) -> Table:
    """The way from the definition ``from`` to the definition ``to``, a row a step."""
    gap = find_gap(asked.params.get("from", START), asked.params.get("to", COMMON))
    (file, effects), seal = contacts.load_rule_effects(), contacts.load_gap_counts().sha256
    levels = ((None, gap.start.title, gap.first), *((step, step.change.title, step.after) for step in gap.steps))
    rows: list[Row] = [
        {
            "step": rank,
            "title": title,
            "sentence": step.change.sentence if step else None,
            **{name: getattr(step.moved, name) if step else None for name in ("changed", *_MOVE_COLUMNS)},
            "met": level.numerator,
            "of": level.denominator,
            "term": _round_term(step.before, step.after) if step else None,
            "value": to_decimal(_require_value(level)),
        }
        for rank, (step, title, level) in enumerate(levels)
    ]
    return Table(
        id=TABLE,
        title=Text(
            fr=f"De « {gap.start.title.fr} » à « {gap.end.title.fr} »",
            en=f"From “{gap.start.title.en}” to “{gap.end.title.en}”",
        ),
        columns=_COLUMNS,
        rows=tuple(rows),
        source=describe_log_source(file),
        notes=(
            Text(
                fr="La somme des effets est exactement l’écart. L’ordre des étapes est fixé et publié : un autre ordre "
                "partagerait le même écart autrement.",
                en="The effects add up exactly to the gap. The order of the steps is fixed and published: another "
                "order would split the same gap differently.",
            ),
            Text(
                fr=f"Fichier lu : SHA-256 {seal}. {format_number(effects.contacts, 'fr', 0)} appels.",
                en=f"File read: SHA-256 {seal}. {format_number(effects.contacts, 'en', 0)} calls.",
            ),
        ),
    )


_MOVE_COLUMNS = tuple(name for name, _one, _many in _MOVE_WORDS)


def build_gap(start: contacts.GapSide, end: contacts.GapSide) -> dict[str, Any]:
    """What the page says of the gap: both results, the steps that move something, the others, the chart."""
    gap = find_gap(start.key, end.key)
    moving = [step for step in gap.steps if step.term or step.moved.changed]
    return {
        "first": str(start.title),
        "second": str(end.title),
        "low": format_percent(to_decimal(_require_value(gap.first)), digits=2),
        "high": format_percent(to_decimal(_require_value(gap.last)), digits=2),
        "gap": _format_points(_round_term(gap.first, gap.last)),
        "same": start.key == end.key,
        "level": gap.first.value == gap.last.value,
        "calls": contacts.load_rule_effects()[1].contacts,
        "steps": [_build_step(step, rank) for rank, step in enumerate(moving, 1)],
        "idle": [(str(step.change.title), str(step.change.sentence)) for step in gap.steps if step not in moving],
        "chart": _build_chart(gap, moving, {"from": start.key, "to": end.key}) if moving else None,
    }


def _build_step(step: contacts.PathStep, rank: int) -> StepView:
    moves = tuple(
        str(one if number == 1 else many).replace("{n}", format_number(number, digits=0))
        for name, one, many in _MOVE_WORDS
        if (number := getattr(step.moved, name))
    )
    return StepView(
        rank,
        str(step.change.title),
        str(step.change.sentence),
        moves,
        contacts.format_term(_round_term(step.before, step.after), "percent", source_language()),
        *(format_percent(to_decimal(_require_value(level)), digits=2) for level in (step.before, step.after)),
    )


def _build_chart(gap: contacts.DefinitionGap, moving: list[contacts.PathStep], query: dict[str, str]) -> ChartView:
    lang = source_language()
    table = build_gap_table(TableRequest(lang=lang, params=query))
    largest = max(moving, key=lambda step: abs(step.term))
    term = contacts.format_term(_round_term(largest.before, largest.after), "percent", lang)
    title = localize(
        f"Ce qui pèse le plus : {largest.change.title.fr.lower()}, {term}",
        f"What weighs most: {largest.change.title.en.lower()}, {term}",
    )
    spec = WaterfallChart(
        ident="gap-drawing",
        lang=lang,
        title=str(table.title),
        desc=title,
        start_label=str(gap.start.title),
        start=contacts.round_value(_require_value(gap.first), "percent"),
        steps=tuple(
            WaterfallStep(
                label=str(step.change.title),
                change=_round_term(step.before, step.after),
                detail=str(step.change.sentence),
            )
            for step in moving
        ),
        end_label=str(gap.end.title),
        suffix=localize("\u202f%", "%"),
        change_suffix=localize("\u00a0pt", "\u00a0pp"),
    )
    return ChartView(
        id="gap",
        title=title,
        subtitle=localize(
            "Part des appels servis à temps, d’une définition à l’autre. L’axe ne part pas de zéro : comparez la "
            "longueur des barres. Vers la droite, la règle fait monter le résultat ; vers la gauche, elle l’abaisse.",
            "Share of calls answered in time, from one definition to the other. The axis does not start at zero: "
            "compare the length of the bars. To the right, the rule raises the result; to the left, it lowers it.",
        ),
        drawing=draw_cached(spec),
        reading=localize(
            "L’ordre des étapes est fixé et publié ; un autre ordre partagerait le même écart autrement.",
            "The order of the steps is fixed and published; another order would split the same gap differently.",
        ),
        sources=(ChartLink(str(table.source)),),
        table=build_table_view(table, columns=("title", "changed", "met", "of", "term", "value"), query=query),
        summary=localize("Voir le calcul de chaque étape", "See the calculation of each step"),
    )


def _require_value(level: contacts.PathLevel) -> Fraction:
    assert level.value is not None  # noqa: S101 - every definition has calls on the log
    return level.value


def _round_term(before: contacts.PathLevel, after: contacts.PathLevel) -> Decimal:
    return contacts.round_term(_require_value(before), _require_value(after), "percent")


def _format_points(term: Decimal) -> str:
    number = format_number(abs(term), digits=2)
    return localize(f"{number} point{'s' if abs(term) >= 2 else ''}", f"{number} point{'' if abs(term) == 1 else 's'}")
