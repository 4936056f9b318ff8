"""Tags of the page frame: rubrics, footer and the link to the same page in the other language.

They are tags rather than context processors so that an error page, rendered without a full context, has its
frame too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from filiere.core import Text, current_language, source_language
from filiere.core.language import Reading, current_reading
from filiere.core.translation_catalogues import find_language_name
from filiere.site.kit.navigation import MenuLink, footer_menu, main_menu, resolve_links
from filiere.site.pages.guides import read_guide
from filiere.site.pages.site_notices import SiteNotice, list_notices
from filiere.site.pages.todo_list import recall_count

register = template.Library()

HOUSE_COLUMN = "house"
"""The column of the footer that is of no rubric: who runs the site, and how to reach them."""


@register.simple_tag
def rubrics() -> list[MenuLink]:
    """The rubrics of the masthead."""
    return resolve_links(main_menu)


@register.simple_tag
def footer_links() -> list[tuple[str, list[MenuLink]]]:
    """The columns of the footer, each under the name of its rubric, then the links that stand in none."""
    links = resolve_links(footer_menu)
    titles = {entry.key: str(entry.label) for entry in main_menu} | {HOUSE_COLUMN: "Filière", "": ""}
    columns = [(title, [link for link in links if link.column == key]) for key, title in titles.items()]
    return [(title, found) for title, found in columns if found]


@register.simple_tag
def demonstration() -> bool:
    """Whether this site is a demonstration, which each of its pages says once."""
    return bool(settings.FILIERE_DEMO)


@register.simple_tag(takes_context=True)
def reader(context: Context) -> Any:
    """Who is signed in, None for nobody; a reader who carries no session costs no query and no variant of a page."""
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", None)
    try:
        return user if user is not None and user.is_authenticated else None
    except DatabaseError:
        # The page that says so has its frame all the same.
        return None


@register.simple_tag
def awaited_count(person: Any) -> int | None:
    """How many things are awaited from whoever is signed in, where that is known without a query."""
    return recall_count(person)


@register.simple_tag(takes_context=True)
def site_notices(context: Context) -> list[SiteNotice]:
    """What this reader must know of the site itself."""
    return list_notices(context.get("user"))


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """A language that the pages are served in, by its code and its own name."""

    code: str
    name: str


@register.simple_tag
def page_languages() -> list[PageLanguage]:
    """French, English, and each language that has a catalogue."""
    return [PageLanguage(code, name) for code, name in settings.LANGUAGES]


def translate_path(path: str, target: str) -> str:
    """The same page in `target`: slugs are the same in all languages, only the first segment changes."""
    for code, _ in settings.LANGUAGES:
        if path.startswith(f"/{code}/"):
            return f"/{target}/{path[len(code) + 2 :]}"
    return f"/{target}/"


_NOTICE_PLACE = "<!-- translation notice -->"
_NOTICE = Text(
    fr="Textes de cette page sans traduction en {language} : {untranslated} sur {all}. Ils sont en anglais.",
    en=("Texts on this page not translated into {language}: {untranslated} of {all}. They are shown in English."),
)
_ENGLISH = Text(fr="La page en anglais", en="The page in English")


class _PageInLanguage(template.Node):
    """A whole page: once it is written, what it lacks is known, and said where its notice stands."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        html = self.nodelist.render(context)
        if (reading := current_reading()) is None:
            return html
        return mark_safe(html.replace(_NOTICE_PLACE, _notice(context, reading), 1))  # noqa: S308


def _notice(context: Context, reading: Reading) -> str:
    missing = len(reading.untranslated)
    if not missing:
        return ""
    every = missing + len(reading.translated)
    words, english = str(_NOTICE), str(_ENGLISH)
    # The notice itself may be translated, or not.
    lang = source_language() if words == _NOTICE.get(source_language()) else current_language()
    said = words.format(language=find_language_name(current_language(), lang), untranslated=missing, all=every)
    return format_html(
        '<p class="notice" role="note" lang="{}">{} <a href="{}" hreflang="en">{}</a></p>',
        lang,
        said,
        same_page(context, "en"),
        english,
    )


@register.tag("page_in_language")
def page_in_language(parser: Parser, _token: Token) -> _PageInLanguage:
    """`{% page_in_language %}…{% endpage_in_language %}`, around a page that has a `{% translation_notice %}`."""
    nodes = parser.parse(("endpage_in_language",))
    parser.delete_first_token()
    return _PageInLanguage(nodes)


@register.simple_tag
def translation_notice() -> SafeString:
    """Where a page in a further language says how many of its texts are not translated; nothing in the two others."""
    return SafeString("" if current_reading() is None else _NOTICE_PLACE)


@register.simple_tag(takes_context=True)
def same_page(context: Context, target: str, *, absolute: bool = False) -> str:
    """Address of the current page in `target`, with its query; `absolute` adds the host, for `hreflang` links."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return f"/{target}/"
    path = translate_path(request.get_full_path(), target)
    return request.build_absolute_uri(path) if absolute else path


@register.inclusion_tag("pages/guide_link.html")
def guide_link(*names: str) -> dict[str, Any]:
    """`{% guide_link "staff-a-team" "staffing" %}`: the guides that explain a page, in one line."""
    return {"guides": [read_guide(name) for name in names]}


@register.simple_tag(takes_context=True)
def chart_frame(context: Context, chart: str) -> str:
    """Address of the frame of a chart of this page, with the page's query; see `pages/views/chart_frame.py`."""
    request: HttpRequest = context["request"]
    address = reverse("pages:chart-frame", args=(chart, request.path.partition("/")[2].partition("/")[2]))
    query = request.GET.urlencode()
    return request.build_absolute_uri(f"{address}?{query}" if query else address)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or None: templates cannot index by a variable."""
    try:
        return mapping[key]
    except (KeyError, IndexError, TypeError):
        return None
