"""The feed of new figures: how readers learn that something changed.

A figure is new on the day it was published if we know it, and a correction on the day it was made; the feed tells
both, the latest first, so that a journalist who subscribed hears of a corrected number too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from filiere.core import Text
from filiere.publication.charts.base import spaced_colon
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.observatory.figure_register import current_register

MAX_ENTRIES = 50

if TYPE_CHECKING:
    # The stubs know this class as generic; at run time it is plain.
    _Feed = Feed["FigureNews", None]
else:
    _Feed = Feed


@dataclass(frozen=True)
class FigureNews:
    """One event of the register: a figure published, corrected or retained."""

    figure: str
    event: str
    title: str
    words: str
    at: datetime


_CORRECTED = Text(fr="Chiffre corrigé", en="Figure corrected")
_PUBLISHED = Text(fr="Chiffre publié", en="Figure published")
_RETAINED = Text(fr="Valeur retenue", en="Value retained")


_XML_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that XML cannot hold, which a reason pasted from elsewhere may."""


class PlainAtom(Atom1Feed):
    """Atom (RFC 4287) whose summaries are plain text and whose identifiers are addresses.

    The framework marks a summary as HTML, which would bring to life whatever tag stands in the reason of a correction.
    """

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an entry: what the framework writes, but for the identifier, made whole, and the summary, as text."""
        whole = {**item, "unique_id": urljoin(item["link"], item["unique_id"]), "description": None}
        super().add_item_elements(handler, whole)
        handler.addQuickElement("summary", item["description"], {"type": "text"})


class FigureFeed(_Feed):
    """An Atom feed of the register, in the language of its address."""

    feed_type = PlainAtom
    author_name = "Filière"

    def title(self) -> str:
        """The name of the feed."""
        return str(Text(fr="Filière : nouveaux chiffres", en="Filière: new figures"))

    def subtitle(self) -> str:
        """What the feed tells."""
        return str(
            Text(
                fr="Chiffres publiés, corrigés ou retenus, les plus récents d’abord.",
                en="Figures published, corrected or retained, latest first.",
            )
        )

    def link(self) -> str:
        """The page the feed speaks of."""
        return reverse("observatory:register")

    def get_object(self, request: HttpRequest) -> None:  # noqa: ARG002
        """The feed has no parameter."""
        return

    def items(self, obj: None = None) -> Iterable[FigureNews]:  # noqa: ARG002
        """The latest events, a bounded number."""
        register = current_register()
        found: list[FigureNews] = []
        for figure in register:
            title = str(register.title(figure))
            # Each event tells the value of its own day: a later correction does not rewrite what was announced.
            first, *later = register.history(figure.id)
            if first.figure.published is not None:
                words = f"{_PUBLISHED}{spaced_colon(lang())}{register.amount(first.figure)}"
                found.append(_build_news(figure.id, "published", title, words, first.figure.published.start))
            for version in later:
                if version.amendment is not None:
                    amount = register.amount(version.figure)
                    words = f"{_CORRECTED}{spaced_colon(lang())}{amount}. {_localized(version.amendment.reason)}"
                    found.append(
                        _build_news(figure.id, f"version-{version.number}", title, words, version.amendment.date.start)
                    )
        for choice in register.retained:
            figure = register[choice.figure]
            kept = f"{_RETAINED} ({choice.label})"
            words = f"{kept}{spaced_colon(lang())}{register.amount(figure)}. "
            title = str(register.title(figure))
            found.append(_build_news(figure.id, choice.use, title, words + str(choice.reason), choice.date.start))
        return sorted(found, key=lambda news: (news.at, news.figure, news.event), reverse=True)[:MAX_ENTRIES]

    def item_title(self, item: FigureNews) -> str:
        """What the figure is."""
        return item.title

    def item_description(self, item: FigureNews) -> str:
        """What happened to it."""
        return item.words

    def item_link(self, item: FigureNews) -> str:
        """The figure's own page."""
        return reverse("observatory:figure", args=[item.figure])

    def item_guid(self, item: FigureNews) -> str:
        """One address an event, under the figure's own that never changes, so that a correction is a new item."""
        return f"{reverse('data:permalink', args=[item.figure])}#{quote(item.event)}-{item.at.date().isoformat()}"

    item_guid_is_permalink = False

    def item_updateddate(self, item: FigureNews) -> datetime:
        """When it happened."""
        return item.at


def _localized(words: Text | str) -> str:
    return str(words) if isinstance(words, Text) else words


def _build_news(figure: str, event: str, title: str, words: str, day: date) -> FigureNews:
    return FigureNews(figure, event, title, _XML_CONTROL_CHARACTERS.sub(" ", words), datetime.combine(day, time(), UTC))
