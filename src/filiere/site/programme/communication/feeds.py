"""The feed of what is said: each message in force, as an event of the day on which it became so."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.observatory.figure_register import current_register
from filiere.site.pages.feeds_and_sitemaps import News, NewsFeed
from filiere.site.programme.communication.embargo import list_current, visible_messages
from filiere.site.programme.communication.figure_freezing import read_text


def list_message_news() -> Iterator[News]:
    """The messages true of today that everybody may read, with their figure and its source."""
    for message in list_current(current_register(), visible_messages(None, timezone.now())):
        url = reverse("programme:message", args=[message.key])
        title, source = read_text(message.frozen, "title"), read_text(message.frozen, "source_name")
        words = Text(
            fr=f"{title.fr} : {message.frozen['amount']['fr']}. Source : {source.fr}",
            en=f"{title.en}: {message.frozen['amount']['en']}. Source: {source.en}",
        )
        assert message.in_force_at is not None  # noqa: S101  The database asks it of what is approved.
        yield News(url, url, str(message.current_sentence), str(words), message.in_force_at)


message_feed = NewsFeed(
    Text(fr="Filière : ce que dit l’association", en="Filière: what the association says"),
    Text(
        fr="Chaque message en vigueur, avec son chiffre et sa source.",
        en="Each message in force, with its figure and its source.",
    ),
    "programme:operations",
    list_message_news,
)
"""The feed of messages."""
