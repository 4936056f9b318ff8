"""Chatwoot's conversations with their reporting events: JSON, as the pages of its interface, all in one file.

A conversation says when it began and when a person first replied, in whole seconds, where 0 means never; only the
events say when it was resolved, and opened again. Their durations are not read: the one from the beginning of a
conversation that was reopened has been days where the truth was minutes (chatwoot/chatwoot #12058); its instants are
right.

An event names a conversation by its identity in the database, and a conversation is listed by its number in the
account. They differ where there are several accounts: a first reply on which both do not agree is refused, for the
events are then those of another conversation. Fields and words: ``chatwoot_fields``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from filiere.contacts.importing.protocol import SourceItem
from filiere.contacts.importing.systems import chatwoot_fields as words
from filiere.contacts.importing.systems.disk_join import DiskJoin
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
from filiere.contacts.importing.systems.record_shapes import RecordShape, keep_read_fields
from filiere.contacts.importing.systems.tickets import KIND_KEY, Ticket, build_ticket_rows

SECOND_US = 1_000_000
_RECORD_SHAPES: Mapping[str | None, RecordShape] = {"conversation": words.CONVERSATION, "event": words.EVENT}


def _record_kind(content: Any, _name: str | None) -> str:
    """Return which of the two a record is: both stand under the same name in their pages."""
    return "event" if isinstance(content, dict) and "event_end_time" in content else "conversation"


_EXPORT = ExportLayout(
    shapes=_RECORD_SHAPES, beside=words.PAGE, arrays=("payload",), through=("data",), kind=_record_kind
)


def _read_event(content: Mapping[str, Any]) -> tuple[str, int]:
    """Return the name and the instant of an event."""
    name, moment = required_text(content, "name"), instant_value(content, "event_end_time")
    if name not in words.EVENTS:
        raise UnreadableRecord("unknown-value", "name", name)
    if moment is None:
        raise UnreadableRecord("missing-field", "event_end_time")
    return name, moment


def _read_second(content: Mapping[str, Any], key: str) -> int | None:
    """Return an instant written as whole seconds since 1970, of which 0 is never."""
    value = integer_value(content, key)
    return value * SECOND_US if value else None


def _read_conversation(
    content: Mapping[str, Any], line: int, parts: Sequence[Mapping[str, Any]]
) -> Iterator[SourceItem]:
    meta, status = object_value(content, "meta"), required_text(content, "status")
    if status not in words.STATUSES:
        raise UnreadableRecord("unknown-value", "status", status)
    channel = translate_word(meta, "unknown-value", "channel", words.CHANNELS)
    opened = _read_second(content, "created_at")
    if channel is None or opened is None:
        raise UnreadableRecord("missing-field", "meta.channel" if channel is None else "created_at")
    events = sorted(map(_read_event, parts), key=lambda one: one[1])
    written, told = (
        _read_second(content, "first_reply_created_at"),
        next((at for name, at in events if name == words.REPLIED), None),
    )
    if written is not None and told is not None and abs(written - told) > SECOND_US:
        raise UnreadableRecord("events-disagree", "first_reply_created_at")
    if "first_reply_created_at" not in content and not events:
        raise UnreadableRecord("no-metrics", "first_reply_created_at")
    replied = written or told
    closings = [one for one in events if one[0] in words.CLOSED]
    closed = closings[-1][1] if closings else None
    over = status == "resolved"
    reopened = [at for name, at in events if name == words.OPENED and closings and at > closings[0][1]]
    updated = content.get("updated_at")
    yield from build_ticket_rows(
        Ticket(
            identity=required_text(content, "id"),
            line=line,
            channel=channel,
            queue=text_value(object_value(meta, "team"), "id") or text_value(content, "inbox_id"),
            customer=text_value(object_value(meta, "sender"), "id"),
            agent=text_value(object_value(meta, "assignee"), "id"),
            opened=opened,
            replied=replied,
            closed=closed,
            reopened=reopened[-1] if reopened else None,
            over=over,
            kind=content[KIND_KEY],
            by_bot=bool(closings) and closings[-1][0] == words.BY_BOT,
            paused_seconds=None,
            transferred=None,
            rank=int(updated * SECOND_US) if isinstance(updated, int | float) else closed or replied or opened,
            step=SECOND_US,
            defects=["end-not-logged"] if over and closed is None else [],
        ),
        leg=channel != "phone",
    )


@dataclass(frozen=True)
class Chatwoot(HelpDesk):
    """A source: conversations and their reporting events in one file, packed or not."""

    name: str = "chatwoot"
    export: ClassVar[ExportLayout] = _EXPORT
    told_by: ClassVar[Mapping[str, str]] = {"label": "labels"}
    ticket = staticmethod(_read_conversation)

    def keep(self, spool: DiskJoin, content: Mapping[str, Any], line: int, kind: str | None) -> None:
        """Keep a conversation or an event; one that this was not written for is refused."""
        if kind == "event":
            _read_event(content)
            spool.part(required_text(content, "conversation_id"), keep_read_fields(content, words.EVENT), line)
        else:
            kept = keep_read_fields(content, words.CONVERSATION) | {KIND_KEY: self.complaints.kind(content)}
            spool.add_whole(required_text(content, "id"), kept, line)
