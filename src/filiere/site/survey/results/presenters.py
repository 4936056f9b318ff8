"""What the page of the barometer is given: the waves of the register, those of our surveys, the calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe

from filiere.core import Text
from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent, format_signed
from filiere.figures import Register
from filiere.site.kit.charts import ChartLink
from filiere.site.kit.tables import list_downloads
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.observatory.figure_register import current_register
from filiere.site.survey.answer_words import name_unit
from filiere.site.survey.results.interval_drawings import IntervalRow, draw_intervals
from filiere.site.survey.results.published_results import list_published_waves, scale_published
from filiere.site.survey.results.published_waves import (
    PublishedBarometer,
    PublishedLine,
    name_period,
    read_percentage,
    read_published_waves,
)
from filiere.site.survey.results.tables import FORMER, WAVES
from filiere.site.survey.results.wave_changes import describe_changes, draw_wave_changes, write_chance
from filiere.site.survey.waves.models import Wave
from filiere.site.survey.waves.presenters import name_result
from filiere.site.survey.waves.questionnaires import find_questionnaire, name_wave, title_wave
from filiere.site.survey.waves.result_figures import SIZE_LABELS, explain_break, find_figure_ids, read_domain
from filiere.survey.changes import (
    ASSUMPTION_LABELS,
    VERDICT_LABELS,
    PercentageChange,
    PublishedPercentage,
    find_percentage_interval,
)

_MARKS = {"rise": "ok", "fall": "ok", "not-established": "part"}
_UNKNOWN_BASE = Text(fr="Effectif non publié", en="Number of answers not published")
_NOT_REPEATED = Text(fr="Une seule vague observée", en="Observed in one wave only")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the table: a cell a wave, then the change."""

    key: str
    label: Text
    cells: tuple[tuple[str, str], ...]
    half_width: str
    change: str
    verdict: Text
    mark: str
    current: bool


def present_barometer(register: Register, now: datetime) -> dict[str, Any]:
    """The page: what was published in 2011–2012, our latest wave and where those before it stand, what comes next, what
    was corrected."""
    barometer = read_published_waves(register)
    published = list(list_published_waves())
    latest = next((wave for wave in published if wave.questionnaire == "barometer"), None)
    waves = [] if latest is None else [present_published_wave(latest)]
    awaited = Wave.objects.exclude(state=Wave.State.PUBLISHED).defer("frame", "results").order_by("publish_at")
    return {
        **_present_published(register, barometer),
        "waves": waves,
        "others": [(wave, name_wave(wave)) for wave in published if wave != latest],
        "late": [(wave, name_wave(wave)) for wave in awaited if wave.publish_at < now],
        "coming": [(wave, title_wave(wave), wave.early_readers.count()) for wave in awaited if wave.publish_at >= now],
        "revisions": [_present_revision(row) for wave in published for row in wave.revisions.all()],
        "made_up": any(one["wave"].fictitious for one in waves),
    }


def present_published_wave(wave: Wave) -> dict[str, Any]:
    """A published wave: its results, its files, the papers on it."""
    return {**present_results(wave), **_list_papers(wave)}


def _list_papers(wave: Wave) -> dict[str, Any]:
    """The files of a published wave, and the papers on it."""
    papers = (
        (Text(fr="Fiche presse, PDF", en="Press sheet, PDF"), "survey:wave-press-sheet"),
        (Text(fr="Note de méthode", en="Method note"), "survey:wave-method"),
    )
    return {
        "downloads": list_downloads(WAVES, {"wave": wave.key}),
        "papers": [ChartLink(str(words), reverse(name, args=(wave.key,))) for words, name in papers],
    }


def _present_published(register: Register, barometer: PublishedBarometer) -> dict[str, Any]:
    headline = barometer.headline
    change = headline.change if headline is not None else None
    return {
        "former_downloads": list_downloads(FORMER),
        "periods": [name_period(period) for period in barometer.periods],
        "lines": [_present_line(line, barometer) for line in barometer.lines],
        "headline": None if headline is None or change is None else _present_headline(register, headline, change),
        "drawing": None if headline is None else _draw_line(headline, barometer),
    }


def _present_headline(register: Register, line: PublishedLine, change: PercentageChange) -> dict[str, Any]:
    periods = sorted(line.figures)
    first, last = line.figures[periods[0]], line.figures[periods[-1]]
    tested = change.change
    return {
        "first": format_percent(change.first.percent, digits=0),
        "last": format_percent(change.second.percent, digits=0),
        "size": format_number(change.first.size),
        "points": format_signed(round(tested.difference)),
        "half_width": format_number(round(tested.half_width)),
        "low": format_signed(tested.low, digits=1),
        "high": format_signed(tested.high, digits=1),
        "chance": format_percent(tested.p_value * 100, digits=1),
        "needed": None if change.needed_size is None else format_number(change.needed_size),
        "established": tested.verdict != "not-established",
        "verdict": VERDICT_LABELS[tested.verdict],
        "first_period": name_period(periods[0]),
        "last_period": name_period(periods[-1]),
        "label": line.label,
        "assumptions": [ASSUMPTION_LABELS[one] for one in change.assumptions],
        "sources": [
            (
                register.name("source", one.source),
                reverse("observatory:figure", args=(one.id,)),
                name_period(str(one.period)),
            )
            for one in (first, last)
        ],
    }


def _present_line(line: PublishedLine, barometer: PublishedBarometer) -> ShownLine:
    first = barometer.periods[0]
    known = first in line.figures and first in barometer.bases and line.figures[first].nature == "observed"
    half = (
        find_percentage_interval(read_percentage(line.figures[first], barometer.bases)).half_width
        if known and line.segment == "whole"
        else None
    )
    change, verdict, mark = "–", _NOT_REPEATED, ""
    if line.change is not None:
        tested = line.change.change
        change, verdict, mark = (
            format_signed(round(tested.difference)),
            VERDICT_LABELS[tested.verdict],
            _MARKS[tested.verdict],
        )
    elif len([one for one in line.figures.values() if one.nature == "observed"]) > 1 or not known:
        verdict = _UNKNOWN_BASE
    return ShownLine(
        line.key,
        line.label,
        tuple(_write_cell(line, period) for period in barometer.periods),
        "–" if half is None else format_number(half, digits=1),
        change,
        verdict,
        mark,
        line is barometer.headline,
    )


def _write_cell(line: PublishedLine, period: str) -> tuple[str, str]:
    """A share and the page of its figure; nothing where the wave did not tell it."""
    figure = line.figures.get(period)
    if figure is None or figure.value is None:
        return "–", ""
    return format_percent(figure.value, digits=0), reverse("observatory:figure", args=(figure.id,))


def _draw_line(line: PublishedLine, barometer: PublishedBarometer) -> Any:
    size = next(iter(barometer.bases.values()), None)
    rows = []
    for period in sorted(line.figures):
        share = read_percentage(line.figures[period], barometer.bases)
        found = find_percentage_interval(PublishedPercentage(share.percent, share.size or size))
        low, high = round(found.low), round(found.high)
        words = Text(fr=f"de {low} à {high} %", en=f"from {low} to {high}%")
        rows.append(
            IntervalRow(
                str(name_period(period)), found.percent, found.low, found.high,
                format_percent(found.percent, digits=0), str(words),
            )
        )  # fmt: skip
    described = "; ".join(f"{row.label} : {row.value_words}, {row.range_words}" for row in rows)
    drawing = draw_intervals("waves", rows, title=str(line.label), desc=described, lang=current_lang())
    # Only our own writer made these strings, and it escapes every text.
    return mark_safe(drawing.wide + drawing.narrow)  # noqa: S308


def present_results(wave: Wave) -> dict[str, Any]:
    """The results of a wave: its response, its weights, each estimate with its interval and its change."""
    results, questionnaire = wave.results or {}, find_questionnaire(wave)
    register = current_register()
    lines = [_present_outcome(wave, register, name_result(questionnaire, line), line) for line in results["outcomes"]]
    whole = [line for line in lines if not line["withheld"] and line["domain"] is None]
    return {
        "wave": wave,
        "finding": describe_changes(whole),
        "changes": draw_wave_changes(results["outcomes"], whole),
        "title": title_wave(wave),
        "results": results,
        "rate": 100 * results["replies"] / results["drawn"] if results["drawn"] else None,
        "size_rate": 100 * results["size_replied"] / results["size_drawn"] if results["size_drawn"] else None,
        "lines": whole,
        "domain_lines": _order_parts([line for line in lines if not line["withheld"] and line["domain"] is not None]),
        "withheld": [line for line in lines if line["withheld"]],
        "fragile": any(line.get("fragile") for line in whole),
        "fragile_parts": any(line.get("fragile") for line in lines if line["domain"] is not None),
        "awaited": any(line.get("awaited") for line in lines),
        "columns": _find_columns([line for line in lines if not line["withheld"]]),
    }


def _find_columns(lines: list[dict[str, Any]]) -> dict[str, bool]:
    """Which columns hold something on the page: a first wave has no change to show, nor anything to conclude."""
    return {
        "half_width": any(line["half_width"] != UNKNOWN_MARK for line in lines),
        "change": any(line["change"] for line in lines),
        "response_share": any(line["response_share"] for line in lines),
        "conclusion": any(line[name] for line in lines for name in ("change", "awaited", "typed", "revised", "broken")),
    }


def _order_parts(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The results of parts of the centres: question by question, segments first, then sizes from small to large."""
    questions, sizes = list(dict.fromkeys(line["outcome"] for line in lines)), list(SIZE_LABELS)

    def place(line: dict[str, Any]) -> tuple[int, int, str]:
        segment, size = read_domain(line["domain"])
        return questions.index(line["outcome"]), sizes.index(size) + 1 if size in sizes else 0, segment

    return sorted(lines, key=place)


def _present_outcome(wave: Wave, register: Register, label: Text, line: dict[str, Any]) -> dict[str, Any]:
    told = {
        "key": line["key"],
        "label": label,
        "measure": _describe_measure(wave, line),
        "is_share": bool(line["option"]),
        "withheld": bool(line["withheld"]),
        "domain": line["domain"],
        "outcome": line["outcome"],
        "change": None,
    }
    if line["withheld"]:
        # Neither how many answered nor why: a reason, or a count, can reveal what is kept back.
        return told
    is_share = bool(line["option"])
    half = None if line["low"] is None else (line["high"] - line["low"]) / 2
    change = line.get("change")
    figure = next((one for one in find_figure_ids(wave, line["key"]) if one in register), None)
    return told | {
        "n": line["n"],
        "url": None if figure is None else reverse("observatory:figure", args=(figure,)),
        "revised": line.get("revised", False),
        "broken": explain_break(line, wave.previous.period) if line["broken"] and wave.previous is not None else None,
        "value": format_percent(scale_published(line["value"], is_share), digits=1)
        if is_share
        else format_number(scale_published(line["value"], is_share), digits=1),
        "awaited": line.get("awaited", False),
        "typed": line.get("typed", False),
        "fragile": bool(line.get("concentration")),
        "half_width": "–" if half is None else format_number(half * 100 if is_share else half, digits=1),
        "response_share": None
        if line["response_share"] is None
        else format_percent(line["response_share"] * 100, digits=0),
        "change": None if change is None else _present_change(change, is_share=is_share),
    }


def _describe_measure(wave: Wave, line: dict[str, Any]) -> Text | None:
    """What a number is: the sentence that its question stands under, a mean or a total, its unit; none for a share."""
    if line["option"]:
        return None
    placed = find_questionnaire(wave)[line["question"]]
    unit = name_unit(placed.question.unit_words)
    total = line.get("statistic") == "total"
    mean = Text.same("total") if total else Text(fr="moyenne par centre", en="mean per centre")
    under = placed.screen.text if len(placed.screen.questions) > 1 else None
    parts = [part for part in (under, mean, unit) if part is not None]
    return Text(fr=" · ".join(part.fr for part in parts), en=" · ".join(part.en for part in parts))


def _present_change(change: dict[str, Any], *, is_share: bool) -> dict[str, Any]:
    points, low, high = (scale_published(change[name], is_share) for name in ("difference", "low", "high"))
    return {
        "points": format_signed(points, digits=1),
        "low": format_signed(low, digits=1),
        "high": format_signed(high, digits=1),
        "size": change["difference"],
        "established": change["verdict"] != "not-established",
        "p": write_chance(change["p_value"]),
        "verdict": VERDICT_LABELS[change["verdict"]],
        "mark": _MARKS[change["verdict"]],
    }


def _present_revision(row: Any) -> dict[str, Any]:
    questionnaire = find_questionnaire(row.wave)
    line = next(one for one in row.wave.results["outcomes"] if one["key"] == row.result)

    def write(value: float) -> str:
        return format_percent(value * 100, digits=1) if line["option"] else format_number(value, digits=1)

    moved = (row.after - row.before) * (100 if line["option"] else 1)
    figure = next((one for one in find_figure_ids(row.wave, line["key"]) if one in current_register()), None)
    return {
        "key": line["key"],
        "difference": format_signed(moved, digits=1),
        "points": bool(line["option"]),
        "url": None if figure is None else reverse("observatory:figure", args=(figure,)),
        "label": name_result(questionnaire, line),
        "before": write(row.before),
        "after": write(row.after),
        "former_interval": _write_interval(row.interval_before, write),
        "interval": _write_interval(row.interval_after, write),
        "recomputed": row.recomputed,
        "reason": Text(fr=row.reason_fr, en=row.reason_en),
        "made_on": row.made_on,
        "wave": row.wave,
    }


def _write_interval(interval: list[float] | None, write: Callable[[float], str]) -> Text | None:
    if interval is None:
        return None
    low, high = (write(end) for end in interval)
    return Text(fr=f"{low} à {high}", en=f"{low} to {high}")
