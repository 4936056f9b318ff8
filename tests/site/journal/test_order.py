"""Entries out of the order of time are told, and acts done at once are not (M3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.writer import record

NOON = datetime(2020, 3, 2, 12, tzinfo=UTC)


def entries(*moments: timedelta) -> None:
    """Entries so long after noon, in this order."""
    for number, after in enumerate(moments):
        record(actor_key="u", act="a.b", subject_kind="k", subject_id=str(number), at=NOON + after)


@pytest.mark.django_db
def test_a_clock_set_back_is_told_and_breaks_nothing() -> None:
    """M3: how many entries, the first of them with both dates, in both languages; the chain stays whole."""
    entries(timedelta(0), timedelta(days=400), timedelta(hours=1), timedelta(hours=2), timedelta(minutes=30))
    report = check_integrity()
    said = report.sentence()
    assert report.is_whole
    assert "l’entrée 3, du 2020-03-02T13:00:00.000000Z, après une du 2021-04-06T12:00:00.000000Z" in said.fr
    assert "2 entries are dated more than five minutes before those they follow" in said.en
    assert (report.disordered, [one.number for one in report.disorders]) == (2, [3, 5])


@pytest.mark.django_db
def test_acts_done_at_once_cry_no_wolf() -> None:
    """Threads that write milliseconds apart, and a clock set right by some minutes, are no disorder."""
    entries(timedelta(0), timedelta(milliseconds=-3), timedelta(minutes=-4), timedelta(minutes=1))
    assert check_integrity().disordered == 0
