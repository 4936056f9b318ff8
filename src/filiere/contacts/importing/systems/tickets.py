"""What the tickets of any system give here: a case, and the contact that it began with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filiere.contacts.importing.protocol import CanonicalRow, SourceItem, UnusedRecords
from filiere.contacts.importing.systems.disk_join import DiskJoin
from filiere.contacts.importing.systems.faults import UNUSED_LABELS, build_refusal
from filiere.contacts.importing.systems.json_field_readers import UnreadableRecord, build_record_refusal, clock_step_us

KIND_KEY = "\0kind"
"""The key under which a ticket that waits keeps its kind: no export has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A ticket; instants are microseconds UTC. ``over`` says that it is closed, whether or not it is known when."""

    identity: str
    line: int
    channel: str
    queue: str | None
    customer: str | None
    agent: str | None
    opened: int
    replied: int | None
    closed: int | None
    reopened: int | None
    over: bool
    kind: str
    paused_seconds: int | None
    transferred: bool | None
    rank: int
    by_bot: bool = False
    step: int | None = None
    defects: Sequence[str] = ()


def build_ticket_rows(ticket: Ticket, *, leg: bool) -> Iterator[CanonicalRow]:
    """Yield the case of a ticket and, with ``leg``, the contact it began with: of what is written, since calls are told
    by the telephone."""
    step = ticket.step or clock_step_us(ticket.opened, ticket.replied, ticket.closed, ticket.reopened)
    shared = {"queue": ticket.queue, "channel": ticket.channel, "customer_key": ticket.customer}
    yield CanonicalRow(
        "case",
        shared
        | {
            "case_id": ticket.identity,
            "kind": ticket.kind,
            "contact_id": ticket.identity if leg else None,
            "opened_at": ticket.opened,
            "first_reply_at": ticket.replied,
            "closed_at": ticket.closed,
            "reopened_at": ticket.reopened,
            "paused_seconds": ticket.paused_seconds,
            "answer_queue": ticket.queue if ticket.replied is not None else None,
        },
        line=ticket.line,
        defects=tuple(ticket.defects),
        rank=ticket.rank,
        precision_us=step,
    )
    if not leg:
        return
    if ticket.replied is not None:
        outcome, reason = "answered", None
    elif not ticket.over:
        outcome, reason = "open", None
    elif ticket.by_bot:
        outcome, reason = "deflected", "bot"
    else:
        # It stays at the front door: nobody answered, and the centre closed it.
        outcome, reason = "system_dropped", "closed_without_reply"
    reopened = ticket.reopened is not None and (ticket.closed is None or ticket.reopened > ticket.closed)
    yield CanonicalRow(
        "contact_leg",
        shared
        | {
            "contact_id": ticket.identity,
            "leg": 1,
            "direction": "inbound",
            "agent_key": ticket.agent if outcome == "answered" else None,
            "arrived_at": ticket.opened,
            "queued_at": None if outcome == "deflected" else ticket.opened,
            "answered_at": ticket.replied,
            "ended_at": None if outcome == "open" or reopened else ticket.closed,
            "outcome": outcome,
            "transferred": ticket.transferred,
            "reason": reason,
        },
        line=ticket.line,
        records=0,
        defects=tuple(ticket.defects),
        rank=ticket.rank,
        precision_us=step,
    )


def process_joined_records(
    spool: DiskJoin, make: Callable[[Mapping[str, Any], int, Sequence[Mapping[str, Any]]], Iterator[SourceItem]]
) -> Iterator[SourceItem]:
    """Yield what ``make`` gives for each whole of a spool, its line and its parts; then account for the parts."""
    for content, line, parts in spool.join_parts():
        try:
            yield from list(make(content, line, parts))
        except UnreadableRecord as wrong:
            yield build_record_refusal(wrong, line)
    alone = 0
    for line in spool.list_lone_parts():
        alone += 1
        yield build_refusal("no-ticket", line)
    if spool.parts > alone:
        yield UnusedRecords(rule="metric-record", meaning=UNUSED_LABELS["metric-record"], records=spool.parts - alone)
