"""One release: how many questions it asks of whom, its rules in sentences, and the way to its questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.core.typography import raise_first_letter
from filiere.publication import Table
from filiere.publication.table_model import Row
from filiere.referentials import STATUS_LABELS, Release, group_text
from filiere.site.kit.bilingual_text import count_in_letters, format_value_range, localize
from filiere.site.kit.charts import ChartLink
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import TableView, build_table_view, list_downloads
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.label import code_labels
from filiere.site.label.expression_text import format_with_unit
from filiere.site.label.presenters.rules import RulePresenter
from filiere.site.label.tables.releases import build_parameters_table, build_weights_table
from filiere.site.label.views.common import (
    CategoryChoice,
    compare_url,
    mapping_url,
    offer_near_names,
    parse_category_choice,
    questions_asked,
    render_page,
    theme_url,
)
from filiere.site.label.views.home import life_stages
from filiere.site.label.visible_releases import ReleaseCatalogue, find_current_label, visible_catalogue
from filiere.site.observatory.views.figure import ScopeFact


@require_safe
def redirect_to_current(request: HttpRequest) -> HttpResponse:
    """The release that candidates prepare for; the index where there is none."""
    found = find_current_label()
    return redirect("label:release", found.id) if found is not None else redirect("label:home")


@require_safe
@offer_near_names("release")
def show_release(request: HttpRequest, release: str) -> HttpResponse:
    """The page of a release; 404 with near matches when there is none that the reader sees."""
    lang = current_lang()
    shelf = visible_catalogue(request.user)
    found = shelf.release(release)
    chosen = parse_category_choice(request, found)
    asked = TableRequest(lang, {"id": found.id}, request.user)
    rules = RulePresenter(found, shelf.day)
    best = found.award.levels[0] if found.award is not None and found.award.levels else None
    before = f"{found.referential.key}@{found.head.supersedes}"
    context: dict[str, Any] = {
        "release": found,
        "release_title": str(found.title),
        "kind": str(code_labels.REFERENTIAL_KIND_LABELS[found.referential.kind]),
        "title": release_finding(found),
        "status": str(STATUS_LABELS[found.head.status]),
        "best": rules.describe_level(best) if best is not None else "",
        "chosen": chosen,
        "life": life_stages(found),
        "facts": build_release_facts(found, shelf),
        "hash": [found.sha256[start : start + 8] for start in range(0, 64, 8)],
        "weights": build_weights_view(found, chosen, build_weights_table(asked)),
        "questions": build_question_counts(found, chosen),
        "weight_reasons": list_weight_reasons(found, chosen),
        "impact": build_impact(found),
        "compared": compare_url(before, found.id) if before in shelf.releases else "",
        "is_label": found.referential.kind == "label",
        "parameters": build_parameters_view(found, build_parameters_table(asked)) if found.head.params else None,
        "rules": rules.list_rules(),
        "notes": [one.note for one in (found.award, found.audit) if one is not None and one.note is not None],
        "votes": build_votes(found),
        "files": list_downloads(
            "label-questions", {"id": found.id, **({"category": chosen.key} if chosen.key else {})}
        ),
        "mappings": [
            ChartLink(name_other_end(one, found, shelf), mapping_url(one.id))
            for one in shelf.mappings.values()
            if found.id in mapping_end_names(one)
        ],
    }
    return render_page(request, "release", context)


def build_votes(release: Release) -> list[dict[str, Any]]:
    """The vote of each college, or of several counted together; None where only the result is told."""
    return [
        {
            "name": ", ".join(code_labels.label_of(code_labels.COLLEGE_LABELS, key) for key in one.names),
            "in_favour": one.in_favour,
            "against": one.against,
            "abstain": one.abstain,
        }
        for one in release.head.adoption
    ]


def name_other_end(mapping: Any, release: Release, shelf: ReleaseCatalogue) -> str:
    """The title of the release that a mapping compares this one with."""
    other = next((one for one in mapping_end_names(mapping) if one != release.id), release.id)
    return str(shelf.releases[other].title) if other in shelf.releases else other


def mapping_end_names(mapping: Any) -> tuple[str, str]:
    """The names of the two releases of a mapping."""
    return mapping.direction.source.id, mapping.direction.target.id


def release_finding(release: Release) -> str:
    """How many questions are asked, and how many conditions make the best level of a label."""
    asked = [len(release.questionnaire(key)) for key in release.referential.categories] or [len(release.criteria)]
    levels = release.award.levels if release.award is not None else ()
    if release.referential.kind != "label" or not levels:
        total, many = code_labels.count_with_noun(release, max(asked)), len(release.themes)
        return localize(
            f"{total} en {format_number(many)} {'rubrique' if many == 1 else 'rubriques'}",
            f"{total} in {format_number(many)} {'theme' if many == 1 else 'themes'}",
        )
    span, best = format_value_range(Decimal(min(asked)), Decimal(max(asked))), levels[0]
    conditions = count_in_letters(len(best.all))
    plural = "s" if len(best.all) > 1 else ""
    of, length = (f" de {best.months}\u00a0mois", f"{best.months}-month ") if best.months else ("", "")
    return localize(
        f"{raise_first_letter(span)} questions, et {conditions} condition{plural} pour un label{of}",
        f"{span} questions, and {conditions} condition{plural} for a {length}label",
    )


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """Questions theme by theme: one column a category, the weight in the score of the category shown, knock-outs."""

    heads: tuple[str, ...]
    weight: str
    rows: tuple[QuestionCountRow, ...]
    total: QuestionCountRow


@dataclass(frozen=True, slots=True)
class QuestionCountRow:
    """A theme: its page, its questions by category, its weight in per cent, its knock-outs."""

    number: str
    name: str
    url: str
    counts: tuple[int, ...]
    weight: Decimal | None
    knock_outs: int


def build_question_counts(release: Release, chosen: CategoryChoice) -> QuestionCounts:
    """The themes with their questions by questionnaire; of a text without categories, one column for all."""
    columns: tuple[str | None, ...] = tuple(release.referential.categories) or (None,)
    key = chosen.key
    rows = tuple(
        QuestionCountRow(
            one.number or "",
            str(one.text),
            theme_url(release.id, one.key, key),
            tuple(len(questions_asked(one, category)) for category in columns),
            weight_share(release, key, one.weight[key]) if key is not None and one.weight.get(key) else None,
            sum(criterion.knock_out is not None for criterion in one.criteria),
        )
        for one in code_labels.themes_in_order(release)
    )
    heads = tuple(
        code_labels.category_name(release.referential, one) if one is not None else localize("Ensemble", "All")
        for one in columns
    )
    whole = tuple(sum(counts) for counts in zip(*(one.counts for one in rows), strict=True))
    total = QuestionCountRow("", "", "", whole, Decimal(100), sum(one.knock_outs for one in rows))
    weight = chosen.words if any(one.weight is not None for one in rows) else ""
    return QuestionCounts(heads, weight, rows, total)


def weight_share(release: Release, category: str, weight: Decimal) -> Decimal:
    """A weight in per cent of all the weights of a category, those of themes that ask it nothing left out."""
    asked = [one.weight.get(category, Decimal(0)) for one in release.themes if questions_asked(one, category)]
    return 100 * weight / (sum(asked) or Decimal(1))


@dataclass(frozen=True, slots=True)
class WeightReason:
    """Why a theme weighs what it does in a questionnaire."""

    name: str
    weight: Decimal
    words: str


def list_weight_reasons(release: Release, chosen: CategoryChoice) -> list[WeightReason]:
    """The reason for each weight in the questionnaire shown, heaviest first; of a release that gives none, nothing."""
    key = chosen.key or ""
    found = [
        WeightReason(str(one.text), weight_share(release, key, one.weight[key]), str(one.weight_reasons[key]))
        for one in code_labels.themes_in_order(release)
        if key in one.weight_reasons and one.weight.get(key)
    ]
    return sorted(found, key=lambda one: -one.weight)


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """A group of made-up dossiers before and after."""

    name: str
    dossiers: int
    gains: int
    loses: int
    before: Decimal
    after: Decimal


def build_impact(release: Release) -> dict[str, Any] | None:
    """What a simulation found for those who vote on the release; None where it says nothing of one."""
    impact = release.head.impact
    if impact is None:
        return None
    rows = [
        ImpactRow(
            ", ".join(str(group_text(part, release)) for part in one.group),
            one.dossiers,
            one.gains,
            one.loses,
            one.mean_before,
            one.mean_after,
        )
        for one in impact.groups
    ]
    return {"text": str(impact.text), "rows": rows}


def build_release_facts(release: Release, shelf: ReleaseCatalogue) -> list[ScopeFact]:
    """What is known of the release, line by line."""
    head, dates = release.head, release.head.dates
    lines = [ScopeFact(localize("Statut", "Status"), str(STATUS_LABELS[head.status]))]
    for words_, value in (
        (("Adoptée le", "Adopted on"), dates.adopted),
        (("En vigueur le", "In force on"), dates.effective),
        (("Dernière candidature", "Last application"), dates.last_application),
        (("Dernière validité d’un label", "Last validity of a label"), dates.last_validity),
    ):
        if value is not None:
            lines.append(ScopeFact(localize(*words_), format_day(value)))
    if head.transition is not None:
        until = format_day(head.transition.may_choose_previous_until)
        choice = localize(f"au choix jusqu’au {until}", f"may be chosen until {until}")
        lines.append(ScopeFact(localize("Version d’avant", "Previous version"), choice))
    before = f"{head.referential}@{head.supersedes}"
    if before in shelf.releases:
        lines.append(
            ScopeFact(
                localize("Remplace", "Supersedes"),
                localize(f"{shelf.releases[before].title} : comparer", f"{shelf.releases[before].title}: compare"),
                compare_url(before, release.id),
            )
        )
    lines.append(
        ScopeFact(localize("Textes", "Texts"), str(code_labels.TEXT_RIGHTS_LABELS[release.referential.text_rights]))
    )
    seal = localize("oui", "yes") if head.seal is not None else localize("pas encore", "not yet")
    lines.append(ScopeFact(localize("Scellée", "Sealed"), seal))
    if release.applied:
        listed = ", ".join(str(one) for one in release.applied)
        lines.append(ScopeFact(localize("Additifs en vigueur", "Addenda in effect"), listed))
    return lines


def build_weights_view(release: Release, chosen: CategoryChoice, table: Table) -> TableView | None:
    """The weight of each theme, one column a category; None where nothing is weighed."""
    if not any(one.weight for one in release.themes):
        return None
    return build_table_view(
        table,
        columns=["theme", *(f"weight_{one}" for one in release.referential.categories)],
        heads={f"weight_{one.key}": one.words for one in chosen.choices},
        links={"theme": lambda row: theme_url(release.id, str(row["key"]), chosen.key)},
        query={"id": release.id},
    )


def build_themes(release: Release, chosen: CategoryChoice) -> list[dict[str, Any]]:
    """The themes, with the questions and knock-outs that the category meets in each."""
    found = []
    for theme in code_labels.themes_in_order(release):
        questions = questions_asked(theme, chosen.key)
        knock_outs = sum(criterion.knock_out is not None for criterion in questions)
        note = [code_labels.count_with_noun(release, len(questions))]
        if knock_outs:
            note.append(
                localize(
                    f"{format_number(knock_outs)} éliminatoire{'s' if knock_outs > 1 else ''}",
                    f"{format_number(knock_outs)} knock-out{'s' if knock_outs > 1 else ''}",
                )
            )
        found.append(
            {
                "number": theme.number or "",
                "text": str(theme.text),
                "url": theme_url(release.id, theme.key, chosen.key),
                "note": ", ".join(note),
                "empty": not questions,
            }
        )
    return found


def build_parameters_view(release: Release, table: Table) -> TableView:
    """The dated parameters, with their units in words."""

    def period(row: Row) -> str:
        start, end = (format_day(date.fromisoformat(str(row[key]))) if row.get(key) else None for key in ("from", "to"))
        if end is None:
            return localize(f"dès le {start}", f"from {start} on")
        return localize(f"du {start} au {end}", f"{start} to {end}")

    return build_table_view(
        table,
        columns=("text", "value", "from", "reference"),
        heads={"from": localize("Vaut", "Holds")},
        render={
            "value": lambda row: format_with_unit(Decimal(str(row["value"])), str(row["unit"])),
            "from": period,
        },
        query={"id": release.id},
    )
