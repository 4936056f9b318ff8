"""What a clock that was ahead gave opens nothing once it is right again: sessions, links, signatures (C3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from support.scenes.audit_sample import Clock
from support.scenes.signing_sample import WHY

from filiere.core import Faults
from filiere.site.accounts.actions.approvals import approve_request, request_approval
from filiere.site.accounts.actions.grant_role import ROLE
from filiere.site.accounts.actions.invite import send_invitation
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.retention_rules import apply_retention_fully
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.clock_trust import record_life_sign

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]
ACCOUNT = "/fr/account/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, make_user: MakeUser) -> Clock:
    """The clock of a site that lives, and whose journal has begun."""
    clock = Clock(monkeypatch)
    make_user()
    record_life_sign()
    return clock


@pytest.mark.parametrize(("ahead", "opens"), [(timedelta(minutes=4), True), (timedelta(days=1000), False)])
def test_a_session_of_a_clock_ahead_is_none(clock: Clock, make_user: MakeUser, ahead: timedelta, opens: bool) -> None:
    """It would last a thousand days; it opens nothing, and is removed. A clock that differs a little ends none."""
    client, now = Client(), clock.now
    clock.now = now + ahead
    client.force_login(make_user())
    assert client.get(ACCOUNT).status_code == 200
    clock.now = now
    assert (client.get(ACCOUNT).status_code == 200) is opens
    apply_retention_fully(now=now)
    assert Session.objects.exists() is opens


def test_an_invitation_of_a_clock_ahead_opens_nothing(clock: Clock) -> None:
    """Neither its page nor its form; its address goes with the retention of those that are over."""
    now = clock.now
    clock.now = now + timedelta(days=1000)
    invitation, link = send_invitation(actor=OPERATOR, email="new@example.org")
    assert Client().get(link).status_code == 200
    clock.now = now
    answer = Client().post(link, {"name": "Nom", "language": "fr", "password": "une phrase assez longue"})
    invitation.refresh_from_db()
    assert (answer.status_code, invitation.accepted_at) == (404, None)
    assert invitation.state(now) == "expired"
    apply_retention_fully(now=now)
    invitation.refresh_from_db()
    assert invitation.email == "nobody@erased.invalid"


def test_a_request_of_a_clock_ahead_is_over(clock: Clock, make_user: MakeUser) -> None:
    """It waits for nobody, is signed by nobody, and the same may be asked again at once."""
    asker, second, whom = make_user("administrator"), make_user("administrator"), make_user()
    now, payload = clock.now, {"user": whom.key, "role": "staff"}
    clock.now = now + timedelta(days=1000)
    ahead = request_approval(actor=asker, kind=ROLE, payload=payload, reason=WHY)
    clock.now = now
    with pytest.raises(Faults) as refused:
        approve_request(actor=second, approval=ahead)
    assert [one.code for one in refused.value.faults] == ["approval-over"]
    assert not Approval.objects.waiting(now)
    again = request_approval(actor=asker, kind=ROLE, payload=payload, reason=WHY)
    assert again.pk != ahead.pk
    assert Approval.objects.waiting(now).get() == again
