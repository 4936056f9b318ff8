"""Letters: written with their act, sent after it, in the reader's language, never in the logs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from filiere.core import Text
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.actions.invite import send_invitation
from filiere.site.accounts.rights import OPERATOR
from filiere.site.mail import delivery
from filiere.site.mail.models import Letter
from filiere.site.mail.outbox import post_letter_to_address, post_letters

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

WORDS = {"subject": Text(fr="Objet", en="Subject"), "body": Text(fr="Bonjour", en="Hello"), "kind": "test"}


class Down(Exception):
    """An act that fails."""


def broken(*_: Any, **__: Any) -> int:
    """A mail server that is down."""
    raise ConnectionRefusedError


def test_a_letter_leaves_once_the_act_is_committed(
    make_user: MakeUser, django_capture_on_commit_callbacks: Any
) -> None:
    """Not before, not if it is undone; once a person, in their language, with a link and a signature."""
    english, french, closed = make_user(language="en"), make_user(), make_user()
    closed.is_active = False

    @transaction.atomic
    def failing() -> None:
        post_letters(to=[french], **WORDS)
        raise Down

    with pytest.raises(Down):
        failing()
    assert not Letter.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        post_letters(to=[english, english, french, closed], link="/dossiers/d-1/", **WORDS)
        assert mail.outbox == []
    assert {(message.to[0], message.subject) for message in mail.outbox} == {
        (english.email, "Subject"),
        (french.email, "Objet"),
    }
    letter = Letter.objects.get(to=english)
    assert "/en/dossiers/d-1/" in letter.body
    assert "/en/privacy/" in letter.body
    assert letter.sent_at is not None


def test_a_discreet_letter_leaves_nothing_behind(django_capture_on_commit_callbacks: Any, settings: Any) -> None:
    """Its address is in no table while it waits, and the row goes with the mail."""
    reader = "discrete@example.org"
    with django_capture_on_commit_callbacks(execute=True):
        post_letter_to_address(email=reader, language="fr", discreet=True, **WORDS)
        assert reader not in str(list(Letter.objects.values()))
        assert Letter.objects.get().reader() == reader
        assert Letter.objects.discreet_to(reader).exists()
    assert [message.to for message in mail.outbox] == [[reader]]
    assert not Letter.objects.exists()
    post_letter_to_address(email=reader, language="fr", discreet=True, **WORDS)
    settings.SECRET_KEY = settings.SECRET_KEY[::-1]
    assert Letter.objects.get().reader() == ""


def test_a_subject_is_one_line(make_user: MakeUser) -> None:
    """A line break in a name makes no header of its own."""
    subject = Text(fr="Dossier\r\nBcc: x@example.org", en="Dossier\nBcc: x@example.org")
    post_letters(to=[make_user()], subject=subject, body=WORDS["body"], kind="test")
    assert delivery.deliver_letters() == 1
    assert mail.outbox[0].subject == "Dossier Bcc: x@example.org"
    assert mail.outbox[0].recipients() == [Letter.objects.get().reader()]


def test_a_server_that_is_down_undoes_nothing(
    make_user: MakeUser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The letter waits, the log names nobody, and a later run sends it; after some failures a person must look."""
    user = make_user(email="unique-word@example.org")
    post_letters(to=[user], **WORDS)
    from django.core.mail.backends.locmem import EmailBackend

    with monkeypatch.context() as down, caplog.at_level(logging.DEBUG):
        down.setattr(EmailBackend, "send_messages", broken)
        assert delivery.deliver_letters() == 0
    assert "unique-word" not in caplog.text
    assert str(Letter.objects.get().pk) in caplog.text
    assert Letter.objects.get().failures == 1
    assert delivery.deliver_letters() == 1
    assert delivery.deliver_letters() == 0
    post_letters(to=[user], **WORDS)
    Letter.objects.waiting().update(failures=delivery.MOST_FAILURES)
    assert delivery.deliver_letters() == 0


def test_without_a_server_letters_are_kept(make_user: MakeUser, settings: Any) -> None:
    """They stay “not sent”, so that they leave the day there is one."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    post_letters(to=[make_user()], **WORDS)
    assert delivery.deliver_letters() == 0
    letter = Letter.objects.get()
    assert (letter.sent_at, letter.failures) == (None, 0)


def test_the_copy_kept_of_an_invitation_opens_nothing() -> None:
    """Once the letter has left, its link is struck from the table."""
    _, link = send_invitation(actor=OPERATOR, email="new@example.org")
    assert link in Letter.objects.get().whole_body()
    assert delivery.deliver_letters() == 1
    assert link in mail.outbox[0].body
    assert link.rstrip("/").rsplit("/", 1)[-1] not in Letter.objects.get().body


def test_a_letter_that_waits_holds_no_link_in_clear(settings: Any) -> None:
    """H6. Whatever its kind, what lets in whoever reads it is sealed in the table; a lost key keeps the letter."""
    _, link = send_invitation(actor=OPERATOR, email="new@example.org")
    secret = link.rstrip("/").rsplit("/", 1)[-1]
    words = Text.same("… /fr/a/" + "x" * 40 + "/ …, /fr/b/?token=" + "y" * 43)
    post_letter_to_address(
        email="other@example.org", language="fr", subject=WORDS["subject"], body=words, kind="whatever"
    )
    rows = str(list(Letter.objects.values()))
    assert secret not in rows
    assert "x" * 40 not in rows
    assert "y" * 43 not in rows
    invited, other = Letter.objects.order_by("pk")
    assert link in invited.whole_body()
    assert f"… {settings.FILIERE_ADDRESS}/fr/a/{'x' * 40}/ …, " in other.whole_body()
    assert other.whole_body().count("y" * 43) == 1
    settings.SECRET_KEY = settings.SECRET_KEY[::-1]
    assert delivery.deliver_letters() == 0
    assert mail.outbox == []
    assert Letter.objects.waiting().count() == 2
    assert "…/" in invited.shown_body()


def test_links_of_earlier_letters_are_sealed_or_struck() -> None:
    """H6. The migration leaves none in clear: those that wait can still leave, those that left lose theirs."""
    from importlib import import_module

    from django.apps import apps
    from django.utils import timezone

    body = "Ouvrez http://localhost:8000/fr/invitations/" + "z" * 43 + "/ pour accepter."
    row = {"address": "a@example.org", "language": "fr", "kind": "invitation", "subject": "s", "body": body}
    waiting = Letter.objects.create(**row, written_at=timezone.now())
    left = Letter.objects.create(**row, written_at=timezone.now(), sent_at=timezone.now())
    import_module("filiere.site.mail.migrations.0003_sealed_links").seal_links(apps, None)
    assert "z" * 43 not in str(list(Letter.objects.values()))
    waiting.refresh_from_db()
    left.refresh_from_db()
    assert waiting.whole_body() == body
    assert left.whole_body() == body.replace("z" * 43, "…")


def test_an_erased_person_has_no_letters(make_user: MakeUser) -> None:
    """They go with the person; the last one, which tells them, bears no name and a sealed address, and goes too."""
    user = make_user()
    post_letters(to=[user], **WORDS)
    erase_person(actor=OPERATOR, user=user)
    user.refresh_from_db()
    assert post_letters(to=[user], **WORDS) == []
    last = Letter.objects.get()
    assert (last.to, last.address, last.about) == (None, "", "")
    assert last.sealed


def test_the_mailbox_is_the_demonstration_s_alone(client: Client, make_user: MakeUser, settings: Any) -> None:
    """Without the stamp, or with one real account, the page does not exist, signed in or not."""
    user = make_user("administrator", "staff")
    post_letters(to=[user], **WORDS)
    number = Letter.objects.get().pk
    client.force_login(user)
    for stamped in (False, True):
        settings.FILIERE_DEMO = stamped
        for page in ("/fr/mail/", f"/fr/mail/{number}/"):
            assert client.get(page).status_code == 404
    user.fictitious = True
    user.save()
    for page in ("/fr/mail/", f"/en/mail/{number}/", f"/fr/mail/?to={user.email}&page=zz"):
        answer = Client().get(page)
        assert answer.status_code == 200, page
        assert "Objet" in answer.content.decode()
    assert "data-by-address" in Client().get("/fr/mail/").content.decode(), (
        "how one finds the letter to a typed address"
    )
    assert Client().get("/fr/mail/999999/").status_code == 404
    assert "Objet" not in Client().get("/fr/mail/?to=nobody@example.org").content.decode()


def test_the_mailbox_leads_to_a_survey_s_letter(make_user: MakeUser, settings: Any) -> None:
    """A centre has no account: its made-up address is offered; one that somebody typed is not."""
    from django.utils import timezone

    settings.FILIERE_DEMO = True
    user = make_user()
    user.fictitious = True
    user.save()
    for address in ("centre-1@filiere.invalid", "somebody@example.org"):
        Letter.objects.create(
            address=address, language="fr", kind="survey.invitation", subject="x", body="x", written_at=timezone.now()
        )
    page = Client().get("/fr/mail/").content.decode()
    assert "?to=centre-1%40filiere.invalid" in page
    assert "somebody@example.org" not in page


def test_a_letter_s_text_is_shown_as_text(make_user: MakeUser, settings: Any) -> None:
    """A script in a letter does nothing in the mailbox."""
    settings.FILIERE_DEMO = True
    user = make_user()
    user.fictitious = True
    user.save()
    script = "<script>alert(1)</script>"
    post_letters(to=[user], subject=Text(fr=script, en=script), body=Text(fr=script, en=script), kind="test")
    for page in ("/fr/mail/", f"/fr/mail/{Letter.objects.get().pk}/"):
        assert script not in Client().get(page).content.decode()


def test_a_letter_leads_to_its_page(make_user: MakeUser, settings: Any) -> None:
    """A path in the text becomes an address that can be followed; a letter about a dossier always leads to it."""
    settings.FILIERE_ADDRESS = "https://filiere.example"
    user, subject = make_user(), WORDS["subject"]
    path = Text(fr="Voir : /fr/dossiers/d-1/audit/", en="See: /en/dossiers/d-1/audit/")
    post_letters(to=[user], subject=subject, body=path, kind="test", about="dossier:d-1")
    post_letters(to=[user], **WORDS, about="dossier:d-2")
    told, bare = Letter.objects.order_by("pk").values_list("body", flat=True)
    assert "https://filiere.example/fr/dossiers/d-1/audit/" in told
    assert told.count("/dossiers/") == 1
    assert "https://filiere.example/fr/dossiers/d-2/" in bare
