"""How long handling takes, once answered: by leg or by contact, whatever the waits are counted by."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal

import ibis.expr.types as ir

from filiere.contacts.chat_shares import CHAT_CHANNEL
from filiere.contacts.measures.base import PER_MICROSECOND, Indicator, Measure
from filiere.contacts.measures.percentiles import ObservedMeasure
from filiere.contacts.measures.shared_sums import AmountName, IndicatorTerms, SummedMeasure, Tally
from filiere.contacts.unit_classification import IndicatorConditions, UnitClock


def _handling_clock(indicator: Indicator) -> UnitClock:
    clock = UnitClock.of(indicator.choices, per=indicator.choices.handling.per)
    divided = indicator.choices.handling.concurrency == "divided" and indicator.channel in (None, CHAT_CHANNEL)
    return replace(clock, shared=_handling_amount(indicator)) if divided else clock


def _handling_amount(indicator: Indicator) -> Literal["talk", "handle"]:
    return "talk" if indicator.choices.handling.parts == "talk" else "handle"


class HandlingTimeMean(SummedMeasure):
    """Σ duration ÷ the answered whose duration is known; in seconds."""

    scale: ClassVar[Fraction] = PER_MICROSECOND

    def clock(self, indicator: Indicator) -> UnitClock:
        """Return the clock of legs or contacts, as choice 14 says."""
        return _handling_clock(indicator)

    def terms(self, judged: IndicatorConditions) -> IndicatorTerms:
        """Return the microseconds of handling, and how many answers they are of."""
        answered = judged.is_counted_where(judged.has_ended_in("answered"))
        amount = _handling_amount(judged.indicator)
        return IndicatorTerms(Tally(answered, amount, added=True), Tally(answered, amount))


class HandlingTimePercentile(ObservedMeasure):
    """A percentile of the durations that the mean is of."""

    def clock(self, indicator: Indicator) -> UnitClock:
        """Return the clock of legs or contacts, as choice 14 says."""
        return _handling_clock(indicator)

    def amount(self, indicator: Indicator) -> AmountName:
        """Return the part of handling that choice 14 names."""
        return _handling_amount(indicator)

    def population(self, judged: IndicatorConditions) -> ir.BooleanValue:
        """Return the answered."""
        return judged.is_counted_where(judged.has_ended_in("answered"))


MEASURES: Mapping[str, Measure] = {
    "handling_time_mean": HandlingTimeMean(),
    "handling_time_percentile": HandlingTimePercentile(),
}
