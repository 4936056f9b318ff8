"""A mapping read for a page or a file: which way, for which candidates, and what it covers.

The coverage of a mapping on its two releases is the same at each reading; it is kept for the process under the
fingerprints of both.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass

from filiere.referentials import Correspondence, Coverage, Mapping, Release, correspondence, coverage
from filiere.referentials.mapping import Link, MapState, Subject, map_states
from filiere.site.label.visibility import Shelf

Cells = Map[tuple[str, str], "Cell"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a theme of the source meets a theme of the target: how many subjects it covers, and touches only."""

    covered: int
    partly: int


@dataclass(frozen=True)
class Reading:
    """A mapping on its two releases, in one direction."""

    mapping: Mapping
    known: Correspondence
    coverage: Coverage
    states: tuple[MapState, ...]
    backwards: bool
    category: str | None

    @property
    def source(self) -> Release:
        """The release that covers."""
        return self.known.source

    @property
    def target(self) -> Release:
        """The release that is covered."""
        return self.known.target

    @property
    def stale(self) -> tuple[str, ...]:
        """The maps that no longer fit what the reviewers saw."""
        return tuple(one.id for one in self.states if one.state == "stale")

    def cells(self) -> Cells:
        """Each meeting of a theme of the source with one of the target; those that never meet are left out."""
        met: dict[tuple[str, str], dict[str, bool]] = {}
        for subject in self.coverage.subjects:
            for link in subject.links:
                for theme in {self.source.theme_of[key].key for key in link.sources}:
                    held = met.setdefault((theme, subject.theme), {})
                    held[subject.key] = held.get(subject.key, False) or link.covers
        return {
            place: Cell(sum(held.values()), sum(not covers for covers in held.values())) for place, held in met.items()
        }

    def lead(self, subject: Subject) -> Link | None:
        """The link that says most of a subject."""
        return subject.links[0] if subject.links else None


_kept: dict[tuple[str, str, str, bool, str | None], Reading] = {}


def read(shelf: Shelf, mapping: Mapping, *, backwards: bool = False, category: str | None = None) -> Reading:
    """Return a mapping as it reads on the releases of the day."""
    source, target = shelf.ends(mapping)
    names = (mapping.id, source.sha256, target.sha256, backwards, category)
    if names not in _kept:
        forward = correspondence(mapping, source, target)
        known = forward.reversed() if backwards else forward
        states = tuple(map_states(mapping, source, target))
        _kept[names] = Reading(mapping, known, coverage(known, category=category), states, backwards, category)
    return _kept[names]
