"""Records of JSON in every form of export, cut anywhere, and never one lost."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.protocol import RefusedRecord
from filiere.contacts.importing.systems import json_records
from filiere.contacts.importing.systems.json_records import JsonRecord, SiblingKeys
from filiere.contacts.importing.systems.record_shapes import (
    ListShape,
    MisshapenRecord,
    ShapeChecker,
    ignored_fields,
    read_fields,
)
from filiere.core import Faults


def found(
    folder: Path, text: str, within: Sequence[str] = ("items",)
) -> list[JsonRecord | SiblingKeys | RefusedRecord]:
    """What is read of a text."""
    file = folder / "export.json"
    file.write_text(text, encoding="utf-8")
    return list(json_records.iter_json_records(DeliveredFile.at(file), within=within))


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1}, {"a": 2}]',
        '{"a": 1}\n{"a": 2}\n',
        '{"a": 1}{"a": 2}',
        '{"count": 2, "items": [{"a": 1}, {"a": 2}], "next": null}',
        '{"items": [{"a": 1}]}\n{"items": [{"a": 2}]}',
        '[\n{"a": 1}\n,\n{"a": 2}\n]\n',
        '\ufeff{"a": 1}\r\n\r\n{"a": 2}',
    ],
)
def test_the_four_forms_of_an_export_give_the_same_records(tmp_path: Path, text: str) -> None:
    """An array, one after the other, glued together, or held under a name by an object or by several."""
    assert [one.content for one in found(tmp_path, text) if isinstance(one, JsonRecord)] == [{"a": 1}, {"a": 2}]


def test_a_record_knows_its_line(tmp_path: Path) -> None:
    """The line on which it begins, in the whole file, however much of it is in memory."""
    lines = [record.line for record in found(tmp_path, '[\n{"a":\n1},\n\n{"a": 2}]') if isinstance(record, JsonRecord)]
    assert lines == [2, 5]


def test_a_broken_record_is_refused_and_the_next_ones_are_read(tmp_path: Path) -> None:
    """One a line: the file goes on at the next line that begins a record."""
    seen = found(tmp_path, '{"a": 1}\n{"a": \n{"a": 3}\nnonsense\n{"a": NaN}\n{"a": 4}\n{"a": "cut')
    assert [one.content["a"] if isinstance(one, JsonRecord) else one.code for one in seen] == [
        *(1, "not-json", 3, "not-json", "not-json", 4),
        "truncated-json",
    ]


@pytest.mark.parametrize(("text", "code"), [('[{"a": 1}, {"a"', "truncated-json"), ('[{"a": 1} {"a": 2}]', "not-json")])
def test_an_array_that_is_cut_or_broken_is_refused_whole(tmp_path: Path, text: str, code: str) -> None:
    """Nothing after the break can be told apart."""
    with pytest.raises(Faults) as refused:
        found(tmp_path, text)
    assert [one.code for one in refused.value.faults] == [code]


@settings(max_examples=60, deadline=None)
@given(
    records=st.lists(
        st.dictionaries(st.text(max_size=4), st.text(max_size=30) | st.integers() | st.none(), max_size=4)
    ),
    block=st.integers(1, 40),
    form=st.sampled_from(("array", "lines", "glued", "held")),
    spaced=st.booleans(),
)
def test_the_size_of_what_is_read_at_once_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]], block: int, form: str, spaced: bool
) -> None:
    """Records are cut at every place by the blocks in which a file is read."""
    records = [{key: value for key, value in one.items() if key != "items"} for one in records]
    indent = 1 if spaced else None
    text = {
        "array": json.dumps(records, indent=indent),
        "lines": "\n".join(json.dumps(one) for one in records) + "\n",
        "glued": "".join(json.dumps(one, indent=indent) for one in records) + " ",
        "held": json.dumps({"items": records, "z": 1}, indent=indent),
    }[form]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_records, "BLOCK", block)
        seen = found(tmp_path_factory.mktemp("json"), text)
    assert [one.content for one in seen if isinstance(one, JsonRecord)] == records


def test_every_unknown_field_is_told_at_once_with_its_first_line_and_how_often() -> None:
    """At the top, within an object, within a list; what is ignored is not looked into."""
    fields = ShapeChecker(
        {**read_fields("a"), "b": read_fields("c"), "d": ListShape(read_fields("e")), **ignored_fields("no use", "f")}
    )
    fields.check({"a": 1, "f": {"x": 1}}, 1)
    fields.check({"a": 1, "b": {"c": 1, "new": 2}, "d": [{"e": 1}, {"g": 1}]}, 2)
    fields.check({"b": {"new": 2}, "d": None}, 3)
    faults = fields.faults("made-up.json")
    assert [(one.code, one.key, one.line) for one in faults] == [
        ("unknown-field", "b.new", 2),
        ("unknown-field", "d.g", 2),
    ]
    assert "the field “b.new” (times seen: 2)" in faults[0].message.en
    assert "le champ « b.new » (nombre de fois : 2)" in faults[0].message.fr


@pytest.mark.parametrize("content", [[], {"a": {}}, {"b": 1}, {"d": {}}, {"d": [1]}])
def test_another_shape_is_not_read(content: Any) -> None:
    """A list for an object, an object for a text."""
    fields = ShapeChecker({**read_fields("a"), "b": read_fields("c"), "d": ListShape(read_fields("e"))})
    with pytest.raises(MisshapenRecord):
        fields.check(content, 1)


def test_a_key_twice_in_one_record_is_told(tmp_path: Path) -> None:
    """Nothing says which of the two values holds."""
    (record,) = found(tmp_path, '{"a": 1, "a": 2}')
    assert isinstance(record, JsonRecord)
    with pytest.raises(MisshapenRecord) as twice:
        ShapeChecker(read_fields("a")).check(record.content, 1)
    assert (twice.value.code, twice.value.path) == ("key-twice", "a")
