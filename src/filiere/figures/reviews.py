"""Reviews: who read figures again against their source, when and with what outcome; and which to read next."""

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from filiere.core.periods import Period
from filiere.core.text import NameText, StrictModel, Text
from filiere.figures.records import FigureEntry, Identifier

Outcome = Literal["confirmed", "corrected", "absent", "unreachable"]


class Review(StrictModel):
    """One reading of figures against their source, by somebody, on a day.

    ``confirmed``: every field agrees; ``corrected``: the value agrees, and what did not was mended the same day;
    ``absent``: the page was read, and the number is not in it; ``unreachable``: the page was looked for and not found.
    """

    id: Identifier
    figures: tuple[str, ...]
    by: NameText
    date: Period
    outcome: Outcome
    note: Text | None = None

    @property
    def at_place(self) -> bool:
        """Whether the figure was seen where its source prints it."""
        return self.outcome in {"confirmed", "corrected"}


def latest_reviews(reviews: Iterable[Review]) -> dict[str, Review]:
    """Return the latest review of each figure, by the id of the figure."""
    found: dict[str, Review] = {}
    for review in sorted(reviews, key=lambda one: one.date.start):
        found.update(dict.fromkeys(review.figures, review))
    return found


def draw_figures(figures: Sequence[FigureEntry], reviewed: Mapping[str, str], count: int, seed: int) -> list[str]:
    """Return the ids of the next figures to re-read, drawn by ``seed`` among those typed.

    Those that were never read again come first, then those whose latest reading is the oldest: ``reviewed`` gives the
    day of it, by figure. The same seed over the same register gives the same figures.
    """
    typed = sorted(one.id for one in figures if one.derived is None)
    drawn = random.Random(seed).sample(typed, len(typed))  # noqa: S311
    return sorted(drawn, key=lambda one: reviewed.get(one, ""))[:count]
