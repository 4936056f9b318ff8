"""What customers and listeners say: surveys, reviews of quality, mystery contacts.

A share of satisfied customers means little without how many answered, how many were asked, and how far chance alone
could have moved it; each is an indicator of its own, over the same answers. The rules are § 14 of
docs/reference/contact-indicators.md.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import ClassVar

import ibis.expr.types as ir

from filiere.contacts.measures.aggregation import MILLION, sum_by_period, to_millionths
from filiere.contacts.measures.base import Context, ExcludedRows, Indicator, Measure

Z_95 = Decimal("1.959963984540054")
"""The normal deviate that 95 % lie within."""


class SurveyMeasure(Measure):
    """A measure of the answers to one question."""

    tables: ClassVar[tuple[str, ...]] = ("survey_answer",)
    question: ClassVar[str]

    @abstractmethod
    def map_unfit_reasons(self, answers: ir.Table) -> Mapping[str, ir.BooleanValue]:
        """Return the reasons why an answer cannot be counted, beyond a score off its scale."""

    @abstractmethod
    def amount(self, answers: ir.Table) -> ir.IntegerValue:
        """Return what an answer adds to the numerator."""

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the sums over the answers that can be counted."""
        answers = self._answers(context, indicator)
        for condition in self._all_unfit(answers).values():
            answers = answers.filter(~condition)
        moment = answer_moment(answers, indicator)
        return sum_by_period(context, answers, moment, numerator=self.amount(answers), denominator=1)

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:
        """Return the answers that cannot be counted."""
        answers = self._answers(context, indicator)
        return [ExcludedRows(answers, self._all_unfit(answers))]

    def _answers(self, context: Context, indicator: Indicator) -> ir.Table:
        rows = filter_by_channel(context.table("survey_answer"), indicator)
        return rows.filter((rows.question == self.question) & rows.answered_us.notnull() & rows.score.notnull())

    def _all_unfit(self, answers: ir.Table) -> Mapping[str, ir.BooleanValue]:
        off = (answers.score < answers.scale_min) | (answers.score > answers.scale_max)
        return {"out_of_scale": off, **self.map_unfit_reasons(answers)}


class Satisfaction(SurveyMeasure):
    """Satisfied ÷ answers whose score of satisfaction is known."""

    question = "satisfaction"

    def map_unfit_reasons(self, answers: ir.Table) -> Mapping[str, ir.BooleanValue]:
        """Leave out the answers of which nobody said from where one is satisfied."""
        return {"no_satisfied_from": answers.satisfied_from.isnull()}

    def amount(self, answers: ir.Table) -> ir.IntegerValue:
        """Return 1 for a satisfied customer."""
        return (answers.score >= answers.satisfied_from).cast("int64")


class SatisfactionBound(Satisfaction):
    """One end of the interval of satisfaction at 95 %, Wilson's; the sums are those of satisfaction.

    Wilson's interval is never empty, never passes 0 or 100 %, and holds for the few answers that a queue has.
    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    """

    averaged: ClassVar[bool] = False

    def __init__(self, *, upper: bool) -> None:
        self._sign = 1 if upper else -1

    def value(self, numerator: int, denominator: int) -> float:
        """Return the bound in percent: to forty digits, then the nearest number, so that all who compute it agree."""
        with localcontext(prec=40):
            n, square = Decimal(denominator), Z_95 * Z_95
            share = Decimal(numerator) / n
            half = Z_95 * (share * (1 - share) / n + square / (4 * n * n)).sqrt()
            bound = (share + square / (2 * n) + self._sign * half) / (1 + square / n)
            return float(100 * bound)


class NetPromoterScore(SurveyMeasure):
    """Share of those who score 9 or 10 less share of those who score 6 or less, in points, on a scale of 0 to 10."""

    question = "recommendation"

    def map_unfit_reasons(self, answers: ir.Table) -> Mapping[str, ir.BooleanValue]:
        """Leave out other scales: their promoters would be a convention of ours."""
        return {"other_scale": (answers.scale_min != 0) | (answers.scale_max != 10)}

    def amount(self, answers: ir.Table) -> ir.IntegerValue:
        """Return 1 for a promoter, −1 for a detractor."""
        return (answers.score >= 9).cast("int64") - (answers.score <= 6).cast("int64")


class CustomerEffort(SurveyMeasure):
    """Mean of the answers on how much effort it took, on a scale of 1 to 7; in points."""

    scale: ClassVar[Fraction] = Fraction(1, MILLION)
    question = "effort"

    def map_unfit_reasons(self, answers: ir.Table) -> Mapping[str, ir.BooleanValue]:
        """Leave out other scales: a mean of two scales is of neither."""
        return {"other_scale": (answers.scale_min != 1) | (answers.scale_max != 7)}

    def amount(self, answers: ir.Table) -> ir.IntegerValue:
        """Return the score in millionths."""
        return to_millionths(answers.score)


class ResponseRate(Measure):
    """Invitations with any answer ÷ invitations, however many questions each asked."""

    tables: ClassVar[tuple[str, ...]] = ("survey_answer",)

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the answered and the sent."""
        rows = filter_by_channel(context.table("survey_answer"), indicator)
        groups = ["organisation", "answer_id", *(name for name in ("site", "queue", "channel") if name in context.by)]
        sent = rows.group_by(groups).aggregate(
            invited_us=rows.invited_us.min(), zone=rows.zone.min(), answered=rows.answered_us.notnull().any()
        )
        return sum_by_period(context, sent, sent.invited_us, numerator=sent.answered.cast("int64"), denominator=1)


class QualityScore(Measure):
    """Points obtained ÷ points possible, over the reviews of the calibrated sample."""

    tables: ClassVar[tuple[str, ...]] = ("quality_review",)

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the points, in millionths."""
        rows = filter_by_channel(context.table("quality_review"), indicator)
        rows = rows.filter(rows.calibrated & (rows.points_possible > 0))
        return _sum_points(context, rows, rows.reviewed_us)

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:
        """Return the reviews that are of no calibrated sample, or have nothing to obtain."""
        rows = filter_by_channel(context.table("quality_review"), indicator)
        return [ExcludedRows(rows, {"not_calibrated": ~rows.calibrated, "nothing_possible": rows.points_possible <= 0})]


class MysteryScore(Measure):
    """Points obtained ÷ points possible, over mystery contacts."""

    tables: ClassVar[tuple[str, ...]] = ("mystery_contact",)

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the points, in millionths."""
        rows = filter_by_channel(context.table("mystery_contact"), indicator)
        rows = rows.filter(rows.points_possible > 0)
        return _sum_points(context, rows, rows.made_us)

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:
        """Return the mystery contacts that have nothing to obtain."""
        rows = filter_by_channel(context.table("mystery_contact"), indicator)
        return [ExcludedRows(rows, {"nothing_possible": rows.points_possible <= 0})]


class MysteryPassed(Measure):
    """Mystery contacts passed ÷ those of which it is known."""

    tables: ClassVar[tuple[str, ...]] = ("mystery_contact",)

    def sums(self, context: Context, indicator: Indicator) -> ir.Table:
        """Return the passed and the judged."""
        rows = filter_by_channel(context.table("mystery_contact"), indicator)
        rows = rows.filter(rows.passed.notnull())
        return sum_by_period(context, rows, rows.made_us, numerator=rows.passed.cast("int64"), denominator=1)

    def list_excluded_rows(self, context: Context, indicator: Indicator) -> Sequence[ExcludedRows]:
        """Return those that were not judged."""
        rows = filter_by_channel(context.table("mystery_contact"), indicator)
        return [ExcludedRows(rows, {"unknown": rows.passed.isnull()})]


def _sum_points(context: Context, rows: ir.Table, moment: ir.IntegerValue) -> ir.Table:
    possible = to_millionths(rows.points_possible)
    return sum_by_period(context, rows, moment, numerator=to_millionths(rows.points), denominator=possible)


def answer_moment(answers: ir.Table, indicator: Indicator) -> ir.IntegerValue:
    """Return the moment that places an answer in a period: its invitation, or itself by choice 12."""
    if indicator.choices.attribution in {"answer_or_end", "end"}:
        return answers.answered_us
    return answers.invited_us


def filter_by_channel(rows: ir.Table, indicator: Indicator) -> ir.Table:
    """Return the rows of the channel that an indicator names; all of them where it names none."""
    return rows if indicator.channel is None else rows.filter(rows.channel == indicator.channel)


MEASURES: Mapping[str, Measure] = {
    "satisfaction": Satisfaction(),
    "satisfaction_low": SatisfactionBound(upper=False),
    "satisfaction_high": SatisfactionBound(upper=True),
    "response_rate": ResponseRate(),
    "net_promoter_score": NetPromoterScore(),
    "customer_effort": CustomerEffort(),
    "quality_score": QualityScore(),
    "mystery_score": MysteryScore(),
    "mystery_passed": MysteryPassed(),
}
