"""Forms of every sort, each sent several times: one after the other, or at once by people who click twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any

from django.http import HttpResponse
from django.test import Client
from support.scenes.dossier_sample import make_mandate, make_person
from support.scenes.granted_sample import grant

FACTS = "Les pauses ne sont plus données sur le plateau depuis des semaines, et rien ne change malgré nos demandes."
TIMES = 3


@dataclass
class Sending:
    """A form on a page, what is typed in it, and how many rows it may make."""

    client: Client
    page: str
    typed: dict[str, str]
    made: Callable[[], int]
    address: str = ""

    def form(self) -> dict[str, str]:
        """The fields of the form, with those that its page hides."""
        page = self.client.get(self.page).content.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        hidden.pop("csrfmiddlewaretoken", None)
        return {**hidden, **self.typed}

    def send(self, form: dict[str, str]) -> HttpResponse:
        """Send it from a browser that has not seen any answer yet."""
        fresh = browser()
        fresh.cookies = deepcopy(self.client.cookies)
        return fresh.post(self.address or self.page, form)  # type: ignore[return-value]


def browser() -> Client:
    """A browser that knows nothing yet; the name of the site of Django's tests is set by their runner only."""
    return Client(SERVER_NAME="localhost")


def signed_in(user: Any) -> Client:
    """A browser in which the person has shown a second factor."""
    from filiere.site.accounts.session_proofs import SESSION_MARK

    client = browser()
    client.force_login(user)
    session = client.session
    session[SESSION_MARK] = {"user": user.key, "how": "test", "at": ""}
    session.save()
    return client


def sendings() -> dict[str, Sending]:
    """Acts of visitors, of staff, of administrators and of one's own account; pages that show something once."""
    from filiere.site.accounts.models_credentials import Invitation
    from filiere.site.committee.models import Session
    from filiere.site.journal.models import Entry
    from filiere.site.mail.models import Letter
    from filiere.site.members.models import Organisation
    from filiere.site.register.models import Complaint

    holder = grant("Alpha Appels")
    make_mandate()
    staff, administrator, person = make_person("label_staff"), make_person("administrator"), make_person()
    before = Organisation.objects.count()

    def acts(act: str) -> Callable[[], int]:
        return Entry.objects.filter(act=act, subject_id=person.key).count

    return {
        "complaint": Sending(
            browser(),
            f"/fr/label/register/complaints/new/{holder.key}/",
            {"capacity": "union", "facts": FACTS},
            Complaint.objects.count,
        ),
        "session": Sending(
            signed_in(staff),
            "/fr/committee/call/",
            {"instance": "committee", "on": "2999-01-05", "at": "09:30", "place": "Paris"},
            Session.objects.count,
        ),
        "invitation": Sending(
            signed_in(administrator),
            "/en/people/",
            {"email": "new@example.org", "role": "", "language": "en"},
            Invitation.objects.count,
        ),
        "organisation": Sending(
            signed_in(staff),
            "/fr/organisations/new/",
            {"name": "Nouvelle", "kind": "outsourcer"},
            lambda: Organisation.objects.count() - before,
        ),
        "follow": Sending(
            browser(),
            f"/fr/label/register/holders/{holder.organisation.key}/",
            {"email": "lectrice@example.org"},
            Letter.objects.filter(address="lectrice@example.org").count,
            f"/fr/label/register/holders/{holder.organisation.key}/follow/",
        ),
        "sign-in": Sending(
            browser(),
            "/fr/sign-in/",
            {"username": person.email, "password": person.plain},
            acts("account.sign-in"),
        ),
    }


def seen(answer: HttpResponse) -> tuple[Any, ...]:
    """What the browser is left with: the status, where it goes, what it reads, and its session."""
    session = answer.cookies.get("sessionid")
    flash = answer.cookies.get("messages")
    return (
        answer.status_code,
        answer.get("Location"),
        answer.content.decode(),
        session.value if session else "",
        flash.value if flash else "",
    )


def all_at_once() -> dict[str, Any]:
    """Send each form several times at the same moment: how many different answers there are, and rows made.

    It needs a database that threads share: a file, or PostgreSQL.
    """
    from django.db import connection

    found: dict[str, Any] = {}
    for name, sending in sendings().items():
        form, gate, answers = sending.form(), Barrier(TIMES), []

        def click(sending: Sending = sending, form: Any = form, gate: Any = gate, answers: Any = answers) -> None:
            gate.wait()
            try:
                answers.append(seen(sending.send(form)))
            except Exception as error:
                answers.append((type(error).__name__, str(error)))
            finally:
                connection.close()

        threads = [Thread(target=click) for _ in range(TIMES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found[name] = [sorted({answer[0] for answer in answers}, key=str), len(set(answers)), sending.made()]
    return found


def one_after_the_other() -> dict[str, Any]:
    """Send each form several times: how many different answers there are, and rows made."""
    found: dict[str, Any] = {}
    for name, sending in sendings().items():
        form = sending.form()
        answers = [seen(sending.send(form)) for _ in range(TIMES)]
        found[name] = [sorted({answer[0] for answer in answers}), len(set(answers)), sending.made()]
    return found
