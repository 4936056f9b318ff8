"""All of one question: levels, evidence, formula, points, reasons, and what it becomes or comes from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from filiere.core.numbers import format_number
from filiere.core.typography import raise_first_letter
from filiere.publication import Column, Table
from filiere.referentials import Criterion, Indicator, Migration, Release, find_dependencies
from filiere.referentials.mapping import Link as MapLink
from filiere.referentials.mapping import resolve_mapping
from filiere.referentials.records import source_keys, target_keys
from filiere.site.kit.bilingual_text import bilingual, format_value_range, join_list, localize
from filiere.site.kit.charts import ChartLink, draw_cached
from filiere.site.kit.tables import build_table_view
from filiere.site.label import code_labels
from filiere.site.label.expression_text import unit_label
from filiere.site.label.presenters.questions import QuestionPresenter, WordedRule, parse_grid
from filiere.site.label.views.common import (
    mapping_url,
    offer_near_names,
    question_url,
    release_url,
    render_page,
    theme_url,
)
from filiere.site.label.visible_releases import NotVisible, ReleaseCatalogue, near_names, visible_catalogue
from filiere.site.observatory.views.figure import ScopeFact


@dataclass(frozen=True, slots=True)
class MappedLink:
    """One link of a mapping that reaches the question: the questions at the other end, and how they stand to it."""

    ends: tuple[ChartLink, ...]
    text: str
    said: str
    gaps: tuple[str, ...]
    mapping: str
    status: str


@require_safe
@offer_near_names("question")
def show_question(request: HttpRequest, release: str, key: str) -> HttpResponse:
    """The page of a question; its number leads to its key, which never changes."""
    shelf = visible_catalogue(request.user)
    found = shelf.release(release)
    item = found.find(key)
    if item is None:
        names = (*found.criteria, *(criterion.number for criterion in found.criteria.values() if criterion.number))
        raise NotVisible(key, near_names(key, names))
    if item.key != key:
        return redirect("label:question", release=found.id, key=item.key)
    writer = QuestionPresenter(found, shelf.day)
    indicator = found.indicators.get(item.scored_by or "")
    theme = found.theme_of[item.key]
    context: dict[str, Any] = {
        "release": found,
        "release_title": str(found.title),
        "release_url": release_url(found.id),
        "theme": theme,
        "theme_url": theme_url(found.id, theme.key),
        "section": next((str(part.text) for part in theme.sections if part.key == item.section), ""),
        "question": writer.present_question(item),
        "facts": build_question_facts(found, item),
        "scoring": describe_scoring(found, item),
        "indicator": build_indicator(writer, indicator) if indicator is not None else None,
        "mapped": list_mapped_links(shelf, found, item),
        "fates": list_fates(shelf, found, item),
        "neighbours": neighbouring_questions(found, item),
    }
    return render_page(request, "question", context)


def build_question_facts(release: Release, criterion: Criterion) -> list[ScopeFact]:
    """What is known of the question, line by line."""
    categories = release.referential.categories
    lines = []
    if categories:
        asked = [str(one.text) for key, one in categories.items() if criterion.is_asked_of(key)]
        lines.append(ScopeFact(localize("Posée à", "Asked of"), join_list(asked)))
    if criterion.assessed_by:
        people = join_list([str(code_labels.ASSESSOR_LABELS[one]) for one in criterion.assessed_by])
        lines.append(ScopeFact(localize("Qui l’évalue", "Who assesses it"), people))
    if criterion.basis is not None:
        lines.append(ScopeFact(localize("Repose sur", "Rests on"), str(code_labels.BASIS_LABELS[criterion.basis])))
    if criterion.iso26000:
        lines.append(ScopeFact("ISO 26000", criterion.iso26000))
    if criterion.vsme:
        lines.append(ScopeFact("VSME", criterion.vsme))
    if criterion.mirror is not None:
        category, _, key = criterion.mirror.of.partition(".")
        other = release.criteria.get(key)
        shown = code_labels.short_name(other) if other is not None else key
        who = code_labels.category_name(release.referential, category)
        lines.append(
            ScopeFact(
                localize("Recoupée avec", "Cross-checked with"),
                localize(f"la question {shown} du côté « {who} »", f"question {shown} on the side of “{who}”"),
                question_url(release.id, key) if other is not None else None,
            )
        )
    return lines


def describe_scoring(release: Release, criterion: Criterion) -> str:
    """How many points the question gives, and what they count for beside the other questions of its theme."""
    scale, theme = release.scales.get(criterion.key), release.theme_of[criterion.key]
    if release.award is None or (scale is None and criterion.scored_by is None):
        return ""
    low, most = (scale.levels[0].value, scale.levels[-1].value) if scale is not None else (Decimal(0), Decimal(100))
    span, weight = format_value_range(low, most), format_number(criterion.weight)
    weights = [one.weight for one in theme.criteria]
    others = ("", "")
    if min(weights) != max(weights):
        range_ = format_value_range(min(weights), max(weights))
        others = (f" ; ceux des questions de la rubrique vont {range_}", f"; weights there range from {range_}")
    by = (
        localize("selon le niveau retenu", "according to the level found")
        if scale is not None
        else localize("selon la valeur de l’indicateur", "according to the value of the indicator")
    )
    return localize(
        f"{raise_first_letter(span)} points, {by}. Son poids dans la moyenne de la rubrique est {weight}{others[0]}.",
        f"{span} points, {by}. Its weight in the average of the theme is {weight}{others[1]}.",
    )


def build_indicator(writer: QuestionPresenter, indicator: Indicator) -> dict[str, Any]:
    """An indicator: what is asked, the formula, the points it gives."""
    curve = writer.curve(indicator)
    rule = indicator.scores.rule if indicator.scores is not None else None
    bounds = indicator.plausible
    needed = find_dependencies(writer.release, indicator)
    return {
        "name": str(indicator.text),
        "unit": unit_label(indicator.unit),
        "formula": WordedRule("", writer.phrase(indicator.formula), " ".join(indicator.formula.split())),
        "applies": WordedRule("", writer.phrase(indicator.applies_if), indicator.applies_if)
        if indicator.applies_if
        else None,
        "inputs": [
            {
                "text": str(one.text),
                "unit": unit_label(one.unit),
                "per_site": one.per is not None,
                "note": str(one.note) if one.note is not None else "",
            }
            for one in needed.inputs.values()
        ],
        "facts": [str(writer.release.referential.facts[key].text) for key in needed.facts],
        "digits": indicator.rounding.digits,
        "plausible": localize(
            f"entre {format_number(bounds.min)} et {format_number(bounds.max)} ; au-delà, un commentaire est demandé",
            f"between {format_number(bounds.min)} and {format_number(bounds.max)}; outside this range, a "
            f"comment is "
            f"required",
        )
        if bounds is not None and bounds.min is not None and bounds.max is not None
        else "",
        "note": str(indicator.note) if indicator.note is not None else "",
        "rule": WordedRule("", writer.phrase(rule), " ".join(rule.split())) if rule is not None else None,
        "curve": draw_cached(curve) if curve is not None else None,
        "curve_title": curve.title if curve is not None else "",
        "curve_steps": curve.steps if curve is not None else False,
        "grid": _build_grid_table(rule, unit_label(indicator.unit)) if rule is not None else None,
    }


def _build_grid_table(rule: str, unit: str) -> Any:
    """The points of a grid as a table; None for a rule that is no plain grid."""
    found = parse_grid(rule)
    if found is None:
        return None
    table = Table(
        id="points-grid",
        title=bilingual("Points du barème", "Points of the grid"),
        columns=(
            Column("value", bilingual("Valeur", "Value"), kind="decimal"),
            Column("points", bilingual("Points", "Points"), kind="decimal"),
        ),
        rows=tuple({"value": x, "points": y} for x, y in found[1]),
        source=bilingual("Filière, référentiels", "Filière, referentials"),
    )
    return build_table_view(table, heads={"value": f"{localize('Valeur', 'Value')} ({unit})"} if unit else {})


def list_mapped_links(shelf: ReleaseCatalogue, release: Release, criterion: Criterion) -> list[MappedLink]:
    """What answers the question, or what it answers, in the other texts that a mapping links to its release."""
    found = []
    for mapping in shelf.mappings.values():
        source, target = shelf.ends(mapping)
        if release.id not in (source.id, target.id):
            continue
        known = resolve_mapping(mapping, source, target)
        if release.id == target.id:
            known = known.reverse()
        found += [
            _build_mapped_link(link, known.target, mapping.id)
            for link in known.of(criterion.key)
            if link.relation != "none"
        ]
    return found


def _build_mapped_link(link: MapLink, other: Release, mapping: str) -> MappedLink:
    ends = tuple(
        ChartLink(code_labels.question_heading(other.criteria[key]), question_url(other.id, key))
        for key in link.targets
    )
    relation = code_labels.label_of(code_labels.QUESTION_RELATION_LABELS, link.relation)
    said = [relation]
    if link.strength is not None:
        strength = format_number(link.strength)
        said.append(localize(f"proximité {strength} sur 10", f"closeness {strength} out of 10"))
    if link.carry != "none":
        carry = code_labels.label_of(code_labels.CARRY_LABELS, link.carry)
        said.append(localize(f"peut servir aux deux : {carry}", f"may serve both: {carry}"))
    status = code_labels.label_of(code_labels.MAPPING_STATUS_LABELS, link.status)
    gaps = tuple(str(gap) for gap in (*link.gaps, *link.gaps_back))
    return MappedLink(ends, str(other.title), " ; ".join(said), gaps, mapping_url(mapping), status)


@dataclass(frozen=True, slots=True)
class QuestionFate:
    """What became of a question between two releases: the operation, its ends, its note."""

    release: ChartLink
    backwards: bool
    words: str
    ends: tuple[ChartLink, ...]
    note: str


def list_fates(shelf: ReleaseCatalogue, release: Release, criterion: Criterion) -> list[QuestionFate]:
    """Where the question comes from in the release before, and what it becomes in those after that the reader sees."""
    found = []
    for after in (release, *(one for one in shelf.of(release.referential.key) if one.id != release.id)):
        for migration in after.migrations:
            before = shelf.releases.get(f"{release.referential.key}@{migration.migration.start}")
            backwards = after.id == release.id
            if before is None or (not backwards and before.id != release.id):
                continue
            found += _fates_in_migration(migration, before if backwards else after, criterion, backwards=backwards)
    return found


def _fates_in_migration(
    migration: Migration, other: Release, criterion: Criterion, *, backwards: bool
) -> list[QuestionFate]:
    found = []
    for op in migration.ops:
        mine, theirs = (target_keys(op), source_keys(op)) if backwards else (source_keys(op), target_keys(op))
        if criterion.key not in mine:
            continue
        ends = tuple(
            ChartLink(
                code_labels.question_heading(other.criteria[key]),
                question_url(other.id, key),
            )
            for key in theirs
            if key in other.criteria
        )
        note = str(op.note) if op.note is not None else ""
        found.append(
            QuestionFate(
                ChartLink(str(other.title), release_url(other.id)),
                backwards,
                code_labels.label_of(code_labels.OPERATION_LABELS, op.op),
                ends,
                note,
            )
        )
    return found


def neighbouring_questions(release: Release, criterion: Criterion) -> tuple[ChartLink | None, ChartLink | None]:
    """The question before and the one after, in the order of the tree."""
    keys = [one.key for one in code_labels.questions_in_order(release)]
    place = keys.index(criterion.key)

    def link(index: int) -> ChartLink | None:
        if not 0 <= index < len(keys):
            return None
        criterion = release.criteria[keys[index]]
        return ChartLink(code_labels.question_heading(criterion), question_url(release.id, criterion.key))

    return link(place - 1), link(place + 1)
