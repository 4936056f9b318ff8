"""What a manifest says of itself, and the three verdicts: a report that cannot be compared is never verified."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.scenes.contacts_sample import deliver, legs
from support.scenes.forged_packs import codes, remade

from filiere import __version__
from filiere.contacts.sealed import manifest_consistency
from filiere.contacts.sealed.figure_files import figures_as_csv, figures_as_json, read_figures_json
from filiere.contacts.sealed.manifest import FigureLevel
from filiere.contacts.sealed.pack_writer import load_sealed_set, make_pack
from filiere.contacts.sealed.verdicts import MAKERS
from filiere.contacts.sealed.verification import verify_pack
from filiere.contacts.sealed.verification_report import build_verification_report
from filiere.contacts.store import Store


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of forty answered calls of a made-up centre, in detail by day."""
    folder = tmp_path_factory.mktemp("store")
    deliver(folder, legs(*({"contact_id": f"c{rank}"} for rank in range(40))))
    make_pack(
        Store.open(folder),
        [load_sealed_set("vicidial")],
        folder / "pack",
        level=FigureLevel(by=("queue",), interval="day"),
    )
    return folder / "pack"


def of_version(version: str) -> Callable[[dict[str, bytes], dict[str, Any]], None]:
    """Say that another version made the pack, and write better figures into its report."""

    def change(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["software"]["version"] = version
        contents["report.html"] = contents["report.html"].replace(b"</body>", b"<p>100 % in 0 s.</p></body>")

    return change


def test_this_version_makes_packs() -> None:
    """A new version that makes packs is added to the list of those that do, or its own packs are refused."""
    assert MAKERS[-1] == __version__


@pytest.mark.parametrize("version", ["99.0", "0.2.0", "", f"{__version__} ", "x" * 500])
def test_a_version_that_makes_no_packs_is_refused(pack: Path, tmp_path: Path, version: str) -> None:
    """One newer than the one that verifies, and one that never made any, would be a way around the report."""
    found = codes(remade(pack, tmp_path / "edited", of_version(version)))
    assert f"which Filière {__version__} does not know" in found["pack-unknown-maker"]


def test_the_report_of_another_version_is_not_verified(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a version that did make packs: nothing is wrong in what is compared, and the whole does not hold."""
    monkeypatch.setattr(manifest_consistency, "MAKERS", ("0.2.9", __version__))
    path = remade(pack, tmp_path / "edited", of_version("0.2.9"))
    done = verify_pack(path)
    assert (done.faults, done.verdict, done.holds) == ((), "partly", False)
    shown = build_verification_report(path, seal=done.seal)
    assert (shown["verdict"], shown["holds"], shown["sealed"]) == ("partly", False, True)

    def better(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
        of_version("0.2.9")(contents, manifest)
        contents["indicators.csv"] += b"1,vicidial\n"

    assert "indicators.csv" in codes(remade(pack, tmp_path / "edited", better))["pack-other-rendering"]


def test_what_a_pack_names_is_told_short(pack: Path, tmp_path: Path) -> None:
    """A title of its maker's stands on each of a thousand rows: a megabyte of pack made half a gigabyte of words."""

    def longer(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["organisations"] = ["o" * 100_000, *(f"organisation-{place}" for place in range(5000))]
        contents["report.html"] = b"x" * 10

    path = remade(pack, tmp_path / "edited", longer)
    assert len(json.dumps(build_verification_report(path))) < 200_000


def test_a_title_is_cut(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a definition calls its indicators."""
    monkeypatch.setattr("filiere.contacts.sealed.verification_report.MAX_TEXT_LENGTH", 5)
    texts = [
        row["title"][lang] for row in build_verification_report(pack)["table"] for lang in ("fr", "en") if row["title"]
    ]
    assert texts
    assert max(map(len, texts)) == 5


def without_whole(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
    """Drop the level of the whole, with its figures."""
    levels = read_figures_json(contents["indicators.json"])
    manifest["figures"] -= len(levels.pop(0))
    manifest["levels"].pop(0)
    contents["indicators.json"], contents["indicators.csv"] = figures_as_json(levels), figures_as_csv(levels)


def counted(contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
    """Give a row without data a number of observations."""
    levels = read_figures_json(contents["indicators.json"])
    row = levels[0][0]
    content = row.as_json() | {"status": "no_data", "value": None, "queue": "nowhere", "reason": ""}
    levels[0].append(type(row)(**content))
    manifest["figures"] += 1
    contents["indicators.json"], contents["indicators.csv"] = figures_as_json(levels), figures_as_csv(levels)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (without_whole, "pack-other-levels"),
        (counted, "pack-extra-figure"),
        (lambda _, manifest: manifest["levels"].append(manifest["levels"][0]), "pack-other-levels"),
        (lambda _, manifest: manifest["levels"].clear(), "pack-other-levels"),
        (lambda _, manifest: manifest["definitions"].clear(), "pack-other-definitions"),
        (lambda _, manifest: manifest["definitions"].append(manifest["definitions"][0]), "pack-other-definitions"),
        (lambda _, manifest: manifest["zones"].append("Asia/Tokyo"), "pack-other-list"),
        (lambda _, manifest: manifest.update(organisations=["zzz"]), "pack-other-list"),
        (lambda _, manifest: manifest["organisations"].append("zzz"), "pack-other-list"),
        (lambda _, manifest: manifest["software"].update(name="other"), "pack-unknown-maker"),
        (lambda _, manifest: _of(manifest, "data/").update(rows=39), "pack-other-count"),
        (lambda _, manifest: _of(manifest, "data/").update(table=None, rows=None), "pack-other-place-of-data"),
        (lambda _, manifest: _of(manifest, "report").update(table="calendar", rows=0), "pack-other-place-of-data"),
    ],
)
def test_a_manifest_that_contradicts_itself_is_found(pack: Path, tmp_path: Path, change: Any, code: str) -> None:
    """Levels, definitions, zones, organisations and files, with all hashes made anew."""
    assert code in codes(remade(pack, tmp_path / "edited", change))


def _of(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in manifest["files"] if one["name"].startswith(name))
    return found
