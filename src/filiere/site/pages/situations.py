"""What people come for: the doors of the home page, and the page that answers each situation; read from content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from django.urls import NoReverseMatch, reverse
from pydantic import Field

from filiere.core import Slug, StrictModel, Text, content_path, read_yaml, validate
from filiere.site.pages.live_counts import fill_counts, live_counts

SITUATIONS_FILE = content_path("pages", "situations.yaml")
DOORS = 9
"""How many of the situations the home page opens, the first ones."""
_DOOR_LINKS = 3


def find_page(name: str, *args: str) -> str | None:
    """Return the address of a page, None where it does not exist: a link to it is then left out."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


class PageLink(StrictModel):
    """A link to a page of the site, by its name and what its address is made of."""

    page: str
    args: tuple[str, ...] = ()
    text: Text

    @property
    def url(self) -> str | None:
        """Its address; None where the page does not exist."""
        return find_page(self.page, *self.args)


class ShortForm(StrictModel):
    """A form of one field, sent by GET to the page that answers it."""

    page: str
    field: Slug
    label: Text
    hint: Text | None = None
    button: Text


class Situation(StrictModel):
    """What somebody wants to do, in a sentence and in a paragraph, with the pages that help."""

    key: Slug
    title: Text
    short: Text
    text: Text
    form: ShortForm | None = None
    links: Annotated[tuple[PageLink, ...], Field(min_length=1)]


class PartFact(StrictModel):
    """A count of the day, by its name."""

    text: Text
    count: str


class ProductPart(StrictModel):
    """A part of the product, as the home page sums it up."""

    key: Slug
    title: Text
    text: Text
    facts: tuple[PartFact, ...]
    links: tuple[PageLink, ...]


class SituationFile(StrictModel):
    """The file of situations."""

    lede: Text
    situations: tuple[Situation, ...]
    parts: tuple[ProductPart, ...]


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link whose page exists."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A short form ready to print."""

    url: str
    field: str
    label: Text
    hint: Text | None
    button: Text


@dataclass(frozen=True, slots=True)
class ShownSituation:
    """A situation ready to print."""

    key: str
    title: Text
    short: str
    text: str
    form: ShownForm | None
    links: tuple[ShownLink, ...]


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of the product ready to print; facts are a label and a count."""

    key: str
    title: Text
    text: Text
    facts: tuple[tuple[Text, str], ...]
    links: tuple[ShownLink, ...]


@lru_cache(maxsize=1)
def read_situations() -> SituationFile:
    """The situations and the parts of the product, read once."""
    return validate(read_yaml(SITUATIONS_FILE), SituationFile)


def list_situations() -> tuple[ShownSituation, ...]:
    """Every situation, in the order of the file."""
    return tuple(
        ShownSituation(
            one.key, one.title, fill_counts(one.short), fill_counts(one.text), _show_form(one.form), _show(one.links)
        )
        for one in read_situations().situations
    )


def list_doors() -> tuple[ShownSituation, ...]:
    """The situations that the home page opens, with three links each at most."""
    return tuple(
        ShownSituation(one.key, one.title, fill_counts(one.short), "", None, _show(one.links)[:_DOOR_LINKS])
        for one in read_situations().situations[:DOORS]
    )


def list_parts() -> tuple[ShownPart, ...]:
    """The parts of the product with their counts of the day; a count that nobody keeps is left out."""
    return tuple(
        ShownPart(
            one.key,
            one.title,
            one.text,
            tuple((fact.text, live_counts[fact.count]()) for fact in one.facts if fact.count in live_counts),
            _show(one.links),
        )
        for one in read_situations().parts
    )


def _show(links: tuple[PageLink, ...]) -> tuple[ShownLink, ...]:
    return tuple(ShownLink(str(one.text), url) for one in links if (url := one.url) is not None)


def _show_form(form: ShortForm | None) -> ShownForm | None:
    if form is None or (url := find_page(form.page)) is None:
        return None
    return ShownForm(url, form.field, form.label, form.hint, form.button)
