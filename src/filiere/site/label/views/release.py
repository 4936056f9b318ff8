"""One release: its life, what weighs in it, how it awards and audits, and the way to its questions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import number
from filiere.core.typography import lowered
from filiere.publication import Table
from filiere.publication.charts import Bar, BarsChart
from filiere.publication.tables import Row
from filiere.referentials import Release
from filiere.referentials.statuses import STATUSES
from filiere.site.label import words
from filiere.site.label.phrases import with_unit
from filiere.site.label.rules import Rules
from filiere.site.label.tables.releases import parameters_table, weights_table
from filiere.site.label.views.common import (
    Chosen,
    asked_in,
    chosen_category,
    compare_url,
    kindly,
    mapping_url,
    page,
    theme_url,
)
from filiere.site.label.views.home import life
from filiere.site.label.visibility import Shelf, shelf_of
from filiere.site.observatory.charts import Chart, Link, drawn
from filiere.site.observatory.register import current_register
from filiere.site.observatory.shown import ShownTable, downloads, show
from filiere.site.observatory.tables import Asked
from filiere.site.observatory.views.figure import Fact
from filiere.site.observatory.words import say
from filiere.site.templatetags.filiere import day as in_words
from filiere.site.templatetags.filiere import lang as current_lang


@require_safe
@kindly("release")
def release(request: HttpRequest, release: str) -> HttpResponse:
    """The page of a release; 404 with near matches when there is none that the reader sees."""
    lang = current_lang()
    shelf = shelf_of(request.user)
    found = shelf.release(release)
    chosen = chosen_category(request, found, lang)
    asked = Asked(current_register(), lang, {"id": found.id}, request.user)
    rules = Rules(found, lang, shelf.day)
    context: dict[str, Any] = {
        "release": found,
        "release_title": str(words.title(found)),
        "kind": str(words.KINDS[found.referential.kind]),
        "title": finding(found, chosen, lang),
        "chosen": chosen,
        "life": life(found, lang),
        "facts": facts(found, shelf, lang),
        "hash": [found.sha256[start : start + 8] for start in range(0, 64, 8)],
        "weights": weights(found, chosen, weights_table(asked), lang),
        "themes": themes(found, chosen, lang),
        "is_label": found.referential.kind == "label",
        "parameters": parameters(found, parameters_table(asked), lang) if found.head.params else None,
        "levels": rules.levels(),
        "award_note": found.award.note if found.award is not None else None,
        "eligibility": rules.eligibility(),
        "award": rules.award(),
        "audit": rules.audit(),
        "audit_note": found.audit.note if found.audit is not None else None,
        "votes": votes(found, lang),
        "files": downloads(
            "label-questions", lang, {"id": found.id, **({"category": chosen.key} if chosen.key else {})}
        ),
        "mappings": [Link(one.id, mapping_url(one.id)) for one in shelf.mappings.values() if found.id in ends(one)],
    }
    return page(request, "release", context)


def votes(release: Release, lang: Lang) -> list[dict[str, Any]]:
    """The vote of each college, or of several counted together; None where only the result is told."""
    return [
        {
            "name": ", ".join(words.said(words.COLLEGES, key, lang) for key in one.names),
            "in_favour": one.in_favour,
            "against": one.against,
            "abstain": one.abstain,
        }
        for one in release.head.adoption
    ]


def ends(mapping: Any) -> tuple[str, str]:
    """The names of the two releases of a mapping."""
    return mapping.direction.source.id, mapping.direction.target.id


def asked_count(release: Release, category: str | None) -> int:
    """How many questions a category is asked; all of them without one."""
    return len(release.criteria if category is None else release.questionnaire(category))


def finding(release: Release, chosen: Chosen, lang: Lang) -> str:
    """How many questions are asked, and which theme weighs most in the score."""
    total = words.noun(release, asked_count(release, chosen.key), lang)
    key = chosen.key
    heaviest = max(words.in_order(release), key=lambda one: one.weight.get(key or "", Decimal(0)), default=None)
    if key is None or heaviest is None or not heaviest.weight.get(key):
        many = len(release.themes)
        return say(
            lang,
            f"{total} en {number(many, lang)} {'rubrique' if many == 1 else 'rubriques'}",
            f"{total} in {number(many, lang)} {'theme' if many == 1 else 'themes'}",
        )
    share = share_of(release, key, heaviest.weight[key])
    named = heaviest.text.get(lang)
    return say(
        lang,
        f"{total} ; « {lowered(named)} » pèse le plus, {number(share, lang, 0)} % du score",
        f"{total}; “{lowered(named)}” weighs most, {number(share, lang, 0)}% of the score",
    )


def share_of(release: Release, category: str, weight: Decimal) -> Decimal:
    """A weight in per cent of all the weights of a category, those of themes that ask it nothing left out."""
    asked = [one.weight.get(category, Decimal(0)) for one in release.themes if asked_in(one, category)]
    return 100 * weight / (sum(asked) or Decimal(1))


def facts(release: Release, shelf: Shelf, lang: Lang) -> list[Fact]:
    """What is known of the release, line by line."""
    head, dates = release.head, release.head.dates
    lines = [Fact(say(lang, "Statut", "Status"), STATUSES[head.status].get(lang))]
    for words_, value in (
        (("Adoptée le", "Adopted on"), dates.adopted),
        (("En vigueur le", "In force on"), dates.effective),
        (("Dernière candidature", "Last application"), dates.last_application),
        (("Dernière validité d’un label", "Last validity of a label"), dates.last_validity),
    ):
        if value is not None:
            lines.append(Fact(say(lang, *words_), in_words(value)))
    if head.transition is not None:
        until = in_words(head.transition.may_choose_previous_until)
        choice = say(lang, f"au choix jusqu’au {until}", f"may be chosen until {until}")
        lines.append(Fact(say(lang, "Version d’avant", "Release before"), choice))
    before = f"{head.referential}@{head.supersedes}"
    if before in shelf.releases:
        lines.append(Fact(say(lang, "Remplace", "Supersedes"), before, compare_url(before, release.id)))
    lines.append(Fact(say(lang, "Textes", "Texts"), words.RIGHTS[release.referential.text_rights].get(lang)))
    seal = say(lang, "oui", "yes") if head.seal is not None else say(lang, "pas encore", "not yet")
    lines.append(Fact(say(lang, "Scellée", "Sealed"), seal))
    if release.applied:
        listed = ", ".join(str(one) for one in release.applied)
        lines.append(Fact(say(lang, "Additifs en vigueur", "Addenda in effect"), listed))
    return lines


def weights(release: Release, chosen: Chosen, table: Table, lang: Lang) -> Chart | None:
    """What each theme weighs in the score of the category, as bars over the table of all categories."""
    key = chosen.key
    if key is None or not any(one.weight.get(key) for one in release.themes):
        return None
    bars = tuple(
        Bar(
            label=one.text.get(lang),
            value=one.weight.get(key, Decimal(0)),
            detail=words.noun(release, len(asked_in(one, key)), lang),
        )
        for one in words.in_order(release)
        if asked_in(one, key)
    )
    title = say(lang, f"Poids des rubriques : {lowered(chosen.words)}", f"Weight of themes: {lowered(chosen.words)}")
    desc = "; ".join(f"{bar.label}: {number(bar.value, lang)}" for bar in bars)
    spec = BarsChart(ident="weights-drawing", lang=lang, title=title, desc=desc, bars=bars)
    columns = ["theme", *(f"weight_{one}" for one in release.referential.categories)]
    shown = show(
        table,
        lang,
        columns=columns,
        heads={f"weight_{one.key}": one.words for one in chosen.choices},
        links={"theme": lambda row: theme_url(release.id, str(row["key"]), key)},
        query={"id": release.id},
    )
    return Chart(
        id="weights",
        title=title,
        drawing=drawn(spec),
        subtitle=say(
            lang,
            "Le score total est la moyenne des rubriques, chacune comptant selon son poids.",
            "The total score is the mean of the themes, each counting by its weight.",
        ),
        table=shown,
        open=True,
    )


def themes(release: Release, chosen: Chosen, lang: Lang) -> list[dict[str, Any]]:
    """The themes, with the questions and knock-outs that the category meets in each."""
    found = []
    for one in words.in_order(release):
        questions = asked_in(one, chosen.key)
        knock_outs = sum(criterion.knock_out is not None for criterion in questions)
        note = [words.noun(release, len(questions), lang)]
        if knock_outs:
            note.append(
                say(
                    lang,
                    f"{number(knock_outs, lang)} éliminatoire{'s' if knock_outs > 1 else ''}",
                    f"{number(knock_outs, lang)} knock-out{'s' if knock_outs > 1 else ''}",
                )
            )
        found.append(
            {
                "number": one.number or "",
                "text": one.text.get(lang),
                "url": theme_url(release.id, one.key, chosen.key),
                "note": ", ".join(note),
                "empty": not questions,
            }
        )
    return found


def parameters(release: Release, table: Table, lang: Lang) -> ShownTable:
    """The dated parameters, with their units in words."""

    def period(row: Row) -> str:
        start, end = (in_words(date.fromisoformat(str(row[key]))) if row.get(key) else None for key in ("from", "to"))
        if end is None:
            return say(lang, f"dès le {start}", f"from {start} on")
        return say(lang, f"du {start} au {end}", f"{start} to {end}")

    return show(
        table,
        lang,
        columns=("text", "value", "from", "reference"),
        heads={"from": say(lang, "Vaut", "Holds")},
        render={
            "value": lambda row: with_unit(Decimal(str(row["value"])), str(row["unit"]), lang),
            "from": period,
        },
        query={"id": release.id},
    )
