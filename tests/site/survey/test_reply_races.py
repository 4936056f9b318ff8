"""Two tabs, two devices, a form held back: what happens between the page that somebody reads and what they send."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_person
from support.scenes.survey_wave import make_link, open_collection

from filiere.site.journal.models import Entry
from filiere.site.survey.respondents import answers
from filiere.site.survey.waves.models import AccessLink, Reply, SampledUnit, Wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(db: None) -> str:
    """The secret of a centre that was written to."""
    unit = open_collection(make_person("statistician")).units.first()
    assert unit is not None
    return make_link(unit)


def screen(token: str, key: str) -> str:
    """The address of a screen."""
    return reverse("survey:respond-screen", args=(token, key))


def review(token: str) -> str:
    """The address of the page that sends."""
    return reverse("survey:respond-review", args=(token,))


def read_seen(page: Any) -> str:
    """What the form of a page carries of what it shows."""
    found = re.search(r'name="seen" value="([^"]*)"', page.content.decode())
    assert found is not None
    return found[1]


def happen_meanwhile(monkeypatch: pytest.MonkeyPatch, event: Callable[[], object]) -> None:
    """Let something happen once, after a request was let in and before what it asks for is done."""
    let_in, left = answers.find_respondent, [event]

    def find(*args: Any) -> Any:
        found = let_in(*args)
        if left:
            left.pop()()
        return found

    monkeypatch.setattr(answers, "find_respondent", find)


def test_a_comment_written_in_another_tab_is_not_overwritten(client: Client, token: str) -> None:
    """A comment is an answer too: the form that did not show it is refused, and says what was typed in it."""
    staff = {"staff": "9000", "staff_before": "8000"}
    seen = read_seen(client.post(screen(token, "staff"), staff))
    client.post(screen(token, "staff"), staff | {"comment.staff": "Deux sites", "seen": seen})
    refused = client.post(screen(token, "staff"), staff | {"comment.staff": "Un seul site", "seen": seen})
    assert refused.status_code == 422
    assert Reply.objects.get().answers["comments"] == {"staff": "Deux sites"}
    assert 'data-untaken="1"' in refused.content.decode()
    assert "Un seul site" in refused.content.decode()


def test_what_was_typed_over_a_change_stays_on_the_page(client: Client, token: str) -> None:
    """The page shows the latest answers, and beside them what was typed in this tab, in words."""
    seen = read_seen(client.get(screen(token, "segment")))
    client.post(screen(token, "segment"), {"segment": "in_house", "seen": seen})
    refused = client.post(screen(token, "segment"), {"segment": "outsourced", "seen": seen})
    assert refused.status_code == 422
    assert re.search(r'data-untaken="1".*des clients, comme prestataire', refused.content.decode(), re.DOTALL)
    assert Reply.objects.get().answers["values"] == {"segment": "in_house"}


def close_collection() -> None:
    """The desk ends the collection."""
    Wave.objects.update(state=Wave.State.CLOSED)


def expire_links() -> None:
    """The last day of every link has passed."""
    AccessLink.objects.update(expires_on=timezone.localdate() - timedelta(days=1))


ENDS: dict[str, Callable[[], None]] = {"closed": close_collection, "expired": expire_links}


@pytest.mark.parametrize("held", [False, True], ids=["before", "meanwhile"])
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_nothing_is_saved_once_the_collection_is_over(
    client: Client, token: str, monkeypatch: pytest.MonkeyPatch, end: Callable[[], None], held: bool
) -> None:
    """A screen opened before the end is refused after it, at the door or under the lock, and shows what it said."""
    client.post(screen(token, "segment"), {"segment": "in_house"})
    happen_meanwhile(monkeypatch, end) if held else end()
    late = client.post(screen(token, "staff").replace("/fr/", "/en/"), {"staff": "4321", "staff_before": ""})
    assert late.status_code == 422
    page = late.content.decode()
    assert "data-late" in page
    assert "Collection has ended" in page
    assert 'data-untaken="1"' in page
    assert "4,321" in page
    assert "in-house" not in page.casefold(), "what was answered before is not read through a link that has ended"
    assert Reply.objects.get().answers["values"] == {"segment": "in_house"}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_nothing_is_sent_once_the_collection_is_over(
    client: Client, token: str, monkeypatch: pytest.MonkeyPatch, end: Callable[[], None]
) -> None:
    """The page that sends, opened before the end, sends nothing after it and says so."""
    client.post(screen(token, "segment"), {"segment": "in_house"})
    seen = read_seen(client.get(review(token)))
    happen_meanwhile(monkeypatch, end)
    late = client.post(review(token), {"seen": seen})
    assert late.status_code == 422
    assert "data-late" in late.content.decode()
    assert Reply.objects.get().submitted_at is None
    assert not Entry.objects.filter(act="response.submit").exists()
    assert SampledUnit.objects.get(reply__isnull=False).state == SampledUnit.State.STARTED


def test_a_link_that_never_was_opens_nothing(client: Client, token: str) -> None:
    """Only whoever had a link is told of the end."""
    close_collection()
    assert client.post(screen(token[:-1], "staff"), {"staff": "1"}).status_code == 404


def send_elsewhere(token: str) -> Callable[[], None]:
    """Somebody else sends the reply from another device."""

    def send() -> None:
        other = Client()
        assert other.post(review(token), {"seen": read_seen(other.get(review(token)))}).status_code == 302

    return send


@pytest.mark.parametrize("held", [False, True], ids=["before", "meanwhile"])
def test_a_screen_after_the_reply_was_sent_says_when_and_shows_it(
    client: Client, token: str, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    """Two devices: what one typed after the other sent is told to be nowhere, beside what was sent."""
    client.post(screen(token, "segment"), {"segment": "in_house"})
    event = send_elsewhere(token)
    happen_meanwhile(monkeypatch, event) if held else event()
    answer = client.post(screen(token, "segment"), {"segment": "outsourced"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "data-sent-at" in page
    assert "data-answers" in page
    assert 'data-untaken="1"' in page


def test_reviewing_what_was_sent_meanwhile_is_no_error(
    client: Client, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both devices press the same button: one reply, one entry, and both read that it was sent."""
    client.post(screen(token, "segment"), {"segment": "in_house"})
    seen = read_seen(client.get(review(token)))
    happen_meanwhile(monkeypatch, send_elsewhere(token))
    page = client.post(review(token), {"seen": seen})
    assert (page.status_code, "data-sent-at" in page.content.decode()) == (200, True)
    assert Entry.objects.filter(act="response.submit").count() == 1


def test_reminders_of_a_reply_sent_meanwhile_are_no_error(
    client: Client, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent between the moment a screen is kept and the moment its checks are noted."""
    keep = answers.keep_reminders

    def keep_late(*args: Any) -> None:
        send_elsewhere(token)()
        keep(*args)

    monkeypatch.setattr(answers, "keep_reminders", keep_late)
    page = client.post(screen(token, "staff"), {"staff": "9000"})
    assert "data-sent-at" in page.content.decode()
    assert Reply.objects.get().answers["values"] == {"staff": "9000"}


def test_an_answer_changed_since_the_review_is_told_and_nothing_is_sent(client: Client, token: str) -> None:
    """What is sent is what was read: the page says which answers changed, and sends them at the next press."""
    client.post(screen(token, "segment"), {"segment": "in_house"})
    seen = read_seen(client.get(review(token)))
    client.post(screen(token, "segment"), {"segment": "outsourced"})
    client.post(screen(token, "staff"), {"staff": "40", "staff_before": "41"})
    refused = client.post(review(token), {"seen": seen})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert re.findall(r'data-changed="([^"]*)"', page) == ["segment", "staff", "staff_before"]
    assert Reply.objects.get().submitted_at is None
    assert client.post(review(token), {"seen": read_seen(refused)}).status_code == 302


def test_a_reply_is_not_sent_unread(client: Client, token: str) -> None:
    """Without what the page showed, it is shown."""
    client.post(screen(token, "segment"), {"segment": "in_house"})
    refused = client.post(review(token))
    assert refused.status_code == 422
    assert "data-changed=" not in refused.content.decode()
    assert Reply.objects.get().submitted_at is None


def test_a_mistake_made_meanwhile_stops_the_sending(
    client: Client, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands at the moment of sending is checked, not what stood when the page was asked for."""
    client.post(screen(token, "hired"), {"hired": "yes", "hires": "5", "permanent_hires": "3"})
    seen = read_seen(client.get(review(token)))
    wrong = {"hired": "yes", "hires": "3", "permanent_hires": "5"}
    happen_meanwhile(monkeypatch, lambda: Client().post(screen(token, "hired"), wrong))
    refused = client.post(review(token), {"seen": seen})
    assert refused.status_code == 422
    assert 'data-check="hard"' in refused.content.decode()
    assert Reply.objects.get().submitted_at is None
