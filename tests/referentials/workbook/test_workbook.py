"""A questionnaire goes out as a workbook and comes back whole, or not at all; nothing answered meanwhile is lost."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from support.harness.bounded_work import bounded

from filiere.core import Faults
from filiere.referentials import Library, Release
from filiere.referentials.workbook import (
    AnswerEntry,
    AnswerPlace,
    QuestionnaireLine,
    build_workbook,
    list_lines,
    preview_import,
    read_workbook,
)
from filiere.referentials.workbook.layout import HIDDEN, chosen_value, sheet_names

ROWS = {"site": (("s1", "Lyon"), ("s2", "Brest <b>")), "supplier": (("p1", "Prestataire 1"),)}
ANSWER = AnswerPlace("answer", "cse_information")
NUMBER = AnswerPlace("input", "hr_hired", "s2")


@pytest.fixture(scope="module")
def release() -> Release:
    return Library().release("lrs@2027.1")


@pytest.fixture(scope="module")
def lines(release: Release) -> tuple[QuestionnaireLine, ...]:
    return list_lines(release, "outsourcer", ROWS)


@pytest.fixture(scope="module")
def first(lines: tuple[QuestionnaireLine, ...]) -> QuestionnaireLine:
    return next(one for one in lines if one.place.kind == "answer")


@pytest.fixture(scope="module")
def entries(lines: tuple[QuestionnaireLine, ...], first: QuestionnaireLine) -> dict[AnswerPlace, AnswerEntry]:
    closed = next(one.place for one in lines if one.place.kind == "answer" and one != first)
    number = next(one.place for one in lines if one.place.kind == "input" and one.place.row == "s2")
    return {
        first.place: AnswerEntry(list(first.choices)[1], note="=cmd|' /C calc'!A0 <script>alert(1)</script>"),
        closed: AnswerEntry(reason="Aucun appel sortant."),
        number: AnswerEntry("1234567.125"),
        AnswerPlace("fact", "has_cse"): AnswerEntry("true"),
        AnswerPlace("fact", "headcount"): AnswerEntry("420"),
    }


@pytest.fixture(scope="module")
def book(release: Release, lines: tuple[QuestionnaireLine, ...], entries: dict[AnswerPlace, AnswerEntry]) -> bytes:
    return build_workbook(release, "outsourcer", lines, entries, dossier="d-1", lang="fr", exported=date(2027, 3, 1))


def reading(data: bytes, release: Release, lines: tuple[QuestionnaireLine, ...], **other: str):  # type: ignore[no-untyped-def]
    return read_workbook(
        data, release, other.get("category", "outsourcer"), lines, dossier=other.get("dossier", "d-1"), file="f"
    )


def codes(data: bytes, release: Release, lines: tuple[QuestionnaireLine, ...], **other: str) -> list[str]:
    with pytest.raises(Faults) as caught:
        reading(data, release, lines, **other)
    for fault in caught.value.faults:
        assert fault.message.fr
        assert fault.remedy.en
    return sorted(fault.code for fault in caught.value.faults)


def edited(data: bytes, change: Callable[[str, str], str]) -> bytes:
    """The workbook with each of its parts passed through a change of name and text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name).decode()))
    return out.getvalue()


def typed(data: bytes, cell: str, words: str, sheet: str = "sheet3") -> bytes:
    """The workbook with a text typed in an empty cell of a sheet."""

    def change(name: str, text: str) -> str:
        if name != f"xl/worksheets/{sheet}.xml":
            return text
        new = f'<c r="{cell}" t="inlineStr"><is><t>{words}</t></is></c>'
        changed, count = re.subn(rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)', lambda _: new, text, count=1)
        assert count == 1, cell
        return changed

    return edited(data, change)


def test_what_goes_out_comes_back(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...], entries: dict[AnswerPlace, AnswerEntry]
) -> None:
    back = reading(book, release, lines)
    assert {one.line.place: one.entry for one in back.lines if not one.entry.is_empty} == entries
    assert len(back.lines) == len(lines)
    assert preview_import(back, entries).unchanged == len(lines)


def test_equal_answers_give_equal_bytes(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...], entries: dict[AnswerPlace, AnswerEntry]
) -> None:
    again = build_workbook(release, "outsourcer", lines, entries, dossier="d-1", lang="fr", exported=date(2027, 3, 1))
    assert again == book


@pytest.mark.parametrize("category", ["in_house", "outsourcer", "small_outsourcer", "client_company"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_questionnaire_fits_a_workbook(release: Release, category: str, lang: str) -> None:
    asked = list_lines(release, category, ROWS)
    data = build_workbook(release, category, asked, {}, dossier="d-1", lang=lang, exported=date(2027, 3, 1))  # type: ignore[arg-type]
    assert len(read_workbook(data, release, category, asked, dossier="d-1", file="f").lines) == len(asked)


def test_a_level_is_chosen_by_words_rank_or_key(first: QuestionnaireLine) -> None:
    key = list(first.choices)[1]
    words = first.choices[key]
    for written in (key, words.get("fr"), words.get("en"), f" 1 ·  {words.get('en')} ", "1"):
        assert chosen_value(first, written) == key
    for written in ("99", "perhaps", "1 · something else"):
        assert chosen_value(first, written) is None


def test_keys_names_and_the_lists_are_locked_and_hidden(book: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        workbook = archive.read("xl/workbook.xml").decode()
        sheet = archive.read("xl/worksheets/sheet3.xml").decode()
    assert f'name="{HIDDEN}"' in workbook
    assert workbook.count('state="veryHidden"') == 2
    assert "<sheetProtection" in sheet
    assert "<f>" not in sheet
    assert '<dataValidation type="list"' in sheet


def test_a_typed_answer_is_a_change_and_an_emptied_one_an_erasure(
    book: bytes,
    release: Release,
    lines: tuple[QuestionnaireLine, ...],
    entries: dict[AnswerPlace, AnswerEntry],
    first: QuestionnaireLine,
) -> None:
    changed = typed(book, "E3", "0")
    found = preview_import(reading(changed, release, lines), entries)
    assert [(one.place, one.file.value) for one in found.changes] == [(first.place, next(iter(first.choices)))]
    emptied = edited(book, lambda name, text: re.sub(r'<c r="E3"[^>]*>.*?</c>', "", text) if "sheet3" in name else text)
    found = preview_import(reading(emptied, release, lines), entries)
    assert (found.changes, [one.place for one in found.erasures]) == ((), [first.place])


def test_an_answer_changed_on_the_site_since_is_a_conflict(
    book: bytes,
    release: Release,
    lines: tuple[QuestionnaireLine, ...],
    entries: dict[AnswerPlace, AnswerEntry],
    first: QuestionnaireLine,
) -> None:
    """Both changed: the three are shown, nothing is chosen. Only the site changed: nothing to say."""
    now = entries | {first.place: AnswerEntry(list(first.choices)[2])}
    assert preview_import(reading(book, release, lines), now).unchanged == len(lines)
    found = preview_import(reading(typed(book, "E3", "0"), release, lines), now)
    assert found.changes == ()
    conflict = found.conflicts[0]
    assert [one.value for one in (conflict.base, conflict.now, conflict.file)] == [
        list(first.choices)[place] for place in (1, 2, 0)
    ]


def test_another_dossier_category_release_or_perimeter_is_refused(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]
) -> None:
    assert codes(book, release, lines, dossier="d-2") == ["workbook-other-dossier"]
    assert codes(book, Library().release("lrs@2009.1"), lines) == ["workbook-other-release"]
    fewer = list_lines(release, "outsourcer", {"site": ROWS["site"][:1]})
    assert codes(book, release, fewer) == ["workbook-other-lines"]
    other = list_lines(release, "in_house", ROWS)
    assert "workbook-other-category" in codes(book, release, other, category="in_house")


def test_another_text_of_the_release_is_refused(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]
) -> None:
    forged = edited(book, lambda _, text: text.replace(release.sha256, "0" * 64))
    assert codes(forged, release, lines) == ["workbook-other-sha256"]


def test_a_changed_key_is_told_with_its_place(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]
) -> None:
    with pytest.raises(Faults) as caught:
        reading(typed(book, "A3", "answer:other:"), release, lines)
    by_code = {fault.code: fault for fault in caught.value.faults}
    assert set(by_code) == {"workbook-key", "workbook-line-missing"}
    fault = by_code["workbook-key"]
    name = sheet_names(release, "fr")[lines[30].sheet]
    assert (fault.file, fault.line, fault.column, fault.key) == ("f", 3, 1, "answer:other:")
    assert name in fault.message.fr


def test_a_key_given_twice_is_refused(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...], first: QuestionnaireLine
) -> None:
    second = typed(book, "A4", ":".join(first.place))
    assert codes(second, release, lines) == ["workbook-key-twice", "workbook-line-missing"]


def test_every_wrong_cell_is_told_at_once(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...], entries: dict[AnswerPlace, AnswerEntry]
) -> None:
    wrong = typed(book, "E3", "perhaps")
    wrong = typed(wrong, "G4", "x" * 2001)
    wrong = typed(wrong, "E3", "minus", "sheet2")
    assert codes(wrong, release, lines) == ["not-a-number", "text-too-long", "unknown-choice"]


@pytest.mark.parametrize("words", ["-1", "1e400", "nan", "inf", "1_000", "٣", "12 hours", "9" * 30])
def test_what_is_no_number_is_refused(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...], words: str
) -> None:
    assert codes(typed(book, "E3", words, "sheet2"), release, lines) == ["not-a-number"]


def test_numbers_are_read_as_people_write_them(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]
) -> None:
    back = reading(typed(book, "E3", "1 234,50", "sheet2"), release, lines)
    assert back.lines[0].entry.value == "1234.5"


def test_an_answer_with_a_reason_why_not_is_refused(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]
) -> None:
    assert codes(typed(book, "F3", "none here"), release, lines) == ["answer-and-reason"]


def test_formulas_are_told_cell_by_cell(book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]) -> None:
    def change(name: str, text: str) -> str:
        if name != "xl/worksheets/sheet3.xml":
            return text
        return re.sub(r'<c r="([EG]5)"([^>]*)/>', r'<c r="\1"\2><f>1+1</f><v>2</v></c>', text)

    with pytest.raises(Faults) as caught:
        reading(edited(book, change), release, lines)
    assert [(fault.code, fault.line, fault.column) for fault in caught.value.faults] == [
        ("workbook-formula", 5, 5),
        ("workbook-formula", 5, 7),
    ]


def test_errors_of_the_spreadsheet_are_told_cell_by_cell_and_a_formula_that_fails_once(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]
) -> None:
    """A library gives ``#N/A`` as a blank, which would take the answer away in silence."""

    def change(name: str, text: str) -> str:
        if name != "xl/worksheets/sheet3.xml":
            return text
        text = re.sub(r'<c r="(E5)"([^>]*)/>', r'<c r="\1"\2 t="e"><v>#N/A</v></c>', text)
        return re.sub(r'<c r="(G5)"([^>]*)/>', r'<c r="\1"\2 t="e"><f>1/0</f><v>#DIV/0!</v></c>', text)

    with pytest.raises(Faults) as caught:
        reading(edited(book, change), release, lines)
    assert [(fault.code, fault.line, fault.column) for fault in caught.value.faults] == [
        ("workbook-error-cell", 5, 5),
        ("workbook-formula", 5, 7),
    ]


def test_a_duration_beyond_all_is_refused_where_it_stands(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]
) -> None:
    """Format 46 is that of durations: the library overflows on what no duration can be."""

    def change(name: str, text: str) -> str:
        if name == "xl/styles.xml":
            return text.replace('numFmtId="0"', 'numFmtId="46"')
        return re.sub(r'<c r="(E5)"([^>]*)/>', r'<c r="\1"\2><v>1e15</v></c>', text) if "sheet3" in name else text

    with pytest.raises(Faults) as caught:
        reading(edited(book, change), release, lines)
    assert [(fault.code, fault.line, fault.column) for fault in caught.value.faults] == [
        ("workbook-malformed-cell", 5, 5)
    ]


def test_a_sheet_taken_away_is_told_once(book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]) -> None:
    name = sheet_names(release, "fr")[lines[30].sheet]
    without = edited(
        book,
        lambda part, text: text.replace(f'name="{name}"', 'name="Autre"') if part == "xl/workbook.xml" else text,
    )
    assert codes(without, release, lines) == ["workbook-sheet-missing"]


def test_what_can_act_is_refused(book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]) -> None:
    def with_part(name: str, body: str = "x") -> bytes:
        out = io.BytesIO(book)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr(name, body)
        return out.getvalue()

    for part in ("xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/a.bin"):
        assert codes(with_part(part), release, lines) == ["workbook-active"]
    entity = edited(book, lambda name, text: f"<!DOCTYPE a>{text}" if "sheet3" in name else text)
    assert codes(entity, release, lines) == ["workbook-active"]


def test_bombs_and_far_cells_never_reach_the_library(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]
) -> None:
    bomb = io.BytesIO(book)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b"<c/>" + b" " * 60_000_000)
    assert codes(bomb.getvalue(), release, lines) == ["workbook-too-large"]
    for cell in ("XFD3", "E1048576"):
        assert codes(moved(book, f' r="{cell}"'), release, lines) == ["workbook-shape"]
    assert codes(moved(book, ""), release, lines) == ["workbook-shape"]


@pytest.mark.parametrize(
    ("part", "body", "code"),
    [
        ("xl/worksheets/sheet99.xml", "<s>" + "<c\t" * 100_000, "not-a-workbook"),
        ("xl/worksheets/sheet99.xml", "<s>" + "<c " * 100_000, "not-a-workbook"),
        ("xl/worksheets/sheet99.xml", "<s>" + "<c\tr='A1'/>" * 130_000 + "</s>", "workbook-too-large"),
        ("xl/worksheets/sheet99.xml", "<s>" + "<x/>" * 1_500_000 + "</s>", "workbook-too-large"),
        ("xl/worksheets/sheet99.xml", "<s><f>1</f></s>", "workbook-formula"),
        ("xl/worksheets/sheet99.xml", "<s><c\nr='XFD1'/></s>", "workbook-shape"),
        ("xl/sharedStrings.xml", "<s>" + "<si/>" * 1_500_000 + "</s>", "workbook-too-large"),
        ("xl/workbook.xml", "<s>" + "<sheet\t" * 100_000, "not-a-workbook"),
        ("xl/workbook.xml", "<s>" + "<sheet/>" * 100_000 + "</s>", "workbook-too-large"),
        ("xl/_rels/workbook.xml.rels", "<s>" + "<Relationship\t" * 100_000, "not-a-workbook"),
    ],
)
def test_a_sheet_is_counted_as_xml_whatever_it_repeats(
    part: str, body: str, code: str, book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]
) -> None:
    """C2: at version 0.5 a tag that never ends takes minutes, and ``<c`` before a tab is no cell."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for one in given.infolist():
            if one.filename != part:
                made.writestr(one.filename, given.read(one))
        # Beside what does not pack, since the ratio alone would refuse most of these; nothing is secret here.
        made.writestr(part, body + "<!--" + random.Random(1).randbytes(30_000).hex() + "-->")  # noqa: S311
    assert bounded(codes, out.getvalue(), release, lines) == [code]


def moved(book: bytes, where: str) -> bytes:
    """The workbook with a cell that says it stands elsewhere."""
    return edited(book, lambda name, text: text.replace(' r="E5"', where) if "sheet3" in name else text)


def test_a_bomb_that_lies_about_its_size_is_refused(
    book: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]
) -> None:
    """The size an archive announces is not trusted: what is read differs, and nothing passes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 5_000_000)
    data = out.getvalue().replace((5_000_000).to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert codes(data, release, lines) == ["not-a-workbook"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"a;b\n1;2", b"\xd0\xcf\x11\xe0" * 200, b"%PDF-1.7"])
def test_what_is_no_workbook_is_refused(data: bytes, release: Release, lines: tuple[QuestionnaireLine, ...]) -> None:
    assert codes(data, release, lines) == ["not-a-workbook"]


def test_a_workbook_of_someone_else_is_refused(release: Release, lines: tuple[QuestionnaireLine, ...]) -> None:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Data").write_string(0, 0, "Hello")
    book.close()
    assert codes(out.getvalue(), release, lines) == ["workbook-other-format"]
