"""A mapping read for a page or a file: which way, for which candidates, and what it covers.

The coverage of a mapping on its two releases is the same at each reading; it is kept for the process under the
fingerprints of both.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass

from filiere.referentials import Correspondence, Coverage, Mapping, Release, compute_coverage, resolve_mapping
from filiere.referentials.mapping import CoveredSubject, Link, MapState, find_map_states
from filiere.site.label.visible_releases import ReleaseCatalogue

CoverageCells = Map[tuple[str, str], "CoverageCell"]


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """Where a theme of the source meets a theme of the target: how many subjects it covers, and touches only."""

    covered: int
    partly: int


@dataclass(frozen=True)
class MappingReading:
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
    def stale_maps(self) -> tuple[str, ...]:
        """The maps that no longer fit what the reviewers saw."""
        return tuple(one.id for one in self.states if one.state == "stale")

    def cells(self) -> CoverageCells:
        """Each meeting of a theme of the source with one of the target; those that never meet are left out."""
        met: dict[tuple[str, str], dict[str, bool]] = {}
        for subject in self.coverage.subjects:
            for link in subject.links:
                for theme in {self.source.theme_of[key].key for key in link.sources}:
                    held = met.setdefault((theme, subject.theme), {})
                    held[subject.key] = held.get(subject.key, False) or link.covers
        return {
            place: CoverageCell(sum(held.values()), sum(not covers for covers in held.values()))
            for place, held in met.items()
        }

    def lead(self, subject: CoveredSubject) -> Link | None:
        """The link that says most of a subject."""
        return subject.links[0] if subject.links else None


_coverage_cache: dict[tuple[str, str, str, bool, str | None], MappingReading] = {}


def read_mapping(
    shelf: ReleaseCatalogue, mapping: Mapping, *, backwards: bool = False, category: str | None = None
) -> MappingReading:
    """Return a mapping as it reads on the releases of the day."""
    source, target = shelf.ends(mapping)
    names = (mapping.id, source.sha256, target.sha256, backwards, category)
    if names not in _coverage_cache:
        forward = resolve_mapping(mapping, source, target)
        known = forward.reverse() if backwards else forward
        states = tuple(find_map_states(mapping, source, target))
        _coverage_cache[names] = MappingReading(
            mapping, known, compute_coverage(known, category=category), states, backwards, category
        )
    return _coverage_cache[names]
