"""Where a reader can go from each page: the rubrics of the masthead, those of the footer, the doors of one's own space.

Each app declares its own in its ``hooks``, by order; one whose page does not exist is left out, so that no page ever
carries a dead link. A door is shown to whoever may open it: a convenience, since each page asks for its right again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

from filiere.core import Text
from filiere.site.kit.hooks import Hook
from filiere.site.kit.rights import allowed


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One rubric: its key (the `nav` variable of a page's context), its label, the name of its page; in the footer, the
    key of the rubric whose column it stands in, last for none."""

    key: str
    label: Text
    name: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A rubric or a door ready to print."""

    key: str
    label: str
    url: str
    column: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class WorkspaceDoor:
    """A page of one's own space, what it is for, and who is shown it."""

    label: Text
    note: Text
    name: str
    shown_to: Callable[[Any], bool]


main_menu = Hook[MenuEntry]()
footer_menu = Hook[MenuEntry]()
workspace_doors = Hook[WorkspaceDoor]()


def holds_right(name: str) -> Callable[[Any], bool]:
    """Return the predicate of people who hold a right on the site."""
    return lambda person: allowed(person, name)


def list_doors(person: Any) -> list[MenuLink]:
    """The doors that somebody may open, in the order of a working day."""
    shown = [door for door in workspace_doors if door.shown_to(person)]
    found = _resolve_names(tuple(door.name for door in shown))
    return [
        MenuLink(door.name, str(door.label), url, note=str(door.note))
        for door, url in zip(shown, found, strict=True)
        if url is not None
    ]


def resolve_links(entries: Iterable[MenuEntry]) -> list[MenuLink]:
    """The rubrics whose page exists, in the reader's language."""
    listed = tuple(entries)
    found = _resolve_names(tuple(entry.name for entry in listed))
    return [
        MenuLink(entry.key, str(entry.label), url, entry.column)
        for entry, url in zip(listed, found, strict=True)
        if url is not None
    ]


def _resolve_names(names: tuple[str, ...]) -> tuple[str | None, ...]:
    return resolve_addresses(names, get_language(), get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(maxsize=64)
def resolve_addresses(
    names: tuple[str, ...],
    language: str | None,  # noqa: ARG001
    prefix: str,  # noqa: ARG001
    urlconf: Any,
) -> tuple[str | None, ...]:
    """Where the pages of these names are, None for one that is not there, given all that an address depends on.

    Every page asks for some twenty, always the same: to find them anew took a twentieth of a short page's time.
    """

    def one(name: str) -> str | None:
        try:
            return reverse(name, urlconf=urlconf)
        except NoReverseMatch:
            return None

    return tuple(map(one, names))
