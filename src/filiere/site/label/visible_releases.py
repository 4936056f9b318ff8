"""Who sees which release: a draft with the right to read drafts or where its adoption opens it, the others by all.

A page, a file, the API, the search and the sitemap all take releases from :func:`visible_catalogue`, so that a draft
cannot show in one of them only. What a reader may not see does not exist for them: same answer, same near matches. A
mapping or a simulation shows when both of its ends do. A mapping that nobody reviewed yet is no draft of a rule: it
shows, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from filiere.core.spelling import close_words
from filiere.referentials import FactorTable, Mapping, Release
from filiere.site.accounts.rights import Actor
from filiere.site.kit.hooks import Hook
from filiere.site.kit.rights import allowed
from filiere.site.served_referentials import load_content

HIDDEN_STATUS = "draft"

draft_openings: Hook[Callable[[Actor, Map[str, Release]], frozenset[str]]] = Hook()
"""Which of these drafts, by name, an actor reads without the right to read all: whoever makes or votes releases."""


class NotVisible(LookupError):
    """Nothing visible has that name; ``near`` are the visible names that look like it."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        self.name, self.near = name, near
        super().__init__(name)


@dataclass(frozen=True)
class ReleaseCatalogue:
    """The releases, mappings and emission factors that a reader sees on a day, by name, in the order of names."""

    releases: Map[str, Release]
    mappings: Map[str, Mapping]
    factors: Map[str, FactorTable]
    day: date

    def release(self, name: str) -> Release:
        """Return a release; raise :class:`NotVisible`."""
        return self._find_visible(self.releases, name)

    def mapping(self, name: str) -> Mapping:
        """Return a mapping; raise :class:`NotVisible`."""
        return self._find_visible(self.mappings, name)

    def factor_table(self, version: str = "") -> FactorTable:
        """Return a table of emission factors, by default the latest; raise :class:`NotVisible`."""
        return self._find_visible(self.factors, version or max(self.factors, default=""))

    def _find_visible[T](self, among: Map[str, T], name: str) -> T:
        if name not in among:
            raise NotVisible(name, near_names(name, tuple(among)))
        return among[name]

    def ends(self, mapping: Mapping) -> tuple[Release, Release]:
        """Return the two releases of a mapping."""
        return self.releases[mapping.direction.source.id], self.releases[mapping.direction.target.id]

    def of(self, referential: str) -> tuple[Release, ...]:
        """Return the releases of a referential, the latest first."""
        found = [one for one in self.releases.values() if one.referential.key == referential]
        return tuple(sorted(found, key=lambda one: (one.head.dates.effective, one.id), reverse=True))

    @property
    def kinds(self) -> Map[str, tuple[Release, ...]]:
        """The releases by kind of referential, labels first, each referential from its latest release."""
        keys = list(dict.fromkeys(one.referential.key for one in self.releases.values()))
        found: dict[str, tuple[Release, ...]] = {"label": (), "norm": (), "regulation": ()}
        for key in keys:
            releases = self.of(key)
            found[releases[0].referential.kind] += releases
        return found


def near_names(name: str, names: tuple[str, ...], count: int = 3) -> tuple[str, ...]:
    """Return the names that look like a name, closest first."""
    return tuple(close_words(name, names, most=count, cutoff=0.5))


def find_current_label() -> Release | None:
    """Return the release of the label that candidates prepare for: the one in force, else the latest that all see."""
    labels = [one for one in visible_catalogue(AnonymousUser()).kinds["label"] if one.procedure is not None]
    return prefer_in_force(labels)


def prefer_in_force(releases: Sequence[Release]) -> Release | None:
    """Return the release in force among these, which come latest first; else the first that is no draft, else any."""
    by_status = {"in_force": 0, HIDDEN_STATUS: 2}
    return min(releases, key=lambda one: by_status.get(one.head.status, 1), default=None)


def visible_catalogue(actor: Actor, day: date | None = None) -> ReleaseCatalogue:
    """Return what an actor sees on a day, today by default. The actor is looked at only when a draft is at stake."""
    served = load_content()
    day = day or timezone.localdate()
    releases = {name: served.release(name, day) for name in served.names}
    drafts = {name: one for name, one in releases.items() if one.head.status == HIDDEN_STATUS}
    if drafts and not allowed(actor, "referential:read"):
        opened = frozenset[str]().union(*(find_opened(actor, drafts) for find_opened in draft_openings))
        releases = {name: one for name, one in releases.items() if name not in drafts or name in opened}
    mappings = {
        one.id: one
        for one in served.mappings
        if one.direction.source.id in releases and one.direction.target.id in releases
    }
    return ReleaseCatalogue(releases, mappings, served.factors, day)
