"""The checks that a pack says were made are counted again: none is left out, and none says more than it found."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.scenes.contacts_sample import SAMPLES, csv_text, deliver, legs
from support.scenes.forged_packs import codes, remade

from filiere.contacts.importing.erasure import erase_before
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
