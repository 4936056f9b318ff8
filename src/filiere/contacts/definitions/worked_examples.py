"""Counts in, a value out: a definition tried on a worked example, without any contact.

The rates of a call centre need no more than counts: of contacts by outcome, and of those that waited at most so long.
This is what a printed example gives, so that a definition can carry the one it was made after and be held to it.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from filiere.contacts.definitions.choices import Choices
from filiere.contacts.definitions.records import Indicator, WithinCount, WorkedExample

EXAMPLE_MEASURES = ("service_level", "accessibility", "abandonment")
"""The measures that counts alone give."""


class MissingCount(LookupError):
    """The example lacks the counts at a wait of ``seconds``, without which the value is not known."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def compute_example(indicator: Indicator, example: WorkedExample) -> Fraction | None:
    """Return a rate in percent, exactly, from the counts of an example; None where its denominator is zero.

    Raises :class:`MissingCount` when a count is needed that the example does not give, and ``KeyError`` for a measure
    that counts do not give. Abandonment as a share of the queued takes every contact of the example for one that had
    entered the queue, save the blocked and the deflected.
    """
    choices = indicator.choices
    counts = _adjust_counts(choices, example)
    short = _count_short_abandons(choices, example)
    if choices.short_abandon.effect == "excluded":
        counts["abandoned"] -= short
    if indicator.measure == "accessibility":
        return _percent_or_none(counts["answered"], sum(counts[one] for one in choices.front_door))
    if indicator.measure == "abandonment":
        left = short if choices.short_abandon.effect == "excluded_from_abandoned" else 0
        base = {
            "queued": [one for one in counts if one not in ("blocked", "deflected", "open")],
            "offered": choices.front_door,
            "arrived": [*counts],
            "answered_and_abandoned": ("answered", "abandoned"),
        }[choices.short_abandon.share_of]
        gone = counts["abandoned"] - left if "abandoned" in base else 0
        return _percent_or_none(gone, sum(counts[one] for one in base))
    if indicator.measure != "service_level" or indicator.threshold_seconds is None:
        raise KeyError(indicator.measure)
    return _compute_service_level(choices, counts, _find_within(example, indicator.threshold_seconds), short)


def _compute_service_level(
    choices: Choices, counts: dict[str, int], within: WithinCount, short: int
) -> Fraction | None:
    effect, mode = choices.short_abandon.effect, choices.abandon_in_threshold
    # Waits of at most a limit are nested: of the short and of those within the threshold, one holds the other.
    both = min(short, within.abandoned)
    early = within.abandoned - both if effect == "excluded" else within.abandoned
    numerator = within.answered
    if mode == "positive":
        numerator += early
    if effect == "success":
        numerator += short - both if mode == "positive" else short
    denominator = sum(counts[one] for one in choices.denominator)
    if mode == "ignored":
        denominator -= early - both if effect == "success" else early
    return _percent_or_none(numerator, denominator)


def round_like(found: Fraction, like: Decimal) -> Decimal:
    """Return a value with as many decimals as another, halves rounded up: as printed examples are."""
    exact = Decimal(found.numerator) / Decimal(found.denominator)
    return exact.quantize(Decimal(1).scaleb(int(like.as_tuple().exponent)), rounding=ROUND_HALF_UP)


def _adjust_counts(choices: Choices, example: WorkedExample) -> dict[str, int]:
    counts = dict.fromkeys(("answered", "abandoned", "overflowed", "blocked", "callback", "deflected"), 0)
    counts |= {"system_dropped": 0, "open": 0} | dict(example.counts)
    if choices.callback == "excluded":
        counts["callback"] = 0
    elif choices.callback == "abandoned":
        counts["abandoned"] += counts.pop("callback")
        counts["callback"] = 0
    return counts


def _count_short_abandons(choices: Choices, example: WorkedExample) -> int:
    rule = choices.short_abandon
    if rule.effect == "none" or rule.seconds is None:
        return 0
    return _find_within(example, rule.seconds).abandoned


def _find_within(example: WorkedExample, seconds: int) -> WithinCount:
    for within in example.within:
        if within.seconds == seconds:
            return within
    raise MissingCount(seconds)


def _percent_or_none(numerator: int, denominator: int) -> Fraction | None:
    return Fraction(100 * numerator, denominator) if denominator else None
