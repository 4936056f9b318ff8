"""A table to files: the same bytes each time, the same content in each format, nothing that a spreadsheet runs."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core import Text
from filiere.publication import WRITERS, Column, Table, to_csv, to_json, to_parquet, to_xlsx
from filiere.publication.table_model import spreadsheet_text

TABLE = Table(
    id="jobs",
    title=Text(fr="Emplois", en="Jobs"),
    columns=(
        Column("who", Text(fr="Qui le dit", en="Who says so")),
        Column("year", Text(fr="Année", en="Year"), kind="year"),
        Column(
            "value", Text(fr="Emplois", en="Jobs"), kind="integer", definition=Text(fr="Salariés.", en="Employees.")
        ),
        Column("share", Text(fr="Part", en="Share"), kind="percent", unit=Text.same("%"), digits=1),
        Column("certain", Text(fr="Année sûre", en="Year certain")),
        Column("address", Text(fr="Adresse", en="Address"), kind="link"),
    ),
    rows=(
        {
            "who": Text(fr="Unédic", en="Unédic (job fund)"),
            "year": 2008,
            "value": 36352,
            "share": Decimal("20.5"),
            "certain": True,
            "address": "https://example.org/a",
        },
        {"who": "=HYPERLINK(1)", "year": 2009, "certain": False},
    ),
    source=Text(fr="Registre de Filière", en="Filière’s register"),
    notes=(Text(fr="Une note.", en="A note."),),
    licence=Text(fr="Licence ouverte", en="Open licence"),
)


def _fictitious() -> Table:
    return Table(
        id=TABLE.id, title=TABLE.title, columns=TABLE.columns, rows=TABLE.rows, source=TABLE.source, fictitious=True
    )


def _cells(book: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def test_french_csv_suits_a_french_spreadsheet() -> None:
    """Byte order mark, semicolons, decimal comma, no thousands separator, an unknown cell left empty."""
    content = to_csv(TABLE, "fr")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Qui le dit", "Année", "Emplois", "Part (%)", "Année sûre", "Adresse", "Source du tableau"]
    assert rows[1] == ["Unédic", "2008", "36352", "20,5", "oui", "https://example.org/a", "Registre de Filière"]
    assert rows[2] == ["'=HYPERLINK(1)", "2009", "", "", "non", "", "Registre de Filière"]


def test_english_csv_has_commas_and_points() -> None:
    """The English file is separated by commas and says its words in English."""
    rows = list(csv.reader(io.StringIO(to_csv(TABLE, "en").decode("utf-8-sig"))))
    assert rows[1][:5] == ["Unédic (job fund)", "2008", "36352", "20.5", "yes"]


def test_csv_for_programs_is_read_with_nothing_set() -> None:
    """Commas, points, true and false, no byte order mark in either language; columns by their keys when asked."""
    content = to_csv(_fictitious(), "fr", plain=True, keys=True)
    assert not content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode())))
    assert rows[0] == [*(column.key for column in TABLE.columns), "table_source", "fictitious_data"]
    assert rows[1][2:5] == ["36352", "20.5", "true"]
    assert rows[1][-1] == "true"
    assert (
        to_csv(TABLE, "en", plain=True, keys=True).splitlines()[0]
        == to_csv(TABLE, "fr", keys=True).decode("utf-8-sig").splitlines()[0].replace(";", ",").encode()
    )


def test_no_two_columns_have_one_name() -> None:
    """A label given twice bears its rank, in every file with labels; the column of the source is named apart."""
    twice = (Column("a", Text(fr="Source", en="Source")), Column("b", Text(fr="Source", en="Source")))
    table = replace(TABLE, columns=twice, rows=({"a": "x", "b": "y"},))
    head = to_csv(table, "fr", plain=True).decode().splitlines()[0]
    assert head == "Source,Source (2),Source du tableau"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("extension", list(WRITERS))
def test_same_table_same_bytes(extension: Literal["csv", "xlsx", "json", "parquet"], lang: Literal["fr", "en"]) -> None:
    """A download depends on the table alone, so that two downloads can be compared by their hash."""
    assert WRITERS[extension](TABLE, lang) == WRITERS[extension](TABLE, lang)


def test_workbook_has_notes_and_no_formula() -> None:
    """The notes sheet holds definition, source and licence; a cell that looks like a formula is text."""
    content = _cells(to_xlsx(TABLE, "fr"))
    for words in ("Salariés.", "Registre de Filière", "Licence ouverte", "Une note.", "=HYPERLINK(1)"):
        assert words in content
    assert "<f>" not in content


def test_json_holds_numbers_and_nulls() -> None:
    """Numbers are JSON numbers and the unknown is null, never zero."""
    content = json.loads(to_json(TABLE, "en"))
    assert content["rows"][0]["value"] == 36352
    assert content["rows"][0]["share"] == 20.5
    assert content["rows"][1]["value"] is None
    assert content["columns"][2]["definition"] == "Employees."


def test_parquet_reads_back(tmp_path: Path) -> None:
    """Types, values and metadata survive."""
    path = tmp_path / "table.parquet"
    path.write_bytes(to_parquet(TABLE, "fr"))
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT who, year, value, share FROM read_parquet(?)", [str(path)]).fetchall()
        marks = dict(connection.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(path)]).fetchall())
    assert rows == [("Unédic", 2008, 36352, 20.5), ("=HYPERLINK(1)", 2009, None, None)]
    assert marks[b"source"].decode() == "Registre de Filière"


def test_fictitious_data_say_so_in_every_file(tmp_path: Path) -> None:
    """A row copied away from its page still says that it was invented."""
    table = _fictitious()
    assert "Données fictives" in to_csv(table, "fr").decode()
    assert "Données fictives" in _cells(to_xlsx(table, "fr"))
    assert json.loads(to_json(table, "fr"))["fictitious"] is True
    path = tmp_path / "table.parquet"
    path.write_bytes(to_parquet(table, "fr"))
    with duckdb.connect() as connection:
        marks = dict(connection.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(path)]).fetchall())
        told = connection.execute("SELECT DISTINCT fictitious_data FROM read_parquet(?)", [str(path)]).fetchall()
        path.write_bytes(to_parquet(TABLE, "fr"))
        real = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()}  # noqa: S608
    assert marks[b"fictitious"] == b"true"
    # Metadata stay behind as soon as rows are copied: every row says it too, and none of a real table.
    assert told == [(True,)]
    assert real == {column.key for column in TABLE.columns}


@given(st.text(max_size=30))
def test_no_text_begins_like_a_formula(words: str) -> None:
    """Whatever the words, the protected cell begins with none of the signs that start a formula."""
    protected = spreadsheet_text(words)
    assert not protected.lstrip(" \u00a0\u202f").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert protected.removeprefix("'") in {words, words.removeprefix("'")}


def test_a_row_cannot_hold_an_undeclared_cell() -> None:
    """A cell without a column would vanish from the files: it is refused when the table is made."""
    with pytest.raises(ValueError, match="no column declares"):
        Table(id="x", title=TABLE.title, columns=TABLE.columns, rows=({"typo": 1},), source=TABLE.source)
