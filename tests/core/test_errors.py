"""Faults say what, where, why and what to do, and a log of them has a bound."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from filiere.core import Fault, FaultLog, Faults, StrictModel, Text, parse_yaml, validate

HERE = Path("made-up.yaml")


class Inner(StrictModel):
    name: Text
    size: int


class Outer(StrictModel):
    title: str
    items: tuple[Inner, ...]


def fault(code: str, line: int) -> Fault:
    return Fault(code=code, message=Text(fr="Faux.", en="Wrong."), remedy=Text(fr="Corrigez.", en="Mend."), line=line)


def test_every_fault_of_a_document_is_told_at_once() -> None:
    """Validation gathers all faults, each with its place and key, in the order of the file."""
    text = "titel: x\nitems:\n  - name: {fr: a, en: ' '}\n    size: many\n  - size: 2\n"
    with pytest.raises(Faults) as caught:
        validate(parse_yaml(text, HERE), Outer)
    told = [(fault.code, fault.line, fault.key) for fault in caught.value.faults]
    assert told == [
        ("missing-key", 1, "title"),
        ("unknown-key", 1, "titel"),
        ("blank-text", 3, "items[0].name.en"),
        ("wrong-type", 4, "items[0].size"),
        ("missing-key", 5, "items[1].name"),
    ]
    assert "Vouliez-vous dire « title » ?" in {
        part.replace("\u202f", " ").replace("\xa0", " ")
        for f in caught.value.faults
        for part in [f.remedy.get("fr")[-29:]]
    }


def test_a_fault_is_one_line_for_tools() -> None:
    """The line is file, line, column, code and message, and the JSON holds the remedy too."""
    told = fault("odd", 3).at(file="a.yaml", column=2)
    assert told.render("en") == "a.yaml:3:2: odd: Wrong."
    assert told.as_json("fr")["remedy"] == "Corrigez."


def test_a_place_says_no_more_than_is_known() -> None:
    """A fault of a whole file has no line, and one of a question asked has no file."""
    told = replace(fault("odd", 3), line=None)
    assert told.at(file="a.yaml").render("en") == "a.yaml: odd: Wrong."
    assert told.at(file="a.yaml", line=3).render("en") == "a.yaml:3: odd: Wrong."
    assert told.render("en") == "odd: Wrong."


def test_a_log_counts_all_and_keeps_a_hundred_of_each(tmp_path: Path) -> None:
    """Counts are exact; what is not kept in memory is in the spill file."""
    spill = tmp_path / "spill.jsonl"
    with FaultLog(spill) as log:
        for line in range(250):
            log.add(fault("often", line))
        log.add(fault("once", 1))
    assert log.counts == {"often": 250, "once": 1}
    assert log.total == 251
    assert len(log.kept) == 101
    lines = [json.loads(line) for line in spill.read_text(encoding="utf-8").splitlines()]
    assert [line["line"] for line in lines] == list(range(100, 250))
    assert lines[0]["message"] == {"fr": "Faux.", "en": "Wrong."}


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("5", "Le contenu vaut « 5 » ; il faut une suite de clés.", "The content is “5”; expected a set of keys."),
        (
            "[1]",
            "Le contenu est une liste ; il faut une suite de clés.",
            "The content is a list; expected a set of keys.",
        ),
        (
            "inner: true",
            "« inner » vaut « true » ; il faut une suite de clés.",
            "“inner” is “true”; expected a set of keys.",
        ),
        ("inner: ~", "« inner » est vide ; il faut une suite de clés.", "“inner” is blank; expected a set of keys."),
        (
            "inner: {word: no}\ncount: {}",
            "« count » est une suite de clés ;",
            "“count” is a set of keys; expected a whole number",
        ),
        ("inner: {word: False}", "« word » vaut « false » ;", "“word” is “false”; expected text"),
        (
            "list: [1, ~]",
            "L’élément n° 2 de la liste est vide ;",
            "Item 2 of the list is blank; expected a whole number",
        ),
    ],
)
def test_a_value_is_told_as_its_file_writes_it(text: str, french: str, english: str) -> None:
    """Neither a question mark for a nameless place nor the words of the machine, None and True."""

    class Inner(StrictModel):
        word: str = ""

    class Outer(StrictModel):
        inner: Inner = Inner()
        count: int = 0
        list: tuple[int, ...] = ()

    with pytest.raises(Faults) as caught:
        validate(parse_yaml(text, HERE), Outer)
    (fault,) = caught.value.faults
    told = fault.message.get("fr").replace("\u00a0", " ").replace("\u202f", " ")
    assert told.startswith(french)
    assert fault.message.get("en").startswith(english)


def test_a_record_of_a_list_is_told_by_its_place() -> None:
    """A nameless record that is wrong as a whole is an item of the list it stands in."""
    document = parse_yaml("things:\n- {name: {fr: a, en: a}, size: 1}\n- true\n", HERE)
    with pytest.raises(Faults) as caught:
        validate(document, Inner, at=("things", 1))
    (fault,) = caught.value.faults
    assert (fault.line, fault.message.en) == (3, "Item 2 of the list is “true”; expected a set of keys.")
