"""The derived contacts are those of the rule, § 8: what a machine hands over, what is still open, who called back."""

import csv
from typing import Any

import polars as pl
import pytest

from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.sources import find_source
from filiere.contacts.recount.contact_derivation import derive_contacts
from filiere.contacts.schema import CONTACT_LEG
from filiere.contacts.store import Store

# Legs of one contact each: seconds after 10:00 at which it was queued, answered and ended, outcome, reason, direction.
type Leg = tuple[int | None, int | None, int | None, str, str, str]
BOT: Leg = (0, 1, 30, "answered", "bot", "inbound")
CONTACTS: dict[str, list[Leg]] = {
    "handed over and lost": [BOT, (30, None, 90, "abandoned", "", "inbound")],
    "handed over and served": [BOT, (30, 60, 200, "answered", "facture", "inbound")],
    "served by the machine": [(0, None, 5, "overflowed", "", "inbound"), (5, 6, 30, "answered", "bot", "inbound")],
    "still open": [(0, 10, 60, "answered", "", "inbound"), (60, None, None, "open", "", "inbound")],
    "called back": [(0, None, 40, "callback", "", "inbound"), (None, 900, 1000, "answered", "", "outbound")],
    "called back in vain": [(0, None, 40, "callback", "", "inbound"), (None, None, 950, "abandoned", "", "outbound")],
}
EXPECTED: dict[str, tuple[str, int | None, int | None]] = {
    "handed over and lost": ("abandoned", None, 90),
    "handed over and served": ("answered", 60, 200),
    "served by the machine": ("answered", 6, 30),
    "still open": ("answered", 10, None),
    "called back": ("callback", None, 1000),
    "called back in vain": ("callback", None, 950),
}


def at(second: int | None) -> str:
    """An instant of the canonical CSV."""
    return "" if second is None else f"2026-05-04T10:{second // 60:02d}:{second % 60:02d}+02:00"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of these contacts, and of one of a single leg."""
    folder = tmp_path_factory.mktemp("derived")
    with (folder / "legs.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, CONTACT_LEG.header)
        writer.writeheader()
        for name, legs in {**CONTACTS, "alone": [(0, 7, 9, "answered", "", "inbound")]}.items():
            for rank, (queued, answered, ended, outcome, reason, direction) in enumerate(legs, start=1):
                row: dict[str, Any] = {"contact_id": name, "leg": rank, "organisation": "centre", "channel": "phone"}
                row |= {"direction": direction, "outcome": outcome, "reason": reason}
                row |= {"arrived_at": at(queued if queued is not None else 60), "queued_at": at(queued)}
                writer.writerow(row | {"answered_at": at(answered), "ended_at": at(ended)})
    Store.create(folder / "store", zone="Europe/Paris")
    import_file(folder / "store", folder / "legs.csv", find_source("canonical-csv"), today="2026-05-05")
    return Store.open(folder / "store")


def test_contacts_are_made_by_the_rule(store: Store) -> None:
    origin = pl.read_parquet(store.files("contact")).filter(contact_id="alone")["arrived_us"][0]
    found = {one["contact_id"]: one for one in pl.read_parquet(store.files("contact")).to_dicts()}
    for name, (outcome, answered, ended) in EXPECTED.items():
        seconds = [
            None if one is None else (one - origin) // 1_000_000
            for one in (found[name]["answered_us"], found[name]["ended_us"])
        ]
        assert (found[name]["outcome"], *seconds) == (outcome, answered, ended), name
    assert found["called back"]["called_back_us"] - origin == 900_000_000
    assert found["called back in vain"]["called_back_us"] is None
    # The leg that gave the outcome tells no reason: the first that is known is the contact's.
    assert found["handed over and lost"]["reason"] == "bot"


def test_a_second_implementation_makes_the_same_contacts(store: Store) -> None:
    made = derive_contacts(pl.scan_parquet(store.files("contact_leg"))).collect()
    kept = pl.read_parquet(store.files("contact"))
    columns = ["contact_id", "outcome", "reason", "arrived_us", "queued_us", "offered_us", "answered_us", "ended_us"]
    columns += ["wrap_ended_us", "called_back_us", "talk_us", "handle_us"]
    assert made.select(columns).sort("contact_id").equals(kept.select(columns).sort("contact_id"))
