"""Exact amounts: additions of a table hold to the last digit only if no binary number came in between.

Values become whole numbers of ``1 / scale``, where the scale is a hundred times the decimals of the data, so that a
blur or a share of a unit can be whole too. A text of more than fifteen digits is a binary number written out: it is
read at fifteen, which such a number keeps, and that is told. All sums stay below 2^53, so that a linear program in
binary numbers sees them exactly.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

import numpy as np

from filiere.core import Fault, FaultLog
from filiere.disclosure.inputs.fault_builders import fault, note
from filiere.disclosure.inputs.tabular_files import Sheet
from filiere.disclosure.system import Ints

LARGEST_EXACT = 2**53
UNITS_PER_DECIMAL = 100
"""Scaled units in the last decimal of the data."""

_NUMBER = re.compile(r"[-+]?(?:[0-9]++\.?+[0-9]*+|\.[0-9]++)(?:[eE][-+]?[0-9]{1,3})?\Z", re.ASCII)
_FIFTEEN_DIGITS = Context(prec=15)


@dataclass(frozen=True, slots=True)
class AmountColumn:
    """A column of exact numbers, none where the text was no number; ``decimals`` is how many any of them needs."""

    column: str
    values: Sequence[Decimal | None]
    decimals: int

    def scale_values(self, scale: int) -> list[int]:
        """Return the values in whole ``1 / scale``; what is no number is 0."""
        return [0 if value is None else int(value * scale) for value in self.values]


def read_amounts(sheet: Sheet, name: str, log: FaultLog, notes: list[Fault], *, blank: bool = False) -> AmountColumn:
    """Read a column of numbers; each text that is none is a fault, or none at all when it is ``blank`` and may be."""
    values: list[Decimal | None] = []
    decimals = rounded = 0
    for row, text in enumerate(sheet.column(name)):
        if not _NUMBER.match(text):
            values.append(None)
            if text or not blank:
                log.add(fault("value-not-a-number", file=str(sheet.path), line=sheet.line(row), column=name))
            continue
        value = Decimal(text)
        if len(value.as_tuple().digits) > 15:
            shorter = _FIFTEEN_DIGITS.plus(value)
            rounded += shorter != value
            value = shorter
        value = value.normalize()
        decimals = max(decimals, -int(value.as_tuple().exponent))
        values.append(value)
    if rounded:
        notes.append(note("digits-rounded", file=str(sheet.path), column=name, count=rounded))
    return AmountColumn(name, values, decimals)


def choose_scale(amounts: Sequence[AmountColumn]) -> tuple[int, int]:
    """Return the decimals that all columns need together, and the scale."""
    decimals = max((one.decimals for one in amounts), default=0)
    return decimals, UNITS_PER_DECIMAL * 10**decimals


def check_exact_sum(
    sheet: Sheet, column: str, scaled: Sequence[int], scale: int, log: FaultLog, *, added: bool = True
) -> Ints:
    """Return scaled values as an array; a sum of sizes that passes 2^53 is a fault, and gives zeros.

    Cells that hold their own totals are not ``added`` any more: the largest of them is checked.
    """
    sizes = map(abs, scaled)
    if scale > LARGEST_EXACT or (sum(sizes) if added else max(sizes, default=0)) > LARGEST_EXACT:
        log.add(fault("value-too-large", file=str(sheet.path), column=column, scale=scale))
        return np.zeros(len(scaled), dtype=np.int64)
    return np.array(scaled, dtype=np.int64)


def format_unit_amount(amount: int, scale: int) -> str:
    """Return a scaled amount in the unit of the response: a plain decimal, exact, without trailing zeros."""
    sign, size = ("-" if amount < 0 else ""), abs(int(amount))
    whole, rest = divmod(size, scale)
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{str(rest).zfill(len(str(scale)) - 1).rstrip('0')}"


def parse_unit_amount(text: str, scale: int) -> int:
    """Return the scaled amount of a text; the way back of :func:`format_unit_amount`. Raises ValueError beyond the
    scale."""
    amount = Fraction(text) * scale
    if amount.denominator != 1:
        raise ValueError(text)
    return amount.numerator
