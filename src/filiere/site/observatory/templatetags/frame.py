"""Tags of the page frame: rubrics, footer and the link to the same page in the other language.

They are tags rather than context processors so that an error page, rendered without a full context, has its
frame too.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.translation import get_language

from filiere.core import Lang
from filiere.site.observatory import navigation

register = template.Library()


def _lang() -> Lang:
    """The language of the page being rendered: French unless English was asked for."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


@register.simple_tag
def rubrics() -> list[navigation.Link]:
    """The rubrics of the masthead."""
    return navigation.links(navigation.RUBRICS, _lang())


@register.simple_tag
def footer_links() -> list[navigation.Link]:
    """The links of the footer."""
    return navigation.links(navigation.FOOTER, _lang())


def in_language(path: str, lang: Lang) -> str:
    """The same page in `lang`: slugs are the same in both languages, only the first segment changes."""
    for prefix in ("/fr/", "/en/"):
        if path.startswith(prefix):
            return f"/{lang}/{path[len(prefix) :]}"
    return f"/{lang}/"


@register.simple_tag(takes_context=True)
def same_page(context: Context, lang: Lang, *, absolute: bool = False) -> str:
    """Address of the current page in `lang`, with its query; `absolute` adds the host, for `hreflang` links."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return f"/{lang}/"
    path = in_language(request.get_full_path(), lang)
    return request.build_absolute_uri(path) if absolute else path


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or None: templates cannot index by a variable."""
    try:
        return mapping[key]
    except (KeyError, IndexError, TypeError):
        return None


@register.simple_tag
def current_lang() -> Lang:
    """`fr` or `en`: the value of the page's `lang` attribute."""
    return _lang()
