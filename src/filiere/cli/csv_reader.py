"""The rows of a CSV file given to a command, with a sentence where they do not read."""

import csv
from collections.abc import Iterator
from pathlib import Path

from filiere.core.faults import Fault, Faults
from filiere.core.text import Text


class CsvText:
    """The header of some CSV text and its rows by name; raises :class:`Faults` where a cell is too long or a line no
    CSV."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        lines = text.splitlines(keepends=True)
        separator = ";" if lines and ";" in lines[0] else ","
        self._reader = csv.DictReader(lines, delimiter=separator)
        try:
            self.header: tuple[str, ...] = tuple(self._reader.fieldnames or ())
        except csv.Error:
            raise self._build_broken_line_faults() from None

    def rows(self) -> Iterator[tuple[int, dict[str, str | None]]]:
        """Yield each row with the line that it ends on, from 1."""
        try:
            for row in self._reader:
                yield self._reader.line_num, row
        except csv.Error:
            raise self._build_broken_line_faults() from None

    def _build_broken_line_faults(self) -> Faults:
        most = csv.field_size_limit()
        return Faults(
            [
                Fault(
                    code="csv-broken",
                    message=Text(
                        fr=(
                            f"Cette ligne n’est pas du CSV valide : une case dépasse {most} caractères, ou un "
                            "guillemet est mal placé."
                        ),
                        en=f"This line is not valid CSV: a cell exceeds {most} characters, or a quotation mark is "
                        f"out of place.",
                    ),
                    remedy=Text(
                        fr="Vérifiez qu’un guillemet n’est pas resté ouvert, puis exportez le fichier de nouveau.",
                        en="Check that no quotation mark was left open, then export the file again.",
                    ),
                    file=str(self._path),
                    line=max(1, self._reader.line_num),
                )
            ]
        )
