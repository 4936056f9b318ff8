"""Erlang A, the model M/M/n+M: as Erlang C, and a caller who waits leaves after an exponential patience.

It has an answer for any load, since a queue that grows loses callers. Patience is the time a caller would wait before
leaving if nobody answered; its mean is longer than the mean wait of those who left, see :mod:`.patience`.

Source of the model and of its measures: C. Palm (1957); A. Mandelbaum and S. Zeltyn, Service engineering in action:
the Palm/Erlang-A queue (2007). The sums below go outwards from their largest term, in the manner of A. Ingolfsson and
L. Tang, Efficient and reliable computation of birth-death process performance measures (2012): all terms are positive
and none overflows, so that thousands of agents, patience of a second or of months, and loads far above the team come
out right to nine decimals at least.
"""

import math
from dataclasses import dataclass

from filiere.core.text import Text
from filiere.staffing.erlang_c import AGENTS_LABEL, THRESHOLD_LABEL, inverse_blocking
from filiere.staffing.errors import AGENTS_RANGE, NOT_NEGATIVE_RANGE, SECONDS_RANGE, NumberRange, check_numbers
from filiere.staffing.measures import TeamMeasures
from filiere.staffing.workload import Workload

PATIENCE_LABEL = Text(fr="Patience moyenne", en="Mean patience")
MAX_ARRIVALS_PER_PATIENCE = 1e12
"""The most calls that may arrive within one mean patience: a bound on time, some seconds at the most."""

# A term this much smaller than the sum, with all that follow it, changes no digit of a double.
_NEGLIGIBLE = 1e-17


def erlang_a(work: Workload, agents: int, threshold: float, patience: float) -> TeamMeasures:
    """Return what Erlang A says of ``agents`` for ``work``; ``threshold`` and mean ``patience`` in seconds.

    With μ = 1 ÷ handling, θ = 1 ÷ patience, x = nμ ÷ θ, y = λ ÷ θ and A = Σ_j y^j ÷ ((x+1)…(x+j)), the weights of a
    queue of j calls behind n busy agents:

    - P(wait) = A ÷ (A + 1/B − 1), B Erlang's loss probability;
    - P(leave | wait) = (Σ_j j·weight) ÷ (y·A), since leavers a second are θ times the queue, and λ times P(leave);
    - mean wait of all = P(leave) ÷ θ: each second of waiting is left at rate θ;
    - P(virtual wait > T | wait) = exp(−nμT + y(1 − e^(−θT))) · A(x, y·e^(−θT)) ÷ A(x, y), the virtual wait being that
      of a caller who never leaves; the same with x + 1 for x gives those answered after T, as their patience lasted;
    - a call that waits leaves or waits on with P(wait > T) = P(virtual wait > T) · e^(−θT);
    - a call behind j others that is answered waited Σ_{i=1…j+1} 1 ÷ (nμ + iθ) in the mean.

    Raises :class:`InvalidNumber` with all that is wrong.
    """
    longest = min(SECONDS_RANGE.high, MAX_ARRIVALS_PER_PATIENCE / work.rate) if work.calls else SECONDS_RANGE.high
    check_numbers(
        [
            ("agents", AGENTS_LABEL, agents, AGENTS_RANGE),
            ("threshold", THRESHOLD_LABEL, threshold, NOT_NEGATIVE_RANGE),
            ("patience", PATIENCE_LABEL, patience, NumberRange(low=SECONDS_RANGE.low, high=longest)),
        ]
    )
    if work.calls == 0:
        return _measures_without_calls(work, agents, threshold, patience)
    served = agents * patience / work.handling
    offered = work.rate * patience
    queue = _sum_queue_lengths(served, offered)
    waiting = _waiting_probability(inverse_blocking(work.load, agents), queue.log_sum)
    leaving = waiting * queue.mean / offered
    # Not 1 − leaving, which would lose the digits of a small share answered.
    answered = (1.0 - waiting) + waiting * served / offered * -math.expm1(-queue.log_sum)
    fade = math.exp(-threshold / patience)
    # P(virtual wait > T), and P(answered, after T), each from one more sum.
    drift = offered * -math.expm1(-threshold / patience) - agents * threshold / work.handling - queue.log_sum
    late = waiting * math.exp(min(0.0, drift + _sum_queue_lengths(served, offered * fade).log_sum))
    late_share = fade * served / (served + 1.0)
    late_answered = waiting * late_share * math.exp(drift + _sum_queue_lengths(served + 1.0, offered * fade).log_sum)
    # Rounding must not put the answered in time above those whose virtual wait is in time.
    in_time = min(max(0.0, answered - late_answered), 1.0 - late)
    still_there = late * fade
    wait_of_answered = waiting * patience * queue.answered_wait * served / offered
    return TeamMeasures(
        model="erlang-a",
        load=work.load,
        agents=agents,
        threshold=threshold,
        patience=patience,
        waiting_probability=waiting,
        abandonment_probability=leaving,
        mean_wait=leaving * patience,
        mean_wait_waiting=queue.mean / offered * patience,
        mean_wait_answered=wait_of_answered / answered,
        occupancy=work.load * answered / agents,
        queue_length=work.rate * leaving * patience,
        service_level_offered=in_time,
        service_level_answered=in_time / answered,
        service_level_virtual=1.0 - late,
        # Of those who left within T: all but the answered in time and those still there at T.
        service_level_ignored=in_time / (in_time + still_there),
        service_level_positive=1.0 - still_there,
    )


def _measures_without_calls(work: Workload, agents: int, threshold: float, patience: float) -> TeamMeasures:
    """The measures of a team without calls: the first caller would be answered at once."""
    return TeamMeasures(
        model="erlang-a",
        load=0.0,
        agents=agents,
        threshold=threshold,
        patience=patience,
        waiting_probability=0.0,
        abandonment_probability=0.0,
        mean_wait=0.0,
        # Nobody waits; the limit of few calls is a wait behind n busy agents alone, which ends at rate nμ + θ.
        mean_wait_waiting=1.0 / (agents / work.handling + 1.0 / patience),
        mean_wait_answered=0.0,
        occupancy=0.0,
        queue_length=0.0,
        service_level_offered=1.0,
        service_level_answered=1.0,
        service_level_virtual=1.0,
        service_level_ignored=1.0,
        service_level_positive=1.0,
    )


def _waiting_probability(inverse_blocking: float, log_sum: float) -> float:
    """Return P(wait) = A ÷ (A + 1/B − 1), from 1/B and log A, whichever of them is beyond a double."""
    if math.isinf(inverse_blocking):
        return 0.0
    return 1.0 / (1.0 + (inverse_blocking - 1.0) * math.exp(-log_sum))


@dataclass(frozen=True, slots=True)
class _QueueSums:
    """Sums over the length j of the queue, weighted by y^j ÷ ((x+1)…(x+j)).

    ``log_sum`` the logarithm of the sum of weights; ``mean`` the mean of j; ``answered_wait`` the mean of
    Σ_{i=1…j} 1 ÷ (x+i).
    """

    log_sum: float
    mean: float
    answered_wait: float


def _sum_queue_lengths(x: float, y: float) -> _QueueSums:
    """Sum from the largest weight outwards, in weights relative to it; about 20·√y terms when y > x, fewer below."""
    peak = max(0, math.floor(y - x))
    centre = _digamma(x + peak + 1) - _digamma(x + 1) if peak else 0.0
    total, length, harmonic = 1.0, float(peak), centre
    weight, below = 1.0, centre
    for j in range(peak + 1, peak + 100_000_000):
        ratio = y / (x + j)
        weight *= ratio
        below += 1.0 / (x + j)
        total += weight
        length += j * weight
        harmonic += below * weight
        if weight <= _NEGLIGIBLE * (1.0 - ratio) * total:
            break
    weight, below = 1.0, centre
    for j in range(peak - 1, -1, -1):
        ratio = (x + j + 1) / y
        weight *= ratio
        below -= 1.0 / (x + j + 1)
        total += weight
        length += j * weight
        harmonic += below * weight
        if weight <= _NEGLIGIBLE * (1.0 - ratio) * total:
            break
    return _QueueSums(math.log(total) + _log_weight(x, y, peak), length / total, harmonic / total)


def _log_weight(x: float, y: float, j: int) -> float:
    """Return log(y^j ÷ ((x+1)…(x+j))).

    For large x by Stirling's formula with its large parts already cancelled, so that the error grows as j and not as
    x·log x. The weight itself may be beyond a double, its logarithm never is.
    """
    if j == 0:
        return 0.0
    if x < 16:
        return j * math.log(y) - math.lgamma(x + j + 1) + math.lgamma(x + 1)
    ratio = math.log1p(j / x)
    return j * math.log(y / (x + j)) + j - x * ratio - ratio / 2 - _stirling_correction(x + j) + _stirling_correction(x)


def _stirling_correction(z: float) -> float:
    """What Stirling's formula for log z! lacks: its asymptotic series (NIST Handbook, 5.11.1), for z ≥ 16."""
    square = z * z
    return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / z


def _digamma(z: float) -> float:
    """Return ψ(z) for z > 0, by its recurrence up to 16 and its asymptotic series there (NIST Handbook, 5.11.2)."""
    shift = 0.0
    while z < 16:
        shift -= 1.0 / z
        z += 1.0
    square = z * z
    return (
        shift + math.log(z) - 0.5 / z - (1 / 12 - (1 / 120 - (1 / 252 - 1 / (240 * square)) / square) / square) / square
    )
