"""What importers of systems hold in memory does not grow with the file; the rest is on disk, and unreadable there."""

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.systems_sample import FIXTURES, TODAY

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.protocol import CanonicalBatch, SourceContext
from filiere.contacts.importing.sources import find_source
from filiere.contacts.importing.systems import disk_join, json_records
from filiere.contacts.importing.systems.asterisk import Asterisk
from filiere.contacts.importing.systems.disk_join import DiskJoin
from filiere.contacts.importing.systems.spill_map import SpillMap

T = 1_772_438_400
MEBIBYTE = 1 << 20
LIMIT = 48 * MEBIBYTE
RECORDS = 400
CALLS = 10_000
CONTEXT = SourceContext(organisation="fictive", zone="Europe/Paris")
EVENTS = st.sampled_from(
    (
        *("ENTERQUEUE||06|1", "ENTERQUEUE||06|1", "CONNECT|5|x|2", "COMPLETEAGENT|5|9|1", "ABANDON|1|1|5"),
        *("QUEUESTART", "ADDMEMBER", "RINGNOANSWER|1000", "BLINDTRANSFER|6|c|1|1|1"),
    )
)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from([0, 1, 50, 90_000]), st.sampled_from("abcdefg"), EVENTS), max_size=40))
def test_calls_that_wait_on_disk_give_what_calls_in_memory_give(
    tmp_path_factory: pytest.TempPathFactory, log: list[tuple[int, str, str]]
) -> None:
    """Two calls in memory of seven that come and go, over days: the same items, in the same order."""
    file = tmp_path_factory.mktemp("log") / "queue_log"
    at, lines = T, ["0|NONE|NONE|NONE|QUEUESTART"]
    for later, call, event in log:
        at += later
        lines.append(f"{at}|{call}|q|agent|{event}")
    file.write_text("\n".join(lines))
    near, far = (list(Asterisk(most=most).read(DeliveredFile.at(file), CONTEXT)) for most in (1_000, 2))
    assert far == near


def test_what_waits_on_disk_can_be_read_by_nobody(tmp_path: Path) -> None:
    """Ten calls under way of which two are in memory, and records of tickets: their callers are in no file."""
    calls: SpillMap[str] = SpillMap(tmp_path, most=2, write=lambda one: one, read=str, place=len, moment=lambda _: 0)
    with calls, DiskJoin(tmp_path) as kept:
        for rank in range(10):
            calls.put(f"call-{rank}", f"+3361234{rank:04}")
            kept.add_whole(f"ticket-{rank}", {"customer": f"+3361234{rank:04}"}, rank)
        assert [content["customer"] for content, _, _ in kept.join_parts()][:2] == ["+33612340000", "+33612340001"]
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert b"ticket-0" in written
        assert b"call-0" in written
        assert b"3361234" not in written
        assert calls.pop("call-0") == "+33612340000"
        assert calls.pop("call-0") is None
    assert list(tmp_path.iterdir()) == []


def asterisk(count: int) -> Iterator[str]:
    """A log that lost the ends of its calls: every one of them is under way at its end."""
    yield from (f"{T + rank}|{T + rank}.{rank}|ventes|NONE|ENTERQUEUE||+336{rank:08}|1\n" for rank in range(count))


def amazon(count: int) -> Iterator[str]:
    """Records that wait to know the one that follows them, each of which follows another."""
    (one,) = (json.loads(line) for line in (FIXTURES / "amazon-connect.jsonl").open() if '"ContactId": "c"' in line)
    for rank in range(count):
        yield json.dumps({**one, "ContactId": f"c{rank}", "PreviousContactId": "p", "NextContactId": f"c{rank + 2}"})


def genesys(count: int) -> Iterator[str]:
    """Conversations in one page."""
    one = json.loads((FIXTURES / "genesys.json").read_text())["conversations"][0]
    yield '{"conversations": ['
    yield from ("," * bool(rank) + json.dumps({**one, "conversationId": f"c{rank}"}) for rank in range(count))
    yield "]}"


def zendesk(count: int) -> Iterator[str]:
    """Tickets, and then their events."""
    tickets, events = map(json.loads, (FIXTURES / "zendesk.json").read_text().splitlines())
    ticket, event = tickets["tickets"][0], events["ticket_metric_events"][0]
    yield '{"tickets": ['
    yield from ("," * bool(rank) + json.dumps({**ticket, "id": rank}) for rank in range(count))
    yield '], "ticket_metric_events": ['
    yield from ("," * bool(rank) + json.dumps({**event, "ticket_id": rank}) for rank in range(count))
    yield "]}"


def chatwoot(count: int) -> Iterator[str]:
    """Conversations, one after the other."""
    one = json.loads((FIXTURES / "chatwoot.json").read_text().splitlines()[0])["data"]["payload"][0]
    yield from (json.dumps({**one, "id": rank}) + "\n" for rank in range(count))


FILES: dict[str, Callable[[int], Iterator[str]]] = {
    "asterisk": asterisk,
    "amazon-connect": amazon,
    "genesys": genesys,
    "zendesk": zendesk,
    "chatwoot": chatwoot,
}


@pytest.mark.parametrize("system", FILES)
def test_what_a_source_holds_does_not_grow_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    """A file and one four times as long: what Python holds at most while it reads is the same, but for a tenth of what
    the rest of the file would weigh. Blocks and lots are small here, so that small files have many."""
    monkeypatch.setattr(json_records, "BLOCK", 1 << 14)
    monkeypatch.setattr(disk_join, "BATCH_RECORDS", 50)
    held, sizes = [], []
    # A line of a log is a twentieth of a record of JSON.
    records_of = RECORDS * (15 if system == "asterisk" else 1)
    # The first reading is not counted: what is imported and cached once is no part of the file.
    for count in (records_of, records_of, 4 * records_of):
        file = tmp_path / f"{count}"
        with file.open("w", encoding="utf-8") as stream:
            stream.writelines(FILES[system](count))
        sizes.append(file.stat().st_size)
        reader = Asterisk(most=100) if system == "asterisk" else find_source(system)
        delivered = DeliveredFile.at(file)
        tracemalloc.start()
        records = sum(one.records for one in reader.read(delivered, CONTEXT) if not isinstance(one, CanonicalBatch))
        held.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert records == count * (2 if system == "zendesk" else 1)
    print(f"{system}: {sizes[2] >> 10} KiB read in {held[2] >> 10} KiB; {sizes[1] >> 10} in {held[1] >> 10}")
    assert held[2] - held[1] < (sizes[2] - sizes[1]) / 10


IMPORT = """
import json, sys
from pathlib import Path
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.sources import find_source
from filiere.contacts.importing.systems.asterisk import Asterisk
from filiere.contacts.store import Store

folder, today, limit = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
found = []
for size in ("small", "large"):
    # The high-water mark of memory begins anew.
    Path("/proc/self/clear_refs").write_text("5")
    store = Store.create(folder / "stores" / size, zone="Europe/Paris").folder
    settings = {"today": today, "organisation": "fictive", "memory_limit": limit, "chunk": 4_000}
    done = import_file(store, folder / size, Asterisk(most=1_000), **settings)
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    assert all(one["reconciles"] for one in done.report["tables"].values())
    rows = {name: one["rows"] for name, one in done.report["tables"].items()}
    found.append({"peak": int(status["VmHWM"].split()[0]) * 1024, "rows": rows})
print(json.dumps(found))
"""


def test_memory_does_not_grow_with_a_log_whose_calls_never_end(tmp_path: Path) -> None:
    """The whole import of a log and of one four times as long, both of calls of which none ends, in one process: the
    peak of the second is that of the first, within half of what the database engine may take."""
    for size, count in (("small", CALLS), ("large", 4 * CALLS)):
        with (tmp_path / size).open("w", encoding="utf-8") as stream:
            stream.writelines(asterisk(count))
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, str(tmp_path), TODAY, f"{LIMIT // MEBIBYTE}MiB"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    small, large = json.loads(done.stdout)
    grown = (large["peak"] - small["peak"]) / MEBIBYTE
    print(f"peak {large['peak'] / MEBIBYTE:.0f} MiB, {grown:+.0f} for four times the file")
    assert large["rows"] == {"contact_event": 4 * CALLS, "contact_leg": 4 * CALLS}
    assert grown < LIMIT / MEBIBYTE / 2
