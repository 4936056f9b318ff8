"""Letters that did not leave: tried again by the sweep, within bounds, then shown to whoever may see to them (M6)."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from filiere.core import Text
from filiere.site.journal.models import Entry
from filiere.site.mail import delivery
from filiere.site.mail.models import MOST_FAILURES, Letter
from filiere.site.mail.outbox import post_letter_to_address, post_letters
from filiere.site.workflow import scheduler

pytestmark = pytest.mark.django_db

WORDS = {"subject": Text(fr="Objet", en="Subject"), "body": Text(fr="Bonjour", en="Hello")}


class Server:
    """A mail server that fails as a test says, and counts what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.error: Exception | None = ConnectionRefusedError()
        self.asked = 0
        server, plain = self, EmailBackend.send_messages

        def send(backend: Any, messages: Any) -> Any:
            server.asked += 1
            if server.error is not None:
                raise server.error
            return plain(backend, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", send)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    """A mail server that is down."""
    return Server(monkeypatch)


def later(hours: float) -> None:
    """Let that much time pass since the last attempts."""
    for letter in Letter.objects.filter(tried_at__isnull=False):
        Letter.objects.filter(pk=letter.pk).update(tried_at=letter.tried_at - timedelta(hours=hours))


def test_the_sweep_sends_what_failed_once_the_server_is_back(make_user: Callable[..., Any], server: Server) -> None:
    """M6: without any command; not before its hour, and once."""
    post_letters(to=[make_user()], kind="invitation", **WORDS)
    assert delivery.deliver_letters() == 0
    assert scheduler.sweep_unless_running() is not None
    assert server.asked == 1
    server.error = None
    later(1)
    assert scheduler.sweep_unless_running() is not None
    assert scheduler.sweep_unless_running() is not None
    assert len(mail.outbox) == 1
    assert Letter.objects.get().sent_at is not None


def test_tries_come_later_each_time_and_end(make_user: Callable[..., Any], server: Server) -> None:
    """Eight in all; a day at most between two of them; one dated by a clock ahead is not put off for years."""
    post_letters(to=[make_user()], kind="invitation", **WORDS)
    delivery.deliver_letters()
    waited = []
    while Letter.objects.get().failures < MOST_FAILURES:
        hours = 0
        while (
            not (before := server.asked) or delivery.retry_due_letters(timezone.localdate()) or server.asked == before
        ):
            later(1)
            hours += 1
        waited.append(hours)
    assert waited == [1, 2, 4, 8, 16, 24, 24]
    later(1000)
    delivery.retry_due_letters(timezone.localdate())
    assert server.asked == MOST_FAILURES
    Letter.objects.update(failures=1, tried_at=timezone.now() + timedelta(days=1100))
    delivery.retry_due_letters(timezone.localdate())
    assert server.asked == MOST_FAILURES + 1


def test_a_server_that_is_down_holds_no_sweep(
    make_user: Callable[..., Any], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After three failures of the server itself the others wait; so do they once the sweep has taken its minute."""
    post_letters(to=[make_user() for _ in range(8)], kind="invitation", **WORDS)
    Letter.objects.update(written_at=timezone.now() - timedelta(hours=1))
    delivery.retry_due_letters(timezone.localdate())
    assert server.asked == delivery.MAX_SERVER_FAILURES
    # One address that is refused says nothing of the others.
    server.error = smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"x@example.org unknown")})
    later(1)
    delivery.retry_due_letters(timezone.localdate())
    assert server.asked == delivery.MAX_SERVER_FAILURES + 8
    moments = iter(range(0, 10_000, 25))
    monkeypatch.setattr(delivery.time, "monotonic", lambda: float(next(moments)))
    later(2)
    delivery.retry_due_letters(timezone.localdate())
    assert server.asked == delivery.MAX_SERVER_FAILURES + 8 + 2
    assert "example.org" not in str(list(Letter.objects.values_list("trouble", flat=True)))


def test_the_acts_of_one_request_wait_for_a_silent_server_together(
    make_user: Callable[..., Any],
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    """M2 of the tenth round: each `post_letters` had a minute of its own, so that five of them ended the process."""
    clock = [0.0]

    def silent(backend: Any, messages: Any) -> Any:
        server.asked += 1
        clock[0] += 30
        raise TimeoutError

    monkeypatch.setattr(EmailBackend, "send_messages", silent)
    monkeypatch.setattr(delivery.time, "monotonic", lambda: clock[0])

    def acts(_request: Any) -> HttpResponse:
        for _ in range(5):
            with django_capture_on_commit_callbacks(execute=True):
                post_letters(to=[make_user() for _ in range(3)], kind="invitation", **WORDS)
        return HttpResponse()

    delivery.limit_request_letters(acts)(HttpRequest())
    assert server.asked == delivery.MAX_SERVER_FAILURES
    assert clock[0] == 90
    # Those of the next request have their own.
    delivery.limit_request_letters(acts)(HttpRequest())
    assert server.asked == 2 * delivery.MAX_SERVER_FAILURES


def test_the_parts_of_a_sweep_share_what_sending_may_take(
    make_user: Callable[..., Any],
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    """M2 of the tenth round: a slow mail server held the lock of the sweep a minute for each act that wrote."""
    clock = [0.0]

    def slow(backend: Any, messages: Any) -> Any:
        server.asked += 1
        clock[0] += 29
        return 1

    monkeypatch.setattr(EmailBackend, "send_messages", slow)
    monkeypatch.setattr(delivery.time, "monotonic", lambda: clock[0])

    def part(_day: Any) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            post_letters(to=[make_user()], kind="invitation", **WORDS)
        return 1

    monkeypatch.setattr(scheduler.hourly_tasks, "clock_free_tasks", [part] * 60)
    monkeypatch.setattr(scheduler.hourly_tasks, "clock_bound_tasks", [])
    assert scheduler.sweep_unless_running() is not None
    assert clock[0] <= delivery.MAX_SWEEP_SECONDS + 30
    assert Letter.objects.waiting().count() == 60 - server.asked


def test_letters_kept_without_a_server_do_not_leave_by_themselves(
    make_user: Callable[..., Any], server: Server
) -> None:
    """The day there is one, years of letters would leave; what a process that died never tried does."""
    old, lost, fresh = (make_user() for _ in range(3))
    post_letters(to=[old, lost, fresh], kind="invitation", **WORDS)
    for user, ago in ((old, timedelta(days=30)), (lost, timedelta(hours=1))):
        Letter.objects.filter(to=user).update(written_at=timezone.now() - ago)
    server.error = None
    delivery.retry_due_letters(timezone.localdate())
    assert [message.to for message in mail.outbox] == [[lost.email]]


def test_no_instant_of_a_discreet_letter_is_shown(
    make_user: Callable[..., Any], server: Server, client: Client
) -> None:
    """M5: a receipt that failed told when somebody complained, to whoever reads in the journal who signed in then."""
    post_letters(to=[make_user(email="reader@example.org")], kind="invitation", **WORDS)
    post_letter_to_address(email="secret@example.org", language="fr", kind="complaint.receipt", discreet=True, **WORDS)
    delivery.deliver_letters()
    at = timezone.make_aware(datetime(2026, 3, 2, 9, 41))
    Letter.objects.update(written_at=at, tried_at=at)
    client.force_login(make_user("label_staff"))
    page = client.get("/en/mail/failed/").text
    rows = [row for row in page.split("<tr>") if "2 March 2026" in row]
    told = {"undisclosed recipient" in row: re.findall(r"\d\d:\d\d", row) for row in rows}
    assert told == {True: [], False: ["09:41", "10:41"]}


def test_whoever_may_sees_why_and_acts(
    make_user: Callable[..., Any], server: Server, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    """M6: the staff see every letter but no text and no discreet address; an administrator those of accounts."""
    staff, admin, other = make_user("label_staff"), make_user("administrator"), make_user("staff")
    reader = make_user(email="reader@example.org")
    server.error = smtplib.SMTPRecipientsRefused({reader.email: (550, b"unknown")})
    for kind in ("invitation", "dossier.granted"):
        post_letters(to=[reader], kind=kind, **WORDS)
    post_letter_to_address(email="secret@example.org", language="fr", kind="complaint.news", discreet=True, **WORDS)
    delivery.deliver_letters()
    Letter.objects.update(failures=MOST_FAILURES)
    invitation, dossier, complaint = Letter.objects.order_by("pk")
    address = "/fr/mail/failed/"
    client.force_login(staff)
    assert f'href="{address}"' in client.get("/fr/dossiers/").text
    page = client.get(address).text
    assert page.count("reader@example.org") == 2
    assert "refuse l’adresse (550)" in page
    assert "destinataire discret" in page
    assert "secret@" not in page
    assert "Objet" not in page
    client.force_login(other)
    assert client.get(address).status_code == 403
    client.force_login(admin)
    page = client.get(address).text
    assert (page.count("reader@example.org"), "destinataire discret" in page) == (1, False)
    assert client.post(address, {"letter": str(dossier.pk), "act": "give-up"}).status_code == 404
    assert client.post(address, {"letter": "x", "act": "give-up"}).status_code == 404
    server.error = None
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"letter": str(invitation.pk), "act": "again"})
    assert [message.to for message in mail.outbox] == [["reader@example.org"]]
    client.force_login(staff)
    for letter in (dossier, complaint):
        client.post(address, {"letter": str(letter.pk), "act": "give-up"})
    assert "Tous les e-mails ont été envoyés" in client.get(address).text
    assert not Letter.objects.filter(pk=complaint.pk).exists()
    assert delivery.deliver_letters() == 0
    assert list(Entry.objects.filter(subject_kind="letter").values_list("act", "actor_key")) == [
        ("letter.send-again", admin.key),
        ("letter.give-up", staff.key),
        ("letter.give-up", staff.key),
    ]
    assert "notice alert" not in client.get("/fr/dossiers/").text
