"""What became of commitments on a day, from what was known on a day: open, kept, broken, or revised and open again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.site.kit.bilingual_text import localize
from filiere.site.programme.commitments.models import Commitment, CommitmentEvent
from filiere.site.programme.compared_records import ChangeList, ComparedRecord, Records, compare_days
from filiere.site.programme.reading_dates import ReadingDates

CommitmentState = Literal["open", "revised", "kept", "broken"]
STATE_LABELS: Mapping[str, tuple[Text, str]] = {
    "open": (Text(fr="en cours", en="open"), ""),
    "revised": (Text(fr="révisé", en="revised"), "part"),
    "kept": (Text(fr="tenu", en="kept"), "ok"),
    "broken": (Text(fr="rompu", en="broken"), "no"),
}
"""Words and mark of each state."""


@dataclass(frozen=True, slots=True)
class CommitmentStanding:
    """A commitment: its state, the day it is due since it was last revised, whether that day is over and it still open,
    and what was last said of it."""

    row: Commitment
    state: CommitmentState
    due: date
    late: bool
    last: CommitmentEvent | None

    @property
    def words(self) -> Text:
        """Its state in words."""
        return STATE_LABELS[self.state][0]

    @property
    def mark(self) -> str:
        """The shape of its state."""
        return STATE_LABELS[self.state][1]


def read_commitment(row: Commitment, dates: ReadingDates) -> CommitmentStanding:
    """Return where a commitment stands on the dates of a page; its events must have been read."""
    events = list_standing_events(row, dates)
    last = max(events, key=lambda one: (one.on, one.known_at, one.pk), default=None)
    state: CommitmentState = last.kind if last is not None else "open"  # type: ignore[assignment]
    revisions = [one for one in events if one.due is not None]
    latest = max(revisions, key=lambda one: (one.on, one.known_at, one.pk), default=None)
    due = latest.due if latest is not None and latest.due is not None else row.due
    return CommitmentStanding(row, state, due, state in ("open", "revised") and due < dates.on, last)


def list_standing_events(row: Commitment, dates: ReadingDates) -> list[CommitmentEvent]:
    """Return what is held to have happened to a commitment on the dates of a page, without mistakes known by then."""
    known = [one for one in row.events.all() if dates.is_known(one.known_at)]
    mistakes = {one.corrects_id for one in known if one.corrects_id is not None}
    return [one for one in known if one.on <= dates.on and one.corrects_id is None and one.pk not in mistakes]


def read_commitments(rows: Iterable[Commitment], dates: ReadingDates) -> list[CommitmentStanding]:
    """Return where commitments stand: those that were made and entered by then."""
    return [read_commitment(one, dates) for one in rows if dates.holds(one.made_on, one.known_at)]


def compare_commitments(rows: Sequence[Commitment], dates: ReadingDates) -> ChangeList | None:
    """Return what became of commitments since the day that a page is compared with, and what was entered afterwards."""

    def read(on_dates: ReadingDates) -> Records:
        return {one.row.key: _describe(one) for one in read_commitments(rows, on_dates)}

    return compare_days(dates, read)


def _describe(one: CommitmentStanding) -> ComparedRecord:
    fields = {
        localize("état", "state"): str(one.words),
        localize("échéance", "deadline"): format_day(one.due),
        localize("preuve ou raison", "proof or reason"): one.last.words if one.last is not None else "",
    }
    return ComparedRecord(f"{one.row.who}{localize(' : ', ': ')}{one.row.words}", fields)


def choose_shown_state(one: CommitmentStanding) -> str:
    """Return the state under which a list shows a commitment: ``late`` in place of that of one that is late."""
    return "late" if one.late else one.state


def count_states(standings: Iterable[CommitmentStanding]) -> Counter[str]:
    """How many are in each state, and how many are ``late``."""
    found: Counter[str] = Counter()
    for one in standings:
        found[one.state] += 1
        found["late"] += one.late
    return found


def list_due_commitments(day: date) -> Iterator[dict[str, Any]]:
    """The public commitments that are open and due from a day on, as a briefing says them."""
    for row in Commitment.objects.running().for_listing().filter(public=True):
        one = read_commitment(row, ReadingDates(day, day))
        if one.state in ("open", "revised") and one.due >= day:
            state = STATE_LABELS[one.state][0]
            yield {
                "who": row.who,
                "what": {"fr": row.words.fr, "en": row.words.en},
                "due": one.due.isoformat(),
                "state": {"fr": state.fr, "en": state.en},
            }
