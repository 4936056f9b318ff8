"""When an agent of Asterisk was there, available or paused, from the lines in which they come, pause and go.

An agent is a member of queues, and may be paused in some of them: available while they can be called in at least one,
paused while they can be in none. A member that the configuration names has no such lines, and is never known to be
there: nothing is told of that agent, since occupancy over an unknown presence would be wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from filiere.contacts.importing.protocol import CanonicalRow

SECOND_US = 1_000_000


@dataclass(slots=True)
class _AgentPresence:
    """One agent: the queues they are a member of, each with whether they are paused there, and the state since when."""

    queues: dict[str | None, bool] = field(default_factory=dict)
    state: str = "offline"
    since: int = 0
    line: int = 0
    reason: str | None = None


class AgentStates:
    """The agents of a log, while it is read; instants are whole seconds since 1970."""

    def __init__(self) -> None:
        self._agents: dict[str, _AgentPresence] = {}

    def present(self, agent: str | None) -> bool:
        """Whether an agent is known to be there."""
        return agent is not None and agent in self._agents and bool(self._agents[agent].queues)

    def take(
        self, event: str, *, agent: str, queue: str | None, second: int, line: int, parameter: str | None
    ) -> Iterator[CanonicalRow]:
        """Take one line of an agent; yield the state that it ends, if it ends one."""
        one = self._agents.setdefault(agent, _AgentPresence())
        if event in {"ADDMEMBER", "AGENTLOGIN", "AGENTCALLBACKLOGIN"}:
            one.queues[queue] = parameter == "PAUSED"
        elif event == "REMOVEMEMBER":
            # One who was seen to pause, and never to come, is known to be in no queue by name.
            one.queues.pop(queue if queue in one.queues else None, None)
        elif event in {"AGENTLOGOFF", "AGENTCALLBACKLOGOFF"}:
            one.queues.clear()
        elif event in {"PAUSEALL", "UNPAUSEALL"} or (queue is None and event in {"PAUSE", "UNPAUSE"}):
            paused = event.startswith("PAUSE")
            one.queues = dict.fromkeys(one.queues or {None: paused}, paused)
        elif event in {"PAUSE", "UNPAUSE"}:
            one.queues[queue] = event == "PAUSE"
        yield from self._turn(agent, one, second, line, parameter)
        if one.state == "offline":
            del self._agents[agent]

    def close(self, second: int) -> Iterator[CanonicalRow]:
        """Yield the states under way, up to an instant after which nothing is known."""
        for agent, one in self._agents.items():
            one.queues.clear()
            yield from self._turn(agent, one, second, 0, None)
        self._agents.clear()

    @staticmethod
    def _turn(agent: str, one: _AgentPresence, second: int, line: int, parameter: str | None) -> Iterator[CanonicalRow]:
        state = "offline" if not one.queues else "pause" if all(one.queues.values()) else "available"
        if state == one.state:
            return
        if one.state != "offline" and second != one.since:
            yield CanonicalRow(
                "agent_state",
                {
                    "agent_key": agent,
                    "state": one.state,
                    "from_at": one.since * SECOND_US,
                    "to_at": second * SECOND_US,
                    "reason": one.reason,
                },
                line=one.line,
                records=0,
            )
        one.state, one.since, one.line = state, second, line
        one.reason = (parameter or None) if state == "pause" else None
