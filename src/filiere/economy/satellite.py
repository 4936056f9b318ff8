"""The account of in-house centres, which stand inside the industries that they serve and in no activity code.

Their jobs are known within bounds (a survey, or the methods of the weight range). What they cost, a job and a year,
turns jobs into output at cost; the share of staff in that cost gives compensation, and what is left is bought. All of
it is already in the output of the industries that house them: it is shown apart and never added to theirs.

An account is asked for as a YAML file, each number between two others::

    jobs: {low: 180000, point: 210000, high: 240000}
    cost_per_job: {low: 38000, point: 44000, high: 50000}     # a year, in the currency of the answer
    staff_share: {low: 0.65, point: 0.72, high: 0.8}          # of that cost
    multiplier: {low: 1.22, point: 1.39, high: 1.58}          # optional: output in all for a unit of output
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from filiere.core.faults import Fault, Faults
from filiere.core.text import StrictModel
from filiere.core.validation import validate
from filiere.core.yaml_documents import read_yaml
from filiere.economy.cell_matrix import Floats
from filiere.economy.faults import CATALOGUE, find_seed_faults

Line = Literal["jobs", "output", "compensation", "purchases", "indirect"]
Amount = Annotated[float, Field(allow_inf_nan=False, le=1e15)]


class Interval(StrictModel):
    """A number known between two others."""

    low: Amount
    point: Amount
    high: Amount

    def times(self, other: "Interval") -> "Interval":
        """Return the product of two intervals of numbers that are not negative."""
        return Interval(low=self.low * other.low, point=self.point * other.point, high=self.high * other.high)


class SatelliteSpecification(StrictModel):
    """What is known or assumed of in-house centres; see the module for each key."""

    jobs: Interval
    cost_per_job: Interval
    staff_share: Interval
    multiplier: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SatelliteLine:
    """A line of the account: its bounds, where all is low or high at the same time, and 95 % of draws (None without).

    ``jobs`` are jobs, the others amounts a year in the currency of the cost; ``indirect`` is the output of suppliers.
    """

    name: Line
    low: float
    point: float
    high: float
    p2_5: float | None
    p97_5: float | None

    def as_json(self) -> dict[str, Any]:
        """Return the line as a JSON object."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class SatelliteAccount:
    """The account line by line; draws are triangular between bounds and independent of each other."""

    lines: tuple[SatelliteLine, ...]
    draws: int
    seed: int | None

    def find(self, name: Line) -> SatelliteLine:
        """Return a line; raise :class:`KeyError` when the account does not have it."""
        found = {one.name: one for one in self.lines}
        return found[name]


def read_satellite(path: Path) -> SatelliteSpecification:
    """Read what is known of in-house centres; raise :class:`Faults` with all that is wrong in it, each at its key."""
    document = read_yaml(path)
    found = validate(document, SatelliteSpecification)
    if faults := [document.place_fault((key,), one) for key, one in _find_faults(found)]:
        raise Faults(faults)
    return found


def build_satellite(
    specification: SatelliteSpecification, *, draws: int = 0, seed: int | None = None
) -> SatelliteAccount:
    """Return the account of centres; raise :class:`Faults` for bounds out of order, a share above 1, a multiplier below
    1, or draws without a seed."""
    faults = [one.at(key=key) for key, one in _find_faults(specification)]
    if faults := [*faults, *find_seed_faults(draws, seed)]:
        raise Faults(faults)
    drawn = _draw_lines(specification, draws, seed) if draws else {}
    lines = []
    for name, one in _bound_lines(specification).items():
        spread = np.percentile(drawn[name], (2.5, 97.5)).tolist() if name in drawn else (None, None)
        lines.append(
            SatelliteLine(name=name, low=one.low, point=one.point, high=one.high, p2_5=spread[0], p97_5=spread[1])
        )
    return SatelliteAccount(lines=tuple(lines), draws=draws, seed=seed if draws else None)


def _find_faults(specification: SatelliteSpecification) -> list[tuple[str, Fault]]:
    limits = {
        "jobs": (0.0, np.inf),
        "cost_per_job": (0.0, np.inf),
        "staff_share": (0.0, 1.0),
        "multiplier": (1.0, np.inf),
    }
    found = []
    for name, (least, most) in limits.items():
        one: Interval | None = getattr(specification, name)
        if one is not None and not least <= one.low <= one.point <= one.high <= most:
            words = {"low": one.low, "point": one.point, "high": one.high, "least": least, "most": most}
            found.append((name, CATALOGUE.build("economy-interval-order", name=name, **words)))
    return found


def _bound_lines(given: SatelliteSpecification) -> dict[Line, Interval]:
    """Return each line with all low, or high, at the same time; purchases are least where staff is most of the cost."""
    output, share = given.jobs.times(given.cost_per_job), given.staff_share
    left = Interval(low=1 - share.high, point=1 - share.point, high=1 - share.low)
    lines: dict[Line, Interval] = {
        "jobs": given.jobs,
        "output": output,
        "compensation": output.times(share),
        "purchases": output.times(left),
    }
    if (whole := given.multiplier) is not None:
        more = Interval(low=whole.low - 1, point=whole.point - 1, high=whole.high - 1)
        lines["indirect"] = output.times(more)
    return lines


def _draw_lines(given: SatelliteSpecification, draws: int, seed: int | None) -> dict[Line, Floats]:
    source = np.random.Generator(np.random.PCG64(seed))
    people, cost, share = (_draw(source, one, draws) for one in (given.jobs, given.cost_per_job, given.staff_share))
    output = people * cost
    lines: dict[Line, Floats] = {
        "jobs": people,
        "output": output,
        "compensation": output * share,
        "purchases": output * (1 - share),
    }
    if given.multiplier is not None:
        lines["indirect"] = output * (_draw(source, given.multiplier, draws) - 1)
    return lines


def _draw(source: np.random.Generator, one: Interval, draws: int) -> Floats:
    if one.low == one.high:
        return np.full(draws, one.low)
    return source.triangular(one.low, one.point, one.high, draws)
