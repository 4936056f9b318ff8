"""The feed of new figures: how readers learn that something changed.

A figure is new on the day it was published if we know it, and a correction on the day it was made; the feed tells
both, the latest first, so that a journalist who subscribed hears of a corrected number too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from urllib.parse import quote

from django.urls import reverse

from filiere.core import Text
from filiere.publication.charts.base import spaced_colon
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.observatory.figure_register import current_register
from filiere.site.pages.feeds_and_sitemaps import News, NewsFeed

_CORRECTED = Text(fr="Chiffre corrigé", en="Figure corrected")
_PUBLISHED = Text(fr="Chiffre publié", en="Figure published")
_SINCE = Text(fr="Corrigé depuis.", en="Corrected since.")
_RETAINED = Text(fr="Valeur retenue", en="Value retained")


def list_figure_news() -> Iterator[News]:
    """List what was published, corrected or retained in the register."""
    register = current_register()
    for figure in register:
        title = str(register.title(figure))
        # Each event tells the value of its own day: a later correction does not rewrite it, and is told.
        first, *later = register.history(figure.id)
        last = figure.version
        if first.figure.published is not None:
            words = f"{_PUBLISHED}{spaced_colon(lang())}{register.amount(first.figure)}"
            words += f". {_SINCE}" if first.number < last else ""
            yield _build_news(figure.id, "published", title, words, first.figure.published.start)
        for version in later:
            if version.amendment is not None:
                amount = register.amount(version.figure)
                words = f"{_CORRECTED}{spaced_colon(lang())}{amount}. {version.amendment.reason}"
                words += f" {_SINCE}" if version.number < last else ""
                yield _build_news(figure.id, f"version-{version.number}", title, words, version.amendment.date.start)
    for choice in register.retained_figures:
        figure = register[choice.figure]
        words = f"{_RETAINED} ({choice.label}){spaced_colon(lang())}{register.amount(figure)}. {choice.reason}"
        yield _build_news(figure.id, choice.use, str(register.title(figure)), words, choice.date.start)


def _build_news(figure: str, event: str, title: str, words: str, day: date) -> News:
    # Under the figure's own address, which never changes.
    guid = f"{reverse('data:permalink', args=[figure])}#{quote(event)}-{day.isoformat()}"
    at = datetime.combine(day, time(), UTC)
    return News(reverse("observatory:figure", args=[figure]), guid, title, words, at)


figure_feed = NewsFeed(
    Text(fr="Filière : nouveaux chiffres", en="Filière: new figures"),
    Text(
        fr="Chiffres publiés, corrigés ou retenus, les plus récents d’abord.",
        en="Figures published, corrected or retained, latest first.",
    ),
    "observatory:register",
    list_figure_news,
)
"""The feed of the register of figures."""
