"""Mappings: what one text covers of another, first counted, then theme by theme, then subject by subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import number
from filiere.publication import Column, Table
from filiere.referentials.mapping import Subject
from filiere.site.label import words
from filiere.site.label.coverings import Cell, Reading, read
from filiere.site.label.tables.common import source
from filiere.site.label.tables.mappings import known_categories, mappings_table
from filiere.site.label.views.common import Choice, Chosen, kindly, mapping_url, page, question_url, release_url
from filiere.site.label.visibility import near_names, shelf_of
from filiere.site.observatory.charts import Link
from filiere.site.observatory.register import current_register
from filiere.site.observatory.shown import ShownTable, downloads, show
from filiere.site.observatory.tables import Asked
from filiere.site.observatory.views.figure import Fact
from filiere.site.observatory.words import both, count, listed, say
from filiere.site.templatetags.filiere import day as in_words
from filiere.site.templatetags.filiere import lang as current_lang


@dataclass(frozen=True, slots=True)
class LinkShown:
    """What reaches a subject: the questions that do it together, how they stand to it, what may be carried."""

    ends: tuple[Link, ...]
    relation: str
    note: str


@dataclass(frozen=True, slots=True)
class SubjectShown:
    """A subject of the target with its coverage."""

    text: str
    url: str
    state: str
    words: str
    links: tuple[LinkShown, ...]
    gaps: tuple[str, ...]


@require_safe
def mappings(request: HttpRequest) -> HttpResponse:
    """The list of mappings, each with its coverage."""
    lang = current_lang()
    shelf = shelf_of(request.user)
    total = len(shelf.mappings)
    reviewed = sum(one.status in ("reviewed", "approved") for one in shelf.mappings.values())
    many = count(lang, total).capitalize()
    title = say(
        lang,
        f"{many} {'correspondance' if total == 1 else 'correspondances'}, dont {count(lang, reviewed)} "
        f"{'relue' if reviewed < 2 else 'relues'} par une personne",
        f"{many} {'mapping' if total == 1 else 'mappings'}, {count(lang, reviewed)} of them reviewed by a person",
    )
    if not total:
        title = say(lang, "Aucune correspondance n’est encore publiée", "No mapping is published yet")
    table = show(
        mappings_table(Asked(current_register(), lang, {}, request.user)),
        lang,
        columns=("id", "nature", "status", "subjects", "covered", "partly", "uncovered"),
        links={"id": lambda row: mapping_url(str(row["id"]))},
        render={"id": lambda row: f"{row['source']} → {row['target']}"},
    )
    return page(request, "mappings", {"title": title, "table": table if total else None})


@require_safe
@kindly("mapping")
def mapping(request: HttpRequest, mapping: str) -> HttpResponse:
    """One mapping, as it was written or backwards (`reverse=1`), for all candidates or one category."""
    lang = current_lang()
    shelf = shelf_of(request.user)
    found = shelf.mapping(mapping)
    backwards = request.GET.get("reverse") == "1"
    chosen = chosen_of(request, read(shelf, found), backwards, lang)
    reading = read(shelf, found, backwards=backwards, category=chosen.key)
    params = {
        "id": found.id,
        **({"reverse": "1"} if backwards else {}),
        **({"category": chosen.key} if chosen.key else {}),
    }
    total = reading.coverage.total
    context: dict[str, Any] = {
        "mapping": found,
        "source": reading.source.id,
        "source_title": str(words.title(reading.source)),
        "target_title": str(words.title(reading.target)),
        "source_url": release_url(reading.source.id),
        "target": reading.target.id,
        "target_url": release_url(reading.target.id),
        "title": finding(reading, lang),
        "summary": str(reading.coverage.summary),
        "chosen": chosen,
        "facts": facts(reading, lang),
        "backwards": backwards,
        "turn": mapping_url(found.id) + ("" if backwards else "?reverse=1"),
        "total": total,
        "themes": by_theme(reading, lang),
        "matrix": matrix(reading, lang),
        "subjects": subjects(reading, lang),
        "files": downloads("label-mapping", lang, params),
        "stale": len(reading.stale),
    }
    return page(request, "mapping", context)


def chosen_of(request: HttpRequest, reading: Reading, backwards: bool, lang: Lang) -> Chosen:
    """The category that narrows the coverage; all candidates without one."""
    known = {key: text.get(lang) for key, text in known_categories(reading).items()}
    asked = request.GET.get("category", "").strip()[:60]
    problems: tuple[str, ...] = ()
    if asked and asked not in known:
        near = ", ".join(near_names(asked, tuple(known)) or tuple(known)) or "–"
        problems = (
            say(
                lang,
                f"« {asked} » n’est pas une catégorie de candidat : la page les compte toutes. Essayez : {near}.",
                f"“{asked}” is not an applicant category: the page counts them all. Try: {near}.",
            ),
        )
        asked = ""

    def address(key: str) -> str:
        given = {**({"reverse": "1"} if backwards else {}), **({"category": key} if key else {})}
        return f"{reverse('label:mapping', args=[reading.mapping.id])}{'?' if given else ''}{urlencode(given)}"

    every = say(lang, "Toutes les questions", "All questions")
    choices = [Choice("", every, address(""), not asked)] if known else []
    choices += [Choice(key, name, address(key), key == asked) for key, name in known.items()]
    return Chosen(asked or None, known.get(asked, every), tuple(choices), problems)


def finding(reading: Reading, lang: Lang) -> str:
    """How much of the target is covered, told over its subjects."""
    total = reading.coverage.total
    subjects = words.noun(reading.target, total.subjects, lang)
    covered, partly, left = (number(one, lang) for one in (total.covered, total.partly, total.uncovered))
    norm = reading.target.referential.kind != "label"
    some = "s" if total.covered > 1 else ""
    agreed = some if norm else f"e{some}"
    return say(
        lang,
        f"Sur {subjects}, {covered} entièrement couvert{agreed}, {partly} en partie, {left} de côté",
        f"Of {subjects}, {covered} fully covered, {partly} partly, {left} not covered",
    )


def facts(reading: Reading, lang: Lang) -> list[Fact]:
    """How the mapping was made, by whom it was read, and whether it still fits."""
    mapping = reading.mapping
    lines = [
        Fact(say(lang, "Nature", "Nature"), words.NATURES[mapping.nature].get(lang)),
        Fact(say(lang, "Faite", "Made"), words.METHODS[mapping.method].get(lang)),
        Fact(say(lang, "Relecture", "Review"), words.MAPPING_STATUSES[mapping.status].get(lang)),
    ]
    if mapping.reviewed_by:
        people = [f"{one.role.replace('_', ' ')}, {in_words(one.date)}" for one in mapping.reviewed_by]
        lines.append(Fact(say(lang, "Relue par", "Reviewed by"), say(lang, " ; ", "; ").join(people)))
    else:
        lines.append(Fact(say(lang, "Relue par", "Reviewed by"), say(lang, "personne à ce jour", "nobody to date")))
    states = [one.state for one in reading.states]
    parts = [
        say(lang, f"{states.count('fresh')} à jour", f"{states.count('fresh')} up to date"),
        say(lang, f"{states.count('stale')} à relire", f"{states.count('stale')} to be reviewed again"),
        say(
            lang,
            f"{states.count('unseen')} sans empreinte de relecture",
            f"{states.count('unseen')} with no fingerprint of review",
        ),
    ]
    lines.append(
        Fact(say(lang, "Énoncés", "Statements"), f"{len(states)}{say(lang, ' : ', ': ')}{listed(lang, parts)}")
    )
    return lines


def by_theme(reading: Reading, lang: Lang) -> ShownTable:
    """The counts, part by part of the target, then together."""
    counts = (*reading.coverage.themes, reading.coverage.total)
    table = Table(
        id="coverage-counts",
        title=both("Couverture, partie par partie", "Coverage, part by part"),
        columns=(
            Column("theme", both("Partie", "Part")),
            Column("covered", both("Couverts", "Covered"), kind="integer"),
            Column("partly", both("En partie", "Partly"), kind="integer"),
            Column("uncovered", both("Non couverts", "Not covered"), kind="integer"),
            Column("subjects", both("Sujets", "Subjects"), kind="integer"),
        ),
        rows=tuple(
            {
                "theme": one.text,
                "covered": one.covered,
                "partly": one.partly,
                "uncovered": one.uncovered,
                "subjects": one.subjects,
            }
            for one in counts
        ),
        source=source(reading.source, reading.target),
        marked=frozenset({len(counts) - 1}),
    )
    return show(table, lang)


def matrix(reading: Reading, lang: Lang) -> dict[str, Any]:
    """Where the themes of the source meet those of the target; a cell that is empty says that they never do."""
    cells = reading.cells()
    columns = [one for one in words.in_order(reading.target) if any(theme == one.key for _, theme in cells)]
    rows = [one for one in words.in_order(reading.source) if any(theme == one.key for theme, _ in cells)]
    return {
        "columns": [one.text.get(lang) for one in columns],
        "rows": [
            (row.text.get(lang), [cells.get((row.key, column.key), Cell(0, 0)) for column in columns]) for row in rows
        ],
        "idle": [one.text.get(lang) for one in words.in_order(reading.source) if one not in rows],
    }


def subjects(reading: Reading, lang: Lang) -> list[tuple[str, list[SubjectShown]]]:
    """The subjects of the target, part by part."""
    found: dict[str, list[SubjectShown]] = {}
    for one in reading.coverage.subjects:
        name = reading.target.theme(one.theme).text.get(lang)
        found.setdefault(name, []).append(shown(reading, one, lang))
    return list(found.items())


def shown(reading: Reading, subject: Subject, lang: Lang) -> SubjectShown:
    """A subject with what reaches it."""
    links = []
    for link in subject.links:
        ends = tuple(
            Link(words.heading(reading.source.criteria[key], lang), question_url(reading.source.id, key))
            for key in link.sources
        )
        carry = words.CARRIES[link.may_carry(subject.key)].get(lang)
        note = [say(lang, f"peut reprendre : {carry}", f"may carry over: {carry}")]
        if link.strength is not None:
            note.insert(0, say(lang, f"force {link.strength} sur 10", f"strength {link.strength} out of 10"))
        if link.status == "stale":
            note.append(words.MAPPING_STATUSES["stale"].get(lang))
        links.append(LinkShown(ends, words.RELATIONS[link.relation].get(lang), ", ".join(note)))
    return SubjectShown(
        words.heading(reading.target.criteria[subject.key], lang),
        question_url(reading.target.id, subject.key),
        subject.state,
        words.STATES[subject.state].get(lang),
        tuple(links),
        tuple(gap.get(lang) for gap in subject.gaps),
    )
