"""A mail server that talks for ever; two processes that find the same letter, which leaves once."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from filiere.site.mail import delivery, smtp
from filiere.site.mail.models import Letter, Trouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(make_user: Callable[..., Any]) -> Letter:
    """A letter that waits, for long enough to be tried by the hourly tasks."""
    written = timezone.now() - 2 * delivery.LOST_AFTER
    return Letter.objects.create(to=make_user(), language="fr", kind="test", subject="S", body="B", written_at=written)


@pytest.fixture
def talker() -> Iterator[int]:
    """The port of a server that sends a byte now and then, and never the end of a line."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = threading.Event()

        def talk() -> None:
            line, _ = listening.accept()
            with line:
                while not ended.wait(0.02):
                    try:
                        line.sendall(b"2")
                    except OSError:
                        return

        threading.Thread(target=talk, daemon=True).start()
        yield listening.getsockname()[1]
        ended.set()


def test_a_server_that_talks_for_ever_is_left(
    letter: Letter, talker: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No wait is longer than the time-out, and all of them last for ever: the hourly tasks stood still behind one."""
    monkeypatch.setattr(smtp, "MAX_CONVERSATION_SECONDS", 0.3)
    settings.MAILERS = {
        "default": {
            "BACKEND": "filiere.site.mail.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": talker, "timeout": 10},
        }
    }
    done = threading.Event()
    watch = threading.Timer(20, lambda: done.set() or pytest.fail("still talking"))
    watch.daemon = True
    watch.start()
    assert delivery.deliver_letters([letter.pk]) == 0
    watch.cancel()
    assert not done.is_set()
    letter.refresh_from_db()
    assert (letter.failures, letter.trouble, letter.sent_at) == (1, Trouble.SERVER, None)


def test_two_processes_send_a_letter_once(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two machines sweep at once: the second finds the letter while the first one's conversation goes on."""
    leave = delivery._send_letter

    def meanwhile(one: Letter) -> str | None:
        monkeypatch.setattr(delivery, "_send_letter", leave)
        assert delivery._send_letters([letter]) == 0
        assert delivery.retry_due_letters(timezone.localdate()) == 0
        return leave(one)

    monkeypatch.setattr(delivery, "_send_letter", meanwhile)
    assert delivery.deliver_letters([letter.pk]) == 1
    assert len(mail.outbox) == 1
