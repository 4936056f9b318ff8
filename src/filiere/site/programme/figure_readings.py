"""The register as targets, objectives and briefings read it: with the figures that were retired, and since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from filiere.programme.figure_readings import ReadingSource, RegisterReadings, Retirement
from filiere.site.kit.hooks import Hook
from filiere.site.observatory.figure_register import current_register

figure_retirements: Hook[Callable[[], Mapping[tuple[str, int], Retirement]]] = Hook()
"""Say which versions of figures were retired, in a bounded number of queries."""


def read_register(counts: ReadingSource | None = None) -> RegisterReadings:
    """Return the register as it is read now, retired figures among it; ``counts`` reads what the site counts."""
    retired = {key: value for list_retirements in figure_retirements for key, value in list_retirements().items()}
    return RegisterReadings(current_register(), retired=retired, counts=counts)


def find_retirement_day(readings: RegisterReadings, figure: str, known: date) -> date | None:
    """Return the day on which a figure was retired, by what was known on a day; None for one that stands."""
    return readings.read_figure(figure, known=known).retired
