"""Made-up centres for benchmarks: a few calls a day, some answered in 10 s and some in 40 s, over a few weeks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from support.scenes.contacts_sample import LEG, csv_text, deliver

OPENING = datetime.fromisoformat("2026-03-02T09:00:00+01:00")
CENTRES = {"alpha": 2, "bravo": 3, "charlie": 4, "delta": 5, "echo": 6, "foxtrot": 5}
"""Made-up organisations, and how many of their eight calls a day are answered in time on an even day; one more is on
an odd one."""


def rows(
    name: str, in_time: int, *, days: int = 24, calls: int = 8, agents: int = 6, skip: int = 0
) -> list[Mapping[str, str]]:
    """The legs of an organisation, from ``skip`` days after the second of March 2026."""
    found = []
    for day in range(skip, days):
        for call in range(calls):
            arrived = OPENING + timedelta(days=day, minutes=5 * call)
            answered = arrived + timedelta(seconds=10 if call < in_time + day % 2 else 40)
            times = {"arrived_at": arrived, "queued_at": arrived, "answered_at": answered}
            times["ended_at"] = times["wrap_ended_at"] = answered + timedelta(minutes=3)
            found.append(
                {
                    **LEG,
                    "contact_id": f"{name}-{day}-{call}",
                    "organisation": name,
                    "agent_key": f"{name}-{(day + call) % agents}",
                    "offered_at": "",
                    **{key: moment.isoformat() for key, moment in times.items()},
                }
            )
    return found


def store(folder: Path, *legs: list[Mapping[str, str]]) -> Path:
    """A store of the legs of some organisations."""
    folder.mkdir(parents=True, exist_ok=True)
    deliver(folder, csv_text("contact_leg", [row for one in legs for row in one]))
    return folder
