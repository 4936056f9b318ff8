"""One release: its life, what weighs in it, how it awards and audits, and the way to its questions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter
from filiere.publication import Table
from filiere.publication.charts import Bar, BarsChart
from filiere.publication.tables import Row
from filiere.referentials import STATUS_LABELS, Release
from filiere.site.kit.charts import ChartLink, ChartView, draw_cached
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.localization import localize
from filiere.site.kit.tables import TableView, build_table_view, list_downloads
from filiere.site.kit.templatetags.filiere import day as in_words
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
    context: dict[str, Any] = {
        "release": found,
        "release_title": str(found.title),
        "kind": str(code_labels.REFERENTIAL_KIND_LABELS[found.referential.kind]),
        "title": release_finding(found, chosen),
        "chosen": chosen,
        "life": life_stages(found),
        "facts": build_release_facts(found, shelf),
        "hash": [found.sha256[start : start + 8] for start in range(0, 64, 8)],
        "weights": build_weights_chart(found, chosen, build_weights_table(asked)),
        "themes": build_themes(found, chosen),
        "is_label": found.referential.kind == "label",
        "parameters": build_parameters_view(found, build_parameters_table(asked)) if found.head.params else None,
        "levels": rules.levels(),
        "award_note": found.award.note if found.award is not None else None,
        "eligibility": rules.eligibility(),
        "award": rules.award(),
        "audit": rules.audit(),
        "audit_note": found.audit.note if found.audit is not None else None,
        "votes": build_votes(found),
        "files": list_downloads(
            "label-questions", {"id": found.id, **({"category": chosen.key} if chosen.key else {})}
        ),
        "mappings": [
            ChartLink(one.id, mapping_url(one.id))
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


def mapping_end_names(mapping: Any) -> tuple[str, str]:
    """The names of the two releases of a mapping."""
    return mapping.direction.source.id, mapping.direction.target.id


def count_questions_asked(release: Release, category: str | None) -> int:
    """How many questions a category is asked; all of them without one."""
    return len(release.criteria if category is None else release.questionnaire(category))


def release_finding(release: Release, chosen: CategoryChoice) -> str:
    """How many questions are asked, and which theme weighs most in the score."""
    total = code_labels.count_with_noun(release, count_questions_asked(release, chosen.key))
    key = chosen.key
    heaviest = max(
        code_labels.themes_in_order(release), key=lambda one: one.weight.get(key or "", Decimal(0)), default=None
    )
    if key is None or heaviest is None or not heaviest.weight.get(key):
        many = len(release.themes)
        return localize(
            f"{total} en {format_number(many)} {'rubrique' if many == 1 else 'rubriques'}",
            f"{total} in {format_number(many)} {'theme' if many == 1 else 'themes'}",
        )
    share = weight_share(release, key, heaviest.weight[key])
    named = str(heaviest.text)
    return localize(
        f"{total} ; « {lower_first_letter(named)} » pèse le plus, {format_number(share, digits=0)} % du score",
        f"{total}; “{lower_first_letter(named)}” weighs most, {format_number(share, digits=0)}% of the score",
    )


def weight_share(release: Release, category: str, weight: Decimal) -> Decimal:
    """A weight in per cent of all the weights of a category, those of themes that ask it nothing left out."""
    asked = [one.weight.get(category, Decimal(0)) for one in release.themes if questions_asked(one, category)]
    return 100 * weight / (sum(asked) or Decimal(1))


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
            lines.append(ScopeFact(localize(*words_), in_words(value)))
    if head.transition is not None:
        until = in_words(head.transition.may_choose_previous_until)
        choice = localize(f"au choix jusqu’au {until}", f"may be chosen until {until}")
        lines.append(ScopeFact(localize("Version d’avant", "Release before"), choice))
    before = f"{head.referential}@{head.supersedes}"
    if before in shelf.releases:
        lines.append(ScopeFact(localize("Remplace", "Supersedes"), before, compare_url(before, release.id)))
    lines.append(
        ScopeFact(localize("Textes", "Texts"), str(code_labels.TEXT_RIGHTS_LABELS[release.referential.text_rights]))
    )
    seal = localize("oui", "yes") if head.seal is not None else localize("pas encore", "not yet")
    lines.append(ScopeFact(localize("Scellée", "Sealed"), seal))
    if release.applied:
        listed = ", ".join(str(one) for one in release.applied)
        lines.append(ScopeFact(localize("Additifs en vigueur", "Addenda in effect"), listed))
    return lines


def build_weights_chart(release: Release, chosen: CategoryChoice, table: Table) -> ChartView | None:
    """What each theme weighs in the score of the category, as bars over the table of all categories."""
    key = chosen.key
    if key is None or not any(one.weight.get(key) for one in release.themes):
        return None
    bars = tuple(
        Bar(
            label=str(one.text),
            value=one.weight.get(key, Decimal(0)),
            detail=code_labels.count_with_noun(release, len(questions_asked(one, key))),
        )
        for one in code_labels.themes_in_order(release)
        if questions_asked(one, key)
    )
    title = localize(
        f"Poids des rubriques : {lower_first_letter(chosen.words)}",
        f"Weight of themes: {lower_first_letter(chosen.words)}",
    )
    desc = "; ".join(f"{bar.label}: {format_number(bar.value)}" for bar in bars)
    spec = BarsChart(ident="weights-drawing", lang=source_language(), title=title, desc=desc, bars=bars)
    columns = ["theme", *(f"weight_{one}" for one in release.referential.categories)]
    shown = build_table_view(
        table,
        columns=columns,
        heads={f"weight_{one.key}": one.words for one in chosen.choices},
        links={"theme": lambda row: theme_url(release.id, str(row["key"]), key)},
        query={"id": release.id},
    )
    return ChartView(
        id="weights",
        title=title,
        drawing=draw_cached(spec),
        subtitle=localize(
            "Le score total est la moyenne des rubriques, chacune comptant selon son poids.",
            "The total score is the mean of the themes, each counting by its weight.",
        ),
        table=shown,
        open=True,
    )


def build_themes(release: Release, chosen: CategoryChoice) -> list[dict[str, Any]]:
    """The themes, with the questions and knock-outs that the category meets in each."""
    found = []
    for one in code_labels.themes_in_order(release):
        questions = questions_asked(one, chosen.key)
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
                "number": one.number or "",
                "text": str(one.text),
                "url": theme_url(release.id, one.key, chosen.key),
                "note": ", ".join(note),
                "empty": not questions,
            }
        )
    return found


def build_parameters_view(release: Release, table: Table) -> TableView:
    """The dated parameters, with their units in words."""

    def period(row: Row) -> str:
        start, end = (in_words(date.fromisoformat(str(row[key]))) if row.get(key) else None for key in ("from", "to"))
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
