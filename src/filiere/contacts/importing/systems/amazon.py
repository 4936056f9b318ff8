"""Amazon Connect's contact records, as its streams deliver them: JSON, one record a contact of its own words.

What Amazon calls a contact is a leg here: a transfer, a move to another queue or a call back is a new record, linked to
the first one by ``InitialContactId``, which is the contact. Records are delivered at least once: of those with one
``ContactId``, the one of the latest ``LastUpdateTimestamp`` counts, and the others are duplicates or superseded.

The rank of a leg is 1 for the first contact of a chain. That of a later one must not depend on which records a file
happens to hold, so it is made from the second in which it began, and from its identity where two begin in one second:
it orders the legs, and does not count them. Fields and words: ``amazon_fields``.
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from filiere.contacts.importing.delivered import Delivered
from filiere.contacts.importing.protocol import Context, Item, Row
from filiere.contacts.importing.systems import amazon_fields as words
from filiere.contacts.importing.systems.people import caller
from filiere.contacts.importing.systems.reading import (
    Export,
    Unreadable,
    held,
    instant,
    needed,
    part,
    step_us,
    take_records,
    text,
    whole,
)
from filiere.contacts.importing.systems.spool import Spool
from filiere.contacts.importing.systems.words import NOTES, unused, whose
from filiere.core import Text

TOLERANCE_US = 1_000_000
_EXPORT = Export(shapes={None: words.RECORD}, beside={}, arrays=())


@dataclass(frozen=True)
class AmazonConnect:
    """A source: contact records as JSON, one after the other or in an array, compressed by gzip or not."""

    name: str = "amazon-connect"
    mapping_sha256: str | None = None
    words: Mapping[str, Text] = field(default_factory=lambda: NOTES)

    def read(self, file: Delivered, context: Context) -> Iterator[Item]:
        """Yield a ``contact_leg`` for each record; those that wait to know the record that follows them come last."""
        whose(context.organisation, str(file.path))
        with Spool(context.folder) as spool:
            yield from take_records(file, _EXPORT, lambda content, line, _: _taken(spool, content, line))
            yield from _followed(spool)


def _taken(spool: Spool, record: Mapping[str, Any], line: int) -> Iterator[Item]:
    """Yield the leg of a record, unless it has to wait.

    A record that reached no agent and has a next one was called back, or moved to another queue: only the next record
    says which. Such a leg waits for the end of the file, and so does what the records that follow another say.
    """
    identity, method = needed(record, "ContactId"), needed(record, "InitiationMethod")
    written = needed(record, "Channel")
    channel = part(record, "unknown-value", "Channel", words.CHANNELS)
    direction = _direction(method, written)
    if text(record, "PreviousContactId") is not None:
        spool.part(identity, {"back": method == "CALLBACK"}, line)
    if not channel:
        yield unused("task" if written == "TASK" else "email-record")
    elif direction is None:
        yield unused("beside-contact")
    else:
        row = _leg(record, line, identity=identity, channel=channel, direction=direction)
        following = text(record, "NextContactId")
        if row.values["outcome"] == "overflowed" and following is not None:
            spool.whole(following, asdict(row), line)
        else:
            yield row


def _followed(spool: Spool) -> Iterator[Item]:
    """Yield the legs that waited, by what the record that follows each says."""
    for content, _, later in spool.joined():
        row = Row(**{**content, "repairs": tuple(content["repairs"]), "defects": tuple(content["defects"])})
        if any(one["back"] for one in later):
            yield replace(row, values={**row.values, "outcome": "callback", "reason": None})
        elif later:
            yield row
        else:
            # A file that holds the next record too knows better, whichever of the two is imported first.
            yield replace(row, defects=(*row.defects, "next-not-in-file"), rank=max(row.rank - 1, 0))


def _direction(method: str, channel: str) -> str | None:
    """Return the direction of a contact by the way it began, None for one that is no contact of a customer."""
    if method in words.INBOUND or (method == words.BY_CHANNEL and channel != "VOICE"):
        return "inbound"
    if method in words.OUTBOUND or method == words.BY_CHANNEL:
        return "outbound"
    if method in words.BESIDE:
        return None
    raise Unreadable("unknown-value", "InitiationMethod", method)


def _leg(record: Mapping[str, Any], line: int, *, identity: str, channel: str, direction: str) -> Row:
    queue, agent = held(record, "Queue"), held(record, "Agent")
    arrived, ended = instant(record, "InitiationTimestamp"), instant(record, "DisconnectTimestamp")
    if arrived is None:
        raise Unreadable("missing-field", "InitiationTimestamp")
    queued, left = instant(queue, "EnqueueTimestamp"), instant(queue, "DequeueTimestamp")
    connected, answered = instant(record, "ConnectedToSystemTimestamp"), instant(agent, "ConnectedToAgentTimestamp")
    if direction == "outbound" and answered is not None:
        # The centre dials: the talk begins when both are there.
        answered = None if connected is None else max(answered, connected)
    outcome, reason = _outcome(record, direction, queued=queued is not None, answered=answered, ended=ended)
    begun, done = instant(agent, "AfterContactWorkStartTimestamp"), instant(agent, "AfterContactWorkEndTimestamp")
    defects = [
        *_disagrees("wait-disagrees", queued, left, whole(queue, "Duration")),
        *_disagrees("wrap-disagrees", begun, done, whole(agent, "AfterContactWorkDuration")),
    ]
    customer, withheld = caller(text(held(record, "CustomerEndpoint"), "Address") or text(record, "CustomerId"))
    first = text(record, "InitialContactId") or identity
    following, out = text(record, "NextContactId"), instant(record, "TransferCompletedTimestamp")
    updated = instant(record, "LastUpdateTimestamp")
    return Row(
        "contact_leg",
        {
            "contact_id": first,
            "leg": 1 if first == identity else _rank(arrived, identity),
            "queue": text(queue, "Name") or text(queue, "ARN"),
            "channel": channel,
            "direction": direction,
            "customer_key": customer,
            "agent_key": text(agent, "ARN") or text(agent, "Username"),
            "arrived_at": arrived,
            "queued_at": queued,
            "answered_at": answered,
            "ended_at": ended,
            "wrap_ended_at": done,
            "outcome": outcome,
            "transferred": outcome == "answered" and (following is not None or out is not None),
            "reason": reason,
        },
        line=line,
        repairs=("anonymous-caller",) if withheld else (),
        defects=tuple(defects),
        rank=updated or 0,
        precision_us=step_us(arrived, queued, answered, ended, done),
    )


def _rank(arrived: int, identity: str) -> int:
    return arrived // 1_000_000 * 1_000 + zlib.crc32(identity.encode()) % 1_000


def _outcome(
    record: Mapping[str, Any], direction: str, *, queued: bool, answered: int | None, ended: int | None
) -> tuple[str, str | None]:
    """Return how a record ended, and for what reason."""
    why = text(record, "DisconnectReason")
    known = why is None or why in words.CUSTOMER_LEFT or why in words.SYSTEM_ENDED or why == words.FLOW_ENDED
    if not known:
        raise Unreadable("unknown-value", "DisconnectReason", why)
    if answered is not None:
        return "answered", None
    if ended is None:
        return "open", None
    if text(record, "NextContactId") is not None:
        return "overflowed", None if why is None else why.lower()
    if direction == "outbound":
        return "system_dropped" if why in words.SYSTEM_ENDED else "abandoned", None if why is None else why.lower()
    if why is None and not queued:
        # Amazon tells an abandoned contact by its queue; of one that never had any, only the reason tells.
        raise Unreadable("missing-field", "DisconnectReason")
    if why is None or why in words.CUSTOMER_LEFT:
        return "abandoned", None if queued else "before_queue"
    if why == words.FLOW_ENDED and not queued:
        return "deflected", why.lower()
    return "system_dropped", why.lower()


def _disagrees(name: str, start: int | None, end: int | None, seconds: int | None) -> list[str]:
    if start is None or end is None or seconds is None:
        return []
    return [name] if abs(end - start - seconds * 1_000_000) > TOLERANCE_US else []
