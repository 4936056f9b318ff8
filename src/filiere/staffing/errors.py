"""What staffing refuses, each kind with a type of its own, so that a caller can act on it and not only show it.

StaffingError           every refusal of this package; a :class:`Faults`, told in both languages
├── InvalidNumber       numbers no model can take: negative, not finite, not whole; all of them at once
├── Overload            a load that Erlang C has no answer for, with the least number of agents that has one
├── Unreachable         a target that no number of agents within the bound reaches
└── NoPatience          waits from which no patience can be estimated
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from filiere.core.faults import Fault, Faults
from filiere.core.numbers import format_number
from filiere.core.text import LANGUAGES, Lang, Text
from filiere.staffing.faults import CATALOGUE

MOST_AGENTS = 100_000
"""The largest team that is computed: a bound on time, ten times any known centre."""


class StaffingError(Faults):
    """A refusal of this package."""


class InvalidNumber(StaffingError):
    """One number or more that no model can take."""


class Overload(StaffingError):
    """A load of at least one erlang an agent: the queue of Erlang C grows without end.

    ``load`` is in erlangs; ``least`` is the smallest number of agents that Erlang C has an answer for.
    """

    def __init__(self, *, load: float, agents: int) -> None:
        self.load, self.agents, self.least = load, agents, least_agents(load)
        fr, en = (format_number(round(load, 3), lang) for lang in LANGUAGES)
        super().__init__(
            [
                Fault(
                    code="staffing-overload",
                    message=Text(
                        fr=f"{agents} conseillers pour une charge de {fr} erlangs : la file d’attente grandit sans "
                        "fin, Erlang C n’a pas de réponse.",
                        en=(
                            f"{agents} agents for a load of {en} erlangs: the queue grows indefinitely, and Erlang "
                            "C has no answer."
                        ),
                    ),
                    remedy=Text(
                        fr=f"Il faut au moins {self.least} conseillers ; ou donnez la patience des appelants, et "
                        "prenez Erlang A.",
                        en=(
                            f"At least {self.least} agents are needed; or give the callers’ patience, and use Erlang A."
                        ),
                    ),
                    key="agents",
                )
            ]
        )


class Unreachable(StaffingError):
    """A target that even the largest team does not reach."""


class NoPatience(StaffingError):
    """Waits that tell nothing of patience: nobody waited, or nobody left."""


def least_agents(load: float) -> int:
    """Return the smallest number of agents that is more than ``load`` erlangs."""
    return math.floor(load) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """The numbers that a quantity may be: from ``low`` to ``high``, an end in or out, whole or not.

    Of a ``share``, the percentage is told beside the number, since people give it in percent.
    """

    low: float
    high: float = math.inf
    low_in: bool = True
    high_in: bool = True
    whole: bool = False
    share: bool = False

    def holds(self, value: float) -> bool:
        """Whether a finite number is in the range."""
        above = value >= self.low if self.low_in else value > self.low
        below = value <= self.high if self.high_in else value < self.high
        return above and below

    @property
    def words(self) -> Text:
        """The range as people write it."""
        return Text(fr=self._words("fr", "et"), en=self._words("en", "and"))

    def _words(self, lang: Lang, both: str) -> str:
        words = f"{'≥' if self.low_in else '>'} {self._format_bound(self.low, lang)}"
        if math.isfinite(self.high):
            words += f" {both} {'≤' if self.high_in else '<'} {self._format_bound(self.high, lang)}"
        return words

    def _format_bound(self, value: float, lang: Lang) -> str:
        return (
            f"{format_number(value, lang)} ({format_number(value * 100, lang)} %)"
            if self.share and value
            else format_number(value, lang)
        )

    def format_refused(self, value: float) -> str:
        """A number that is refused, as it is given."""
        return f"{value} ({value * 100:g} %)" if self.share else f"{value}"


NOT_NEGATIVE_RANGE = NumberRange(low=0)
COUNT_RANGE = NumberRange(low=0, high=1e9)
SECONDS_RANGE = NumberRange(low=1e-3, high=1e9)
"""Lengths of time: from a millisecond to thirty years, so that no product of them leaves the doubles."""

AGENTS_RANGE = NumberRange(low=1, high=MOST_AGENTS, whole=True)
SHARE_RANGE = NumberRange(low=0, low_in=False, high=1, high_in=False, share=True)
LOSS_RANGE = NumberRange(low=0, high=1, high_in=False, share=True)


def check_numbers(numbers: Iterable[tuple[str, Text, object, NumberRange]]) -> None:
    """Raise :class:`InvalidNumber` with every number (key, its name, value, range) that is not in its range."""
    faults = [fault for key, name, value, span in numbers if (fault := _fault(key, name, value, span)) is not None]
    if faults:
        raise InvalidNumber(faults)


def _fault(key: str, name: Text, value: object, span: NumberRange) -> Fault | None:
    # A truth value counts as 0 or 1 in Python; as a number of agents it is a mistake.
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return CATALOGUE.build("staffing-not-a-number", name=name, value=value, words=span.words).at(key=key)
    if span.whole and not isinstance(value, int):
        return CATALOGUE.build("staffing-not-whole", name=name, value=value).at(key=key)
    if not span.holds(value):
        return CATALOGUE.build(
            "staffing-out-of-range", name=name, value=span.format_refused(value), words=span.words
        ).at(key=key)
    return None
