"""Two tabs, two devices, a form held back: what happens between the page that somebody reads and what they send."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.scenes.dossier_sample import make_person
from support.scenes.survey_wave import make_link, open_collection

from filiere.site.survey.respondents import answers
from filiere.site.survey.waves.models import Reply

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
