"""A workbook of answers: what goes out comes back, what changed on both sides is told, what is damaged is refused."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.answer_workbooks import Grid, edit_workbook, fill_cells
from support.strategies.answer_paths import Respondent

from filiere.core import Faults, Lang
from filiere.survey.questionnaires import AnswerChanges, AnswerState, Questionnaire, apply_answers, start_answers
from filiere.survey.questionnaires.workbook import (
    Entry,
    build_answer_workbook,
    build_changes,
    compare_workbook,
    read_answer_workbook,
)
from filiere.survey.questionnaires.workbook.layout import GUIDE, GUIDE_WORDS, HIDDEN

DAY = date(2026, 11, 2)


def write(questionnaire: Questionnaire, state: AnswerState, lang: Lang = "fr") -> bytes:
    return build_answer_workbook(
        questionnaire, state, respondent="0417", lang=lang, exported=DAY, prior={"staff": "142"}
    )


def remove(key: str) -> Callable[[Grid], None]:
    """Take a line, or a sheet, away."""

    def change(grid: Grid) -> None:
        grid.pop(key, None)
        for name, rows in grid.items():
            if name[0] != "_":
                rows[:] = [row for row in rows if row[0] != key]

    return change


@settings(max_examples=8)
@given(seed=st.integers(0, 10**6), lang=st.sampled_from(["fr", "en"]))
def test_from_site_to_workbook_and_back_loses_nothing(small: Questionnaire, seed: int, lang: Lang) -> None:
    respondent = Respondent(small, random.Random(seed))  # noqa: S311 - made-up people
    state = start_answers(small)
    for _ in range(10):
        state = apply_answers(small, state, respondent.send_screen(state))
    workbook = read_answer_workbook(write(small, state, lang), small, respondent="0417", file="a.xlsx")
    assert workbook.entries == workbook.bases
    elsewhere = AnswerState(state.questionnaire, visited=state.visited)
    assert apply_answers(small, elsewhere, build_changes(dict(workbook.entries))) == state
    found = compare_workbook(state, workbook)
    assert (apply_answers(small, state, found.changes), found.conflicts) == (state, ())


def test_the_same_answers_make_the_same_file(small: Questionnaire) -> None:
    state = apply_answers(small, start_answers(small), AnswerChanges(values={"staff": "138"}))
    assert write(small, state) == write(small, state)


def test_what_is_written_in_the_workbook_is_taken(small: Questionnaire) -> None:
    state = apply_answers(small, start_answers(small), AnswerChanges(values={"staff": "138", "channels": ["mail"]}))
    data = edit_workbook(
        write(small, state),
        fill_cells({"staff": 140, "segment": "Des clients", "channels=phone": "X", "women": "beaucoup"}),
    )
    data = edit_workbook(data, fill_cells({"permanent": "x"}, column=6))
    workbook = read_answer_workbook(data, small, respondent="0417", file="a.xlsx")
    found = compare_workbook(state, workbook)
    after = apply_answers(small, state, found.changes)
    expected = {"staff": "140", "segment": "others", "channels": ("phone", "mail"), "women": "beaucoup"}
    assert (dict(after.values), after.unknown, found.conflicts) == (expected, {"permanent"}, ())


def test_what_changed_on_both_sides_is_a_conflict(small: Questionnaire) -> None:
    state = apply_answers(small, start_answers(small), AnswerChanges(values={"staff": "138", "women": "70"}))
    data = edit_workbook(write(small, state), fill_cells({"staff": 140, "women": 71}))
    later = apply_answers(small, state, AnswerChanges(values={"staff": "139", "women": "71", "permanent": "60"}))
    found = compare_workbook(later, read_answer_workbook(data, small, respondent="0417", file="a.xlsx"))
    assert [(one.place, one.base, one.current, one.proposed) for one in found.conflicts] == [
        ("staff", Entry("138"), Entry("139"), Entry("140"))
    ]
    assert apply_answers(small, later, found.changes) == later


DAMAGE: list[tuple[Callable[[Grid], None], set[str]]] = [
    (fill_cells({"segment": "Peut-être"}), {"survey-workbook-option"}),
    (fill_cells({"channels=phone": "un peu"}), {"survey-workbook-mark"}),
    (fill_cells({"staff": "sais pas"}, column=6), {"survey-workbook-mark"}),
    (fill_cells({"staff": "x" * 2001}, column=7), {"survey-workbook-text"}),
    (fill_cells({"channels": "téléphone"}), {"survey-workbook-locked"}),
    (fill_cells({"channels=phone": "surtout le matin"}, column=7), {"survey-workbook-locked"}),
    (fill_cells({"staff": "=1+1"}), {"workbook-formula"}),
    (fill_cells({"women": "staff"}, column=0), {"survey-workbook-key-twice", "survey-workbook-line-missing"}),
    (fill_cells({"women": "men"}, column=0), {"survey-workbook-key", "survey-workbook-line-missing"}),
    (remove("women"), {"survey-workbook-line-missing"}),
    (remove("2 Effectif"), {"survey-workbook-sheet"}),
    (remove("_filiere"), {"survey-workbook-other"}),
]


@pytest.mark.parametrize(("damage", "codes"), DAMAGE)
def test_a_damaged_workbook_is_refused_whole(
    small: Questionnaire, damage: Callable[[Grid], None], codes: set[str]
) -> None:
    data = edit_workbook(write(small, start_answers(small)), damage)
    with pytest.raises(Faults) as caught:
        read_answer_workbook(data, small, respondent="0417", file="a.xlsx")
    assert {fault.code for fault in caught.value.faults} == codes
    assert all(fault.file == "a.xlsx" for fault in caught.value.faults)


def test_an_error_of_the_spreadsheet_takes_no_answer_away(small: Questionnaire) -> None:
    """A library reads ``#N/A`` as a blank."""
    out = io.BytesIO()
    state = apply_answers(small, start_answers(small), AnswerChanges(values={"staff": "138"}))
    with zipfile.ZipFile(io.BytesIO(write(small, state))) as sent, zipfile.ZipFile(out, "w") as made:
        for part in sent.namelist():
            made.writestr(part, re.sub(rb"><v>138</v>", b' t="e"><v>#N/A</v>', sent.read(part)))
    with pytest.raises(Faults) as caught:
        read_answer_workbook(out.getvalue(), small, respondent="0417", file="a.xlsx")
    assert [fault.code for fault in caught.value.faults] == ["workbook-error-cell"]
    assert caught.value.faults[0].line
    assert caught.value.faults[0].column == 6


def test_all_faults_of_a_workbook_are_told_at_once(small: Questionnaire) -> None:
    data = edit_workbook(
        write(small, start_answers(small)),
        fill_cells({"segment": "Peut-être", "knows_label": "bof", "channels=mail": "?"}),
    )
    with pytest.raises(Faults) as caught:
        read_answer_workbook(data, small, respondent="0417", file="a.xlsx")
    assert [fault.key for fault in caught.value.faults] == ["segment", "knows_label", "channels=mail"]


@pytest.mark.parametrize(
    ("respondent", "data"),
    [("0418", None), ("0417", b"not a workbook"), ("0417", b"PK\x03\x04")],
    ids=["other", "text", "cut"],
)
def test_the_workbook_of_somebody_else_or_none_is_refused(
    small: Questionnaire, respondent: str, data: bytes | None
) -> None:
    with pytest.raises(Faults):
        read_answer_workbook(data or write(small, start_answers(small)), small, respondent=respondent, file="a.xlsx")


def test_a_new_answer_lifts_the_mark_that_stood_beside_it(small: Questionnaire) -> None:
    """An old “I do not know” left in its column would take the new answer out of what counts."""
    state = apply_answers(
        small,
        start_answers(small),
        AnswerChanges(values={"women": "70"}, unknown={"staff": True, "women": True, "channels": True}),
    )
    data = edit_workbook(write(small, state), fill_cells({"staff": 140, "channels=mail": "x"}))
    found = compare_workbook(state, read_answer_workbook(data, small, respondent="0417", file="a.xlsx"))
    after = apply_answers(small, state, found.changes)
    assert (after.values["staff"], after.values["channels"]) == ("140", ("mail",))
    assert after.unknown == {"women"}, "an old answer beside its mark stays as it was"


def alter(data: bytes, *changes: tuple[bytes, bytes]) -> bytes:
    """The workbook with some bytes of its parts in the place of others, each once."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as sent, zipfile.ZipFile(out, "w") as made:
        for part in sent.namelist():
            body = sent.read(part)
            for pattern, words in changes if part.startswith("xl/worksheets/") else ():
                body = re.sub(pattern, words, body)
            made.writestr(part, body)
    return out.getvalue()


def test_cells_that_cannot_be_read_are_told_where_they_stand(small: Questionnaire) -> None:
    """All of them at once, with what was read in each and what to do; an index of no text, a yes that is neither."""
    values = {"staff": "138", "women": "7001", "permanent": "6001"}
    state = apply_answers(small, start_answers(small), AnswerChanges(values=values))
    data = alter(
        write(small, state),
        (rb"><v>138</v>", b' t="s"><v>99999</v>'),
        (rb"><v>7001</v>", b' t="b"><v>7</v>'),
        (rb"><v>6001</v>", b' t="zz"><v>6001</v>'),
    )
    with pytest.raises(Faults) as caught:
        read_answer_workbook(data, small, respondent="0417", file="a.xlsx")
    faults = caught.value.faults
    assert [(fault.code, fault.column) for fault in faults] == [("workbook-malformed-cell", 6)] * 3
    for fault, read in zip(faults, ("99999", "7", "6001"), strict=True):
        assert f"Feuille « 2 Effectif », cellule F{fault.line} : « {read} »" in fault.message.fr
        assert f"Sheet “2 Effectif”, cell F{fault.line}: “{read}”" in fault.message.en
        assert fault.remedy is not None


def test_a_text_of_another_cell_is_not_read_in_the_place_of_a_broken_one(small: Questionnaire) -> None:
    """A library takes an index that is no number for the first text of the file."""
    state = apply_answers(small, start_answers(small), AnswerChanges(values={"staff": "138"}))
    data = alter(write(small, state), (rb"><v>138</v>", b' t="s"><v>x</v>'))
    with pytest.raises(Faults) as caught:
        read_answer_workbook(data, small, respondent="0417", file="a.xlsx")
    assert [fault.code for fault in caught.value.faults] == ["workbook-malformed-cell"]


def test_a_duration_beyond_all_is_told_where_it_stands(small: Questionnaire) -> None:
    """The library overflows on what no duration can be."""
    state = apply_answers(small, start_answers(small), AnswerChanges(values={"staff": "138"}))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write(small, state))) as sent, zipfile.ZipFile(out, "w") as made:
        for part in sent.namelist():
            body = sent.read(part).replace(b'numFmtId="0"', b'numFmtId="46"') if part == "xl/styles.xml" else None
            made.writestr(part, body or sent.read(part).replace(b"<v>138</v>", b"<v>1e15</v>"))
    with pytest.raises(Faults) as caught:
        read_answer_workbook(out.getvalue(), small, respondent="0417", file="a.xlsx")
    assert [(fault.code, fault.column) for fault in caught.value.faults] == [("workbook-malformed-cell", 6)]


def test_words_outside_of_what_is_read_are_told(small: Questionnaire) -> None:
    """Beside the table, in a locked column, on a sheet that was added: the answers are taken, and each is told."""

    def scribble(grid: Grid) -> None:
        for row in grid["2 Effectif"]:
            row.extend([""] * (28 - len(row)))
        grid["2 Effectif"][0][3] = "voir Paul"
        fill_cells({"staff": "à vérifier"}, column=27)(grid)
        fill_cells({"staff": "150", "women": "70"}, column=4)(grid)
        grid["Brouillon"] = [["", "12"]]

    data = edit_workbook(write(small, start_answers(small)), scribble)
    data = edit_workbook(data, fill_cells({"staff": 140}))
    workbook = read_answer_workbook(data, small, respondent="0417", file="a.xlsx")
    assert workbook.entries["staff"] == Entry("140")
    told = [(fault.message.fr.split("«")[2].split("»")[0].strip(), fault.key) for fault in workbook.unread]
    line = next(fault.line for fault in workbook.unread if fault.key and "AB" in fault.key)
    assert told == [
        ("voir Paul", "2 Effectif!D1"),
        ("150", f"2 Effectif!E{line}"),
        ("à vérifier", f"2 Effectif!AB{line}"),
        ("70", f"2 Effectif!E{line + 1}"),
        ("12", "Brouillon!B1"),
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_words_on_the_guide_are_told(small: Questionnaire, lang: Lang) -> None:
    """Over what it says, beside it and below it."""
    name = GUIDE.get(lang)

    def scribble(grid: Grid) -> None:
        for row in grid[name]:
            row.extend([""] * (4 - len(row)))
        grid[name][2][0] = "138"
        grid[name][4][3] = "voir Paul"
        grid[name].append(["rappelez-moi"])

    data = edit_workbook(write(small, start_answers(small), lang), scribble)
    told = [fault.key for fault in read_answer_workbook(data, small, respondent="0417", file="a.xlsx").unread]
    assert told == [f"{name}!A3", f"{name}!D5", f"{name}!A13"]


def test_a_workbook_that_does_not_say_what_its_guide_held_is_judged_by_the_others(small: Questionnaire) -> None:
    """It was made by a release that kept no words of the guide."""

    def scribble(grid: Grid) -> None:
        for row in grid[HIDDEN]:
            del row[GUIDE_WORDS:]
        grid[GUIDE.fr][2][0] = "138"
        fill_cells({"staff": "à vérifier"}, column=4)(grid)

    data = edit_workbook(write(small, start_answers(small)), scribble)
    unread = read_answer_workbook(data, small, respondent="0417", file="a.xlsx").unread
    assert [str(fault.key).split("!")[0] for fault in unread] == ["2 Effectif"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_workbook_left_as_it_was_has_nothing_unread(small: Questionnaire, lang: Lang) -> None:
    """Neither as it is made nor as a spreadsheet saves it again."""
    state = apply_answers(small, start_answers(small), AnswerChanges(values={"staff": "138", "channels": ["mail"]}))
    data = write(small, state, lang)
    for one in (data, edit_workbook(data, lambda _: None)):
        assert read_answer_workbook(one, small, respondent="0417", file="a.xlsx").unread == ()
