"""Nobody takes away, alone, the only person who can act before a delay that runs against silence ends. C4"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import (
    at,
    give_role,
    let_act,
    make_dossier,
    make_member,
    make_organisation,
    make_person,
)

from filiere.core import Faults
from filiere.site.accounts.actions.approvals import approve_request, request_approval
from filiere.site.accounts.actions.close_account import close_account
from filiere.site.accounts.actions.withdraw_role import withdraw_role
from filiere.site.accounts.countersignature import CLOSE
from filiere.site.accounts.extension_points import list_sole_actor_cases
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import OPERATOR, Role
from filiere.site.committee.models import Recusal
from filiere.site.members.actions.memberships import end_membership, give_membership
from filiere.site.members.models import Membership
from filiere.site.workflow.irreplaceable_actors import find_silent_parties

pytestmark = pytest.mark.django_db


def codes(act: Any, **given: Any) -> list[str]:
    """The codes that an act is refused with; none when it is done."""
    try:
        act(**given)
    except Faults as faults:
        return [one.code for one in faults.faults]
    return []


@pytest.fixture
def quoted() -> Any:
    """A dossier in which a delay runs against the candidate: a quote that lapses."""
    dossier = at(make_dossier(make_organisation()), "quoted")
    assert find_silent_parties(dossier) == {"candidate"}
    return dossier


def test_one_administrator_does_not_close_the_account_of_the_only_editor(quoted: Any) -> None:
    """On the last day of the delay, at that: the case was closed with the account. Two people do."""
    editor = make_member(quoted.organisation, "edit")
    make_member(quoted.organisation, "read")
    one, other = make_person("administrator"), make_person("administrator")
    assert codes(close_account, actor=one, user=editor) == ["takes-two-people"]
    assert User.objects.get(pk=editor.pk).is_active
    page = Client()
    page.force_login(one)
    assert page.post(f"/fr/people/{editor.key}/", {"act": CLOSE}).status_code == 422
    asked = request_approval(
        actor=one, kind=CLOSE, payload={"user": editor.key}, reason="Compte volé, dit son employeur."
    )
    approve_request(actor=other, approval=asked)
    assert not User.objects.get(pk=editor.pk).is_active


def test_one_administrator_closes_what_is_awaited_of_others_too(quoted: Any) -> None:
    """A stolen account is stopped at once, as long as somebody else of the company can answer; the operator always."""
    editor = make_member(quoted.organisation, "edit")
    colleague = make_member(quoted.organisation, "edit")
    assert codes(close_account, actor=make_person("administrator"), user=editor) == []
    assert list_sole_actor_cases(colleague, timezone.localdate()) == {(quoted.key, "candidate")}
    assert codes(close_account, actor=OPERATOR, user=colleague) == []


def test_no_access_of_the_only_editor_is_ended_by_another_route(quoted: Any) -> None:
    """Nor made one that only reads; once a colleague edits it is done, and whoever leaves by themselves may."""
    organisation, staff = quoted.organisation, make_person("label_staff")
    editor = make_member(organisation, "edit")
    held = Membership.objects.get(user=editor)
    given = {"actor": staff, "user": editor, "organisation": organisation}
    assert codes(end_membership, actor=staff, membership=held) == ["last-awaited"]
    assert codes(end_membership, actor=staff, membership=held, on=timezone.localdate() + timedelta(days=3)) == [
        "last-awaited"
    ]
    assert codes(give_membership, **given, right="read") == ["takes-two-people"]
    two = {"staff": staff, "signer": make_person("label_staff"), "organisation": organisation}
    assert codes(let_act, **two, user=editor, right="read") == ["last-awaited"]
    assert Membership.objects.get(user=editor).right == "edit"
    let_act(**two, user=make_person(), right="edit")
    assert codes(let_act, **two, user=editor, right="read") == []
    alone = Membership.objects.get(right="edit", until__isnull=True)
    assert codes(end_membership, actor=alone.user, membership=alone) == []


def test_one_administrator_takes_no_role_and_no_account_of_the_only_staff_that_a_delay_awaits() -> None:
    """Somebody else of the staff counts unless something keeps them out of that very dossier."""
    dossier = at(make_dossier(make_organisation()), "applied")
    assert "staff" in find_silent_parties(dossier)
    day, administrator = timezone.localdate(), make_person("administrator")
    staff, recused = make_person("label_staff"), make_person("label_staff")
    assert list_sole_actor_cases(staff, day) == frozenset()
    given = {"dossier": dossier, "grade": "declared", "ground": "Un lien", "since": day, "confirmed_on": day}
    Recusal.objects.create(user=recused, noted_by=recused, confirmed_by=recused, **given)
    assert codes(withdraw_role, actor=administrator, user=staff, role=Role.LABEL_STAFF) == ["last-awaited"]
    assert codes(close_account, actor=administrator, user=staff) == ["takes-two-people"]
    assert codes(close_account, actor=administrator, user=recused) == []
    give_role(staff, "staff")
    assert codes(withdraw_role, actor=administrator, user=staff, role=Role.STAFF) == []
    assert codes(withdraw_role, actor=OPERATOR, user=staff, role=Role.LABEL_STAFF) == []
