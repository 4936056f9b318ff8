"""A mapping file says what each column of a table is; what it does not say is refused, and what it says is checked."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from support.scenes.contacts_sample import TODAY

from filiere.contacts.importing.import_job import ImportResult, import_file
from filiere.contacts.importing.mapping import load_mapping
from filiere.contacts.schema import TABLES
from filiere.contacts.store import Store
from filiere.core import LANGUAGES, Faults
from filiere.core.content_folder import content_path

MAPPING = {
    "id": "fictive-pbx",
    "version": "1",
    "title": {"fr": "Autocommutateur fictif", "en": "Made-up exchange"},
    "table": "contact_leg",
    "zone": "Europe/Paris",
    "file": {"separator": ";"},
    "fields": {
        "Id": "text",
        "File": "text",
        "Début": {"kind": "time", "format": "%d/%m/%Y %H:%M:%S"},
        "Réponse": {"kind": "clock", "unknown": ["0:00:00"]},
        "Jour": {"kind": "day", "format": "%d/%m/%Y"},
        "Durée": {"kind": "duration"},
        "Issue": "text",
        "Agent": {"kind": "text", "unknown": ["NONE"]},
    },
    "ignored": ["Remarque"],
    "columns": {
        "contact_id": "Id",
        "leg": {"constant": 1},
        "organisation": {"constant": "fictive"},
        "queue": "File",
        "channel": {"constant": "phone"},
        "direction": {"constant": "inbound"},
        "agent_key": "Agent",
        "arrived_at": "Début",
        "answered_at": {"day": "Jour", "clock": "Réponse"},
        "ended_at": {"field": "Début", "plus": "Durée"},
        "outcome": {"field": "Issue", "words": {"OK": "answered", "PERDU": "abandoned"}},
    },
}
SHIPPED = content_path("contacts", "mappings", "anonymous-bank-1999.yaml")
HEADER = "Id;File;Début;Réponse;Jour;Durée;Issue;Agent;Remarque\n"
LINE = "7;ventes;02/03/2026 09:00:00;9:00:20;02/03/2026;80;OK;a1;rien\n"

type Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the mapping with changes: a dotted key and what stands there, None to remove it."""

    def written(changes: dict[str, object] | None = None) -> Path:
        content = yaml.safe_load(yaml.safe_dump(MAPPING))
        for key, value in (changes or {}).items():
            *way, last = key.split("/")
            place = content
            for part in way:
                place = place[part]
            if value is None:
                del place[last]
            else:
                place[last] = value
        path = tmp_path / "mapping.yaml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return path

    return written


def run(mapping: Path, content: str, *, encoding: str = "utf-8") -> tuple[ImportResult, list[dict[str, object]]]:
    """Import a file by a mapping into a store beside it; return what was done and the rows in force."""
    folder = mapping.parent / "store"
    if not folder.exists():
        Store.create(folder, zone="Europe/Paris")
    file = mapping.parent / "calls.csv"
    file.write_text(content, encoding=encoding)
    done = import_file(folder, file, load_mapping(mapping), today=TODAY)
    files = Store.open(folder).files("contact_leg")
    return done, [row for one in files for row in pq.read_table(one, partitioning=None).to_pylist()]


def test_a_day_that_does_not_exist_is_told_with_the_format_of_the_mapping(write: Write) -> None:
    """Not that it is no ISO 8601, which the mapping does not ask for."""
    mapping = load_mapping(write())
    name, spec = next((name, one) for name, one in mapping.mapping.fields.items() if one.format)
    code = {"time": "bad-time", "day": "bad-day", "clock": "bad-clock"}[spec.kind]
    refused = mapping._build_refused_record(2, {"code": code, "field": name, "read": "31/02/2026"})
    assert spec.format[0] in refused.message.en
    assert "ISO" not in refused.message.en


def test_columns_are_made_by_their_rules(write: Write) -> None:
    """Local times become instants, words are translated, durations are added, and a null word is unknown."""
    done, (row,) = run(write(), HEADER + LINE)
    assert (row["contact_id"], row["queue"], row["outcome"], row["leg"]) == ("7", "ventes", "answered", 1)
    assert row["arrived_us"] == 1_772_438_400_000_000
    assert row["answered_us"] == 1_772_438_420_000_000
    assert row["ended_us"] == 1_772_438_480_000_000
    assert done.report["tables"]["contact_leg"]["accepted"] == 1
    assert done.report["mapping_sha256"] == load_mapping(write()).mapping_sha256
    _, rows = run(write(), HEADER + LINE.replace("7;", "8;").replace("a1", "NONE").replace("9:00:20", "0:00:00"))
    assert [(one["agent_key"], one["answered_us"]) for one in rows if one["contact_id"] == "8"] == [(None, None)]


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"columns/queu": "File"}, "unknown-column", "columns.queu"),
        ({"columns/queue": "Fil"}, "unknown-field", "columns.queue.field"),
        ({"columns/outcome/words/PERDU": "abandonned"}, "unknown-word", "columns.outcome.words.PERDU"),
        ({"columns/outcome": None}, "column-unmapped", "columns"),
        ({"columns/arrived_at": "Jour"}, "field-kind", "columns.arrived_at.field"),
        ({"columns/queue": {"day": "Jour", "clock": "Réponse"}}, "rule-misfit", "columns.queue"),
        ({"columns/queue": {"field": "File", "constant": "x"}}, "wrong-value", "columns.queue"),
        ({"columns/queue": {"first_of": ["File"]}}, "wrong-value", "columns.queue.first_of"),
        ({"ignored": ["Id"]}, "field-twice", "ignored[0]"),
        ({"zone": "Europe/Lutece"}, "unknown-zone", "zone"),
        ({"table": "legs"}, "unknown-table", "table"),
        ({"fields/Id": {"kind": "name"}}, "unknown-word", "fields.Id.kind"),
        ({"durations": {"Durée": {"from": "Début", "to": "Fin"}}}, "unknown-field", "durations.Durée.to"),
        ({"fileds": {}}, "unknown-key", "fileds"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_at_its_key(
    write: Write, changes: dict[str, object], code: str, key: str
) -> None:
    """Each fault has a code, the line of the mapping file and the key."""
    path = write(changes)
    with pytest.raises(Faults) as refused:
        load_mapping(path)
    (fault,) = refused.value.faults
    assert (fault.code, fault.key) == (code, key)
    assert fault.file == str(path)
    assert fault.line
    assert fault.remedy.en


def test_a_missing_column_is_named_as_the_form_names_it(write: Write) -> None:
    """The title of the column and of its table, no name of ours."""
    with pytest.raises(Faults) as refused:
        load_mapping(write({"columns/outcome": None}))
    (fault,) = refused.value.faults
    table = TABLES["contact_leg"]
    for code in LANGUAGES:
        assert table.title.get(code) in fault.message.get(code)
        assert table.by_name["outcome"].meaning.get(code) in fault.message.get(code)
        assert "_" not in fault.message.get(code)


def test_a_canonical_column_mapped_twice_is_refused(write: Write) -> None:
    """YAML itself would keep the last of the two in silence."""
    path = write()
    text = path.read_text(encoding="utf-8")
    line = text.splitlines().index("  queue: File") + 2
    path.write_text(text.replace("  queue: File\n", "  queue: File\n  queue: Issue\n"), encoding="utf-8")
    with pytest.raises(Faults) as refused:
        load_mapping(path)
    (fault,) = refused.value.faults
    assert (fault.code, fault.line) == ("duplicate-key", line)
    assert fault.key == "columns.queue"


def test_a_file_with_other_columns_is_refused_and_each_is_named(write: Write) -> None:
    """A column that came and one that left: the system has changed its export."""
    with pytest.raises(Faults) as refused:
        run(write(), HEADER.replace("Agent", "Conseiller") + LINE)
    assert [(one.code, one.key, one.line) for one in refused.value.faults] == [
        ("missing-column", "Agent", 1),
        ("unlisted-column", "Conseiller", 1),
    ]


def test_an_unknown_outcome_rejects_its_row_and_is_named(write: Write) -> None:
    """The other rows are imported; the report says what was read and in which column."""
    done, rows = run(write(), HEADER + LINE + LINE.replace("7;", "8;").replace("OK", "TRANSFERT"))
    assert [row["contact_id"] for row in rows] == ["7"]
    table = done.report["tables"]["contact_leg"]
    assert (table["rows"], table["accepted"], table["rejected"]) == (2, 1, 1)
    assert table["rejections"] == [{"code": "unmapped-outcome", "column": "Issue", "rows": 1}]
    assert not done.is_sound
    rejects = (write().parent / "store" / done.report["rejects"]).read_text(encoding="utf-8")
    assert '"line": 3' in rejects
    assert '"read": "TRANSFERT"' in rejects


def test_all_that_is_wrong_with_a_row_is_told(write: Write) -> None:
    """Two cells that cannot be read are two faults of one rejected row."""
    line = LINE.replace("02/03/2026 09:00:00", "2026-03-02").replace("OK", "?")
    done, rows = run(write(), HEADER + line)
    assert rows == []
    assert done.report["tables"]["contact_leg"]["rejected"] == 1
    rejects = (write().parent / "store" / done.report["rejects"]).read_text(encoding="utf-8")
    assert rejects.count('"code"') == 2


@pytest.mark.parametrize(
    ("local", "instant", "verdict"),
    [
        ("29/03/2026 01:59:59", 1_774_745_999, "accepted"),
        ("29/03/2026 02:30:00", None, "rejected"),
        ("29/03/2026 03:00:00", 1_774_746_000, "accepted"),
        ("25/10/2026 01:59:59", 1_792_886_399, "accepted"),
        ("25/10/2026 02:30:00", 1_792_888_200, "repaired"),
        ("25/10/2026 03:00:00", 1_792_893_600, "accepted"),
    ],
)
def test_local_times_on_the_nights_when_the_clock_changes(
    write: Write, local: str, instant: int | None, verdict: str
) -> None:
    """The hour that does not exist is rejected; of the hour that comes twice, the first is taken and the rule named."""
    done, rows = run(write(), HEADER + LINE.replace("02/03/2026 09:00:00", local))
    assert done.report["tables"]["contact_leg"][verdict] == 1
    assert [row["arrived_us"] for row in rows] == ([instant * 1_000_000] if instant else [])
    if verdict == "repaired":
        assert done.report["tables"]["contact_leg"]["repairs"] == {"fold-first": 1}
    if verdict == "rejected":
        assert done.report["tables"]["contact_leg"]["rejections"][0]["code"] == "dst-gap"


def test_declared_durations_are_checked_and_nothing_is_set_right(write: Write) -> None:
    """A negative duration, one that the clocks contradict, and one without clocks are defects of accepted rows."""
    path = write(
        {
            "fields/Début": {"kind": "clock"},
            "columns/arrived_at": {"day": "Jour", "clock": "Début"},
            "columns/ended_at": None,
            "durations": {"Durée": {"from": "Début", "to": "Réponse", "tolerance_seconds": 1}},
        }
    )
    line = "{};ventes;9:00:00;{};02/03/2026;{};OK;a1;rien\n"
    cases = [("1", "9:00:20", "20"), ("2", "9:00:20", "19"), ("3", "9:00:20", "18"), ("4", "8:59:00", "-60")]
    done, rows = run(path, HEADER + "".join(line.format(*one) for one in [*cases, ("5", "0:00:00", "30")]))
    assert {kind: found["lines"] for kind, found in done.report["tables"]["contact_leg"]["defects"].items()} == {
        "answer-before-arrival": [5],
        # The file has no queue.
        "answered-without-queue": [2, 3, 4, 5, 6],
        "answered-without-time": [6],
        "duration-disagrees:Durée": [4],
        "duration-negative:Durée": [5],
        "duration-unplaced:Durée": [6],
        "not-ended": [2, 3, 4, 5, 6],
    }
    assert len(rows) == 5


NIGHTS = [
    # A call over the change of hour: its two ends as the clock shows them, and how long it lasted.
    ("29/03/2026", "01:59:50", "03:00:10", "20"),
    ("25/10/2026", "02:30:00", "02:10:00", "2400"),
    ("25/10/2026", "01:30:00", "03:30:00", "10800"),
]


@pytest.mark.parametrize("form", ["clock", "time"])
@pytest.mark.parametrize(("day", "start", "end", "lasted"), NIGHTS)
def test_a_calm_call_over_the_change_of_hour_agrees_with_its_duration(
    write: Write, form: str, day: str, start: str, end: str, lasted: str
) -> None:
    """The clock is put forward or back during a call: its duration is what it lasted, however far the clocks are."""
    changes: dict[str, object] = {"durations": {"Durée": {"from": "Début", "to": "Réponse"}}}
    if form == "clock":
        arrival = {"day": "Jour", "clock": "Début"}
        changes |= {"fields/Début": {"kind": "clock"}, "columns/arrived_at": arrival, "columns/ended_at": None}
    else:
        whole = {"kind": "time", "format": "%d/%m/%Y %H:%M:%S"}
        changes |= {"fields/Réponse": whole, "columns/answered_at": "Réponse"}
        start, end = f"{day} {start}", f"{day} {end}"
    line = f"{{}};ventes;{start};{end};{day};{{}};OK;a1;rien\n"
    done, _ = run(write(changes), HEADER + line.format("1", lasted) + line.format("2", "7"))
    assert done.report["tables"]["contact_leg"]["defects"]["duration-disagrees:Durée"]["lines"] == [3]


def test_a_duration_may_be_taken_from_an_instant(write: Write) -> None:
    """Where a file gives the end and how long it took, the beginning is the end minus that."""
    _, (row,) = run(write({"columns/arrived_at": {"field": "Début", "minus": "Durée"}}), HEADER + LINE)
    assert row["arrived_us"] == 1_772_438_400_000_000 - 80_000_000
    with pytest.raises(Faults) as refused:
        load_mapping(write({"columns/arrived_at": {"field": "Début", "minus": "Id"}}))
    assert [(one.code, one.key) for one in refused.value.faults] == [("field-kind", "columns.arrived_at.minus[0]")]


def test_a_file_without_a_header_is_read_by_positions(write: Write, tmp_path: Path) -> None:
    """Its first line is a row, and a field is called by where it stands."""
    named = {name: str(rank) for rank, name in enumerate(HEADER.strip().split(";"), 1)}
    words = write({"file/header": False}).read_text(encoding="utf-8")
    content = yaml.safe_load(words)
    content["fields"] = {named[name]: one for name, one in content["fields"].items()}
    content["ignored"] = ["9"]
    whole = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    for name, position in named.items():
        whole = whole.replace(f": {name}\n", f": '{position}'\n")
    path = tmp_path / "mapping.yaml"
    path.write_text(whole, encoding="utf-8")
    done, rows = run(path, LINE + LINE.replace("7;", "8;"))
    assert [(row["contact_id"], row["raw_line"]) for row in rows] == [("7", 1), ("8", 2)]
    assert done.is_sound


def test_the_seal_of_a_mapping_is_of_what_it_says(write: Write) -> None:
    """A mapping sealed before there was a header to leave out, or a duration to take away, keeps its seal."""
    before = load_mapping(write()).mapping_sha256
    assert load_mapping(write({"file/header": True})).mapping_sha256 == before
    assert load_mapping(write({"file/header": False})).mapping_sha256 != before
    assert load_mapping(SHIPPED).mapping_sha256.startswith("6a58bdfc15c53e7a")


def test_an_encoding_and_a_title_line_are_as_the_mapping_says(write: Write) -> None:
    """Windows-1252 and one line before the header; the line numbers are those of the file."""
    path = write({"file/encoding": "cp1252", "file/skip_lines": 1})
    done, (row,) = run(path, "Export du 2 mars\n" + HEADER + LINE.replace("ventes", "réclamations"), encoding="cp1252")
    assert (row["queue"], row["raw_line"]) == ("réclamations", 3)
    assert done.is_sound


def test_cells_that_are_dates_are_read_whatever_the_form_of_texts(write: Write, tmp_path: Path) -> None:
    """A day, an hour and an instant of a workbook need no format; texts beside them are read by theirs."""
    from datetime import date, datetime, time

    import xlsxwriter

    file = tmp_path / "calls.xlsx"
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet()
    forms = [book.add_format({"num_format": one}) for one in ("dd/mm/yyyy hh:mm:ss", "hh:mm:ss", "dd/mm/yyyy")]
    for row, line in enumerate((HEADER, LINE, LINE.replace("7;", "8;"))):
        sheet.write_row(row, 0, line.strip().split(";"))
    cells = (datetime(2026, 3, 2, 9, 0), time(9, 0, 20), date(2026, 3, 2))
    for column, (cell, form) in enumerate(zip(cells, forms, strict=True), 2):
        sheet.write_datetime(1, column, cell, form)
    book.close()
    Store.create(tmp_path / "store", zone="Europe/Paris")
    done = import_file(tmp_path / "store", file, load_mapping(write()), today=TODAY)
    rows = pq.read_table(Store.open(tmp_path / "store").files("contact_leg")[0], partitioning=None).to_pylist()
    assert done.is_sound
    assert {(row["arrived_us"], row["answered_us"], row["ended_us"]) for row in rows} == {
        (1_772_438_400_000_000, 1_772_438_420_000_000, 1_772_438_480_000_000)
    }


def test_a_workbook_is_read_as_its_sheet(write: Write, tmp_path: Path) -> None:
    """Dates of a workbook are instants without a zone, in that of the mapping."""
    import xlsxwriter

    file = tmp_path / "calls.xlsx"
    book = xlsxwriter.Workbook(str(file), {"default_date_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet("Appels")
    for row, line in enumerate((HEADER.strip().split(";"), LINE.strip().split(";"))):
        sheet.write_row(row, 0, line)
    from datetime import datetime

    sheet.write_datetime(1, 2, datetime(2026, 3, 2, 9, 0))
    sheet.write_number(1, 0, 7)
    book.close()
    path = write({"file/sheet": "Appels", "fields/Début": {"kind": "time"}})
    Store.create(tmp_path / "store", zone="Europe/Paris")
    done = import_file(tmp_path / "store", file, load_mapping(path), today=TODAY)
    (row,) = pq.read_table(Store.open(tmp_path / "store").files("contact_leg")[0], partitioning=None).to_pylist()
    assert (row["contact_id"], row["arrived_us"]) == ("7", 1_772_438_400_000_000)
    assert done.is_sound
    with pytest.raises(Faults) as refused:
        import_file(tmp_path / "store", file, load_mapping(write({"file/sheet": "Appel"})), today=TODAY)
    assert refused.value.faults[0].code == "no-such-sheet"


def test_the_mapping_of_the_reference_is_a_sound_one(tmp_path: Path) -> None:
    """The example of the page loads, and reads a line of the file that it speaks of."""
    page = Path(__file__).parents[3] / "docs" / "reference" / "contact-mappings.md"
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(page.read_text("utf-8").split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    header = "Id;Ligne;Jour;Arrivée;Décroché;Durée;Issue;Agent;Remarque\n"
    line = "7;L1;02/03/2026;23:59:50;0:00:10;20;OK;a1;-\n"
    done, (row,) = run(mapping, header + line, encoding="cp1252")
    assert (row["contact_id"], row["outcome"], row["repairs"]) == ("L1-7", "answered", "next-day")
    assert row["answered_us"] - row["arrived_us"] == 20_000_000  # type: ignore[operator]
    assert done.report["tables"]["contact_leg"]["defects"].keys() == {
        "answered-without-queue",
        "duration-disagrees:Durée",
        "not-ended",
    }
