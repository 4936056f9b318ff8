"""All of one question: levels, evidence, formula, points, reasons, and what it becomes or comes from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import number
from filiere.publication import Column, Table
from filiere.referentials import Criterion, Indicator, Migration, Release
from filiere.referentials.mapping import Link as MapLink
from filiere.referentials.mapping import correspondence
from filiere.referentials.needs import needs
from filiere.referentials.records import sources, targets
from filiere.site.label import words
from filiere.site.label.phrases import unit_label
from filiere.site.label.questions import Questions, grid_of
from filiere.site.label.rules import Rule
from filiere.site.label.views.common import kindly, mapping_url, page, question_url, release_url, theme_url
from filiere.site.label.visibility import NotThere, Shelf, near_names, shelf_of
from filiere.site.observatory.charts import Link, drawn
from filiere.site.observatory.shown import show
from filiere.site.observatory.views.figure import Fact
from filiere.site.observatory.words import both, listed, say
from filiere.site.templatetags.filiere import lang as current_lang


@dataclass(frozen=True, slots=True)
class Mapped:
    """One link of a mapping that reaches the question: the questions at the other end, and how they stand to it."""

    ends: tuple[Link, ...]
    release: str
    relation: str
    carry: str
    strength: str
    status: str
    gaps: tuple[str, ...]
    mapping: Link


@require_safe
@kindly("question")
def question(request: HttpRequest, release: str, key: str) -> HttpResponse:
    """The page of a question; its number leads to its key, which never changes."""
    lang = current_lang()
    shelf = shelf_of(request.user)
    found = shelf.release(release)
    one = found.find(key)
    if one is None:
        names = (*found.criteria, *(criterion.number for criterion in found.criteria.values() if criterion.number))
        raise NotThere(key, near_names(key, names))
    if one.key != key:
        return redirect("label:question", release=found.id, key=one.key)
    writer = Questions(found, lang, shelf.day)
    indicator = found.indicators.get(one.scored_by or "")
    theme = found.theme_of[one.key]
    context: dict[str, Any] = {
        "release": found,
        "release_title": str(words.title(found)),
        "release_url": release_url(found.id),
        "theme": theme,
        "theme_url": theme_url(found.id, theme.key),
        "question": writer.shown(one),
        "facts": facts(found, one, lang),
        "duties": duties(found, one, lang),
        "indicator": measured(writer, indicator) if indicator is not None else None,
        "mapped": mapped(shelf, found, one, lang),
        "fates": fates(shelf, found, one, lang),
        "neighbours": neighbours(found, one),
    }
    return page(request, "question", context)


def facts(release: Release, criterion: Criterion, lang: Lang) -> list[Fact]:
    """What is known of the question, line by line."""
    theme = release.theme_of[criterion.key]
    categories = release.referential.categories
    lines = [Fact(say(lang, "Clé permanente", "Permanent key"), criterion.key)]
    lines.append(Fact(say(lang, "Rubrique", "Theme"), theme.text.get(lang), theme_url(release.id, theme.key)))
    section = next((one for one in theme.sections if one.key == criterion.section), None)
    if section is not None:
        lines.append(Fact(say(lang, "Partie", "Section"), section.text.get(lang)))
    if categories:
        asked = [one.text.get(lang) for key, one in categories.items() if criterion.asked(key)]
        lines.append(Fact(say(lang, "Posée à", "Asked of"), listed(lang, asked)))
    if release.award is not None:
        lines.append(Fact(say(lang, "Poids dans la rubrique", "Weight in the theme"), number(criterion.weight, lang)))
    if criterion.assessed_by:
        people = listed(lang, [words.ASSESSORS[one].get(lang) for one in criterion.assessed_by])
        lines.append(Fact(say(lang, "Évaluée par", "Assessed by"), people))
    if criterion.since:
        lines.append(Fact(say(lang, "Posée depuis", "Asked since"), criterion.since))
    if criterion.basis is not None:
        lines.append(Fact(say(lang, "Repose sur", "Rests on"), words.BASES[criterion.basis].get(lang)))
    if criterion.iso26000:
        lines.append(Fact("ISO 26000", criterion.iso26000))
    if criterion.vsme:
        lines.append(Fact("VSME", criterion.vsme))
    if criterion.mirror is not None:
        category, _, key = criterion.mirror.of.partition(".")
        other = release.criteria.get(key)
        shown = words.called(other) if other is not None else key
        who = words.category(release.referential, category, lang)
        lines.append(
            Fact(
                say(lang, "Recoupée avec", "Cross-checked with"),
                say(lang, f"la question {shown} du côté « {who} »", f"question {shown} on the side of “{who}”"),
                question_url(release.id, key) if other is not None else None,
            )
        )
    return lines


def duties(release: Release, criterion: Criterion, lang: Lang) -> list[Rule]:
    """The level owed after so many years with the label."""
    scale = release.scales.get(criterion.key)
    found = []
    for year, level in criterion.duty.items():
        after = {
            "0": say(lang, "Dès l’entrée", "From the start"),
            "1": say(lang, "Après un an", "After one year"),
        }
        years = year.removeprefix("year_")
        text = scale.level(level).text.get(lang) if scale is not None and level in scale.keys else level
        found.append(Rule(after.get(years) or say(lang, f"Après {years} ans", f"After {years} years"), text))
    return found


def measured(writer: Questions, indicator: Indicator) -> dict[str, Any]:
    """An indicator: what is asked, the formula, the points it gives."""
    lang = writer.lang
    curve = writer.curve(indicator)
    rule = indicator.scores.rule if indicator.scores is not None else None
    bounds = indicator.plausible
    needed = needs(writer.release, indicator)
    return {
        "name": indicator.text.get(lang),
        "unit": unit_label(indicator.unit, lang),
        "formula": Rule("", writer.phrase(indicator.formula), " ".join(indicator.formula.split())),
        "applies": Rule("", writer.phrase(indicator.applies_if), indicator.applies_if)
        if indicator.applies_if
        else None,
        "inputs": [
            {
                "key": key,
                "text": one.text.get(lang),
                "unit": unit_label(one.unit, lang),
                "per_site": one.per is not None,
                "note": one.note.get(lang) if one.note is not None else "",
            }
            for key, one in needed.inputs.items()
        ],
        "facts": [writer.release.referential.facts[key].text.get(lang) for key in needed.facts],
        "digits": indicator.rounding.digits,
        "plausible": say(
            lang,
            f"entre {number(bounds.min, lang)} et {number(bounds.max, lang)} ; au-delà, un commentaire est demandé",
            f"between {number(bounds.min, lang)} and {number(bounds.max, lang)}; outside this range, a comment is "
            f"required",
        )
        if bounds is not None and bounds.min is not None and bounds.max is not None
        else "",
        "note": indicator.note.get(lang) if indicator.note is not None else "",
        "rule": Rule("", writer.phrase(rule), " ".join(rule.split())) if rule is not None else None,
        "curve": drawn(curve) if curve is not None else None,
        "curve_title": curve.title if curve is not None else "",
        "curve_steps": curve.steps if curve is not None else False,
        "grid": _grid(rule, unit_label(indicator.unit, lang), lang) if rule is not None else None,
    }


def _grid(rule: str, unit: str, lang: Lang) -> Any:
    """The points of a grid as a table; None for a rule that is no plain grid."""
    found = grid_of(rule)
    if found is None:
        return None
    table = Table(
        id="points-grid",
        title=both("Points du barème", "Points of the grid"),
        columns=(
            Column("value", both("Valeur", "Value"), kind="decimal"),
            Column("points", both("Points", "Points"), kind="decimal"),
        ),
        rows=tuple({"value": x, "points": y} for x, y in found[1]),
        source=both("Filière, référentiels", "Filière, referentials"),
    )
    return show(table, lang, heads={"value": f"{say(lang, 'Valeur', 'Value')} ({unit})"} if unit else {})


def mapped(shelf: Shelf, release: Release, criterion: Criterion, lang: Lang) -> list[Mapped]:
    """What answers the question, or what it answers, in the other texts that a mapping links to its release."""
    found = []
    for mapping in shelf.mappings.values():
        source, target = shelf.ends(mapping)
        if release.id not in (source.id, target.id):
            continue
        known = correspondence(mapping, source, target)
        if release.id == target.id:
            known = known.reversed()
        found += [
            _mapped(link, known.target, mapping.id, lang) for link in known.of(criterion.key) if link.relation != "none"
        ]
    return found


def _mapped(link: MapLink, other: Release, mapping: str, lang: Lang) -> Mapped:
    ends = tuple(Link(words.heading(other.criteria[key], lang), question_url(other.id, key)) for key in link.targets)
    return Mapped(
        ends,
        other.id,
        words.said(words.RELATIONS, link.relation, lang),
        words.said(words.CARRIES, link.carry, lang),
        number(link.strength, lang) if link.strength is not None else "",
        words.said(words.MAPPING_STATUSES, link.status, lang),
        tuple(gap.get(lang) for gap in (*link.gaps, *link.gaps_back)),
        Link(mapping, mapping_url(mapping)),
    )


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a question between two releases: the operation, its ends, its note."""

    release: str
    backwards: bool
    words: str
    ends: tuple[Link, ...]
    note: str


def fates(shelf: Shelf, release: Release, criterion: Criterion, lang: Lang) -> list[Fate]:
    """Where the question comes from in the release before, and what it becomes in those after that the reader sees."""
    found = []
    for after in (release, *(one for one in shelf.of(release.referential.key) if one.id != release.id)):
        for migration in after.migrations:
            before = shelf.releases.get(f"{release.referential.key}@{migration.migration.start}")
            backwards = after.id == release.id
            if before is None or (not backwards and before.id != release.id):
                continue
            found += _fates(migration, before if backwards else after, criterion, backwards=backwards, lang=lang)
    return found


def _fates(migration: Migration, other: Release, criterion: Criterion, *, backwards: bool, lang: Lang) -> list[Fate]:
    found = []
    for op in migration.ops:
        mine, theirs = (targets(op), sources(op)) if backwards else (sources(op), targets(op))
        if criterion.key not in mine:
            continue
        ends = tuple(
            Link(
                f"{words.called(other.criteria[key])} {other.criteria[key].text.get(lang)}", question_url(other.id, key)
            )
            for key in theirs
            if key in other.criteria
        )
        note = op.note.get(lang) if op.note is not None else ""
        found.append(Fate(other.id, backwards, words.said(words.OPERATIONS, op.op, lang), ends, note))
    return found


def neighbours(release: Release, criterion: Criterion) -> tuple[Link | None, Link | None]:
    """The question before and the one after, in the order of the tree."""
    keys = [one.key for one in words.questions_in_order(release)]
    place = keys.index(criterion.key)

    def link(index: int) -> Link | None:
        if not 0 <= index < len(keys):
            return None
        one = release.criteria[keys[index]]
        return Link(words.called(one), question_url(release.id, one.key))

    return link(place - 1), link(place + 1)
