"""Erlang C, the model M/M/n: everybody waits as long as it takes.

Calls arrive at random (Poisson), handling times are exponential, agents are alike, nobody leaves, and the interval is
long enough to settle. Real callers leave, so Erlang C overstates waits near saturation: see :mod:`.erlang_a`.

Source of the formulas: A. K. Erlang (1917); R. B. Cooper, Introduction to Queueing Theory, 2nd edition (1981), ch. 3.
"""

import math

from filiere.core.text import Text
from filiere.staffing.errors import AGENTS_RANGE, NOT_NEGATIVE_RANGE, Overload, check_numbers
from filiere.staffing.measures import TeamMeasures
from filiere.staffing.workload import Workload

AGENTS_LABEL = Text(fr="Conseillers", en="Agents")
LOAD_LABEL = Text(fr="Charge", en="Load")
THRESHOLD_LABEL = Text(fr="Seuil", en="Threshold")


def inverse_blocking(load: float, agents: int) -> float:
    """Return 1 ÷ B(n, a), B being Erlang's loss probability of ``agents`` servers at ``load`` erlangs.

    By the recursion 1/B(k) = 1 + (k ÷ a) · 1/B(k−1), from 1/B(0) = 1 (Cooper 1981, after Jagerman 1974). It adds
    positive numbers only, so it loses no digit for any number of agents; where B is too small for a double, it is
    infinite. Cost: one multiplication an agent.
    """
    if load == 0:
        return 1.0 if agents == 0 else math.inf
    inverse = 1.0
    for servers in range(1, agents + 1):
        inverse = 1.0 + inverse * servers / load
    return inverse


def waiting_probability(load: float, agents: int) -> float:
    """Return C(n, a), the probability (0 to 1) that a call finds all agents at work.

    C = B ÷ (1 − ρ(1 − B)) with ρ = a ÷ n, written 1 ÷ (ρ + (1 − ρ)/B), which cannot cancel. ``load`` is in erlangs.
    Raises :class:`InvalidNumber`, and :class:`Overload` when ``load`` is not less than ``agents``.
    """
    check_numbers([("load", LOAD_LABEL, load, NOT_NEGATIVE_RANGE), ("agents", AGENTS_LABEL, agents, AGENTS_RANGE)])
    if load >= agents:
        raise Overload(load=load, agents=agents)
    idle = (agents - load) / agents
    return 1.0 / (load / agents + idle * inverse_blocking(load, agents))


def erlang_c(work: Workload, agents: int, threshold: float) -> TeamMeasures:
    """Return what Erlang C says of ``agents`` for ``work``, with the service level at ``threshold`` seconds.

    With C the waiting probability, h the handling time and n − a the spare agents: a call that waits does so for an
    exponential time of mean h ÷ (n − a), so P(wait > T) = C · exp(−(n − a) · T ÷ h) and the mean wait is
    C · h ÷ (n − a). Nobody leaves, so all readings of the service level are one.

    Raises :class:`InvalidNumber` and, when the load reaches the agents, :class:`Overload`.
    """
    check_numbers(
        [("agents", AGENTS_LABEL, agents, AGENTS_RANGE), ("threshold", THRESHOLD_LABEL, threshold, NOT_NEGATIVE_RANGE)]
    )
    waiting = waiting_probability(work.load, agents)
    spare = agents - work.load
    mean_wait = waiting * work.handling / spare
    level = 1.0 - waiting * math.exp(-spare * threshold / work.handling)
    return TeamMeasures(
        model="erlang-c",
        load=work.load,
        agents=agents,
        threshold=threshold,
        patience=None,
        waiting_probability=waiting,
        abandonment_probability=0.0,
        mean_wait=mean_wait,
        mean_wait_waiting=work.handling / spare,
        mean_wait_answered=mean_wait,
        occupancy=work.load / agents,
        queue_length=work.rate * mean_wait,
        service_level_offered=level,
        service_level_answered=level,
        service_level_virtual=level,
        service_level_ignored=level,
        service_level_positive=level,
    )
