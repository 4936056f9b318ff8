"""Bytes that nobody meant: whatever is in a file, an import ends with a report or with faults that say where."""

import io
import random
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support.harness.bounded_work import bounded
from support.scenes.contacts_sample import LEG, SAMPLES, TODAY, csv_text
from support.scenes.systems_sample import FIXTURES

from filiere.contacts.importing.canonical_sources import CanonicalCsv, CanonicalParquet
from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.import_job import ImportResult, import_file
from filiere.contacts.importing.mapping import load_mapping
from filiere.contacts.importing.protocol import CanonicalRow, Source, SourceContext, SourceItem
from filiere.contacts.importing.redaction import _looks_like_telephone, redact_text
from filiere.contacts.importing.sources import find_source
from filiere.contacts.store import Store
from filiere.core import Fault, Faults

MAPPING: Mapping[str, Any] = {
    "id": "fictive-pbx",
    "version": "1",
    "title": {"fr": "Autocommutateur fictif", "en": "Made-up exchange"},
    "table": "contact_leg",
    "zone": "Europe/Paris",
    "fields": {"Id": "text", "When": {"kind": "time", "format": "%d/%m/%Y %H:%M:%S"}},
    "ignored": ["Rest"],
    "columns": {
        "contact_id": "Id",
        "leg": {"constant": 1},
        "channel": {"constant": "phone"},
        "direction": {"constant": "inbound"},
        "arrived_at": "When",
        "outcome": {"constant": "abandoned"},
    },
}
MAPPED = {"Id": ["a", "b"], "When": ["02/03/2026 09:00:00", "02/03/2026 09:01:00"], "Rest": ["x", "y"]}


def mapping_file(folder: Path, **changes: Any) -> Path:
    """Write the mapping with changes."""
    path = folder / "mapping.yaml"
    path.write_text(yaml.safe_dump({**MAPPING, **changes}, allow_unicode=True), encoding="utf-8")
    return path


def bring(folder: Path, content: bytes, reader: Source) -> ImportResult:
    """Import bytes into a new store."""
    folder.mkdir(exist_ok=True)
    Store.create(folder / "store", zone="Europe/Paris")
    file = folder / "sent"
    file.write_bytes(content)
    return import_file(folder / "store", file, reader, today=TODAY, organisation="fictive")


def refused(folder: Path, content: bytes, reader: Source) -> Fault:
    """Return the one fault of a file that is refused whole, and check that the store is left as it was."""
    with pytest.raises(Faults) as caught:
        bring(folder, content, reader)
    assert not Store.open(folder / "store").deliveries
    assert not list(folder.rglob("*.parquet"))
    (fault,) = caught.value.faults
    assert fault.file == str(folder / "sent")
    assert fault.message.fr != fault.message.en
    return fault


def parquet(columns: Mapping[str, Any]) -> bytes:
    """Return a Parquet file, its pages not packed."""
    sink = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), sink, compression="none", use_dictionary=False)
    return sink.getvalue()


def leg_columns(**changes: Any) -> dict[str, Any]:
    """Return the columns of two legs, as texts, with changes."""
    return {name: [LEG[name], LEG[name]] for name in LEG} | {"contact_id": ["c1", "c2"]} | changes


NO_CELLS = {
    "lists": pa.array([["x"], ["y"]], pa.list_(pa.string())),
    "structures": pa.array([{"a": 1}, {"a": 2}]),
    "bytes": pa.array([b"\xff\xfe", b"ok"], pa.binary()),
    "an instant of no calendar": pa.array([2**60, 0], pa.timestamp("ms", "UTC")),
}


@pytest.mark.parametrize("case", NO_CELLS)
def test_a_column_that_holds_no_cells_is_named(tmp_path: Path, case: str) -> None:
    """Read as a canonical table, and through a mapping; a mapping that ignores it reads the others."""
    fault = refused(tmp_path / "a", parquet(leg_columns(reason=NO_CELLS[case])), CanonicalParquet())
    assert (fault.code, fault.line, fault.key) == ("unreadable-column", 2, "reason")
    reader = load_mapping(mapping_file(tmp_path))
    fault = refused(tmp_path / "b", parquet({**MAPPED, "Id": NO_CELLS[case]}), reader)
    assert (fault.code, fault.line, fault.key) == ("unreadable-column", 2, "Id")
    done = bring(tmp_path / "c", parquet({**MAPPED, "Rest": NO_CELLS[case]}), reader)
    assert done.report["tables"]["contact_leg"]["accepted"] == 2


def test_texts_of_parquet_are_checked_row_by_row(tmp_path: Path) -> None:
    """A NUL byte and a byte that is no UTF-8 reject their rows, as they would in a CSV."""
    broken = pa.Array.from_buffers(pa.string(), 2, pa.array([b"\xff", b"ok"], pa.binary()).buffers())
    for folder, content, reader in (
        ("a", leg_columns(site=broken, reason=["", "x\0y"]), CanonicalParquet()),
        ("b", {**MAPPED, "Id": broken, "When": ["02/03/2026 09:00:00", "\0"]}, load_mapping(mapping_file(tmp_path))),
    ):
        table = bring(tmp_path / folder, parquet(content), reader).report["tables"]["contact_leg"]
        assert [(one["code"], one["rows"]) for one in table["rejections"]] == [("nul-byte", 1), ("wrong-encoding", 1)]
        assert (table["rows"], table["accepted"]) == (2, 0)


def test_nanoseconds_are_cut_by_their_rule(tmp_path: Path) -> None:
    """In a canonical table and through a mapping, as in a CSV."""
    fine = pa.array([1_772_438_400_123_456_789] * 2, pa.timestamp("ns", "UTC"))
    mapped = load_mapping(mapping_file(tmp_path, fields={"Id": "text", "When": "time"}))
    for folder, content, reader in (
        ("a", leg_columns(arrived_at=fine), CanonicalParquet()),
        ("b", {**MAPPED, "When": fine}, mapped),
    ):
        table = bring(tmp_path / folder, parquet(content), reader).report["tables"]["contact_leg"]
        assert (table["repaired"], table["repairs"]) == (2, {"fraction-cut": 2})


@pytest.mark.parametrize("reader", ["canonical", "mapping"])
def test_a_damaged_page_of_parquet_is_told(tmp_path: Path, reader: str) -> None:
    """The end of the file is whole, and it opens; a page in the middle is not what its heading says."""
    packed = bytearray(parquet(leg_columns() if reader == "canonical" else MAPPED))
    packed[4:24] = b"\xff" * 20
    read_by = CanonicalParquet() if reader == "canonical" else load_mapping(mapping_file(tmp_path))
    fault = refused(tmp_path / "a", bytes(packed), read_by)
    assert (fault.code, fault.line) == ("damaged-parquet", 2)


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"columns": {**MAPPING["columns"], "site": {"constant": "a\0b"}}}, "nul-byte", "columns.site.constant"),
        ({"file": {"encoding": "klingon"}}, "unknown-encoding", "file.encoding"),
        ({"file": {"encoding": "hex"}}, "unknown-encoding", "file.encoding"),
        ({"file": {"encoding": "undefined"}}, "unknown-encoding", "file.encoding"),
        ({"fields": {"Id": "text", "When": {"kind": "time", "format": "%Q"}}}, "unknown-format", "fields.When.format"),
        (
            {"fields": {"Id": "text", "When": {"kind": "time", "format": ["%d/%m/%Y %H:%M:%S", "%"]}}},
            "unknown-format",
            "fields.When.format",
        ),
    ],
)
def test_a_mapping_that_cannot_be_read_by_says_so_before_any_file(
    tmp_path: Path, changes: dict[str, Any], code: str, key: str
) -> None:
    """With the key at fault, in the mapping file."""
    with pytest.raises(Faults) as caught:
        load_mapping(mapping_file(tmp_path, **changes))
    assert [(one.code, one.key) for one in caught.value.faults] == [(code, key)]


def test_a_mapping_in_another_encoding_is_read(tmp_path: Path) -> None:
    """The check of the encoding lets those of Python through."""
    reader = load_mapping(mapping_file(tmp_path, file={"encoding": "latin-1", "separator": ";"}))
    content = "Id;When;Rest\né;02/03/2026 09:00:00;x\n".encode("latin-1")
    assert bring(tmp_path / "a", content, reader).report["tables"]["contact_leg"]["accepted"] == 1


# System, what is replaced in its made-up file, by what, the code of the refusal.
TWISTED = [
    ("asterisk", b"|ENTERQUEUE|", b"|ENTER\xe9QUEUE|", "unknown-event"),
    ("asterisk", b"|ventes|", b"|vent\xe9s|", "wrong-encoding"),
    ("vcon", b'"duration": 61.5', b'"duration": 1180591620717411303424', "wrong-shape"),
    ("vcon", b'"duration": 61.5', b'"duration": 1e999', "wrong-shape"),
    ("vcon", b'"parties": [0, 1]', b'"parties": 0.5', "wrong-shape"),
]


@pytest.mark.parametrize(("system", "read", "written", "code"), TWISTED)
def test_a_value_of_no_use_refuses_its_record(
    tmp_path: Path, system: str, read: bytes, written: bytes, code: str
) -> None:
    """And the report can be written, whatever the bytes were."""
    content = SYSTEMS[system]
    assert read in content
    done = bring(tmp_path / "a", content.replace(read, written, 1), find_source(system))
    assert done.report["raw"]["refusals"][code] >= 1
    assert (tmp_path / "a" / "store" / done.report["rejects"]).read_text("utf-8")


@pytest.mark.parametrize(
    ("system", "key"),
    [("vcon", b"uuid"), ("chatwoot", b"id"), ("genesys", b"conversationId"), ("amazon-connect", b"ContactId")],
)
def test_half_a_letter_in_a_key_is_told_by_its_escape(tmp_path: Path, system: str, key: bytes) -> None:
    """JSON can write a lone surrogate, and no report can."""
    content = SYSTEMS[system]
    fault = refused(tmp_path / "a", content.replace(b'"' + key, b'"\\udcd5' + key, 1), find_source(system))
    assert fault.code == "unknown-field"
    assert "\\udcd5" in (fault.key or "")


class Failing:
    """A source with a mistake of ours: it fails on its third row."""

    name = "failing"
    mapping_sha256 = None

    def __init__(self, error: Exception) -> None:
        self._error = error

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:
        """Yield two rows."""
        del file, context
        for line in (1, 2):
            yield CanonicalRow("contact_leg", {**LEG, "contact_id": f"c{line}"}, line=line)
        raise self._error


def test_what_no_reader_foresaw_is_a_fault_that_says_where(tmp_path: Path) -> None:
    """After which line, and what kind of mistake it was; nothing is imported. A full disk is no fault of the file."""
    fault = refused(tmp_path / "a", b"x", Failing(KeyError("x")))
    assert (fault.code, fault.line) == ("unforeseen-content", 3)
    assert "KeyError" in fault.message.en
    with pytest.raises(OSError, match="full"):
        bring(tmp_path / "b", b"x", Failing(OSError("full")))


SYSTEMS = {
    name: (FIXTURES / file).read_bytes()
    for name, file in {
        "asterisk": "asterisk.queue_log",
        "amazon-connect": "amazon-connect.jsonl",
        "genesys": "genesys.json",
        "zendesk": "zendesk.json",
        "chatwoot": "chatwoot.json",
        "vcon": "conversations.vcon.json",
        "xes": "process.xes",
    }.items()
}
INSTANTS = [datetime(2026, 3, 2, 9, minute, tzinfo=UTC) for minute in (0, 1)]
FILES: Mapping[str, bytes] = {
    **SYSTEMS,
    **{f"csv of {table}": csv_text(table, [row, row]).encode() for table, row in SAMPLES.items()},
    "parquet": parquet(leg_columns(arrived_at=pa.array(INSTANTS, pa.timestamp("us", "UTC")))),
    "mapped csv": b"Id,When,Rest\na,02/03/2026 09:00:00,x\n",
    "mapped parquet": parquet(MAPPED),
}


def mutated(content: bytes, draw: random.Random) -> bytes:
    """Return bytes of which some are changed, taken away, added or repeated."""
    found = bytearray(content)
    for _ in range(draw.choice((1, 1, 2, 5, 20))):
        at = draw.randrange(len(found) + 1)
        match draw.randrange(5):
            case 0:
                found[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                found[at : at + draw.choice((1, 4, 60))] = b""
            case 2:
                found[at:at] = draw.choice(
                    (b"\0", b'"', b"\r", b"\xd9\xa3", b"\\ud800", b"1e400", b"9" * 30, b"[", b"{")
                )
            case 3:
                found[at:at] = found[max(0, at - draw.randrange(1, 80)) : at]
            case _:
                found = found[: max(at, 1)] if draw.random() < 0.2 else found
    return bytes(found) or b"x"


@pytest.mark.parametrize("kind", FILES)
def test_mutated_bytes_end_in_a_report_or_in_faults(tmp_path: Path, kind: str) -> None:
    """And in nothing that no reader foresaw, which the net would tell by its own code."""
    reader: Source
    if kind.startswith("mapped"):
        reader = load_mapping(mapping_file(tmp_path))
    elif kind == "parquet":
        reader = CanonicalParquet()
    else:
        reader = find_source(kind) if kind in SYSTEMS else CanonicalCsv()
    draw = random.Random(kind)  # noqa: S311
    for rank in range(6):
        content = mutated(FILES[kind], draw)
        codes, even = [], True
        try:
            done = bring(tmp_path / f"{rank}", content, reader)
            even = all(one["reconciles"] for one in done.report["tables"].values())
        except Faults as faults:
            codes = [one.code for one in faults.faults]
        assert even, content
        assert "unforeseen-content" not in codes, content


@pytest.mark.parametrize(
    "text", ["1" * 68 + "-1T", "1" * 68, "1-" * 200_000, "1" * 300_000 + "x", "11 " * 100_000 + "T", "1T" * 100_000]
)
def test_a_bad_time_is_shown_at_once(text: str) -> None:
    """H1: at version 0.5 a time of sixty-eight digits takes minutes to be shown, one of a hundred a day."""
    for moment in (True, False):
        assert len(bounded(partial(redact_text, text, moment=moment)) or "") == min(60, len(text))


_TELEPHONE = re.compile(r"\+?\d{1,3}([ ./-]?\d{2,3}){3,}")


@given(st.text(st.sampled_from("0123 ./-+T:a"), max_size=16))
@settings(max_examples=300, deadline=None)
def test_a_telephone_is_known_as_by_its_form(value: str) -> None:
    written = _TELEPHONE.fullmatch(value) is not None and not re.match(r"\d{4}-\d\d", value)
    assert _looks_like_telephone(value) is written
