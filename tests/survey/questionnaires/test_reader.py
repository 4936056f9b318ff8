"""Reading questionnaires: each fault by its code and its place, all of a file at once; those shipped are sound."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from filiere.core import Faults
from filiere.core.text import Text
from filiere.survey.questionnaires import (
    AnswerChanges,
    Questionnaire,
    apply_answers,
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
