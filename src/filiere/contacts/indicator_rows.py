"""One indicator of one group and period: the row that every page, file and pack is made of.

A row carries what it was computed from, so that nobody has to believe its value: the definition and its seal, the
numerator and the denominator, how many observations stand behind, and why it is not published when it is not.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

RowStatus = Literal["published", "withheld", "no_data"]
"""``withheld``: computed, and not shown, for the reason that ``reason`` names; ``no_data``: nothing to compute from."""

PeriodInterval = Literal["15min", "30min", "hour", "day", "week", "month", "year", "all"]
"""The length of a period, in local time; ``all`` is one period from the first contact to the last."""

GROUP_NAMES = ("organisation", "site", "queue", "channel")
"""What rows can be told apart by, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """One value of one indicator.

    ``definition``, ``version`` and ``sha256`` name the set of definitions and its seal. A group that was not asked for
    is None, which reads *all*. ``interval`` is the period in local ISO form: ``2026-03-29T02:30:00+01:00/PT30M``,
    ``2026-03-29``, ``2026-W13``, ``2026-03``, ``2026`` or ``all``. ``unit`` is ``percent``, ``seconds``, ``count``,
    ``points`` or ``hours``; a percentage is a number in percent, and nothing is rounded. ``numerator`` and
    ``denominator`` are exact integers (microseconds for durations) where the value is their ratio, else None. ``n`` is
    the number of observations. ``reason`` is a code, empty when published: see the list in the reference.
    """

    definition: str
    version: str
    sha256: str
    organisation: str | None
    site: str | None
    queue: str | None
    channel: str | None
    interval: str
    indicator: str
    unit: str
    value: float | None
    numerator: int | None
    denominator: int | None
    n: int
    status: RowStatus
    reason: str = ""

    def as_json(self) -> Mapping[str, Any]:
        """Return the row as a JSON object, keys in the published order."""
        return asdict(self)
