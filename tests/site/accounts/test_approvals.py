"""Acts that take two people: asking, signing, refusing, and every way in which two signatures would be one person's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import make_mandate, make_organisation

from filiere.core import Faults, Text
from filiere.site.accounts import retention_rules
from filiere.site.accounts.actions.accept_invitation import accept_with_new_account
from filiere.site.accounts.actions.approvals import approve_request, refuse, request_approval, withdraw_request
from filiere.site.accounts.actions.create_account import create_account
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.actions.grant_role import ROLE
from filiere.site.accounts.actions.invite import send_invitation
from filiere.site.accounts.actions.withdraw_role import withdraw_role
from filiere.site.accounts.approval_kinds import ApprovalKind, approval_kinds
from filiere.site.accounts.approval_rules import list_signing_faults, require_approval
from filiere.site.accounts.email_equivalence import is_same_mailbox
from filiere.site.accounts.models import Grant, User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import OPERATOR, TWO_PEOPLE_REASONS, Role
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry, Payload
from filiere.site.journal.writer import record
from filiere.site.kit.rights import RightRefused, require
from filiere.site.mail.models import Letter
from filiere.site.members.models import Membership

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

PHRASE = "une phrase assez longue"
WHY = "Elle remplace une collègue partie en retraite."


@pytest.fixture
def done() -> Iterator[list[str]]:
    """An act that takes two people, and what it did so far."""
    done: list[str] = []

    def run(approval: Approval) -> None:
        require_approval(approval, actor=approval.asked_by, kind="trial", payload=approval.payload)
        done.append(approval.payload["user"])

    kind = ApprovalKind(
        kind="trial",
        permission="account:grant",
        subject=lambda payload: ("user", payload["user"]),
        words=lambda _: Text(fr="Donner un pouvoir d’essai", en="Give a power on trial"),
        check=lambda actor, _: require(actor, "account:grant"),
        run=run,
        concerned=lambda payload: User.objects.for_key(payload["user"]),
        link=lambda _: "/people/",
    )
    with approval_kinds.add_for_block("trial", kind):
        yield done


def asked(asker: Any, user: Any, **more: Any) -> Approval:
    """A request of the act on trial."""
    return request_approval(actor=asker, kind="trial", payload={"user": user.key}, reason=WHY, **more)


def codes(found: pytest.ExceptionInfo[Faults]) -> set[str]:
    """The codes of the faults raised."""
    return {fault.code for fault in found.value.faults}


def test_one_asks_another_signs_and_it_is_done_once(make_user: MakeUser, done: list[str]) -> None:
    """Nothing before the signature, the act with it, and the second click of the same person changes nothing."""
    asker, second, user = make_user("administrator"), make_user("administrator"), make_user()
    request = asked(asker, user)
    assert asked(asker, user).pk == request.pk
    assert done == []
    assert approve_request(request, actor=second)
    assert not approve_request(request, actor=second)
    assert done == [user.key]
    request.refresh_from_db()
    assert request.state == "approved"
    acts = [(entry.act, entry.actor_key) for entry in Entry.objects.filter(subject_kind="approval").order_by("number")]
    assert acts == [("approval.ask", asker.key), ("approval.approve", second.key)]
    stored = str(list(Payload.objects.filter(entry__subject_kind="approval").values_list("body", flat=True)))
    assert WHY not in stored
    assert user.name not in stored
    told = {(letter.to, letter.kind) for letter in Letter.objects.select_related("to")}
    assert told == {
        (second, "approval-asked"),
        (user, "approval-asked"),
        (asker, "approval-approved"),
        (user, "approval-approved"),
    }
    assert check_integrity().differences == ()


def test_nobody_does_it_alone(make_user: MakeUser, done: list[str]) -> None:
    """C4: not the asker, not whoever it is for, not a stranger; the database itself refuses one person twice."""
    asker, user, stranger = make_user("administrator"), make_user("administrator"), make_user("staff")
    request = asked(asker, user)
    for person, code in ((asker, "own-request"), (user, "own-case")):
        with pytest.raises(Faults) as found:
            approve_request(request, actor=person)
        assert codes(found) == {code}
    with pytest.raises(RightRefused):
        approve_request(request, actor=stranger)
    with pytest.raises(Faults) as found:
        asked(asker, asker)
    assert codes(found) == {"not-for-oneself"}
    with pytest.raises(Faults) as found:
        require_approval(request, actor=asker, kind="trial", payload=request.payload)
    assert codes(found) == {"takes-two-people"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.update(state="approved", decided_by=asker, decided_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.update(concerned=asker)
    assert done == []


@pytest.mark.parametrize("other", ["ADELE@example.org", "adele+2@example.org", "adele@EXAMPLE.org."])
def test_another_form_of_an_address_is_the_same_person(other: str) -> None:
    """C4: case, a tag or a final point make nobody else; another name does."""
    assert is_same_mailbox("adele@example.org", other)
    assert is_same_mailbox("a.dele@gmail.com", "adele+x@googlemail.com")
    assert not is_same_mailbox("adele@example.org", "a.dele@example.org")


def test_an_alias_of_the_asker_gets_nothing(make_user: MakeUser, done: list[str]) -> None:
    """C4: an account under another form of one's own address is oneself, as asker and as second person."""
    asker, puppet, signer = make_user("administrator", email="a@example.org"), make_user(), make_user("administrator")
    for number, one in enumerate((puppet, signer), 2):
        # None is opened any more; those of before stay.
        one.email = f"a+{number}@example.org"
        one.save(update_fields=["email"])
    with pytest.raises(Faults) as found:
        asked(asker, puppet)
    assert codes(found) == {"not-for-oneself"}
    request = asked(asker, make_user())
    assert {fault.code for fault in list_signing_faults(request, signer, now=timezone.now())} == {"own-request"}


def by_role(namer: Any, named: Any) -> None:
    """Gave them a role."""
    Grant.objects.create(user=named, role=Role.STAFF, since=timezone.now(), granted_by=namer)


def by_password(namer: Any, named: Any) -> None:
    """Drew their password, which an earlier version let one person do."""
    record(actor_key=namer.key, act="account.password", subject_kind="user", subject_id=named.key)


def by_account(namer: Any, named: Any) -> None:
    """Opened an account, by which the other was named."""
    puppet, _ = create_account(actor=namer, email="puppet@example.org", name="Puppet")
    by_role(puppet, named)


def by_invitation(namer: Any, named: Any) -> None:
    """Invited a puppet, which named the other."""
    _, link = send_invitation(actor=namer, email="puppet@example.org")
    token = link.rstrip("/").rsplit("/", 1)[-1]
    puppet = accept_with_new_account(token=token, name="Puppet", language="fr", password=PHRASE, now=timezone.now())
    by_role(puppet, named)


def by_seat(namer: Any, named: Any) -> None:
    """Recorded their mandate, which an earlier version let one person do."""
    seat = make_mandate("scientific", "experts", user=named).mandate
    record(actor_key=namer.key, act="mandate.create", subject_kind="mandate", subject_id=str(seat.pk))


def by_membership(namer: Any, named: Any) -> None:
    """Let them act for an organisation."""
    row = Membership.objects.create(
        user=named, organisation=make_organisation(), right="read", since=timezone.localdate()
    )
    record(actor_key=namer.key, act="membership.create", subject_kind="membership", subject_id=str(row.pk))


@pytest.mark.parametrize("name", [by_role, by_password, by_account, by_invitation, by_seat, by_membership])
def test_who_named_the_other_does_not_sign_for_thirty_days(
    name: Callable[[Any, Any], None], make_user: MakeUser, done: list[str]
) -> None:
    """C4: whichever of the two named the other, and through whatever puppet; a month later they may."""
    one, two, user = make_user("administrator"), make_user("administrator"), make_user()
    name(one, two)
    now = timezone.now()
    for asker, second, code in ((one, two, "named-by-asker"), (two, one, "named-by-second")):
        request = asked(asker, user)
        with pytest.raises(Faults) as found:
            approve_request(request, actor=second)
        assert codes(found) == {code}
        assert list_signing_faults(request, second, now=now + timedelta(days=31)) == []
        withdraw_request(request, actor=asker)
    assert done == []


def test_a_clock_that_jumps_makes_nobody_independent(
    make_user: MakeUser, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """C3, C4: a clock set forty days ahead, and held as not trusted, does not end the thirty days."""
    from filiere.site.accounts import signer_independence
    from filiere.site.journal.clock_trust import ClockVerdict

    one, two, now = make_user("administrator"), make_user("administrator"), timezone.now()
    by_role(one, two)
    request = asked(one, make_user())
    ahead = now + timedelta(days=40)
    assert list_signing_faults(request, two, now=ahead) == []
    monkeypatch.setattr(signer_independence, "judge_clock", lambda: ClockVerdict(ahead, now, "ahead"))
    assert signer_independence.appointment_window_start(ahead) == now - signer_independence.APPOINTMENT_WINDOW
    assert [fault.code for fault in list_signing_faults(request, two, now=ahead)] == ["named-by-asker"]


def test_who_named_one_of_the_two_gets_nothing_from_them(make_user: MakeUser, done: list[str]) -> None:
    """C4: the person concerned, having made the asker or the second person, does not get power by their hands."""
    asker, second, user = make_user("administrator"), make_user("administrator"), make_user("administrator")
    by_role(user, second)
    request = asked(asker, user)
    with pytest.raises(Faults) as found:
        approve_request(request, actor=second)
    assert codes(found) == {"named-by-concerned"}


def test_who_was_named_by_two_signs_with_neither(make_user: MakeUser, done: list[str]) -> None:
    """C4: whoever countersigned somebody's power named them as much as whoever asked for it."""
    one, two, three = make_user("administrator"), make_user("administrator"), make_user("administrator")
    approve_request(asked(one, three), actor=two)
    for asker in (one, two):
        assert list_signing_faults(asked(asker, make_user()), three, now=timezone.now())[0].code == "named-by-asker"


def test_everything_is_asked_again_with_the_signature(make_user: MakeUser, done: list[str]) -> None:
    """A right lost by the asker or the second person, or a term that passed, gives nothing."""
    asker, second, user = make_user("administrator"), make_user("administrator"), make_user()
    request = asked(asker, user)
    with pytest.raises(Faults) as found:
        approve_request(request, actor=second, now=request.expires_at)
    assert codes(found) == {"approval-over"}
    withdraw_role(asker, actor=OPERATOR, role=Role.ADMINISTRATOR)
    with pytest.raises(Faults) as found:
        approve_request(request, actor=second)
    assert codes(found) == {"approval-asker"}
    withdraw_role(second, actor=OPERATOR, role=Role.ADMINISTRATOR)
    with pytest.raises(RightRefused):
        approve_request(request, actor=User.objects.get(pk=second.pk))
    assert done == []
    assert Approval.objects.get().state == "asked"


def test_a_request_is_refused_or_withdrawn_once(make_user: MakeUser, done: list[str]) -> None:
    """With words for the asker; a refusal is final, and nobody refuses their own or withdraws another's."""
    asker, second, user = make_user("administrator"), make_user("administrator"), make_user()
    request = asked(asker, user)
    with pytest.raises(Faults) as found:
        refuse(request, actor=second, reason="non")
    assert codes(found) == {"approval-reason"}
    with pytest.raises(Faults) as found:
        refuse(request, actor=asker, reason=WHY)
    assert codes(found) == {"own-request"}
    with pytest.raises(RightRefused, match="approval:withdraw"):
        withdraw_request(request, actor=second)
    refusal = Entry.objects.filter(act="permission.refuse").get()
    assert (refusal.actor_key, refusal.subject_id) == (second.key, request.key)
    assert refuse(request, actor=second, reason="Le poste n’existe plus.")
    assert not refuse(request, actor=second, reason="Le poste n’existe plus.")
    assert "Le poste n’existe plus." in Letter.objects.get(to=asker).body
    with pytest.raises(Faults) as found:
        approve_request(request, actor=second)
    assert codes(found) == {"approval-over"}
    again = asked(asker, user)
    assert withdraw_request(again, actor=asker)
    assert not withdraw_request(again, actor=asker)
    with pytest.raises(Faults):
        approve_request(again, actor=second)
    assert done == []
    assert check_integrity().differences == ()


def test_two_do_not_ask_the_same(make_user: MakeUser, done: list[str]) -> None:
    """The second asker is led to the request of the first, and a reason that says nothing is refused with it."""
    one, two, user = make_user("administrator"), make_user("administrator"), make_user()
    request = asked(one, user)
    with pytest.raises(Faults) as found:
        request_approval(actor=two, kind="trial", payload={"user": user.key}, reason="ok")
    assert codes(found) == {"approval-asked-already", "approval-reason"}
    assert request.key in str(found.value)
    with pytest.raises(RightRefused):
        asked(make_user("staff"), user)


def test_the_operator_is_the_second_person_and_all_are_told(make_user: MakeUser, done: list[str]) -> None:
    """Where one administrator is alone, the machine's operator signs; the journal and the letters say who did."""
    asker, user = make_user("administrator"), make_user()
    request = asked(asker, user)
    assert approve_request(request, actor=OPERATOR)
    assert done == [user.key]
    assert Entry.objects.filter(act="approval.approve").get().actor_key == "operator"
    assert {letter.to for letter in Letter.objects.filter(kind="approval-approved")} == {asker, user}
    assert "l’exploitant du serveur" in Letter.objects.filter(to=asker).latest("pk").body
    assert check_integrity().differences == ()


def test_a_request_changed_behind_the_journal_is_named(make_user: MakeUser, done: list[str]) -> None:
    """Another payload, another signature, a row from nowhere, a row gone."""
    asker, second, user = make_user("administrator"), make_user("administrator"), make_user()
    request = asked(asker, user)
    Approval.objects.update(payload={"user": second.key})
    assert [(one.kind, one.fields) for one in check_integrity().differences] == [("changed", ("payload",))]
    Approval.objects.update(
        payload=request.payload, state="approved", decided_by=second, decided_at=timezone.now()
    )  # fmt: skip
    assert [one.fields for one in check_integrity().differences] == [("state", "decided_by")]
    Approval.objects.update(key="ap-other")
    assert sorted(one.kind for one in check_integrity().differences) == ["missing", "stray"]


def test_what_was_typed_goes_with_the_person(make_user: MakeUser, done: list[str]) -> None:
    """Reason and answer are erased; that it was asked and signed stays, under keys."""
    asker, second, user = make_user("administrator"), make_user("administrator"), make_user()
    approve_request(asked(asker, user), actor=second)
    erase_person(user, actor=OPERATOR)
    assert Approval.objects.get().reason == ""
    assert check_integrity().differences == ()


def test_reasons_go_after_three_years(make_user: MakeUser, done: list[str]) -> None:
    """The words typed with old requests are removed, the requests stay; those of last year keep theirs."""
    asker, now = make_user("administrator"), timezone.now()
    old = asked(asker, make_user(), now=now - timedelta(days=1110))
    new = asked(asker, make_user(), now=now - timedelta(days=365))
    assert retention_rules.apply_retention(now=now)["approvals"] == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.reason, new.reason) == ("", WHY)


def page(client: Client, user: Any, path: str = "", **form: str) -> Any:
    """A page of the requests, or the answer to its form."""
    client.force_login(user)
    address = f"/fr/approvals/{path}"
    return client.post(address, form) if form else client.get(address)


def test_the_page_says_who_asks_what_and_why(client: Client, make_user: MakeUser, done: list[str]) -> None:
    """Read by the asker, the possible signers and the person concerned; to anybody else it does not exist."""
    asker, second = make_user("administrator", name="Adèle"), make_user("administrator", name="Béatrice")
    user, stranger = make_user(), make_user("label_staff")
    request = asked(asker, user)
    for reader in (asker, second, user):
        shown = page(client, reader, f"{request.key}/").content.decode()
        assert WHY in shown
        assert "Béatrice" in shown
        assert (f'href="/fr/people/{user.key}/"' in shown) is (reader != user)
        assert request.key in page(client, reader).content.decode()
        assert ('value="approve"' in shown) is (reader == second)
        assert ('value="withdraw"' in shown) is (reader == asker)
    assert page(client, stranger, f"{request.key}/").status_code == 404
    assert page(client, stranger, f"{request.key}/", act="approve").status_code == 404
    assert request.key not in page(client, stranger).content.decode()
    assert page(client, user, f"{request.key}/", act="approve").status_code == 403
    refused = page(client, asker, f"{request.key}/", act="approve")
    assert refused.status_code == 422
    assert "Vous avez fait cette demande vous-même." in refused.content.decode()
    assert page(client, second, f"{request.key}/", act="refuse", reason="x").status_code == 422
    assert page(client, second, f"{request.key}/", act="approve").status_code == 302
    assert done == [user.key]
    assert "/fr/people/" in page(client, second, f"{request.key}/").content.decode()


def test_the_page_of_a_role_says_what_the_role_opens(client: Client, make_user: MakeUser) -> None:
    """Whoever signs reads on the page what the person will be able to do."""
    asker, second, user = make_user("administrator"), make_user("administrator"), make_user()
    payload = {"user": user.key, "role": "label_staff"}
    request = request_approval(actor=asker, kind=ROLE, payload=payload, reason=WHY)
    assert TWO_PEOPLE_REASONS[Role.LABEL_STAFF].fr in page(client, second, f"{request.key}/").content.decode()


def test_the_page_tells_a_signer_why_they_may_not(client: Client, make_user: MakeUser, done: list[str]) -> None:
    """Whoever was named by the asker reads it, with who could; where nobody could, the operator's command."""
    asker, second = make_user("administrator"), make_user("administrator")
    by_role(asker, second)
    request = asked(asker, make_user())
    shown = page(client, second, f"{request.key}/").content.decode()
    assert all(words in shown for words in ("il y a moins de 30 jours", f"filiere users approve {request.key}"))
    assert 'value="approve"' not in shown


def test_a_session_without_its_second_factor_sees_nothing(make_user: MakeUser, done: list[str]) -> None:
    """A password alone neither reads nor signs."""
    asker, second = make_user("administrator"), make_user("administrator")
    request = asked(asker, make_user())
    second.unproven = True
    assert not Approval.objects.visible_to(second).exists()
    with pytest.raises(RightRefused):
        approve_request(request, actor=second)
