"""The accounts, for those who keep them: roles given by two, withdrawn by one, and what may be done to an account."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import make_mandate
from support.scenes.quality_sample import make_centre, make_manager
from support.scenes.signing_sample import WHY, link_in, sign

import filiere.site
from filiere.core import Faults
from filiere.site.accounts.actions.accept_invitation import accept_with_account, accept_with_new_account
from filiere.site.accounts.actions.close_account import close_account, reopen_account
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.actions.generate_password import reset_password
from filiere.site.accounts.actions.grant_role import grant_role, request_role
from filiere.site.accounts.actions.invite import send_invitation
from filiere.site.accounts.actions.send_password_link import send_password_link
from filiere.site.accounts.actions.withdraw_role import withdraw_role
from filiere.site.accounts.models import Grant, User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.models_credentials import Invitation
from filiere.site.accounts.rights import OPERATOR, ROLE_NAMES, TWO_PEOPLE_REASONS, Role
from filiere.site.accounts.second_factor_policy import holds_seat, requires_second_factor
from filiere.site.journal.integrity import check_integrity
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

PHRASE = "une autre phrase assez longue"


def browser(user: Any) -> Client:
    """A browser in which a person is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def code_of(act: Callable[[], object]) -> str:
    """The code of the fault that an act raises."""
    with pytest.raises(Faults) as found:
        act()
    return str(found.value.faults[0].code)


def reads(user: Any) -> set[str]:
    """Subjects of the letters that a person got."""
    return set(Letter.objects.filter(to=user).values_list("subject", flat=True))


def test_every_role_says_why_it_takes_two() -> None:
    """C4: a role that is added must say it, and takes two people all the same."""
    assert set(TWO_PEOPLE_REASONS) == set(Role) == set(ROLE_NAMES)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_is_given_by_one_person(role: Role, make_user: MakeUser) -> None:
    """C4: neither by the act, nor by the page, nor by an invitation; with a second person it is, and both are named."""
    administrator, user = make_user("administrator"), make_user()
    assert code_of(lambda: grant_role(actor=administrator, user=user, role=role)) == "takes-two-people"
    client = browser(administrator)
    form = {"act": "ask", "what": f"role:{role}", "reason": WHY}
    answer = client.post(f"/fr/people/{user.key}/", form)
    invited = client.post("/fr/people/", {"email": "x@example.org", "role": role, "language": "fr", "reason": WHY})
    assert (answer.status_code, invited.status_code) == (302, 302)
    assert not Grant.objects.exclude(user=administrator).exists()
    assert not Letter.objects.filter(kind="invitation").exists()
    second = make_user("administrator", name="Béatrice")
    sign(Approval.objects.get(kind="role"), second)
    grant = user.grants.get()
    assert (grant.role, grant.granted_by, grant.approval.decided_by) == (role, administrator, second)
    page = client.get(f"/fr/people/{user.key}/").content.decode()
    assert "Béatrice" in page
    assert reads(user) == {"Une demande vous concerne", "Demande contresignée"}
    assert check_integrity().differences == ()


def test_nobody_invites_themselves(make_user: MakeUser) -> None:
    """C4, as it was done at version 0.5: one’s own address, or another form of it, by the form of the page."""
    adele = make_user("administrator", email="adele@example.org")
    client = browser(adele)
    for email in ("adele@example.org", "ADELE@example.org", "adele+label@example.org"):
        form = {"email": email, "role": "label_staff", "language": "fr", "reason": WHY}
        answer = client.post("/fr/people/", form)
        assert answer.status_code == 422
        assert "vous ne pouvez pas vous inviter vous-même" in answer.content.decode()
        assert client.post("/fr/people/", form | {"role": ""}).status_code == 422
    assert not Invitation.objects.exists()


def test_a_puppet_gets_nothing_alone(make_user: MakeUser) -> None:
    """C4, as it was done at version 0.5: a puppet account that one invites and accepts oneself takes no role by it."""
    adele = make_user("administrator", email="adele@example.org")
    _, link = send_invitation(actor=adele, email="puppet@example.org")
    token = link.rstrip("/").rsplit("/", 1)[-1]
    puppet = accept_with_new_account(token=token, name="Puppet", language="fr", password=PHRASE, now=timezone.now())
    request = request_role(actor=adele, user=puppet, role=Role.ADMINISTRATOR, reason=WHY)
    assert puppet.held_roles() == frozenset()
    sign(request)
    # An honest colleague signed for the puppet: for a month it signs nothing that its maker asks.
    user = make_user()
    again = request_role(actor=adele, user=user, role=Role.LABEL_STAFF, reason=WHY)
    page = browser(puppet).get(f"/fr/approvals/{again.key}/").content.decode()
    assert "La personne qui demande vous a donné votre compte" in page
    assert browser(puppet).post(f"/fr/approvals/{again.key}/", {"act": "approve"}).status_code == 422
    assert not user.grants.exists()


def test_an_invitation_of_before_that_rule_gives_no_role(make_user: MakeUser) -> None:
    """C4: one that was sent by one person and waits in the table since an earlier version opens nothing."""
    administrator, user = make_user("administrator"), make_user(email="known@example.org")
    made, link = send_invitation(actor=administrator, email="known@example.org")
    Invitation.objects.filter(pk=made.pk).update(grants=[{"kind": "role", "role": "label_staff"}])
    token = link.rstrip("/").rsplit("/", 1)[-1]
    assert code_of(lambda: accept_with_account(token=token, user=user, now=timezone.now())) == "invitation-sender"
    own = make_user("administrator")
    Invitation.objects.filter(pk=made.pk).update(grants=[], created_by=own, email=own.email)
    assert code_of(lambda: accept_with_account(token=token, user=own, now=timezone.now())) == "own-invitation"


def test_an_invitation_leaves_when_it_is_signed(make_user: MakeUser) -> None:
    """Held until then, sent once to one click or two, given up with its request, and told when it is accepted."""
    administrator, second = make_user("administrator"), make_user("administrator")
    grants = [{"kind": "role", "role": "auditor"}]
    held, link = send_invitation(actor=administrator, email="x@example.org", grants=grants, reason=WHY)
    again, _ = send_invitation(actor=administrator, email="x@example.org", grants=grants, reason=WHY)
    assert (link, again.pk) == ("", held.pk)
    assert held.state(timezone.now()) == "held"
    assert not Invitation.objects.open(timezone.now()).exists()
    assert "à contresigner" in browser(administrator).get("/fr/people/").content.decode()
    sign(held.approval, second)
    letter = Letter.objects.get(kind="invitation")
    answer = Client().post(link_in(letter), {"name": "Dominique", "language": "fr", "password": PHRASE})
    assert answer.status_code == 302
    user = User.objects.get(email="x@example.org")
    assert user.grants.get().approval.decided_by == second
    told = Letter.objects.filter(kind="account-power", to=second).get()
    assert "a accepté une invitation et reçoit le rôle" in told.body
    other, _ = send_invitation(actor=administrator, email="y@example.org", grants=grants, reason=WHY)
    browser(administrator).post(f"/fr/people/invitations/{other.key}/revoke/")
    assert code_of(lambda: sign(Approval.objects.get(invitation=other), second)) == "approval-over"
    assert check_integrity().differences == ()


def test_a_reason_is_asked_for_a_role(make_user: MakeUser) -> None:
    """An invitation to a role without one is refused at its field, and nothing is kept of it."""
    client = browser(make_user("administrator"))
    answer = client.post("/fr/people/", {"email": "x@example.org", "role": "state", "language": "fr", "reason": ""})
    assert answer.status_code == 422
    assert "Le motif a 0 caractères" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_the_operator_is_told_of(make_user: MakeUser) -> None:
    """A role given or withdrawn from the machine, an invitation: letters to the person and to each administrator."""
    one, user = make_user("administrator"), make_user()
    grant_role(actor=OPERATOR, user=user, role=Role.STAFF)
    withdraw_role(actor=OPERATOR, user=user, role=Role.STAFF)
    send_invitation(actor=OPERATOR, email="x@example.org", grants=[{"kind": "role", "role": "staff"}])
    assert Letter.objects.filter(kind="account-power", to=user).count() == 2
    assert Letter.objects.filter(kind="account-power", to=one).count() == 3
    assert "par un acte de l’exploitant du serveur" in Letter.objects.filter(to=user).latest("pk").body


def test_a_role_is_withdrawn_by_one_and_all_know(make_user: MakeUser) -> None:
    """At once, with letters; the last administrator stays, but for the operator."""
    one, two = make_user("administrator"), make_user("administrator")
    client = browser(one)
    assert client.post(f"/fr/people/{two.key}/", {"act": "withdraw", "what": "administrator"}).status_code == 302
    assert reads(two) == {"Un droit a changé"}
    assert browser(two).get("/fr/people/").status_code == 403
    refused = client.post(f"/fr/people/{one.key}/", {"act": "withdraw", "what": "administrator"})
    assert refused.status_code == 422
    assert "C’est le dernier administrateur des comptes" in refused.content.decode()
    assert withdraw_role(actor=OPERATOR, user=one, role=Role.ADMINISTRATOR)


def test_an_account_is_closed_and_reopened(make_user: MakeUser) -> None:
    """Closed at once, sessions with it; reopening gives power back, hence takes two; never one’s own."""
    one, plain, staff = make_user("administrator"), make_user(), make_user("staff")
    session = browser(staff)
    client = browser(one)
    for user in (plain, staff):
        assert client.post(f"/fr/people/{user.key}/", {"act": "account-close"}).status_code == 302
    assert session.get("/fr/account/")["Location"].startswith("/fr/sign-in/")
    assert "Un droit a changé" in reads(staff)
    assert client.post(f"/fr/people/{plain.key}/", {"act": "account-reopen"}).status_code == 302
    plain.refresh_from_db()
    assert plain.is_active
    assert client.post(f"/fr/people/{staff.key}/", {"act": "account-reopen"}).status_code == 422
    client.post(f"/fr/people/{staff.key}/", {"act": "ask", "what": "account-reopen", "reason": WHY})
    sign(Approval.objects.get())
    staff.refresh_from_db()
    assert staff.is_active
    # The account was closed because it was stolen: what the thief had open stays closed.
    assert session.get("/fr/account/")["Location"].startswith("/fr/sign-in/")
    assert code_of(lambda: close_account(actor=one, user=one)) == "own-account"
    assert not reopen_account(actor=one, user=one)
    with pytest.raises(RightRefused):
        close_account(actor=staff, user=plain)


def test_closing_an_account_unseats_no_judge(make_user: MakeUser) -> None:
    """C4: a closed account has no seat, so closing that of a member takes two people, and so does erasing them."""
    one, judge = make_user("administrator"), make_mandate("committee", "employees")
    client = browser(one)
    assert client.post(f"/fr/people/{judge.key}/", {"act": "account-close"}).status_code == 422
    assert code_of(lambda: erase_person(actor=one, user=judge)) == "takes-two-people"
    judge.refresh_from_db()
    assert judge.is_active
    client.post(f"/fr/people/{judge.key}/", {"act": "ask", "what": "account-close", "reason": WHY})
    sign(Approval.objects.get())
    judge.refresh_from_db()
    assert not judge.is_active


def test_one_person_closes_the_account_of_a_quality_manager(make_user: MakeUser) -> None:
    """The care of a centre’s contacts needs a second factor and is no seat: a stolen account is stopped at once."""
    one, user = make_user("administrator"), make_manager(make_centre())
    assert requires_second_factor(user)
    assert not holds_seat(user)
    client = browser(one)
    assert client.post(f"/fr/people/{user.key}/", {"act": "account-close"}).status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    client.post(f"/fr/people/{user.key}/", {"act": "account-reopen"})
    user.refresh_from_db()
    assert not user.is_active, "reopening it gives power back, which takes two people"


def test_a_lost_password_is_chosen_anew_by_the_person(make_user: MakeUser) -> None:
    """M12: a link goes to the person alone, opens once, not after a sign-in; nobody else knows the password."""
    one, user = make_user("administrator"), make_user()
    client, session, visitor = browser(one), browser(user), Client()
    page = client.post(f"/fr/people/{user.key}/", {"act": "password-link"}, follow=True).content.decode()
    letter = Letter.objects.get(kind="password-link")
    link = link_in(letter)
    assert letter.to == user
    assert link not in page
    assert link not in letter.body
    form = visitor.get(link, follow=True)
    assert user.email in form.content.decode()
    address = form.redirect_chain[-1][0]
    assert visitor.post(address, {"new_password1": "court", "new_password2": "court"}).status_code == 422
    done = visitor.post(address, {"new_password1": PHRASE, "new_password2": PHRASE}, follow=True).content.decode()
    assert "connectez-vous." in done
    user.refresh_from_db()
    assert user.check_password(PHRASE)
    assert session.get("/fr/account/")["Location"].startswith("/fr/sign-in/")
    assert "Ce lien n’est plus valable" in Client().get(link, follow=True).content.decode()
    assert "Sécurité de votre compte" in reads(user)
    client.post(f"/fr/people/{user.key}/", {"act": "password-link"})
    late = link_in(Letter.objects.filter(kind="password-link").latest("pk"))
    assert Client().post("/fr/sign-in/", {"username": user.email, "password": PHRASE}).status_code == 302
    assert "Ce lien n’est plus valable" in Client().get(late, follow=True).content.decode()
    assert "Ce lien n’est plus valable" in Client().get("/fr/password/new/u-nobody/x-y/", follow=True).content.decode()


def test_where_no_letter_leaves_one_is_told(make_user: MakeUser, settings: Any) -> None:
    """Whoever sends a link or an invitation from a site without a mail server reads that it stays there."""
    one, user = browser(make_user("administrator")), make_user()
    words = "n’a pas de serveur de messagerie"
    where, form = f"/fr/people/{user.key}/", {"act": "password-link"}
    assert words not in one.post(where, form, follow=True).content.decode()
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    assert words in one.post(where, form, follow=True).content.decode()
    invited = {"email": "x@example.org", "role": "", "language": "fr"}
    assert words in one.post("/fr/people/", invited, follow=True).content.decode()


def test_the_password_of_whoever_holds_power_takes_two(make_user: MakeUser) -> None:
    """C4, M12: one administrator alone resets neither that of a colleague, nor a judge’s, nor their own."""
    one = make_user("administrator")
    for user in (make_user("administrator"), make_mandate("committee", "experts")):
        assert code_of(lambda user=user: send_password_link(actor=one, user=user)) == "takes-two-people"  # type: ignore[misc]
        client = browser(one)
        client.post(f"/fr/people/{user.key}/", {"act": "ask", "what": "password-link", "reason": WHY})
        sign(Approval.objects.get(concerned=user))
        assert Letter.objects.filter(kind="password-link", to=user).exists()
    assert code_of(lambda: send_password_link(actor=one, user=one)) == "own-account"
    with pytest.raises(RightRefused):
        reset_password(actor=one, user=make_user())


def test_a_person_is_erased_by_two(make_user: MakeUser) -> None:
    """M12: asked on the page, signed, done; no table keeps who it was, the request and its letters included."""
    one, user = make_user("administrator"), make_user(email="unique-word@example.org", name="Unique-Word Fictif")
    client = browser(one)
    client.post(f"/fr/people/{user.key}/", {"act": "ask", "what": "account-erase", "reason": "Demande d’Unique-Word."})
    sign(Approval.objects.get())
    user.refresh_from_db()
    assert user.erased_at is not None
    stored = str([list(model.objects.values()) for model in (User, Approval, Letter, Invitation)])
    assert "unique-word" not in stored.lower()
    assert client.get(f"/fr/people/{user.key}/").status_code == 404
    assert client.get(f"/fr/approvals/{Approval.objects.get().key}/").status_code == 200
    assert check_integrity().differences == ()


def test_the_list_is_searched(make_user: MakeUser) -> None:
    """By name or address without accents, and by state; what one role, or none, or a closed account is told apart."""
    one, other = make_user("administrator", name="Adèle"), make_user(name="Éloïse", email="the.one@example.org")
    closed = make_user(name="Fermée", email="f@example.org")
    close_account(actor=one, user=closed)
    client = browser(one)

    def found(**query: str) -> set[str]:
        page = client.get("/fr/people/", query).content.decode()
        return set(re.findall(r'/fr/people/(u-[0-9a-f]+)/"', page))

    assert found() == {one.key, other.key, closed.key}
    assert found(q="eloise") == found(q="THE.ONE@EXAMPLE") == {other.key}
    assert found(state="role") == {one.key}
    assert found(state="closed") == {closed.key}
    assert found(state="no-factor", q="adele") == {one.key}
    assert found(q="<script>") == set()


def test_a_person_page_does_what_it_offers_and_nothing_else(make_user: MakeUser) -> None:
    """Unknown acts are refused with the text typed kept; one’s own page offers nothing to do to oneself."""
    one, user = make_user("administrator"), make_user()
    client = browser(one)
    where = f"/fr/people/{user.key}/"
    assert client.post(where, {"act": "superuser"}).status_code == 404
    for what in ("", "role:king", "account-reopen", "invitation"):
        answer = client.post(where, {"act": "ask", "what": what, "reason": "Un motif à garder."})
        assert answer.status_code == 422
        assert "Un motif à garder." in answer.content.decode()
    own = client.get(f"/fr/people/{one.key}/").content.decode()
    assert "C’est votre propre compte" in own
    assert 'name="reason"' not in own
    assert client.post(f"/fr/people/{one.key}/", {"act": "ask", "what": "role:state", "reason": WHY}).status_code == 422
    assert not Approval.objects.exists()


GIVING = re.compile(r"\bwrite_grant\(|\bGrant\.objects\.(?:create|bulk_create)|\bGrant\(")
MAY_GIVE = {
    "accounts/actions/grant_role.py",
    "accounts/invitation_kinds.py",
    # Made-up people, in a data folder that holds no real account.
    "demonstration_builder.py",
    "demonstration/directory_entries.py",
}


def test_roles_are_given_in_no_other_place() -> None:
    """C4, the class: whatever writes a grant asks for the second person, or is named above."""
    root = Path(filiere.site.__file__).parent
    giving = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if GIVING.search(re.sub(r"class Grant\(.*|def write_grant\(.*", "", path.read_text(encoding="utf-8")))
    }
    assert giving == MAY_GIVE
