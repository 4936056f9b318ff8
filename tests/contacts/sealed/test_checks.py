"""The checks that a pack says were made are counted again: none is left out, and none says more than it found."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.scenes.contacts_sample import SAMPLES, csv_text, deliver, legs
from support.scenes.forged_packs import codes, remade

from filiere import __version__
from filiere.contacts import data_quality_checks
from filiere.contacts.importing.erasure import erase_before
from filiere.contacts.sealed import manifest as manifest_module
from filiere.contacts.sealed.manifest import FigureLevel, Manifest
from filiere.contacts.sealed.pack_writer import load_sealed_set, make_pack
from filiere.contacts.store import Store


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of forty answered calls of a made-up centre."""
    folder = tmp_path_factory.mktemp("store")
    deliver(folder, legs(*({"contact_id": f"c{rank}"} for rank in range(40))))
    make_pack(Store.open(folder), [load_sealed_set("vicidial")], folder / "pack")
    return folder / "pack"


CHECKS = ("negative", "duplicates", "precision", "calendar", "queue_times", "conservation_leg_to_contact")


@pytest.mark.parametrize("code", CHECKS)
def test_a_check_dropped_or_falsified_is_found(pack: Path, tmp_path: Path, code: str) -> None:
    """None can be left out or said twice, and neither its numbers, its verdict nor its sentence can be others."""

    def of(manifest: dict[str, Any]) -> dict[str, Any]:
        (found,) = (one for one in manifest["gates"] if one["code"] == code)
        return found

    def dropped(_: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["gates"].remove(of(manifest))

    def twice(_: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["gates"].append(of(manifest))

    def counted(_: dict[str, bytes], manifest: dict[str, Any]) -> None:
        of(manifest)["numbers"] = {name: count + 7 for name, count in of(manifest)["numbers"].items()}

    def more(_: dict[str, bytes], manifest: dict[str, Any]) -> None:
        of(manifest)["numbers"]["more"] = 0

    def judged(_: dict[str, bytes], manifest: dict[str, Any]) -> None:
        of(manifest)["verdict"] = "failed"

    def said(_: dict[str, bytes], manifest: dict[str, Any]) -> None:
        of(manifest)["sentence"] = {"fr": "Tout va bien.", "en": "All is well."}

    cases = {
        dropped: "pack-missing-check",
        twice: "pack-extra-check",
        counted: "pack-other-count",
        more: "pack-other-count",
        judged: "pack-other-verdict",
        said: "pack-other-words",
    }
    for change, expected in cases.items():
        assert code in codes(remade(pack, tmp_path / "edited", change))[expected]


def _store_with_a_waitless_month(folder: Path) -> Store:
    """Forty calls of February that tell no wait, in a year of sixty that do."""
    silent = {"queued_at": "", "offered_at": ""}
    at = {
        name: f"2026-02-02T09:00:{second}+01:00"
        for name, second in (("arrived_at", "00"), ("answered_at", "26"), ("ended_at", "50"), ("wrap_ended_at", "55"))
    }
    february = ({"contact_id": f"f{rank}", **silent, **at} for rank in range(40))
    deliver(folder, legs(*february, *({"contact_id": f"m{rank}"} for rank in range(60))))
    return Store.open(folder)


def _make_monthly_pack(folder: Path) -> tuple[Manifest, Path]:
    store, level = _store_with_a_waitless_month(folder), FigureLevel(by=(), interval="month")
    return make_pack(store, [load_sealed_set("icmi-3")], folder / "pack", level=level), folder / "pack"


def test_a_pack_withholds_the_months_of_calls_that_tell_no_wait(tmp_path: Path) -> None:
    """And its format says so: nobody can say instead that there is no such month."""
    manifest, pack = _make_monthly_pack(tmp_path)
    found = {one.code: (one.verdict, dict(one.numbers)) for one in manifest.gates}
    assert found["queue_times"] == ("failed", {"answered": 100, "untimed": 40, "months": 1})
    assert (manifest.format, codes(pack)) == (2, {})

    def hushed(_: dict[str, bytes], manifest: dict[str, Any]) -> None:
        (check,) = (one for one in manifest["gates"] if one["code"] == "queue_times")
        del check["numbers"]["months"]
        check["verdict"] = "told"

    again = codes(remade(pack, tmp_path / "hushed", hushed))
    assert "months" in again["pack-other-count"]
    assert "pack-other-verdict" in again


def test_a_pack_made_before_months_were_looked_at_still_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the rule of its format, where the version that it names made packs by that rule; not where a later one did."""
    with monkeypatch.context() as before:
        before.setattr(data_quality_checks, "count_calls_by_month", lambda *_: {})
        manifest, pack = _make_monthly_pack(tmp_path)
    with monkeypatch.context() as before:
        before.setattr(manifest_module, "_MAKERS_BY_ORGANISATION", frozenset({__version__}))
        assert (manifest.format, codes(pack)) == (1, {})
    assert {"pack-other-count", "pack-other-verdict", "pack-other-figure"} <= {*codes(pack)}


def test_checks_that_fail_or_tell_are_found_again(tmp_path: Path) -> None:
    """Instants that contradict each other, rows delivered twice, no time of queueing, hours known, rows erased."""
    at = "2026-03-02T09:00:{:02}+01:00"
    untimed = {"queued_at": "", "offered_at": ""}
    backwards = {"contact_id": "c3", "answered_at": at.format(8), "ended_at": at.format(2), "wrap_ended_at": ""}
    folder = tmp_path / "store"
    deliver(folder, legs(untimed, {"contact_id": "c2", **untimed}, backwards, backwards))
    deliver(folder, csv_text("calendar", [SAMPLES["calendar"]]), name="calendar.csv")
    more = [{"contact_id": "c4"}, {"contact_id": "c3"}, {"contact_id": "c6", **untimed}]
    deliver(folder, legs(*more), name="more.csv")
    deliver(folder, legs({"contact_id": "c5", "arrived_at": "2026-02-02T09:00:00+01:00"}), name="old.csv")
    erase_before(folder, date(2026, 3, 1), today=date(2026, 11, 26))
    manifest = make_pack(Store.open(folder), [load_sealed_set("vicidial")], tmp_path / "pack")
    found = {one.code: (one.verdict, dict(one.numbers)) for one in manifest.gates}
    assert found["queue_times"] == ("failed", {"answered": 5, "untimed": 3})
    assert found["erased"] == ("told", {"erased": 1, "restored": 0})
    assert codes(tmp_path / "pack") == {}

    def forgotten(_: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["gates"] = [one for one in manifest["gates"] if one["code"] != "erased"]

    assert "erased" in codes(remade(tmp_path / "pack", tmp_path / "edited", forgotten))["pack-missing-check"]
