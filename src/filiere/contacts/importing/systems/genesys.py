"""Genesys Cloud's conversation details: JSON, a conversation with its participants, their sessions and segments.

A visit of a queue is a session of the participant ``acd``; the agents' sessions that follow it in that queue tell who
was rung and who answered. Instants come from the segments, to the millisecond; the vendor's own metrics decide only
between abandoned and moved on, which segments do not show, and are compared with the instants otherwise.

**Call backs.** A call back is a session whose medium is ``callback``, and is here a later leg, outbound. When the
customer is dialled first, such a session holds no answer of its own: the agent answers the call that follows, in a
session of voice. Counted as inbound visits these would all be unanswered; so the answer is looked for in that call.
Fields and words: ``genesys_fields``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.protocol import CanonicalRow, SourceContext, SourceItem
from filiere.contacts.importing.systems import genesys_fields as words
from filiere.contacts.importing.systems.faults import NOTE_LABELS, build_unused, require_organisation
from filiere.contacts.importing.systems.json_field_readers import (
    MILLISECOND_US,
    ExportLayout,
    UnreadableRecord,
    instant_value,
    integer_value,
    list_of_objects,
    object_value,
    required_text,
    take_records,
    text_value,
    translate_word,
)
from filiere.contacts.importing.systems.withheld_callers import read_caller
from filiere.core import Text

TOLERANCE_US = 1_000_000
_EXPORT = ExportLayout(
    shapes={None: words.CONVERSATION, "conversations": words.CONVERSATION},
    beside=words.PAGE,
    arrays=("conversations",),
)


@dataclass(frozen=True)
class Genesys:
    """A source: conversation details as JSON, as the vendor's pages or one after the other, packed or not."""

    name: str = "genesys"
    mapping_sha256: str | None = None
    words: Mapping[str, Text] = field(default_factory=lambda: NOTE_LABELS)

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:
        """Yield a ``contact_leg`` for each visit of a queue, and one for a conversation that visited none."""
        require_organisation(context.organisation, str(file.path))
        yield from take_records(file, _EXPORT, lambda content, line, _: _read_conversation(content, line))


@dataclass(frozen=True, slots=True)
class _SessionSegment:
    kind: str
    start: int
    end: int | None
    queue: str | None
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class _ParticipantSession:
    """A session of a participant, its segments in the order of time."""

    purpose: str
    person: str | None
    medium: str
    channel: str | None
    address: str | None
    segments: Sequence[_SessionSegment]
    metrics: Mapping[str, int]
    called_back: bool

    @property
    def start(self) -> int:
        return self.segments[0].start

    @property
    def queue(self) -> str | None:
        return next((one.queue for one in self.segments if one.queue), None)

    def first(self, kind: str) -> int | None:
        return next((one.start for one in self.segments if one.kind == kind), None)

    def last(self, kinds: frozenset[str]) -> _SessionSegment | None:
        return next((one for one in reversed(self.segments) if one.kind in kinds), None)

    @property
    def ended_by(self) -> str | None:
        last = self.last(words.SEGMENTS - {"wrapup"})
        return last.ended_by if last else None


def _read_conversation(record: Mapping[str, Any], line: int) -> Iterator[SourceItem]:
    identity, start = required_text(record, "conversationId"), instant_value(record, "conversationStart")
    if start is None:
        raise UnreadableRecord("missing-field", "conversationStart")
    end, direction = instant_value(record, "conversationEnd"), required_text(record, "originatingDirection")
    if direction not in {"inbound", "outbound"}:
        raise UnreadableRecord("unknown-value", "originatingDirection", direction)
    sessions = sorted(_iter_sessions(record), key=lambda one: one.start)
    customers = [one for one in sessions if one.purpose in words.CUSTOMER]
    number, withheld = read_caller(next((one.address for one in customers if one.address), None))
    if not customers:
        # Two employees of the centre.
        yield build_unused("no-customer")
        return
    visits = [one for one in sessions if one.purpose == words.QUEUE and one.queue]
    legs = (
        _iter_visit_legs(visits, sessions, end)
        if visits
        else [_build_unqueued_leg(customers, sessions, direction, end)]
    )
    for rank, values in enumerate(legs, 1):
        defects = values.pop("defects", ())
        arrived = start if rank == 1 else values["queued_at"]
        yield CanonicalRow(
            "contact_leg",
            {"direction": direction, **values, "contact_id": identity, "leg": rank}
            | {"customer_key": number, "arrived_at": arrived},
            line=line,
            records=1 if rank == 1 else 0,
            repairs=("anonymous-caller",) if withheld else (),
            defects=tuple(defects),
            # The same conversation comes again once it is over: that one tells more, and ranks above any under way.
            rank=end or 1,
            precision_us=MILLISECOND_US,
        )


def _iter_sessions(record: Mapping[str, Any]) -> Iterator[_ParticipantSession]:
    for participant in list_of_objects(record, "participants"):
        purpose = required_text(participant, "purpose")
        if purpose not in words.PURPOSES:
            raise UnreadableRecord("unknown-value", "purpose", purpose)
        for session in list_of_objects(participant, "sessions"):
            segments = sorted(map(_read_segment, list_of_objects(session, "segments")), key=lambda one: one.start)
            if not segments:
                continue
            medium = required_text(session, "mediaType")
            metrics = {
                required_text(one, "name"): integer_value(one, "value") or 0
                for one in list_of_objects(session, "metrics")
            }
            address = text_value(session, "ani") or text_value(session, "addressFrom")
            yield _ParticipantSession(
                purpose,
                text_value(participant, "userId"),
                medium,
                translate_word(session, "unknown-value", "messageType", words.CHANNEL_BY_MESSAGE)
                or words.CHANNEL_BY_MEDIUM.get(medium),
                address.removeprefix("tel:") if address else None,
                segments,
                metrics,
                object_value(session, "flow").get("issuedCallback") is True,
            )


def _read_segment(content: Mapping[str, Any]) -> _SessionSegment:
    kind, start = required_text(content, "segmentType"), instant_value(content, "segmentStart")
    if kind not in words.SEGMENTS:
        raise UnreadableRecord("unknown-value", "segmentType", kind)
    if start is None:
        raise UnreadableRecord("missing-field", "segmentStart")
    return _SessionSegment(
        kind,
        start,
        instant_value(content, "segmentEnd"),
        text_value(content, "queueId"),
        text_value(content, "disconnectType"),
    )


def _iter_visit_legs(
    visits: Sequence[_ParticipantSession], sessions: Sequence[_ParticipantSession], end: int | None
) -> Iterator[dict[str, Any]]:
    """Yield the legs of the visits of queues, in the order of time."""
    for position, visit in enumerate(visits):
        later = visits[position + 1 :]
        until = next((one.start for one in later), None)
        back = visit.medium == "callback"
        agents = [
            one
            for one in sessions
            if one.purpose in words.AGENT
            and one.start >= visit.start
            and (until is None or one.start < until)
            # The call that an agent makes or takes for a call back is of no queue.
            and (one.medium == "voice" if back else one.queue == visit.queue and one.medium == visit.medium)
        ]
        if visit.channel is None:
            raise UnreadableRecord("unknown-value", "mediaType", visit.medium)
        answering = next((one for one in agents if one.first("interact") is not None), None)
        values: dict[str, Any] = {
            "queue": visit.queue,
            "channel": visit.channel,
            "queued_at": visit.start,
            "transferred": False,
        }
        if back:
            values["direction"] = "outbound"
        if answering is not None:
            values |= _answered_leg_fields(answering, None if back else visit)
        else:
            rung = [alert for one in agents if (alert := one.first("alert")) is not None]
            values |= {"offered_at": min(rung, default=None)} | _unanswered_leg_fields(visit, later, end)
        yield values


def _answered_leg_fields(session: _ParticipantSession, visit: _ParticipantSession | None) -> dict[str, Any]:
    answered, talked = session.first("interact"), session.last(words.TALKING)
    wrapped = session.last(frozenset({"wrapup"}))
    measured = session.metrics.get("tAnswered", visit.metrics.get("tAnswered") if visit else None)
    defects = []
    if visit is not None and measured is not None and answered is not None:
        difference = answered - visit.start - measured * MILLISECOND_US
        defects = ["wait-disagrees"] if abs(difference) > TOLERANCE_US else []
    return {
        "agent_key": session.person,
        "offered_at": session.first("alert"),
        "answered_at": answered,
        "ended_at": talked.end if talked else None,
        "wrap_ended_at": wrapped.end if wrapped else None,
        "outcome": "answered",
        "transferred": talked is not None and talked.ended_by in words.TRANSFERS,
        "defects": defects,
    }


def _unanswered_leg_fields(
    visit: _ParticipantSession, later: Sequence[_ParticipantSession], end: int | None
) -> dict[str, Any]:
    left = visit.segments[-1].end
    if left is None and end is None:
        return {"outcome": "open", "ended_at": None, "transferred": None}
    ended = {"ended_at": left or end}
    if visit.medium == "callback":
        return ended | {"outcome": "abandoned", "reason": "not_reached"}
    if visit.called_back or (later and later[0].medium == "callback"):
        return ended | {"outcome": "callback"}
    if "tFlowOut" in visit.metrics or visit.ended_by in words.TRANSFERS:
        return ended | {"outcome": "overflowed", "reason": visit.ended_by}
    if visit.ended_by in words.FAILURE_TYPES:
        return ended | {"outcome": "system_dropped", "reason": visit.ended_by}
    if "tAbandon" in visit.metrics or visit.ended_by == "peer":
        return ended | {"outcome": "abandoned"}
    raise UnreadableRecord("unknown-value" if visit.ended_by else "missing-field", "disconnectType", visit.ended_by)


def _build_unqueued_leg(
    customers: Sequence[_ParticipantSession], sessions: Sequence[_ParticipantSession], direction: str, end: int | None
) -> dict[str, Any]:
    """Return the leg of a conversation that was in no queue: a direct or outbound one, or one that a flow took."""
    customer = customers[0]
    if customer.channel is None:
        raise UnreadableRecord("unknown-value", "mediaType", customer.medium)
    values: dict[str, Any] = {"queue": None, "channel": customer.channel, "transferred": False}
    agents = [one for one in sessions if one.purpose in words.AGENT and one.first("interact") is not None]
    reached = customer.first("interact")
    if agents and (direction == "inbound" or reached is not None):
        values |= _answered_leg_fields(agents[0], None)
        if direction == "outbound":
            # The centre dials: the talk begins when both are there.
            values["answered_at"] = max(values["answered_at"], reached or 0)
        return values
    ended_by, last = customer.ended_by, customer.segments[-1].end or end
    if last is None:
        return values | {"outcome": "open", "transferred": None}
    values["ended_at"] = last
    if direction == "outbound":
        return values | {"outcome": "abandoned", "reason": "not_reached"}
    if any(one.called_back for one in sessions):
        return values | {"outcome": "callback"}
    if ended_by in words.CUSTOMER_LEFT_TYPES:
        return values | {"outcome": "abandoned", "reason": "before_queue"}
    if ended_by in words.TRANSFERS:
        return values | {"outcome": "overflowed", "reason": ended_by}
    if ended_by in words.FAILURE_TYPES:
        return values | {"outcome": "system_dropped", "reason": ended_by}
    if ended_by in words.HUNG_UP_TYPES:
        return values | {"outcome": "deflected", "reason": ended_by}
    raise UnreadableRecord("unknown-value" if ended_by else "missing-field", "disconnectType", ended_by)
