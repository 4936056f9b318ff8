"""Answers, filters, loops and checks: examples in answers.yaml, then properties of random respondents."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support.strategies.answer_paths import Respondent

from filiere.core import Faults, Lang
from filiere.survey.questionnaires import (
    AnswerChanges,
    AnswerState,
    Questionnaire,
    Standing,
    apply_answers,
    check_answers,
    compute_progress,
    export_answers,
    find_applicable,
    find_screen,
    format_exactly,
    list_asked_places,
    list_hidden_answers,
    list_screens,
    load_questionnaire,
    next_screen,
    note_checks,
    pivot_answers,
    previous_screen,
    read_number,
    start_answers,
)

CASES = yaml.safe_load((Path(__file__).parent / "answers.yaml").read_text(encoding="utf-8"))
SHIPPED = {key: load_questionnaire(key) for key in ("barometer", "centres")}


def send_all(questionnaire: Questionnaire, case: dict[str, Any]) -> AnswerState:
    state = start_answers(questionnaire)
    for values in case["send"]:
        state = apply_answers(questionnaire, state, AnswerChanges(values=values))
    for screen in case.get("visited", ()):
        state = apply_answers(questionnaire, state, AnswerChanges(visited=screen))
    return apply_answers(questionnaire, state, AnswerChanges(unknown=case.get("unknown", {})))


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_what_is_asked_and_told(small: Questionnaire, case: dict[str, Any]) -> None:
    state = send_all(small, case)
    for place, value in case.get("values", {}).items():
        assert state.values[place] == value
    found = find_applicable(small, state)
    for standing in Standing:
        for place in case.get(standing.value, ()):
            assert found[place].standing is standing, place
    if "hidden" in case:
        assert list_hidden_answers(small, state) == tuple(case["hidden"])
    if "checks" in case:
        checks = check_answers(small, state, prior=case.get("prior"))
        assert [f"{check.severity} {check.stage} {check.at}" for check in checks] == case["checks"]
        assert all(check.text.fr and check.text.en and "{" not in check.text.fr for check in checks)


def test_a_soft_check_is_told_at_the_field_then_at_the_page_then_passes(small: Questionnaire) -> None:
    state = apply_answers(small, start_answers(small), AnswerChanges(values={"staff": "6000"}))
    stages = []
    for _ in range(4):
        checks = check_answers(small, state)
        stages.append([check.stage for check in checks])
        state = note_checks(state, checks)
    assert stages == [["field"], ["page"], [], []]
    assert [check.stage for check in check_answers(small, state, include_passed=True)] == ["passed"]
    changed = apply_answers(small, state, AnswerChanges(values={"staff": "7000"}))
    assert [check.stage for check in check_answers(small, changed)] == ["field"]


def test_a_comment_passes_a_soft_check_and_no_hard_one(small: Questionnaire) -> None:
    said = {"staff": "Rachat d’un site", "women": "Si, si"}
    changes = AnswerChanges(values={"staff": "6000", "women": "6001"}, comments=said)
    state = apply_answers(small, start_answers(small), changes)
    assert [(check.at, check.severity) for check in check_answers(small, state)] == [("women", "hard")]


def test_checks_of_a_screen_only(small: Questionnaire) -> None:
    values = {"staff": "6000", "channels": ["phone", "none_of_these"]}
    state = apply_answers(small, start_answers(small), AnswerChanges(values=values))
    assert [check.at for check in check_answers(small, state, places=["staff"])] == ["staff"]


REFUSED = [
    ({"values": {"nothing": "1"}}, "survey-unknown-place"),
    ({"values": {"contacts:fax": "1"}}, "survey-unknown-place"),
    ({"values": {"segment:phone": "own"}}, "survey-unknown-place"),
    ({"values": {"segment": "maybe"}}, "survey-unknown-option"),
    ({"values": {"channels": ["phone", "fax"]}}, "survey-unknown-option"),
    ({"values": {"knows_label": "true"}}, "survey-unknown-option"),
    ({"values": {"why": "x" * 2001}}, "survey-text-too-long"),
    ({"comments": {"staff": "x" * 2001}}, "survey-text-too-long"),
    ({"unknown": {"nothing": True}}, "survey-unknown-place"),
    ({"visited": "nowhere"}, "survey-unknown-screen"),
]


@pytest.mark.parametrize(("changes", "code"), REFUSED)
def test_what_a_form_cannot_send(small: Questionnaire, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Faults) as caught:
        apply_answers(small, start_answers(small), AnswerChanges(**changes))
    assert [fault.code for fault in caught.value.faults] == [code]


def test_all_that_a_form_cannot_send_is_told_at_once(small: Questionnaire) -> None:
    with pytest.raises(Faults) as caught:
        apply_answers(small, start_answers(small), AnswerChanges(values={"a": "1", "segment": "x"}, visited="b"))
    assert len(caught.value.faults) == 3


def test_screens_follow_each_other_and_progress_counts_them(small: Questionnaire) -> None:
    state = start_answers(small)
    first = next_screen(small, state, prior={"segment": "own"})
    assert first is not None
    assert (first.place, first.fields[0].prior, previous_screen(small, state, "kind")) == ("kind", "own", None)
    changes = AnswerChanges(values={"segment": "own", "channels": ["phone"], "sites": "2"}, visited="kind")
    state = apply_answers(small, state, changes)
    order = [view.place for view in list_screens(small, state)]
    assert order == ["kind", "channels", "volumes:phone", "staff", "sites", "site"]
    volumes = find_screen(small, state, "volumes:phone")
    assert volumes is not None
    assert volumes.text.en == "How many contacts by telephone?"
    together = find_screen(small, state, "site")
    assert together is not None
    assert [field.place for field in together.fields] == ["site_staff:1", "site_word:1", "site_staff:2", "site_word:2"]
    assert find_screen(small, state, "volumes:mail") is None
    assert find_screen(small, state, "nowhere") is None
    walked = []
    view = next_screen(small, state)
    while view is not None:
        walked.append(view.place)
        view = next_screen(small, state, after=view.place)
    assert walked == order[2:]
    progress = compute_progress(small, state)
    assert (progress.complete, progress.asked, progress.minutes_left) == (3, 6, 3)
    assert [(part.complete, part.asked) for part in progress.parts] == [(2, 3), (1, 3), (0, 0)]


def test_export_leaves_out_what_is_closed_and_marks_what_is_missing(small: Questionnaire) -> None:
    first = {"segment": "own", "clients": "4", "channels": ["phone"], "contacts:phone": "10", "staff": "beaucoup"}
    state = apply_answers(small, start_answers(small), AnswerChanges(values=first, unknown={"women": True}))
    rows = {row.column: row for row in export_answers(small, {"u1": state})}
    assert not {"clients", "contacts:mail", "share_abroad:phone"} & rows.keys()
    told = {column: (row.value, row.status) for column, row in rows.items()}
    assert told["segment"] == ("own", "answered")
    assert told["segment=own"] == (1, "answered")
    assert told["channels=mail"] == (0, "answered")
    assert told["contacts:phone"] == (10, "answered")
    assert told["staff"] == (None, "refused")
    assert told["women"] == (None, "unknown")
    assert told["permanent"] == (None, "missing")
    assert told["payroll"] == (None, "undecided")
    assert {row.questionnaire for row in rows.values()} == {"small@1"}
    wide = pivot_answers(export_answers(small, {"u1": state, "u2": start_answers(small)}))
    assert [row["unit"] for row in wide] == ["u1", "u2"]
    assert wide[0].keys() == wide[1].keys()
    assert (wide[0]["contacts:phone"], wide[1]["contacts:phone"]) == (10, None)
    with pytest.raises(Faults, match="survey-other-version"):
        export_answers(small, {"u1": AnswerState("small@2")})


def clean_typed(typed: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return typed if isinstance(typed, tuple) else typed.strip("\x07\ufffe ")


@pytest.mark.parametrize("key", ["small", "barometer", "centres"])
@settings(max_examples=10)
@given(seed=st.integers(0, 10**6), leaves=st.sets(st.integers(0, 11), max_size=4))
def test_leaving_and_coming_back_changes_nothing(small: Questionnaire, key: str, seed: int, leaves: set[int]) -> None:
    """The state of who leaves, stored and read again, is that of who stays; and nothing that was said is lost."""
    questionnaire = small if key == "small" else SHIPPED[key]
    respondent = Respondent(questionnaire, random.Random(seed))  # noqa: S311 - made-up people
    stays = comes_back = start_answers(questionnaire)
    said: dict[str, Any] = {}
    for step in range(12):
        changes = respondent.send_screen(stays)
        stays = apply_answers(questionnaire, stays, changes)
        comes_back = apply_answers(questionnaire, comes_back, changes)
        said |= changes.values
        if step in leaves:
            comes_back = AnswerState.from_json(json.loads(json.dumps(comes_back.as_json())))
        assert comes_back == stays
    assert stays.values.keys() == {place for place, typed in said.items() if typed and clean_typed(typed)}
    assert (
        apply_answers(
            questionnaire, stays, AnswerChanges(values=stays.values, unknown=dict.fromkeys(stays.unknown, True))
        )
        == stays
    )
    hidden = set(list_hidden_answers(questionnaire, stays))
    exported = {row.column.partition("=")[0] for row in export_answers(questionnaire, {"u": stays})}
    closed = {place for place, one in find_applicable(questionnaire, stays).items() if one.standing is Standing.CLOSED}
    assert not closed & exported
    assert not hidden & set(list_asked_places(questionnaire, stays))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("0.0000001", {"fr": "0,0000001", "en": "0.0000001"}),
        ("12345678901234.123456789012345678", {"fr": "12 345 678 901 234,123456789012345678"}),
        ("1234567.50", {"fr": "1 234 567,5", "en": "1,234,567.5"}),
        ("0.0", {"fr": "0", "en": "0"}),
    ],
)
def test_a_number_is_told_back_as_it_was_typed(small: Questionnaire, typed: str, written: dict[Lang, str]) -> None:
    """Never rounded: a tiny number told as 0 would be corrected into 0."""
    number = read_number(typed)
    assert number is not None
    for lang, words in written.items():
        assert format_exactly(number, lang).replace("\u202f", " ") == words
    state = apply_answers(small, start_answers(small), AnswerChanges(values={"staff": typed}))
    told = [check.text for check in check_answers(small, state) if check.kind == "type"]
    assert all(text.fr.replace("\u202f", " ").startswith(written["fr"]) for text in told)
