"""M5: whoever complains or follows is tied to it nowhere, though they be signed in, by a table or by an order."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import make_person

from filiere.site.accounts.sealing import seal_text
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter
from filiere.site.register import deferred_anonymous_acts
from filiere.site.register.actions.file_complaint import add_author_message, file_complaint, forget_author
from filiere.site.register.actions.handle_complaint import dismiss_complaint
from filiere.site.register.deferred_anonymous_acts import record_deferred_acts, record_deferred_acts_hourly
from filiere.site.register.journal_reconciliation import compare_complaints
from filiere.site.register.models import Complaint, ComplaintStep

pytestmark = pytest.mark.django_db
PAGE = "/fr/label/register/complaints/"
FACTS = "Les pauses ne sont plus données sur le plateau depuis le printemps et rien ne change."


@pytest.fixture
def dossier(grant: Any) -> Any:
    return grant("Alpha Appels", opened=timezone.localdate() - timedelta(days=300))


def made(dossier: Any) -> tuple[Complaint, str]:
    return file_complaint(dossier, capacity="employee", facts=FACTS, name="Zoé", email="zoe@example.org")


def sessions() -> str:
    """All that the table of sessions tells, opened."""
    return str([SessionStore().decode(row.session_data) for row in Session.objects.all()])


def test_no_session_tells_what_its_person_follows(dossier: Any) -> None:
    """The browser alone knows, under a seal; it forgets within the hour, when it is told to, and at the sign-out."""
    one, number = made(dossier)
    person = make_person(email="zoe@example.org")
    browser = Client()
    browser.force_login(person)
    assert browser.post(PAGE, {"act": "open", "number": number}).status_code == 302
    shown = browser.get(PAGE)
    assert "Réclamation reçue" in shown.content.decode()
    browser.post(PAGE, {"act": "add", "words": "Cela continue."})
    told = sessions()
    assert str(person.pk) in told
    assert one.key not in told
    assert "complaint" not in told
    cookies = str(browser.cookies)
    assert one.key not in cookies
    assert number not in cookies
    assert "Votre session est ouverte" in shown.content.decode()
    browser.post(PAGE, {"act": "leave"})
    assert "Réclamation reçue" not in browser.get(PAGE).content.decode()
    browser.post(PAGE, {"act": "open", "number": number})
    browser.post("/fr/sign-out/")
    assert "Réclamation reçue" not in browser.get(PAGE).content.decode()


def test_a_browser_forgets_within_the_hour(dossier: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And believes no other seal than its own."""
    one, number = made(dossier)
    browser = Client()
    browser.cookies["filiere_followed"] = one.key
    assert "Réclamation reçue" not in browser.get(PAGE).content.decode()
    browser.cookies["filiere_followed"] = seal_text("follow-end", one.key)
    assert "Réclamation reçue" not in browser.get(PAGE).content.decode()
    browser.post(PAGE, {"act": "open", "number": number})
    monkeypatch.setattr("filiere.site.register.tracking_cookie.COOKIE_LIFETIME", timedelta(seconds=-1))
    assert "Réclamation reçue" not in browser.get(PAGE).content.decode()


def test_sessions_of_before_are_cleared(dossier: Any) -> None:
    """The migration takes it out of those that stand, and leaves what else they hold."""
    one, _ = made(dossier)
    store = SessionStore()
    store["complaint"], store["_auth_user_id"] = one.key, "7"
    store.save()
    import_module("filiere.site.register.migrations.0004_anonymous_acts").forget_sessions(apps, None)
    told = sessions()
    assert one.key not in told
    assert "'_auth_user_id': '7'" in told


def test_the_order_of_the_journal_ties_nobody_to_an_act_without_a_name(dossier: Any) -> None:
    """What was said between two sign-ins enters after both, at one instant with all of the hour; rows keep a day."""
    people = [make_person() for _ in range(2)]
    for person in people:
        sign_in(person)
        one, _ = made(dossier)
        add_author_message(one, "Cela continue.")
        forget_author(one)
    names = {entry.actor_key for entry in Entry.objects.all()}
    assert "anonymous" not in names
    assert list(compare_complaints()) == []
    before = Entry.objects.order_by("-number").values_list("number", flat=True)[0]
    assert record_deferred_acts() == 6
    told = Entry.objects.filter(actor_key="anonymous")
    assert {entry.number > before for entry in told} == {True}
    assert len({entry.at for entry in told}) == 1
    assert list(compare_complaints()) == []
    assert record_deferred_acts() == 0
    moments = [*Complaint.objects.values_list("received_at", flat=True)]
    moments += ComplaintStep.objects.filter(by=None).values_list("at", flat=True)
    assert {timezone.localtime(moment).strftime("%H:%M:%S.%f") for moment in moments} == {"00:00:00.000000"}


def sign_in(person: Any) -> None:
    """As the page of sign-in writes it."""
    from filiere.site.journal.writer import record

    record(actor_key=person.key, act="account.sign-in", subject_kind="user", subject_id=person.key)


def test_the_order_is_drawn_and_that_of_each_complaint_stays(dossier: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote first is not first in the journal, but nobody adds words before they complained."""

    class Reversing:
        def shuffle(self, order: list[int]) -> None:
            order.reverse()

    first, _ = made(dossier)
    second, _ = made(dossier)
    add_author_message(first, "Cela continue.")
    monkeypatch.setattr(deferred_anonymous_acts.secrets, "SystemRandom", Reversing)
    record_deferred_acts()
    told = Entry.objects.filter(actor_key="anonymous").order_by("number").select_related("payload")
    assert [(entry.subject_id, entry.payload.body["number"]) for entry in told] == [
        (first.key, 1),
        (second.key, 1),
        (first.key, 2),
    ]


def test_the_staff_acts_after_the_journal(dossier: Any) -> None:
    """No letter tells the hour either; whoever handles a complaint finds what was said before in the journal."""
    staff = make_person("label_staff")
    one, _ = made(dossier)
    assert not Letter.objects.filter(to=staff).exists()
    dismiss_complaint(one, actor=staff, reason="Sans objet pour le label.")
    told = list(Entry.objects.filter(act="complaint.step").order_by("number").values_list("actor_key", flat=True))
    assert told == ["anonymous", staff.key]
    # What was handled within its hour awaits nobody any more.
    record_deferred_acts_hourly(timezone.localdate())
    assert not Letter.objects.filter(to=staff, kind="complaint.received").exists()
    assert list(compare_complaints()) == []


@pytest.mark.parametrize("harm", ["words", "gone", "added"])
def test_what_waits_is_compared_as_well(harm: str, dossier: Any) -> None:
    """A step changed, removed or added before the journal tells it is seen."""
    one, _ = made(dossier)
    step = add_author_message(one, "Cela continue.")
    if harm == "words":
        ComplaintStep.objects.filter(pk=step.pk).update(words="Tout va bien.")
    elif harm == "gone":
        ComplaintStep.objects.filter(pk=step.pk).delete()
    else:
        ComplaintStep.objects.create(complaint=one, number=3, kind="added", words="x", at=timezone.now())
    assert [found.kind for found in compare_complaints()] == [
        {"words": "changed", "gone": "missing", "added": "stray"}[harm]
    ]
