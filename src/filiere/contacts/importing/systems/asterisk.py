"""Asterisk's queue log: one event a line, ``epoch|call|queue|agent|EVENT|parameter|…``.

Fields and events are those of https://docs.asterisk.org/Operation/Logging/Queue-Logs/ (see ``asterisk_event_kinds``).
The clock is in whole seconds. A visit begins where a call enters a queue: the log does not know when it came on the
line, so arrival is queue entry, and the time in a menu is not in any wait.

The line of an attended transfer may be under another call (asterisk/asterisk #759), and a completion may come late
(#393). So a transfer ends no visit but that of its own call: kept as an event with the defect ``entry-elsewhere`` or
``after-the-end``, it leaves the other visit answered, at an unknown end. And the seconds that a line writes are
compared with its instants. A transfer that never reached the log (FreePBX #124) cannot be seen in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filiere.contacts.importing.delivered_file import DeliveredFile, has_undecoded_byte
from filiere.contacts.importing.protocol import CanonicalRow, RefusedRecord, SourceContext, SourceItem
from filiere.contacts.importing.redaction import redact_text
from filiere.contacts.importing.systems.asterisk_agents import SECOND_US, AgentStates
from filiere.contacts.importing.systems.asterisk_event_kinds import CALL_EVENTS, CallEvent, classify_event
from filiere.contacts.importing.systems.faults import NOTE_LABELS, build_refusal, build_unused, require_organisation
from filiere.contacts.importing.systems.spill_map import MOST_IN_MEMORY, SpillMap
from filiere.contacts.importing.systems.withheld_callers import read_caller
from filiere.core import Text
from filiere.core.numbers import parse_whole_number

REMEMBERED_SECONDS = 86_400
"""How long a call that left every queue is remembered, so that its next visit is its second: a day of the log."""
FORGET_EVERY_SECONDS = 900
"""How often calls are let go: they are not used from the end of that day on, and only take their place until then."""
TOLERANCE_SECONDS = 1
"""Two whole-second clocks may differ by one second, and mean the same."""
_NO_VALUES = frozenset({"NONE", "REALTIME", ""})
_FIXED_COLUMNS = 5
_SECOND_DIGITS = 11
"""Digits of an instant in seconds since 1970, beyond any year that is read."""
_ENTERQUEUE_PARAMETERS = 8


@dataclass(frozen=True)
class Asterisk:
    """A source: Asterisk's ``queue_log`` file, of any length, compressed by gzip or not.

    ``most`` calls under way are in memory, and as many of those that left; the others are on disk.
    """

    name: str = "asterisk"
    mapping_sha256: str | None = None
    words: Mapping[str, Text] = field(default_factory=lambda: NOTE_LABELS)
    most: int = MOST_IN_MEMORY

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:
        """Yield each call event as a ``contact_event``, each visit as a ``contact_leg`` when it ends, and the states of
        agents; what is still under way at the end of the file comes last."""
        require_organisation(context.organisation, str(file.path))
        with _QueueLogReader(context.folder, self.most) as log:
            for number, text in file.lines():
                yield from log.take(number, text)
            yield from log.end()


@dataclass(frozen=True, slots=True)
class _LogLine:
    """One line that was understood; ``call``, ``queue`` and ``agent`` are None where the log says NONE."""

    number: int
    second: int
    call: str | None
    queue: str | None
    agent: str | None
    event: str
    parameters: Sequence[str]

    def parameter(self, position: int | None) -> str | None:
        if position is None or not -len(self.parameters) <= position < len(self.parameters):
            return None
        return self.parameters[position] or None

    def seconds(self, position: int | None) -> int | None:
        written = self.parameter(position)
        return parse_whole_number(written) if written is not None else None


@dataclass(slots=True)
class _QueueVisit:
    """A queue visit under way; instants are whole seconds."""

    leg: int
    line: int
    queue: str | None
    entered: int
    customer: str | None
    withheld: bool
    first_offer: int | None = None
    offered: int | None = None
    answered: int | None = None
    agent: str | None = None
    present: bool = False
    defects: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _PhoneCall:
    legs: int = 0
    visit: _QueueVisit | None = None
    last: int = 0
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)

    def to_json(self) -> list[Any]:
        """What JSON can hold of a call."""
        numbers = [[event, second, count] for (event, second), count in self.numbers.items()]
        return [self.legs, self.visit and asdict(self.visit), self.last, numbers]

    @classmethod
    def of(cls, written: list[Any]) -> "_PhoneCall":
        """Return the call that was written."""
        legs, visit, last, numbers = written
        counts = {(event, second): count for event, second, count in numbers}
        return cls(legs, visit and _QueueVisit(**visit), last, counts)


class _QueueLogReader(ExitStack):
    """The log while it is read: the calls under way, those that may come back, and the agents."""

    def __init__(self, folder: Path | None, most: int) -> None:
        super().__init__()
        self._open, self._left = (self.enter_context(_open_call_store(folder, most)) for _ in range(2))
        self._agents = AgentStates()
        self._second = 0
        self._forgot = 0

    def take(self, number: int, text: str) -> Iterator[SourceItem]:
        """Take one line; yield what it gives."""
        line = _parse_line(number, text)
        if isinstance(line, RefusedRecord):
            yield line
            return
        backward = line.second < self._second
        self._second = max(self._second, line.second)
        whose_event, _ = classify_event(line.event) or ("system", 0)
        if whose_event == "system":
            if line.event == "QUEUESTART":
                yield from self._restart(line.second)
            yield build_unused("system-line")
        elif whose_event == "agent":
            if line.agent is not None:
                yield from self._agents.take(
                    line.event,
                    agent=line.agent,
                    queue=line.queue,
                    second=line.second,
                    line=number,
                    parameter=line.parameter(0),
                )
            yield build_unused("agent-line")
        elif line.call is None:
            yield build_refusal("no-call", number, column="call", read=line.event)
        else:
            yield from self._call(line, line.call, backward=backward)
        self._forget()

    def end(self) -> Iterator[SourceItem]:
        """Yield the visits and the states that are under way at the end of the file."""
        for identity, call in self._open.drain():
            yield from self._end_unfinished_visit(identity, call, restarted=False)
        yield from self._agents.close(self._second)

    def _call(self, line: _LogLine, identity: str, *, backward: bool) -> Iterator[SourceItem]:
        call = self._open.pop(identity) or self._take_returning_call(identity) or _PhoneCall()
        event = CALL_EVENTS[line.event]
        defects = ["clock-backward"] if backward else []
        ended: list[CanonicalRow] = []
        if line.event == "ENTERQUEUE":
            if call.visit is not None:
                ended += self._end_unfinished_visit(identity, call, restarted=False)
            customer, withheld = read_caller(line.parameter(1))
            call.legs += 1
            call.visit = _QueueVisit(call.legs, line.number, line.queue, line.second, customer, withheld)
        elif call.visit is not None:
            defects += _find_disagreements(line, event, call.visit)
            ended += self._take_visit_event(line, identity, event, call)
        elif event.type != "did":
            defects.append("after-the-end" if call.legs else "entry-elsewhere")
        call.last = line.second
        yield _build_event_row(line, identity, event, call, defects)
        yield from ended
        (self._left if call.visit is None else self._open).put(identity, call)

    def _take_returning_call(self, identity: str) -> _PhoneCall | None:
        """Return a call that left every queue and comes back within the time for which it is remembered."""
        call = self._left.pop(identity)
        return call if call is not None and call.last >= self._second - REMEMBERED_SECONDS else None

    def _take_visit_event(
        self, line: _LogLine, identity: str, event: CallEvent, call: _PhoneCall
    ) -> Iterator[CanonicalRow]:
        """Take an event of a visit under way; yield the visit when it ends."""
        visit = call.visit
        if visit is None:
            return
        if line.event in {"RINGNOANSWER", "RINGCANCELED"}:
            rung = line.seconds(0)
            # The log writes a ring in milliseconds; its own clock knows seconds only.
            start = line.second - ((rung or 0) + 500) // 1000
            visit.first_offer = start if visit.first_offer is None else min(visit.first_offer, start)
        elif line.event == "CONNECT":
            rung = line.seconds(2)
            visit.answered, visit.agent = line.second, line.agent
            visit.offered = None if rung is None else line.second - rung
            visit.present = self._agents.is_present(line.agent)
        elif event.over and visit.answered is not None:
            yield from self._end_visit(identity, call, visit, second=line.second, transferred=event.transfers)
        elif event.ends is not None and visit.answered is None:
            yield _build_leg_row(
                identity, visit, outcome=event.ends, ended=line.second, reason=event.reason, transferred=False
            )
            call.visit = None
        elif event.ends == "system_dropped":
            # The agent had taken the call, and nobody spoke.
            visit.answered = None
            yield _build_leg_row(
                identity, visit, outcome=event.ends, ended=line.second, reason=event.reason, transferred=False
            )
            call.visit = None

    def _end_visit(
        self, identity: str, call: _PhoneCall, visit: _QueueVisit, *, second: int | None, transferred: bool | None
    ) -> Iterator[CanonicalRow]:
        yield _build_leg_row(identity, visit, outcome="answered", ended=second, reason=None, transferred=transferred)
        if visit.present and visit.agent and visit.answered is not None and second is not None:
            yield CanonicalRow(
                "agent_state",
                {
                    "queue": visit.queue,
                    "agent_key": visit.agent,
                    "state": "busy",
                    "from_at": visit.answered * SECOND_US,
                    "to_at": second * SECOND_US,
                    "contact_id": identity,
                },
                line=visit.line,
                records=0,
            )
        call.visit = None

    def _end_unfinished_visit(self, identity: str, call: _PhoneCall, *, restarted: bool) -> Iterator[CanonicalRow]:
        """Yield a visit whose end is not in the log: answered all the same if it was, dropped by a restart, or open."""
        visit = call.visit
        if visit is None:
            return
        if visit.answered is not None:
            visit.defects.append("end-not-logged")
            yield from self._end_visit(identity, call, visit, second=None, transferred=None)
        else:
            outcome, reason = ("system_dropped", "restart") if restarted else ("open", None)
            visit.defects += ["restart"] if restarted else []
            yield _build_leg_row(identity, visit, outcome=outcome, ended=None, reason=reason, transferred=None)
        call.visit = None

    def _restart(self, second: int) -> Iterator[SourceItem]:
        for identity, call in self._open.drain():
            yield from self._end_unfinished_visit(identity, call, restarted=True)
            self._left.put(identity, call)
        yield from self._agents.close(second)

    def _forget(self) -> None:
        if self._second >= self._forgot + FORGET_EVERY_SECONDS:
            self._left.forget(self._second - REMEMBERED_SECONDS)
            self._forgot = self._second


def _open_call_store(folder: Path | None, most: int) -> SpillMap[_PhoneCall]:
    return SpillMap(
        folder,
        most=most,
        write=_PhoneCall.to_json,
        read=_PhoneCall.of,
        place=lambda call: call.visit.line if call.visit else 0,
        moment=lambda call: call.last,
    )


def _parse_line(number: int, text: str) -> _LogLine | RefusedRecord:
    parts = text.split("|")
    while len(parts) > _FIXED_COLUMNS and not parts[-1]:
        parts.pop()
    second = parse_whole_number(parts[0], _SECOND_DIGITS)
    if len(parts) < _FIXED_COLUMNS or second is None or not parts[4]:
        return build_refusal("not-a-log-line", number)
    event, parameters = parts[4], parts[_FIXED_COLUMNS:]
    known = classify_event(event)
    if known is None:
        return build_refusal("unknown-event", number, column="event", read=redact_text(event, moment=False))
    if len(parameters) > known[1]:
        return build_refusal("unknown-parameter", number, column=event, read=str(len(parameters)))
    # The caller's name, the last parameter of an entry, is not kept, and may be in any encoding.
    if has_undecoded_byte("|".join(parts[:_ENTERQUEUE_PARAMETERS])):
        return build_refusal("wrong-encoding", number)
    call, queue, agent = (None if one in _NO_VALUES else one for one in parts[1:4])
    return _LogLine(number, second, call, queue, agent, event, parameters)


def _find_disagreements(line: _LogLine, event: CallEvent, visit: _QueueVisit) -> list[str]:
    """Return what the seconds that a line writes contradict in the instants of the log."""
    waited, talked = line.seconds(event.wait), line.seconds(event.talk)
    found = []
    if waited is not None and abs(line.second - visit.entered - waited) > TOLERANCE_SECONDS:
        found.append("wait-disagrees")
    if (
        talked is not None
        and visit.answered is not None
        and abs(line.second - visit.answered - talked) > TOLERANCE_SECONDS
    ):
        found.append("talk-disagrees")
    visit.defects += found
    return found


def _build_event_row(
    line: _LogLine, identity: str, event: CallEvent, call: _PhoneCall, defects: Sequence[str]
) -> CanonicalRow:
    key = (line.event, line.second)
    call.numbers[key] = call.numbers.get(key, 0) + 1
    visit = call.visit
    return CanonicalRow(
        "contact_event",
        {
            # Never from the text of the line, which holds the caller.
            "event_id": f"{identity}/{line.event}/{line.second}/{call.numbers[key]}",
            "source": "asterisk",
            "contact_id": identity,
            "queue": line.queue,
            "channel": "phone",
            "direction": "inbound",
            "occurred_at": line.second * SECOND_US,
            "type": event.type,
            "agent_key": line.agent,
            "customer_key": visit.customer if visit and line.event == "ENTERQUEUE" else None,
            "reason": line.event.lower(),
        },
        line=line.number,
        repairs=("anonymous-caller",) if visit and visit.withheld and line.event == "ENTERQUEUE" else (),
        defects=tuple(defects),
    )


def _build_leg_row(
    identity: str, visit: _QueueVisit, *, outcome: str, ended: int | None, reason: str | None, transferred: bool | None
) -> CanonicalRow:
    offered = visit.offered if outcome == "answered" else visit.first_offer
    return CanonicalRow(
        "contact_leg",
        {
            "contact_id": identity,
            "leg": visit.leg,
            "queue": visit.queue,
            "channel": "phone",
            "direction": "inbound",
            "customer_key": visit.customer,
            "agent_key": visit.agent if outcome == "answered" else None,
            "arrived_at": visit.entered * SECOND_US,
            "queued_at": visit.entered * SECOND_US,
            "offered_at": None if offered is None else offered * SECOND_US,
            "answered_at": None if visit.answered is None else visit.answered * SECOND_US,
            "ended_at": None if ended is None else ended * SECOND_US,
            "outcome": outcome,
            "transferred": transferred,
            "reason": reason,
        },
        line=visit.line,
        records=0,
        repairs=("anonymous-caller",) if visit.withheld else (),
        defects=tuple(dict.fromkeys(visit.defects)),
    )
