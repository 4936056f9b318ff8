"""Two signatures are two people's: not of one who countersigned the other, nor of two whom one person brought in. C4"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from support.scenes.dossier_sample import make_mandate
from support.scenes.signing_sample import WHY, link_in, sign

from filiere.core import Faults
from filiere.site.accounts.actions.accept_invitation import accept_with_new_account
from filiere.site.accounts.actions.close_account import close_account
from filiere.site.accounts.actions.grant_role import request_role
from filiere.site.accounts.actions.invite import send_invitation
from filiere.site.accounts.approval_rules import list_signing_faults
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.mail.models import Letter

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]


def invited(asker: Any, second: Any, email: str, role: str = "administrator") -> User:
    """Somebody new, invited by one and signed for by another."""
    held, _ = send_invitation(actor=asker, email=email, grants=[{"kind": "role", "role": role}], reason=WHY)
    sign(held.approval, second)
    link = link_in(Letter.objects.filter(kind="invitation", address=email).get())
    token = link.rstrip("/").rsplit("/", 1)[-1]
    return accept_with_new_account(token=token, name="Pantin", language="fr", password=WHY, now=timezone.now())


def against(asker: Any, second: Any, concerned: Any, *, days: int = 0) -> list[str]:
    """What stands against the second signing for the asker, after some days."""
    request = request_role(actor=User.objects.get(pk=asker.pk), user=concerned, role=Role.STAFF, reason=WHY)
    found = list_signing_faults(request, User.objects.get(pk=second.pk), now=timezone.now() + timedelta(days=days))
    request.delete()
    return [fault.code for fault in found]


def test_whoever_signed_an_invitation_named_who_accepts_it(make_user: MakeUser) -> None:
    """A rogue countersigns what a colleague asked in good faith, for a puppet: the two never sign with each other."""
    colleague, rogue, victim = make_user("administrator"), make_user("administrator"), make_user()
    puppet = invited(colleague, rogue, "puppet@example.org")
    assert against(puppet, rogue, victim) == ["named-by-second"]
    assert against(rogue, puppet, victim) == ["named-by-asker"]
    assert against(colleague, puppet, victim) == ["named-by-asker"]
    assert against(puppet, rogue, victim, days=31) == []


def test_two_whom_one_person_brought_in_do_not_sign_together(make_user: MakeUser) -> None:
    """Two puppets of one person, each signed for by a colleague who saw nothing; two whom two people asked for may."""
    rogue, colleague, other = (make_user("administrator") for _ in range(3))
    one, two = invited(rogue, colleague, "one@example.org"), invited(rogue, other, "two@example.org")
    third = invited(colleague, rogue, "three@example.org")
    victim = make_user()
    assert against(one, two, victim) == ["named-by-one"]
    assert against(one, third, victim) == []
    assert against(one, two, victim, days=31) == []


def test_one_administrator_closes_no_account_of_a_judge_to_come(make_user: MakeUser) -> None:
    """A seat that begins tomorrow would be empty tomorrow."""
    judge = make_mandate("committee", since=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Faults) as refused:
        close_account(actor=make_user("administrator"), user=judge)
    assert [fault.code for fault in refused.value.faults] == ["takes-two-people"]
    assert User.objects.get(pk=judge.pk).is_active
