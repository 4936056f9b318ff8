"""A store knows whether its files are those that were written, and names the one that is not (M8)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.scenes.contacts_sample import deliver, legs

from filiere.cli import app
from filiere.contacts.store import Store
from filiere.contacts.store_fingerprints import FINGERPRINTS_FILE, write_fingerprints
from filiere.core import DamagedFiles, is_damage

CODES = {"cut": "store-file-changed", "altered": "store-file-changed", "missing": "store-file-missing"}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of two deliveries, of which the second corrects the first."""
    folder = tmp_path / "store"
    deliver(folder, legs({}, {"contact_id": "c2"}))
    deliver(folder, legs({"reason": "autre"}), name="second.csv")
    return folder


def one_of(folder: Path) -> Path:
    return Store.open(folder).files("contact_leg")[0]


def damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(content[: len(content) // 2] if how == "cut" else content[:-20] + b"x" + content[-19:])


def command(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    try:
        app(["contacts", *words], result_action="return_value")
    except SystemExit as leaving:
        return int(leaving.code or 0), capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_every_file_in_force_has_its_fingerprint(store: Path) -> None:
    opened = Store.open(store)
    found = opened.check()
    assert found.is_whole
    assert (found.files, found.unmarked) == (len(opened.paths()), 0)
    assert set(opened.paths()) <= json.loads((store / FINGERPRINTS_FILE).read_bytes()).keys()


@pytest.mark.parametrize("how", CODES)
def test_a_damaged_file_is_named_and_the_report_is_not_even(
    store: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """M8: at version 0.5 the report of such a store said “the account is even”, with status 0."""
    path = one_of(store)
    damage(path, how)
    (fault,) = Store.open(store).check().faults
    assert (fault.code, fault.file) == (CODES[how], str(path))
    assert path.relative_to(store).as_posix() in fault.message.en
    for words in (("report", str(store)), ("verify-store", str(store))):
        status, said = command(*words, "--lang", "en", capsys=capsys)
        assert status == 1
        assert path.name in said
        assert "backup" in said
        assert "balances" not in said
        assert said.index(path.name) < said.index("invalid count" if words[0] == "report" else "backup")
    status, said = command("report", str(store), "--format", "json", capsys=capsys)
    told = json.loads(said)
    assert (status, told["even"], [one["even"] for one in told["tables"]]) == (1, False, [False])


def test_a_store_of_before_says_that_it_has_none_and_gets_them(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (store / FINGERPRINTS_FILE).unlink()
    found = Store.open(store).check()
    assert found.is_whole
    assert found.unmarked == found.files
    status, said = command("verify-store", str(store), "--lang", "en", capsys=capsys)
    assert status == 0
    assert "have no fingerprint yet" in said
    status, said = command("verify-store", str(store), "--mark", "--lang", "en", capsys=capsys)
    assert "in the store have fingerprints" in said
    assert Store.open(store).check().unmarked == 0
    damage(one_of(store), "cut")
    (store / FINGERPRINTS_FILE).unlink()
    assert [fault.code for fault in Store.open(store).check().faults] == ["store-file-changed"]
    assert command("verify-store", str(store), "--mark", capsys=capsys)[0] == 1
    assert not (store / FINGERPRINTS_FILE).exists()


def test_a_delivery_marks_what_is_new_and_never_makes_damage_right(store: Path) -> None:
    """A file that changed since it was written stays known as such after the next delivery."""
    path = one_of(store)
    before = json.loads((store / FINGERPRINTS_FILE).read_bytes())
    damage(path, "altered")
    opened = Store.open(store)
    write_fingerprints(store, opened.paths(), trusted=opened.paths())
    assert json.loads((store / FINGERPRINTS_FILE).read_bytes()) == {one: before[one] for one in opened.paths()}
    assert [fault.code for fault in opened.check().faults] == ["store-file-changed"]
    # A draft of a delivery that was killed may have left another file under the same name.
    write_fingerprints(store, opened.paths(), trusted=())
    assert Store.open(store).check().is_whole


def test_fingerprints_that_cannot_be_read_are_damage(store: Path) -> None:
    (store / FINGERPRINTS_FILE).write_text("[", encoding="utf-8")
    with pytest.raises(DamagedFiles):
        Store.open(store).check()


def test_what_the_engine_says_of_a_cut_file_is_known_as_damage(store: Path) -> None:
    """The guard of the names: an engine that renames its errors would make them mistakes of ours again."""
    import duckdb
    import pyarrow.parquet as pq

    path = one_of(store)
    damage(path, "cut")
    for read in (lambda: duckdb.read_parquet(str(path)).fetchall(), lambda: pq.read_table(path)):
        with pytest.raises(Exception) as caught:  # noqa: PT011  What is raised is what is looked at.
            read()
        assert is_damage(caught.value)
