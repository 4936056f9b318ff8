"""The questions of a theme, section by section, for one category of candidates."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import number
from filiere.referentials import Release, Theme
from filiere.site.label import words
from filiere.site.label.questions import Questions, by_section
from filiere.site.label.views.common import Chosen, asked_in, chosen_category, kindly, page, release_url
from filiere.site.label.views.release import share_of, themes
from filiere.site.label.visibility import NotThere, near_names, shelf_of
from filiere.site.observatory.shown import downloads
from filiere.site.observatory.words import say
from filiere.site.templatetags.filiere import lang as current_lang


@require_safe
@kindly("theme")
def theme(request: HttpRequest, release: str, theme: str) -> HttpResponse:
    """The page of a theme; 404 with near matches when the release has none of that key."""
    lang = current_lang()
    shelf = shelf_of(request.user)
    found = shelf.release(release)
    keys = tuple(one.key for one in found.themes)
    if theme not in keys:
        raise NotThere(theme, near_names(theme, keys) or keys)
    one = found.theme(theme)
    chosen = chosen_category(request, found, lang)
    asked = asked_in(one, chosen.key)
    writer = Questions(found, lang, shelf.day)
    headings = {section.key: section.text.get(lang) for section in one.sections}
    context = {
        "release": found,
        "release_title": str(words.title(found)),
        "release_url": release_url(found.id, chosen.key),
        "theme": one,
        "title": finding(found, one, chosen, len(asked), lang),
        "chosen": chosen,
        "themes": themes(found, chosen, lang),
        "sections": [
            (key, headings.get(key, ""), [writer.shown(criterion) for criterion in held])
            for key, held in by_section(one, asked)
        ],
        "files": downloads(
            "label-questions", lang, {"id": found.id, **({"category": chosen.key} if chosen.key else {})}
        ),
    }
    return page(request, "theme", context)


def finding(release: Release, theme: Theme, chosen: Chosen, total: int, lang: Lang) -> str:
    """How many questions the category meets in the theme, and what they weigh together."""
    named = theme.text.get(lang)
    many = words.noun(release, total, lang)
    key = chosen.key
    weight = theme.weight.get(key) if key is not None else None
    if key is not None and not total:
        return say(lang, f"{named} : rien n’est demandé", f"{named}: nothing is asked")
    if key is None or not weight:
        return say(lang, f"{named} : {many}", f"{named}: {many}")
    share = number(share_of(release, key, weight), lang, 0)
    return say(lang, f"{named} : {many}, {share} % du score", f"{named}: {many}, {share}% of the score")
