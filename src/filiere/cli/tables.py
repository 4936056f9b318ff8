"""A table on a terminal, and the same plain and whole elsewhere, for a pipe or a file."""

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text as Plain

from filiere.core.numbers import UNKNOWN_MARK, format_number
from filiere.core.text import Text


def print_table(headings: Sequence[Text | str], rows: Sequence[Sequence[Text | str]]) -> None:
    """Print rows under their headings."""
    names, *lines = [[str(cell) for cell in line] for line in (headings, *rows)]
    console = Console()
    if console.is_terminal:
        drawn = Table(*names)
        for line in lines:
            # A cell such as "[/x]" is a text, not a tag of the terminal's markup.
            drawn.add_row(*map(Plain, line))
        console.print(drawn)
        return
    widths = [max(map(len, column)) for column in zip(names, *lines, strict=True)]
    for line in (names, *lines):
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def format_range(ends: tuple[Decimal | None, Decimal | None] | None) -> str:
    """Return the two ends of a score in one cell, one number when they are the same, a dash when there is none."""
    if ends is None or None in ends:
        return UNKNOWN_MARK
    low, high = (format_number(end, digits=1) for end in ends)
    return low if low == high else f"{low} – {high}"
