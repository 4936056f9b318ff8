"""What a reader must know of the site itself, above its pages: each app says it through :data:`notice_sources`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from filiere.core import Text
from filiere.site.kit.hooks import Hook


@dataclass(frozen=True, slots=True)
class SiteNotice:
    """Something that is wrong, and the page where it is told and mended."""

    words: Text
    url: str
    label: Text


notice_sources = Hook[Callable[[Any], Iterable[SiteNotice]]]()
"""Each says what somebody is told; nothing to whoever could not do anything about it."""


def list_notices(person: Any) -> list[SiteNotice]:
    """What somebody is told."""
    return [notice for tell in notice_sources for notice in tell(person)]
