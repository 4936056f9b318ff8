"""Nobody's number or name is written anywhere: people are keyed hashes, in rows, reports and refusals alike."""

import hashlib
import hmac
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scenes.contacts_sample import deliver, legs, rows_of

from filiere.contacts.importing.pseudonymisation import PersonHasher, hash_person
from filiere.contacts.importing.redaction import mask_characters, redact_text
from filiere.contacts.store import KEY_VARIABLE, Store
from filiere.core import DamagedFiles

CLEAR = ("0612345678", "Clotilde", "clotilde@fictif.example", "+33 6 12 34 56 78")


@given(key=st.binary(min_size=1, max_size=200), value=st.text(st.characters(codec="utf-8")))
def test_the_hash_is_that_of_the_standard_library(key: bytes, value: str) -> None:
    """HMAC-SHA256, the first 128 bits, in hexadecimal; whatever the length of the key."""
    expected = hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]
    assert PersonHasher(key).one(value) == hash_person(key, value) == expected


@given(values=st.lists(st.none() | st.sampled_from(["a", "b", "é"]), max_size=20), cut=st.integers(0, 20))
def test_a_column_is_hashed_value_by_value(values: list[str | None], cut: int) -> None:
    """However the column is cut in pieces; an unknown stays unknown."""
    column = pa.chunked_array([pa.array(values[:cut], pa.string()), pa.array(values[cut:], pa.string())])
    hashed = PersonHasher(b"key").all(column).to_pylist()
    assert hashed == [None if value is None else hash_person(b"key", value) for value in values]


def everything(folder: Path) -> bytes:
    """Every byte of a store, Parquet unpacked, save the file that was sent and the key."""
    found = b""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "sent" not in path.parts and path.name != "secret.key":
            found += path.read_bytes()
            if path.suffix == ".parquet":
                found += str(pq.read_table(path, partitioning=None).to_pylist()).encode()
    return found


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"outcome": "perdu"},
        {"arrived_at": "0612345678"},
        {"arrived_at": "+33 6 12 34 56 78"},
        {"channel": "0612345678"},
        {"leg": "0612345678"},
        {"transferred": "clotilde@fictif.example"},
        # The cells of the line have slipped by one: the customer stands where the direction should.
        {"channel": "inbound", "direction": "Clotilde", "arrived_at": "conseiller", "outcome": "false"},
    ],
    ids=lambda changes: "+".join(changes) or "sound",
)
def test_no_person_is_written_in_clear(tmp_path: Path, changes: dict[str, str]) -> None:
    """Not in the rows, the superseded rows, the report, or the log of what was rejected and repaired."""
    people = {"customer_key": f" {CLEAR[0]}", "agent_key": "Clotilde"}
    deliver(tmp_path, legs(people, people | {"reason": "autre"}, people | changes | {"contact_id": "c2"}))
    content = everything(tmp_path)
    for clear in CLEAR:
        assert clear.encode() not in content, clear


def test_a_key_in_a_canonical_file_is_hashed_again(tmp_path: Path) -> None:
    """What looks like a hash may be another store's: it is a person like any other."""
    already = "0123456789abcdef0123456789abcdef"
    deliver(tmp_path, legs({"customer_key": already}))
    (row,) = rows_of(tmp_path, "contact_leg")
    assert row["customer_key"] == hash_person(Store.open(tmp_path).key(), already) != already


def test_a_key_is_written_whole_or_not_at_all_and_an_empty_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk left an empty file: every hash was then one that anybody can compute from a list of numbers."""
    store = Store.create(tmp_path / "store", zone="Europe/Paris")
    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            store.key()
    assert [path for path in store.folder.iterdir() if "secret" in path.name] == []
    assert len(store.key()) == 64
    (store.folder / "secret.key").write_bytes(b"")
    with pytest.raises(DamagedFiles) as caught:
        store.key()
    assert caught.value.faults[0].code == "contacts-key-empty"


def test_the_same_person_is_the_same_in_every_table_and_delivery(tmp_path: Path) -> None:
    """The blanks around a number are not part of it."""
    deliver(tmp_path, legs({"customer_key": "x"}, {"contact_id": "c2", "customer_key": " x "}), name="first.csv")
    deliver(tmp_path, legs({"contact_id": "c3", "customer_key": "x"}), name="second.csv")
    assert len({row["customer_key"] for row in rows_of(tmp_path, "contact_leg")}) == 1


def test_a_key_of_the_environment_goes_before_that_of_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A centre of several stores may link them by one key; it is then written in none."""
    monkeypatch.setenv(KEY_VARIABLE, "a key of ours")
    deliver(tmp_path, legs({}))
    (row,) = rows_of(tmp_path, "contact_leg")
    assert row["customer_key"] == hash_person(b"a key of ours", "client-1")
    assert not (tmp_path / "secret.key").exists()


@pytest.mark.parametrize(
    ("read", "moment", "told"),
    [
        ("perdu", False, "perdu"),
        ("2026-13-01T09:00:00", True, "2026-13-01T09:00:00"),
        ("02/03/2026 09:00", True, "02/03/2026 09:00"),
        ("0612345678", True, "9999999999"),
        ("06-12-34-56-78", True, "99-99-99-99-99"),
        ("06/12/34/56/78", True, "99/99/99/99/99"),
        ("06 12 34 56 78", False, "99 99 99 99 99"),
        ("a@b.example", False, "a@a.aaaaaaa"),
        (None, False, None),
    ],
)
def test_what_looks_like_a_person_is_shown_by_its_shape(read: str | None, moment: bool, told: str | None) -> None:
    """A moment may be shown; a number or an address may not, wherever it was read."""
    assert redact_text(read, moment=moment) == told


def test_a_shape_hides_letters_of_any_alphabet() -> None:
    """And keeps what stands between them."""
    assert mask_characters("Élodie +33 6") == "aaaaaa +99 9"
