"""Where every row went: the manifest, the import reports and the rows of a pack must say the same."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.scenes.contacts_sample import SAMPLES, csv_text, deliver, legs
from support.scenes.forged_packs import codes, remade

from filiere.contacts.importing.erasure import erase_before, erase_delivery
from filiere.contacts.sealed.archive import Archive
from filiere.contacts.sealed.manifest import MANIFEST_NAME
from filiere.contacts.sealed.pack_writer import load_sealed_set, make_pack
from filiere.contacts.store import Store

DATA = "data/contact_leg/00001.parquet"
TODAY = date(2026, 11, 26)
type Change = Callable[[dict[str, bytes], dict[str, Any]], None]


def packed(folder: Path) -> Path:
    """The pack of a store."""
    out = folder.parent / "made.pack"
    make_pack(Store.open(folder), [load_sealed_set("icmi-1")], out)
    return out


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two deliveries of a made-up centre: nine legs of which one is rejected, one repaired, one answered by nobody
    known; then one corrected and one new; and its hours of opening."""
    folder = tmp_path_factory.mktemp("imports") / "store"
    first = [{"contact_id": f"c{rank}"} for rank in range(7)]
    deliver(folder, legs(*first, {"contact_id": "c7", "outcome": "?"}, {"contact_id": " c8 ", "agent_key": ""}))
    deliver(folder, legs({"contact_id": "c1", "site": "tours"}, {"contact_id": "c9"}), name="more.csv")
    deliver(folder, csv_text("calendar", [{**SAMPLES["calendar"], "zone": "Europe/Lisbon"}]), name="calendar.csv")
    return packed(folder)


def report_of(contents: dict[str, bytes], name: str) -> tuple[str, dict[str, Any]]:
    """The import report of a file: its name in the pack and its content."""
    for key, raw in contents.items():
        if key.startswith("imports/") and (content := json.loads(raw))["file"] == name:
            return key, content
    raise KeyError(name)


def in_report(change: Callable[[dict[str, Any]], None], *, both: bool = False) -> Change:
    """Change the counts of legs in the report of the first delivery, and in the manifest too if asked."""

    def made(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
        key, content = report_of(contents, "legs.csv")
        change(content["tables"]["contact_leg"])
        contents[key] = json.dumps(content, ensure_ascii=False, indent=1).encode()
        if both:
            (source,) = (one for one in manifest["sources"] if one["name"] == "legs.csv")
            change(source)

    return made


def in_rows(**columns: Any) -> Change:
    """Change columns of the rows of legs."""

    def made(contents: dict[str, bytes], _: dict[str, Any]) -> None:
        out = io.BytesIO()
        pl.read_parquet(io.BytesIO(contents[DATA])).with_columns(**columns).write_parquet(out)
        contents[DATA] = out.getvalue()

    return made


def test_the_pack_holds(pack: Path) -> None:
    """With rows rejected, repaired and corrected, all accounted for."""
    assert codes(pack) == {}


@pytest.mark.parametrize("raw", [b"", b"not json", b"{}", b"[" * 100_000, b'{"format": 1}', b'{\n "format": 1\n}'])
def test_an_import_report_that_is_none_is_found(pack: Path, tmp_path: Path, raw: bytes) -> None:
    """Emptied, no JSON, not in its form, without what every report has."""

    def change(contents: dict[str, bytes], _: dict[str, Any]) -> None:
        contents[report_of(contents, "legs.csv")[0]] = raw

    assert "imports/" in codes(remade(pack, tmp_path / "edited", change))["pack-bad-import"]


def test_a_report_of_another_delivery_or_none_is_found(pack: Path, tmp_path: Path) -> None:
    """Dropped, said of another file, under the name of another, or a delivery that no report tells of."""

    def dropped(contents: dict[str, bytes], _: dict[str, Any]) -> None:
        del contents[report_of(contents, "more.csv")[0]]

    def renamed(contents: dict[str, bytes], _: dict[str, Any]) -> None:
        key, content = report_of(contents, "more.csv")
        contents[key] = json.dumps(content | {"file": "other.csv"}, ensure_ascii=False, indent=1).encode()

    def swapped(contents: dict[str, bytes], _: dict[str, Any]) -> None:
        contents[report_of(contents, "more.csv")[0]] = contents[report_of(contents, "legs.csv")[0]]

    def invented(_: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["sources"].append(manifest["sources"][0] | {"name": "never.csv", "accepted": 0, "rows": 0})

    assert "more.csv" in codes(remade(pack, tmp_path / "dropped", dropped))["pack-no-import"]
    assert {"pack-no-import", "pack-other-import"} <= set(codes(remade(pack, tmp_path / "renamed", renamed)))
    assert "name of another delivery" in codes(remade(pack, tmp_path / "swapped", swapped))["pack-bad-import"]
    assert "never.csv" in codes(remade(pack, tmp_path / "invented", invented))["pack-no-import"]


def test_rejected_rows_hidden_or_added_are_found(pack: Path, tmp_path: Path) -> None:
    """In the manifest alone, in the report alone, or in both without the reasons of their rejection."""

    def more(counts: dict[str, Any]) -> None:
        counts["rejected"] += 5000
        counts["rows"] += 5000

    def hidden(counts: dict[str, Any]) -> None:
        counts["rows"] -= counts["rejected"]
        counts["rejected"] = 0

    def alone(_: dict[str, bytes], manifest: dict[str, Any]) -> None:
        more(manifest["sources"][0])

    found = codes(remade(pack, tmp_path / "alone", alone))["pack-other-count"]
    assert "“rows” of contact_leg" in found
    assert "5009 in the manifest, 9 in the data" in found
    for change in (more, hidden):
        found = codes(remade(pack, tmp_path / "both", in_report(change, both=True)))["pack-bad-import"]
        assert "has rejections that its reasons do not explain" in found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda counts: counts.update(repaired=0, accepted=8), "repaired"),
        (lambda counts: counts.update(repaired=3, accepted=5, repairs={"blank-trimmed": 3}), "accepted"),
    ],
)
def test_rows_by_verdict_are_counted_in_the_rows(pack: Path, tmp_path: Path, change: Any, words: str) -> None:
    """A report and a manifest that agree on more repairs, or on none, than the rows have."""

    def both(counts: dict[str, Any]) -> None:
        change(counts)
        if "name" in counts:
            counts.pop("repairs", None)

    assert words in codes(remade(pack, tmp_path / "edited", in_report(both, both=True)))["pack-other-count"]


@pytest.mark.parametrize(
    "change",
    [
        lambda counts: counts.update(defects={}),
        lambda counts: counts["information"].update(first_us=counts["information"]["first_us"] + 10**9),
        lambda counts: counts["information"].update(last_us=None),
    ],
)
def test_what_a_report_tells_of_the_rows_is_in_the_rows(pack: Path, tmp_path: Path, change: Any) -> None:
    """Defects and ends of instants cannot be told away."""
    assert "pack-other-count" in codes(remade(pack, tmp_path / "edited", in_report(change)))


def test_rows_are_of_the_deliveries_that_are_told(pack: Path, tmp_path: Path) -> None:
    """Of no delivery, all of the last one, of another organisation or zone, repaired by no rule told."""
    with Archive(pack) as archive:
        (other,) = (
            one["sha256"] for one in json.loads(archive.read(MANIFEST_NAME))["sources"] if one["name"] == "more.csv"
        )
    cases = {
        "pack-unknown-delivery": in_rows(delivery=pl.lit("0" * 64)),
        "pack-other-count": in_rows(delivery=pl.lit(other)),
        "pack-other-place": in_rows(zone=pl.lit("Asia/Tokyo")),
    }
    for code, change in cases.items():
        assert code in codes(remade(pack, tmp_path / "edited", change))
    repaired = codes(remade(pack, tmp_path / "edited", in_rows(repairs=pl.lit("never"))))["pack-other-count"]
    assert "contact_leg, repaired" in repaired


def test_a_column_that_no_table_has_is_found(pack: Path, tmp_path: Path) -> None:
    """Whatever rides along in the data is named."""
    found = codes(remade(pack, tmp_path / "edited", in_rows(certified=pl.lit("by nobody"))))
    assert "certified" in found["pack-extra-column"]


def test_a_table_left_out_is_found(pack: Path, tmp_path: Path) -> None:
    """Its rows and its count go, and its delivery stays."""

    def change(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
        del contents["data/calendar/00001.parquet"]
        del manifest["rows"]["calendar"]

    assert "pack-other-count" in codes(remade(pack, tmp_path / "edited", change))


def test_what_happened_to_a_store_is_no_fault(tmp_path: Path) -> None:
    """Corrected twice, repeated, taken back, delivered again, erased by age, events beside: the pack still holds."""
    folder = tmp_path / "store"
    rows = [{"contact_id": f"c{rank}"} for rank in range(5)]
    old = {"contact_id": "old", "arrived_at": "2026-02-02T09:00:00+01:00"}
    deliver(folder, legs(*rows, old, rows[0]))
    fixed = deliver(folder, legs({"contact_id": "c1", "site": "tours"}, rows[2]), name="fixed.csv")
    deliver(folder, legs({"contact_id": "c1", "site": "brest"}, {"contact_id": "c3", "site": "brest"}), name="last.csv")
    deliver(folder, csv_text("contact_event", [SAMPLES["contact_event"]]), name="events.csv")
    assert codes(packed(folder)) == {}
    erase_before(folder, date(2026, 3, 1), today=TODAY)
    assert codes(packed(folder)) == {}
    erase_delivery(folder, fixed.report["sha256"], today=TODAY)
    assert codes(packed(folder)) == {}
    deliver(folder, legs({"contact_id": "c1", "site": "tours"}, rows[2]), name="fixed.csv")
    assert codes(packed(folder)) == {}
    last = Store.open(folder).deliveries[2]
    erase_delivery(folder, last.sha256, today=TODAY)
    assert codes(packed(folder)) == {}
