"""A pack holds when nothing in it has changed; what changes is found and named, even when its hashes are made anew."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.contacts_sample import csv_text, deliver, legs
from support.scenes.forged_packs import codes, figures_of, remade

from filiere.contacts.sealed import pack_writer
from filiere.contacts.sealed.archive import Archive, ArchiveWriter
from filiere.contacts.sealed.figure_files import CSV_NAME, JSON_NAME, figures_as_json, read_figures_json
from filiere.contacts.sealed.manifest import MANIFEST_NAME, FigureLevel
from filiere.contacts.sealed.pack_writer import load_sealed_set, make_pack
from filiere.contacts.sealed.verification import verify_pack
from filiere.contacts.store import Store
from filiere.contacts.unrecorded_measures import MonthRecords

LEVEL = FigureLevel(by=("queue",), interval="day")
DATA = "data/contact_leg/00001.parquet"
DEFINITION = "definitions/vicidial@1.yaml"


def calls(told: int = 80) -> str:
    """Eighty calls of a made-up centre on two days: answered soon, answered late, gone; the first ``told`` say whether
    they were transferred."""
    rows = []
    for rank in range(80):
        day = "2026-03-02" if rank % 2 else "2026-03-03"
        at = f"{day}T09:{rank % 60:02}:{{:02}}+01:00"
        wait = 8 if rank % 3 else 30
        row = {"contact_id": f"c{rank}", "customer_key": f"client-{rank % 30}", "queued_at": at.format(0)}
        row |= {"arrived_at": at.format(0), "offered_at": "", "wrap_ended_at": "", "answered_at": at.format(wait)}
        row |= {"ended_at": at.format(50), "queue": "ventes" if rank % 4 else "litiges"}
        if rank >= told:
            row["transferred"] = ""
        if rank % 5 == 0:
            row |= {"outcome": "abandoned", "answered_at": "", "ended_at": at.format(wait)}
        rows.append(row)
    return legs(*rows)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of one delivery."""
    folder = tmp_path_factory.mktemp("store")
    deliver(folder, calls())
    return Store.open(folder)


@pytest.fixture(scope="module")
def pack(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its pack under a vendor's definition."""
    path = tmp_path_factory.mktemp("pack") / "centre.pack"
    make_pack(store, [load_sealed_set("vicidial")], path, level=LEVEL)
    return path


def test_a_pack_holds_and_has_one_form(store: Store, pack: Path, tmp_path: Path) -> None:
    """It verifies, figures and all, and the same store gives the same bytes again."""
    done = verify_pack(pack, inputs=[store.folder / "sent" / "legs.csv"])
    assert done.faults == ()
    assert (done.rows, done.inputs) == (80, 1)
    assert done.figures > 5
    make_pack(store, [load_sealed_set("vicidial")], tmp_path / "again", level=LEVEL)
    assert (tmp_path / "again").read_bytes() == pack.read_bytes()
    assert codes(pack, seal=done.seal) == {}
    assert list(codes(pack, seal="0" * 64)) == ["pack-other-seal"]


def test_a_pack_whose_figures_fail_is_none(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rows are copied while figures are computed: what had been written goes, and an earlier pack stays."""
    (tmp_path / "made").write_bytes(b"earlier")

    def fail(*_: object, **__: object) -> None:
        raise ValueError("no figure")

    monkeypatch.setattr(pack_writer, "compute_in_context", fail)
    with pytest.raises(ValueError, match="no figure"):
        make_pack(store, [load_sealed_set("vicidial")], tmp_path / "made", level=LEVEL)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("made", b"earlier")]


def test_figures_of_any_size_have_one_form(pack: Path) -> None:
    """The microseconds of many contacts pass 2⁵³, where a floating-point number no longer tells neighbours apart."""
    with Archive(pack) as archive:
        levels = read_figures_json(archive.read(JSON_NAME))
    row = type(levels[0][0])(**levels[0][0].as_json() | {"numerator": 2**53 + 1})
    (((again,),),) = (read_figures_json(figures_as_json([[row]])),)
    assert again.numerator == 2**53 + 1
    with pytest.raises(ValueError, match="form"):
        read_figures_json(figures_as_json([[row]]) + b" ")


def test_a_pack_of_several_tables_holds(tmp_path: Path) -> None:
    """The report is written again from the manifest as it is read, whose keys are in the order of the alphabet."""
    deliver(tmp_path / "store", calls())
    states = [
        {
            "organisation": "fictive",
            "agent_key": "conseiller-1",
            "state": state,
            "from_at": f"2026-03-02T{hour:02}:00:00+01:00",
            "to_at": f"2026-03-02T{hour + 1:02}:00:00+01:00",
        }
        for hour, state in ((9, "busy"), (10, "available"))
    ]
    deliver(tmp_path / "store", csv_text("agent_state", states), name="states.csv")
    manifest = make_pack(Store.open(tmp_path / "store"), [load_sealed_set("vicidial")], tmp_path / "pack")
    assert list(manifest.rows) == ["contact_leg", "agent_state"]
    assert codes(tmp_path / "pack") == {}


def test_nobody_is_in_it(store: Store, pack: Path) -> None:
    """Neither the key nor anybody in clear; the rejected rows stay at home, too."""
    raw = pack.read_bytes()
    assert store.key() not in raw
    assert b"client-1" not in raw
    assert b"conseiller-1" not in raw
    with Archive(pack) as archive:
        assert not [name for name in archive.entries if "reject" in name or "secret" in name]


def test_the_report_reads_in_both_languages(pack: Path) -> None:
    """It says the figures with their definitions, needs nothing from outside, and escapes what it is given."""
    with Archive(pack) as archive:
        page = archive.read("report.html").decode()
    assert '<main id="fr" lang="fr">' in page
    assert '<main id="en" lang="en">' in page
    for words in ("Où est passée chaque ligne", "Where every row went", "filiere contacts verify", "legs.csv"):
        assert words in page
    assert "http:" not in page
    assert "https:" not in page
    assert "<script" not in page


@settings(max_examples=25)
@given(data=st.data())
def test_one_bit_changed_anywhere_is_found(pack: Path, data: st.DataObject) -> None:
    """In any file, in any header: the pack no longer holds."""
    raw = bytearray(pack.read_bytes())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))
    changed = pack.with_name("changed")
    changed.write_bytes(raw)
    assert codes(changed)


@pytest.mark.parametrize(
    ("status", "value", "reason"),
    [
        ("qublished", 68.75, ""),
        ("withheld", None, ""),
        ("withheld", None, "effectiv"),
        ("withheld", 68.75, "effectif"),
        ("published", None, ""),
        ("published", 68.75, "effectif"),
        ("published", "68.75", ""),
    ],
)
def test_a_figure_that_contradicts_itself_is_no_figure(
    pack: Path, tmp_path: Path, status: str, value: Any, reason: str
) -> None:
    """A status that no row has, a value beside a reason to withhold it: told, whatever hashes were made anew."""

    def change(levels: list[list[Any]]) -> None:
        row = next(one for one in levels[0] if one.indicator == "service_level_20")
        changed = row.as_json() | {"status": status, "value": value, "reason": reason}
        levels[0][levels[0].index(row)] = type(row)(**changed)

    found = codes(remade(pack, tmp_path / "edited", lambda contents, _: figures_of(contents, change)))
    assert JSON_NAME in found["pack-other-rendering"]


def test_one_byte_of_each_file_is_named_with_both_hashes(pack: Path, tmp_path: Path) -> None:
    """Whichever file it is in: its name, the hash sealed and the hash found."""
    raw = pack.read_bytes()
    with Archive(pack) as archive:
        entries = dict(archive.entries)
        sealed = {one["name"]: one["sha256"] for one in json.loads(archive.read(MANIFEST_NAME))["files"]}
    for name, entry in entries.items():
        changed = bytearray(raw)
        changed[entry.data + entry.size // 2] ^= 1
        (tmp_path / "changed").write_bytes(changed)
        found = codes(tmp_path / "changed")
        if name == MANIFEST_NAME:
            assert {"pack-changed-manifest", "pack-bad-manifest"} & set(found)
        else:
            assert f"“{name}” has changed: SHA-256 sealed {sealed[name]}, found " in found["pack-changed-file"]


def test_a_figure_edited_with_all_hashes_made_anew_is_found_by_computing(pack: Path, tmp_path: Path) -> None:
    """One more success in the service level: the figure is named, with what was said and what is found."""

    def change(levels: list[list[Any]]) -> None:
        row = next(one for one in levels[0] if one.indicator == "service_level_20")
        levels[0][levels[0].index(row)] = type(row)(
            **row.as_json() | {"numerator": row.numerator + 1, "value": 100 * (row.numerator + 1) / row.denominator}
        )

    found = codes(remade(pack, tmp_path / "edited", lambda contents, _: figures_of(contents, change)))
    assert "pack-changed-file" not in found
    assert "“vicidial@1 · service_level_20 · all” is not found again" in found["pack-other-figure"]


@pytest.mark.parametrize(
    ("field", "value"), [("unit", "count"), ("denominator", 81), ("sha256", None), ("n", 79), ("numerator", 1)]
)
def test_what_differs_in_a_figure_is_named(pack: Path, tmp_path: Path, field: str, value: Any) -> None:
    """Where the short form of both rows is the same text, too: a denominator, the end of a fingerprint."""

    def change(levels: list[list[Any]]) -> None:
        row = next(one for one in levels[0] if one.indicator == "service_level_20")
        # The end of the fingerprint alone: what is printed of it in short stays the same.
        other = row.sha256[:-1] + ("0" if row.sha256[-1] != "0" else "1") if field == "sha256" else value
        levels[0][levels[0].index(row)] = type(row)(**row.as_json() | {field: other})

    found = codes(remade(pack, tmp_path / "edited", lambda contents, _: figures_of(contents, change)))
    assert f"What differs: {field} (" in found["pack-other-figure"]


def test_a_figure_left_out_or_invented_is_found(pack: Path, tmp_path: Path) -> None:
    """A withheld or a bad figure cannot be dropped, nor one of a queue that does not exist be added."""

    def dropped(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
        figures_of(contents, lambda levels: levels[0].pop(0))
        manifest["figures"] -= 1

    def invented(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
        def change(levels: list[list[Any]]) -> None:
            row = levels[1][0]
            levels[1].append(type(row)(**row.as_json() | {"queue": "nulle part"}))

        figures_of(contents, change)
        manifest["figures"] += 1

    assert "pack-missing-figure" in codes(remade(pack, tmp_path / "dropped", dropped))
    assert "nulle part" in codes(remade(pack, tmp_path / "invented", invented))["pack-extra-figure"]


def test_data_edited_with_all_hashes_made_anew_is_found_by_computing(pack: Path, tmp_path: Path) -> None:
    """Abandonments turned into answers move the figures; a row dropped no longer reconciles with the deliveries."""

    def edited(contents: dict[str, bytes], _: dict[str, Any]) -> None:
        rows = pl.read_parquet(contents[DATA])
        gone = pl.col("outcome") == "abandoned"
        (tmp_path / "rows").unlink(missing_ok=True)
        rows.with_columns(
            outcome=pl.when(gone).then(pl.lit("answered")).otherwise("outcome"),
            answered_us=pl.when(gone).then("ended_us").otherwise("answered_us"),
        ).write_parquet(tmp_path / "rows")
        contents[DATA] = (tmp_path / "rows").read_bytes()

    def shorter(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
        pl.read_parquet(contents[DATA]).head(79).write_parquet(tmp_path / "rows")
        contents[DATA] = (tmp_path / "rows").read_bytes()
        manifest["rows"]["contact_leg"] = 79

    assert {"pack-other-figure", "pack-other-count"} <= set(codes(remade(pack, tmp_path / "edited", edited)))
    found = codes(remade(pack, tmp_path / "shorter", shorter))
    assert "Rows imported of “contact_leg”: 79 in the manifest, 80 in the data" in found["pack-other-count"]


def test_a_definition_swapped_is_found(pack: Path, tmp_path: Path) -> None:
    """Another set in its place; the same name with another content; a content that its seal does not fit."""
    other = load_sealed_set("xcally")

    def swapped(contents: dict[str, bytes], _: dict[str, Any]) -> None:
        contents[DEFINITION] = other.raw

    def altered(contents: dict[str, bytes], _: dict[str, Any]) -> None:
        words = contents[DEFINITION].decode().replace("threshold_seconds: 20", "threshold_seconds: 25")
        assert words != contents[DEFINITION].decode()
        contents[DEFINITION] = "".join(
            line for line in words.splitlines(keepends=True) if not line.startswith("seal:")
        ).encode()

    def unsealed(contents: dict[str, bytes], _: dict[str, Any]) -> None:
        contents[DEFINITION] = contents[DEFINITION].replace(b"threshold_seconds: 20", b"threshold_seconds: 25")

    assert "pack-changed-definition" in codes(remade(pack, tmp_path / "swapped", swapped))
    found = codes(remade(pack, tmp_path / "altered", altered))
    assert "already the name of another" in found["pack-unreadable-definition"]
    assert "pack-unreadable-definition" in codes(remade(pack, tmp_path / "unsealed", unsealed))


def test_what_people_read_is_what_was_computed(pack: Path, tmp_path: Path) -> None:
    """A report or a spreadsheet that says better figures than the data is found, its hash made anew or not."""

    def better(contents: dict[str, bytes], _: dict[str, Any]) -> None:
        contents["report.html"] = contents["report.html"].replace(b"Vicidial", b"Centre parfait").replace(b"%", b" %")

    found = codes(remade(pack, tmp_path / "better", better))
    assert "“report.html” does not say" in found["pack-other-rendering"]
    table = codes(remade(pack, tmp_path / "table", lambda contents, _: contents.update({CSV_NAME: b"level\n"})))
    assert "indicators.csv" in table["pack-other-rendering"]


def test_exclusions_and_checks_are_counted_again(pack: Path, tmp_path: Path) -> None:
    """What was left out, and what the checks counted, cannot be made smaller."""

    def hidden(_: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["gates"][0]["numbers"]["abandoned"] -= 1
        manifest["exclusions"].append(
            {"definition": "vicidial", "indicator": "service_level_20", "reason": "censored", "n": 3}
        )

    assert "pack-other-count" in codes(remade(pack, tmp_path / "hidden", hidden))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda contents, _: contents.update({"more.txt": b"?"}), "pack-other-rendering"),
        (lambda contents, _: contents.pop(DATA), "pack-other-count"),
        (lambda contents, _: contents.update({DATA: b"PAR1"}), "pack-unreadable-data"),
        (
            lambda contents, _: contents.update({DATA: contents[DATA].replace(b"contact_id", b"\xe4ontact_id")}),
            "pack-unreadable-data",
        ),
        (
            lambda contents, _: contents.update({DATA: contents[DATA].replace(b"organisation", b"organizatjon")}),
            "pack-missing-column",
        ),
        (lambda contents, _: contents.pop(JSON_NAME), "pack-other-rendering"),
        (lambda contents, _: contents.update({JSON_NAME: b"[]"}), "pack-other-count"),
        (lambda contents, _: contents.update({JSON_NAME: b"{"}), "pack-other-rendering"),
        (lambda _, manifest: manifest.update({"format": 4}), "pack-other-format"),
        (lambda _, manifest: manifest.update({"format": 3}), "pack-bad-manifest"),
        (lambda _, manifest: manifest.update({"more": 1}), "pack-bad-manifest"),
        (lambda _, manifest: manifest.update({"zone": "Nulle/Part"}), "pack-bad-manifest"),
    ],
)
def test_other_ways_of_being_wrong(pack: Path, tmp_path: Path, change: Any, code: str) -> None:
    """Each ends in words, never in a traceback; what the manifest names and the report does not is told as well."""
    assert code in codes(remade(pack, tmp_path / "other", change))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"rows":80', b'"rows":9007199254740993'),
        (b'"rows":80', b'"rows":' + b"9" * 300),
        (b'"name":"filiere"', rb'"name":"\ud800"'),
    ],
)
def test_a_manifest_that_has_no_canonical_form_is_refused(pack: Path, tmp_path: Path, old: bytes, new: bytes) -> None:
    """Whoever makes a pack by hand may write what no canonical form holds."""
    with Archive(pack) as archive:
        contents = {name: archive.read(name) for name in archive.entries}
    assert old in contents[MANIFEST_NAME]
    with ArchiveWriter(tmp_path / "made") as made:
        for name, content in contents.items():
            made.add(name, content.replace(old, new, 1) if name == MANIFEST_NAME else content)
    assert list(codes(tmp_path / "made")) == ["pack-bad-manifest"]


def test_a_file_that_the_manifest_does_not_name_is_too_many(pack: Path, tmp_path: Path) -> None:
    """Nothing rides along unsealed, and nothing that is named may be absent."""
    with Archive(pack) as archive:
        contents: Mapping[str, bytes] = {name: archive.read(name) for name in archive.entries}
    with ArchiveWriter(tmp_path / "more") as made:
        for name, content in {**contents, "more.txt": b"?"}.items():
            made.add(name, content)
    assert "more.txt" in codes(tmp_path / "more")["pack-extra-file"]
    with ArchiveWriter(tmp_path / "less") as made:
        for name, content in contents.items():
            if name != DATA:
                made.add(name, content)
    assert DATA in codes(tmp_path / "less")["pack-missing-file"]
    with ArchiveWriter(tmp_path / "bare") as made:
        made.add("report.html", b"")
    assert list(codes(tmp_path / "bare")) == ["pack-no-manifest"]


MARCH = MonthRecords(asked=64, untold=40)
"""Nobody answered sixteen of the eighty calls; of the others, twenty-four say whether they were transferred."""


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of a store whose operator says that no file tells of most transfers."""
    folder = tmp_path_factory.mktemp("silent")
    deliver(folder / "store", calls(told=30))
    store = Store.open(folder / "store")
    make_pack(store, [load_sealed_set("common-v1")], folder / "pack", untold={"transfer_rate": {"2026-03": MARCH}})
    return folder / "pack"


def test_what_no_file_tells_is_withheld_and_said(silent: Path, pack: Path) -> None:
    """The second computation withholds it too, from what the manifest says; a pack of files that tell all says none."""
    with Archive(silent) as archive:
        manifest = json.loads(archive.read(MANIFEST_NAME))
        (rows,) = read_figures_json(archive.read(JSON_NAME))
    assert manifest["format"] == 3
    assert manifest["untold"] == [{"asked": 64, "measure": "transfer_rate", "month": "2026-03", "untold": 40}]
    assert {one.reason for one in rows if one.indicator == "transfer_rate"} == {"not_recorded"}
    assert codes(silent) == {}
    with Archive(pack) as archive:
        assert "untold" not in json.loads(archive.read(MANIFEST_NAME))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"asked": 64, "untold": 65}, "pack-told-month"),
        ({"asked": 65, "untold": 40}, "pack-other-count"),
        ({"asked": 64, "untold": 32}, "pack-other-figure"),
    ],
)
def test_what_a_pack_says_of_its_files_is_compared_with_its_rows(
    silent: Path, tmp_path: Path, said: Mapping[str, int], found: str
) -> None:
    """Nobody hides a figure by saying that nothing tells of it, where the rows do."""

    def change(_: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["untold"][0] |= said

    assert found in codes(remade(silent, tmp_path / "changed", change))


def test_a_raw_file_is_compared_with_its_delivery(store: Store, pack: Path, tmp_path: Path) -> None:
    """One byte changed in the file that was delivered is found, and a file of something else is told apart."""
    raw = (store.folder / "sent" / "legs.csv").read_bytes()
    (tmp_path / "legs.csv").write_bytes(raw[:-2] + b"X\n")
    (tmp_path / "else.csv").write_bytes(b"?")
    assert "legs.csv" in codes(pack, inputs=[tmp_path / "legs.csv"])["pack-changed-input"]
    assert "else.csv" in codes(pack, inputs=[tmp_path / "else.csv"])["pack-unknown-input"]
    assert list(codes(pack, inputs=[tmp_path / "absent"])) == ["pack-unreadable"]
