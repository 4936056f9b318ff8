"""vCon, the container of conversations that the IETF is drafting: JSON, unsigned, one or several.

After draft-ietf-vcon-vcon-core-04 and its schema (ietf-wg-vcon/draft-ietf-vcon-vcon-core). A vCon has dialogs, and no
queue, no offer and no wait: it gives events, and never a leg, whose wait would be nil for every one of them. Of a party
only an identity is read, to be hashed; content, analyses and attachments are not looked at. A party must be said to be
customer or agent, by its type or by the role of the contact-centre extension, else nobody knows who called whom.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.protocol import CanonicalRow, SourceContext, SourceItem
from filiere.contacts.importing.systems.faults import NOTE_LABELS, build_unused, require_organisation
from filiere.contacts.importing.systems.json_field_readers import (
    ExportLayout,
    UnreadableRecord,
    clock_step_us,
    instant_value,
    list_of_objects,
    required_text,
    take_records,
    text_value,
)
from filiere.contacts.importing.systems.record_shapes import ListShape, RecordShape, ignored_fields, read_fields
from filiere.core import Text

_PARTY_SHAPE: RecordShape = {
    **read_fields("tel", "sip", "mailto", "uuid", "did", "type", "role"),
    **ignored_fields(
        "a name or a place of a person", "name", "stir", "validation", "gmlpos", "civicaddress", "org", "dept"
    ),
    **ignored_fields("of the contact-centre extension", "contact_list", "timezone", "jCard"),
}
_HISTORY_SHAPE: RecordShape = {
    **read_fields("party", "time", "event"),
    **ignored_fields("a key that was pressed", "button"),
}
_DIALOG_SHAPE: RecordShape = {
    **read_fields("type", "start", "duration", "originator", "disposition", "application", "mediatype"),
    "party_history": ListShape(_HISTORY_SHAPE),
    **ignored_fields("a number, or a list of them: read apart", "parties"),
    **ignored_fields("content", "body", "encoding", "url", "content_hash", "filename", "message_id", "session_id"),
    **ignored_fields(
        "links between dialogs", "recordings", "recording_set", "transferee", "transferor", "transfer_target"
    ),
    **ignored_fields("links between dialogs", "original", "consultation", "target_dialog"),
    **ignored_fields(
        "of the contact-centre extension", "campaign", "interaction_type", "interaction_id", "interaction", "skill"
    ),
}
_VCON_SHAPE: RecordShape = {
    **read_fields("uuid", "updated_at"),
    "parties": ListShape(_PARTY_SHAPE),
    "dialog": ListShape(_DIALOG_SHAPE),
    **ignored_fields("of the container", "vcon", "created_at", "subject", "extensions", "redacted", "amended", "group"),
    **ignored_fields("of the container", "redacted_from", "amended_from", "must_support"),
    **ignored_fields("content and what was made of it", "analysis", "attachments"),
    **ignored_fields("checked apart: extensions that a reader must know", "critical"),
}
_EXPORT = ExportLayout(shapes={None: _VCON_SHAPE}, beside={}, arrays=())
_HISTORY_TYPES: Mapping[str, str] = {"hold": "held", "unhold": "resumed"}
_OUTCOME_BY_DISPOSITION: Mapping[str, str] = {
    "hung-up": "abandoned",
    "busy": "blocked",
    "congestion": "blocked",
    "failed": "system_dropped",
}
LONGEST_SECONDS = 366 * 86_400
"""A dialog of more than a year is no duration, but a number that something else was written into."""
_DIALOG_TYPES = frozenset({"recording", "text", "transfer", "incomplete", "recording-set"})


@dataclass(frozen=True)
class Vcon:
    """A source: unsigned vCons as JSON, one, one after the other or in an array, packed or not."""

    name: str = "vcon"
    mapping_sha256: str | None = None
    words: Mapping[str, Text] = field(default_factory=lambda: NOTE_LABELS)

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:
        """Yield the ``contact_event`` rows of each vCon."""
        require_organisation(context.organisation, str(file.path))
        yield from take_records(file, _EXPORT, lambda content, line, _: _read_vcon(content, line))


def _read_vcon(content: Mapping[str, Any], line: int) -> Iterator[SourceItem]:
    contact, parties = required_text(content, "uuid"), list_of_objects(content, "parties")
    if content.get("critical"):
        raise UnreadableRecord("unknown-value", "critical")
    roles = [text_value(one, "role") or text_value(one, "type") for one in parties]
    people = [
        next((found for key in ("uuid", "tel", "sip", "mailto", "did") if (found := text_value(one, key))), None)
        for one in parties
    ]
    if "customer" not in roles:
        raise UnreadableRecord("missing-field", "parties.role")
    customer = roles.index("customer")
    agents = [rank for rank, role in enumerate(roles) if role == "agent"]
    rank, updated = 0, instant_value(content, "updated_at") or 0
    for dialog in list_of_objects(content, "dialog"):
        began = _dialog_originator(dialog)
        direction = "outbound" if began is not None and began in agents else "inbound"
        for kind, at, party in _iter_dialog_events(dialog):
            rank += 1
            agent = party if party in agents else next((one for one in _dialog_parties(dialog) if one in agents), None)
            yield CanonicalRow(
                "contact_event",
                {
                    "event_id": f"{contact}/{rank}",
                    "source": "vcon",
                    "source_seq": rank,
                    "contact_id": contact,
                    "channel": _dialog_channel(dialog),
                    "direction": direction,
                    "occurred_at": at,
                    "type": kind,
                    "agent_key": None if agent is None else people[agent],
                    "customer_key": people[customer],
                    "reason": text_value(dialog, "disposition"),
                },
                line=line,
                records=1 if rank == 1 else 0,
                rank=updated,
                precision_us=clock_step_us(at),
            )
    if not rank:
        yield build_unused("empty-trace")


def _dialog_parties(dialog: Mapping[str, Any]) -> Sequence[int]:
    """Return the parties of a dialog, as far as they are listed flat."""
    listed_parties = dialog.get("parties")
    if isinstance(listed_parties, int):
        return [listed_parties]
    if listed_parties is not None and not isinstance(listed_parties, list):
        raise UnreadableRecord("wrong-shape", "dialog.parties")
    return [one for one in listed_parties or () if isinstance(one, int)]


def _dialog_originator(dialog: Mapping[str, Any]) -> int | None:
    began = dialog.get("originator")
    return began if isinstance(began, int) else next(iter(_dialog_parties(dialog)), None)


def _dialog_channel(dialog: Mapping[str, Any]) -> str:
    if dialog.get("type") != "text":
        return "phone"
    return "email" if (text_value(dialog, "mediatype") or "").startswith("message/") else "chat"


def _iter_dialog_events(dialog: Mapping[str, Any]) -> Iterator[tuple[str, int, int | None]]:
    """Yield what happened in a dialog: its type, its instant, and the party that did it if one is told."""
    kind, start = required_text(dialog, "type"), instant_value(dialog, "start")
    if kind not in _DIALOG_TYPES:
        raise UnreadableRecord("unknown-value", "dialog.type", kind)
    if start is None:
        raise UnreadableRecord("missing-field", "dialog.start")
    if kind == "incomplete":
        ending = required_text(dialog, "disposition")
        yield _OUTCOME_BY_DISPOSITION.get(ending, f"incomplete.{ending}"), start, None
    elif kind == "transfer":
        yield "transferred_out", start, None
    elif kind in {"recording", "text"}:
        yield "answered", start, None
        for of_object in list_of_objects(dialog, "party_history"):
            at, event, party = (
                instant_value(of_object, "time"),
                required_text(of_object, "event"),
                of_object.get("party"),
            )
            if at is None:
                raise UnreadableRecord("missing-field", "party_history.time")
            yield _HISTORY_TYPES.get(event, f"party.{event}"), at, party if isinstance(party, int) else None
        duration = dialog.get("duration")
        if isinstance(duration, int | float) and not isinstance(duration, bool) and duration >= 0:
            if duration > LONGEST_SECONDS:
                raise UnreadableRecord("wrong-shape", "dialog.duration")
            yield "ended", start + round(duration * 1_000_000), None
