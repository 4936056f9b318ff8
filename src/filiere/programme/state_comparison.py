"""What changed between two days, whatever is compared: what happened in between, and what we only learnt.

A day is read by what was known on another. Of two days, three readings are compared: the first day as it was read then,
the same day by what is known at the second reading, and the second day. What differs between the first two is a
restatement; what differs between the last two is an addition, an end or a move. A correction therefore never passes for
an event, and an event never for a correction.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

ChangeKind = Literal["added", "dropped", "moved", "restated"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the day by whose knowledge it is read."""

    on: date
    known: date


@dataclass(frozen=True, slots=True)
class Change[S]:
    """What changed in one item; ``fields`` names what differs, and is empty for an item added.

    ``before`` is the item on the first day: for a restatement as it was read then, else as it is read now.
    ``after`` is that on the second day; for a restatement, the first day as it is read now. ``before`` is None for an
    item added, ``after`` for one that is no longer there.
    """

    kind: ChangeKind
    item: str
    fields: tuple[str, ...]
    before: S | None
    after: S | None


def iter_changes[S](
    keys: Iterable[str],
    readings: tuple[Mapping[str, S], Mapping[str, S], Mapping[str, S]],
    *,
    list_fields: Callable[[S, S], tuple[str, ...]],
    is_dropped: Callable[[S, S], bool] = lambda _before, _after: False,
) -> Iterator[Change[S]]:
    """Yield the changes of items, in the order of ``keys``; of one item, its restatement first.

    ``readings`` are the first day as read then, the first day as known at the second reading, and the second day, each
    by the keys of its items. ``list_fields`` names what differs between two states; ``is_dropped`` says whether an item
    that is still there came to its end in between.
    """
    then, first, second = readings
    for key in keys:
        read, before, after = then.get(key), first.get(key), second.get(key)
        # An item that was there by then and was recorded later only is a restatement of that day.
        if read is None and before is not None:
            yield Change("restated", key, (), None, before)
        elif read is not None and before is None:
            yield Change("restated", key, ("status",), read, None)
        elif read is not None and before is not None and (fields := list_fields(read, before)):
            yield Change("restated", key, fields, read, before)
        if before is None and after is not None:
            yield Change("added", key, (), None, after)
        elif before is not None and after is None:
            yield Change("dropped", key, ("status",), before, None)
        elif before is not None and after is not None and (fields := list_fields(before, after)):
            yield Change("dropped" if is_dropped(before, after) else "moved", key, fields, before, after)
