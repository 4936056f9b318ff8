"""XES, the IEEE 1849 standard of event logs: a trace is a contact, an event a ``contact_event``.

The standard has names, times and resources, and no words for a channel, a direction or a wait. So a trace must say
``filiere:channel`` and ``filiere:direction``, as those that ``filiere contacts export`` writes do; and it gives events
only, no legs: what is not in the log, such as when somebody entered a queue, is not made up. Document types and
entities are refused, since a few lines of them can unfold into gigabytes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.protocol import CanonicalRow, SourceContext, SourceItem
from filiere.contacts.importing.systems.faults import (
    NOTE_LABELS,
    build_refusal,
    build_unused,
    fault,
    require_organisation,
)
from filiere.contacts.importing.systems.json_field_readers import (
    UnreadableRecord,
    build_record_refusal,
    clock_step_us,
    instant_value,
    required_text,
    text_value,
)
from filiere.contacts.importing.systems.json_records import KEY_TWICE_MARK
from filiere.contacts.importing.systems.record_shapes import MisshapenRecord, ShapeChecker, ignored_fields, read_fields
from filiere.core import Faults, Text
from filiere.core.bounded_json import DEEPEST_NESTING

BLOCK = 1 << 18
_TRACE_SHAPE = {
    **read_fields("concept:name", "filiere:channel", "filiere:direction", "filiere:customer", "filiere:site"),
    **ignored_fields("the caller of the import says whose it is", "filiere:organisation"),
}
_EVENT_SHAPE = {
    **read_fields("concept:name", "time:timestamp", "org:resource", "org:group", "filiere:reason", "filiere:event_id"),
    **read_fields("lifecycle:transition"),
    **ignored_fields(
        "kept for whoever mines the log", "filiere:leg", "org:role", "concept:instance", "lifecycle:state"
    ),
}
_LOG_SHAPE = ignored_fields(
    "about the log", "concept:name", "lifecycle:model", "source", "description", "creator", "library"
)
_ATTRIBUTE_TAGS = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})
_HOLDER_TAGS = frozenset({"log", "trace", "event"})
_SKIPPED_TAGS = frozenset({"extension", "global", "classifier", "values"})


@dataclass(frozen=True)
class Xes:
    """A source: an XES log of any length, compressed by gzip or not."""

    name: str = "xes"
    mapping_sha256: str | None = None
    words: Mapping[str, Text] = field(default_factory=lambda: NOTE_LABELS)

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:
        """Yield a ``contact_event`` for each event of the log."""
        require_organisation(context.organisation, str(file.path))
        yield from _XesReader(file).items()


class _XesReader:
    def __init__(self, file: DeliveredFile) -> None:
        self._file = file
        self._checks = {
            "log": ShapeChecker(_LOG_SHAPE),
            "trace": ShapeChecker(_TRACE_SHAPE),
            "event": ShapeChecker(_EVENT_SHAPE),
        }
        self._path: list[str] = []
        self._held: dict[str, dict[str, str]] = {name: {} for name in _HOLDER_TAGS}
        self._lines: dict[str, int] = {}
        self._rank = 0
        self._ready: list[SourceItem] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse

    def items(self) -> Iterator[SourceItem]:
        path = str(self._file.path)
        with self._file.open() as stream:
            try:
                while block := stream.read(BLOCK):
                    self._parser.Parse(block, False)
                    yield from self._take()
                self._parser.Parse(b"", True)
            except (expat.ExpatError, LookupError, ValueError):
                # Of an encoding that it does not know, Python says so by errors of its own.
                raise Faults([fault("not-xes", path, line=self._parser.CurrentLineNumber)]) from None
        yield from self._take()
        if faults := [one for check in self._checks.values() for one in check.faults(path)]:
            raise Faults(faults)

    def _take(self) -> list[SourceItem]:
        ready, self._ready = self._ready, []
        return ready

    def _refuse(self, *_: object) -> None:
        raise Faults([fault("not-xes", str(self._file.path), line=self._parser.CurrentLineNumber)])

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.rpartition(":")[2]
        if len(self._path) > DEEPEST_NESTING:
            raise Faults([fault("too-deep", str(self._file.path), line=self._parser.CurrentLineNumber)])
        parent = self._path[-1] if self._path else None
        if (parent is None and name != "log") or (name == "trace" and parent != "log"):
            self._refuse()
        if name in _HOLDER_TAGS:
            self._held[name], self._lines[name] = {}, self._parser.CurrentLineNumber
            if name == "trace":
                self._rank = 0
        elif name in _ATTRIBUTE_TAGS and "global" not in self._path:
            key = attributes.get("key", "")
            if parent in _HOLDER_TAGS:
                held = self._held[parent]
                if key in held:
                    held[KEY_TWICE_MARK] = key
                held[key] = attributes.get("value", "")
            else:
                # An attribute of an attribute: none is read.
                holder = next(one for one in reversed(self._path) if one in _HOLDER_TAGS)
                self._held[holder][f"…{key}"] = ""
        elif name not in _SKIPPED_TAGS and name not in _ATTRIBUTE_TAGS:
            self._refuse()
        self._path.append(name)

    def _end(self, name: str) -> None:
        self._path.pop()
        name = name.rpartition(":")[2]
        if name not in _HOLDER_TAGS:
            return
        content, line = self._held[name], self._lines[name]
        try:
            self._checks[name].check(content, line)
        except MisshapenRecord as wrong:
            self._ready.append(build_refusal(wrong.code, line, column=wrong.path or None))
            return
        if name == "event" and all(check.is_sound for check in self._checks.values()):
            self._rank += 1
            try:
                self._ready.append(_build_event_row(self._held["trace"], content, self._rank, line))
            except UnreadableRecord as wrong:
                self._ready.append(build_record_refusal(wrong, line))
        elif name == "trace":
            self._ready += [] if self._rank else [build_unused("empty-trace")]


def _build_event_row(trace: Mapping[str, str], event: Mapping[str, str], rank: int, line: int) -> CanonicalRow:
    contact, at = required_text(trace, "concept:name"), instant_value(event, "time:timestamp")
    if at is None:
        raise UnreadableRecord("missing-field", "time:timestamp")
    step = text_value(event, "lifecycle:transition")
    name = required_text(event, "concept:name")
    return CanonicalRow(
        "contact_event",
        {
            "event_id": text_value(event, "filiere:event_id") or f"{contact}/{rank}",
            "source": "xes",
            "source_seq": rank,
            "contact_id": contact,
            "site": text_value(trace, "filiere:site"),
            "queue": text_value(event, "org:group"),
            "channel": required_text(trace, "filiere:channel"),
            "direction": required_text(trace, "filiere:direction"),
            "occurred_at": at,
            "type": name if step in {None, "complete"} else f"{name}.{step}",
            "agent_key": text_value(event, "org:resource"),
            "customer_key": text_value(trace, "filiere:customer"),
            "reason": text_value(event, "filiere:reason"),
        },
        line=line,
        precision_us=clock_step_us(at),
    )
