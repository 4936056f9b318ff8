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

from filiere.contacts.importing.protocol import Item
from filiere.contacts.importing.systems import chatwoot_fields as words
from filiere.contacts.importing.systems.desk import Desk
from filiere.contacts.importing.systems.fields import Shape, only_read
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

SECOND_US = 1_000_000
_SHAPES: Mapping[str | None, Shape] = {"conversation": words.CONVERSATION, "event": words.EVENT}


def _kind(content: Any, _name: str | None) -> str:
    """Return which of the two a record is: both stand under the same name in their pages."""
    return "event" if isinstance(content, dict) and "event_end_time" in content else "conversation"


_EXPORT = Export(shapes=_SHAPES, beside=words.PAGE, arrays=("payload",), through=("data",), kind=_kind)


def _event(content: Mapping[str, Any]) -> tuple[str, int]:
    """Return the name and the instant of an event."""
    name, moment = needed(content, "name"), instant(content, "event_end_time")
    if name not in words.EVENTS:
        raise Unreadable("unknown-value", "name", name)
    if moment is None:
        raise Unreadable("missing-field", "event_end_time")
    return name, moment


def _second(content: Mapping[str, Any], key: str) -> int | None:
    """Return an instant written as whole seconds since 1970, of which 0 is never."""
    value = whole(content, key)
    return value * SECOND_US if value else None


def _conversation(content: Mapping[str, Any], line: int, parts: Sequence[Mapping[str, Any]]) -> Iterator[Item]:
    meta, status = held(content, "meta"), needed(content, "status")
    if status not in words.STATUSES:
        raise Unreadable("unknown-value", "status", status)
    channel = part(meta, "unknown-value", "channel", words.CHANNELS)
    opened = _second(content, "created_at")
    if channel is None or opened is None:
        raise Unreadable("missing-field", "meta.channel" if channel is None else "created_at")
    events = sorted(map(_event, parts), key=lambda one: one[1])
    written, told = (
        _second(content, "first_reply_created_at"),
        next((at for name, at in events if name == words.REPLIED), None),
    )
    if written is not None and told is not None and abs(written - told) > SECOND_US:
        raise Unreadable("events-disagree", "first_reply_created_at")
    if "first_reply_created_at" not in content and not events:
        raise Unreadable("no-metrics", "first_reply_created_at")
    replied = written or told
    closings = [one for one in events if one[0] in words.CLOSED]
    closed = closings[-1][1] if closings else None
    over = status == "resolved"
    reopened = [at for name, at in events if name == words.OPENED and closings and at > closings[0][1]]
    updated = content.get("updated_at")
    yield from rows(
        Ticket(
            identity=needed(content, "id"),
            line=line,
            channel=channel,
            queue=text(held(meta, "team"), "id") or text(content, "inbox_id"),
            customer=text(held(meta, "sender"), "id"),
            agent=text(held(meta, "assignee"), "id"),
            opened=opened,
            replied=replied,
            closed=closed,
            reopened=reopened[-1] if reopened else None,
            over=over,
            kind=content[KIND],
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
class Chatwoot(Desk):
    """A source: conversations and their reporting events in one file, packed or not."""

    name: str = "chatwoot"
    export: ClassVar[Export] = _EXPORT
    told_by: ClassVar[Mapping[str, str]] = {"label": "labels"}
    ticket = staticmethod(_conversation)

    def keep(self, spool: Spool, content: Mapping[str, Any], line: int, kind: str | None) -> None:
        """Keep a conversation or an event; one that this was not written for is refused."""
        if kind == "event":
            _event(content)
            spool.part(needed(content, "conversation_id"), only_read(content, words.EVENT), line)
        else:
            kept = only_read(content, words.CONVERSATION) | {KIND: self.complaints.kind(content)}
            spool.whole(needed(content, "id"), kept, line)
