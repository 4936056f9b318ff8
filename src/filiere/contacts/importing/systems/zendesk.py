"""Zendesk's tickets with their metric events: JSON, as the pages of its interface, all in one file.

A metric event says when a clock of a ticket started, paused or stopped, which is exact; the ticket itself says only how
long, in minutes. So the first reply is the first ``fulfill`` of ``reply_time``, and the solution the last one of
``requester_wait_time`` (or ``resolution_time``). Where a ticket has no event, its metrics give the reply to the minute,
and a ticket without either is refused: that nobody answered it would be a guess. Fields and words: ``zendesk_fields``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from filiere.contacts.importing.protocol import Item
from filiere.contacts.importing.systems import zendesk_fields as words
from filiere.contacts.importing.systems.desk import Desk
from filiere.contacts.importing.systems.fields import only_read
from filiere.contacts.importing.systems.reading import (
    Export,
    Unreadable,
    held,
    instant,
    needed,
    part,
    text,
    whole,
)
from filiere.contacts.importing.systems.spool import Spool
from filiere.contacts.importing.systems.tickets import KIND, Ticket, rows
from filiere.contacts.importing.systems.words import unused

MINUTE_US = 60_000_000
_EXPORT = Export(
    shapes={
        "tickets": words.TICKET,
        "ticket_metric_events": words.EVENT,
        "ticket_metrics": words.METRICS_WITH_DURATIONS,
        None: words.TICKET,
    },
    beside=words.PAGE,
    arrays=("tickets", "ticket_metric_events", "ticket_metrics"),
)
_SOLVED = ("requester_wait_time", "resolution_time")


def _event(content: Mapping[str, Any]) -> tuple[str, str, int]:
    """Return the metric, the type and the instant of an event."""
    kind, moment = needed(content, "type"), instant(content, "time")
    if kind not in words.EVENT_TYPES:
        raise Unreadable("unknown-value", "type", kind)
    if moment is None:
        raise Unreadable("missing-field", "time")
    return needed(content, "metric"), kind, moment


def _ticket(content: Mapping[str, Any], line: int, parts: Sequence[Mapping[str, Any]]) -> Iterator[Item]:
    status, written = needed(content, "status"), needed(held(content, "via"), "channel")
    if status not in words.STATUSES:
        raise Unreadable("unknown-value", "status", status)
    channel = part(held(content, "via"), "unknown-value", "channel", words.CHANNELS)
    if not channel or status == "deleted":
        yield unused("no-writing")
        return
    opened = instant(content, "created_at")
    if opened is None:
        raise Unreadable("missing-field", "created_at")
    found = [one for one in parts if "type" in one]
    for metric, events in held(content, "metric_events").items():
        found += [{"metric": metric, **one} for one in events or ()]
    metrics = held(content, "metric_set") or next((one for one in parts if "type" not in one), {})
    clock = sorted((_event(one) for one in found), key=lambda one: one[2])
    over = status in words.OVER
    replied, closed, step = _replied(opened, clock, metrics), _closed(clock, metrics), None
    defects = ["end-not-logged"] if over and closed is None else []
    if replied is not None and not any(metric == "reply_time" for metric, _, _ in clock):
        step, defects = MINUTE_US, [*defects, "minute-clock"]
    stations = whole(metrics, "group_stations")
    yield from rows(
        Ticket(
            identity=needed(content, "id"),
            line=line,
            channel=channel,
            queue=text(content, "group_id"),
            customer=text(content, "requester_id"),
            agent=text(content, "assignee_id"),
            opened=opened,
            replied=replied,
            closed=closed,
            reopened=_reopened(clock),
            over=over,
            kind=content[KIND],
            paused_seconds=_paused(clock),
            transferred=None if stations is None else stations > 1,
            rank=instant(content, "updated_at") or 0,
            step=step,
            defects=defects,
        ),
        leg=channel != "phone" and not written.endswith("outbound"),
    )


def _replied(opened: int, clock: Sequence[tuple[str, str, int]], metrics: Mapping[str, Any]) -> int | None:
    """Return the first reply of an agent; raise :class:`Unreadable` when nothing tells whether there was one."""
    if any(metric == "reply_time" for metric, _, _ in clock):
        return next((at for metric, kind, at in clock if (metric, kind) == ("reply_time", "fulfill")), None)
    if not {"reply_time_in_minutes", "reply_time_in_seconds"} & set(metrics):
        raise Unreadable("no-metrics", "metric_events")
    seconds = whole(held(metrics, "reply_time_in_seconds"), "calendar")
    minutes = whole(held(metrics, "reply_time_in_minutes"), "calendar")
    if seconds is not None:
        return opened + seconds * 1_000_000
    return None if minutes is None else opened + minutes * MINUTE_US


def _closed(clock: Sequence[tuple[str, str, int]], metrics: Mapping[str, Any]) -> int | None:
    solved = [at for metric, kind, at in clock if metric in _SOLVED and kind == "fulfill"]
    return max(solved) if solved else instant(metrics, "solved_at")


def _reopened(clock: Sequence[tuple[str, str, int]]) -> int | None:
    """Return the last start of the customer's wait after a solution."""
    solved, reopened = False, None
    for metric, kind, at in clock:
        if metric == "requester_wait_time":
            if kind == "activate" and solved:
                reopened, solved = at, False
            solved = solved or kind == "fulfill"
    return reopened


def _paused(clock: Sequence[tuple[str, str, int]]) -> int | None:
    """Return the whole seconds for which the wait of the customer was paused: it was their turn."""
    if not any(metric == "requester_wait_time" for metric, _, _ in clock):
        return None
    total, since = 0, None
    for metric, kind, at in clock:
        if metric != "requester_wait_time":
            continue
        if kind == "pause" and since is None:
            since = at
        elif kind in {"activate", "fulfill"} and since is not None:
            total, since = total + at - since, None
    return total // 1_000_000


@dataclass(frozen=True)
class Zendesk(Desk):
    """A source: tickets, and their metric events or metrics with them or in the same file, packed or not."""

    name: str = "zendesk"
    export: ClassVar[Export] = _EXPORT
    told_by: ClassVar[Mapping[str, str]] = {"tag": "tags", "type": "type"}
    ticket = staticmethod(_ticket)

    def keep(self, spool: Spool, content: Mapping[str, Any], line: int, kind: str | None) -> None:
        """Keep a ticket, a metric or an event; one that this was not written for is refused."""
        kept = only_read(content, _EXPORT.shapes[kind])
        if kind in {None, "tickets"}:
            spool.whole(needed(content, "id"), kept | {KIND: self.complaints.kind(content)}, line)
        else:
            if kind == "ticket_metric_events":
                _event(content)
            spool.part(needed(content, "ticket_id"), kept, line)
