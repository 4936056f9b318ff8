"""Chains of mappings: what a first release says of a third, by the weakest link, and never more.

The relation of a chain is the only one that the two relations leave possible, and *unknown* where they leave several:
a part of something that contains something else may have nothing in common with it. Confidences are multiplied, the
strength is the least, so is the carry, and the path is kept. What came after a norm is another matter than what
compares with it, so that a chain of both is refused unless asked for, and then says that it is mixed.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from math import prod

from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.referentials.loader import Library
from filiere.referentials.mapping.faults import fault
from filiere.referentials.mapping.links import (
    STATUSES,
    Correspondence,
    Link,
    LinkRelation,
    Nature,
    carry_limit,
    least_carry,
    resolve_mapping,
)
from filiere.referentials.records import Mapping

MAX_CHAIN_LENGTH = 3

# Every pair that is not here leaves several relations possible. A test tries them all on sets.
_COMPOSITIONS: dict[tuple[LinkRelation, LinkRelation], LinkRelation] = {
    ("superset", "superset"): "superset",
    ("subset", "subset"): "subset",
    ("subset", "none"): "none",
    ("none", "superset"): "none",
}


def compose_relations(first: LinkRelation, second: LinkRelation) -> LinkRelation:
    """Return the relation of A to C from those of A to B and of B to C."""
    if first == "equal":
        return second
    return first if second == "equal" else _COMPOSITIONS.get((first, second), "unknown")


def chain_correspondences(first: Correspondence, *others: Correspondence, mixed: bool = False) -> Correspondence:
    """Return what follows from several correspondences, each starting where the one before ends.

    Raises :class:`Faults` when two of them do not meet, or compare and succeed at once without ``mixed``.
    """
    result = first
    for other in others:
        if result.target.id != other.source.id:
            raise Faults.one(
                code="chain-broken",
                message=Text(
                    fr=f"La chaîne va à {result.target.id} et repart de {other.source.id}.",
                    en=f"The chain goes to {result.target.id} and starts again from {other.source.id}.",
                ),
                remedy=Text(fr="Intercalez la correspondance qui manque.", en="Insert the missing mapping in between."),
            )
        result = Correspondence(
            result.source,
            other.target,
            _chain_nature(result, other, mixed=mixed),
            result.names + other.names,
            tuple(_chain_links(result, other)),
        )
    return result


def _chain_nature(first: Correspondence, second: Correspondence, *, mixed: bool) -> Nature:
    if first.nature == second.nature:
        return first.nature
    if not mixed:
        names = ", ".join((*first.names, *second.names))
        raise Faults([fault("chain-mixed", names=names)])
    return "mixed"


def _chain_links(first: Correspondence, second: Correspondence) -> Iterator[Link]:
    for other in second.links:
        wanted = frozenset(other.sources)
        for link in first.links:
            if wanted <= frozenset(link.targets):
                yield _join_links((link,), link.relation_to(wanted), other)
        if len(wanted) > 1:
            yield from _gather_links(first, other, wanted)


def _gather_links(first: Correspondence, other: Link, wanted: frozenset[str]) -> Iterator[Link]:
    """Yield the chains to a joint link whose sources are reached one by one: what contains each contains them all."""
    choices = [
        [
            (link, relation)
            for link in first.links
            if key in link.targets
            and not wanted <= frozenset(link.targets)
            and (relation := link.relation_to(frozenset({key}))) in ("equal", "superset", "subset")
        ]
        for key in sorted(wanted)
    ]
    for chosen in product(*choices):
        relations = {relation for _, relation in chosen}
        for whole in ("equal", "superset", "subset"):
            if relations <= {"equal", whole}:
                yield _join_links(tuple(dict.fromkeys(link for link, _ in chosen)), whole, other)
                break


def _join_links(firsts: tuple[Link, ...], relation: LinkRelation, other: Link) -> Link:
    parts = (*firsts, other)
    strengths = [link.strength for link in parts if link.strength is not None]
    held = [link.held_back for link in parts if link.held_back is not None]
    result = compose_relations(relation, other.relation)
    return Link(
        sources=tuple(sorted({key for link in firsts for key in link.sources})),
        targets=other.targets,
        relation=result,
        carry=least_carry(carry_limit(result), *(link.carry for link in parts)),
        confidence=prod((link.confidence for link in parts), start=Decimal(1)),
        strength=min(strengths) if len(strengths) == len(parts) else None,
        status=min((link.status for link in parts), key=STATUSES.index),
        path=tuple(dict.fromkeys(step for link in parts for step in link.path)),
        held_back=least_carry(*held) if held else None,
        gaps=tuple(gap for link in parts for gap in link.gaps),
        gaps_back=tuple(gap for link in parts for gap in link.gaps_back),
    )


def find_correspondences(
    library: Library, start: str, end: str, *, longest: int = MAX_CHAIN_LENGTH, mixed: bool = False
) -> tuple[Correspondence, ...]:
    """Return every way from a release to another through the mappings of a library, the shortest first.

    Mappings are read both ways, at most ``longest`` of them in a row, and no release is met twice. A way of comparisons
    and one of successions are two ways; none mixes them, unless ``mixed`` asks for those too.
    """
    for name in (start, end):
        library.release(name)
    ways = _find_paths(library, start, end, longest, mixed=mixed)
    return tuple(chain_correspondences(*(_orient_mapping(library, *step) for step in way), mixed=mixed) for way in ways)


def _orient_mapping(library: Library, mapping: Mapping, backwards: bool) -> Correspondence:
    source, target = (library.release(end.id) for end in (mapping.direction.source, mapping.direction.target))
    forward = resolve_mapping(mapping, source, target)
    return forward.reverse() if backwards else forward


def _find_paths(
    library: Library, start: str, end: str, longest: int, *, mixed: bool
) -> Iterator[tuple[tuple[Mapping, bool], ...]]:
    waiting: list[tuple[tuple[str, ...], tuple[tuple[Mapping, bool], ...]]] = [((start,), ())]
    while waiting:
        met, way = waiting.pop(0)
        if met[-1] == end and way:
            yield way
            continue
        if len(way) == longest:
            continue
        for mapping in library.mappings.values():
            ends = mapping.direction.source.id, mapping.direction.target.id
            for backwards in (False, True):
                here, there = ends[::-1] if backwards else ends
                same = mixed or not way or way[-1][0].nature == mapping.nature
                if here == met[-1] and there not in met and same:
                    waiting.append(((*met, there), (*way, (mapping, backwards))))


def find_successors(succession: Correspondence, key: str) -> tuple[Link, ...]:
    """Return what became of a criterion, by a succession; nothing when it was dropped.

    Raises :class:`Faults` for a comparison, which does not say what became of anything, and for an unknown key.
    """
    if succession.nature != "succession":
        raise Faults([fault("not-a-succession", id=succession.id)])
    criterion = succession.source.find(key)
    if criterion is None:
        raise Faults.one(
            code="mapping-key",
            message=Text(
                fr=f"« {key} » n’est ni une clé ni un numéro de {succession.source.id}.",
                en=f"“{key}” is neither a key nor a number of {succession.source.id}.",
            ),
            remedy=Text(fr="Corrigez-le.", en="Correct it."),
        )
    return tuple(link for link in succession.of(criterion.key) if link.relation != "none")
