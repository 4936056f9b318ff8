"""What is counted while a delivery is read: enough to reconcile it to the row, kept with each checkpoint."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_EXAMPLES = 20


@dataclass
class TableCounts:
    """The counts of one table of one delivery.

    ``rows`` counts the rows that the source gave; ``rejected`` the rows rejected, each once; ``reasons`` their codes by
    column; ``repairs`` the rows in which each rule mended something; ``defects`` those left as they are, with the
    lines of the first ones. ``smallest_step_us`` is the smallest step of the clock seen in any instant.
    """

    rows: int = 0
    rejected: int = 0
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    defects: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[int]] = field(default_factory=dict)
    crossing_midnight: int = 0
    first_us: int | None = None
    last_us: int | None = None
    smallest_step_us: int | None = None

    def reject(self, reasons: Iterable[tuple[str, str]]) -> None:
        """Count one row rejected, for each code and column once."""
        self.rejected += 1
        self.reasons.update(set(reasons))

    def defect(self, name: str, count: int, lines: Sequence[int]) -> None:
        """Count rows with a defect, and keep the first lines as examples."""
        self.defects[name] += count
        self.examples[name] = sorted([*self.examples.get(name, ()), *lines])[:MOST_EXAMPLES]

    def span(self, first: int | None, last: int | None) -> None:
        """Widen the span of the instants seen."""
        self.first_us = min((one for one in (self.first_us, first) if one is not None), default=None)
        self.last_us = max((one for one in (self.last_us, last) if one is not None), default=None)

    def step(self, step: int) -> None:
        """Keep the smallest step of the clock."""
        self.smallest_step_us = min(step, self.smallest_step_us or step)

    def as_json(self) -> dict[str, Any]:
        """Return the counts as JSON holds them."""
        return {
            "rows": self.rows,
            "rejected": self.rejected,
            "reasons": [[code, column, count] for (code, column), count in sorted(self.reasons.items())],
            "repairs": dict(sorted(self.repairs.items())),
            "defects": dict(sorted(self.defects.items())),
            "examples": self.examples,
            "crossing_midnight": self.crossing_midnight,
            "first_us": self.first_us,
            "last_us": self.last_us,
            "smallest_step_us": self.smallest_step_us,
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "TableCounts":
        """Return the counts that :meth:`as_json` wrote."""
        return cls(
            **content
            | {
                "reasons": Counter({(code, column): count for code, column, count in content["reasons"]}),
                "repairs": Counter(content["repairs"]),
                "defects": Counter(content["defects"]),
            }
        )
