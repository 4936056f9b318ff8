"""A forgotten password: one answer for every address, a link that serves once and for an hour, and no power by mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import make_mandate
from support.scenes.signing_sample import link_in

from filiere.site.accounts import rate_limits
from filiere.site.accounts.actions import send_password_link
from filiere.site.accounts.actions.send_password_link import REQUESTED_LINK_LIFETIME
from filiere.site.accounts.models import SignInLimit, User
from filiere.site.accounts.session_proofs import PASSWORD_AT
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

ASK, SENT = "/fr/password/forgotten/", "/fr/password/forgotten/sent/"
PHRASE = "une autre phrase assez longue"
TOKENS = re.compile(r'value="[^"]{20,}"')
"""What differs between two readings of one page: tokens of forms."""


def ask(email: str, **how: Any) -> Any:
    """Send the form from a browser of its own."""
    return Client().post(ASK, {"email": email}, **how)


def link_of(user: Any) -> str:
    """The link of the last letter about a password that a person got."""
    return link_in(Letter.objects.filter(kind="password-link", to=user).latest("pk"))


def choose(link: str) -> Any:
    """Choose another password by a link; the last answer."""
    visitor = Client()
    page = visitor.get(link, follow=True)
    form = {"new_password1": PHRASE, "new_password2": PHRASE}
    return visitor.post(page.redirect_chain[-1][0], form) if page.redirect_chain else page


def addresses(make_user: MakeUser) -> dict[str, str]:
    """An address of each kind that must not be told from the others."""
    closed, bare = make_user(), make_user()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    bare.set_unusable_password()
    bare.save()
    return {
        "open": make_user().email,
        "power": make_user("administrator").email,
        "closed": closed.email,
        "no password": bare.email,
        "unknown": "nobody@example.org",
    }


def test_every_address_reads_the_same(make_user: MakeUser, django_capture_on_commit_callbacks: Any) -> None:
    """Status, headers, page and number of letters that leave: nothing tells whether an account has the address."""
    seen = set()
    for address in addresses(make_user).values():
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            answer = ask(address)
        page = TOKENS.sub("", Client().get(answer["Location"]).content.decode())
        names = tuple(sorted(answer.headers))
        seen.add((answer.status_code, answer["Location"], answer.content, names, page, len(mail.outbox)))
        assert [letter.to for letter in mail.outbox] == [[address]]
    assert len(seen) == 1
    # A stranger's address leaves with the letter.
    assert not Letter.objects.exclude(sealed="").exists()
    assert not Letter.objects.exclude(address="").exists()


def test_what_is_asked_again_reads_the_same(make_user: MakeUser) -> None:
    """After three letters no other reaches the mailbox, under any form of it; the page says the same."""
    user = make_user(email="camille@example.org")
    answers = {
        (found := ask(form)).status_code: found["Location"] for form in [user.email] * 3 + ["Camille+x@Example.org"]
    }
    assert answers == {302: SENT}
    assert Letter.objects.filter(to=user).count() == 3
    # Who asks from elsewhere is not stopped by it.
    ask(user.email, REMOTE_ADDR="192.0.2.7")
    assert Letter.objects.filter(to=user).count() == 4
    for number in range(rate_limits.ALL_PASSWORD_LETTERS.allowed):
        ask(user.email, REMOTE_ADDR=f"192.0.3.{number}")
    assert Letter.objects.filter(to=user).count() == rate_limits.ALL_PASSWORD_LETTERS.allowed
    assert Entry.objects.filter(act="account.password-forgotten").count() == rate_limits.ALL_PASSWORD_LETTERS.allowed


def test_one_network_asks_for_so_many_addresses(make_user: MakeUser) -> None:
    """Whoever tries a list of addresses is stopped, whatever the list holds."""
    for number in range(rate_limits.PASSWORD_REQUESTS.allowed):
        assert ask(f"{number}@example.org").status_code == 302
    assert {ask(address).status_code for address in (make_user().email, "more@example.org")} == {422}


def test_the_link_serves_once_and_closes_every_session(make_user: MakeUser) -> None:
    """No session opens, those of the account close with their proofs, the person is told, and may sign in at once."""
    user, session = make_user(), Client()
    session.force_login(User.objects.get(pk=user.pk))
    for _ in range(rate_limits.FAILURES_PER_ACCOUNT):
        Client().post("/fr/sign-in/", {"username": user.email, "password": "wrong"})
    ask(user.email)
    ask(user.email)
    first, second = (link_in(one) for one in Letter.objects.filter(kind="password-link", to=user))
    assert first not in Letter.objects.filter(to=user).latest("pk").body
    answer = choose(first)
    assert (answer.status_code, answer["Location"]) == (302, "/fr/sign-in/")
    assert session.get("/fr/account/").status_code == 302
    assert PASSWORD_AT not in Client().session
    for link in (first, second):
        assert choose(link).status_code == 200
    assert Client().post("/fr/sign-in/", {"username": user.email, "password": PHRASE}).status_code == 302
    acts = ["account.password-forgotten", "account.password"]
    assert list(Entry.objects.filter(act__in=acts, subject_id=user.key).values_list("act", flat=True)) == [
        acts[0], acts[0], acts[1],
    ]  # fmt: skip
    assert Letter.objects.filter(to=user, kind="account-security").exists()


@pytest.mark.parametrize(
    ("shift", "serves"),
    [
        (timedelta(), True),
        (REQUESTED_LINK_LIFETIME - timedelta(minutes=1), True),
        (REQUESTED_LINK_LIFETIME + timedelta(minutes=1), False),
        (timedelta(hours=-2), False),
    ],
)
def test_the_link_lives_an_hour(
    shift: timedelta, serves: bool, make_user: MakeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a minute more, and not at all by a clock that was ahead."""
    user = make_user()
    ask(user.email)
    tokens = send_password_link.REQUESTED_LINK_TOKENS
    late = tokens._now() + shift
    monkeypatch.setattr(tokens, "_now", lambda: late)
    choose(link_of(user))
    user.refresh_from_db()
    assert user.check_password(PHRASE) is serves


def test_a_mailbox_gives_no_power(make_user: MakeUser) -> None:
    """C4: an account with power and no second factor gets no link; one with a factor does, and shows it after."""
    for user in (make_user("label_staff"), make_mandate("committee", "experts")):
        if not user.has_usable_password():
            user.set_password("une phrase de départ")
            user.save()
        ask(user.email)
        letter = Letter.objects.get(kind="password-link", to=user)
        assert "://" not in letter.whole_body().partition("-- ")[0]
        User.objects.filter(pk=user.pk).update(second_factor_since=timezone.now())
        ask(user.email)
        assert choose(link_of(user)).status_code == 302
        visitor = Client()
        entered = visitor.post("/fr/sign-in/", {"username": user.email, "password": PHRASE})
        assert entered["Location"].startswith("/fr/second-factor/")
        assert visitor.get("/fr/approvals/").status_code == 302


def test_a_factor_removed_meanwhile_voids_the_link(make_user: MakeUser) -> None:
    """C4: two people who remove a lost factor do not open the account to a link that was asked for before."""
    user = make_user("label_staff")
    User.objects.filter(pk=user.pk).update(second_factor_since=timezone.now())
    ask(user.email)
    link = link_of(user)
    User.objects.filter(pk=user.pk).update(second_factor_since=None)
    choose(link)
    user.refresh_from_db()
    assert user.check_password(user.plain)


def test_it_is_told_where_no_letter_leaves(settings: Any) -> None:
    """A site without a mail server offers no form, and says who can help instead."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    page = Client().get(ASK).content.decode()
    assert 'data-ways="operator"' in page
    assert 'name="email"' not in page
    ask("nobody@example.org")
    assert not Letter.objects.exists()


def test_limits_name_nobody(make_user: MakeUser) -> None:
    """The table of limits holds no address."""
    user = make_user()
    ask(user.email)
    assert not any(user.email in one.key for one in SignInLimit.objects.all())
    assert Client().post(ASK, {"email": "no address"}).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("/fr/dossiers/d-1/?page=2", "/fr/dossiers/d-1/?page=2"),
        ("https://elsewhere.example/", ""),
        ("//elsewhere.example/", ""),
        ("http://testserver/fr/dossiers/", ""),
        ("/fr/" + "x" * 500, ""),
    ],
)
def test_the_page_asked_for_is_kept_on_the_way(make_user: MakeUser, wanted: str, kept: str) -> None:
    """From the sign-in page through the letter to the next sign-in; never to another site."""
    user = make_user()
    page = Client().get("/fr/sign-in/", {"next": wanted}).content.decode()
    offered = re.search(r'href="(/fr/password/forgotten/[^"]*)"', page)
    assert offered is not None
    assert Client().post(offered[1], {"email": user.email}).status_code == 302
    done = choose(link_of(user))["Location"]
    entered = Client().post(done, {"username": user.email, "password": PHRASE})
    assert entered["Location"] == (kept or "/fr/dossiers/")
