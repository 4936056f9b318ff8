"""Waits in queue as they happened, for whoever estimates patience from them.

These are not the waits of an indicator: no definition has a part in them. Each inbound queue visit that entered a queue
waited from there to its answer, or to its end without one; those that ended without an answer and without leaving
(overflowed, called back, dropped by the system) were still ready to wait, as the answered were.
"""

from dataclasses import dataclass

import ibis

from filiere.contacts.engines import Engine
from filiere.contacts.measures.base import StoreFiles

MILLISECOND = 1_000
"""Waits are told apart to the millisecond: few enough to be counted, and finer than any caller decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueWaits:
    """How long callers waited, and what was set aside.

    ``waits`` gives (milliseconds, left, stayed), ascending: how many left and how many did not after that wait.
    ``at_once`` counts visits answered without any wait, ``unknown`` those whose end is not known, and ``negative``
    those that a clock makes end before they began.
    """

    waits: tuple[tuple[int, int, int], ...]
    at_once: int
    unknown: int
    negative: int


def count_queue_waits(
    engine: Engine,
    store: StoreFiles,
    *,
    channel: str | None = "phone",
    organisation: str | None = None,
    queue: str | None = None,
) -> QueueWaits:
    """Count the waits of inbound queue visits of a store; of one channel, organisation or queue if asked.

    Cost: one scan of the legs.
    """
    legs = engine.read("contact_leg", store.files("contact_leg"))
    asked = {"channel": channel, "organisation": organisation, "queue": queue, "direction": "inbound"}
    for name, value in asked.items():
        if value is not None:
            legs = legs.filter(legs[name] == value)
    legs = legs.filter(legs.queued_us.notnull())
    stop = ibis.ifelse(legs.outcome == "answered", legs.answered_us, legs.ended_us)
    wait = stop - legs.queued_us
    # Rounded down, and a wait of less than a millisecond stays one: it is not an answer at once.
    # An unknown wait meets none of the three, and stays unknown.
    shown = ibis.cases((wait > 0, ibis.greatest(wait // MILLISECOND, 1)), (wait < 0, -1), (wait == 0, 0))
    counted = (
        legs.mutate(shown=shown.cast("int64"), left=(legs.outcome == "abandoned").cast("int64"))
        .group_by("shown")
        .agg(left=lambda t: t.left.sum(), visits=lambda t: t.count())
    )
    rows = engine.fetch(counted).to_pylist()
    found = {row["shown"]: (int(row["left"]), int(row["visits"])) for row in rows}
    unknown, negative = found.pop(None, (0, 0))[1], found.pop(-1, (0, 0))[1]
    left_at_once, none = found.pop(0, (0, 0))
    waits = [(shown, left, visits - left) for shown, (left, visits) in sorted(found.items())]
    if left_at_once:
        # Who leaves at once had the choice; who is answered at once had not, and tells nothing of patience.
        waits.insert(0, (0, left_at_once, 0))
    return QueueWaits(waits=tuple(waits), at_once=none - left_at_once, unknown=unknown, negative=negative)
