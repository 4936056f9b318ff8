"""What of the results of a wave may go out: every question is a table by segment and size, judged by the house’s gate.

Two tables of a question are asked of the gate. How many answered, by segment and size with the margins: ten centres at
least stand behind a result. What they bring to it, with their final weights, by the same parts and by answer: the rule
of company statistics, three and 85%. Both hold what a subtraction gives, so that a part kept back keeps others back
with it. A share goes out where its denominator and its numerator do, a mean or a total where its sum and its count do.

Centres of one company are one contributor, where the frame says of which company they are.

A result is also judged with every publication that came before it, of this wave and of others
(:mod:`~filiere.site.survey.waves.result_ledger`): subtracted, two of them may give the answer of the one centre that
sets them apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from typing import Final

from filiere.disclosure import Contribution, Dimension, MicroTable, publication_gate
from filiere.site.survey.waves.question_tables import (
    ANSWERS_RULE,
    PARTS,
    REPLIES_RULE,
    TOTAL,
    AnswerRow,
    QuestionTable,
    find_answer,
    find_rule,
    list_parts,
    name_dimensions,
)
from filiere.site.survey.waves.result_ledger import EarlierPublication, ResultName, find_told_by_subtraction

SIZE_CLASSES: Final = ((50, "under-50"), (500, "50-499"))
LARGEST_CLASS: Final = "500-plus"
_WEIGHT_DIGITS: Final = 6

type Reasons = Mapping[ResultName, tuple[str, ...]]
"""By outcome and part of the centres (``segment=outsourced``; None for all), why it is kept back; if it is"""


def find_size_class(size: float) -> str:
    """Return the class of a headcount: those by which the barometer of 2011–2012 told its subgroups."""
    return next((name for below, name in SIZE_CLASSES if size < below), LARGEST_CLASS)


def judge_results(
    rows: Sequence[AnswerRow],
    tables: Sequence[QuestionTable],
    day: date,
    *,
    period: str = "",
    earlier: Sequence[EarlierPublication] = (),
    imprecise: Set[ResultName] = frozenset(),
) -> Reasons:
    """Return of each outcome and part why it is kept back: ``few``, ``dominated``, ``complement`` of another part,
    ``earlier`` where it gives what is secret when it is subtracted from an ``earlier`` publication.

    ``imprecise`` are results that do not go out anyway, whatever the gate says.
    """
    found: dict[ResultName, tuple[str, ...]] = {}
    for table in tables:
        judged = {(outcome, part): reasons for outcome, part, reasons in _judge_table(rows, table, day)}
        if earlier:
            told = {name for name, reasons in judged.items() if not reasons and name not in imprecise}
            for name in find_told_by_subtraction(rows, table, told, day=day, period=period, earlier=earlier):
                judged[name] = ("earlier",)
        found |= judged
    return found


def _judge_table(
    rows: Sequence[AnswerRow], table: QuestionTable, day: date
) -> Iterator[tuple[str, str | None, tuple[str, ...]]]:
    first = table.outcomes[0]
    known = [row for row in rows if row.values.get(first) is not None]
    counted = _ask_gate(PARTS, [Contribution(row.contributor, row.parts, 1) for row in known], REPLIES_RULE, day)
    brought = _ask_gate(
        name_dimensions(table),
        [Contribution(row.contributor, *_describe_answer(row, table)) for row in known],
        ANSWERS_RULE,
        day,
    )
    for part, codes in list_parts(known):
        for outcome in table.outcomes:
            judged = (
                counted.get(codes, ()),
                *((brought.get((*codes, one), ()) for one in (TOTAL, outcome)) if table.shares else [brought[codes]]),
            )
            yield outcome, part, tuple(sorted({reason for reasons in judged for reason in reasons}))


def _describe_answer(row: AnswerRow, table: QuestionTable) -> tuple[tuple[str, ...], int | Decimal, Decimal]:
    """Where an answer stands, how much it is, and how many centres it stands for."""
    weight = Decimal(str(round(row.weight, _WEIGHT_DIGITS)))
    return *find_answer(row, table), weight


def _ask_gate(
    names: Sequence[str], rows: Sequence[Contribution], rule: str, day: date
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Ask the gate, and return why each cell is kept back."""
    table = MicroTable(tuple(Dimension(name, TOTAL) for name in names), tuple(rows))
    found: dict[tuple[str, ...], tuple[str, ...]] = defaultdict(tuple)
    decision = publication_gate().decide(table, find_rule(rule, day)).build_inner_table()
    return found | {cell.codes: cell.reasons for cell in decision.cells}
