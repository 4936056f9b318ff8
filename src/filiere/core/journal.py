"""The rule of the journal: entries chained by their hashes, so that no past can be changed unseen.

The rule is here and the storage elsewhere. An entry holds identifiers and the hash of its payload, never a name, a
mail or free text; a payload lives beside its entry and can be erased, after which its hash still stands in the chain.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from filiere.core.seals import seal
from filiere.core.text import Text

# The hash that the first entry names as the one before it: sixty-four zeros, as no content can hash to by design.
GENESIS = "0" * 64

# Two acts at once are numbered in the order of their commits and dated by their beginnings, and a machine that sets its
# clock right moves it by seconds: an entry dated this much before the one it follows proves nothing against the clock.
CLOCK_TOLERANCE = timedelta(minutes=5)
MOST_NAMED_DISORDERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainEntry:
    """One event: who (an opaque key) did what to which subject, when, with which payload, after which entry.

    ``number`` counts from 1 without a gap. ``at`` is an aware date and time, kept to the microsecond in UTC.
    ``hash`` is the seal of all the other fields; :func:`link_entry` computes it.
    """

    number: int
    at: datetime
    actor: str
    act: str
    subject_kind: str
    subject: str
    payload_hash: str
    previous_hash: str
    hash: str = ""


def hash_entry(entry: ChainEntry) -> str:
    """Return the seal of an entry's fields, its own hash aside."""
    return seal(
        {
            "number": entry.number,
            "at": format_moment(entry.at),
            "actor": entry.actor,
            "act": entry.act,
            "subject_kind": entry.subject_kind,
            "subject": entry.subject,
            "payload_hash": entry.payload_hash,
            "previous_hash": entry.previous_hash,
        }
    )


def format_moment(moment: datetime) -> str:
    """Return the moment in UTC with six decimals; a moment without a zone is refused with ``ValueError``."""
    if moment.tzinfo is None:
        raise ValueError("a moment of the journal needs its time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def link_entry(
    previous: ChainEntry | None,
    *,
    at: datetime,
    actor: str,
    act: str,
    subject_kind: str,
    subject: str,
    payload: Any,
) -> ChainEntry:
    """Return the entry that follows ``previous`` (None for the first of a journal), sealed."""
    draft = ChainEntry(
        number=previous.number + 1 if previous else 1,
        at=at,
        actor=actor,
        act=act,
        subject_kind=subject_kind,
        subject=subject,
        payload_hash=seal(payload),
        previous_hash=previous.hash if previous else GENESIS,
    )
    return replace(draft, hash=hash_entry(draft))


@dataclass(frozen=True, slots=True)
class ClockDisorder:
    """An entry dated before the one it follows, by more than :data:`CLOCK_TOLERANCE`: between the two the clock was set
    back.

    The chain proves the order of the numbers, and only that: which of the two dates is wrong it cannot tell.
    """

    number: int
    at: datetime
    previous: datetime


@dataclass(frozen=True, slots=True)
class ChainVerification:
    """What a reading of the whole chain found: how many entries, and the first that does not hold, with why.

    ``disordered`` counts the entries dated before the one they follow, and ``disorders`` names the first hundred.
    They break nothing.
    """

    entries: int
    broken_at: int | None = None
    reason: Text | None = None
    head: str = GENESIS
    disordered: int = 0
    disorders: tuple[ClockDisorder, ...] = ()

    @property
    def is_whole(self) -> bool:
        """True when every entry holds and follows the one before it."""
        return self.broken_at is None


def verify_chain(entries: Iterable[ChainEntry]) -> ChainVerification:
    """Read entries in the order of their numbers and stop at the first that breaks the chain."""
    previous = GENESIS
    before: datetime | None = None
    disorders: list[ClockDisorder] = []
    count = disordered = 0
    for count, entry in enumerate(entries, start=1):
        if entry.number != count:
            return ChainVerification(count - 1, count, _GAP, previous)
        if entry.previous_hash != previous:
            return ChainVerification(count - 1, count, _UNLINKED, previous)
        if entry.hash != hash_entry(entry):
            return ChainVerification(count - 1, count, _CHANGED, previous)
        if before is not None and before - entry.at > CLOCK_TOLERANCE:
            disordered += 1
            if len(disorders) < MOST_NAMED_DISORDERS:
                disorders.append(ClockDisorder(entry.number, entry.at, before))
        previous, before = entry.hash, entry.at
    return ChainVerification(count, head=previous, disordered=disordered, disorders=tuple(disorders))


def payload_matches(entry: ChainEntry, payload: Any) -> bool:
    """Tell whether a payload is the one that the entry sealed."""
    return seal(payload) == entry.payload_hash


_GAP = Text(fr="une entrée manque ou est en double", en="an entry is missing or duplicated")
_UNLINKED = Text(fr="l’entrée ne suit pas la précédente", en="the entry does not follow the one before it")
_CHANGED = Text(fr="l’entrée a été modifiée après coup", en="the entry was changed afterwards")
