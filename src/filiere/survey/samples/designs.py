"""Designs: which units are taken in any case, which are left out, and how many are drawn in each stratum.

Proportional allocation gives a stratum its share of the units. Neyman's gives it a share in proportion of N·S, its
units times the standard deviation of their sizes, which makes the variance of the total of sizes least for a given
number of units (J. Neyman, Journal of the Royal Statistical Society 97, 1934). A stratum whose share exceeds its units
is taken whole, and the rest is shared again among the others.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.survey.samples.faults import CATALOGUE
from filiere.survey.samples.frames import Frame, FrameUnit

StratumKind = Literal["take_all", "sampled", "cut_off"]
TAKE_ALL, CUT_OFF = ("take-all",), ("cut-off",)
"""Keys of the strata made of large units, and of those left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A stratified design.

    ``sample_size`` counts all units drawn, those taken in any case among them. ``strata`` are variables of the frame;
    ``size_bounds`` cut sizes into classes (a class holds its lower bound). Units of at least the size ``take_all_from``
    are all taken; those below ``cut_off_below`` are left out, with no weight: results say nothing of them unless a
    model does. ``least`` is the number drawn in each stratum at least: two, for a variance.
    """

    sample_size: int
    strata: tuple[str, ...] = ()
    size_bounds: tuple[float, ...] = ()
    allocation: Literal["proportional", "neyman"] = "proportional"
    take_all_from: float | None = None
    cut_off_below: float | None = None
    least: int = 2


@dataclass(frozen=True, slots=True)
class Stratum:
    """A stratum: its key (values of the variables, then the size class), its units, and how many are drawn.

    ``weight`` is N/n: how many units each unit drawn stands for; 0 for what is cut off.
    """

    key: tuple[str, ...]
    kind: StratumKind
    units: tuple[FrameUnit, ...]
    sample: int

    @property
    def population(self) -> int:
        """The number of units."""
        return len(self.units)

    @property
    def weight(self) -> float:
        """The design weight."""
        return len(self.units) / self.sample if self.sample else 0.0

    @property
    def probability(self) -> float:
        """The probability of each unit to be drawn."""
        return self.sample / len(self.units) if self.units else 0.0

    @property
    def size(self) -> float:
        """The sum of sizes."""
        return math.fsum(unit.size for unit in self.units)


def allocate_sample(frame: Frame, design: Design) -> tuple[Stratum, ...]:
    """Return the strata of a frame under a design, in the order of their keys, large units first and cut off last.

    Raises :class:`Faults` with all that is wrong: a variable that the frame lacks, bounds or thresholds out of order, a
    sample too small for its strata or larger than the frame.
    """
    _require_sound(frame, design)
    large, small, groups = _group_units(frame, design)
    left = design.sample_size - len(large)
    counts = {key: len(units) for key, units in groups.items()}
    needed = sum(min(design.least, count) for count in counts.values())
    if left < needed:
        raise Faults(
            [
                CATALOGUE.build(
                    "design-too-small",
                    size=design.sample_size,
                    taken=len(large),
                    least=design.least,
                    needed=needed + len(large),
                )
            ]
        )
    if left > sum(counts.values()):
        population = len(large) + sum(counts.values())
        raise Faults([CATALOGUE.build("design-too-large", size=design.sample_size, population=population)])
    shares = {key: _measure_share(units, design) for key, units in groups.items()}
    samples = share_out(left, shares=shares, most=counts, least=design.least)
    strata = [Stratum(key, "sampled", tuple(groups[key]), samples[key]) for key in sorted(groups)]
    strata = [
        Stratum(one.key, "take_all", one.units, one.sample) if one.sample == one.population else one for one in strata
    ]
    if large:
        strata.insert(0, Stratum(TAKE_ALL, "take_all", tuple(large), len(large)))
    if small:
        strata.append(Stratum(CUT_OFF, "cut_off", tuple(small), 0))
    return tuple(strata)


def share_out(
    total: int, *, shares: Mapping[tuple[str, ...], float], most: Mapping[tuple[str, ...], int], least: int
) -> dict[tuple[str, ...], int]:
    """Share a whole number out in proportion, between ``least`` (or all, where there is less) and ``most`` for each.

    What is beyond a bound is set there and the rest shared again; fractions go to the largest remainders, then to the
    first keys. ``total`` must lie between the sums of the bounds. With shares of nought alone, all count alike.
    """
    floor = {key: min(least, most[key]) for key in shares}
    if not any(shares.values()):
        shares = {key: float(most[key]) for key in shares}
    fixed: dict[tuple[str, ...], int] = {}
    while True:
        free = [key for key in sorted(shares) if key not in fixed]
        left = total - sum(fixed.values())
        weight = math.fsum(shares[key] for key in free)
        wanted = {key: left * (shares[key] / weight if weight else 1 / len(free)) for key in free}
        above = {key: most[key] for key in free if wanted[key] > most[key]}
        below = {key: floor[key] for key in free if wanted[key] < floor[key]}
        over = sum(wanted[key] - most[key] for key in above)
        under = sum(floor[key] - wanted[key] for key in below)
        if not above and not below:
            return fixed | _round_shares(left, wanted, most)
        # Only the side whose excess weighs more is sure to stay at its bound when the rest is shared again.
        fixed |= above if over >= under else below


def _round_shares(
    total: int, wanted: Mapping[tuple[str, ...], float], most: Mapping[tuple[str, ...], int]
) -> dict[tuple[str, ...], int]:
    found = {key: math.floor(value + 1e-9) for key, value in wanted.items()}
    rest = total - sum(found.values())
    order = sorted(wanted, key=lambda key: (-(wanted[key] - found[key]), key))
    for key in [key for key in order if found[key] < most[key]][:rest]:
        found[key] += 1
    return found


def _group_units(
    frame: Frame, design: Design
) -> tuple[list[FrameUnit], list[FrameUnit], dict[tuple[str, ...], list[FrameUnit]]]:
    """The units taken in any case, those left out, and the others by stratum."""
    large: list[FrameUnit] = []
    small: list[FrameUnit] = []
    groups: dict[tuple[str, ...], list[FrameUnit]] = {}
    for unit in frame.units:
        if design.cut_off_below is not None and unit.size < design.cut_off_below:
            small.append(unit)
        elif design.take_all_from is not None and unit.size >= design.take_all_from:
            large.append(unit)
        else:
            key = tuple(unit.variables[name] for name in design.strata)
            groups.setdefault((*key, *_name_class(unit.size, design.size_bounds)), []).append(unit)
    return large, small, groups


def _name_class(size: float, bounds: Sequence[float]) -> tuple[str, ...]:
    """The size class of a size, as its bounds: ``10–50``, ``500+``; nothing when sizes are not cut."""
    if not bounds:
        return ()
    edges = (0.0, *bounds)
    rank = sum(size >= bound for bound in bounds)
    low = f"{edges[rank]:g}"
    return (f"{low}–{bounds[rank]:g}" if rank < len(bounds) else f"{low}+",)


def _measure_share(units: Sequence[FrameUnit], design: Design) -> float:
    if design.allocation == "proportional":
        return float(len(units))
    return len(units) * measure_deviation([unit.size for unit in units])


def measure_deviation(values: Sequence[float]) -> float:
    """Return the standard deviation of a population, with N − 1 below; 0 for a single value."""
    if len(values) < 2:
        return 0.0
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def _require_sound(frame: Frame, design: Design) -> None:
    faults: list[Fault] = [
        CATALOGUE.build("design-unknown-variable", name=name, known=frame.variables).at(key="strata")
        for name in design.strata
        if name not in frame.variables
    ]
    if any(first >= second for first, second in pairwise(design.size_bounds)):
        bounds = tuple(f"{bound:g}" for bound in design.size_bounds)
        faults.append(CATALOGUE.build("design-bounds", bounds=bounds).at(key="size_bounds"))
    low, high = design.cut_off_below, design.take_all_from
    if low is not None and high is not None and low >= high:
        faults.append(CATALOGUE.build("design-thresholds", low=f"{low:g}", high=f"{high:g}").at(key="cut_off_below"))
    for name, least in (("sample_size", 1), ("least", 1)):
        value = getattr(design, name)
        if value < least:
            wanted = Text(fr=f"{least} au moins", en=f"at least {least}")
            faults.append(CATALOGUE.build("design-value", name=name, value=value, wanted=wanted).at(key=name))
    if faults:
        raise Faults(faults)
