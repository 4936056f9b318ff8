"""Invitations: who may send one, what it gives, and every way in which a link may be wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.signing_sample import WHY, link_in, sign

from filiere.core import Faults
from filiere.site.accounts import rate_limits
from filiere.site.accounts.actions.accept_invitation import accept_with_account, accept_with_new_account
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.actions.invite import VALID_FOR, revoke_invitation, send_invitation
from filiere.site.accounts.actions.withdraw_role import withdraw_role
from filiere.site.accounts.models import User
from filiere.site.accounts.models_credentials import Invitation
from filiere.site.accounts.rights import OPERATOR, Role
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry, Payload
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

STAFF = [{"kind": "role", "role": "staff"}]
PASSWORD = "une phrase assez longue"  # noqa: S105
FORM = {"name": "Dominique Fictif", "language": "en", "password": PASSWORD}


def sent(actor: Any = OPERATOR, email: str = "new@example.org", **more: Any) -> tuple[Invitation, str]:
    """An invitation to be staff, signed by a second person when an account sends it, and its link."""
    invitation, link = send_invitation(actor=actor, email=email, grants=STAFF, reason=WHY, **more)
    if not link:
        sign(invitation.approval)
        invitation.refresh_from_db()
        link = link_in(Letter.objects.get(address=invitation.email, about=f"invitation:{invitation.key}"))
    return invitation, link


def token(link: str) -> str:
    """What a link ends with."""
    return link.rstrip("/").rsplit("/", 1)[-1]


def test_a_letter_brings_a_link_that_opens_an_account(client: Client, make_user: MakeUser) -> None:
    """The person chooses name, language and password; the role is there, its sender named; the letter is theirs."""
    administrator = make_user("administrator")
    _, link = sent(administrator, " New@Example.org ")
    letter = Letter.objects.get(kind="invitation")
    assert letter.reader() == "new@example.org"
    assert link in letter.whole_body()
    assert "équipe de l’observatoire" in letter.body
    assert "new@example.org" in client.get(link).content.decode()
    answer = client.post(link, FORM)
    assert answer["Location"].startswith("/en/second-factor/")
    user = User.objects.get(email="new@example.org")
    assert (user.name, user.language, user.roles()) == ("Dominique Fictif", "en", {Role.STAFF})
    assert user.grants.get().granted_by == administrator
    assert user.check_password(PASSWORD)
    assert check_integrity().differences == ()


def test_a_link_serves_once(client: Client) -> None:
    """Replayed, it opens nothing, gives nothing, and says the same kind thing as an unknown one."""
    _, link = sent()
    assert client.post(link, FORM).status_code == 302
    replayed, unknown = Client().post(link, FORM), Client().post("/fr/invitations/" + "x" * 43 + "/", FORM)
    assert (replayed.status_code, unknown.status_code) == (404, 404)
    kind = "demandez une nouvelle invitation"
    assert kind in replayed.content.decode()
    assert kind in unknown.content.decode()
    assert User.objects.count() == 1
    with pytest.raises(Faults):
        accept_with_new_account(token=token(link), name="X", language="fr", password=PASSWORD, now=timezone.now())


def test_a_link_ends(client: Client) -> None:
    """Too old by a second, it opens nothing; just before, it does."""
    invitation, link = sent()
    end = invitation.expires_at
    with pytest.raises(Faults) as found:
        accept_with_new_account(token=token(link), name="X", language="fr", password=PASSWORD, now=end)
    assert found.value.faults[0].code == "invitation-void"
    early = end - timedelta(seconds=1)
    assert accept_with_new_account(token=token(link), name="X", language="fr", password=PASSWORD, now=early).pk


def test_a_revoked_link_opens_nothing(client: Client, make_user: MakeUser) -> None:
    """Its sender withdraws it, or an administrator; nobody else; never after it served."""
    administrator, other, stranger = make_user("administrator"), make_user("administrator"), make_user("staff")
    invitation, link = sent(administrator)
    with pytest.raises(RightRefused):
        revoke_invitation(actor=stranger, invitation=invitation)
    assert revoke_invitation(actor=other, invitation=invitation)
    assert not revoke_invitation(actor=administrator, invitation=invitation)
    assert client.get(link).status_code == 404
    used, link = sent(administrator, "b@example.org")
    client.post(link, FORM)
    assert not revoke_invitation(actor=administrator, invitation=used)


def test_somebody_else_s_link_is_refused_kindly(client: Client, make_user: MakeUser) -> None:
    """Signed in with another address, one is told so, and gets nothing."""
    _, link = sent()
    user = make_user()
    client.force_login(user)
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 403
        assert "autre adresse" in answer.content.decode()
    with pytest.raises(Faults):
        accept_with_account(token=token(link), user=user, now=timezone.now())
    user.forget_roles()
    assert user.roles() == frozenset()


def test_an_account_that_stands_adds_what_is_given(client: Client, make_user: MakeUser) -> None:
    """The link asks its holder to sign in, then adds the role; no password is set by it."""
    user = make_user(email="known@example.org")
    _, link = sent(email="known@example.org")
    page = client.get(link).content.decode()
    assert "password" not in page
    assert client.post(link, FORM).status_code == 200
    user.refresh_from_db()
    assert user.check_password(user.plain)
    client.force_login(user)
    assert client.post(link).status_code == 302
    user.forget_roles()
    assert user.roles() == {Role.STAFF}


def test_inviting_answers_the_same_for_any_address(make_user: MakeUser) -> None:
    """Whoever invites does not learn which addresses have an account."""
    administrator = make_user("administrator")
    make_user(email="known@example.org")
    client = Client()
    client.force_login(administrator)
    form = {"role": "", "language": "fr"}
    answers = [client.post("/fr/people/", form | {"email": email}) for email in ("known@example.org", "x@example.org")]
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1


@pytest.mark.parametrize("role", ["staff", "statistician", "label_staff", "auditor", "state"])
def test_only_who_gives_roles_invites_to_one(role: str, make_user: MakeUser) -> None:
    """Every other role is refused, and the refusal is recorded."""
    with pytest.raises(RightRefused):
        sent(make_user(role))
    assert Entry.objects.latest("number").act == "permission.refuse"
    with pytest.raises(RightRefused):
        send_invitation(actor=make_user(role), email="x@example.org")
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("grant", [{"kind": "superuser"}, {}, {"kind": "role", "role": "king"}, {"kind": ["role"]}])
def test_what_nobody_declared_cannot_be_given(grant: dict[str, Any]) -> None:
    """Unknown kinds and roles are faults."""
    with pytest.raises(Faults):
        send_invitation(actor=OPERATOR, email="x@example.org", grants=[grant])


def test_a_sender_who_lost_their_role_gives_nothing(make_user: MakeUser) -> None:
    """The right is asked again on acceptance; the account is not opened either."""
    administrator = make_user("administrator")
    _, link = sent(administrator)
    withdraw_role(actor=OPERATOR, user=administrator, role=Role.ADMINISTRATOR)
    with pytest.raises(Faults) as found:
        accept_with_new_account(token=token(link), name="X", language="fr", password=PASSWORD, now=timezone.now())
    assert found.value.faults[0].code == "invitation-sender"
    assert User.objects.for_email("new@example.org") is None


def test_all_faults_are_told_at_once(client: Client) -> None:
    """A blank name and a weak password: two reasons, the form kept, no account."""
    _, link = sent()
    answer = client.post(link, {"name": " ", "language": "fr", "password": "123456"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Le compte n’a pas de nom" in page
    assert "12 caractères" in page
    assert not User.objects.exists()
    script = "<script>alert(1)</script>"
    assert script not in client.post(link, {"name": script, "password": "x"}).content.decode()


def test_the_tables_hold_no_token(make_user: MakeUser) -> None:
    """Neither invitations nor the journal hold the link, and the journal holds no address of it."""
    _, link = sent(make_user("administrator"))
    about = Payload.objects.filter(entry__subject_kind="invitation")
    stored = str(list(Invitation.objects.values()) + list(Entry.objects.values()) + list(about.values()))
    assert token(link) not in stored
    assert "new@example.org" not in str(list(about.values()))


def test_guessing_links_closes_the_door(client: Client) -> None:
    """After twenty wrong links the address waits, even with a right one; another address does not."""
    _, link = sent()
    for number in range(rate_limits.INVITATION.allowed):
        client.get(f"/fr/invitations/{number:043}/")
    assert client.get(link).status_code == 429
    assert Client().get(link, REMOTE_ADDR="192.0.2.8").status_code == 200


@pytest.mark.parametrize("odd", ["x" * 5000, "%00", "é", "..%2f..%2f"])
def test_odd_links_are_answered(client: Client, odd: str) -> None:
    """Nothing breaks on what no letter ever held."""
    assert client.get(f"/fr/invitations/{odd}/").status_code == 404


def test_an_invitation_changed_in_the_table_is_named(make_user: MakeUser) -> None:
    """A grant added behind the journal’s back is seen, and so is an invitation that no act sent."""
    sent(make_user("administrator"))
    Invitation.objects.update(grants=[{"kind": "role", "role": "administrator"}])
    assert [(one.kind, one.fields) for one in check_integrity().differences] == [("changed", ("grants",))]
    now = timezone.now()
    Invitation.objects.create(
        email="y@example.org", language="fr", token_hash="0" * 64, created_at=now, expires_at=now + VALID_FOR
    )
    assert {one.kind for one in check_integrity().differences} == {"changed", "stray"}


def test_erasing_a_person_erases_their_invitations(make_user: MakeUser) -> None:
    """Address and letters go with them."""
    _, link = sent(make_user("administrator"))
    user = accept_with_new_account(
        token=token(link), name="Unique", language="fr", password=PASSWORD, now=timezone.now()
    )
    sent(email="new@example.org")
    erase_person(actor=user, user=user)
    stored = str(list(Invitation.objects.values()) + list(Letter.objects.values()) + list(Payload.objects.values()))
    assert "new@example.org" not in stored
    assert not Invitation.objects.open(timezone.now()).exists()
    assert check_integrity().is_whole
