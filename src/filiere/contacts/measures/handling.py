"""How long handling takes, once answered: by leg or by contact, whatever the waits are counted by."""

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

import ibis.expr.types as ir

from filiere.contacts.classify import Clock, Judged
from filiere.contacts.measures.base import PER_MICROSECOND, Indicator, Measure
from filiere.contacts.measures.percentiles import Observed
from filiere.contacts.measures.tally import Amount, Summed, Tally, Terms


def _clock(indicator: Indicator) -> Clock:
    return Clock.of(indicator.choices, per=indicator.choices.handling.per)


def _amount(indicator: Indicator) -> Amount:
    return "talk" if indicator.choices.handling.parts == "talk" else "handle"


class HandlingTimeMean(Summed):
    """Σ duration ÷ the answered whose duration is known; in seconds."""

    scale: ClassVar[Fraction] = PER_MICROSECOND

    def clock(self, indicator: Indicator) -> Clock:
        """Return the clock of legs or contacts, as choice 14 says."""
        return _clock(indicator)

    def terms(self, judged: Judged) -> Terms:
        """Return the microseconds of handling, and how many answers they are of."""
        answered = judged.where(judged.ended("answered"))
        amount = _amount(judged.indicator)
        return Terms(Tally(answered, amount, added=True), Tally(answered, amount))


class HandlingTimePercentile(Observed):
    """A percentile of the durations that the mean is of."""

    def clock(self, indicator: Indicator) -> Clock:
        """Return the clock of legs or contacts, as choice 14 says."""
        return _clock(indicator)

    def amount(self, indicator: Indicator) -> Amount:
        """Return the part of handling that choice 14 names."""
        return _amount(indicator)

    def population(self, judged: Judged) -> ir.BooleanValue:
        """Return the answered."""
        return judged.where(judged.ended("answered"))


MEASURES: Mapping[str, Measure] = {
    "handling_time_mean": HandlingTimeMean(),
    "handling_time_percentile": HandlingTimePercentile(),
}
