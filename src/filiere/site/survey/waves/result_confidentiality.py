"""What of the results of a wave may go out: every question is a table by segment and size, judged by the house’s gate.

Two tables of a question are asked of the gate. How many answered, by segment and size with the margins: ten centres at
least stand behind a result. What they bring to it, with their final weights, by the same parts and by answer: the rule
of company statistics, three and 85%. Both hold what a subtraction gives, so that a part kept back keeps others back
with it. A share goes out where its denominator and its numerator do, a mean or a total where its sum and its count do.

Centres of one company are one contributor, where the frame says of which company they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from filiere.disclosure import Contribution, Dimension, MicroTable, Rule, load_rules, publication_gate, rule_in_force

REPLIES_RULE: Final = "survey-domains"
ANSWERS_RULE: Final = "enterprise-statistics"
TOTAL: Final = "total"
OTHER: Final = "other"
"""The answers that no result tells, as one: they too are what a subtraction would give."""
PARTS: Final = ("segment", "size_class")
"""What a result is told by, besides all centres: each of them alone."""
SIZE_CLASSES: Final = ((50, "under-50"), (500, "50-499"))
LARGEST_CLASS: Final = "500-plus"
_WEIGHT_DIGITS: Final = 6

type Reasons = Mapping[tuple[str, str | None], tuple[str, ...]]
"""By outcome and part of the centres (``segment=outsourced``; None for all), why it is kept back; if it is"""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What one centre brings: whose it is, its parts, its final weight, and by outcome its value, if it has one."""

    contributor: str
    parts: tuple[str, ...]
    weight: float
    values: Mapping[str, float | None] = field(repr=False)


@dataclass(frozen=True, slots=True)
class QuestionTable:
    """The outcomes of a question that are judged together: options of which a centre ticks one, or a single outcome.

    ``shares`` says whether they are shares of answers, else sums of numbers.
    """

    outcomes: tuple[str, ...]
    shares: bool


def find_size_class(size: float) -> str:
    """Return the class of a headcount: those by which the barometer of 2011–2012 told its subgroups."""
    return next((name for below, name in SIZE_CLASSES if size < below), LARGEST_CLASS)


def judge_results(rows: Sequence[AnswerRow], tables: Sequence[QuestionTable], day: date) -> Reasons:
    """Return of each outcome and part why it is kept back: ``few``, ``dominated``, ``complement`` of another part."""
    return {(outcome, part): reasons for table in tables for outcome, part, reasons in _judge_table(rows, table, day)}


def _judge_table(
    rows: Sequence[AnswerRow], table: QuestionTable, day: date
) -> Iterator[tuple[str, str | None, tuple[str, ...]]]:
    first = table.outcomes[0]
    known = [row for row in rows if row.values.get(first) is not None]
    counted = _ask_gate(PARTS, [Contribution(row.contributor, row.parts, 1) for row in known], REPLIES_RULE, day)
    brought = _ask_gate(
        (*PARTS, "answer") if table.shares else PARTS,
        [Contribution(row.contributor, *_describe_answer(row, table)) for row in known],
        ANSWERS_RULE,
        day,
    )
    for part, codes in _list_parts(known):
        for outcome in table.outcomes:
            judged = (
                counted.get(codes, ()),
                *((brought.get((*codes, one), ()) for one in (TOTAL, outcome)) if table.shares else [brought[codes]]),
            )
            yield outcome, part, tuple(sorted({reason for reasons in judged for reason in reasons}))


def _describe_answer(row: AnswerRow, table: QuestionTable) -> tuple[tuple[str, ...], int | Decimal, Decimal]:
    """Where an answer stands, how much it is, and how many centres it stands for."""
    weight = Decimal(str(round(row.weight, _WEIGHT_DIGITS)))
    if table.shares:
        chosen = next((outcome for outcome in table.outcomes if row.values[outcome]), OTHER)
        return (*row.parts, chosen), 1, weight
    return row.parts, Decimal(str(row.values[table.outcomes[0]])), weight


def _list_parts(rows: Sequence[AnswerRow]) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """Every part that results are told of, with its codes: all centres, then each value of each part alone."""
    if rows:
        yield None, (TOTAL,) * len(PARTS)
    for place, name in enumerate(PARTS):
        for value in sorted({row.parts[place] for row in rows}):
            yield f"{name}={value}", tuple(value if place == at else TOTAL for at in range(len(PARTS)))


def _ask_gate(
    names: Sequence[str], rows: Sequence[Contribution], rule: str, day: date
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Ask the gate, and return why each cell is kept back."""
    table = MicroTable(tuple(Dimension(name, TOTAL) for name in names), tuple(rows))
    found: dict[tuple[str, ...], tuple[str, ...]] = defaultdict(tuple)
    decision = publication_gate().decide(table, _find_rule(rule, day)).inside()
    return found | {cell.codes: cell.reasons for cell in decision.cells}


def _find_rule(name: str, day: date) -> Rule:
    """The rule of a day; before there was any, the first."""
    return rule_in_force(_read_rules(), name, max(day, min(one.since.start for one in _read_rules() if one.id == name)))


@cache
def _read_rules() -> tuple[Rule, ...]:
    return load_rules()
