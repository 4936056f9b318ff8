"""The tag library of every page: both languages side by side, numbers and periods as the reader writes them.

Strings stand in the template in French and in English, next to each other, so that nobody can translate one and
forget the other::

    {% t "Le registre" "The register" %}
    {% t "{n} chiffres" "{n} figures" n=count %}        values are escaped
    {% text n=count %}…{n} chiffres…{% en %}…{n} figures…{% endtext %}   the same, over several lines
    {% fr %}<p>Un passage…</p>{% en %}<p>A passage…</p>{% endfr %}
    {% table "cap-seats" caption %}<thead>…</tbody>{% endtable %}          a table, in a region that scrolls
    {{ figure.value|num }} {{ share|pct }} {{ difference|signed:1 }} {{ period|period }} {{ text|text }}

`{% csrf_token %}` is Django's, and adds the token by which a form sent twice is answered once
(`filiere.site.form_idempotency`): no form can have the one without the other.

The library is built in: `{% load filiere %}` is allowed and not needed.
"""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Parser, TextNode, Token, token_kwargs
from django.template.defaulttags import CsrfTokenNode
from django.template.library import SimpleNode
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime

from filiere.core import Lang, Period, Text, current_language, source_language
from filiere.core.dates import format_day, format_hour
from filiere.core.language import choose_words
from filiere.core.numbers import format_number, format_percent
from filiere.core.numbers import format_signed as signed_number
from filiere.core.typography import typeset_french
from filiere.site.kit.refused_form_fields import FORM_TOKEN
from filiere.site.kit.translated_passages import Passage, read_passage

register = template.Library()

_SPACES = re.compile(r"[ \t\r\n\f]+")
"""White space that is nothing on a page: spaces that do not break a line are not of it."""


def lang() -> Lang:
    """Language of the page being written, as numbers and dates are: French, or English for any other reader."""
    return source_language()


@register.simple_tag(name="lang")
def lang_tag() -> Lang:
    """`fr` or `en`, for `lang` attributes and addresses."""
    return lang()


@register.simple_tag
def page_lang() -> str:
    """The language of the page, which may be that of a catalogue: for the `lang` of the page and its addresses."""
    return current_language()


@register.simple_tag
def t(fr: str, en: str, /, **values: Any) -> str:
    """The string of the page's language, with `{name}` replaced by the given values, escaped."""
    chosen = choose_words(fr, en)
    # What is typed in a template is safe; what comes in a variable is not, and typography keeps that difference.
    safe = mark_safe(chosen) if isinstance(fr if lang() == "fr" else en, SafeString) else conditional_escape(chosen)  # noqa: S308
    return format_html(safe, **values) if values else safe


@register.tag("text")
def text_tag(parser: Parser, token: Token) -> SimpleNode:
    """`{% text n=count as name %}…{% en %}…{% endtext %}`: a tag `t` whose texts stand on lines of their own.

    White space around and between words counts as one space or none; texts are words, without tags or variables."""
    _, *bits = token.split_contents()
    target = bits.pop() if bits[-2:-1] == ["as"] else None
    bits = bits[:-1] if target else bits
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"the tag text takes values by name, not {' '.join(bits)}")
    texts = [_read_words(parser, until) for until in ("en", "endtext")]
    return SimpleNode(t, False, texts, values, target)


def _read_words(parser: Parser, until: str) -> FilterExpression:
    """Read one text as it would stand between the quotes of a tag `t`."""
    nodes = parser.parse((until,))
    parser.delete_first_token()
    if not nodes or not all(isinstance(node, TextNode) for node in nodes):
        raise template.TemplateSyntaxError("a text holds words: values go by name, as in {% text n=count %}")
    words = _SPACES.sub(" ", "".join(node.s for node in nodes if isinstance(node, TextNode))).strip(" ")
    return parser.compile_filter('"{}"'.format(words.replace("\\", "\\\\").replace('"', '\\"')))


class _FormTokens(CsrfTokenNode):
    """The token of the session, then one of this form, drawn anew each time, with the mark of whom its page is for; a
    page that gives a form back for another try has `form_token` in its context."""

    def render(self, context: template.Context) -> SafeString:
        if not (of_session := super().render(context)):
            return SafeString()
        request = context.get("request")
        own = context.get("form_token") or f"{secrets.token_urlsafe(18)}{getattr(request, 'form_author', '')}"
        return format_html('{}<input type="hidden" name="{}" value="{}">', of_session, FORM_TOKEN, own)


@register.tag("csrf_token")
def form_tokens(_parser: Parser, _token: Token) -> _FormTokens:
    """`{% csrf_token %}`, in every form that is sent by POST."""
    return _FormTokens()


@register.tag("fr")
def languages(parser: Parser, _token: Token) -> Passage:
    """`{% fr %}…{% en %}…{% endfr %}`: a long passage in each language."""
    fr = read_passage(parser, "en")
    for node in fr.nodes.get_nodes_by_type(TextNode):
        if isinstance(node, TextNode):
            node.s = typeset_french(node.s)
    return Passage(fr, read_passage(parser, "endfr"), parser)


@register.simple_block_tag
def table(
    content: str,
    name: str,
    caption: object = "",
    *,
    key: object = "",
    style: str = "",
    region: str = "",
    hidden: bool = False,
    fictitious: bool = False,
) -> SafeString:
    """A table in a region that scrolls sideways by keyboard, called by its caption, of which `name` is the id.

    Without a caption, `name` is the id of a heading of the page. `key` makes the id one of the page where a table comes
    once a round. A caption is `hidden` where the heading above says the same; `fictitious` marks what is made up.
    """
    name = f"{name}-{key}" if key != "" else name
    words = t("données fictives", "fictitious data")
    mark = format_html(' <span class="fict">{}</span>', words) if fictitious else ""
    attributes = format_html('id="{}"{}', name, SafeString(' class="vh"') if hidden else "")
    title = format_html("<caption {}><span>{}{}</span></caption>", attributes, caption, mark) if caption else ""
    return format_html(
        '<div class="scroll{}" role="region" aria-labelledby="{}" tabindex="0"><table{}>{}{}</table></div>',
        f" {region}" if region else "",
        name,
        format_html(' class="{}"', style) if style else "",
        title,
        content,
    )


@register.filter(name="text")
def text_filter(value: Any) -> str:
    """A `Text` in the language of the page; any other value as it is; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, dict) and {"fr", "en"} <= set(value):
        return choose_words(str(value["fr"]), str(value["en"]))
    return str(value)


_INVERSION = re.compile(r"(?<![\w-])\w++(?:-t)?-(?:ils?|elles?|on|ce)(?![\w-])")


@register.filter
def heading(words: Any) -> SafeString:
    """Words of a heading, in which a verb is on the line of the pronoun after it: “garde-t-il” is never cut in two."""
    return mark_safe(_INVERSION.sub(r'<span class="inversion">\g<0></span>', conditional_escape(words)))  # noqa: S308


@register.filter
def of(value: str) -> str:
    """A name after the French “de”, which loses its vowel before another: “d’octobre 2026”, “de mars 2026”."""
    return f"d’{value}" if value[:1].lower() in {*"aàâeéèêiîoôuœ"} and value else f"de {value}"


def _parse_number(value: Any) -> Any:
    """The number that a text says: sealed papers keep theirs as text, with the decimals that they had."""
    return Decimal(value) if isinstance(value, str) else value


@register.filter
def num(value: Any, digits: int | None = None) -> str:
    """A number with the language's separators; a dash when unknown."""
    return format_number(_parse_number(value), digits=digits)


@register.filter
def pct(value: Any, digits: int | None = 1) -> str:
    """A share given in per cent (20 for 20 %)."""
    return format_percent(_parse_number(value), digits=digits)


@register.filter
def signed(value: Any, digits: int | None = None) -> str:
    """A difference with its sign, plus included."""
    return signed_number(_parse_number(value), digits=digits)


@register.filter
def period(value: Any) -> str:
    """A `Period`, or its string, in words."""
    if value is None or value == "":
        return ""
    found = value if isinstance(value, Period) else Period.parse(str(value))
    return found.label()


_MADE_UP: dict[Lang, str] = {"fr": "fictif", "en": "fictitious"}


@register.simple_tag
def fict_mark(name: str, fictitious: bool) -> str:
    """Mark something or somebody made up after its name, unless the name or every page of the site says it."""
    word, known = _MADE_UP[lang()], settings.FILIERE_DEMO or not fictitious
    return "" if known or word in name.casefold() else format_html(' <span class="fict">{}</span>', word)


def _to_local(value: Any) -> Any:
    """A moment on the clock of the site; any other day or hour as it is, that of a sealed paper from its text."""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return localtime(value) if isinstance(value, datetime) and is_aware(value) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """A date in words; in French the first of a month is « 1er », its end raised."""
    words = "" if value is None else format_day(_to_local(value))
    return format_html("1<sup>er</sup>{}", words[3:]) if words.startswith("1er ") else words


@register.filter
def moment(value: datetime | None) -> str:
    """A date and time in words, in the site's time zone."""
    return "" if value is None else format_html("{}, {}", day(value), hour(value))


@register.filter
def hour(value: datetime | time | None) -> str:
    """A time of day: 9 h 05 in French, unbroken at the end of a line, and 09:05 in English."""
    return "" if value is None else format_hour(_to_local(value))
