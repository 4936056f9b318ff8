"""Mappings: what one text covers of another, first counted, then theme by theme, then subject by subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.publication import Column, Table
from filiere.referentials.mapping import CoveredSubject
from filiere.site.kit.bilingual_text import bilingual, count_in_letters, join_list, localize
from filiere.site.kit.charts import ChartLink
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import TableView, build_table_view, list_downloads
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.label import code_labels
from filiere.site.label.mapping_coverage import CoverageCell, MappingReading, read_mapping
from filiere.site.label.tables.common import build_source
from filiere.site.label.tables.mappings import build_mappings_table, category_names
from filiere.site.label.views.common import (
    CategoryChoice,
    LinkChoice,
    mapping_url,
    offer_near_names,
    question_url,
    release_url,
    render_page,
)
from filiere.site.label.visible_releases import near_names, visible_catalogue
from filiere.site.observatory.views.figure import ScopeFact


@dataclass(frozen=True, slots=True)
class SubjectLinkView:
    """What reaches a subject: the questions that do it together, how they stand to it, what may be carried."""

    ends: tuple[ChartLink, ...]
    relation: str
    note: str


@dataclass(frozen=True, slots=True)
class SubjectView:
    """A subject of the target with its coverage."""

    text: str
    url: str
    state: str
    words: str
    links: tuple[SubjectLinkView, ...]
    gaps: tuple[str, ...]


@require_safe
def list_mappings(request: HttpRequest) -> HttpResponse:
    """The list of mappings, each with its coverage."""
    shelf = visible_catalogue(request.user)
    total = len(shelf.mappings)
    reviewed = sum(one.status in ("reviewed", "approved") for one in shelf.mappings.values())
    many = count_in_letters(total).capitalize()
    title = localize(
        f"{many} {'correspondance' if total == 1 else 'correspondances'}, dont {count_in_letters(reviewed)} "
        f"{'relue' if reviewed < 2 else 'relues'} par une personne",
        f"{many} {'mapping' if total == 1 else 'mappings'}, {count_in_letters(reviewed)} of them reviewed by a person",
    )
    if total > 1 and not reviewed:
        title = localize(
            f"{many} correspondances, aucune encore relue par une personne",
            f"{many} mappings, none of them reviewed by a person yet",
        )
    if not total:
        title = localize("Aucune correspondance n’est encore publiée", "No mapping is published yet")
    rows = [
        {
            **row,
            "url": mapping_url(str(row["id"])),
            "titles": [str(shelf.release(str(row[end])).title) for end in ("source", "target")],
        }
        for row in build_mappings_table(TableRequest(current_lang(), {}, request.user)).rows
    ]
    files = list_downloads("label-mappings") if total else None
    return render_page(request, "mappings", {"title": title, "rows": rows, "files": files})


@require_safe
@offer_near_names("mapping")
def show_mapping(request: HttpRequest, mapping: str) -> HttpResponse:
    """One mapping, as it was written or backwards (`reverse=1`), for all candidates or one category."""
    shelf = visible_catalogue(request.user)
    found = shelf.mapping(mapping)
    backwards = request.GET.get("reverse") == "1"
    chosen = parse_coverage_category(request, read_mapping(shelf, found), backwards)
    reading = read_mapping(shelf, found, backwards=backwards, category=chosen.key)
    params = {
        "id": found.id,
        **({"reverse": "1"} if backwards else {}),
        **({"category": chosen.key} if chosen.key else {}),
    }
    total = reading.coverage.total
    context: dict[str, Any] = {
        "mapping": found,
        "source_title": str(reading.source.title),
        "target_title": str(reading.target.title),
        "source_url": release_url(reading.source.id),
        "target_url": release_url(reading.target.id),
        "title": coverage_finding(reading),
        "of_subjects": reading.target.referential.kind != "label",
        "chosen": chosen,
        "facts": build_mapping_facts(reading),
        "backwards": backwards,
        "turn": mapping_url(found.id) + ("" if backwards else "?reverse=1"),
        "total": total,
        "themes": build_theme_counts(reading),
        "matrix": build_matrix(reading),
        "subjects": group_subjects(reading),
        "files": list_downloads("label-mapping", params),
        "stale": len(reading.stale_maps),
    }
    return render_page(request, "mapping", context)


def parse_coverage_category(request: HttpRequest, reading: MappingReading, backwards: bool) -> CategoryChoice:
    """The category that narrows the coverage; all candidates without one."""
    known = {key: str(text) for key, text in category_names(reading).items()}
    asked = request.GET.get("category", "").strip()[:60]
    problems: tuple[str, ...] = ()
    if asked and asked not in known:
        near = ", ".join(near_names(asked, tuple(known)) or tuple(known)) or "–"
        problems = (
            localize(
                f"« {asked} » n’est pas une catégorie de candidat : la page les compte toutes. Essayez : {near}.",
                f"“{asked}” is not an applicant category: the page counts them all. Try: {near}.",
            ),
        )
        asked = ""

    def address(key: str) -> str:
        given = {**({"reverse": "1"} if backwards else {}), **({"category": key} if key else {})}
        return f"{reverse('label:mapping', args=[reading.mapping.id])}{'?' if given else ''}{urlencode(given)}"

    every = localize("Toutes les questions", "All questions")
    choices = [LinkChoice("", every, address(""), not asked)] if known else []
    choices += [LinkChoice(key, name, address(key), key == asked) for key, name in known.items()]
    return CategoryChoice(asked or None, known.get(asked, every), tuple(choices), problems)


def coverage_finding(reading: MappingReading) -> str:
    """How much of the target is covered, told over its subjects."""
    total = reading.coverage.total
    subjects = code_labels.count_with_noun(reading.target, total.subjects)
    covered, partly, left = (format_number(one) for one in (total.covered, total.partly, total.uncovered))
    norm = reading.target.referential.kind != "label"
    agreed, open_ = (("" if norm else "e") + ("s" if n > 1 else "") for n in (total.covered, total.uncovered))
    return localize(
        f"Sur {subjects}, {covered} entièrement couvert{agreed}, {partly} en partie, {left} non couvert{open_}",
        f"Of {subjects}, {covered} fully covered, {partly} partly, {left} not covered",
    )


def build_mapping_facts(reading: MappingReading) -> list[ScopeFact]:
    """How the mapping was made, by whom it was read, and whether it still fits."""
    mapping = reading.mapping
    lines = [
        ScopeFact(localize("Nature", "Nature"), str(code_labels.MAPPING_NATURE_LABELS[mapping.nature])),
        ScopeFact(localize("Faite", "Made"), str(code_labels.MAPPING_METHOD_LABELS[mapping.method])),
        ScopeFact(localize("Relecture", "Review"), str(code_labels.MAPPING_STATUS_LABELS[mapping.status])),
    ]
    if mapping.reviewed_by:
        people = [
            f"{code_labels.label_of(code_labels.REVIEWER_LABELS, one.role)}, {format_day(one.date)}"
            for one in mapping.reviewed_by
        ]
        lines.append(ScopeFact(localize("Relue par", "Reviewed by"), localize(" ; ", "; ").join(people)))
    else:
        lines.append(ScopeFact(localize("Relue par", "Reviewed by"), localize("personne à ce jour", "nobody to date")))
    states = [one.state for one in reading.states]
    parts = [
        localize(f"{states.count('fresh')} à jour", f"{states.count('fresh')} up to date"),
        localize(f"{states.count('stale')} à relire", f"{states.count('stale')} to be reviewed again"),
        localize(
            f"{states.count('unseen')} sans empreinte de relecture",
            f"{states.count('unseen')} with no fingerprint of review",
        ),
    ]
    lines.append(
        ScopeFact(
            localize("Énoncés", "Statements"),
            f"{len(states)}{localize(' : ', ': ')}{join_list(parts)}",
        )
    )
    return lines


def build_theme_counts(reading: MappingReading) -> TableView:
    """The counts, part by part of the target, then together."""
    counts = (*reading.coverage.themes, reading.coverage.total)
    table = Table(
        id="coverage-counts",
        title=bilingual("Couverture, partie par partie", "Coverage, part by part"),
        columns=(
            Column("theme", bilingual("Partie", "Part")),
            Column("covered", bilingual("Couverts", "Covered"), kind="integer"),
            Column("partly", bilingual("En partie", "Partly"), kind="integer"),
            Column("uncovered", bilingual("Non couverts", "Not covered"), kind="integer"),
            Column("subjects", bilingual("Sujets", "Subjects"), kind="integer"),
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
        source=build_source(reading.source, reading.target),
        marked=frozenset({len(counts) - 1}),
    )
    return build_table_view(table)


def build_matrix(reading: MappingReading) -> dict[str, Any]:
    """Where the themes of the source meet those of the target; a cell that is empty says that they never do."""
    cells = reading.cells()
    columns = [
        one for one in code_labels.themes_in_order(reading.target) if any(theme == one.key for _, theme in cells)
    ]
    rows = [one for one in code_labels.themes_in_order(reading.source) if any(theme == one.key for theme, _ in cells)]
    return {
        "columns": [str(one.text) for one in columns],
        "rows": [
            (str(row.text), [cells.get((row.key, column.key), CoverageCell(0, 0)) for column in columns])
            for row in rows
        ],
        "idle": [str(one.text) for one in code_labels.themes_in_order(reading.source) if one not in rows],
    }


def group_subjects(reading: MappingReading) -> list[tuple[str, list[SubjectView]]]:
    """The subjects of the target, part by part."""
    found: dict[str, list[SubjectView]] = {}
    for subject in reading.coverage.subjects:
        name = str(reading.target.theme(subject.theme).text)
        found.setdefault(name, []).append(build_subject(reading, subject))
    return list(found.items())


def build_subject(reading: MappingReading, subject: CoveredSubject) -> SubjectView:
    """A subject with what reaches it."""
    links = []
    for link in subject.links:
        ends = tuple(
            ChartLink(code_labels.question_heading(reading.source.criteria[key]), question_url(reading.source.id, key))
            for key in link.sources
        )
        carry = str(code_labels.CARRY_LABELS[link.may_carry(subject.key)])
        note = [localize(f"peut reprendre : {carry}", f"may carry over: {carry}")]
        if link.strength is not None:
            note.insert(0, localize(f"force {link.strength} sur 10", f"strength {link.strength} out of 10"))
        if link.status == "stale":
            note.append(str(code_labels.MAPPING_STATUS_LABELS["stale"]))
        links.append(SubjectLinkView(ends, str(code_labels.RELATION_LABELS[link.relation]), ", ".join(note)))
    return SubjectView(
        code_labels.question_heading(reading.target.criteria[subject.key]),
        question_url(reading.target.id, subject.key),
        subject.state,
        str(code_labels.COVERAGE_STATE_LABELS[subject.state]),
        tuple(links),
        tuple(str(gap) for gap in subject.gaps),
    )
