"""An import that is killed leaves the store as it was, and goes on where it stopped."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.scenes.contacts_sample import TODAY, deliver, legs, rows_of

from filiere.contacts.importing.canonical_sources import CanonicalCsv
from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.erasure import erase_customer, erase_delivery
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.protocol import CanonicalRow, SourceContext, SourceItem
from filiere.contacts.store import Store

ROWS = 10


@dataclass
class Killed:
    """A source of ten rows that is killed before one of them, and counts those it was asked for."""

    before: int | None = None
    given: int = 0
    name: str = "fictive-killed"
    mapping_sha256: None = None

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:  # noqa: ARG002
        """Yield the rows up to the one at which it is killed."""
        for rank in range(ROWS):
            if rank == self.before:
                raise KeyboardInterrupt
            self.given += 1
            outcome = "lost" if rank == 3 else "abandoned"
            yield CanonicalRow(
                "contact_leg",
                {
                    "contact_id": f"c{rank}",
                    "leg": 1,
                    "organisation": "fictive",
                    "channel": "phone",
                    "direction": "inbound",
                    "arrived_at": 1_772_438_400_000_000 + rank,
                    "ended_at": 1_772_438_500_000_000,
                    "outcome": outcome,
                },
                line=rank + 1,
            )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A made-up file, whose bytes matter to nobody."""
    path = tmp_path / "calls.log"
    path.write_text("made up", encoding="utf-8")
    return path


@pytest.mark.parametrize("before", [1, 4, 7, 9])
def test_a_killed_import_goes_on_from_its_last_checkpoint(tmp_path: Path, file: Path, before: int) -> None:
    """The end is the same as without the kill, to the row and to the report."""
    for name in ("whole", "killed"):
        Store.create(tmp_path / name, zone="Europe/Paris")
    whole = import_file(tmp_path / "whole", file, Killed(), today=TODAY, chunk=3)
    record = (tmp_path / "killed" / "store.json").read_bytes()
    with pytest.raises(KeyboardInterrupt):
        import_file(tmp_path / "killed", file, Killed(before), today=TODAY, chunk=3)
    assert (tmp_path / "killed" / "store.json").read_bytes() == record
    checkpoints = list((tmp_path / "killed" / "staging").rglob("checkpoint-*.json"))
    assert len(checkpoints) == before // 3
    done = import_file(tmp_path / "killed", file, Killed(), today=TODAY, chunk=3)
    assert done.report == whole.report
    assert [row["contact_id"] for row in rows_of(tmp_path / "killed", "contact_leg")] == [
        f"c{rank}" for rank in range(ROWS) if rank != 3
    ]
    rejects = [(tmp_path / name / done.report["rejects"]).read_bytes() for name in ("whole", "killed")]
    assert rejects[0] == rejects[1]
    assert not list((tmp_path / "killed" / "staging").iterdir())


def test_an_erasure_reaches_what_an_interrupted_import_had_read(tmp_path: Path, file: Path) -> None:
    """The rows of a killed import stood in the store, where taking a delivery back or erasing a customer left them."""
    store = tmp_path / "store"
    Store.create(store, zone="Europe/Paris")
    for erase in (
        lambda: erase_delivery(store, "0" * 64, today=TODAY),
        lambda: erase_customer(store, "0" * 32, today=TODAY),
    ):
        with pytest.raises(KeyboardInterrupt):
            import_file(store, file, Killed(7), today=TODAY, chunk=3)
        assert list((store / "staging").rglob("part-*"))
        erase()
        assert not list((store / "staging").rglob("part-*"))


def test_what_was_judged_is_not_judged_again(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a kill in the last chunk only that chunk is typed."""
    from filiere.contacts.importing.row_validation import RowJudge

    Store.create(tmp_path / "store", zone="Europe/Paris")
    with pytest.raises(KeyboardInterrupt):
        import_file(tmp_path / "store", file, Killed(9), today=TODAY, chunk=3)
    typed: list[int] = []
    real = RowJudge.part

    def part(self: RowJudge, lots: list[object], *others: object) -> None:
        typed.append(sum(lot.num_rows for lot in lots))  # type: ignore[attr-defined]
        real(self, lots, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(RowJudge, "part", part)
    import_file(tmp_path / "store", file, Killed(), today=TODAY, chunk=3)
    assert typed == [1]


def test_a_kill_before_the_record_is_in_force_leaves_no_trace_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New files are there and no record names them; the next import removes them and does its work."""
    deliver(tmp_path, legs({}), name="first.csv")
    before = Store.open(tmp_path)

    def killed(_: Store) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver(tmp_path, legs({"contact_id": "c2"}), name="second.csv")
    assert Store.open(tmp_path) == before
    assert len(rows_of(tmp_path, "contact_leg")) == 1
    done = deliver(tmp_path, legs({"contact_id": "c2"}), name="second.csv")
    assert done.report["tables"]["contact_leg"]["accepted"] == 1
    store = Store.open(tmp_path)
    assert len(rows_of(tmp_path, "contact_leg")) == 2
    named = {path for files in store.listed.values() for path in files}
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.parquet")}
    assert there == named


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    """Its hash would be of other bytes than those that were read."""
    from filiere.core import Faults

    class Changing(CanonicalCsv):
        def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:
            yield from super().read(file, context)
            file.path.write_text(legs({"contact_id": "c2"}, {}), encoding="utf-8")

    Store.create(tmp_path / "store", zone="Europe/Paris")
    path = tmp_path / "legs.csv"
    path.write_text(legs({}), encoding="utf-8")
    with pytest.raises(Faults) as refused:
        import_file(tmp_path / "store", path, Changing(), today=TODAY)
    assert refused.value.faults[0].code == "file-changed"
    assert not Store.open(tmp_path / "store").deliveries
