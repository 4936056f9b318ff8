"""What makes an amendment impossible to read, whoever votes for it: told before any text is made.

Of an amendment that was rejected, withdrawn or ruled inadmissible, only the form is judged: the place that it aims at
may not exist, which is often why it was.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from filiere.core.faults import Fault
from filiere.core.spelling import close_words
from filiere.programme.amendment_faults import FAULTS
from filiere.programme.amendment_records import TEXT_OPS, Amendment, AmendmentOp, Place
from filiere.programme.paragraphs import SearchedText, split_paragraphs

MOST_AMENDMENTS = 5_000
MOST_CHANGES = 300
"""Accepted changes of one paragraph: each is compared with each."""

LONGEST_NUMBER = 200
"""Signs of a number with the words around it: what is sought is compared at each place of a paragraph."""

_NEEDED: dict[AmendmentOp, tuple[str, ...]] = {
    "replace": ("text",),
    "insert_before": ("text",),
    "insert_after": ("text",),
    "delete": (),
    "move_before": ("paragraph", "to"),
    "move_after": ("paragraph", "to"),
    "number": ("old", "new"),
}
_OPTIONAL_FIELDS = ("paragraph", "text", "to", "old", "new")


@dataclass(frozen=True, slots=True)
class AmendmentFault:
    """A fault of one amendment, by its rank in the list from 0, and the field that it stands at."""

    rank: int
    field: str
    fault: Fault


def check_amendments(
    paragraphs: Sequence[str], amendments: Sequence[Amendment], unread: Collection[str] = ()
) -> list[AmendmentFault]:
    """Return all that is wrong with amendments to a text, in the order of the list.

    ``unread`` are the keys of others that could not be read: what names one of them is not judged for it.
    """
    if len(amendments) > MOST_AMENDMENTS:
        many = FAULTS.build("amendments-too-many", count=len(amendments), most=MOST_AMENDMENTS)
        return [AmendmentFault(0, "key", many)]
    by_key = index_amendments(amendments)
    searched: dict[Place, SearchedText] = {}
    crowds = Counter(one.target for one in amendments if one.state == "accepted" and not one.is_insertion)
    crowded: set[Place] = set()
    found: list[AmendmentFault] = []
    for rank, one in enumerate(amendments):
        faults = [*_form_faults(one), *(() if str(one.to) in unread else _target_faults(one, by_key))]
        if by_key[str(one.key)] is not one or str(one.key) in unread:
            faults.append(("key", FAULTS.build("amendment-duplicate-key", key=one.key)))
        if one.state == "accepted":
            faults += _bound_faults(one, len(paragraphs))
            if one.op == "number" and not faults and str(one.to) not in unread:
                faults += _number_faults(one, paragraphs, by_key, searched)
        count = crowds[one.target]
        if count > MOST_CHANGES and one.target not in crowded:
            crowded.add(one.target)
            words = {"count": count, "most": MOST_CHANGES, "place": one.target.name}
            faults.append(("key", FAULTS.build("amendments-crowded", **words)))
        found += [AmendmentFault(rank, field, fault) for field, fault in faults]
    return found


def _form_faults(one: Amendment) -> Iterator[tuple[str, Fault]]:
    """Give the fields that are missing, blank or without use for what the amendment does."""
    needed = _NEEDED[one.op]
    if not one.is_move and one.to is None:
        needed = ("paragraph", *needed)
    for field in _OPTIONAL_FIELDS:
        value = getattr(one, field)
        blank = value is None or (isinstance(value, str) and not value.strip())
        if field in needed and blank:
            yield field, FAULTS.build("amendment-missing-field", key=one.key, field=field, op=one.op)
        elif field not in (*needed, "paragraph", "to") and not blank:
            yield field, FAULTS.build("amendment-useless-field", key=one.key, field=field, op=one.op)
    for field, value in (("old", one.old), ("new", one.new)):
        if value is not None and len(value) > LONGEST_NUMBER:
            yield field, FAULTS.build("amendment-long-number", key=one.key, field=field, most=LONGEST_NUMBER)
    if not one.is_move and one.to is not None and one.paragraph is not None:
        yield "to", FAULTS.build("amendment-two-targets", key=one.key)


def _target_faults(one: Amendment, by_key: Mapping[str, Amendment]) -> Iterator[tuple[str, Fault]]:
    """Give what is wrong with the other amendment that this one names."""
    if one.to is None or (one.is_move and isinstance(one.to, int)):
        return
    words = {"key": one.key, "target": one.to}
    target = by_key.get(str(one.to))
    if target is None or target is one or type(target.key) is not type(one.to):
        near = close_words(str(one.to), [key for key in by_key if key not in (str(one.key), str(one.to))])
        yield "to", FAULTS.build("amendment-unknown-target", **words, near=near)
    elif target.amended_key is not None:
        yield "to", FAULTS.build("amendment-too-deep", **words)
    elif one.is_move and not target.is_insertion:
        yield "to", FAULTS.build("amendment-not-inserted", **words)
    elif one.op == "delete":
        yield "to", FAULTS.build("amendment-deletes-amendment", **words)
    elif target.op not in TEXT_OPS:
        yield "to", FAULTS.build("amendment-without-text", **words)


def _bound_faults(one: Amendment, count: int) -> Iterator[tuple[str, Fault]]:
    """Give the paragraphs that the base does not have."""
    to = one.to if one.is_move and isinstance(one.to, int) else None
    for field, paragraph in (("paragraph", one.paragraph), ("to", to)):
        if paragraph is not None and not 1 <= paragraph <= count:
            yield field, FAULTS.build("amendment-out-of-bounds", key=one.key, paragraph=paragraph, count=count)
    if to is not None and to == one.paragraph:
        yield "to", FAULTS.build("amendment-moves-to-itself", key=one.key, paragraph=to)


def _number_faults(
    one: Amendment, paragraphs: Sequence[str], by_key: Mapping[str, Amendment], searched: dict[Place, SearchedText]
) -> Iterator[tuple[str, Fault]]:
    place = one.target
    if place not in searched:
        searched[place] = SearchedText(read_place(place, paragraphs, by_key))
    if len(searched[place].find_number(one.old or "")) > 1:
        yield "old", FAULTS.build("amendment-ambiguous-number", key=one.key, old=one.old)


def index_amendments(amendments: Sequence[Amendment]) -> dict[str, Amendment]:
    """Return amendments by their key as it is written; the first one of a key that is given twice."""
    return {str(one.key): one for one in reversed(amendments)}


def read_place(place: Place, paragraphs: Sequence[str], by_key: Mapping[str, Amendment]) -> str:
    """Return the text of a place before any amendment to it: a paragraph of the base, or what an amendment proposes."""
    if place.kind == "paragraph":
        return paragraphs[int(place.name) - 1]
    return "\n\n".join(split_paragraphs(by_key[str(place.name)].text or ""))
