"""The questions of a theme, section by section, for one category of candidates."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from filiere.core.numbers import format_number
from filiere.referentials import Release, Theme
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.tables import list_downloads
from filiere.site.label import code_labels
from filiere.site.label.presenters.questions import QuestionPresenter, group_by_section
from filiere.site.label.views.common import (
    CategoryChoice,
    offer_near_names,
    parse_category_choice,
    questions_asked,
    release_url,
    render_page,
)
from filiere.site.label.views.release import build_themes, weight_share
from filiere.site.label.visible_releases import NotVisible, near_names, visible_catalogue

MOST_UNFOLDED = 30
"""A theme of more questions than this shows its sections folded."""


@require_safe
@offer_near_names("theme")
def show_theme(request: HttpRequest, release: str, theme: str) -> HttpResponse:
    """The page of a theme; 404 with near matches when the release has none of that key."""
    shelf = visible_catalogue(request.user)
    found = shelf.release(release)
    keys = tuple(one.key for one in found.themes)
    if theme not in keys:
        raise NotVisible(theme, near_names(theme, keys) or keys)
    shown = found.theme(theme)
    chosen = parse_category_choice(request, found)
    asked = questions_asked(shown, chosen.key)
    writer = QuestionPresenter(found, shelf.day)
    headings = {section.key: str(section.text) for section in shown.sections}
    context = {
        "release": found,
        "release_title": str(found.title),
        "release_url": release_url(found.id, chosen.key),
        "theme": shown,
        "title": theme_finding(found, shown, chosen, len(asked)),
        "chosen": chosen,
        "themes": build_themes(found, chosen),
        "folded": len(asked) > MOST_UNFOLDED,
        "sections": [
            (key, headings.get(key, ""), [writer.present_question(criterion) for criterion in held])
            for key, held in group_by_section(shown, asked)
        ],
        "files": list_downloads(
            "label-questions", {"id": found.id, **({"category": chosen.key} if chosen.key else {})}
        ),
    }
    return render_page(request, "theme", context)


def theme_finding(release: Release, theme: Theme, chosen: CategoryChoice, total: int) -> str:
    """How many questions the category meets in the theme, and what they weigh together."""
    named = str(theme.text)
    many = code_labels.count_with_noun(release, total)
    key = chosen.key
    weight = theme.weight.get(key) if key is not None else None
    if key is not None and not total:
        return localize(f"{named} : rien n’est demandé", f"{named}: nothing is asked")
    if key is None or not weight:
        return localize(f"{named} : {many}", f"{named}: {many}")
    share = format_number(weight_share(release, key, weight), digits=0)
    return localize(f"{named} : {many}, {share} % du score", f"{named}: {many}, {share}% of the score")
