"""Tags of the page frame: rubrics, footer and the link to the same page in the other language.

They are tags rather than context processors so that an error page, rendered without a full context, has its
frame too.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context

from filiere.core import Lang
from filiere.site.observatory import navigation
from filiere.site.staff_notices import Notice, notices_for
from filiere.site.templatetags.filiere import lang

register = template.Library()


@register.simple_tag
def rubrics() -> list[navigation.Link]:
    """The rubrics of the masthead."""
    return navigation.links(navigation.RUBRICS, lang())


@register.simple_tag
def figure_pages() -> list[navigation.Link]:
    """The pages of the rubric of figures."""
    return navigation.links(navigation.FIGURES, lang())


@register.simple_tag
def footer_links() -> list[navigation.Link]:
    """The links of the footer."""
    return navigation.links(navigation.FOOTER, lang())


@register.simple_tag(takes_context=True)
def site_notices(context: Context) -> list[Notice]:
    """What this reader must know of the site itself."""
    return notices_for(context.get("user"))


def in_language(path: str, target: Lang) -> str:
    """The same page in `target`: slugs are the same in both languages, only the first segment changes."""
    for prefix in ("/fr/", "/en/"):
        if path.startswith(prefix):
            return f"/{target}/{path[len(prefix) :]}"
    return f"/{target}/"


@register.simple_tag(takes_context=True)
def same_page(context: Context, target: Lang, *, absolute: bool = False) -> str:
    """Address of the current page in `target`, with its query; `absolute` adds the host, for `hreflang` links."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return f"/{target}/"
    path = in_language(request.get_full_path(), target)
    return request.build_absolute_uri(path) if absolute else path


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or None: templates cannot index by a variable."""
    try:
        return mapping[key]
    except (KeyError, IndexError, TypeError):
        return None
