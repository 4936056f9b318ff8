"""A fictitious population of establishments, skewed as such populations are, and two samples of it that overlap."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filiere.survey.estimates import ColumnTable, SurveySpec

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shape:
    """Size classes, the last of which is taken whole: establishments, those drawn, and their sizes' law.

    ``medians`` and ``spreads`` are of a log-normal law; ``kept`` is the share of the first sample that is asked again.
    """

    counts: tuple[int, ...]
    drawn: tuple[int, ...]
    medians: tuple[int, ...]
    spreads: tuple[float, ...]
    kept: float = 0.6


PLAIN = Shape((3000, 1200, 480, 120), (220, 200, 180, 120), (8, 35, 130, 600), (0.5, 0.35, 0.4, 0.35))
SMALL_AND_SKEWED = Shape((1500, 600, 240, 60), (110, 100, 90, 60), (8, 35, 130, 600), (0.5, 0.35, 0.4, 0.6))
RATES = {"in-house": 0.62, "outsourced": 0.8, "public": 0.7}
"""Share of each segment that answers: segments cut across size classes."""
PERSISTENCE = 0.5
"""Share of units whose answer in the second wave is that of the first; the others decide anew."""


@dataclass(frozen=True, slots=True)
class Population:
    """Establishments with their size at the register, and jobs and hires of two waves (rows: waves)."""

    shape: Shape
    stratum: NDArray[np.int64]
    segment: NDArray[np.str_]
    size: Floats
    jobs: Floats
    hires: Floats

    @property
    def units(self) -> int:
        """How many establishments there are."""
        return len(self.size)


def make_population(seed: int, shape: Shape = PLAIN) -> Population:
    """Make the population of a seed: jobs follow the register's size closely, hires loosely, and both move."""
    generator = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(len(shape.counts)), shape.counts)
    spread = np.array(shape.spreads)[stratum]
    size = np.ceil(np.array(shape.medians)[stratum] * np.exp(generator.normal(0, spread)))
    segment = generator.choice(list(RATES), len(size), p=[0.55, 0.3, 0.15])
    level = np.where(segment == "outsourced", 1.25, 0.9)
    jobs = [size * level * np.exp(generator.normal(0, 0.35, len(size)))]
    jobs.append(jobs[0] * np.exp(generator.normal(0.02, 0.2, len(size))))
    propensity = np.exp(generator.normal(-1.6, 0.6, len(size)))
    hires = [generator.poisson(wave * propensity * np.exp(generator.normal(0, 0.3, len(size)))) for wave in jobs]
    return Population(shape, stratum, segment, size, np.array(jobs), np.array(hires, dtype=np.float64))


def draw_waves(population: Population, generator: np.random.Generator) -> list[ColumnTable]:
    """Draw both waves: a stratified sample, then the same with part of it replaced, each with who answered."""
    shape = population.shape
    first, second = [], []
    for stratum, drawn in enumerate(shape.drawn):
        units = generator.permutation(np.flatnonzero(population.stratum == stratum))
        kept = drawn if drawn == len(units) else round(shape.kept * drawn)
        first.append(units[:drawn])
        second.append(np.concatenate([units[:kept], units[drawn : 2 * drawn - kept]]))
    rates = np.array([RATES[one] for one in population.segment])
    before = generator.random(population.units) < rates
    again = generator.random(population.units) < rates
    after = np.where(generator.random(population.units) < PERSISTENCE, before, again)
    return [
        _make_table(population, wave, np.concatenate(rows), answered)
        for wave, (rows, answered) in enumerate(((first, before), (second, after)))
    ]


def _make_table(population: Population, wave: int, rows: NDArray[np.int64], answered: NDArray[np.bool_]) -> ColumnTable:
    stratum = population.stratum[rows]
    counts = np.array(population.shape.counts, dtype=np.float64)
    said = answered[rows]
    return ColumnTable(
        {
            "unit": rows,
            "stratum": stratum,
            "population": counts[stratum],
            "weight": (counts / np.array(population.shape.drawn))[stratum],
            "segment": population.segment[rows].tolist(),
            "answered": said.astype(np.int64),
            "size": population.size[rows],
            "jobs": np.where(said, population.jobs[wave][rows], np.nan),
            "hires": np.where(said, population.hires[wave][rows], np.nan),
        }
    )


def specify_survey(population: Population, method: str = "raking") -> SurveySpec:
    """Return the specification of a wave: response by segment, calibrated on classes, segments and register size."""
    classes = {str(place): count for place, count in enumerate(population.shape.counts)}
    segments = {name: int(np.count_nonzero(population.segment == name)) for name in RATES}
    return SurveySpec.model_validate(
        {
            "weight": "weight",
            "strata": "stratum",
            "fpc": "population",
            "response_group": "segment",
            "respondent": "answered",
            "controls": [
                {"column": "stratum", "type": "factor", "totals": classes},
                {"column": "segment", "type": "factor", "totals": segments},
                {"column": "size", "type": "numeric", "total": float(population.size.sum())},
            ],
            "method": method,
            "tolerance": 1e-9,
            "outcomes": [
                {"column": "jobs", "statistics": ["total", "mean"]},
                {"column": "hires", "statistics": ["total", "ratio"], "denominator": "jobs"},
            ],
        }
    )
