"""Reading questionnaires: each fault by its code and its place, all of a file at once; those shipped are sound."""

import copy
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core import Fault, Faults
from filiere.core.text import Text
from filiere.survey.questionnaires import (
    AnswerChanges,
    Questionnaire,
    apply_answers,
    check_changes,
    compare_definitions,
    find_prior_values,
    list_shipped_questionnaires,
    load_questionnaire,
    parse_questionnaire,
    read_number,
    read_questionnaire,
    seal_definition,
    start_answers,
    write_number,
)

HERE = Path(__file__).parent
SOURCE = (HERE / "small.yaml").read_text(encoding="utf-8")
CASES = yaml.safe_load((HERE / "faults.yaml").read_text(encoding="utf-8"))


def parse(text: str) -> Questionnaire:
    return parse_questionnaire(text, Path("small.yaml"))


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_what_a_reader_tells(case: dict[str, Any]) -> None:
    text = SOURCE
    for old, new in (case["replace"], case.get("also", ("", ""))):
        assert old in text
        text = text.replace(old, new, 1) if old else text
    with pytest.raises(Faults) as caught:
        parse(text)
    assert [[fault.code, fault.key] for fault in caught.value.faults] == case["told"]
    for fault in caught.value.faults:
        assert fault.file == "small.yaml"
        assert fault.line
        assert fault.message.fr != fault.message.en
        assert "{" not in fault.message.fr + fault.remedy.en


def test_questionnaires_shipped_are_sound_and_say_everything_twice() -> None:
    paths = list_shipped_questionnaires()
    assert {path.parent.name for path in paths} == {"barometer", "centres"}
    for path in paths:
        questionnaire = read_questionnaire(path)
        assert questionnaire.identifier == f"{path.parent.name}@{path.stem.removeprefix('v')}"
        assert load_questionnaire(path.parent.name) == questionnaire
    assert len(load_questionnaire("centres").parts) == 7


def test_series_of_the_barometer_are_in_the_register_of_figures() -> None:
    """Each question that names earlier results has some, so that a page can put waves side by side."""
    from filiere.core import content_path, read_yaml

    figures = read_yaml(content_path("figures", "figures", "barometer.yaml")).data["figures"]
    known = {(figure["indicator"], figure.get("category")) for figure in figures}
    questionnaire = load_questionnaire("barometer")
    named = [
        (series.indicator, series.category)
        for placed in questionnaire.questions.values()
        for series in placed.question.series
    ]
    assert len(named) == 11
    assert set(named) <= known


def test_a_questionnaire_that_is_not_shipped_is_refused() -> None:
    for key, version in (("nothing", None), ("barometer", 99)):
        with pytest.raises(Faults, match="survey-no-such-questionnaire"):
            load_questionnaire(key, version)


def test_a_definition_that_changes_breaks_its_series_by_itself(small: Questionnaire) -> None:
    newer = parse(
        SOURCE.replace("version: 1", "version: 2")
        .replace("dont femmes", "dont personnes qui se disent femmes")
        .replace('{test: "contacts > 100"', '{test: "contacts > 200"')
        .replace("key: site_word", "key: site_note")
    )
    found = {change.question: change for change in compare_definitions(small, newer)}
    assert {key for key, change in found.items() if change.breaks_series} == {
        "women",
        "share_abroad",
        "site_note",
        "site_word",
    }
    assert (found["women"].kind, found["women"].differences) == ("changed", ("text",))
    assert found["share_abroad"].differences == ("conditions",)
    assert (found["site_note"].kind, found["site_word"].kind) == ("new", "removed")
    assert seal_definition(small, "staff") == seal_definition(newer, "staff")
    values = {"segment": "own", "clients": "3", "staff": "138", "women": "97", "permanent": "100"}
    state = apply_answers(small, start_answers(small), AnswerChanges(values=values, unknown={"permanent": True}))
    assert find_prior_values(newer, small, state) == {"segment": "own", "staff": "138"}


MENDED = ("dont femmes", "dont femmes (mesurées au dernier jour)")
"""What ``women`` is called, mended."""
SECOND = SOURCE.replace("version: 1", "version: 2")
REWORDED = "  - {question: women, version: 2, kind: wording, why: {fr: On précise le jour, en: The day is said}}\n"


def declare(text: str, *changes: str) -> Questionnaire:
    return parse(text + "changes:\n" + "".join(changes) if changes else text)


def test_words_that_are_mended_break_no_series_and_are_pre_filled(small: Questionnaire) -> None:
    """A questionnaire that declares a question reworded goes on with its series; one that says nothing breaks it."""
    newer = declare(SECOND.replace(*MENDED), REWORDED)
    assert check_changes(small, newer) == []
    found = {change.question: change for change in compare_definitions(small, newer)}
    assert (found["women"].kind, found["women"].differences) == ("reworded", ("text",))
    assert not found["women"].breaks_series
    values = {"segment": "own", "staff": "138", "women": "97"}
    state = apply_answers(small, start_answers(small), AnswerChanges(values=values))
    assert find_prior_values(newer, small, state)["women"] == "97"
    # The same declaration stands in a third version, of which the words are those of the second.
    third = declare(SECOND.replace(*MENDED).replace("version: 2", "version: 3"), REWORDED)
    assert not any(change.breaks_series for change in compare_definitions(small, third))
    assert check_changes(newer, third) == []


def test_a_meaning_that_changes_breaks_a_series_whatever_the_words(small: Questionnaire) -> None:
    """Declared as another meaning: with other words, or with the same ones read otherwise."""
    meaning = REWORDED.replace("kind: wording", "kind: meaning")
    for text, differences in ((SECOND.replace(*MENDED), ("text",)), (SECOND, ("meaning",))):
        newer = declare(text, meaning)
        found = {change.question: change for change in compare_definitions(small, newer)}["women"]
        assert (found.kind, found.differences, found.breaks_series) == ("changed", differences, True)
        assert check_changes(small, newer) == []


FILTER = ('{test: "contacts > 100"', '{test: "contacts > 200"')
ABROAD = REWORDED.replace("women", "share_abroad")


@pytest.mark.parametrize(
    ("text", "changes", "codes"),
    [
        (SECOND.replace(*MENDED), (), ["survey-change-unsaid"]),
        (SECOND.replace(*FILTER), (ABROAD,), ["survey-change-structural"]),
        (
            SECOND.replace("key: women, kind: number", "key: women, kind: amount"),
            (REWORDED,),
            ["survey-change-structural"],
        ),
        (SECOND, (REWORDED,), ["survey-change-void"]),
        (SECOND.replace(*FILTER), (), []),
    ],
    ids=["nothing said", "a filter said to be words", "a unit said to be words", "nothing to say", "a filter says it"],
)
def test_what_a_version_must_say_of_its_changes(
    small: Questionnaire, text: str, changes: tuple[str, ...], codes: list[str]
) -> None:
    """Words are declared as mended or as another question; a filter, a unit or an option changes the meaning itself."""
    if "kind: amount" in text:
        text = text.replace("sums:", "sums_left_out:").split("sums_left_out:")[0]
    newer = declare(text, *changes)
    assert [
        one.code for one in check_changes(small, newer) if "women" in str(one) or "share_abroad" in str(one)
    ] == codes


def test_former_declarations_stay() -> None:
    """A third version that forgets what the second declared would mend a series that is broken."""
    second = declare(SECOND.replace(*MENDED), REWORDED.replace("wording", "meaning"))
    third = parse(SECOND.replace(*MENDED).replace("version: 2", "version: 3"))
    assert [one.code for one in check_changes(second, third)] == ["survey-change-history"]


def test_a_file_is_judged_beside_the_version_before(tmp_path: Path) -> None:
    """The reader finds the former file by its name; the fault carries the name of the new one."""
    (tmp_path / "v1.yaml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "v2.yaml").write_text(SECOND.replace(*MENDED), encoding="utf-8")
    with pytest.raises(Faults) as caught:
        read_questionnaire(tmp_path / "v2.yaml")
    assert [(one.code, one.file) for one in caught.value.faults] == [
        ("survey-change-unsaid", str(tmp_path / "v2.yaml"))
    ]


NUMBERS = [
    ("138", "138"),
    ("1 200", "1200"),
    ("1\u202f200,50", "1200.5"),
    ("12,5", "12.5"),
    ("1,234,567", "1234567"),
    ("1,234.5", "1234.5"),
    ("007", "7"),
    ("0.0", "0"),
    ("", None),
    ("-4", None),
    ("1e5", None),
    ("12 %", None),
    ("NaN", None),
    ("١٢", None),
    ("1.2.3", None),
    ("9" * 19, None),
]


@pytest.mark.parametrize(("typed", "kept"), NUMBERS)
def test_numbers_as_people_type_them(typed: str, kept: str | None) -> None:
    number = read_number(typed)
    assert (None if number is None else write_number(number)) == kept


def test_words_of_options_are_told_apart() -> None:
    """A workbook reads an option by its words: two of a question must not fold to the same."""
    from filiere.core import fold_text

    for path in list_shipped_questionnaires():
        for placed in read_questionnaire(path).questions.values():
            for lang in ("fr", "en"):
                words: list[Text] = [option.text for option in placed.question.options]
                folded = {fold_text(getattr(text, lang)) for text in words}
                assert len(folded) == len(words), placed.question.key


def list_paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, dict):
        for key, item in node.items():
            yield (*path, key)
            yield from list_paths(item, (*path, key))
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield (*path, index)
            yield from list_paths(item, (*path, index))


DATA = yaml.safe_load(SOURCE)
PATHS = list(list_paths(DATA))
STRANGE = (None, 5, "x", "staff", "turn", [], {}, True, 1.5, [None], {"a": 1}, -1, "", {"fr": "a", "en": "b"}, "1e9")


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(STRANGE)), min_size=1, max_size=3))
def test_whatever_stands_in_a_file_is_read_or_told(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    """A value of another kind, anywhere, gives a questionnaire or faults with their place."""
    data = copy.deepcopy(DATA)
    for path, value in changes:
        node = data
        with suppress(KeyError, IndexError, TypeError):
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = copy.deepcopy(value)
    found: Questionnaire | None = None
    told: tuple[Fault, ...] = ()
    try:
        found = parse(yaml.safe_dump(data, allow_unicode=True))
    except Faults as faults:
        told = faults.faults
    assert (found is None) == bool(told)
    assert all(fault.line for fault in told)
