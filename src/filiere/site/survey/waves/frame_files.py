"""A sampling frame that was sent, read in a child process: this module knows no Django, hence no database.

One line a centre: its key, which it keeps from a wave to the next, its name, address, language, segment, headcount, and
the company it belongs to, whose centres count as one where results are judged for confidentiality. Any further column
may serve as a stratum.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from filiere.core import Fault, Faults, fold_text
from filiere.core.text import Text, make_printable
from filiere.core.text_length import find_long_text
from filiere.site.members.directory.file_rows import SheetLine, read_lines
from filiere.site.members.directory.writer import unescape_formula
from filiere.site.survey.faults import fault
from filiere.survey.questionnaires import Question, load_questionnaire, read_number
from filiere.survey.samples import read_frame

UNIT, NAME, EMAIL, LANGUAGE = "unit", "name", "email", "language"
SEGMENT, SIZE, COMPANY = "segment", "size", "company"
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    UNIT: ("unit", "key", "clé", "unité"),
    NAME: ("name", "nom", "centre"),
    EMAIL: ("email", "e-mail", "address", "adresse", "courriel"),
    LANGUAGE: ("language", "langue"),
    SEGMENT: ("segment",),
    SIZE: ("size", "headcount", "effectif", "taille"),
    COMPANY: ("company", "entreprise", "siren"),
}
"""What each column may be called."""
MOST_VARIABLES: Final = 6
LONGEST: Final[Mapping[str, int]] = {UNIT: 40, NAME: 160, EMAIL: 254, COMPANY: 80}
LONGEST_VARIABLE: Final = 20
LARGEST_SIZE: Final = 1_000_000
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(?:\.[^@\s.]{1,63}){1,8}\Z")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class SentFrame:
    """The rows of a frame as a wave keeps them, and the columns that are its strata, by their names in the rows."""

    rows: tuple[dict[str, Any], ...]
    strata: tuple[str, ...]


@dataclass(slots=True)
class _FrameReading:
    """A file being read: where its columns stand, and the faults found so far."""

    is_text: bool
    segment: Question | None
    places: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def add(self, code: str, line: int, column: str, /, **values: object) -> None:
        self.faults.append(fault(code, **values).at(line=line, column=self.places.get(column), key=column))


def read_sent_frame(path: str, *, questionnaire: str, version: int, strata: str = SEGMENT) -> SentFrame:
    """Return the frame in a CSV or XLSX file; raise `Faults` with everything wrong in it, by line and column.

    ``strata`` are names of columns, parted by commas: those alone, with the segment, must be filled on every line.
    """
    lines, is_text = read_lines(Path(path))
    reading = _FrameReading(is_text, find_segment(questionnaire, version))
    if not lines:
        raise Faults([fault("survey-frame-empty")])
    _read_heading(reading, lines[0])
    rows = [_read_row(reading, line) for line in lines[1:]]
    chosen = _find_strata(reading, strata)
    found = list(reading.faults)
    try:
        read_frame(
            rows,
            id_column=UNIT,
            name_column=NAME,
            size_column=SIZE,
            variables=tuple(dict.fromkeys([SEGMENT, *chosen])),
            lines=[line.number for line in lines[1:]],
            places=reading.places,
        )
    except Faults as faults:
        found += faults.faults
    if found:
        raise Faults(found)
    return SentFrame(tuple(_keep_row(row) for row in rows), chosen)


def _find_strata(reading: _FrameReading, strata: str) -> tuple[str, ...]:
    """The columns that words name, those that the frame has; each other is a fault."""
    offered = tuple(name for name in reading.places if name not in HEADINGS or name == SEGMENT)
    chosen = tuple(dict.fromkeys(_name_column(one) for one in strata.split(",") if one.strip()))
    reading.faults += [
        fault("survey-frame-column-unknown", column=one[:60], known=offered).at(key="strata")
        for one in chosen
        if one not in offered
    ]
    return tuple(one for one in chosen if one in offered)


def _name_column(words: str) -> str:
    """What a column that is none of ours is called in the rows."""
    return re.sub(r"[^a-z0-9]+", "_", fold_text(words)).strip("_")


def find_segment(questionnaire: str, version: int) -> Question | None:
    """Return the question whose choices are the segments of a frame, None where the questionnaire asks none."""
    places = load_questionnaire(questionnaire, version).questions
    return places[SEGMENT].question if SEGMENT in places else None


def _read_heading(reading: _FrameReading, line: SheetLine) -> None:
    known = {fold_text(words): key for key, names in HEADINGS.items() for words in names}
    for place, cell in enumerate(line.cells, start=1):
        words = _clean_cell(cell, reading.is_text)
        if not words:
            continue
        name = known.get(fold_text(words)) or _name_column(words) or f"c{place}"
        if name in reading.places:
            shown = make_printable(words, _SHOWN)
            reading.faults.append(fault("survey-frame-column-twice", column=shown).at(line=line.number, column=place))
        else:
            reading.places[name] = place
    beyond = [name for name in reading.places if name not in HEADINGS]
    if len(beyond) > MOST_VARIABLES:
        found = fault("survey-frame-too-many-columns", found=len(beyond), most=MOST_VARIABLES)
        reading.faults.append(found.at(line=line.number))


def _read_row(reading: _FrameReading, line: SheetLine) -> dict[str, str]:
    """The cells of a line by column, a segment by its key; what is wrong in them is noted."""
    row = {
        name: _clean_cell(line.cells[place - 1], reading.is_text) if place <= len(line.cells) else ""
        for name, place in reading.places.items()
    }
    for code, name, values in _judge_row(reading, row):
        reading.add(code, line.number, name, **values)
    for name, words in row.items():
        most = LONGEST.get(name, LONGEST_VARIABLE)
        if name != SEGMENT:
            long = find_long_text(words, most, name, Text.same(name))
            reading.faults += [one.at(line=line.number, column=reading.places[name]) for one in long]
    return row


def _judge_row(reading: _FrameReading, row: dict[str, str]) -> Iterator[tuple[str, str, dict[str, object]]]:
    """What is wrong in a row beyond what any frame asks; its segment becomes the key that its words name."""
    if (words := row.get(SEGMENT, "")) and reading.segment is not None:
        found = _find_option(reading.segment, words)
        if found is None:
            known = tuple(one.key for one in reading.segment.choices)
            yield "survey-frame-segment", SEGMENT, {"value": make_printable(words, _SHOWN), "known": known}
        else:
            row[SEGMENT] = found
    if NAME in reading.places and not row.get(NAME, ""):
        yield "survey-frame-name-blank", NAME, {}
    if (words := row.get(EMAIL, "")) and not _EMAIL.match(words):
        yield "survey-frame-email", EMAIL, {"value": make_printable(words, _SHOWN)}
    if (words := row.get(LANGUAGE, "")) and words not in ("fr", "en"):
        yield "survey-frame-language", LANGUAGE, {"value": make_printable(words, _SHOWN)}
    size = read_number(row.get(SIZE, ""))
    if size is not None and (size != int(size) or size > LARGEST_SIZE):
        yield "survey-frame-size-whole", SIZE, {"value": make_printable(row[SIZE], _SHOWN), "most": LARGEST_SIZE}


def _find_option(question: Question, words: str) -> str | None:
    wanted = fold_text(words).replace("-", "_")
    names = {
        fold_text(name).replace("-", "_"): one.key
        for one in question.choices
        for name in (one.key, one.text.fr, one.text.en)
    }
    return names.get(wanted)


def _keep_row(row: Mapping[str, str]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        name: words for name, words in row.items() if words or name not in (EMAIL, LANGUAGE, COMPANY)
    }
    kept[SIZE] = int(read_number(row[SIZE]) or 0)
    return kept


def _clean_cell(cell: object, is_text: bool) -> str:
    """A cell as words: a whole number of a workbook without decimals, a text of ours without its apostrophe."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    words = str(cell if cell is not None else "").strip()
    plain = unicodedata.normalize("NFC", unescape_formula(words) if is_text else words)
    return "".join(sign for sign in " ".join(plain.split()) if sign.isprintable())
