"""Reaching a centre and waiting for it: accessibility, abandonment, service level, speed of answer, blocked calls.

Each numerator is a part of its denominator, so that no share passes 100 %: under a definition whose denominator is the
answered alone, an abandonment that counts *for* has nothing to be counted in. The formulas are those of
docs/reference/contact-indicators.md, § 6.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from filiere.contacts.measures.base import PER_MICROSECOND, Measure
from filiere.contacts.measures.shared_sums import IndicatorTerms, SummedMeasure, Tally
from filiere.contacts.unit_classification import IndicatorConditions


class ContactCount(SummedMeasure):
    """Units that came to the front door: the outcomes of ``front_door``, what is left out excepted."""

    scale: ClassVar[Fraction] = Fraction(1)
    counted: ClassVar[bool] = True

    def minimum(self, indicator: object) -> int:
        """Return 1: a count needs no sample, and is its own."""
        del indicator
        return 1

    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        """Return the count."""
        return IndicatorTerms(Tally(judged.is_counted_where(judged.has_ended_in(*judged.choices.front_door))), None)


class Accessibility(SummedMeasure):
    """Answered ÷ those who came to the front door."""

    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        """Return the answered among ``front_door``, and all of it."""
        door = judged.choices.front_door
        answered = [one for one in ("answered",) if one in door]
        return IndicatorTerms(
            Tally(judged.is_counted_where(judged.has_ended_in(*answered))),
            Tally(judged.is_counted_where(judged.has_ended_in(*door))),
        )


class Abandonment(SummedMeasure):
    """Abandoned ÷ those of whom abandonments are a share (choice 4). Of those who entered a queue, who leaves from the
    menu has abandoned none."""

    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        """Return the abandoned of the base, short ones out where the definition says so, and the base."""
        rule = judged.choices.short_abandon
        base = judged.is_counted_where(judged.rows.queued)
        if rule.share_of == "offered":
            base = judged.is_counted_where(judged.has_ended_in(*judged.choices.front_door))
        elif rule.share_of == "arrived":
            base = judged.is_counted_where()
        elif rule.share_of == "answered_and_abandoned":
            base = judged.is_counted_where(judged.has_ended_in("answered", "abandoned"))
        gone = base & judged.has_ended_in("abandoned")
        if rule.effect == "excluded_from_abandoned":
            gone = gone & ~judged.is_short_abandonment
        return IndicatorTerms(Tally(gone), Tally(base))


class BlockedRate(SummedMeasure):
    """Blocked ÷ those who tried: the front door, and the blocked where it leaves them out."""

    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        """Return the blocked, and all who tried."""
        tried = dict.fromkeys((*judged.choices.front_door, "blocked"))
        return IndicatorTerms(
            Tally(judged.is_counted_where(judged.has_ended_in("blocked"))),
            Tally(judged.is_counted_where(judged.has_ended_in(*tried))),
        )


class ServiceLevel(SummedMeasure):
    """Answered within the threshold ÷ the denominator of the definition.

    An abandonment within the threshold is against, for nothing or for (choice 5), a short one may be a success
    (choice 4), and is then in both whatever choice 5 says.
    """

    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        """Return those in time, and all that count."""
        choices = judged.choices
        counted = judged.is_counted_where(judged.has_ended_in(*choices.denominator))
        if choices.clock_start in ("queue", "offer"):
            # Who left from the menu is at the front door, and in no queue: nobody can tell how long they would wait.
            counted = counted & ~(judged.has_ended_in("abandoned") & judged.rows.wait_us.isnull() & ~judged.rows.queued)
        in_time = judged.is_within_threshold & judged.has_ended_in("answered")
        gone = judged.is_within_threshold & judged.has_ended_in("abandoned")
        if choices.abandon_in_threshold == "ignored":
            forgiven = gone & ~judged.is_short_abandonment if choices.short_abandon.effect == "success" else gone
            counted = counted & ~forgiven
        if choices.abandon_in_threshold == "positive":
            in_time = in_time | gone
        if choices.short_abandon.effect == "success":
            in_time = in_time | judged.is_short_abandonment
        return IndicatorTerms(Tally(counted & in_time), Tally(counted))


class SpeedOfAnswerMean(SummedMeasure):
    """Σ wait ÷ those who waited, of the population of choice 13; in seconds."""

    scale: ClassVar[Fraction] = PER_MICROSECOND

    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        """Return the microseconds waited, and how many waited them."""
        return IndicatorTerms(
            Tally(judged.is_wait_measured, "wait", added=True), Tally(judged.is_wait_measured, "wait")
        )


class TransferRate(SummedMeasure):
    """Transferred ÷ answered."""

    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        """Return the transferred among the answered, and the answered."""
        answered = judged.is_counted_where(judged.has_ended_in("answered"))
        return IndicatorTerms(Tally(answered & judged.rows.transferred), Tally(answered))


MEASURES: Mapping[str, Measure] = {
    "contacts": ContactCount(),
    "accessibility": Accessibility(),
    "abandonment": Abandonment(),
    "blocked_rate": BlockedRate(),
    "service_level": ServiceLevel(),
    "speed_of_answer_mean": SpeedOfAnswerMean(),
    "transfer_rate": TransferRate(),
}
