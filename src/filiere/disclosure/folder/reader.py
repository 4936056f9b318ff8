"""A run read back, for what compares releases or shows one; the proof is checked elsewhere, by code of its own.

A folder may have been changed by hand, cut short by a full disk, or taken from elsewhere: whatever is not as a run
writes it is told with its file, its key and its line.
"""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from filiere.core import Fault, Faults, Text, format_key
from filiere.core.bounded_json import NestedTooDeep, load_json
from filiere.core.validation import explain_error
from filiere.disclosure.folder.layout import CELLS_FILE, PUBLIC_FILE, REPORT_FILE, SPEC_FILE, require_run
from filiere.disclosure.inputs import LARGEST_EXACT, parse_unit_amount
from filiere.disclosure.pattern import Level
from filiere.disclosure.system import Cut, Ints

_DECIMAL = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_REMEDY = Text(
    fr="Refaites le dossier avec « filiere disclosure protect » ; ne corrigez pas ses fichiers à la main.",
    en="Rebuild the folder with “filiere disclosure protect”; do not edit its files by hand.",
)


class _PartialRecord(BaseModel):
    """What reading a run takes from one of its files; the rest of it is whatever was written."""

    model_config = ConfigDict(frozen=True, strict=True)


class _CutRead(_PartialRecord):
    column: str
    codes: Annotated[tuple[str, ...], Field(min_length=1)]
    parents: tuple[int, ...]

    @model_validator(mode="after")
    def _a_tree(self) -> Self:
        # Groups stand before their codes, so that climbing ends.
        once = len(set(self.codes)) == len(self.codes) == len(self.parents)
        if not once or self.parents[0] != -1 or any(not 0 <= up < at for at, up in enumerate(self.parents[1:], 1)):
            raise ValueError(
                Text(
                    fr="« codes » et « parents » ne font pas un arbre sous le total",
                    en="“codes” and “parents” do not form a tree under the total",
                )
            )
        return self


class _SpecRead(_PartialRecord):
    format: Literal["filiere-disclosure/1"]
    cuts: Annotated[tuple[_CutRead, ...], Field(min_length=1)]
    tables: Annotated[tuple[tuple[int, ...], ...], Field(min_length=1)]
    scale: Annotated[int, Field(ge=1, le=LARGEST_EXACT)]
    level: Level

    @model_validator(mode="after")
    def _tables_cross_cuts(self) -> Self:
        if any(not 0 <= cut < len(self.cuts) for table in self.tables for cut in table):
            raise ValueError(
                Text(
                    fr="« tables » croise une colonne qui n’est pas là",
                    en="“tables” crosses a column that is missing",
                )
            )
        return self


class _ReportRead(_PartialRecord):
    format: Literal["filiere-disclosure/1"]
    level: Level


@dataclass(frozen=True, eq=False)
class RunFolder:
    """A run: its specification and report as written, its cells by place, and what readers were shown.

    ``keys`` has a row a cell and a column a cut; ``values`` are scaled; ``public`` has the text shown, empty where
    withheld.
    """

    path: Path
    spec: Mapping[str, Any]
    report: Mapping[str, Any]
    cuts: tuple[Cut, ...]
    tables: tuple[tuple[int, ...], ...]
    keys: Ints
    values: Ints = field(repr=False)
    status: tuple[str, ...] = field(repr=False)
    public: tuple[str, ...] = field(repr=False)

    @property
    def scale(self) -> int:
        """Scaled units in a unit of the response."""
        return int(self.spec["scale"])

    def list_shown_values(self) -> tuple[Fraction | None, ...]:
        """Return what readers were shown of each cell, in the unit of the response; none where it is withheld."""
        return tuple(Fraction(text) if text else None for text in self.public)


def read_folder(path: Path) -> RunFolder:
    """Read the folder of a run; raise :class:`Faults` when it is none, or with what is wrong in its files."""
    require_run(path)
    spec, said = _read_json(path / SPEC_FILE, _SpecRead)
    report, _ = _read_json(path / REPORT_FILE, _ReportRead)
    cuts = tuple(Cut(one.column, one.codes, one.parents) for one in said.cuts)
    columns = [cut.column for cut in cuts]
    rows = _read_rows(path / CELLS_FILE, [*columns, "value", "status"])
    heads = [*columns, "value", "status", "obs_status", "conf_status"]
    public = _read_rows(path / PUBLIC_FILE, heads, [*heads, "low", "high"])
    places = [{code: place for place, code in enumerate(cut.codes)} for cut in cuts]
    width = len(cuts)
    keys = np.zeros((len(rows), width), dtype=np.int64)
    for row, texts in enumerate(rows):
        for at, code in enumerate(texts[:width]):
            if code not in places[at]:
                raise _malformed_file(path / CELLS_FILE, _unknown_code_words(columns[at], code), line=row + 2)
            keys[row, at] = places[at][code]
    if [row[:width] for row in public] != [row[:width] for row in rows]:
        raise _malformed_file(
            path / PUBLIC_FILE,
            Text(fr=f"ses cellules ne sont pas celles de {CELLS_FILE}", en=f"its cells are not those of {CELLS_FILE}"),
            line=_first_mismatch(public, rows, width),
        )
    return RunFolder(
        path,
        spec,
        report,
        cuts,
        said.tables,
        keys,
        np.array(
            [_parse_amount(path / CELLS_FILE, at, row[width], said.scale) for at, row in enumerate(rows)],
            dtype=np.int64,
        ),
        tuple(row[width + 1] for row in rows),
        tuple(_check_public_value(path / PUBLIC_FILE, at, row[width], said.scale) for at, row in enumerate(public)),
    )


def _read_json[M: _PartialRecord](path: Path, model: type[M]) -> tuple[Mapping[str, Any], M]:
    """Return a file as it is written, and what reading takes from it."""
    try:
        text = path.read_text(encoding="utf-8")
        content = load_json(text)
        read = model.model_validate_json(text)
    except json.JSONDecodeError as error:
        raise _malformed_file(path, Text.same(f"JSON, {error.msg}"), line=error.lineno) from None
    except NestedTooDeep as deep:
        raise _malformed_file(path, deep.words, line=deep.line) from None
    except ValidationError as error:
        raise Faults(
            _malformed_file(path, explain_error(one, model)[1], key=format_key(tuple(one["loc"])) or None).faults[0]
            for one in error.errors(include_url=False)
        ) from None
    except (OSError, ValueError) as error:
        raise _malformed_file(path, _describe_error(error)) from None
    return content, read


def _read_rows(path: Path, *heads: list[str]) -> list[list[str]]:
    """Return the rows of a file of which the header is one of those given."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = list(csv.reader(stream, strict=True)) or [[]]
    except (OSError, ValueError, csv.Error) as error:
        raise _malformed_file(path, _describe_error(error)) from None
    if header not in heads:
        found, wanted = ",".join(header)[:200], ",".join(heads[0])
        words = Text(fr=f"l’en-tête est « {found} », non « {wanted} »", en=f"its header is “{found}”, not “{wanted}”")
        raise _malformed_file(path, words, line=1)
    for line, row in enumerate(rows, start=2):
        if len(row) != len(header):
            words = Text(
                fr=f"la ligne a {len(row)} valeurs, non {len(header)}",
                en=f"the line has {len(row)} values, not {len(header)}",
            )
            raise _malformed_file(path, words, line=line)
    return rows


def _parse_amount(path: Path, row: int, text: str, scale: int) -> int:
    """Return an amount in scaled units."""
    try:
        amount = parse_unit_amount(text, scale) if _DECIMAL.fullmatch(text) else LARGEST_EXACT + 1
    except ValueError:
        amount = LARGEST_EXACT + 1
    if abs(amount) > LARGEST_EXACT:
        words = Text(
            fr=f"« {text[:30]} » n’est pas un montant du tableau", en=f"“{text[:30]}” is not an amount in the table"
        )
        raise _malformed_file(path, words, line=row + 2)
    return amount


def _check_public_value(path: Path, row: int, text: str, scale: int) -> str:
    if text:
        _parse_amount(path, row, text, scale)
    return text


def _first_mismatch(public: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], width: int) -> int:
    """Return the first line at which the codes of two files differ."""
    for row, (this, other) in enumerate(zip(public, rows, strict=False)):
        if this[:width] != other[:width]:
            return row + 2
    return min(len(public), len(rows)) + 2


def _unknown_code_words(column: str, code: str) -> Text:
    return Text(fr=f"« {code[:60]} » n’est pas un code de {column}", en=f"“{code[:60]}” is not a code of {column}")


def _describe_error(error: Exception) -> Text:
    if isinstance(error, FileNotFoundError):
        return Text(fr="il manque", en="it is missing")
    return Text.same(str(getattr(error, "strerror", None) or error or type(error).__name__))


def _malformed_file(path: Path, why: Text, *, line: int | None = None, key: str | None = None) -> Faults:
    """Return the fault of a file of a run that is not as a run writes it."""
    fr, en = ((f"{key}, {words}" if key else words).rstrip(".") for words in (why.fr, why.en))
    return Faults(
        [
            Fault(
                code="folder-damaged",
                message=Text(
                    fr=f"Ce fichier n’est pas tel qu’une protection l’écrit : {fr}.",
                    en=f"This file is not as a run would have written it: {en}.",
                ),
                remedy=_REMEDY,
                file=str(path),
                line=line,
                key=key,
            )
        ]
    )
