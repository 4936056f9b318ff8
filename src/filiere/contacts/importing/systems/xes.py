"""XES, the IEEE 1849 standard of event logs: a trace is a contact, an event a ``contact_event``.

The standard has names, times and resources, and no words for a channel, a direction or a wait. So a trace must say
``filiere:channel`` and ``filiere:direction``, as those that ``filiere contacts export`` writes do; and it gives events
only, no legs: what is not in the log, such as when somebody entered a queue, is not made up. Document types and
entities are refused, since a few lines of them can unfold into gigabytes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from filiere.contacts.importing.delivered import Delivered
from filiere.contacts.importing.protocol import Context, Item, Row
from filiere.contacts.importing.systems.fields import Fields, Misshapen, ignored, read
from filiere.contacts.importing.systems.json_records import TWICE
from filiere.contacts.importing.systems.reading import Unreadable, instant, needed, refusal, step_us, text
from filiere.contacts.importing.systems.words import NOTES, fault, refused, unused, whose
from filiere.core import Faults, Text
from filiere.core.nesting import DEEPEST

BLOCK = 1 << 18
_TRACE = {
    **read("concept:name", "filiere:channel", "filiere:direction", "filiere:customer", "filiere:site"),
    **ignored("the caller of the import says whose it is", "filiere:organisation"),
}
_EVENT = {
    **read("concept:name", "time:timestamp", "org:resource", "org:group", "filiere:reason", "filiere:event_id"),
    **read("lifecycle:transition"),
    **ignored("kept for whoever mines the log", "filiere:leg", "org:role", "concept:instance", "lifecycle:state"),
}
_LOG = ignored("about the log", "concept:name", "lifecycle:model", "source", "description", "creator", "library")
_ATTRIBUTES = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})
_HOLDERS = frozenset({"log", "trace", "event"})
_PASSED = frozenset({"extension", "global", "classifier", "values"})


@dataclass(frozen=True)
class Xes:
    """A source: an XES log of any length, compressed by gzip or not."""

    name: str = "xes"
    mapping_sha256: str | None = None
    words: Mapping[str, Text] = field(default_factory=lambda: NOTES)

    def read(self, file: Delivered, context: Context) -> Iterator[Item]:
        """Yield a ``contact_event`` for each event of the log."""
        whose(context.organisation, str(file.path))
        yield from _Log(file).items()


class _Log:
    def __init__(self, file: Delivered) -> None:
        self._file = file
        self._checks = {"log": Fields(_LOG), "trace": Fields(_TRACE), "event": Fields(_EVENT)}
        self._path: list[str] = []
        self._held: dict[str, dict[str, str]] = {name: {} for name in _HOLDERS}
        self._lines: dict[str, int] = {}
        self._rank = 0
        self._ready: list[Item] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse

    def items(self) -> Iterator[Item]:
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

    def _take(self) -> list[Item]:
        ready, self._ready = self._ready, []
        return ready

    def _refuse(self, *_: object) -> None:
        raise Faults([fault("not-xes", str(self._file.path), line=self._parser.CurrentLineNumber)])

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.rpartition(":")[2]
        if len(self._path) > DEEPEST:
            raise Faults([fault("too-deep", str(self._file.path), line=self._parser.CurrentLineNumber)])
        parent = self._path[-1] if self._path else None
        if (parent is None and name != "log") or (name == "trace" and parent != "log"):
            self._refuse()
        if name in _HOLDERS:
            self._held[name], self._lines[name] = {}, self._parser.CurrentLineNumber
            if name == "trace":
                self._rank = 0
        elif name in _ATTRIBUTES and "global" not in self._path:
            key = attributes.get("key", "")
            if parent in _HOLDERS:
                held = self._held[parent]
                if key in held:
                    held[TWICE] = key
                held[key] = attributes.get("value", "")
            else:
                # An attribute of an attribute: none is read.
                holder = next(one for one in reversed(self._path) if one in _HOLDERS)
                self._held[holder][f"…{key}"] = ""
        elif name not in _PASSED and name not in _ATTRIBUTES:
            self._refuse()
        self._path.append(name)

    def _end(self, name: str) -> None:
        self._path.pop()
        name = name.rpartition(":")[2]
        if name not in _HOLDERS:
            return
        content, line = self._held[name], self._lines[name]
        try:
            self._checks[name].check(content, line)
        except Misshapen as wrong:
            self._ready.append(refused(wrong.code, line, column=wrong.path or None))
            return
        if name == "event" and all(check.sound for check in self._checks.values()):
            self._rank += 1
            try:
                self._ready.append(_event(self._held["trace"], content, self._rank, line))
            except Unreadable as wrong:
                self._ready.append(refusal(wrong, line))
        elif name == "trace":
            self._ready += [] if self._rank else [unused("empty-trace")]


def _event(trace: Mapping[str, str], event: Mapping[str, str], rank: int, line: int) -> Row:
    contact, at = needed(trace, "concept:name"), instant(event, "time:timestamp")
    if at is None:
        raise Unreadable("missing-field", "time:timestamp")
    step = text(event, "lifecycle:transition")
    name = needed(event, "concept:name")
    return Row(
        "contact_event",
        {
            "event_id": text(event, "filiere:event_id") or f"{contact}/{rank}",
            "source": "xes",
            "source_seq": rank,
            "contact_id": contact,
            "site": text(trace, "filiere:site"),
            "queue": text(event, "org:group"),
            "channel": needed(trace, "filiere:channel"),
            "direction": needed(trace, "filiere:direction"),
            "occurred_at": at,
            "type": name if step in {None, "complete"} else f"{name}.{step}",
            "agent_key": text(event, "org:resource"),
            "customer_key": text(trace, "filiere:customer"),
            "reason": text(event, "filiere:reason"),
        },
        line=line,
        precision_us=step_us(at),
    )
