"""A mapping put on the two releases it links: one statement a correspondence, its names resolved to keys.

A file says several things at once: names or displayed numbers, sources taken alone or together, targets taken alone.
Here each statement stands by itself, so that reading it backwards is an exchange of its two sides, and the same
functions answer for a mapping, its reverse and a chain of several.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, get_args

from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.referentials.faults import find_close_words
from filiere.referentials.mapping.faults import fault
from filiere.referentials.records import CARRY_CAPS, CARRY_LEVELS, MapEntry, Mapping
from filiere.referentials.records.mapping import CarryLevel, MapRelation
from filiere.referentials.release import Release

LinkRelation = Literal["equal", "subset", "superset", "intersects", "none", "unknown"]
Nature = Literal["comparison", "succession", "mixed"]
ReviewStatus = Literal["stale", "draft", "reviewed", "approved"]

# From the least to be trusted to the most.
STATUSES: tuple[ReviewStatus, ...] = get_args(ReviewStatus)
REVERSED: dict[LinkRelation, LinkRelation] = {
    "equal": "equal",
    "subset": "superset",
    "superset": "subset",
    "intersects": "intersects",
    "none": "none",
    "unknown": "unknown",
}


def carry_limit(relation: LinkRelation) -> CarryLevel:
    """Return the most that a relation may carry; of an unknown relation, nothing."""
    return "none" if relation == "unknown" else CARRY_CAPS[relation]


def least_carry(*carries: CarryLevel) -> CarryLevel:
    """Return the least of several carry levels."""
    return min(carries, key=CARRY_LEVELS.index)


@dataclass(frozen=True, slots=True)
class Link:
    """One statement: the sources, taken together, are in this relation to the targets, taken together.

    ``carry`` is the most it may bring over, never above the cap of its relation; ``held_back`` a lower carry that the
    reviewers chose, and None when they left it at the cap. ``strength`` goes from 1 to 10. ``gaps`` say what the
    targets ask that the sources do not, ``gaps_back`` the same the other way. ``path`` names each map it rests on as
    ``mapping#map``. ``status`` is that of the least trusted of them.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    relation: LinkRelation
    carry: CarryLevel
    confidence: Decimal
    strength: int | None
    status: ReviewStatus
    path: tuple[str, ...]
    held_back: CarryLevel | None = None
    gaps: tuple[Text, ...] = ()
    gaps_back: tuple[Text, ...] = ()

    @property
    def covers(self) -> bool:
        """Whether a target asks for nothing that the sources do not; what is stale covers nothing."""
        return self.relation in ("equal", "superset") and self.status != "stale"

    def relation_to(self, targets: frozenset[str]) -> LinkRelation:
        """Return the relation of the sources to some of the targets only.

        What contains all of them contains each. Nothing follows for one alone when the sources are only a part of
        them together, or only meet them.
        """
        if targets == frozenset(self.targets):
            return self.relation
        return "superset" if self.relation in ("equal", "superset") else "unknown"

    def may_carry(self, target: str) -> CarryLevel:
        """Return the most that may be carried to one target; nothing goes through a stale map."""
        if self.status == "stale":
            return "none"
        alone = self.relation_to(frozenset({target}))
        # To a part of something, evidence may be shown all the same: a person says to which it belongs.
        return least_carry(self.carry, carry_limit(alone) if alone != "unknown" else "evidence")

    def reverse(self) -> "Link":
        """Return the same statement from the targets to the sources; twice gives it back."""
        relation = REVERSED[self.relation]
        return replace(
            self,
            sources=self.targets,
            targets=self.sources,
            relation=relation,
            carry=least_carry(carry_limit(relation), self.held_back or carry_limit(relation)),
            gaps=self.gaps_back,
            gaps_back=self.gaps,
        )


@dataclass(frozen=True)
class Correspondence:
    """All that is known from one release to another, by one mapping, its reverse or a chain; ``names`` says which.

    A name followed by ``~`` was read backwards. ``nature`` is ``mixed`` for a chain of comparisons and successions.
    """

    source: Release = field(repr=False)
    target: Release = field(repr=False)
    nature: Nature
    names: tuple[str, ...]
    links: tuple[Link, ...]

    @property
    def id(self) -> str:
        """The names of the two releases: ``lrs@2027.1--iso18295-1@2017``."""
        return f"{self.source.id}--{self.target.id}"

    def to(self, target: str) -> tuple[Link, ...]:
        """Return the links that reach a target, the ones that cover it first, then by strength and confidence."""
        reaching = [link for link in self.links if target in link.targets and link.relation != "none"]
        return tuple(sorted(reaching, key=lambda link: (not link.covers, -(link.strength or 0), -link.confidence)))

    def of(self, source: str) -> tuple[Link, ...]:
        """Return the links that start from a source, alone or with others."""
        return tuple(link for link in self.links if source in link.sources)

    def reverse(self) -> "Correspondence":
        """Return the correspondence the other way, derived: nobody types it twice."""
        return Correspondence(
            self.target,
            self.source,
            self.nature,
            tuple(_toggle_reverse_mark(name) for name in reversed(self.names)),
            tuple(link.reverse() for link in self.links),
        )


def _toggle_reverse_mark(name: str) -> str:
    return name.removesuffix("~") if name.endswith("~") else f"{name}~"


def resolve_mapping(mapping: Mapping, source: Release, target: Release) -> Correspondence:
    """Return a mapping on its two releases; raise :class:`Faults` for a release or a name that is not its own."""
    for end, release in ((mapping.direction.source, source), (mapping.direction.target, target)):
        if end.id != release.id:
            raise Faults([fault("mapping-other-release", id=mapping.id, end_id=end.id, release_id=release.id)])
    links = tuple(link for one in mapping.maps for link in _resolve_map(one, mapping, source, target))
    return Correspondence(source, target, mapping.nature, (mapping.id,), links)


def _resolve_map(map_entry: MapEntry, mapping: Mapping, source: Release, target: Release) -> Iterator[Link]:
    sources, targets = _resolve_keys(map_entry.sources, source), _resolve_keys(map_entry.targets, target)
    cap = least_carry(
        mapping.caps.get(map_entry.relation, CARRY_CAPS[map_entry.relation]), CARRY_CAPS[map_entry.relation]
    )
    carry = least_carry(map_entry.carry, cap)
    relation: MapRelation = map_entry.relation
    gap = () if map_entry.gap is None else (Text(fr=map_entry.gap.fr, en=map_entry.gap.en),)
    # Of several targets a map says the same of each; of several sources too, unless it joins them.
    for group in (sources,) if map_entry.joint else tuple((key,) for key in sources):
        for key in targets:
            yield Link(
                sources=group,
                targets=(key,),
                relation=relation,
                carry=carry,
                confidence=map_entry.confidence,
                strength=map_entry.strength,
                status=min(map_entry.status or mapping.status, mapping.status, key=STATUSES.index),
                path=(f"{mapping.id}#{map_entry.id}",),
                held_back=carry if carry != CARRY_CAPS[relation] else None,
                gaps=gap,
            )


def _resolve_keys(names: tuple[str, ...], release: Release) -> tuple[str, ...]:
    keys = []
    for name in names:
        criterion = release.find(name)
        if criterion is None:
            close = ", ".join(find_close_words(name, release.criteria)) or "–"
            raise Faults.one(
                code="mapping-key",
                message=Text(
                    fr=f"« {name} » n’est ni une clé ni un numéro de {release.id}.",
                    en=f"“{name}” is neither a key nor a number of {release.id}.",
                ),
                remedy=Text(fr=f"Corrigez-le. Proches : {close}.", en=f"Correct it. Closest matches: {close}."),
            )
        keys.append(criterion.key)
    return tuple(dict.fromkeys(keys))
