"""Reading the French nomenclature: the sound archive, the folder, and every bad one by its name."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.scenes.rome_archive import pack, read_files, write_archive, write_folder

from filiere.careers.imports import ReadingOptions, Release, pack_release, read_delivery
from filiere.careers.imports import delivery as delivery_limits
from filiere.careers.nomenclature import ItemKind, MoveKind, SheetPart
from filiere.core.faults import Fault, Faults


def read(path: Path, **options: object) -> Release:
    return read_delivery(path, ReadingOptions(**options))  # type: ignore[arg-type]


def list_faults(path: Path, **options: object) -> tuple[Fault, ...]:
    with pytest.raises(Faults) as told:
        read(path, **options)
    return told.value.faults


def codes(faults: tuple[Fault, ...]) -> set[str]:
    return {one.code for one in faults}


def test_an_archive_is_read_whole(tmp_path: Path) -> None:
    release = read(write_archive(tmp_path / "rome.zip", read_files()))
    found = release.nomenclature
    assert found is not None
    assert (release.label, release.system, release.date) == ("ROME 4.61", "rome-4", "2026-06-15")
    assert release.count_records()["jobs"] == 14
    job = found.jobs["C9901"]
    assert job.titles[1].label == "Rédacteur / Rédactrice de lettres, suppliques et vœux"
    assert {one.item: one.base for one in job.requirements} == {
        "900001": True,
        "900003": False,
        "900008": True,
        "910003": False,
        "910006": False,
    }
    assert job.environments == ("920003",)
    assert found.items["900001"].kind is ItemKind.ACTIVITY
    assert found.items["910001"].kind is ItemKind.KNOWLEDGE
    assert found.items["920001"].label == "En extérieur"
    assert job.sheet[SheetPart.DEFINITION][0].startswith("Exerce un métier inventé")
    assert job.interests == "SC"


def test_moves_keep_the_order_of_the_publisher_and_no_kind(tmp_path: Path) -> None:
    found = read(write_archive(tmp_path / "rome.zip", read_files())).nomenclature
    assert found is not None
    assert [move.target for move in found.list_moves_from("B9903")] == ["E9902", "D9901"]
    assert {move.kind for move in found.moves} == {MoveKind.UNSAID}


def test_a_folder_and_its_archive_say_the_same(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "rome", read_files())
    archive = write_archive(tmp_path / "rome.zip", {f"export/{name}": one for name, one in read_files().items()})
    said = {"date": "2026-06-15"}
    assert read(folder, **said).nomenclature == read(archive, **said).nomenclature
    assert {one.code for one in read(folder, **said).gaps} == {"gap-moves-unsaid"}


def test_what_a_release_does_not_say_is_a_gap(tmp_path: Path) -> None:
    files = {name: one for name, one in read_files().items() if "code_rome_v" in name or "version" in name}
    release = read(write_archive(tmp_path / "rome.zip", files))
    absent = next(one for one in release.gaps if one.code == "gap-tables-absent")
    assert "rubrique_mobilite" in absent.message.en
    assert "gap-date-from-file" in {one.code for one in release.gaps}


def edit(part: str, before: str, after: str) -> Callable[[Path], Path]:
    return lambda folder: write_folder(folder / "rome", read_files({part: ((before, after),)}))


def truncate(folder: Path) -> Path:
    path = folder / "rome.zip"
    path.write_bytes(pack(read_files())[:-200])
    return path


def damage(folder: Path) -> Path:
    content = bytearray(pack(read_files()))
    # Within the compressed bytes of the first member, after its header and its name.
    content[90:94] = b"\xff\xff\xff\xff"
    path = folder / "rome.zip"
    path.write_bytes(content)
    return path


def swell(folder: Path) -> Path:
    return write_archive(folder / "rome.zip", read_files() | {"unix_texte_v461_utf8.csv": b"0" * 30_000_000})


def mix_versions(folder: Path) -> Path:
    return write_folder(folder / "rome", read_files() | read_files(version="460"))


def empty_file(folder: Path) -> Path:
    return write_folder(folder / "rome", read_files() | {"unix_texte_v461_utf8.csv": b""})


def encode(folder: Path) -> Path:
    name = "unix_referentiel_code_rome_v461_utf8.csv"
    return write_folder(folder / "rome", read_files() | {name: read_files()[name].decode().encode("iso-8859-15")})


def strangers(folder: Path) -> Path:
    pairs = tuple((f'"{code}"', f'"N{code[1:]}"') for code in ("A9901", "B9901", "C9902", "D9901"))
    return write_folder(folder / "rome", read_files({"mobilite": pairs}))


def keep_header(folder: Path) -> Path:
    name = "unix_referentiel_code_rome_v461_utf8.csv"
    return write_folder(folder / "rome", read_files() | {name: read_files()[name].splitlines(keepends=True)[0]})


def leave_out_jobs(folder: Path) -> Path:
    files = {name: one for name, one in read_files().items() if "code_rome" not in name}
    return write_folder(folder / "rome", files)


BAD = {
    "a truncated archive": (truncate, {"import-broken-archive"}),
    "a damaged archive": (damage, {"import-broken-archive"}),
    "a bomb": (swell, {"import-archive-too-large"}),
    "two versions": (mix_versions, {"import-two-versions"}),
    "version.txt of another": (edit("version", "4.61", "4.60"), {"import-two-versions"}),
    "an empty file": (empty_file, {"import-empty-file"}),
    "an empty table of jobs": (keep_header, {"import-empty-table"}),
    "another encoding": (encode, {"import-encoding"}),
    "moves of half unknown codes": (strangers, {"import-unknown-codes"}),
    "a code of another nomenclature": (edit("mobilite", '"A9902"', '"555a"'), {"import-foreign-code"}),
    "missing columns": (edit("mobilite", "code_rome_cible", "cible"), {"import-missing-columns"}),
    "titles without a label": (edit("appellation", "libelle_appellation_", "l_"), {"import-missing-columns"}),
    "no table of jobs": (leave_out_jobs, {"import-missing-table"}),
    "a repeated code": (edit("code_rome", '"A9902"', '"A9901"'), {"import-repeated-code", "import-unknown-codes"}),
    "an order that is no rank": (edit("mobilite", '"2"', '"b"'), {"import-number"}),
    "a blank title": (edit("code_rome", '"Cartographe d\'îles"', '""'), {"import-blank"}),
    "a cell too many": (edit("savoir", '"Prosodie"', '"Prosodie","x"'), {"import-row-width"}),
    "an open quotation mark": (edit("savoir", '"Prosodie"', '"Prosodie'), {"import-csv-broken"}),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_named_fault(name: str, tmp_path: Path) -> None:
    make, expected = BAD[name]
    found = list_faults(make(tmp_path))
    assert codes(found) == expected
    assert all(one.remedy.fr and one.remedy.en and one.file for one in found)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    edits = {
        "mobilite": (('"A9902"', '"555a"'), ('"2"', '"b"')),
        "savoir": (("libelle_savoir", "nom"),),
        "code_rome": (('"Cartographe d\'îles"', '""'),),
    }
    found = list_faults(write_folder(tmp_path / "rome", read_files(edits)))
    assert codes(found) >= {"import-foreign-code", "import-number", "import-missing-columns", "import-blank"}
    foreign = next(one for one in found if one.code == "import-foreign-code")
    assert (foreign.line is not None, "PCS" in foreign.message.en) == (True, True)


def test_few_unknown_codes_are_left_out_and_told(tmp_path: Path) -> None:
    files = read_files({"mobilite": (('"E9902","B9903"', '"N9999","B9903"'),)})
    release = read(write_folder(tmp_path / "rome", files))
    found = release.nomenclature
    assert found is not None
    assert len(found.moves) == 16
    assert any(one.code == "gap-unknown-codes" and "N9999" in one.message.fr for one in release.gaps)


def test_an_archive_of_too_many_files_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery_limits, "MOST_MEMBERS", 3)
    assert codes(list_faults(write_archive(tmp_path / "rome.zip", read_files()))) == {"import-archive-too-large"}


def test_a_said_encoding_is_believed_only_where_it_may_be_true(tmp_path: Path) -> None:
    files = {name: one.decode().replace("œ", "oe").encode("iso-8859-15") for name, one in read_files().items()}
    release = read(write_folder(tmp_path / "old", files), encoding="iso-8859-15")
    assert release.nomenclature is not None
    assert release.nomenclature.jobs["A9903"].title == "Cartographe d'îles"
    found = list_faults(write_folder(tmp_path / "new", read_files()), encoding="iso-8859-15")
    assert codes(found) == {"import-encoding-said"}


def test_what_is_no_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert codes(list_faults(tmp_path / "notes.csv")) == {"import-unknown-form"}
    assert codes(list_faults(tmp_path / "absent")) == {"import-not-found"}
    (tmp_path / "none").mkdir()
    assert codes(list_faults(tmp_path / "none")) == {"import-empty-folder"}
    (tmp_path / "empty.csv").touch()
    assert codes(list_faults(tmp_path / "empty.csv")) == {"import-empty-file"}


def test_the_day_and_the_version_that_are_said_are_judged(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "rome", read_files())
    assert codes(list_faults(folder, date="2026-13-01", version="../x")) >= {"import-bad-date", "import-bad-version"}
    assert codes(list_faults(folder, version="4.60")) == {"import-two-versions"}


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    first = read(write_archive(tmp_path / "rome.zip", read_files()))
    (tmp_path / "other").mkdir()
    second = read(write_archive(tmp_path / "other" / "rome.zip", read_files()))
    assert pack_release(first) == pack_release(second)
