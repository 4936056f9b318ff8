"""People of an organisation: invited by letter, theirs to accept; erased, they act for nobody any more."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import make_mandate, make_member, make_organisation, make_person

from filiere.core import Faults
from filiere.site.accounts.actions.accept_invitation import accept_with_account
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.personal_data_registry import export_personal_data
from filiere.site.accounts.rights import OPERATOR
from filiere.site.mail.models import Letter
from filiere.site.members.actions.memberships import end_membership
from filiere.site.members.invitations import invite_to_organisation
from filiere.site.members.models import Contact, Mandate, Membership

pytestmark = pytest.mark.django_db


def token(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[1]


def test_an_invitation_gives_a_membership_once_and_to_its_address_only() -> None:
    one = make_organisation()
    editor, colleague = make_member(one, "edit"), make_person(email="colleague@example.org")
    _, link = invite_to_organisation(actor=editor, organisation=one, email="colleague@example.org", right="read")
    assert one.name in Letter.objects.get(address="colleague@example.org").body
    now = timezone.now()
    with pytest.raises(Faults):
        accept_with_account(token=token(link), user=make_person(), now=now)
    accept_with_account(token=token(link), user=colleague, now=now)
    assert one.memberships.get(user=colleague).right == "read"
    with pytest.raises(Faults):
        accept_with_account(token=token(link), user=colleague, now=now)


def test_an_invitation_of_somebody_who_left_lets_nobody_in() -> None:
    one = make_organisation()
    editor, colleague = make_member(one, "edit"), make_person(email="colleague@example.org")
    _, link = invite_to_organisation(actor=editor, organisation=one, email="colleague@example.org", right="edit")
    Membership.objects.filter(user=editor).update(
        until=timezone.localdate().replace(year=2020, day=1), since="2019-01-01"
    )
    with pytest.raises((Faults, Exception)):
        accept_with_account(token=token(link), user=colleague, now=timezone.now())
    assert not one.memberships.filter(user=colleague).exists()


def test_the_page_invites_within_ones_own_side(client: Client) -> None:
    one = make_organisation()
    client.force_login(make_member(one, "staff_representative"))
    address = f"/fr/organisations/{one.key}/invite/"
    assert client.post(address, {"email": "a@example.org", "right": "edit"}).status_code == 422
    assert client.post(address, {"email": "a@example.org", "right": "staff_representative"}).status_code == 302
    assert Letter.objects.filter(address="a@example.org").count() == 1


def test_a_person_reads_what_is_held_and_erased_acts_for_nobody() -> None:
    one = make_organisation()
    user = make_member(one, "edit")
    make_mandate(college="state", user=user)
    Contact.objects.create(organisation=one, name=user.name, email=user.email, since="2026-01-01")
    held = export_personal_data(user)["directory"]
    assert [len(held[name]) for name in ("memberships", "mandates", "contacts")] == [1, 1, 1]
    erase_person(actor=OPERATOR, user=user)
    today = timezone.localdate()
    assert not Membership.objects.current(today).filter(user=user).exists()
    assert not Mandate.objects.current(today).filter(user=user).exists()
    assert not Contact.objects.exists()
    assert Mandate.objects.get(user=user).college == "state"


def test_leaving_twice_changes_nothing() -> None:
    one = make_organisation()
    user = make_member(one, "read")
    held = one.memberships.get(user=user)
    first = end_membership(held, actor=user)
    assert end_membership(held, actor=user).until == first.until
