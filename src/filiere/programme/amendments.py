"""The text that accepted amendments make, the same whatever their order, or the pairs that forbid one.

Every rule looks at the base and never at what another amendment made of it, so no order can matter:

- An amendment applied is true of the result: what was inserted after a paragraph stands after it wherever it has
  moved, and a paragraph moved next to another follows it. What stands beside a deleted paragraph stays at its place.
- Beside one paragraph, insertions and moved paragraphs stand in the order of their keys.
- Identical changes are one change, and all of them are applied.
- Two accepted amendments *collide* when they cannot both be true: no text is made until one of them goes.
- An accepted amendment *falls* when what it changes is no longer there: a number that the paragraph does not hold, or
  whose paragraph is deleted, and whatever amends an amendment that was not accepted. A fallen one was voted, which sets
  it apart from those rejected, withdrawn or inadmissible.

The rules of amending are ours. That a deletion is called first, then what is furthest from the text, is the custom of
assemblies: see :mod:`filiere.programme.amendment_votes`.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.programme.amendment_checks import check_amendments, index_amendments, read_place
from filiere.programme.amendment_records import Amendment, Key, Place, sort_amendments
from filiere.programme.paragraphs import SearchedText, join_paragraphs, split_paragraphs

CollisionKind = Literal["texts", "deletion", "move-deletion", "number-replacement", "numbers", "moves", "circle"]
FallKind = Literal["target", "deleted", "number"]

COLLISION_LABELS: dict[CollisionKind, Text] = {
    "texts": Text(fr="deux textes pour un même endroit", en="two texts for one place"),
    "deletion": Text(fr="l’un supprime ce que l’autre remplace", en="one deletes what the other replaces"),
    "move-deletion": Text(fr="l’un supprime ce que l’autre déplace", en="one deletes what the other moves"),
    "number-replacement": Text(
        fr="l’un remplace le texte où l’autre change un nombre",
        en="one replaces the text in which the other changes a number",
    ),
    "numbers": Text(fr="deux valeurs pour un même nombre", en="two values for one number"),
    "moves": Text(fr="deux destinations pour un même paragraphe", en="two destinations for one paragraph"),
    "circle": Text(fr="chacun attend la place de l’autre", en="each waits for the other’s place"),
}
FALL_LABELS: dict[FallKind, Text] = {
    "target": Text(fr="l’amendement visé n’est pas adopté", en="the amendment it targets was not accepted"),
    "deleted": Text(fr="son paragraphe est supprimé", en="its paragraph is deleted"),
    "number": Text(fr="le nombre à changer n’est pas dans le texte", en="the number to change is not in the text"),
}


@dataclass(frozen=True, slots=True)
class Collision:
    """Two accepted amendments that cannot both apply, in the order of their keys, and why."""

    first: Key
    second: Key
    kind: CollisionKind


@dataclass(frozen=True, slots=True)
class FallenAmendment:
    """An accepted amendment whose target is no longer there, and why."""

    key: Key
    kind: FallKind


@dataclass(frozen=True, slots=True)
class MergedText:
    """What accepted amendments make of a text; each list is in the order of the keys.

    ``text`` has one blank line between paragraphs and no line end after the last. It is None, and ``applied`` empty,
    when there is a collision.
    """

    text: str | None
    applied: tuple[Key, ...]
    collisions: tuple[Collision, ...]
    fallen: tuple[FallenAmendment, ...]


def merge_amendments(base: str, amendments: Sequence[Amendment]) -> MergedText:
    """Return the text that the accepted amendments make of a base, or the collisions that forbid one.

    Raises :class:`Faults` for amendments that cannot be read; see :func:`check_amendments`.
    """
    paragraphs = split_paragraphs(base)
    if wrong := check_amendments(paragraphs, amendments):
        raise Faults(one.fault for one in wrong)
    return merge_checked(paragraphs, amendments)


def merge_checked(paragraphs: Sequence[str], amendments: Sequence[Amendment]) -> MergedText:
    """Return what :func:`merge_amendments` does, of amendments that :func:`check_amendments` found nothing wrong
    with."""
    merge = MergeReading(paragraphs, amendments)
    collisions = merge.find_collisions()
    return MergedText(
        text=None if collisions else merge.write_text(),
        applied=() if collisions else tuple(one.key for one in merge.live),
        collisions=collisions,
        fallen=merge.fallen,
    )


class MergeReading:
    """One reading of accepted amendments: what falls, what collides, and the text of the others."""

    def __init__(self, paragraphs: Sequence[str], amendments: Sequence[Amendment]) -> None:
        self._paragraphs = paragraphs
        self._by_key = index_amendments(amendments)
        self._searched: dict[Place, SearchedText] = {}
        accepted = sort_amendments(one for one in amendments if one.state == "accepted")
        self._deleted = {one.target for one in accepted if one.op == "delete"}
        falls = ((one, self._fall(one)) for one in accepted)
        found = [(one, kind) for one, kind in falls]
        self.fallen = tuple(FallenAmendment(one.key, kind) for one, kind in found if kind is not None)
        self.live = [one for one, kind in found if kind is None]
        self._changes: dict[Place, list[Amendment]] = defaultdict(list)
        for one in self.live:
            if not one.is_insertion:
                self._changes[one.target].append(one)

    def _fall(self, one: Amendment) -> FallKind | None:
        for place in (one.target, one.anchor):
            if place.kind == "amendment" and self._by_key[str(place.name)].state != "accepted":
                return "target"
        if one.op == "number":
            if one.target in self._deleted:
                return "deleted"
            if not self._search(one.target).find_number(one.old or "", most=1):
                return "number"
        return None

    def _search(self, place: Place) -> SearchedText:
        if place not in self._searched:
            self._searched[place] = SearchedText(read_place(place, self._paragraphs, self._by_key))
        return self._searched[place]

    def find_collisions(self) -> tuple[Collision, ...]:
        """Return each pair that cannot both apply, once."""
        pairs: dict[tuple[Key, Key], Collision] = {}
        for changes in self._changes.values():
            for first, second in combinations(changes, 2):
                if (kind := self._collide(first, second)) is not None:
                    pairs[first.key, second.key] = Collision(first.key, second.key, kind)
        for first, second in self._circling_pairs():
            pairs.setdefault((first.key, second.key), Collision(first.key, second.key, "circle"))
        ranks = {one.key: rank for rank, one in enumerate(self.live)}
        return tuple(sorted(pairs.values(), key=lambda one: (ranks[one.first], ranks[one.second])))

    def _collide(self, one: Amendment, other: Amendment) -> CollisionKind | None:
        """Say why two changes of one place cannot both apply, whichever is named first; None when they can."""
        ops = {one.op, other.op}
        if ops == {"replace"}:
            return "texts" if self._write_proposal(one) != self._write_proposal(other) else None
        if ops == {"replace", "delete"}:
            return "deletion"
        if ops == {"replace", "number"}:
            return "number-replacement"
        if ops == {"number"}:
            (start, end), (other_start, other_end) = self._number_span(one), self._number_span(other)
            same = (start, end, one.new) == (other_start, other_end, other.new)
            return "numbers" if not same and start < other_end and other_start < end else None
        if one.is_move and other.is_move:
            return "moves" if (one.op, one.to) != (other.op, other.to) else None
        if "delete" in ops and (one.is_move or other.is_move):
            return "move-deletion"
        return None

    def _circling_pairs(self) -> Iterator[tuple[Amendment, Amendment]]:
        """Give the neighbours in each circle of paragraphs that wait for one another’s place."""
        edges = self._edges()
        done: set[Place] = set()
        for start in edges:
            path: list[Place] = []
            place = start
            while place in edges and place not in done:
                done.add(place)
                path.append(place)
                place = edges[place][1]
            if place in path:
                circle = path[path.index(place) :]
                for here, after in zip(circle, [*circle[1:], circle[0]], strict=True):
                    for pair in product(edges[here][0], edges[after][0]):
                        first, second = sort_amendments(pair)
                        if first is not second:
                            yield first, second

    def _edges(self) -> dict[Place, tuple[list[Amendment], Place]]:
        """Return, for what does not stand where the base has it, the amendments that say so and what it stands by.

        Of two moves of one paragraph to different places, which collide by themselves, the first is followed.
        """
        edges: dict[Place, tuple[list[Amendment], Place]] = {}
        for one in self.live:
            anchor = self._standing_place(one.anchor)
            if one.is_move:
                movers, _ = edges.setdefault(one.target, ([], anchor))
                movers.append(one)
            elif one.is_insertion:
                edges[Place("amendment", one.key)] = ([one], anchor)
        return edges

    def _number_span(self, one: Amendment) -> tuple[int, int]:
        return self._search(one.target).find_number(one.old or "", most=1)[0]

    def _write_proposal(self, one: Amendment) -> str:
        """Return the text that an amendment proposes, once what amends it is applied."""
        return self._write_place(Place("amendment", one.key)) or ""

    def _write_place(self, place: Place) -> str | None:
        """Return the text of a place once all that changes it is applied, None when it is deleted."""
        changes = self._changes.get(place, ())
        replacing = next((one for one in changes if one.op == "replace"), None)
        if any(one.op == "delete" for one in changes):
            return None
        if replacing is not None:
            return self._write_proposal(replacing)
        text = self._search(place).text
        spans = {self._number_span(one): one.new or "" for one in changes if one.op == "number"}
        for (start, end), new in sorted(spans.items(), reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def write_text(self) -> str:
        """Return the text of amendments that do not collide."""
        before, after = self._stand_beside()
        moved = {one.target for one in self.live if one.is_move}
        written: list[str] = []
        # A stack, since each paragraph of a long text may follow another one.
        waiting = [Place("paragraph", number) for number in range(len(self._paragraphs), 0, -1)]
        waiting = [place for place in waiting if place not in moved]
        opened: set[Place] = set()
        while waiting:
            place = waiting.pop()
            if place in opened:
                if text := self._write_place(place):
                    written.append(text)
                continue
            opened.add(place)
            waiting += [*reversed(after[place]), place, *reversed(before[place])]
        return join_paragraphs(written)

    def _stand_beside(self) -> tuple[dict[Place, list[Place]], dict[Place, list[Place]]]:
        """Return what stands before and after each place, in the order of the keys; identical insertions are one."""
        sides: tuple[dict[Place, list[Place]], dict[Place, list[Place]]] = (defaultdict(list), defaultdict(list))
        same = self._first_of_identical()
        placed: set[Place] = set()
        for one in self.live:
            if not (one.is_move or one.is_insertion):
                continue
            place = one.target if one.is_move else Place("amendment", one.key)
            if place not in placed and same.get(place, place) == place:
                placed.add(place)
                anchor = self._standing_place(one.anchor)
                sides[one.op.endswith("after")][same.get(anchor, anchor)].append(place)
        return sides

    def _standing_place(self, place: Place) -> Place:
        """Return where the text of a place stands: that of a replacement is its paragraph."""
        if place.kind == "amendment" and not (named := self._by_key[str(place.name)]).is_insertion:
            return named.target
        return place

    def _first_of_identical(self) -> dict[Place, Place]:
        """Return, for each insertion, the first one that inserts the same words at the same place."""
        first: dict[tuple[str, Place, str], Place] = {}
        found: dict[Place, Place] = {}
        for one in self.live:
            if one.is_insertion:
                place = Place("amendment", one.key)
                found[place] = first.setdefault((one.op, one.target, self._write_proposal(one)), place)
        return found
