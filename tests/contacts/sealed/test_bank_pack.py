"""The calls of an anonymous bank, a real log: its gap is explained exactly, and the second path verifies its pack."""

from fractions import Fraction
from pathlib import Path

import pytest
from support.scenes.contacts_sample import TODAY

from filiere.contacts.comparison import compare_definitions, find_counterparts
from filiere.contacts.definitions import load_set
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.sources import find_source
from filiere.contacts.sealed.pack_writer import load_sealed_set, make_pack
from filiere.contacts.sealed.verification import verify_pack
from filiere.contacts.store import Store


@pytest.fixture(scope="module")
def bank(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Path]:
    """The store of the bank's calls, and the file it was imported from."""
    folder = tmp_path_factory.mktemp("bank")
    Store.create(folder, zone="Asia/Jerusalem")
    file = shared_data / "contacts" / "anonymous_bank_calls_1999_02.parquet"
    import_file(folder, file, find_source("anonymous-bank-1999"), today=TODAY)
    return Store.open(folder), file


@pytest.mark.parametrize("vendor", ["vicidial", "xcally"])
def test_the_gap_to_the_common_definition_sums_exactly(bank: tuple[Store, Path], vendor: str) -> None:
    """Step after step, to the last digit; each step's contacts move its sums by what they add."""
    start, end = load_set(vendor), load_set("common-v1")
    one, other = find_counterparts(start, end, named=None)
    (gap,) = compare_definitions(bank[0], (start, one), (end, other))
    assert gap.status == "published"
    assert gap.steps
    assert gap.first.value is not None
    assert gap.last.value is not None
    assert sum((step.term for step in gap.steps), Fraction(0)) == gap.last.value - gap.first.value
    assert any(step.moved.changed for step in gap.steps)


def test_the_pack_is_verified_by_the_second_path(bank: tuple[Store, Path], tmp_path: Path) -> None:
    """Made on the embedded engine, verified without it; the raw file is the one that was delivered."""
    store, file = bank
    pack = tmp_path / "bank.pack"
    make_pack(store, [load_sealed_set("common-v1"), load_sealed_set("vicidial")], pack)
    done = verify_pack(pack, inputs=[file])
    assert done.faults == ()
    assert done.rows == 33_344
