"""Amounts announced against their parts: what is missing or too much gets a name, and is never repaired.

A text says a total and some of its parts, by funder and perhaps by year. Their difference is *unexplained* where the
total is larger, *over* where the parts are. Texts that disagree stand side by side; none is corrected by another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from filiere.core.language import choose_words
from filiere.core.numbers import MINUS, format_number
from filiere.core.text import StrictModel, Text
from filiere.figures.records import Identifier, Number

SumOutcome = Literal["balanced", "unexplained", "over", "no_total", "no_parts"]

Amount = Annotated[Number, Field(ge=0)]
Year = Annotated[int, Field(ge=1900, le=2200, strict=True)]

_UNEXPLAINED = Text(fr="inexpliqués", en="unexplained")
_OVER = Text(fr="de trop", en="over")


class Part(StrictModel):
    """What one funder gives, in one year or, without a year, over the whole time."""

    funder: Identifier
    year: Year | None = None
    amount: Amount


class AmountStatement(StrictModel):
    """What one text says: a total, the parts it names, and where it was read.

    ``figures`` are those of the register that hold these numbers; ``mark`` says how they are known, as there: S read,
    C computed, I inferred, K not re-read.
    """

    id: Identifier
    label: Text
    total: Amount | None = None
    parts: tuple[Part, ...] = ()
    sources: tuple[Identifier, ...] = ()
    figures: tuple[Identifier, ...] = ()
    mark: Literal["S", "C", "I", "K"]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class SumCheck:
    """A total against its parts, in one unit.

    ``difference`` is total − Σ parts: above zero it is unexplained, below it is over; None without a total.
    """

    outcome: SumOutcome
    total: Decimal | None
    parts: tuple[Decimal, ...]
    difference: Decimal | None

    @property
    def parts_total(self) -> Decimal:
        """The sum of the parts."""
        return sum(self.parts, Decimal(0))

    def equation(self) -> str:
        """Return the sum as people write it, what is missing or too much named: *18 = 6 + 9 + 3 unexplained*."""
        numbers = [format_number(one) for one in self.parts]
        words = " + ".join(numbers)
        if self.total is None or self.difference is None:
            return f"{words} = {format_number(self.parts_total)}" if numbers else format_number(None)
        rest = format_number(abs(self.difference))
        if self.difference > 0:
            words = " + ".join([*numbers, f"{rest} {_UNEXPLAINED}"])
        elif self.difference < 0:
            words += f" {MINUS} {rest} {_OVER}"
        words = f"{format_number(self.total)} = {words}" if words else format_number(self.total)
        return choose_words(words, words)


@dataclass(frozen=True, slots=True)
class StatementCheck:
    """What one text says, its sum over funders, and the sum of the years of each funder that gives both."""

    statement: AmountStatement
    total: SumCheck
    funders: Mapping[str, Decimal]
    years: Mapping[str, SumCheck]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing of which texts give different amounts: the total (``funder`` None) or a funder's part, over a year or
    the whole time. ``amounts`` are pairs of a statement's id and its amount."""

    funder: str | None
    year: int | None
    amounts: tuple[tuple[str, Decimal], ...]


def check_sum(total: Decimal | None, parts: Sequence[Decimal]) -> SumCheck:
    """Return a total against its parts; without parts nothing is explained, and the outcome says so."""
    if total is None:
        return SumCheck("no_total", None, tuple(parts), None)
    difference = total - sum(parts, Decimal(0))
    if not parts:
        return SumCheck("no_parts", total, (), difference)
    outcome: SumOutcome = "unexplained" if difference > 0 else "over" if difference < 0 else "balanced"
    return SumCheck(outcome, total, tuple(parts), difference)


def check_statement(statement: AmountStatement) -> StatementCheck:
    """Return what a text says against itself.

    A funder that gives an amount over the whole time and amounts by year counts once, by the former; whether its years
    add up to it is a check of its own.
    """
    whole: dict[str, Decimal] = {}
    yearly: dict[str, list[Decimal]] = {}
    for part in statement.parts:
        if part.year is None:
            whole[part.funder] = part.amount
        else:
            yearly.setdefault(part.funder, []).append(part.amount)
    order = dict.fromkeys(part.funder for part in statement.parts)
    funders = {one: whole[one] if one in whole else sum(yearly[one], Decimal(0)) for one in order}
    years = {one: check_sum(whole[one], amounts) for one, amounts in yearly.items() if one in whole}
    return StatementCheck(statement, check_sum(statement.total, list(funders.values())), funders, years)


def find_disagreements(statements: Iterable[AmountStatement]) -> list[Disagreement]:
    """Return every amount that at least two texts give differently, the total first; a text that is silent agrees."""
    said: dict[tuple[str | None, int | None], list[tuple[str, Decimal]]] = {(None, None): []}
    for statement in statements:
        if statement.total is not None:
            said[None, None].append((statement.id, statement.total))
        for part in statement.parts:
            said.setdefault((part.funder, part.year), []).append((statement.id, part.amount))
    return [
        Disagreement(funder, year, tuple(amounts))
        for (funder, year), amounts in said.items()
        if len({amount for _, amount in amounts}) > 1
    ]
