"""The limit of attempts: a burst gets no more tries than are left, on either database."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection  # noqa: F401  Named in the condition of a mark.
from django.utils import timezone
from support.harness.at_once import on_a_file
from support.scenes.guessing_sample import GUESSES, all_at_once

import filiere.site
from filiere.site.accounts.rate_limits import (
    FAILURES_PER_ACCOUNT,
    RateLimit,
    find_closed_until,
    forget_attempts,
    give_attempt_back,
    reserve_attempt,
)

LIMIT = RateLimit("trial", 3)


def _holds(found: dict[str, Any]) -> None:
    """L2: at version 0.5 all twenty-four were judged, and each one locked the door again."""
    assert found["judged"] == FAILURES_PER_ACCOUNT
    assert found["refused"] == GUESSES - FAILURES_PER_ACCOUNT
    assert (found["locks"], found["letters"]) == (1, 1)


def test_a_burst_of_guesses_is_judged_five_times_on_a_file(fresh: Path) -> None:
    """L2, on SQLite."""
    _holds(on_a_file(fresh, "guessing_sample"))


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_a_burst_of_guesses_is_judged_five_times_on_postgresql() -> None:
    """L2, on PostgreSQL."""
    _holds(all_at_once())


@pytest.mark.django_db
def test_a_place_is_taken_before_it_is_judged() -> None:
    """Three places, the last of which closes the door; a success gives its place back or forgets all; time opens."""
    now = timezone.now()
    assert [reserve_attempt(LIMIT, "x", now=now) for _ in range(3)] == [None] * 3
    assert reserve_attempt(LIMIT, "x", now=now) == find_closed_until(LIMIT, "x", now=now) == now + LIMIT.lockout
    assert reserve_attempt(LIMIT, "y", now=now) is None
    give_attempt_back(LIMIT, "x")
    assert find_closed_until(LIMIT, "x", now=now) is None
    assert reserve_attempt(LIMIT, "x", now=now) is None
    assert reserve_attempt(LIMIT, "x", now=now) is not None
    later = now + LIMIT.lockout
    assert [reserve_attempt(LIMIT, "x", now=later) for _ in range(2)] == [None, later + LIMIT.lockout]
    after = later + LIMIT.lockout + timedelta(seconds=1)
    assert [reserve_attempt(LIMIT, "x", now=after) for _ in range(4)] == [None, None, None, after + LIMIT.lockout]
    forget_attempts(LIMIT, "x")
    assert reserve_attempt(LIMIT, "x", now=after) is None


@pytest.mark.django_db
def test_a_clock_that_was_ahead_locks_nobody_out() -> None:
    """C3: a lock set while the clock was a year ahead holds nobody once it is right again."""
    now = timezone.now()
    ahead = now + timedelta(days=400)
    for _ in range(3):
        reserve_attempt(LIMIT, "x", now=ahead)
    assert find_closed_until(LIMIT, "x", now=ahead) is not None
    assert find_closed_until(LIMIT, "x", now=now) is None
    assert [reserve_attempt(LIMIT, "x", now=now) for _ in range(4)] == [None, None, None, now + LIMIT.lockout]


ASKS_FIRST = re.compile(r"\bfind_closed_until\(")
MAY_ASK_FIRST = {
    "accounts/rate_limits.py",
    # Which of the failures closed the door, asked once the attempt was counted.
    "accounts/reauthentication.py",
    "accounts/actions/verify_factor.py",
    # A link of 256 bits, which no burst guesses.
    "accounts/views/invitation.py",
}


def test_no_page_counts_after_it_judged() -> None:
    """L2, the class: whoever limits attempts reserves one first; who asks whether a door is closed is named above."""
    root = Path(filiere.site.__file__).parent
    asking = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if ASKS_FIRST.search(path.read_text(encoding="utf-8"))
    }
    assert asking == MAY_ASK_FIRST
