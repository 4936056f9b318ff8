"""Zendesk's tickets with their metric events: JSON, as the pages of its interface, all in one file.

A metric event says when a clock of a ticket started, paused or stopped, which is exact; the ticket itself says only how
long, in minutes. So the first reply is the first ``fulfill`` of ``reply_time``, and the solution the last one of
``requester_wait_time`` (or ``resolution_time``). Where a ticket has no event, its metrics give the reply to the minute,
and a ticket without either is refused: that nobody answered it would be a guess. Fields and words: ``zendesk_fields``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from filiere.contacts.importing.protocol import SourceItem
from filiere.contacts.importing.systems import zendesk_fields as words
from filiere.contacts.importing.systems.disk_join import DiskJoin
from filiere.contacts.importing.systems.faults import build_unused
from filiere.contacts.importing.systems.helpdesk import HelpDesk
from filiere.contacts.importing.systems.json_field_readers import (
    ExportLayout,
    UnreadableRecord,
    instant_value,
    integer_value,
    object_value,
    required_text,
    text_value,
    translate_word,
)
from filiere.contacts.importing.systems.record_shapes import keep_read_fields
from filiere.contacts.importing.systems.tickets import KIND_KEY, Ticket, build_ticket_rows

MINUTE_US = 60_000_000
_EXPORT = ExportLayout(
    shapes={
        "tickets": words.TICKET,
        "ticket_metric_events": words.EVENT,
        "ticket_metrics": words.METRICS_WITH_DURATIONS,
        None: words.TICKET,
    },
    beside=words.PAGE,
    arrays=("tickets", "ticket_metric_events", "ticket_metrics"),
)
_SOLUTION_METRICS = ("requester_wait_time", "resolution_time")


def _read_event(content: Mapping[str, Any]) -> tuple[str, str, int]:
    """Return the metric, the type and the instant of an event."""
    kind, moment = required_text(content, "type"), instant_value(content, "time")
    if kind not in words.EVENT_TYPES:
        raise UnreadableRecord("unknown-value", "type", kind)
    if moment is None:
        raise UnreadableRecord("missing-field", "time")
    return required_text(content, "metric"), kind, moment


def _read_ticket(content: Mapping[str, Any], line: int, parts: Sequence[Mapping[str, Any]]) -> Iterator[SourceItem]:
    status, written = required_text(content, "status"), required_text(object_value(content, "via"), "channel")
    if status not in words.STATUSES:
        raise UnreadableRecord("unknown-value", "status", status)
    channel = translate_word(object_value(content, "via"), "unknown-value", "channel", words.CHANNELS)
    if not channel or status == "deleted":
        yield build_unused("no-writing")
        return
    opened = instant_value(content, "created_at")
    if opened is None:
        raise UnreadableRecord("missing-field", "created_at")
    found = [one for one in parts if "type" in one]
    for metric, events in object_value(content, "metric_events").items():
        found += [{"metric": metric, **one} for one in events or ()]
    metrics = object_value(content, "metric_set") or next((one for one in parts if "type" not in one), {})
    clock = sorted((_read_event(one) for one in found), key=lambda one: one[2])
    over = status in words.CLOSED_STATUSES
    replied, closed, step = _first_reply_us(opened, clock, metrics), _closing_us(clock, metrics), None
    defects = ["end-not-logged"] if over and closed is None else []
    if replied is not None and not any(metric == "reply_time" for metric, _, _ in clock):
        step, defects = MINUTE_US, [*defects, "minute-clock"]
    stations = integer_value(metrics, "group_stations")
    yield from build_ticket_rows(
        Ticket(
            identity=required_text(content, "id"),
            line=line,
            channel=channel,
            queue=text_value(content, "group_id"),
            customer=text_value(content, "requester_id"),
            agent=text_value(content, "assignee_id"),
            opened=opened,
            replied=replied,
            closed=closed,
            reopened=_reopening_us(clock),
            over=over,
            kind=content[KIND_KEY],
            paused_seconds=_paused_seconds(clock),
            transferred=None if stations is None else stations > 1,
            rank=instant_value(content, "updated_at") or 0,
            step=step,
            defects=defects,
        ),
        leg=channel != "phone" and not written.endswith("outbound"),
    )


def _first_reply_us(opened: int, clock: Sequence[tuple[str, str, int]], metrics: Mapping[str, Any]) -> int | None:
    """Return the first reply of an agent; raise :class:`UnreadableRecord` when nothing tells whether there was one."""
    if any(metric == "reply_time" for metric, _, _ in clock):
        return next((at for metric, kind, at in clock if (metric, kind) == ("reply_time", "fulfill")), None)
    if not {"reply_time_in_minutes", "reply_time_in_seconds"} & set(metrics):
        raise UnreadableRecord("no-metrics", "metric_events")
    seconds = integer_value(object_value(metrics, "reply_time_in_seconds"), "calendar")
    minutes = integer_value(object_value(metrics, "reply_time_in_minutes"), "calendar")
    if seconds is not None:
        return opened + seconds * 1_000_000
    return None if minutes is None else opened + minutes * MINUTE_US


def _closing_us(clock: Sequence[tuple[str, str, int]], metrics: Mapping[str, Any]) -> int | None:
    solved = [at for metric, kind, at in clock if metric in _SOLUTION_METRICS and kind == "fulfill"]
    return max(solved) if solved else instant_value(metrics, "solved_at")


def _reopening_us(clock: Sequence[tuple[str, str, int]]) -> int | None:
    """Return the last start of the customer's wait after a solution."""
    solved, reopened = False, None
    for metric, kind, at in clock:
        if metric == "requester_wait_time":
            if kind == "activate" and solved:
                reopened, solved = at, False
            solved = solved or kind == "fulfill"
    return reopened


def _paused_seconds(clock: Sequence[tuple[str, str, int]]) -> int | None:
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
class Zendesk(HelpDesk):
    """A source: tickets, and their metric events or metrics with them or in the same file, packed or not."""

    name: str = "zendesk"
    export: ClassVar[ExportLayout] = _EXPORT
    told_by: ClassVar[Mapping[str, str]] = {"tag": "tags", "type": "type"}
    ticket = staticmethod(_read_ticket)

    def keep(self, spool: DiskJoin, content: Mapping[str, Any], line: int, kind: str | None) -> None:
        """Keep a ticket, a metric or an event; one that this was not written for is refused."""
        kept = keep_read_fields(content, _EXPORT.shapes[kind])
        if kind in {None, "tickets"}:
            spool.add_whole(required_text(content, "id"), kept | {KIND_KEY: self.complaints.kind(content)}, line)
        else:
            if kind == "ticket_metric_events":
                _read_event(content)
            spool.part(required_text(content, "ticket_id"), kept, line)
