"""The register as targets, objectives and briefings read it: with the figures that were retired, and since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from filiere.programme.figure_readings import ReadingSource, RegisterReadings, Retirement
from filiere.site.kit.hooks import Hook
from filiere.site.observatory.figure_register import current_register

figure_retirements: Hook[Callable[[], Mapping[tuple[str, int], Retirement]]] = Hook()
"""Say which versions of figures were retired, in a bounded number of queries."""


class SiteReadings(RegisterReadings):
    """The register as it is read now; ``stamp`` differs when it, or what was retired, does."""

    def __init__(self, retired: Mapping[tuple[str, int], Retirement], counts: ReadingSource | None) -> None:
        register = current_register()
        super().__init__(register, retired=retired, counts=counts)
        # The process keeps one register until an amendment makes another: which one it is says what it holds.
        self.stamp: tuple[Any, ...] = (id(register), register.seal, tuple(sorted(retired.items(), key=_get_key)))


def _get_key(item: tuple[tuple[str, int], Retirement]) -> tuple[str, int]:
    return item[0]


def read_register(counts: ReadingSource | None = None) -> SiteReadings:
    """Return the register as it is read now, retired figures among it; ``counts`` reads what the site counts."""
    retired = {key: value for list_retirements in figure_retirements for key, value in list_retirements().items()}
    return SiteReadings(retired, counts)


def find_retirement_day(readings: RegisterReadings, figure: str, known: date) -> date | None:
    """Return the day on which a figure was retired, by what was known on a day; None for one that stands."""
    return readings.read_figure(figure, known=known).retired
