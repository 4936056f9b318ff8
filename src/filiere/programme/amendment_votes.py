"""What a room is shown of an amendment, in which order it votes, and what falls with each vote.

The order is the custom of assemblies, and rule A9 of the domain: along the text, the deletion of a paragraph first,
then what is furthest from it. What is adopted makes the others fall that cannot stand beside it. An amendment of an
amendment is called before the one it amends.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from filiere.core.faults import Faults
from filiere.programme.amendment_checks import check_amendments, index_amendments, read_place
from filiere.programme.amendment_faults import FAULTS
from filiere.programme.amendment_records import Amendment, AmendmentOp, Key, Place, sort_amendments
from filiere.programme.amendments import MergeReading
from filiere.programme.paragraphs import SearchedText, join_paragraphs, split_paragraphs
from filiere.programme.word_changes import Segment, compare_words, count_changed_words


@dataclass(frozen=True, slots=True)
class ThreeTexts:
    """The text in force, what changes in it, and the text that is put to the vote.

    An insertion has no old text and a deletion no result. A move changes no word: ``anchor`` says where it goes, and
    ``op`` on which side.
    """

    op: AmendmentOp
    target: Place
    anchor: Place
    old: str
    change: tuple[Segment, ...]
    result: str


@dataclass(frozen=True, slots=True)
class CalledAmendment:
    """An amendment at its turn: ``distance`` in words changed, and what falls if it is accepted, in voting order."""

    key: Key
    distance: int
    falls: tuple[Key, ...]


def render_three_texts(base: str, amendment: Amendment, others: Sequence[Amendment] = ()) -> ThreeTexts:
    """Return the old text, the change and the result of one amendment, whatever was decided of it.

    ``others`` hold the amendment that it amends, if it amends one. Raises :class:`Faults` where the amendment cannot be
    read, or changes a number that is not there.
    """
    paragraphs = split_paragraphs(base)
    proposed = replace(amendment, state="accepted")
    listed = [proposed, *(replace(one, state=None) for one in others if one.key != amendment.key)]
    if wrong := [one.fault for one in check_amendments(paragraphs, listed) if one.rank == 0]:
        raise Faults(wrong)
    return _render(proposed, paragraphs, index_amendments(listed))


def _render(one: Amendment, paragraphs: Sequence[str], by_key: Mapping[str, Amendment]) -> ThreeTexts:
    old = "" if one.is_insertion else read_place(one.target, paragraphs, by_key)
    result = old
    if one.op == "delete":
        result = ""
    elif one.op == "number":
        found = SearchedText(old).find_number(one.old or "", most=1)
        if not found:
            raise Faults([FAULTS.build("amendment-absent-number", key=one.key, old=one.old)])
        result = old[: found[0][0]] + (one.new or "") + old[found[0][1] :]
    elif not one.is_move:
        result = join_paragraphs(split_paragraphs(one.text or ""))
    return ThreeTexts(one.op, one.target, one.anchor, old, compare_words(old, result), result)


def order_votes(base: str, amendments: Sequence[Amendment]) -> tuple[CalledAmendment, ...]:
    """Return amendments in the order in which they are called.

    Those withdrawn or inadmissible are not called. Raises :class:`Faults` for amendments that cannot be read.
    """
    paragraphs = split_paragraphs(base)
    called = [replace(one, state="accepted") for one in amendments if one.state not in ("withdrawn", "inadmissible")]
    absent = [replace(one, state=None) for one in amendments if one.state in ("withdrawn", "inadmissible")]
    listed = [*called, *absent]
    if wrong := check_amendments(paragraphs, listed):
        raise Faults(one.fault for one in wrong)
    by_key = index_amendments(listed)
    distances = {one.key: _measure_distance(one, paragraphs, by_key) for one in called}
    ordered = sorted(called, key=lambda one: _calling_order(one, distances, by_key))
    rivals: dict[Place, list[Amendment]] = defaultdict(list)
    for one in ordered:
        if not one.is_insertion:
            rivals[one.target].append(one)
    found = []
    for one in ordered:
        later = rivals[one.target][rivals[one.target].index(one) + 1 :] if not one.is_insertion else []
        falls = {other.key for other in later if _falls_with(one, other, paragraphs, by_key)}
        waiting = ordered[ordered.index(one) + 1 :] if falls else []
        falling = tuple(other.key for other in waiting if other.key in falls or other.amended_key in falls)
        found.append(CalledAmendment(one.key, distances[one.key], falling))
    return tuple(found)


def _measure_distance(one: Amendment, paragraphs: Sequence[str], by_key: Mapping[str, Amendment]) -> int:
    if one.op == "number" and not SearchedText(read_place(one.target, paragraphs, by_key)).find_number(one.old or ""):
        return 0
    return count_changed_words(_render(one, paragraphs, by_key).change)


def _calling_order(one: Amendment, distances: Mapping[Key, int], by_key: Mapping[str, Amendment]) -> tuple[object, ...]:
    """Return the sort key of a vote: along the text, before, on and after each paragraph, what amends comes first."""
    head = one if one.amended_key is None else by_key[str(one.amended_key)]
    side = {"insert_before": 0, "insert_after": 2}.get(head.op, 1)
    furthest = (head.op != "delete", 0 if head.is_insertion else -distances.get(head.key, 0))
    own = (one is head, one.is_insertion, -distances[one.key])
    return (head.paragraph, side, *furthest, head.order, *own, one.order)


def _falls_with(
    accepted: Amendment, other: Amendment, paragraphs: Sequence[str], by_key: Mapping[str, Amendment]
) -> bool:
    """Whether one of two amendments of the same place falls once the other is accepted."""
    names = {
        str(place.name) for one in (accepted, other) for place in (one.target, one.anchor) if place.kind != "paragraph"
    }
    reading = MergeReading(paragraphs, sort_amendments({accepted, other, *(by_key[name] for name in names)}))
    fallen = {one.key for one in reading.fallen}
    return other.key in fallen or bool(reading.find_collisions())
