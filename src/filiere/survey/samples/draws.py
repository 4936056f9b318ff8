"""Draws that anybody can replay: a seed and the key of a unit make its permanent random number.

In each stratum the units drawn are the n whose numbers come first from a starting point, going round (sequential simple
random sampling by permanent random numbers; see A. Lindblom, Journal of Official Statistics 30, 2014,
doi:10.2478/jos-2014-0047). The number of a unit never changes, so that two waves that start at the same point have most
units in common, and moving the point by a part of the sampling fraction replaces that part of the sample.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from filiere.survey.samples.designs import Design, Stratum, StratumKind, allocate_sample
from filiere.survey.samples.frames import Frame, FrameUnit

_BITS = 53


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """A unit drawn, with its stratum, its probability of inclusion and its design weight, one divided by it."""

    unit: FrameUnit
    stratum: tuple[str, ...]
    kind: StratumKind
    number: float
    probability: float
    weight: float


@dataclass(frozen=True, slots=True)
class DrawnSample:
    """A sample with all that replays it: seed, wave, share replaced at each wave, design; and its strata."""

    seed: str
    wave: int
    rotation: float
    design: Design
    strata: tuple[Stratum, ...]
    units: tuple[DrawnUnit, ...]

    @property
    def by_id(self) -> Mapping[str, DrawnUnit]:
        """The units drawn by their key."""
        return {drawn.unit.id: drawn for drawn in self.units}


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two samples have in common: units of both, of the first only, of the second only."""

    both: int
    first_only: int
    second_only: int

    @property
    def share(self) -> float:
        """The share of the second sample that is in the first."""
        drawn = self.both + self.second_only
        return self.both / drawn if drawn else 0.0


def compute_permanent_number(seed: str, unit: str) -> float:
    """Return the number of a unit, uniform from 0 to 1 (excluded): the first 53 bits of SHA-256 of seed and key."""
    digest = hashlib.sha256(f"{len(seed)}:{seed}{unit}".encode("utf-8", "surrogatepass")).digest()
    return (int.from_bytes(digest[:8]) >> (64 - _BITS)) / (1 << _BITS)


def draw_sample(frame: Frame, design: Design, *, seed: str, wave: int = 0, rotation: float = 0.0) -> DrawnSample:
    """Draw a sample; the same arguments always draw the same units, whatever the order of the frame.

    ``wave`` counts from 0. ``rotation`` is the share of each stratum's sample that a wave replaces on average, from 0
    (the same units) to 1 (others, while there are any). Raises :class:`Faults` as :func:`allocate_sample` does.
    """
    strata = allocate_sample(frame, design)
    drawn: list[DrawnUnit] = []
    for stratum in strata:
        start = wave * rotation * stratum.probability % 1.0
        numbers = {unit.id: compute_permanent_number(seed, unit.id) for unit in stratum.units}
        order = sorted(stratum.units, key=lambda unit: ((numbers[unit.id] - start) % 1.0, unit.id))
        drawn += [
            DrawnUnit(unit, stratum.key, stratum.kind, numbers[unit.id], stratum.probability, stratum.weight)
            for unit in order[: stratum.sample]
        ]
    return DrawnSample(seed, wave, rotation, design, strata, tuple(sorted(drawn, key=lambda one: one.unit.id)))


def measure_overlap(first: DrawnSample, second: DrawnSample) -> Overlap:
    """Return what two samples have in common."""
    before = {drawn.unit.id for drawn in first.units}
    after = {drawn.unit.id for drawn in second.units}
    return Overlap(len(before & after), len(before - after), len(after - before))
