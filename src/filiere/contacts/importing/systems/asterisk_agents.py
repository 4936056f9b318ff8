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

    def is_present(self, agent: str | None) -> bool:
        """Whether an agent is known to be there."""
        return agent is not None and agent in self._agents and bool(self._agents[agent].queues)

    def take(
        self, event: str, *, agent: str, queue: str | None, second: int, line: int, parameter: str | None
    ) -> Iterator[CanonicalRow]:
        """Take one line of an agent; yield the state that it ends, if it ends one."""
        agent_presence = self._agents.setdefault(agent, _AgentPresence())
        if event in {"ADDMEMBER", "AGENTLOGIN", "AGENTCALLBACKLOGIN"}:
            agent_presence.queues[queue] = parameter == "PAUSED"
        elif event == "REMOVEMEMBER":
            # One who was seen to pause, and never to come, is known to be in no queue by name.
            agent_presence.queues.pop(queue if queue in agent_presence.queues else None, None)
        elif event in {"AGENTLOGOFF", "AGENTCALLBACKLOGOFF"}:
            agent_presence.queues.clear()
        elif event in {"PAUSEALL", "UNPAUSEALL"} or (queue is None and event in {"PAUSE", "UNPAUSE"}):
            paused = event.startswith("PAUSE")
            agent_presence.queues = dict.fromkeys(agent_presence.queues or {None: paused}, paused)
        elif event in {"PAUSE", "UNPAUSE"}:
            agent_presence.queues[queue] = event == "PAUSE"
        yield from self._turn(agent, agent_presence, second, line, parameter)
        if agent_presence.state == "offline":
            del self._agents[agent]

    def close(self, second: int) -> Iterator[CanonicalRow]:
        """Yield the states under way, up to an instant after which nothing is known."""
        for agent, agent_presence in self._agents.items():
            agent_presence.queues.clear()
            yield from self._turn(agent, agent_presence, second, 0, None)
        self._agents.clear()

    @staticmethod
    def _turn(
        agent: str, agent_presence: _AgentPresence, second: int, line: int, parameter: str | None
    ) -> Iterator[CanonicalRow]:
        state = (
            "offline" if not agent_presence.queues else "pause" if all(agent_presence.queues.values()) else "available"
        )
        if state == agent_presence.state:
            return
        if agent_presence.state != "offline" and second != agent_presence.since:
            yield CanonicalRow(
                "agent_state",
                {
                    "agent_key": agent,
                    "state": agent_presence.state,
                    "from_at": agent_presence.since * SECOND_US,
                    "to_at": second * SECOND_US,
                    "reason": agent_presence.reason,
                },
                line=agent_presence.line,
                records=0,
            )
        agent_presence.state, agent_presence.since, agent_presence.line = state, second, line
        agent_presence.reason = (parameter or None) if state == "pause" else None
