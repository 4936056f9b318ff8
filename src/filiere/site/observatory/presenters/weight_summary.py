"""The answer of the observatory: statements, computation and count side by side, and the retained value if any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse

from filiere.core import Text, source_language
from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter
from filiere.estimation import WEIGHT_USE, ExcludedFigure, SectorWeight, explain_exclusion
from filiere.figures import Figure, Register
from filiere.publication.charts import ConcurrentScale, ScaleValue
from filiere.publication.charts.base import format_range
from filiere.site.kit.bilingual_text import format_value_range, localize
from filiere.site.kit.charts import ChartView, draw_cached
from filiere.site.observatory.extension_points import MadeUpEstimate, made_up_estimates
from filiere.site.observatory.page_figures import weight_points
from filiere.site.observatory.presenters.estimation_methods import round_jobs
from filiere.site.observatory.views.common import build_source_links, figure_url, said_by
from filiere.site.observatory.weight_estimates import read_declarations

SURVEYED: Final = "registry"
"""The method that an annual survey feeds."""
_SURVEY_NAME: Final = Text(fr="enquête", en="survey")
COUNT_USE = "outsourced-fte-2019"
"""The use that holds the latest official count of outsourcers."""


@dataclass(frozen=True, slots=True)
class RetainedWeightView:
    """A retained figure in the reader's language: all of it comes from one figure and from the one choice of it.

    Staff may retain a figure of other years or of another scope than the range beside it: the reader is then told, and
    the drawing leaves it out, since a mark on the scale would compare what cannot be compared.
    `format_range` is its value or its range in words; `value` is what the scale may mark, None when the figure has no
    single value or does not enter the range. `aside` says why it does not, and is empty when it does.
    """

    figure: str
    url: str
    amount: str
    value: Decimal | None
    when: str
    by: str
    confidence: Text
    reason: Text
    aside: str


def build_retained_weight(register: Register, weight: SectorWeight) -> RetainedWeightView | None:
    """What is retained for the weight of the sector, beside the range of `weight`; None when nothing is."""
    choice = register.retention(WEIGHT_USE)
    if choice is None:
        return None
    figure = register[choice.figure]
    outside = explain_exclusion(weight, figure, read_declarations())
    return RetainedWeightView(
        figure=figure.id,
        url=figure_url(figure.id),
        amount=format_range(figure.low, figure.high, figure.value, source_language())
        if figure.unit == "job"
        else register.amount(figure),
        value=figure.value if outside is None else None,
        when=figure.period.label(),
        by=said_by(register, figure),
        confidence=register.name("confidence", figure.confidence),
        reason=choice.reason,
        aside="" if outside is None else _left_aside_sentence(outside),
    )


def _left_aside_sentence(outside: ExcludedFigure) -> str:
    return localize(
        f"Cette valeur n’est ni dans la fourchette ni sur l’échelle : {outside.reason.fr}.",
        f"This value is neither in the range nor on the scale: {outside.reason.en}.",
    )


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One way to answer: what it is, what it gives, and on what it rests; `key` names it to tests.

    A `made_up` one stands beside the others with that word, and is part of no range.
    """

    key: str
    name: str
    amount: str
    words: str
    url: str
    made_up: bool = False


def build_weight_answer(register: Register, weight: SectorWeight) -> dict[str, Any]:
    """The cover of statements and methods, each said apart, on one scale; and the value retained, if there is one.

    Statements without a count make no interval: each is drawn by itself, and no band covers them.
    """
    found = weight.range
    kept = build_retained_weight(register, weight)
    if found is None:
        return {"low": None, "retained": kept}
    low, high = round_jobs(found.low), round_jobs(found.high)
    years = sorted(one.year for one in weight.published) or [weight.year]
    count = register.retained_for(COUNT_USE)
    made_up = list_made_up(weight)
    lines = [
        *_stated_line(register, weight, years),
        *_method_lines(register, weight),
        *map(_write_made_up, made_up),
        *_counted_line(register, count),
    ]
    said = [register[one.figure] for one in (*weight.published, *weight.adjusted)]
    scale = draw_weight_scale(
        register,
        weight,
        desc=" ".join(f"{one.name}{localize(' : ', ': ')}{one.amount}." for one in lines),
        retained=kept.figure if kept else None,
        words=localize("valeur retenue", "retained value") if kept and kept.value is not None else "",
        made_up=made_up,
    )
    return {
        "low": low,
        "high": high,
        "first": years[0],
        "last": years[-1],
        "counted": weight.has_counted_values,
        "lines": lines,
        "scale": scale,
        "retained": kept,
        "open_use": register.open_use(WEIGHT_USE),
        "sources": build_source_links(register, [*said, *([count] if count else [])]),
        "methods": len(weight.taking_part),
        "values": len(weight_points(register)),
    }


def cite_weight_answer(answer: Mapping[str, Any], address: str, consulted: date) -> str:
    """The answer in one sentence to quote: its range, each way to know it, their sources; empty without a range."""
    if answer["low"] is None:
        return ""
    span = format_value_range(answer["low"], answer["high"])
    ways = localize(" ; ", "; ").join(_quote_line(one) for one in answer["lines"] if not one.made_up)
    sources = localize(" ; ", "; ").join(one.words for one in answer["sources"])
    day = format_day(consulted, source_language())
    return localize(
        f"Relation client en France, centres intégrés et prestataires : {span} emplois, que personne n’a comptés "
        f"({answer['first']} à {answer['last']}). {ways}. Sources : {sources}. Filière, {address}, consulté le {day}.",
        f"Customer relations in France, in-house centres and outsourcers: {span} jobs, which nobody has counted "
        f"({answer['first']} to {answer['last']}). {ways}. Sources: {sources}. Filière, {address}, consulted {day}.",
    )


def _quote_line(line: AnswerLine) -> str:
    """A line of the answer out of its page: a count bears its scope and its year with it."""
    scope = f" ({lower_first_letter(line.words).rstrip('.')})" if line.key == "count" else ""
    return f"{line.name}, {line.amount}{scope}"


def draw_weight_scale(
    register: Register,
    weight: SectorWeight,
    *,
    desc: str,
    retained: str | None,
    words: str,
    made_up: Sequence[MadeUpEstimate] = (),
) -> ChartView:
    """Draw each published value and each method by itself, on one scale.

    ``retained`` is the figure or the method put forward, and ``words`` what it is called.
    """
    surveyed = {base.base for one in weight.taking_part if one.method == SURVEYED for base in one.comparable_results}
    # What a survey gives is a method, and is drawn as one: not once more as a publication.
    figures = [register[one.figure] for one in weight.comparable_values if one.figure not in surveyed]
    years = sorted(one.year for one in weight.published) or [weight.year]
    values = [
        ScaleValue(
            about=f"{said_by(register, one)}, {one.period.label()}",
            value=one.value,
            low=one.low,
            high=one.high,
            retained=one.id == retained,
            stated=register.is_stated(one),
            url=figure_url(one.id),
        )
        for one in figures
    ] + [
        ScaleValue(
            about=str(one.label),
            name=str(_SURVEY_NAME) if one.method == SURVEYED else lower_first_letter(str(one.label)),
            low=round_jobs(one.low),
            high=round_jobs(one.high),
            retained=one.method == retained,
        )
        for one in weight.taking_part
        if one.low is not None and one.high is not None
    ]
    values += [
        ScaleValue(
            about=str(one.name),
            name=str(_SURVEY_NAME),
            low=round_jobs(one.low),
            high=round_jobs(one.high),
            made_up=True,
        )
        for one in made_up
    ]
    spec = ConcurrentScale(
        ident="range",
        lang=source_language(),
        title=localize("Publications et calculs, sur une même échelle", "Publications and computations, on one scale"),
        desc=desc,
        values=tuple(values),
        retained_words=words,
    )
    return ChartView(
        id="range",
        title=str(spec.title),
        subtitle=localize(
            f"Emplois en France, centres intégrés et prestataires réunis, de {years[0]} à {years[-1]}, sur un axe qui "
            "part de zéro",
            f"Jobs in France, in-house centres and outsourcers together, {years[0]} to {years[-1]}, on an axis that "
            "starts at zero",
        ),
        drawing=draw_cached(spec),
        sources=build_source_links(register, [register[one.figure] for one in (*weight.published, *weight.adjusted)]),
    )


def _stated_line(register: Register, weight: SectorWeight, years: list[int]) -> list[AnswerLine]:
    published, stated = weight.published_range, weight.stated_range
    if published is None or stated is None:
        return []
    many = len(weight.published)
    name = (
        localize("Études et déclarations publiées", "Published studies and statements")
        if weight.has_counted_values
        else localize("Déclarations, sans décompte", "Statements, without a count")
    )
    span = localize(f"de {years[0]} à {years[-1]}", f"{years[0]} to {years[-1]}")
    words = localize(
        f"{many} valeur{'s' if many > 1 else ''} publiée{'s' if many > 1 else ''} {span}.",
        f"{many} published value{'s' if many > 1 else ''}, {span}.",
    )
    if stated != published:
        ends = (round_jobs(published.low), round_jobs(published.high))
        words += localize(
            f" L’une compte aussi des emplois à l’étranger : elle est ramenée ici à la France. Telles quelles, elles "
            f"vont {format_value_range(*ends)}.",
            f" One also counts jobs abroad: it is restricted to France here. As they stand, they run from "
            f"{format_value_range(*ends)}.",
        )
    if any(register[one.figure].measure != weight.scope.measure for one in weight.published):
        words += localize(
            " Ce qu’une source dit en salariés ou en personnes compte ici avec les emplois ; les équivalents temps "
            "plein et les positions, non.",
            " What a source says in employees or people counts here with jobs; full-time equivalents and positions "
            "do not.",
        )
    undated = [register.amount(register[one.figure]) for one in weight.excluded if one.code == "uncertain-year"]
    if undated:
        words += localize(
            f" N’entre pas ici, faute d’année certaine : {' ; '.join(undated)}.",
            f" Left out, its year being uncertain: {'; '.join(undated)}.",
        )
    return [
        AnswerLine(
            "statements", name, format_value_range(round_jobs(stated.low), round_jobs(stated.high)), words, "#points"
        )
    ]


def _method_lines(register: Register, weight: SectorWeight) -> list[AnswerLine]:
    found = []
    for estimate in weight.taking_part:
        if estimate.low is None or estimate.high is None:
            continue
        first = estimate.comparable_results[0]
        is_survey = estimate.method == SURVEYED
        label = lower_first_letter(str(first.label if is_survey else estimate.label))
        worked = first.points
        words = localize(" ; ", "; ").join(str(one.words) for one in (worked[0], worked[-1])) if worked else ""
        found.append(
            AnswerLine(
                estimate.method,
                localize(f"Calcul : {label}", f"Computation: {label}"),
                format_value_range(round_jobs(estimate.low), round_jobs(estimate.high)),
                _describe_survey(register, first.base) if is_survey else words,
                f"{reverse('observatory:methods')}?year={weight.year}#{estimate.method}",
            )
        )
    return found


def _describe_survey(register: Register, figure: str) -> str:
    """The central value of a survey, what its interval is, and how many centres replied."""
    total = register[figure]
    replies = [register.amount(register[one]) for one in total.derived.sources] if total.derived else []
    words = localize(
        f"Valeur centrale : {format_number(total.value)} ; intervalle à 95 %",
        f"Central value: {format_number(total.value)}; 95% interval",
    )
    return f"{words}, {localize('réponses :', 'replies:')} {', '.join(replies)}." if replies else f"{words}."


def list_made_up(weight: SectorWeight) -> list[MadeUpEstimate]:
    """What a demonstration has of the survey; nothing once a real one takes part."""
    if any(one.method == SURVEYED for one in weight.taking_part):
        return []
    return [found for give in made_up_estimates if (found := give()) is not None]


def _write_made_up(one: MadeUpEstimate) -> AnswerLine:
    return AnswerLine(
        SURVEYED,
        localize(f"Calcul : {lower_first_letter(one.name.fr)}", f"Computation: {lower_first_letter(one.name.en)}"),
        format_value_range(round_jobs(one.low), round_jobs(one.high)),
        str(one.words),
        one.url,
        made_up=True,
    )


def _counted_line(register: Register, figure: Figure | None) -> list[AnswerLine]:
    """The latest count of official statistics: outsourcers only, whatever its unit."""
    if figure is None:
        return []
    return [
        AnswerLine(
            "count",
            localize(
                f"Statistique publique ({said_by(register, figure)})",
                f"Official statistics ({said_by(register, figure)})",
            ),
            register.amount(figure),
            localize(
                f"Chez les seuls prestataires, en {figure.period.label()}.",
                f"At outsourcers only, in {figure.period.label()}.",
            ),
            figure_url(figure.id),
        )
    ]
