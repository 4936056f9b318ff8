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

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.protocol import CanonicalRow, SourceContext, SourceItem
from filiere.contacts.importing.systems import amazon_fields as words
from filiere.contacts.importing.systems.disk_join import DiskJoin
from filiere.contacts.importing.systems.faults import NOTE_LABELS, build_unused, require_organisation
from filiere.contacts.importing.systems.json_field_readers import (
    ExportLayout,
    UnreadableRecord,
    clock_step_us,
    instant_value,
    integer_value,
    object_value,
    required_text,
    take_records,
    text_value,
    translate_word,
)
from filiere.contacts.importing.systems.withheld_callers import read_caller
from filiere.core import Text

TOLERANCE_US = 1_000_000
_EXPORT = ExportLayout(shapes={None: words.RECORD}, beside={}, arrays=())


@dataclass(frozen=True)
class AmazonConnect:
    """A source: contact records as JSON, one after the other or in an array, compressed by gzip or not."""

    name: str = "amazon-connect"
    mapping_sha256: str | None = None
    words: Mapping[str, Text] = field(default_factory=lambda: NOTE_LABELS)

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:
        """Yield a ``contact_leg`` for each record; those that wait to know the record that follows them come last."""
        require_organisation(context.organisation, str(file.path))
        with DiskJoin(context.folder) as spool:
            yield from take_records(file, _EXPORT, lambda content, line, _: _take_record(spool, content, line))
            yield from _build_waiting_legs(spool)


def _take_record(spool: DiskJoin, record: Mapping[str, Any], line: int) -> Iterator[SourceItem]:
    """Yield the leg of a record, unless it has to wait.

    A record that reached no agent and has a next one was called back, or moved to another queue: only the next record
    says which. Such a leg waits for the end of the file, and so does what the records that follow another say.
    """
    identity, method = required_text(record, "ContactId"), required_text(record, "InitiationMethod")
    written = required_text(record, "Channel")
    channel = translate_word(record, "unknown-value", "Channel", words.CHANNELS)
    direction = _direction_of(method, written)
    if text_value(record, "PreviousContactId") is not None:
        spool.part(identity, {"back": method == "CALLBACK"}, line)
    if not channel:
        yield build_unused("task" if written == "TASK" else "email-record")
    elif direction is None:
        yield build_unused("beside-contact")
    else:
        row = _build_leg(record, line, identity=identity, channel=channel, direction=direction)
        following = text_value(record, "NextContactId")
        if row.values["outcome"] == "overflowed" and following is not None:
            spool.add_whole(following, asdict(row), line)
        else:
            yield row


def _build_waiting_legs(spool: DiskJoin) -> Iterator[SourceItem]:
    """Yield the legs that waited, by what the record that follows each says."""
    for content, _, later in spool.join_parts():
        row = CanonicalRow(**{**content, "repairs": tuple(content["repairs"]), "defects": tuple(content["defects"])})
        if any(one["back"] for one in later):
            yield replace(row, values={**row.values, "outcome": "callback", "reason": None})
        elif later:
            yield row
        else:
            # A file that holds the next record too knows better, whichever of the two is imported first.
            yield replace(row, defects=(*row.defects, "next-not-in-file"), rank=max(row.rank - 1, 0))


def _direction_of(method: str, channel: str) -> str | None:
    """Return the direction of a contact by the way it began, None for one that is no contact of a customer."""
    if method in words.INBOUND or (method == words.METHOD_BY_CHANNEL and channel != "VOICE"):
        return "inbound"
    if method in words.OUTBOUND or method == words.METHOD_BY_CHANNEL:
        return "outbound"
    if method in words.NON_CONTACT_METHODS:
        return None
    raise UnreadableRecord("unknown-value", "InitiationMethod", method)


def _build_leg(record: Mapping[str, Any], line: int, *, identity: str, channel: str, direction: str) -> CanonicalRow:
    queue, agent = object_value(record, "Queue"), object_value(record, "Agent")
    arrived, ended = instant_value(record, "InitiationTimestamp"), instant_value(record, "DisconnectTimestamp")
    if arrived is None:
        raise UnreadableRecord("missing-field", "InitiationTimestamp")
    queued, left = instant_value(queue, "EnqueueTimestamp"), instant_value(queue, "DequeueTimestamp")
    connected, answered = (
        instant_value(record, "ConnectedToSystemTimestamp"),
        instant_value(agent, "ConnectedToAgentTimestamp"),
    )
    if direction == "outbound" and answered is not None:
        # The centre dials: the talk begins when both are there.
        answered = None if connected is None else max(answered, connected)
    outcome, reason = _determine_outcome(record, direction, queued=queued is not None, answered=answered, ended=ended)
    begun, done = (
        instant_value(agent, "AfterContactWorkStartTimestamp"),
        instant_value(agent, "AfterContactWorkEndTimestamp"),
    )
    defects = [
        *_find_disagreement("wait-disagrees", queued, left, integer_value(queue, "Duration")),
        *_find_disagreement("wrap-disagrees", begun, done, integer_value(agent, "AfterContactWorkDuration")),
    ]
    customer, withheld = read_caller(
        text_value(object_value(record, "CustomerEndpoint"), "Address") or text_value(record, "CustomerId")
    )
    first = text_value(record, "InitialContactId") or identity
    following, out = text_value(record, "NextContactId"), instant_value(record, "TransferCompletedTimestamp")
    updated = instant_value(record, "LastUpdateTimestamp")
    return CanonicalRow(
        "contact_leg",
        {
            "contact_id": first,
            "leg": 1 if first == identity else _leg_rank(arrived, identity),
            "queue": text_value(queue, "Name") or text_value(queue, "ARN"),
            "channel": channel,
            "direction": direction,
            "customer_key": customer,
            "agent_key": text_value(agent, "ARN") or text_value(agent, "Username"),
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
        precision_us=clock_step_us(arrived, queued, answered, ended, done),
    )


def _leg_rank(arrived: int, identity: str) -> int:
    return arrived // 1_000_000 * 1_000 + zlib.crc32(identity.encode()) % 1_000


def _determine_outcome(
    record: Mapping[str, Any], direction: str, *, queued: bool, answered: int | None, ended: int | None
) -> tuple[str, str | None]:
    """Return how a record ended, and for what reason."""
    why = text_value(record, "DisconnectReason")
    known = why is None or why in words.CUSTOMER_LEFT or why in words.SYSTEM_ENDED or why == words.FLOW_ENDED
    if not known:
        raise UnreadableRecord("unknown-value", "DisconnectReason", why)
    if answered is not None:
        return "answered", None
    if ended is None:
        return "open", None
    if text_value(record, "NextContactId") is not None:
        return "overflowed", None if why is None else why.lower()
    if direction == "outbound":
        return "system_dropped" if why in words.SYSTEM_ENDED else "abandoned", None if why is None else why.lower()
    if why is None and not queued:
        # Amazon tells an abandoned contact by its queue; of one that never had any, only the reason tells.
        raise UnreadableRecord("missing-field", "DisconnectReason")
    if why is None or why in words.CUSTOMER_LEFT:
        return "abandoned", None if queued else "before_queue"
    if why == words.FLOW_ENDED and not queued:
        return "deflected", why.lower()
    return "system_dropped", why.lower()


def _find_disagreement(name: str, start: int | None, end: int | None, seconds: int | None) -> list[str]:
    if start is None or end is None or seconds is None:
        return []
    return [name] if abs(end - start - seconds * 1_000_000) > TOLERANCE_US else []
