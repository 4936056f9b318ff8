"""The events of Asterisk's queue log: whose they are, what they are in the canonical words, how long they may be.

From https://docs.asterisk.org/Operation/Logging/Queue-Logs/ (read in its repository asterisk/documentation, at commit
01b5811), and for ``PENALTY``, ``PAUSE`` and their likes from ``apps/app_queue.c`` of Asterisk. ``DID`` is written by
dialplans, FreePBX's first, as ``QueueLog()`` lets them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from filiere.contacts.definitions.choices import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """An event of a call: its canonical type, and what it does to the visit under way.

    ``ends`` is the outcome of a visit that ends with it before an answer, ``over`` that it ends an answered one.
    ``wait`` and ``talk`` are where it writes the seconds waited and talked, among its parameters, from the end where
    below 0. ``most`` is the greatest number of its parameters.
    """

    type: str
    most: int
    ends: Outcome | None = None
    over: bool = False
    transfers: bool = False
    reason: str | None = None
    wait: int | None = None
    talk: int | None = None


_ROUTED_OUTCOME: Outcome = "overflowed"

CALL_EVENTS: Mapping[str, CallEvent] = {
    "DID": CallEvent(type="did", most=2),
    "ENTERQUEUE": CallEvent(type="queued", most=4),
    "RINGNOANSWER": CallEvent(type="ring_no_answer", most=1),
    "RINGCANCELED": CallEvent(type="ring_canceled", most=1),
    "CONNECT": CallEvent(type="answered", most=3, wait=0),
    "ABANDON": CallEvent(type="abandoned", most=3, ends="abandoned", wait=2),
    "EXITWITHTIMEOUT": CallEvent(type="overflowed", most=3, ends=_ROUTED_OUTCOME, reason="timeout", wait=2),
    "EXITWITHKEY": CallEvent(type="overflowed", most=4, ends=_ROUTED_OUTCOME, reason="key", wait=3),
    "EXITEMPTY": CallEvent(type="overflowed", most=3, ends=_ROUTED_OUTCOME, reason="empty", wait=2),
    # An agent took the call, and it was cut before they talked: by the agent during the announcement, or by the system.
    "AGENTDUMP": CallEvent(type="system_dropped", most=1, ends="system_dropped", reason="agentdump"),
    "SYSCOMPAT": CallEvent(type="system_dropped", most=1, ends="system_dropped", reason="syscompat"),
    "COMPLETEAGENT": CallEvent(type="ended", most=3, over=True, talk=1),
    "COMPLETECALLER": CallEvent(type="ended", most=3, over=True, talk=1),
    "TRANSFER": CallEvent(type="transferred_out", most=5, over=True, transfers=True, talk=-2),
    "BLINDTRANSFER": CallEvent(type="transferred_out", most=5, over=True, transfers=True, talk=-2),
    # Two channels are named when two bridges are linked.
    "ATTENDEDTRANSFER": CallEvent(type="transferred_out", most=6, over=True, transfers=True, talk=-2),
}

AGENT_EVENTS: Mapping[str, int] = {
    **dict.fromkeys(("ADDMEMBER", "REMOVEMEMBER", "PAUSE", "UNPAUSE", "PAUSEALL", "UNPAUSEALL", "PENALTY"), 1),
    **dict.fromkeys(("AGENTLOGIN", "AGENTCALLBACKLOGIN"), 1),
    "AGENTLOGOFF": 2,
    "AGENTCALLBACKLOGOFF": 3,
}
"""The events of an agent, and the greatest number of their parameters."""

SYSTEM_EVENTS: Mapping[str, int] = {"CONFIGRELOAD": 1, "QUEUESTART": 1}
"""The events of the system itself."""

EventKind = Literal["call", "agent", "system"]


def classify_event(event: str) -> tuple[EventKind, int] | None:
    """Return whose an event is and its greatest number of parameters, None for one that this was not written for."""
    if event in CALL_EVENTS:
        return "call", CALL_EVENTS[event].most
    if event in AGENT_EVENTS:
        return "agent", AGENT_EVENTS[event]
    return ("system", SYSTEM_EVENTS[event]) if event in SYSTEM_EVENTS else None
