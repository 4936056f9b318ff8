"""Tags of the lists and search boxes by which a reader chooses what a page shows: forms that have no fault to tell.

`{% choice "year" label years year %}` writes a list with its label, `{% search_box "q" label words %}` a line of words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from filiere.site.kit.templatetags.filiere import text_filter

register = template.Library()


@register.simple_tag
def choice(
    name: str,
    label: object,
    choices: Any,
    chosen: object = "",
    *,
    none: object = None,
    key: str = "",
    about: str = "",
) -> SafeString:
    """A list in a form that has no fault to tell, with its label: one that chooses what a page shows.

    `choices` are pairs of a value and its words, or of the words of a group and its pairs, and may be a mapping; what
    is `chosen` among them is known by its value. `none` are the words of no choice, `key` the id of the list where it
    is not its name, and `about` that of what helps to choose.
    """
    listed = [*([] if none is None else [("", none)]), *(choices.items() if isinstance(choices, Mapping) else choices)]
    return format_html(
        '<label for="{0}">{1}</label> <select id="{0}" name="{2}"{3}>{4}</select>',
        key or name,
        label,
        name,
        format_html(' aria-describedby="{}"', about) if about else "",
        _write_options(listed, "" if chosen is None else str(chosen)),
    )


def _write_options(listed: Iterable[tuple[object, Any]], chosen: str) -> SafeString:
    written = [
        format_html('<optgroup label="{}">{}</optgroup>', text_filter(value), _write_options(words, chosen))
        if isinstance(words, list)
        else format_html(
            '<option value="{}"{}>{}</option>',
            value,
            SafeString(" selected" if value != "" and str(value) == chosen else ""),
            text_filter(words),
        )
        for value, words in listed
    ]
    return mark_safe("".join(written))  # noqa: S308  Escaped above.


@register.simple_tag
def search_box(name: str, label: object, words: object = "", *, length: int | None = None) -> SafeString:
    """A line of words to look for, with its label, in a form that has no fault to tell."""
    return format_html(
        '<label for="{0}">{1}</label> <input type="search" id="{0}" name="{0}" value="{2}"{3}>',
        name,
        label,
        words or "",
        format_html(' maxlength="{}"', length) if length else "",
    )


@register.filter
def pairs(things: Iterable[Any], names: str) -> list[tuple[Any, Any]]:
    """Things as the choices of a list: of each, the two attributes named."""
    value, words = names.split()
    return [(getattr(thing, value), getattr(thing, words)) for thing in things]
