"""What a scenario says: where it starts, what it assumes, and what it leaves beside."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from filiere.core.text import StrictModel, Text
from filiere.figures.records import Identifier, Number

FIRST_YEAR, LAST_YEAR = 2000, 2100
ForecastCalendarYear = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class EffectKind(StrEnum):
    """How an effect acts on jobs, or on the people who hold them."""

    YEARLY_RATE = "yearly_rate"
    """A share of the jobs of the year before, gained (above 0) or lost (below 0) each year."""
    JOBS_LOST = "jobs_lost"
    """A number of jobs lost, spread evenly over the years of the effect."""
    DEPARTURES = "departures"
    """A share of those who hold the jobs, who leave each year and are replaced: jobs do not change, hires do."""


class Effect(StrictModel):
    """One assumption. ``figure`` gives its bounds; without one, ``low`` and ``high`` do, and ``reason`` says why."""

    id: Identifier
    label: Text
    kind: EffectKind
    figure: Identifier | None = None
    low: Number | None = None
    high: Number | None = None
    first_year: ForecastCalendarYear
    last_year: ForecastCalendarYear
    reason: Text


class Beside(StrictModel):
    """A figure on the same event that has another base, and why it is not counted here."""

    figure: Identifier
    reason: Text


class Scenario(StrictModel):
    """A question about jobs to come; ``base`` is the figure of the register that it starts from."""

    id: Identifier
    label: Text
    question: Text
    base: Identifier
    effects: tuple[Effect, ...] = Field(min_length=1)
    beside: tuple[Beside, ...] = ()
