"""The queue computed another way: its whole chain as a matrix, a caller's fate by a matrix exponential.

Nothing here is shared with the engine, neither a formula nor a recursion: steady states solve the balance of a
truncated generator, and what becomes of a caller behind j others is read off an absorbing chain of its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Chain:
    """The measures of a queue with ``rate`` arrivals a second, ``agents`` and mean times in seconds."""

    waiting_probability: float
    abandonment_probability: float
    mean_wait: float
    mean_wait_answered: float
    occupancy: float
    queue_length: float
    service_level_offered: float
    service_level_answered: float
    service_level_virtual: float
    service_level_ignored: float
    service_level_positive: float


def exponential(matrix: Matrix) -> Matrix:
    """The exponential of a matrix, by scaling, a Taylor sum and squaring.

    Of a matrix whose norm is at most a quarter, what the sixteenth term leaves out is below 1e-24.
    """
    norm = float(np.abs(matrix).sum(axis=1).max())
    halvings = max(0, int(np.ceil(np.log2(max(norm, 1e-300)))) + 2)
    small = matrix / 2.0**halvings
    total = term = np.eye(len(matrix))
    for power in range(1, 17):
        term = term @ small / power
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total


def room_of(*, rate: float, handling: float, agents: int, patience: float) -> int:
    """How many places are as good as any number: each takes in rate / (rate of service and of leaving) of the last.

    The chain costs the cube of its places, and checks by itself that the last one is never taken.
    """
    taken, place, most = 1.0, 0, 1.0
    while taken > 1e-15 * most:
        place += 1
        taken *= rate / (agents / handling + place / patience)
        most = max(most, taken)
    return place


def chain(*, rate: float, handling: float, agents: int, threshold: float, patience: float | None, room: int) -> Chain:
    """Solve the queue with at most ``room`` callers waiting: large enough that the last place is never taken."""
    serve, leave = 1.0 / handling, 0.0 if patience is None else 1.0 / patience
    states = agents + room + 1
    generator = np.zeros((states, states))
    for state in range(states):
        if state + 1 < states:
            generator[state, state + 1] = rate
        if state:
            generator[state, state - 1] = min(state, agents) * serve + max(0, state - agents) * leave
        generator[state, state] = -generator[state].sum()
    balance = generator.T.copy()
    balance[-1] = 1.0
    steady = np.linalg.solve(balance, np.eye(states)[-1])
    assert steady[-1] < 1e-12, "the oracle needs more room"
    at_once = float(steady[:agents].sum())
    # A caller who finds agents + j has j others before them; the chain counts those before, and ends in an answer
    # (rate n·μ when none is left) or, if this caller may leave, in leaving.
    found = steady[agents:]
    answered, left_all, time_all, time_answered = _fate(agents * serve, leave, leave, room, threshold, found)
    virtual, *_ = _fate(agents * serve, leave, 0.0, room, threshold, found)
    # By the end of time, by the threshold.
    served, served_in_time = at_once + answered[0], at_once + answered[1]
    lost, lost_in_time = left_all
    return Chain(
        waiting_probability=float(found.sum()),
        abandonment_probability=lost,
        mean_wait=time_all,
        mean_wait_answered=time_answered / served,
        occupancy=float(sum(min(state, agents) * steady[state] for state in range(states))) / agents,
        queue_length=float(sum(max(0, state - agents) * steady[state] for state in range(states))),
        service_level_offered=served_in_time,
        service_level_answered=served_in_time / served,
        service_level_virtual=at_once + virtual[1],
        service_level_ignored=served_in_time / (1.0 - lost_in_time),
        service_level_positive=served_in_time + lost_in_time,
    )


Pair = tuple[float, float]


def _fate(
    serving: float, leave: float, own: float, room: int, threshold: float, found: Matrix
) -> tuple[Pair, Pair, float, float]:
    """(answered ever, by the threshold), (left ever, by the threshold), mean wait, mean wait where answered."""
    size = room + 1
    moves = np.zeros((size, size))
    for before in range(size):
        ahead = serving + before * leave
        if before:
            moves[before, before - 1] = ahead
        moves[before, before] = -(ahead + own)
    to_answer = np.zeros(size)
    to_answer[0] = serving
    inverse = np.linalg.inv(-moves)
    spent = found @ inverse
    until = found @ (np.eye(size) - exponential(moves * threshold)) @ inverse
    answered = float(spent @ to_answer), float(until @ to_answer)
    left = float(spent.sum() * own), float(until.sum() * own)
    return answered, left, float(spent.sum()), float(spent @ inverse @ to_answer)
