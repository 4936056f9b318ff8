"""Where other apps take part before a figure of the register changes, and beside the answer on jobs.

A figure falls when it is corrected, and when it is retained for no use any more, or for none of today where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from filiere.core import Fault, Text
from filiere.site.kit.hooks import Hook


@dataclass(frozen=True, slots=True)
class FigureFall:
    """What is about to happen to a figure: ``changes`` are the fields that a correction changes, none otherwise."""

    figure: str
    changes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FigureNotice:
    """What whoever keeps a figure must know of it, and the page where it is settled."""

    words: Text
    url: str
    link: Text


@dataclass(frozen=True, slots=True)
class MadeUpEstimate:
    """What a made-up survey gives for the jobs of the sector, with its 95 % interval, and the page of its method.

    It is shown beside what is known, under that word, and enters neither the register nor the range.
    """

    name: Text
    low: Fraction
    high: Fraction
    words: Text
    url: str


made_up_estimates: Hook[Callable[[], MadeUpEstimate | None]] = Hook()
"""Give what a demonstration has of a method that no real survey feeds yet; None when it has nothing."""

figure_fall_guards: Hook[Callable[[FigureFall], Iterable[Fault]]] = Hook()
"""Say why a figure may not fall yet; asked in the transaction of the act that would make it fall."""

figure_notices: Hook[Callable[[Any, str], Iterable[FigureNotice]]] = Hook()
"""Say to somebody what hangs on a figure, on the page where it is kept."""


def find_fall_faults(falls: Iterable[FigureFall]) -> list[Fault]:
    """Return all that keeps these figures from falling."""
    return [fault for fall in falls for guard in figure_fall_guards for fault in guard(fall)]
