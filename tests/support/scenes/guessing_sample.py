"""Many guesses of one password at one moment, for the test of the limit of attempts."""

from __future__ import annotations

from threading import Condition, Thread, local
from typing import Any
from unittest.mock import patch

from django.test import Client
from support.scenes.dossier_sample import make_person

GUESSES = 24


class SlowJudge:
    """A password check that lasts until every other guess is judged too or was refused: a burst stays a burst."""

    def __init__(self) -> None:
        self.judged = self.refused = 0
        self.moved, self.own = Condition(), local()

    def authenticate(self, *_: Any, **__: Any) -> None:
        """The backend: nobody's password is right, and the answer comes once all have passed the limit or not."""
        with self.moved:
            self.own.judged = True
            self.judged += 1
            self.moved.notify_all()
            self.moved.wait_for(lambda: self.judged + self.refused >= GUESSES, timeout=120)

    def guess(self, email: str) -> None:
        """Send the sign-in form, from a browser of one's own."""
        from django.db import connection

        try:
            Client(SERVER_NAME="localhost").post("/en/sign-in/", {"username": email, "password": "wrong"})
        finally:
            if not getattr(self.own, "judged", False):
                with self.moved:
                    self.refused += 1
                    self.moved.notify_all()
            connection.close()


def all_at_once() -> dict[str, int]:
    """How many guesses of a burst were judged, and how many were refused unread; how many letters and entries of it.

    It needs a database that threads share: a file, or PostgreSQL.
    """
    from filiere.site.accounts.backend import EmailBackend
    from filiere.site.journal.models import Entry
    from filiere.site.mail.models import Letter

    user, judge = make_person(), SlowJudge()
    with patch.object(EmailBackend, "authenticate", judge.authenticate):
        threads = [Thread(target=judge.guess, args=(user.email,)) for _ in range(GUESSES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return {
        "judged": judge.judged,
        "refused": judge.refused,
        "locks": Entry.objects.filter(act="account.lock").count(),
        "letters": Letter.objects.filter(to=user).count(),
    }
