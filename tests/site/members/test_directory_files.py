"""The directory as a file: it reads back as it was, tells all its faults at once, and cannot be made a weapon."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from filiere.core import Faults
from filiere.core.company_numbers import fictitious_siren
from filiere.site.members.directory import (
    COLUMNS,
    ContactLine,
    OrganisationLine,
    file_rows,
    read_directory,
    write_csv,
    write_xlsx,
)
from filiere.site.members.directory.writer import escape_formula, unescape_formula

SIREN = str(fictitious_siren(7))
HEAD = "Organisation;Catégorie;SIREN;Fictif;Contact;Contact depuis;Courriel"


def sample() -> tuple[OrganisationLine, ...]:
    return (
        OrganisationLine(
            name="=Appels & Cie",
            kind="outsourcer",
            key="o-0123456789",
            version=3,
            siren=SIREN,
            group="'Groupe",
            since=date(2024, 1, 2),
            until=date(2026, 12, 31),
            fee_paid_until=date(2026, 12, 31),
            fictitious=True,
            contacts=(
                ContactLine(
                    "Léa Fictive", "@direction", "lea@example.org", "+33 1 99 00 00 00", date(2024, 1, 2), None, 4
                ),
                ContactLine("Noé Fictif", since=date(2025, 1, 1), until=date(2025, 6, 30), number=5),
            ),
        ),
        OrganisationLine(
            name='Très loin ; "ici", là', kind="client_company", key="o-abcdefabcd", version=1, country="MA"
        ),
    )


def bare(organisations: tuple[OrganisationLine, ...]) -> list[OrganisationLine]:
    """The same without the lines of the file they stood on."""
    from dataclasses import replace

    return [replace(one, line=0, contacts=tuple(replace(c, line=0) for c in one.contacts)) for one in organisations]


def written(tmp_path: Path, content: bytes | str, name: str = "d.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def codes(path: Path) -> list[tuple[str, int | None, int | None]]:
    with pytest.raises(Faults) as caught:
        read_directory(path)
    return [(fault.code, fault.line, fault.column) for fault in caught.value.faults]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_what_is_written_reads_back_as_it_was(tmp_path: Path, write, lang) -> None:
    content = write(sample(), lang)
    path = written(tmp_path, content, "d.any")
    assert bare(read_directory(path)) == list(sample())
    assert write(sample(), lang) == content


def test_a_spreadsheet_runs_nothing_of_an_export(tmp_path: Path) -> None:
    words = write_csv(sample(), "fr").decode("utf-8-sig")
    cells = [cell.strip('"') for line in words.splitlines()[1:] for cell in line.split(";")]
    assert not [cell for cell in cells if cell[:1] in "=+-@\t" and cell]
    assert "'=Appels & Cie" in words
    with zipfile.ZipFile(io.BytesIO(write_xlsx(sample(), "fr"))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@given(st.text(max_size=40))
def test_the_apostrophe_is_taken_off_exactly_when_it_was_put(words: str) -> None:
    assert unescape_formula(escape_formula(words)) == words
    assert escape_formula(words).lstrip(" \u00a0\u202f")[:1] not in {"=", "+", "-", "@"}


def test_every_fault_of_a_file_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"{HEAD}\r\n"
        "Un;prestataire;123456789;non;;;\r\n"
        ";inconnue;;peut-être;;;\r\n"
        "Deux;prestataire;;;Ana;32/01/2026;pas une adresse\r\n"
        f"Trois;prestataire;{SIREN};non;;;\r\n",
    )
    assert codes(path) == [
        ("siren-check-digit", 2, 3),
        ("value-missing", 3, 1),
        ("kind-unknown", 3, 2),
        ("flag-unread", 3, 4),
        ("date-unread", 4, 6),
        ("email-malformed", 4, 7),
        ("fictitious-mark", 5, 4),
    ]


def test_faults_are_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        read_directory(written(tmp_path, f"{HEAD}\nUn;rien;;;;;\n"))
    fault = caught.value.faults[0]
    assert fault.message.fr != fault.message.en
    assert fault.remedy.fr != fault.remedy.en


def test_two_lines_of_one_organisation_must_agree(tmp_path: Path) -> None:
    path = written(
        tmp_path, f"{HEAD}\nUn;prestataire;{SIREN};oui;A;2026-01-01;\nUne;prestataire;{SIREN};oui;B;2026-01-01;\n"
    )
    assert codes(path) == [("lines-disagree", 3, 1)]


def test_two_organisations_may_not_share_a_siren(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Clé;Organisation;Catégorie;SIREN;Fictif\n"
        f"o-0000000001;Un;prestataire;{SIREN};oui\no-0000000002;Deux;prestataire;{SIREN};oui\n",
    )
    assert codes(path) == [("siren-twice", 3, 4)]


def test_an_unknown_or_missing_or_doubled_column_is_told_before_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path, "Organisation;Couleur;Organisation\nUn;rouge;Un\n")
    assert codes(path) == [("column-missing", 1, None), ("column-unknown", 1, 2), ("column-twice", 1, 3)]


def test_the_line_told_is_that_of_the_file_even_after_a_cell_of_several_lines(tmp_path: Path) -> None:
    rows = f'"Un\nsur deux";prestataire;;;;;\nDeux;rien;;;;;\n{"o" * 2001};prestataire;;;;;\n'
    path = written(tmp_path, f"{HEAD}\n{rows}")
    assert codes(path) == [("character-hidden", 2, 1), ("kind-unknown", 4, 2), ("text-too-long", 5, 1)]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_headings_are_known_whatever_the_language_case_and_accents(tmp_path: Path, lang: str) -> None:
    heads = ",".join(column.label.get(lang).upper() for column in COLUMNS if not column.of_contact)
    path = written(tmp_path, f"{heads}\n,,Un,,be,outsourcer,,,,,no\n")
    assert read_directory(path)[0].country == "BE"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\n \n", "file-empty"),
        (HEAD.encode() + b"\n", "no-line"),
        ("Organisation;Catégorie\nÉté".encode("latin-1"), "file-encoding"),
        (b'Organisation;Kind\n"Un;outsourcer\n', "csv-broken"),
        (b"%PDF-1.7", "file-kind"),
        (b"\xd0\xcf\x11\xe0old", "file-kind"),
        (b"a\x00b", "file-kind"),
        (b"PK\x03\x04nonsense", "workbook-broken"),
        (b"x" * (file_rows.MAX_BYTES + 1), "file-too-large"),
        (("Organisation;Kind\n" + "U;outsourcer\n" * (file_rows.MAX_LINES + 1)).encode(), "too-many-lines"),
    ],
)
def test_a_file_that_is_no_directory_is_refused_whole(tmp_path: Path, content: bytes, code: str) -> None:
    assert [found[0] for found in codes(written(tmp_path, content))] == [code]


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return out.getvalue()


def test_a_zip_bomb_is_never_unpacked_whole(tmp_path: Path) -> None:
    parts = parts_of(write_xlsx(sample(), "fr"))
    parts["xl/media/image.bin"] = b"\0" * (file_rows.MAX_UNPACKED + 1)
    bomb = zipped(parts)
    assert len(bomb) < file_rows.MAX_BYTES
    assert codes(written(tmp_path, bomb))[0][0] == "workbook-too-large"


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    parts = parts_of(write_xlsx(sample(), "fr"))
    parts["xl/media/image.bin"] = b"\0" * (file_rows.MAX_UNPACKED + 1)
    bomb = zipped(parts)
    lying = bomb.replace((file_rows.MAX_UNPACKED + 1).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != bomb
    assert codes(written(tmp_path, lying))[0][0] == "workbook-broken"


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    parts = parts_of(write_xlsx(sample(), "fr")) | {f"x/{n}": b"" for n in range(file_rows.MAX_PARTS)}
    assert codes(written(tmp_path, zipped(parts)))[0][0] == "workbook-too-large"


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "XFD1", "BJ2"])
def test_a_cell_far_away_does_not_make_the_reader_fill_memory(tmp_path: Path, place: str) -> None:
    parts = parts_of(write_xlsx(sample(), "fr"))
    name = "xl/worksheets/sheet1.xml"
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
    parts[name] = parts[name].replace(b"</sheetData>", far)
    assert codes(written(tmp_path, zipped(parts)))[0][0] == "workbook-too-large"


def test_entities_and_macros_are_refused(tmp_path: Path) -> None:
    parts = parts_of(write_xlsx(sample(), "fr"))
    name = "xl/sharedStrings.xml"
    laughs = parts | {name: parts[name].replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)}
    assert codes(written(tmp_path, zipped(laughs)))[0][0] == "workbook-broken"
    macros = parts | {"xl/vbaProject.bin": b"x"}
    assert codes(written(tmp_path, zipped(macros)))[0][0] == "workbook-macros"


def test_a_siren_that_lost_its_zeros_in_a_spreadsheet_is_told(tmp_path: Path) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Organisation", "Category", "SIREN"])
    sheet.write_row(1, 0, ["Un", "outsourcer", 5880596])
    book.close()
    assert codes(written(tmp_path, out.getvalue())) == [("siren-zeros-lost", 2, 3)]
