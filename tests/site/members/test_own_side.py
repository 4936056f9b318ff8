"""Whoever acts for an organisation is its own side there and nothing else: a role of the site adds nothing. H2"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import give_role, let_act, make_member, make_organisation, make_person
from support.scenes.signing_sample import sign

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import OPERATOR
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter
from filiere.site.members.actions.mandates import record_mandate
from filiere.site.members.actions.memberships import end_membership, give_membership
from filiere.site.members.actions.save_organisation import change_organisation
from filiere.site.members.directory import write_csv
from filiere.site.members.import_export import export_directory, import_directory
from filiere.site.members.invitations import invite_to_organisation
from filiere.site.members.models import Membership, Organisation

pytestmark = pytest.mark.django_db


def two_hats(organisation: Any, right: str) -> User:
    """Somebody of the company who is also of the staff of the label, as their browser would carry them."""
    user = make_member(organisation, right)
    give_role(user, "label_staff")
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("right", "refused", "given"), [("edit", "staff_representative", "read"), ("staff_representative", "edit", None)]
)
def test_the_two_sides_of_a_company_stay_apart_under_every_hat(right: str, refused: str, given: str | None) -> None:
    """An employer of the label's staff invited who would speak for its employees, and ended who did."""
    one = make_organisation()
    browser = Client()
    browser.force_login(two_hats(one, right))
    other = Membership.objects.get(user=make_member(one, refused))
    page, people = f"/fr/organisations/{one.key}/", f"/fr/organisations/{one.key}/people/{other.pk}/end/"
    sent = browser.post(f"{page}invite/", {"email": "faux@example.org", "right": refused})
    assert sent.status_code == 422
    assert browser.post(people, {"on": timezone.localdate().isoformat()}).status_code == 404
    other.refresh_from_db()
    assert other.until is None
    assert not Letter.objects.filter(kind="invitation").exists()
    assert people not in browser.get(page).content.decode()
    if given is not None:
        assert browser.post(f"{page}invite/", {"email": "vrai@example.org", "right": given}).status_code == 302


def test_nobody_keeps_the_record_of_their_own_company(tmp_path: Path) -> None:
    """Neither by its page nor by a file: its fee, its group, hence who judges it; another of the staff does."""
    one = make_organisation()
    actor = two_hats(one, "edit")
    with pytest.raises(RightRefused):
        change_organisation(actor=actor, organisation=one, group="Groupe inventé")
    path = tmp_path / "directory.csv"
    Organisation.objects.filter(pk=one.pk).update(group="Groupe inventé")
    path.write_bytes(write_csv(export_directory(actor=OPERATOR), "fr"))
    Organisation.objects.filter(pk=one.pk).update(group="")
    with pytest.raises(Faults) as refused:
        import_directory(path, actor=actor)
    assert [fault.code for fault in refused.value.faults] == ["own-organisation"]
    assert Organisation.objects.get(pk=one.pk).group == ""
    assert import_directory(path, actor=make_person("label_staff"))["changed"] == 1
    change_organisation(actor=make_person("label_staff"), organisation=one, group="")


@pytest.mark.parametrize("alias", ["ADE@example.org", "ade+science@example.org"])
def test_nobody_gives_a_seat_or_a_right_to_another_form_of_their_own_address(alias: str) -> None:
    """C4, by an account of one's own: a scientific seat prepares releases, a membership acts for a company."""
    staff = make_person("label_staff", email="ade@example.org" if "+" in alias else "ade+team@example.org")
    user, one, day = make_person(), make_organisation(), timezone.localdate()
    # No such account is opened any more; those of before stay.
    user.email = alias.lower()
    user.save(update_fields=["email"])
    for act in (
        lambda: record_mandate(
            actor=staff, user=user, instance="scientific", college="experts", seat="experts-9", since=day
        ),
        lambda: give_membership(one, actor=staff, user=user, right="edit"),
    ):
        with pytest.raises(Faults) as refused:
            act()
        assert [fault.code for fault in refused.value.faults] == ["not-for-oneself"]


def test_a_company_reads_who_of_the_staff_lets_somebody_act_for_it_or_ends_that() -> None:
    """One of the staff let a puppet edit a dossier from which they were recused; nobody of the company was told."""
    one, staff = make_organisation("Maison fictive"), make_person("label_staff", name="Viviane Fictive")
    editor, speaker = make_member(one, "edit"), make_member(one, "staff_representative")
    puppet = make_person(name="Pantin Fictif")
    told = Letter.objects.filter(kind="membership.outside")
    held = let_act(staff, make_person("label_staff", name="Ondine Fictive"), puppet, one, "edit")
    assert set(told.values_list("to", flat=True)) == {editor.pk, speaker.pk, puppet.pk}
    body = told.get(to=editor).whole_body()
    assert all(
        words in body for words in ("Pantin Fictif", "Maison fictive", "Viviane Fictive", "Ondine Fictive", one.key)
    )
    end_membership(held, actor=make_person("label_staff"))
    assert told.filter(to=editor).count() == 2
    assert "n’agit plus" in told.filter(to=puppet).latest("pk").whole_body()
    # What its own people decide, and what the operator enters, is on its page alone.
    own = give_membership(one, actor=editor, user=make_person(), right="read")
    end_membership(own, actor=own.user)
    give_membership(one, actor=OPERATOR, user=make_person(), right="read")
    assert told.filter(to=editor).count() == 2


@pytest.mark.parametrize(("right", "theirs"), [("edit", "staff_representative"), ("staff_representative", "edit")])
def test_no_administrator_keeps_the_other_side_of_their_company_out_alone(right: str, theirs: str) -> None:
    """C4: the administrator who acts for an employer withdrew the invitation of who speaks for its employees, or closed
    their account on the eve of their opinion."""
    one, day = make_organisation(), timezone.localdate()
    adele = make_member(one, right)
    give_role(adele, "administrator")
    browser = Client()
    browser.force_login(User.objects.get(pk=adele.pk))
    inside = make_member(one, theirs)
    invitation, _ = invite_to_organisation(actor=inside, organisation=one, email="neuf@example.org", right=theirs)
    answer = browser.post(f"/en/people/invitations/{invitation.key}/revoke/", follow=True)
    assert "the other side of an organisation you act for" in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.revoked_at is None
    page = f"/en/people/{inside.key}/"
    answer = browser.post(page, {"act": "account-close"})
    assert (answer.status_code, "requires two people" in answer.content.decode()) == (422, True)
    inside.refresh_from_db()
    assert inside.is_active
    # Two close it, of whom the second is on neither side.
    asked = browser.post(page, {"act": "ask", "what": "account-close", "reason": "Ce compte a été volé."})
    approval = Approval.objects.get()
    assert asked["Location"] == f"/en/approvals/{approval.key}/"
    beside = make_person("administrator")
    Membership.objects.create(user=beside, organisation=one, right=right, since=day)
    with pytest.raises(Faults) as refused:
        sign(approval, User.objects.get(pk=beside.pk))
    assert [fault.code for fault in refused.value.faults] == ["other-side"]
    sign(approval)
    inside.refresh_from_db()
    assert not inside.is_active
    # Of their own side, and of any other company, an administrator alone stops a stolen account.
    for other in (make_member(one, "read" if right == "edit" else right), make_member(make_organisation(), theirs)):
        assert browser.post(f"/en/people/{other.key}/", {"act": "account-close"}).status_code == 302
        other.refresh_from_db()
        assert not other.is_active
