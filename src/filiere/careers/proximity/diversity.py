"""A list of suggestions that are not variants of one another."""

from __future__ import annotations

from collections.abc import Sequence

from filiere.careers.proximity.model import Proximity
from filiere.careers.proximity.parts import Suggestion

MOST_ALIKE = 0.5
"""Two jobs whose items are more alike than this are variants: the closer one is listed, the other waits."""


def diversify(
    suggestions: Sequence[Suggestion], proximity: Proximity, *, most: int = 10, most_alike: float = MOST_ALIKE
) -> list[tuple[Suggestion, str]]:
    """Return the first suggestions that are not alike, in their order, then those held back if there is room.

    Beside each stands the code of the job it was held back for, empty when it was not.
    """
    kept: list[tuple[Suggestion, str]] = []
    held_back: list[tuple[Suggestion, str]] = []
    for one in suggestions:
        if len(kept) == most:
            break
        alike = next(
            (other.code for other, _ in kept if proximity.rate_likeness(one.code, other.code) > most_alike), ""
        )
        (held_back if alike else kept).append((one, alike))
    return (kept + held_back)[:most]
