"""A clock that was ahead makes no present code too old, and lets none be used twice (L12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

from filiere.core import Faults
from filiere.site.accounts import one_time_codes
from filiere.site.accounts.actions.add_factor import add_totp
from filiere.site.accounts.actions.verify_factor import verify_code

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 3, 15, 12, tzinfo=UTC)
STEP = timedelta(seconds=one_time_codes.STEP_SECONDS)


class Telephone:
    """Somebody with a generator of codes, enrolled an hour before noon."""

    def __init__(self, user: Any) -> None:
        self.user, secret, then = user, one_time_codes.draw_secret(), NOON - timedelta(hours=1)
        self.totp = pyotp.TOTP(secret)
        add_totp(user=user, secret=secret, code=self.totp.at(then), name="Téléphone", now=then)

    def opens(self, code_of: datetime, at: datetime | None = None) -> bool:
        """Whether the code of a moment is taken, when the server says that moment or another."""
        try:
            verify_code(user=self.user, code=self.totp.at(code_of), now=at or code_of)
        except Faults:
            return False
        from filiere.site.accounts import rate_limits

        rate_limits.forget_attempts(rate_limits.SECOND_FACTOR, self.user.key)
        return True


@pytest.fixture
def telephone(make_user: Callable[..., Any]) -> Telephone:
    """A person and their telephone."""
    return Telephone(make_user())


def test_a_code_taken_by_a_clock_ahead_makes_no_present_code_too_old(telephone: Telephone) -> None:
    """L12: the clock jumps by 400 days, somebody comes in, the clock is set right: they come in again."""
    ahead = NOON + timedelta(days=400)
    assert telephone.opens(ahead)
    assert telephone.opens(NOON + STEP)
    assert telephone.opens(NOON + 2 * STEP)


def test_no_code_serves_twice_whatever_the_clock_did(telephone: Telephone) -> None:
    """Neither those taken before the jump, nor those taken during it once their time really comes."""
    ahead = [NOON + timedelta(days=400), NOON + timedelta(days=400) + 3 * STEP]
    assert telephone.opens(NOON)
    assert all(telephone.opens(moment) for moment in ahead)
    assert not telephone.opens(NOON, at=NOON + STEP)
    assert telephone.opens(NOON + STEP)
    assert not telephone.opens(NOON + STEP, at=NOON + 2 * STEP)
    assert not telephone.opens(NOON, at=NOON + STEP)
    # Time comes to the days of the jump, with many codes in between.
    assert all(telephone.opens(NOON + number * timedelta(days=1)) for number in range(1, 60))
    assert not any(telephone.opens(moment) for moment in ahead)
    assert telephone.opens(ahead[1] + STEP)


def test_a_clock_ahead_by_a_little_only_asks_for_the_next_codes(telephone: Telephone) -> None:
    """Within the steps that are taken, an earlier code stays refused, as ever."""
    assert telephone.opens(NOON + STEP, at=NOON)
    assert not telephone.opens(NOON)
    assert telephone.opens(NOON + 2 * STEP)


def test_one_code_sent_twice_at_once_opens_once(telephone: Telephone) -> None:
    """Both requests read the factor before either wrote."""
    factors = list(telephone.user.factors.all())
    code = telephone.totp.at(NOON)
    taken = [one_time_codes.spend_totp(factors, code, NOON) for _ in range(2)]
    assert [one is not None for one in taken] == [True, False]
