"""YAML is read strictly, and every value knows its line."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from filiere.core import Faults, parse_yaml, read_yaml, scan_yaml
from filiere.core.yaml_documents import Key, format_key, parse_key

HERE = Path("made-up.yaml")


def codes(text: str) -> list[tuple[str, int | None, int | None]]:
    with pytest.raises(Faults) as caught:
        parse_yaml(text, HERE)
    return [(fault.code, fault.line, fault.column) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("012", 12),
        ("0o14", "0o14"),
        ("1_000", "1_000"),
        ("2008-01-01", "2008-01-01"),
        ("12:30", "12:30"),
        ("0.20", Decimal("0.20")),
        ("1e3", Decimal("1e3")),
        ("true", True),
        ("~", None),
        ("'12'", "12"),
        ('"true"', "true"),
    ],
)
def test_scalars_follow_yaml_1_2(words: str, value: object) -> None:
    """A scalar means what the core schema of YAML 1.2 says, and a decimal stays exact."""
    read = parse_yaml(f"key: {words}\n", HERE).data["key"]
    assert read == value
    assert type(read) is type(value)


def test_numbers_may_be_left_as_they_are_written() -> None:
    """For a file of codes; words such as true keep their meaning."""
    read = parse_yaml("a: 08\nb: [1e3, 0.20, '7', ~, true]\n", HERE, numbers_as_written=True).data
    assert read == {"a": "08", "b": ["1e3", "0.20", "7", None, True]}


def test_a_key_given_twice_is_a_fault_at_the_second() -> None:
    """A doubled key is refused where it stands the second time, at any depth, and all of them at once."""
    assert codes("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n") == [("duplicate-key", 4, 3), ("duplicate-key", 5, 1)]


def test_aliases_and_merge_keys_are_refused() -> None:
    """A value is written where it is read: an alias or a merge key would hide it."""
    told = codes("a: &x {b: 1}\nc: *x\nd:\n  <<: {e: 1}\nf: &y 1\ng: *y\n")
    assert [(code, line) for code, line, _ in told] == [("yaml-alias", 1), ("yaml-key", 4), ("yaml-alias", 5)]


def test_a_tab_in_the_indentation_is_pointed_at() -> None:
    """A syntax error gives the line and column of what could not be read."""
    ((code, line, _),) = codes("a:\n\t- 1\n")
    assert (code, line) == ("yaml-syntax", 2)


def test_an_encoding_error_gives_line_and_column(tmp_path: Path) -> None:
    """A file in Windows-1252 is refused at the first byte that is not UTF-8."""
    path = tmp_path / "latin.yaml"
    path.write_bytes("a: 1\nb: métier\n".encode("cp1252"))
    with pytest.raises(Faults) as caught:
        read_yaml(path)
    (fault,) = caught.value.faults
    assert (fault.code, fault.line, fault.column, fault.file) == ("encoding", 2, 5, str(path))


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    """Spreadsheets write a byte order mark; it is not part of the first key."""
    path = tmp_path / "mark.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(path).data == {"a": 1}


def test_positions_point_at_keys_and_items() -> None:
    """The position of a key is the key's own; of an item, where the item starts; of what is absent, its parent's."""
    document = parse_yaml("figures:\n  - id: a\n    note:\n      fr: x\n", HERE)
    assert document.position(("figures", 0)) == (2, 5)
    assert document.position(("figures", 0, "note", "fr")) == (4, 7)
    assert document.position(("figures", 0, "period")) == (2, 5)


@pytest.mark.parametrize("number", ["9" * 5000, "1e999999999", "1e99999999999999999999999", "0." + "1" * 100])
def test_a_monstrous_number_is_a_fault(number: str) -> None:
    """A number that no one needs is refused before it costs time or overflows."""
    assert codes(f"a:\n  b: {number}\n") == [("number-out-of-bounds", 2, 3 + 3)]


def test_a_tag_is_a_fault_and_nothing_runs() -> None:
    """A tag could name code to run; it is refused where it stands."""
    assert codes('a: !!python/object/apply:os.system ["true"]\n')[0][:2] == ("yaml-tag", 1)


def test_what_is_no_plain_file_is_a_fault(tmp_path: Path) -> None:
    """A folder, a loop of links, a pipe and a file too large are told, and nothing hangs."""
    folder, loop, pipe, large = (tmp_path / f"{name}.yaml" for name in ("folder", "loop", "pipe", "large"))
    folder.mkdir()
    loop.symlink_to(loop)
    os.mkfifo(pipe)
    large.write_bytes(b"a: 1\n" * 1_000_000)
    for path, code in ((folder, "not-a-file"), (loop, "not-a-file"), (pipe, "not-a-file"), (large, "file-too-large")):
        with pytest.raises(Faults) as caught:
            read_yaml(path)
        assert [fault.code for fault in caught.value.faults] == [code]


def scanned(text: str, tmp_path: Path) -> tuple[object, list[tuple[str, int | None]]]:
    """The data that a scan keeps, and code and line of each of its faults."""
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    document, faults = scan_yaml(path)
    return (document.data if document else None), [(one.code, one.line) for one in faults]


def test_a_scan_goes_on_after_a_fault_of_form(tmp_path: Path) -> None:
    """The first of two values is kept; an alias (told at its anchor), a tag or a monstrous number gives None."""
    data, faults = scanned("a: &x 1\na: 2\nb: *x\nc: !t 3\nd: 1e999\ne: 5\n", tmp_path)
    assert data == {"a": 1, "b": None, "c": None, "d": None, "e": 5}
    assert faults == [("duplicate-key", 2), ("yaml-alias", 1), ("yaml-tag", 4), ("number-out-of-bounds", 5)]


def test_a_list_given_twice_hides_none_of_its_items(tmp_path: Path) -> None:
    """The items under the second key are read after the first ones, and a fault inside a second value is told."""
    data, faults = scanned("a: [1]\na: [2, !t 3]\nb: 1\nb:\n  c: 1\n  c: 2\n", tmp_path)
    assert data == {"a": [1, 2, None], "b": 1}
    assert faults == [("duplicate-key", 2), ("yaml-tag", 2), ("duplicate-key", 4), ("duplicate-key", 6)]


def test_a_scan_of_what_cannot_be_read_gives_no_document(tmp_path: Path) -> None:
    """Syntax and encoding leave nothing to judge."""
    assert scanned("a: [1\nb: 2\n", tmp_path) == (None, [("yaml-syntax", 2)])


@pytest.mark.parametrize("key", [(), ("rest",), ("findings", 0, "theme"), ("a", 12, 3, "b_c"), ("files", "2027-1")])
def test_a_written_key_leads_back_to_its_value(key: Key) -> None:
    """Names and places of lists."""
    assert parse_key(format_key(key)) == key


@pytest.mark.parametrize(
    ("written", "fr"),
    [
        ("a: b: c\n", "un deux-points est là où une valeur doit finir"),
        ("a: [1, 2\n", "il manque une virgule"),
        ("a:\n\t- 1\n", "tabulation"),
        ("a: 'b\n", "le fichier finit au milieu d’une valeur"),
        ("a: 1\n b: 2\n", "un deux-points est là où une valeur doit finir"),
    ],
)
def test_what_is_no_yaml_is_told_in_french_too(written: str, fr: str) -> None:
    """The parser speaks English only."""
    with pytest.raises(Faults) as caught:
        parse_yaml(written, HERE)
    (fault,) = caught.value.faults
    assert fault.code == "yaml-syntax"
    assert fr in fault.message.fr
    assert fr not in fault.message.en
