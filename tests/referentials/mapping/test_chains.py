"""Chains and reverses: true of sets, never stronger than their links, and never a mix without saying so."""

from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.scenes.mapping_sample import holds, known, maps, norm, record, relation_of

from filiere.core import Faults
from filiere.referentials import Library
from filiere.referentials.mapping import (
    Correspondence,
    chain_correspondences,
    compose_relations,
    find_correspondences,
    find_successors,
    resolve_mapping,
)
from filiere.referentials.mapping.links import REVERSED
from filiere.referentials.records import CARRY_LEVELS

ONE, TWO, THREE = norm("one", "abc"), norm("two", "mno"), norm("three", "xyz")
RELATIONS = tuple(REVERSED)
UNIVERSE = range(4)
SETS = [frozenset(one) for size in range(1, 5) for one in combinations(UNIVERSE, size)]


def test_a_composed_relation_is_the_only_one_that_sets_leave_possible() -> None:
    """Over all triples of sets: one relation possible, and it is the one; several, and it is unknown."""
    possible: dict[tuple[str, str], set[str]] = {}
    for a, b, c in product(SETS, repeat=3):
        possible.setdefault((relation_of(a, b), relation_of(b, c)), set()).add(relation_of(a, c))
    assert len(possible) == 25
    for (first, second), found in possible.items():
        assert compose_relations(first, second) == (found.pop() if len(found) == 1 else "unknown"), (first, second)


@pytest.mark.parametrize("three", list(product(RELATIONS, repeat=3)), ids=" ".join)
def test_composing_is_associative(three: tuple[Any, Any, Any]) -> None:
    """A chain is the same from whichever end it is put together."""
    one, two, last = three
    assert compose_relations(compose_relations(one, two), last) == compose_relations(one, compose_relations(two, last))


def test_a_part_of_something_that_contains_another_is_unknown() -> None:
    """Not “intersects”: the two may have nothing in common."""
    assert compose_relations("subset", "superset") == "unknown"
    assert compose_relations("superset", "subset") == "unknown"


@given(maps("abc", "mno"))
def test_the_reverse_of_a_reverse_is_the_same(drawn: list[dict[str, Any]]) -> None:
    """Relation, carry, gaps and all."""
    forwards = known(ONE, TWO, drawn)
    assert forwards.reverse().reverse() == forwards


@given(maps("abc", "mno"))
def test_a_reverse_carries_no_more_than_its_own_relation_may(drawn: list[dict[str, Any]]) -> None:
    """What reviewers held back stays back; a subset turned round may carry an answer, as a superset does."""
    forwards = known(ONE, TWO, drawn)
    for link, back in zip(forwards.links, forwards.reverse().links, strict=True):
        assert back.relation == REVERSED[link.relation]
        assert CARRY_LEVELS.index(back.carry) <= CARRY_LEVELS.index(back.held_back or "finding")
        assert back.relation in ("equal", "superset") or back.carry in ("none", "evidence")


@settings(max_examples=200)
@given(maps("abc", "mno"), maps("mno", "xyz"))
def test_a_chain_is_never_stronger_than_its_links(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
    """Neither in carry, nor in strength, nor in confidence, nor in trust; it covers only when each link does."""
    parts = [known(ONE, TWO, first), known(TWO, THREE, second)]
    by_path: dict[str, list[Any]] = {}
    for link in (*parts[0].links, *parts[1].links):
        by_path.setdefault(link.path[0], []).append(link)
    for link in chain_correspondences(*parts).links:
        for step in link.path:
            used = by_path[step]
            assert CARRY_LEVELS.index(link.carry) <= max(CARRY_LEVELS.index(one.carry) for one in used)
            assert link.strength is None or link.strength <= max(one.strength for one in used)
            assert link.confidence <= max(one.confidence for one in used)
            assert not link.covers or any(one.covers for one in used)
            assert link.status != "approved"


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, frozenset[int]], list[Correspondence]]:
    """Draw a set for each key, and two mappings that are true of them, joint maps among them."""
    sets = {key: draw(st.sampled_from(SETS)) for key in "abcmnoxyz"}

    def union(keys: tuple[str, ...]) -> frozenset[int]:
        return frozenset().union(*(sets[key] for key in keys))

    def true_maps(sources: str, targets: str) -> list[dict[str, Any]]:
        found = []
        for _ in range(draw(st.integers(1, 5))):
            chosen = tuple(sorted(draw(st.sets(st.sampled_from(sources), min_size=1, max_size=2))))
            target = draw(st.sampled_from(targets))
            relation = relation_of(union(chosen), sets[target])
            found.append({"sources": chosen, "targets": [target], "relation": relation, "joint": len(chosen) > 1})
        return found

    return sets, [known(ONE, TWO, true_maps("abc", "mno")), known(THREE, TWO, true_maps("xyz", "mno"))]


@settings(max_examples=400)
@given(worlds(), st.booleans())
def test_what_a_chain_says_is_true(world: tuple[dict[str, frozenset[int]], list[Correspondence]], back: bool) -> None:
    """Of mappings true of sets, chains over a reverse say only what is true of the sets, and so does their reverse."""
    sets, (first, second) = world
    joined = chain_correspondences(first, second.reverse())
    for link in (joined.reverse() if back else joined).links:
        sources, targets = (frozenset().union(*(sets[key] for key in side)) for side in (link.sources, link.targets))
        assert link.relation == "unknown" or holds(link.relation, sources, targets)
        for target in link.targets:
            alone = link.relation_to(frozenset({target}))
            assert alone == "unknown" or holds(alone, sources, sets[target])


def test_two_that_contain_the_parts_contain_what_the_parts_make() -> None:
    """Each source contains one part; together they contain what the parts together equal."""
    first = known(
        ONE,
        TWO,
        [
            {"sources": ["a"], "targets": ["m"], "relation": "superset"},
            {"sources": ["b"], "targets": ["n"], "relation": "equal", "strength": 3},
        ],
    )
    second = known(TWO, THREE, [{"sources": ["m", "n"], "targets": ["x"], "relation": "equal", "joint": True}])
    (link,) = chain_correspondences(first, second).links
    assert (link.sources, link.targets, link.relation, link.carry) == (("a", "b"), ("x",), "superset", "answer")
    assert (link.strength, link.path) == (3, ("one@1--two@1#m1", "one@1--two@1#m2", "two@1--three@1#m1"))
    assert str(link.confidence) == "0.729"


def test_a_chain_of_a_part_only_says_nothing_of_the_whole() -> None:
    """When one part of a joint is not reached, the joint is not either."""
    first = known(ONE, TWO, [{"sources": ["a"], "targets": ["m"], "relation": "equal"}])
    second = known(TWO, THREE, [{"sources": ["m", "n"], "targets": ["x"], "relation": "equal", "joint": True}])
    assert chain_correspondences(first, second).links == ()


def test_natures_are_not_mixed_in_silence() -> None:
    """A comparison and a succession in a row are refused; asked for, the chain says that it is mixed."""
    compares = known(ONE, TWO, [{"sources": ["a"], "targets": ["m"], "relation": "equal"}])
    follows = known(TWO, THREE, [{"sources": ["m"], "targets": ["x"], "relation": "equal"}], nature="succession")
    with pytest.raises(Faults) as caught:
        chain_correspondences(compares, follows)
    assert caught.value.faults[0].code == "chain-mixed"
    assert chain_correspondences(compares, follows, mixed=True).nature == "mixed"
    with pytest.raises(Faults) as caught:
        chain_correspondences(compares, compares)
    assert caught.value.faults[0].code == "chain-broken"


def test_a_succession_says_what_became_of_a_clause() -> None:
    """By key or number; nothing for what was dropped; a comparison is refused."""
    follows = known(ONE, TWO, [{"sources": ["a"], "targets": ["m", "n"], "relation": "superset"}], nature="succession")
    assert [link.targets for link in find_successors(follows, "1.1")] == [("m",), ("n",)]
    assert find_successors(follows, "b") == ()
    with pytest.raises(Faults) as caught:
        find_successors(follows, "q")
    assert caught.value.faults[0].code == "mapping-key"
    with pytest.raises(Faults) as caught:
        find_successors(known(ONE, TWO, []), "a")
    assert caught.value.faults[0].code == "not-a-succession"


def test_ways_are_found_in_a_library(example: Path) -> None:
    """Forwards and backwards, by their mappings; a way to nowhere is none, an unknown release a fault."""
    library = Library(example)
    (forwards,) = find_correspondences(library, "lrse@2027.1", "iso18295-1@2017")
    (backwards,) = find_correspondences(library, "iso18295-1@2017", "lrse@2027.1")
    assert forwards.names == ("lrse@2027.1--iso18295-1@2017",)
    assert backwards.names == ("lrse@2027.1--iso18295-1@2017~",)
    assert backwards == forwards.reverse()
    assert find_correspondences(library, "lrse@2024.2", "iso18295-1@2017") == ()
    with pytest.raises(Faults) as caught:
        find_correspondences(library, "lrse@2027.1", "iso18295-1@2018")
    assert caught.value.faults[0].code == "unknown-release"


class _Three:
    """A library of three norms in a row, linked by comparisons, the first two by a succession as well."""

    def __init__(self) -> None:
        equal = {"sources": ["b"], "targets": ["n"], "relation": "equal"}
        self.releases = {one.id: one for one in (ONE, TWO, THREE)}
        self.mappings = {
            "one--two": record(ONE, TWO, [{"sources": ["a"], "targets": ["m"], "relation": "equal"}]),
            "follow": record(ONE, TWO, [equal], nature="succession"),
            "three--two": record(THREE, TWO, [{"sources": ["x"], "targets": ["m"], "relation": "subset"}]),
        }

    def release(self, name: str) -> Any:
        """The release of that name."""
        return self.releases[name]


def test_ways_never_mix_natures() -> None:
    """Through the middle norm, by comparisons only: the succession does not reach the third."""
    library: Any = _Three()
    (found,) = find_correspondences(library, "one@1", "three@1")
    assert found.names == ("one@1--two@1", "three@1--two@1~")
    assert [(link.sources, link.targets, link.relation) for link in found.links] == [(("a",), ("x",), "superset")]
    assert len(find_correspondences(library, "one@1", "two@1")) == 2
    assert find_correspondences(library, "one@1", "three@1", longest=1) == ()


def test_a_mapping_on_other_releases_is_refused() -> None:
    """The ends of a mapping are those of its file, and its names are theirs."""
    mapping = record(ONE, TWO, [{"sources": ["a"], "targets": ["m"], "relation": "equal"}])
    with pytest.raises(Faults) as caught:
        resolve_mapping(mapping, TWO, ONE)
    assert caught.value.faults[0].code == "mapping-other-release"
    with pytest.raises(Faults) as caught:
        known(ONE, TWO, [{"sources": ["q"], "targets": ["m"], "relation": "equal"}])
    assert caught.value.faults[0].code == "mapping-key"


@given(maps("abc", "mno"), maps("mno", "xyz"))
def test_a_chain_turned_round_is_the_chain_of_the_parts_turned_round(
    first: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    """Where no joint is gathered, both say the same."""
    assume(not any(one["joint"] for one in (*first, *second)))
    one, two = known(ONE, TWO, first), known(TWO, THREE, second)
    turned, apart = chain_correspondences(one, two).reverse(), chain_correspondences(two.reverse(), one.reverse())

    def said(found: Correspondence) -> set[tuple[Any, ...]]:
        return {(link.sources, link.targets, link.relation, link.carry, frozenset(link.path)) for link in found.links}

    assert said(turned) == said(apart)
