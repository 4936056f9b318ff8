"""What a wave changed: its finding in a sentence, its changes on a drawing, a p-value as papers print it.

The lines are those that the page of the barometer is given; a change is in points for a share, else in its unit.
"""

from __future__ import annotations

from typing import Any

from django.utils.safestring import mark_safe

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.survey.results.interval_drawings import IntervalRow, draw_changes


def describe_changes(lines: list[dict[str, Any]]) -> Text:
    """The finding of a wave: how many of its changes are established, and the largest of those."""
    compared = [line for line in lines if line["change"] is not None]
    found = [line for line in compared if line["change"]["established"]]
    if not compared:
        return Text(
            fr=f"Résultats de {len(lines)} questions, chacun avec sa marge d’erreur",
            en=f"Results of {len(lines)} questions, each with its margin of error",
        )
    if not found:
        return Text(
            fr=f"{len(compared)} écarts, dont aucun ne sort de sa marge d’erreur",
            en=f"{len(compared)} changes, none of which exceeds its margin of error",
        )
    top = max(found, key=lambda line: abs(line["change"]["size"]))
    label, points = _lower_start(top["label"]), top["change"]["points"]
    unit = " points" if top["is_share"] else ""
    count = (
        Text(fr="Un seul écart établi", en="One change established")
        if len(found) == 1
        else Text(fr=f"{len(found)} écarts établis", en=f"{len(found)} changes established")
    )
    return Text(
        fr=f"{count.fr} sur {len(compared)} : {label.fr}, {points}{unit}",
        en=f"{count.en} of {len(compared)}: {label.en}, {points}{unit}",
    )


def _lower_start(text: Text) -> Text:
    return Text(fr=lower_first_letter(text.fr), en=lower_first_letter(text.en))


def draw_wave_changes(outcomes: list[dict[str, Any]], lines: list[dict[str, Any]]) -> Any:
    """The changes of shares since the wave before, in points, the largest rise first; None where there is none."""
    kept = {line["key"]: line for line in lines if line["is_share"] and line["change"] is not None}
    told = sorted((one for one in outcomes if one["key"] in kept), key=lambda one: -one["change"]["difference"])
    if not told:
        return None
    rows = [
        IntervalRow(
            str(kept[one["key"]]["label"]),
            100 * one["change"]["difference"],
            100 * one["change"]["low"],
            100 * one["change"]["high"],
            kept[one["key"]]["change"]["points"],
            f"{kept[one['key']]['change']['low']} {Text(fr='à', en='to')} {kept[one['key']]['change']['high']}",
        )
        for one in told
    ]
    established = {str(line["label"]) for line in kept.values() if line["change"]["established"]}
    title = Text(fr="Écart à la vague précédente, en points", en="Change since the previous wave, in points")
    described = "; ".join(f"{row.label} : {row.value_words}, {row.range_words}" for row in rows)
    drawing = draw_changes("changes", rows, established, title=str(title), desc=described, lang=current_lang())
    # Only our own writer made these strings, and it escapes every text.
    return mark_safe(drawing.wide + drawing.narrow)  # noqa: S308


def write_chance(value: float) -> str:
    """A p-value as papers print it, never as zero."""
    if value < 0.001:
        return f"<\N{NO-BREAK SPACE}{format_number(0.001, digits=3)}"
    return format_number(value, digits=3 if value < 0.01 else 2)
