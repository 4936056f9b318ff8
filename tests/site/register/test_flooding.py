"""M2 of the tenth round: one visitor drowns neither the list of complaints, nor the staff in letters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import make_person

from filiere.core import Faults
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter
from filiere.site.register.actions.file_complaint import add_author_message, file_complaint
from filiere.site.register.actions.handle_complaint import dismiss_complaint, read_complaint
from filiere.site.register.deferred_anonymous_acts import record_deferred_acts_hourly
from filiere.site.register.models import Complaint
from filiere.site.workflow.extension_points import past_judge_lookups

pytestmark = pytest.mark.django_db
FACTS = "Les pauses ne sont plus données sur le plateau depuis le printemps et rien ne change."
LIST = "/fr/label/register/staff/complaints/"


@pytest.fixture
def dossier(grant: Any) -> Any:
    return grant("Alpha Appels", opened=timezone.localdate() - timedelta(days=300))


def made(dossier: Any, **given: Any) -> Complaint:
    return file_complaint(dossier, capacity="employee", facts=FACTS, **given)[0]


def signed_in(person: Any) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def flood(dossier: Any, count: int) -> None:
    """As many complaints as one network makes in `count / 5` hours, of today."""
    Complaint.objects.bulk_create(
        Complaint(
            dossier=dossier, tracking_hash=f"{rank:064}", capacity="other", facts=FACTS, received_at=timezone.now()
        )
        for rank in range(count)
    )


def test_a_complaint_that_waits_is_pushed_off_no_list(dossier: Any) -> None:
    """The one that waits longest stands first, whatever came after; every one stands on some page; closed apart."""
    staff = make_person("label_staff")
    first = made(dossier, now=timezone.now() - timedelta(days=3))
    over = made(dossier)
    dismiss_complaint(over, actor=staff, reason="Sans objet pour le label.")
    flood(dossier, 201)
    browser = signed_in(staff)
    page = browser.get(LIST).content.decode()
    assert page.count("/staff/complaints/c-") == 50
    assert page.index(f"/staff/complaints/{first.key}") == page.index("/staff/complaints/c-")
    shown = [key for number in range(1, 6) for key in keys(browser, f"?page={number}")]
    assert sorted(shown) == sorted(Complaint.objects.exclude(pk=over.pk).values_list("key", flat=True))
    assert keys(browser, "?state=closed") == [over.key]


def keys(browser: Client, asked: str) -> list[str]:
    """The complaints that a page of the list shows."""
    return [row["one"].key for row in browser.get(LIST + asked).context["rows"]]


def test_the_list_hides_what_its_reader_may_not_open(dossier: Any) -> None:
    """A company that they judged within three years: its complaints answered 404, and stood in the list."""
    staff = make_person("label_staff")
    one = made(dossier)
    browser = signed_in(staff)
    assert keys(browser, "") == [one.key]
    with past_judge_lookups.add_for_block(lambda *_: [(staff.pk, dossier.organisation_id)]):
        assert browser.get(f"{LIST}{one.key}/").status_code == 404
        assert keys(browser, "") == []


def test_the_staff_has_one_letter_an_hour_however_much_came(dossier: Any) -> None:
    """None while somebody of the staff waits for a page; the next hour has its own."""
    staff, other = make_person("label_staff"), make_person("label_staff")
    every = [made(dossier) for _ in range(5)]
    for one in every:
        for _ in range(4):
            add_author_message(one, "Cela continue.")
    read_complaint(staff, every[0].key)
    assert Entry.objects.filter(act="complaint.step").count() == 25
    received = Letter.objects.filter(kind="complaint.received")
    assert received.count() == 0
    record_deferred_acts_hourly(timezone.localdate())
    assert sorted(received.values_list("to", flat=True)) == sorted([staff.pk, other.pk])
    assert "25 éléments nouveaux, dans 5 réclamations" in received.filter(language="fr")[0].body
    record_deferred_acts_hourly(timezone.localdate())
    assert received.count() == 2
    add_author_message(every[0], "Encore.")
    record_deferred_acts_hourly(timezone.localdate())
    assert received.count() == 4
    assert f"/staff/complaints/{every[0].key}/" in received.order_by("-pk")[0].body


def test_one_network_adds_so_much_an_hour_to_all_its_complaints(dossier: Any) -> None:
    """Twenty additions; what was typed stays on the page, and another network goes on."""
    every = [made(dossier, visitor="192.0.2.1") for _ in range(2)]
    for rank in range(20):
        add_author_message(every[rank % 2], "Cela continue.", visitor="127.0.0.1")
    with pytest.raises(Faults) as caught:
        add_author_message(every[0], "Cela continue.", visitor="127.0.0.1")
    assert [one.code for one in caught.value.faults] == ["too-many-complaints"]
    _, number = file_complaint(dossier, capacity="employee", facts=FACTS)
    browser = Client()
    browser.post("/fr/label/register/complaints/", {"act": "open", "number": number})
    page = browser.post("/fr/label/register/complaints/", {"act": "add", "words": "Le texte que j’ai tapé."})
    assert page.status_code == 422
    assert "Le texte que j’ai tapé.</textarea>" in page.content.decode()
    add_author_message(every[0], "Cela continue.", visitor="192.0.2.9")
