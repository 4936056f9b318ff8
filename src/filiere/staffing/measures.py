"""What a model says of a team: every measure by each of its readings, since “service level” alone says nothing."""

from dataclasses import dataclass
from typing import Literal, get_args

from filiere.core.text import Text

QueueModel = Literal["erlang-c", "erlang-a"]
ServiceLevelReading = Literal["offered", "answered", "virtual", "ignored", "positive"]
"""How the service level at a threshold T counts those who leave. ``offered``: answered within T ÷ all calls.
``answered``: answered within T ÷ answered. ``virtual``: calls that would wait at most T if they never left.
``ignored``: answered within T ÷ calls without those who left within T. ``positive``: answered or left within T ÷ all
calls. The three of contact-centre reports are choice 5 of a definition: negative, ignored, positive."""

SERVICE_LEVEL_READINGS: tuple[ServiceLevelReading, ...] = get_args(ServiceLevelReading)

READING_LABELS: dict[ServiceLevelReading, Text] = {
    "offered": Text(fr="répondus à temps ÷ reçus", en="answered in time ÷ offered"),
    "answered": Text(fr="répondus à temps ÷ répondus", en="answered in time ÷ answered"),
    "virtual": Text(fr="attente virtuelle à temps", en="virtual wait in time"),
    "ignored": Text(
        fr="répondus à temps ÷ reçus sans les abandons à temps",
        en="answered in time ÷ offered, excluding early abandonments",
    ),
    "positive": Text(fr="répondus ou partis à temps ÷ reçus", en="answered or abandoned in time ÷ offered"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMeasures:
    """The steady state of a team under a model.

    ``load`` in erlangs; ``threshold`` and waits in seconds; probabilities and shares from 0 to 1. A wait is the time
    in queue, whether it ends in an answer or not. ``mean_wait`` is over all calls, ``mean_wait_waiting`` over those
    that wait at all, ``mean_wait_answered`` over those answered (at once or later). ``occupancy`` is the share of
    paid presence that agents spend on calls. ``queue_length`` is the mean number of calls waiting.
    """

    model: QueueModel
    load: float
    agents: int
    threshold: float
    patience: float | None
    waiting_probability: float
    abandonment_probability: float
    mean_wait: float
    mean_wait_waiting: float
    mean_wait_answered: float
    occupancy: float
    queue_length: float
    service_level_offered: float
    service_level_answered: float
    service_level_virtual: float
    service_level_ignored: float
    service_level_positive: float

    def service_level(self, reading: ServiceLevelReading) -> float:
        """The service level at the threshold by one reading."""
        value: float = getattr(self, f"service_level_{reading}")
        return value
