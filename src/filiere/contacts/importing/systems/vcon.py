"""vCon, the container of conversations that the IETF is drafting: JSON, unsigned, one or several.

After draft-ietf-vcon-vcon-core-04 and its schema (ietf-wg-vcon/draft-ietf-vcon-vcon-core). A vCon has dialogs, and no
queue, no offer and no wait: it gives events, and never a leg, whose wait would be nil for every one of them. Of a party
only an identity is read, to be hashed; content, analyses and attachments are not looked at. A party must be said to be
customer or agent, by its type or by the role of the contact-centre extension, else nobody knows who called whom.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filiere.contacts.importing.delivered import Delivered
from filiere.contacts.importing.protocol import Context, Item, Row
from filiere.contacts.importing.systems.fields import Many, Shape, ignored, read
from filiere.contacts.importing.systems.reading import (
    Export,
    Unreadable,
    instant,
    listed,
    needed,
    step_us,
    take_records,
    text,
)
from filiere.contacts.importing.systems.words import NOTES, unused, whose
from filiere.core import Text

_PARTY: Shape = {
    **read("tel", "sip", "mailto", "uuid", "did", "type", "role"),
    **ignored("a name or a place of a person", "name", "stir", "validation", "gmlpos", "civicaddress", "org", "dept"),
    **ignored("of the contact-centre extension", "contact_list", "timezone", "jCard"),
}
_HISTORY: Shape = {**read("party", "time", "event"), **ignored("a key that was pressed", "button")}
_DIALOG: Shape = {
    **read("type", "start", "duration", "originator", "disposition", "application", "mediatype"),
    "party_history": Many(_HISTORY),
    **ignored("a number, or a list of them: read apart", "parties"),
    **ignored("content", "body", "encoding", "url", "content_hash", "filename", "message_id", "session_id"),
    **ignored("links between dialogs", "recordings", "recording_set", "transferee", "transferor", "transfer_target"),
    **ignored("links between dialogs", "original", "consultation", "target_dialog"),
    **ignored(
        "of the contact-centre extension", "campaign", "interaction_type", "interaction_id", "interaction", "skill"
    ),
}
_VCON: Shape = {
    **read("uuid", "updated_at"),
    "parties": Many(_PARTY),
    "dialog": Many(_DIALOG),
    **ignored("of the container", "vcon", "created_at", "subject", "extensions", "redacted", "amended", "group"),
    **ignored("of the container", "redacted_from", "amended_from", "must_support"),
    **ignored("content and what was made of it", "analysis", "attachments"),
    **ignored("checked apart: extensions that a reader must know", "critical"),
}
_EXPORT = Export(shapes={None: _VCON}, beside={}, arrays=())
_HISTORY_TYPES: Mapping[str, str] = {"hold": "held", "unhold": "resumed"}
_ENDED: Mapping[str, str] = {
    "hung-up": "abandoned",
    "busy": "blocked",
    "congestion": "blocked",
    "failed": "system_dropped",
}
_IDENTITIES = ("uuid", "tel", "sip", "mailto", "did")
LONGEST_SECONDS = 366 * 86_400
"""A dialog of more than a year is no duration, but a number that something else was written into."""
_TYPES = frozenset({"recording", "text", "transfer", "incomplete", "recording-set"})


@dataclass(frozen=True)
class Vcon:
    """A source: unsigned vCons as JSON, one, one after the other or in an array, packed or not."""

    name: str = "vcon"
    mapping_sha256: str | None = None
    words: Mapping[str, Text] = field(default_factory=lambda: NOTES)

    def read(self, file: Delivered, context: Context) -> Iterator[Item]:
        """Yield the ``contact_event`` rows of each vCon."""
        whose(context.organisation, str(file.path))
        yield from take_records(file, _EXPORT, lambda content, line, _: _vcon(content, line))


def _vcon(content: Mapping[str, Any], line: int) -> Iterator[Item]:
    contact, parties = needed(content, "uuid"), listed(content, "parties")
    if content.get("critical"):
        raise Unreadable("unknown-value", "critical")
    roles = [text(one, "role") or text(one, "type") for one in parties]
    people = [
        next((found for key in ("uuid", "tel", "sip", "mailto", "did") if (found := text(one, key))), None)
        for one in parties
    ]
    if "customer" not in roles:
        raise Unreadable("missing-field", "parties.role")
    customer = roles.index("customer")
    agents = [rank for rank, role in enumerate(roles) if role == "agent"]
    rank, updated = 0, instant(content, "updated_at") or 0
    for dialog in listed(content, "dialog"):
        began = _began(dialog)
        direction = "outbound" if began is not None and began in agents else "inbound"
        for kind, at, party in _happened(dialog):
            rank += 1
            agent = party if party in agents else next((one for one in _present(dialog) if one in agents), None)
            yield Row(
                "contact_event",
                {
                    "event_id": f"{contact}/{rank}",
                    "source": "vcon",
                    "source_seq": rank,
                    "contact_id": contact,
                    "channel": _channel(dialog),
                    "direction": direction,
                    "occurred_at": at,
                    "type": kind,
                    "agent_key": None if agent is None else people[agent],
                    "customer_key": people[customer],
                    "reason": text(dialog, "disposition"),
                },
                line=line,
                records=1 if rank == 1 else 0,
                rank=updated,
                precision_us=step_us(at),
            )
    if not rank:
        yield unused("empty-trace")


def _present(dialog: Mapping[str, Any]) -> Sequence[int]:
    """Return the parties of a dialog, as far as they are listed flat."""
    listed_parties = dialog.get("parties")
    if isinstance(listed_parties, int):
        return [listed_parties]
    if listed_parties is not None and not isinstance(listed_parties, list):
        raise Unreadable("wrong-shape", "dialog.parties")
    return [one for one in listed_parties or () if isinstance(one, int)]


def _began(dialog: Mapping[str, Any]) -> int | None:
    began = dialog.get("originator")
    return began if isinstance(began, int) else next(iter(_present(dialog)), None)


def _channel(dialog: Mapping[str, Any]) -> str:
    if dialog.get("type") != "text":
        return "phone"
    return "email" if (text(dialog, "mediatype") or "").startswith("message/") else "chat"


def _happened(dialog: Mapping[str, Any]) -> Iterator[tuple[str, int, int | None]]:
    """Yield what happened in a dialog: its type, its instant, and the party that did it if one is told."""
    kind, start = needed(dialog, "type"), instant(dialog, "start")
    if kind not in _TYPES:
        raise Unreadable("unknown-value", "dialog.type", kind)
    if start is None:
        raise Unreadable("missing-field", "dialog.start")
    if kind == "incomplete":
        ending = needed(dialog, "disposition")
        yield _ENDED.get(ending, f"incomplete.{ending}"), start, None
    elif kind == "transfer":
        yield "transferred_out", start, None
    elif kind in {"recording", "text"}:
        yield "answered", start, None
        for one in listed(dialog, "party_history"):
            at, event, party = instant(one, "time"), needed(one, "event"), one.get("party")
            if at is None:
                raise Unreadable("missing-field", "party_history.time")
            yield _HISTORY_TYPES.get(event, f"party.{event}"), at, party if isinstance(party, int) else None
        duration = dialog.get("duration")
        if isinstance(duration, int | float) and not isinstance(duration, bool) and duration >= 0:
            if duration > LONGEST_SECONDS:
                raise Unreadable("wrong-shape", "dialog.duration")
            yield "ended", start + round(duration * 1_000_000), None
