"""A question as a table of answers by segment and size: what is judged within a wave, and between publications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from filiere.disclosure import Rule, load_rules, rule_in_force

REPLIES_RULE: Final = "survey-domains"
ANSWERS_RULE: Final = "enterprise-statistics"
TOTAL: Final = "total"
OTHER: Final = "other"
"""The answers that no result tells, as one: they too are what a subtraction would give."""
PARTS: Final = ("segment", "size_class")
"""What a result is told by, besides all centres: each of them alone."""


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


def name_dimensions(table: QuestionTable) -> tuple[str, ...]:
    """Return what the answers of a question are crossed by: the parts of the centres and, of options, the answer."""
    return (*PARTS, "answer") if table.shares else PARTS


def find_answer(row: AnswerRow, table: QuestionTable) -> tuple[tuple[str, ...], Decimal]:
    """Return where an answer stands and how much it is, before weighting; the row has an answer."""
    if table.shares:
        chosen = next((outcome for outcome in table.outcomes if row.values[outcome]), OTHER)
        return (*row.parts, chosen), Decimal(1)
    return row.parts, Decimal(str(row.values[table.outcomes[0]]))


def list_parts(rows: Sequence[AnswerRow]) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """Every part that results are told of, with its codes: all centres, then each value of each part alone."""
    if rows:
        yield None, (TOTAL,) * len(PARTS)
    for place, name in enumerate(PARTS):
        for value in sorted({row.parts[place] for row in rows}):
            yield f"{name}={value}", tuple(value if place == at else TOTAL for at in range(len(PARTS)))


def find_rule(name: str, day: date) -> Rule:
    """The rule of a day; before there was any, the first."""
    return rule_in_force(_read_rules(), name, max(day, min(one.since.start for one in _read_rules() if one.id == name)))


@cache
def _read_rules() -> tuple[Rule, ...]:
    return load_rules()
