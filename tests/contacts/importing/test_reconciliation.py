"""Whatever is delivered, in whatever order: every row has one verdict, and the store holds what the verdicts say."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.scenes.contacts_sample import deliver, legs, rows_of

from filiere.contacts.importing.contact_derivation import contacts_sql
from filiere.contacts.importing.delivery_merge import REPLACED_DAYS
from filiere.contacts.importing.import_job import ImportResult
from filiere.contacts.store import RECORD_FILE, Store
from filiere.core import Faults

LEGS = st.fixed_dictionaries(
    {
        "contact_id": st.sampled_from(["c1", "c2", "c3"]),
        "leg": st.sampled_from(["1", "1", "2", "3", "0"]),
        "organisation": st.sampled_from(["fictive", "fictive", "autre"]),
        "direction": st.sampled_from(["inbound", "inbound", "outbound"]),
        "outcome": st.sampled_from(["answered", "abandoned", "callback", "Answered", "open", "perdu"]),
        "arrived_at": st.sampled_from(
            ["2026-03-02T09:00:00+01:00", "2026-03-31T23:30:00Z", "2026-04-01T09:00:00+0200", "", "demain"]
        ),
        "answered_at": st.sampled_from(["", "2026-03-02T09:00:26+01:00"]),
        "reason": st.sampled_from(["", "bot", "facture"]),
        "customer_key": st.sampled_from(["client-1", " client-1", ""]),
    }
)
BROKEN = st.sampled_from(["c9,1,fictive", 'c9,"x"y', ""])
DELIVERIES = st.lists(st.tuples(st.lists(LEGS, max_size=6), st.lists(BROKEN, max_size=2)), min_size=1, max_size=4)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(deliveries=DELIVERIES)
def test_every_row_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, deliveries: list[tuple[list[dict[str, str]], list[str]]]
) -> None:
    """To the row, over several deliveries; and the contacts are those that all the legs in force make together."""
    folder = tmp_path_factory.mktemp("store")
    for rank, (rows, broken) in enumerate(deliveries):
        text = legs(*rows) + "".join(f"{line}\n" for line in broken)
        done = deliver_after_question(folder, text, name=f"{rank}.csv")
        if done.again:
            continue
        found = done.report["tables"]["contact_leg"]
        verdicts = ("accepted", "repaired", "rejected", "duplicates", "superseded")
        assert found["rows"] == sum(found[name] for name in verdicts) == len(rows) + sum(bool(one) for one in broken)
        assert found["reconciles"]
        assert done.report["raw"]["records"] == found["rows"] + sum(done.report["raw"]["unused"].values())
    store = Store.open(folder)
    brought = sum(one.accepted + one.repaired for one in store.deliveries)
    corrected = sum(one.supersedes for one in store.deliveries)
    in_force = rows_of(folder, "contact_leg")
    assert len(in_force) == store.rows("contact_leg") == brought - corrected
    assert store.rows("superseded/contact_leg") == corrected + sum(one.superseded for one in store.deliveries)
    assert len({(row["organisation"], row["contact_id"], row["leg"]) for row in in_force}) == len(in_force)
    assert sorted(rows_of(folder, "contact"), key=str) == sorted(afresh(store), key=str)


def deliver_after_question(folder: Path, text: str, *, name: str) -> ImportResult:
    """What replaces rows of other days changes nothing before it is said to correct them."""
    record = folder / RECORD_FILE
    before = record.read_bytes() if record.exists() else b""
    try:
        return deliver(folder, text, name=name)
    except Faults as faults:
        found = faults
    assert set(found.counts) == {REPLACED_DAYS}
    assert record.read_bytes() == before
    return deliver(folder, text, name=name, corrects=True)


def afresh(store: Store) -> list[dict[str, object]]:
    """The contacts made at once from all the legs in force."""
    files: list[Path] = store.files("contact_leg")
    if not files:
        return []
    with duckdb.connect() as connection:
        return connection.sql(contacts_sql(files, whole=True)).to_arrow_table().to_pylist()
