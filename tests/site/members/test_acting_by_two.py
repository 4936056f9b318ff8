"""One of the staff lets nobody act alone for a company that has its own people, nor acts for it by a puppet. C4"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import accept_letter, at, make_dossier, make_member, make_organisation, make_person

from filiere.core import Faults
from filiere.site.accounts.actions.approvals import approve_request
from filiere.site.accounts.models_approvals import Approval
from filiere.site.committee.actions.interests import declare_interest
from filiere.site.kit.rights import allowed
from filiere.site.mail.models import Letter
from filiere.site.members.actions.memberships import give_membership
from filiere.site.members.invitations import invite_to_organisation
from filiere.site.members.models import Membership

pytestmark = pytest.mark.django_db

WHY = "Demandé par la direction de la maison fictive"
RIGHTS = ("edit", "read", "staff_representative")


def signed_in(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def codes(act: Any, *args: Any, **given: Any) -> list[str]:
    with pytest.raises(Faults) as refused:
        act(*args, **given)
    return [fault.code for fault in refused.value.faults]


@pytest.mark.parametrize("right", RIGHTS)
def test_one_of_the_staff_acts_for_no_company_by_a_puppet(right: str) -> None:
    """C4: what employees say, who called, giving the label back: all were one invitation away, by the page or the act.

    At version 0.5 the puppet held each of them as soon as they accepted.
    """
    dossier = make_dossier()
    one = dossier.organisation
    make_member(one)
    at(dossier, "before_committee")
    dossier.refresh_from_db()
    staff, puppet = make_person("label_staff"), make_person()
    page = f"/fr/organisations/{one.key}/invite/"
    sent = signed_in(staff).post(page, {"email": puppet.email, "right": right, "reason": WHY})
    assert sent.status_code == 302
    accept_letter(puppet)
    held = [name for name in ("opinion:read", "application:read", "price:read") if allowed(puppet, name, dossier)]
    held += [name for name in ("quality:name", "quality:read") if allowed(puppet, name, one)]
    assert held == []
    assert not Membership.objects.filter(user=puppet).exists()
    assert codes(give_membership, actor=staff, user=puppet, organisation=one, right=right) == ["takes-two-people"]


@pytest.mark.parametrize("right", RIGHTS)
def test_a_colleague_who_is_not_kept_out_signs_and_the_letter_leaves_then(right: str) -> None:
    one, staff, colleague = make_organisation(), make_person("label_staff"), make_person("label_staff")
    editor, person, tied = make_member(one), make_person(), make_person("label_staff")
    declare_interest(one, "shares", actor=tied, since=timezone.localdate())
    made, link = invite_to_organisation(actor=staff, organisation=one, email=person.email, right=right, reason=WHY)
    assert link == ""
    assert not Letter.objects.filter(kind="invitation").exists()
    approval = Approval.objects.get(pk=made.approval.pk)
    assert codes(approve_request, actor=staff, approval=approval) == ["own-request"]
    assert codes(approve_request, actor=tied, approval=approval) == ["link-of-ones-own"]
    assert not Approval.objects.visible_to(tied).exists()
    approve_request(actor=colleague, approval=approval)
    accept_letter(person)
    assert one.memberships.get(user=person).right == right
    said = Letter.objects.get(kind="membership.outside", to=editor).whole_body()
    assert staff.name in said
    assert "contresigné par" in said


def test_the_first_person_is_invited_by_one_and_no_second_one_by_a_letter_sent_before() -> None:
    """Two invitations of one hand, before anybody acts for the company: the second opens nothing once one is there."""
    one, staff = make_organisation(), make_person("label_staff")
    first, puppet = make_person(), make_person()
    for person in (first, puppet):
        invite_to_organisation(actor=staff, organisation=one, email=person.email, right="edit")
    accept_letter(first)
    assert codes(accept_letter, puppet) == ["invitation-sender"]
    # Nor once the first has left.
    Membership.objects.update(until=timezone.localdate(), since=timezone.localdate())
    assert codes(accept_letter, puppet) == ["invitation-sender"]
    assert codes(give_membership, actor=staff, user=puppet, organisation=one, right="read") == ["takes-two-people"]


def test_the_page_asks_the_staff_why_and_the_company_nothing() -> None:
    one, staff = make_organisation(), make_person("label_staff")
    page, typed = f"/fr/organisations/{one.key}/invite/", {"email": "a@example.org", "right": "read"}
    assert b'name="reason"' not in signed_in(staff).get(page).content
    editor = make_member(one)
    assert b'name="reason"' in signed_in(staff).get(page).content
    refused = signed_in(staff).post(page, typed | {"reason": "non"})
    assert refused.status_code == 422
    assert b"a@example.org" in refused.content
    sent = signed_in(staff).post(page, typed | {"reason": WHY})
    assert sent.headers["Location"].endswith(f"/approvals/{Approval.objects.get().key}/")
    own: Client = signed_in(editor)
    assert b'name="reason"' not in own.get(page).content
    assert own.post(page, typed).headers["Location"].endswith(f"/organisations/{one.key}/")
