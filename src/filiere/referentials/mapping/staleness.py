"""Which maps a change of release makes stale, and no other: the fingerprints of what the reviewers had before them.

A review writes the fingerprint of each criterion a map names, under ``source.<name>`` and ``target.<name>``, and the
fingerprint of both releases. When a release changes, only the maps whose own criteria changed are to be read again.
A criterion is what it asks and how it is judged; its number, its weight and its place are no part of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from filiere.core.seals import seal
from filiere.referentials.records import MapEntry, Mapping
from filiere.referentials.release import Release

MappingSide = Literal["source", "target"]
SIDES: tuple[MappingSide, ...] = ("source", "target")
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class MapState:
    """A map against releases as they are.

    ``state`` is ``fresh`` when nothing it names has changed, ``stale`` when something has, ``unseen`` when no review
    wrote what it saw. ``changed`` names the criteria that changed or are gone.
    """

    id: str
    state: Literal["fresh", "stale", "unseen"]
    changed: tuple[str, ...] = ()


def criterion_fingerprint(release: Release, key: str) -> str:
    """Return the sixteen hexadecimal digits of a criterion as reviewers see it."""
    criterion = release.criteria[key]
    scale = release.scales.get(key)
    indicator = release.indicators.get(criterion.scored_by or "")
    return seal(
        {
            "text": {"fr": criterion.text.fr, "en": criterion.text.en},
            "applies_if": criterion.applies_if,
            "evidence": sorted(criterion.evidence),
            "levels": [
                {"key": level.key, "value": level.value, "fr": level.text.fr, "en": level.text.en}
                for level in (scale.levels if scale is not None else ())
            ],
            "formula": indicator.formula if indicator is not None else None,
            "rule": indicator.scores.rule if indicator is not None and indicator.scores is not None else None,
        }
    )[:_DIGITS]


def current_fingerprints(map_entry: MapEntry, source: Release, target: Release) -> dict[str, str]:
    """Return what a review of a map would write under ``seen`` today; a name that finds nothing is left out."""
    found = {}
    for side, release in zip(SIDES, (source, target), strict=True):
        for name in getattr(map_entry, f"{side}s"):
            criterion = release.find(name)
            if criterion is not None:
                found[f"{side}.{name}"] = criterion_fingerprint(release, criterion.key)
    return found


def find_map_states(mapping: Mapping, source: Release, target: Release) -> Iterator[MapState]:
    """Yield the state of each map against two releases, which may be later than those it was written for.

    A map without fingerprints is judged by those of the two releases: as a whole it is stale as soon as one of them
    has changed, and unseen when the mapping wrote none.
    """
    ends = [
        None if end.sha256 is None else end.id == release.id and end.sha256 == release.sha256
        for end, release in ((mapping.direction.source, source), (mapping.direction.target, target))
    ]
    for map_entry in mapping.maps:
        now = current_fingerprints(map_entry, source, target)
        named = [f"{side}.{name}" for side in SIDES for name in getattr(map_entry, f"{side}s")]
        if map_entry.seen:
            changed = tuple(name for name in named if map_entry.seen.get(name) != now.get(name))
            yield MapState(map_entry.id, "stale" if changed else "fresh", changed)
        elif False in ends:
            yield MapState(map_entry.id, "stale")
        else:
            yield MapState(map_entry.id, "unseen" if None in ends else "fresh")
