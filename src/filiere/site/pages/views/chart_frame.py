"""A chart alone, for the frame of another site: the figure of an open page, with what it needs to be understood.

The page itself is asked, as a stranger would, and its figure is taken out: whatever chart a page offers to frames
(`kit/chart_embed.html`) has its frame without another line, and says what the page says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.urls import resolve
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from filiere.site.security_exemptions import allow_embedding

_ABOVE = ("wide", 608, 225)
"""The drawing, and what it may take of a frame of 640 by 420, in pixels, when its words stand above it."""
_BESIDE = ("narrow", 336, 335)
"""The same when its words stand beside it."""
_READABLE = 0.55
"""How far a drawing may shrink; one that would have to shrink further keeps its size, and its frame scrolls."""
_FOLDED = (("<details", "</details>"), ('<ul class="links">', "</ul>"))
"""What a frame leaves to the page: where it begins and ends."""
_DRAWN = re.compile(r'<svg class="chart[^"]* (wide|narrow)" viewBox="0 0 ([0-9.]+) ([0-9.]+)"')


@dataclass(frozen=True, slots=True)
class FramedChart:
    """The figure of a page: its markup without folded parts, the title of the page, and what the frame needs."""

    figure: SafeString
    page_title: str
    beside: bool
    fictitious: bool


@allow_embedding
@require_safe
def show_chart_frame(request: HttpRequest, chart: str, page: str) -> HttpResponse:
    """The chart of that name of an open page, with the query of that page; 404 where the page offers none."""
    address = f"/{get_language()}/{page}"
    html = _read_page(request, address)
    query = request.GET.urlencode()
    url = request.build_absolute_uri(f"{address}{'?' if query else ''}{query}#{chart}")
    return render(request, "pages/chart_frame.html", {"chart": _take_figure(html, chart, url), "url": url})


def _read_page(request: HttpRequest, address: str) -> str:
    """What a stranger reads at an address of the site."""
    match = resolve(address)
    asked = HttpRequest()
    asked.method, asked.path, asked.path_info, asked.resolver_match = "GET", address, address, match
    asked.META = {key: value for key, value in request.META.items() if key != "HTTP_COOKIE"} | {"PATH_INFO": address}
    asked.GET = request.GET
    # An empty session, which nothing keeps.
    asked.user, asked.session = AnonymousUser(), SessionStore()
    if "chart-frame" in str(match.view_name):
        raise Http404(address)
    try:
        response = match.func(asked, *match.args, **match.kwargs)
        if isinstance(response, SimpleTemplateResponse):
            response = response.render()
    except PermissionDenied as refused:
        raise Http404(address) from refused
    if response.status_code != 200 or not response.get("Content-Type", "").startswith("text/html"):
        raise Http404(address)
    return str(response.content.decode())


def _take_figure(html: str, chart: str, url: str) -> FramedChart:
    """Take a figure that is offered to frames out of its page; its own anchors lead to the page."""
    figures = (f"<figure {one.partition('</figure>')[0]}</figure>" for one in html.split("<figure ")[1:])
    figure = next((one for one in figures if f'id="{chart}"' in one.partition(">")[0]), "")
    if "data-embed" not in figure:
        raise Http404(chart)
    for start, end in _FOLDED:
        before, *parts = figure.split(start)
        figure = before + "".join(one.partition(end)[2] for one in parts)
    figure = figure.replace('href="#', f'href="{url.partition("#")[0]}#').replace(
        '<figcaption class="vh">', "<figcaption>"
    )
    figure, beside = _size_drawings(figure.replace("<h3>", "<h2>").replace("</h3>", "</h2>"))
    return FramedChart(
        figure=mark_safe(figure),  # noqa: S308 - a page of the site wrote it.
        page_title=unescape(html.partition("<title>")[2].partition(" · Filière</title>")[0]),
        beside=beside,
        # In French and in English alike; what the figure says already is not said twice.
        fictitious="data-fictitious" in html and "fict" not in figure.lower(),
    )


def _size_drawings(figure: str) -> tuple[str, bool]:
    """Give both drawings the size that the frame has for them; whether the words stand beside, which reads larger."""
    shrunk: dict[str, float] = {}

    def give_size(drawn: re.Match[str]) -> str:
        name, width, height = drawn[1], float(drawn[2]), float(drawn[3])
        _, widest, highest = _ABOVE if name == "wide" else _BESIDE
        shrunk[name] = min(widest / width, highest / height)
        ratio = shrunk[name] if shrunk[name] > _READABLE else widest / width
        return f'{drawn[0]} width="{width * ratio:.0f}" height="{height * ratio:.0f}"'

    sized = _DRAWN.sub(give_size, figure)
    wide, narrow = shrunk.get("wide", 1), shrunk.get("narrow", 0)
    return sized, narrow > max(_READABLE, 1.1 * wide)
