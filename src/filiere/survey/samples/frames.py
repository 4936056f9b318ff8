"""Sampling frames: the units that may be drawn, each once, with what stratifies them and how large they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from filiere.core.faults import Fault, Faults
from filiere.core.text import make_printable
from filiere.survey.questionnaires.numerals import read_number
from filiere.survey.samples.faults import CATALOGUE

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class FrameUnit:
    """A unit: its key, its name, its value of each stratum variable, and its size (employees, most often)."""

    id: str
    name: str
    variables: Mapping[str, str]
    size: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The units in the order of their keys, so that the order of a file changes nothing, and their variables."""

    units: tuple[FrameUnit, ...]
    variables: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.units)


def read_frame(
    rows: Iterable[Mapping[str, object]],
    *,
    id_column: str,
    name_column: str,
    size_column: str,
    variables: Sequence[str],
    file: str | None = None,
    lines: Sequence[int] = (),
    places: Mapping[str, int] | None = None,
) -> Frame:
    """Return the frame of rows (a table read, or rows of a database); raise :class:`Faults` with all that is wrong.

    A blank key, variable or size, a key given twice, and a size that is no number of zero or more are refused. Lines
    are counted as in a file whose first line names the columns, unless ``lines`` gives that of each row; ``places`` are
    those of the columns, from 1.
    """
    columns = (id_column, name_column, size_column, *variables)
    units: dict[str, FrameUnit] = {}
    first: dict[str, int] = {}
    faults: list[Fault] = []
    line = 1
    for rank, row in enumerate(rows):
        line = lines[rank] if lines else rank + 2
        missing = [column for column in columns if column not in row]
        if missing:
            found = CATALOGUE.build("frame-missing-column", missing=missing, expected=columns)
            raise Faults([*faults, found.at(file=file, line=line)])
        cells = {column: _write_cell(row[column]) for column in columns}
        wrong = [
            CATALOGUE.build("frame-blank", column=column).at(key=column)
            for column, words in cells.items()
            if not words and column != name_column
        ]
        size = read_number(cells[size_column])
        if size is None and cells[size_column]:
            shown = make_printable(cells[size_column], _SHOWN)
            wrong.append(CATALOGUE.build("frame-size", size=shown).at(key=size_column))
        key = cells[id_column]
        if key in units:
            shown = make_printable(key, _SHOWN)
            wrong.append(CATALOGUE.build("frame-repeated-unit", unit=shown, line=first[key]).at(key=id_column))
        faults += [fault.at(file=file, line=line, column=(places or {}).get(fault.key or "")) for fault in wrong]
        if not wrong and size is not None:
            values = {column: cells[column] for column in variables}
            units[key] = FrameUnit(key, cells[name_column], values, float(size))
            first[key] = line
    if line == 1:
        faults.append(CATALOGUE.build("frame-empty").at(file=file))
    if faults:
        raise Faults(faults)
    return Frame(tuple(units[key] for key in sorted(units)), tuple(variables))


def _write_cell(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
