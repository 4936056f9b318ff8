"""The chain holds as it was written, and any change to it is found at its place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core.journal import GENESIS, ChainEntry, hash_entry, link_entry, payload_matches, verify_chain

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def chain(length: int) -> list[ChainEntry]:
    entries: list[ChainEntry] = []
    for number in range(length):
        entries.append(
            link_entry(
                entries[-1] if entries else None,
                at=NOON + timedelta(minutes=number),
                actor="a1",
                act="source.load",
                subject_kind="source",
                subject=f"s{number}",
                payload={"rows": number},
            )
        )
    return entries


def test_a_chain_as_written_is_whole() -> None:
    """Verification counts the entries and gives the hash of the last."""
    entries = chain(5)
    found = verify_chain(entries)
    assert found.is_whole
    assert (found.entries, found.head) == (5, entries[-1].hash)
    assert verify_chain([]).head == GENESIS


@given(st.integers(0, 4), st.sampled_from(["at", "actor", "act", "subject_kind", "subject", "payload_hash", "hash"]))
def test_a_changed_field_is_found_at_its_entry(place: int, name: str) -> None:
    """Whichever field of whichever entry is changed, the chain breaks exactly there."""
    entries = chain(5)
    value = NOON - timedelta(days=1) if name == "at" else "0" * 64
    entries[place] = replace(entries[place], **{name: value})
    assert verify_chain(entries).broken_at == place + 1


@given(st.integers(0, 3))
def test_an_entry_resealed_breaks_the_next(place: int) -> None:
    """Rewriting an entry and its own hash is found at the entry after it."""
    entries = chain(5)
    forged = replace(entries[place], actor="b2")
    entries[place] = replace(forged, hash=hash_entry(forged))
    assert verify_chain(entries).broken_at == place + 2


def test_a_missing_entry_is_found() -> None:
    """Removing an entry leaves a gap in the numbers."""
    entries = chain(4)
    del entries[1]
    assert verify_chain(entries).broken_at == 2


def test_the_same_moment_in_two_zones_has_one_hash() -> None:
    """A moment is sealed in UTC, so that the zone it was written in does not matter; one without a zone is refused."""
    (entry,) = chain(1)
    abroad = replace(entry, at=entry.at.astimezone(timezone(timedelta(hours=2))))
    assert hash_entry(abroad) == entry.hash
    with pytest.raises(ValueError, match="zone"):
        hash_entry(replace(entry, at=datetime(2026, 1, 1)))


def test_a_payload_is_recognised_by_its_seal() -> None:
    """The payload sealed by an entry holds, and another does not."""
    (entry,) = chain(1)
    assert payload_matches(entry, {"rows": 0})
    assert not payload_matches(entry, {"rows": 1})
