"""The form that corrects a published result by hand: typed as the page shows it, read back before it is published."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.scenes.dossier_sample import make_person
from support.scenes.survey_wave import answer_barometer, open_collection

from filiere.core import Text
from filiere.core.numbers import format_percent
from filiere.site.survey.waves.actions import results, waves
from filiere.site.survey.waves.forms import PublishedChoice, RevisionForm
from filiere.site.survey.waves.models import ResultRevision, Wave

pytestmark = pytest.mark.django_db

SHARE = "outlook-up"


@pytest.fixture
def wave(client: Client) -> Wave:
    """A published wave, whose statistician is signed in."""
    actor = make_person("statistician")
    wave = open_collection(actor)
    answer_barometer(wave)
    waves.close_wave(wave, early=True, actor=actor)
    results.prepare_results(wave, actor=actor)
    wave.refresh_from_db()
    results.publish_results(wave, actor=actor, now=wave.publish_at)
    wave.refresh_from_db()
    client.force_login(actor)
    return wave


def send(client: Client, wave: Wave, value: str, *, result: str = SHARE, understood: str = "", lang: str = "fr") -> Any:
    """Send the form."""
    address = reverse("survey:wave-revision", args=(wave.key,)).replace("/fr/", f"/{lang}/")
    said = {"result": result, "value": value, "reason_fr": "Erreur", "reason_en": "Error", "understood": understood}
    return client.post(address, said)


def read_words(page: Any) -> str:
    """The words of a page, its fixed spaces made plain."""
    return str(page.content.decode()).replace("\u202f", " ").replace("\xa0", " ")


def read_confirmation(page: Any) -> str:
    """What the page asks to confirm: it is no fault, and the button says what comes next."""
    assert not page.context["form"].errors
    assert page.context["form"].button != RevisionForm.button
    found = re.search(r"data-to-confirm>(.*?)</p>", read_words(page), re.DOTALL)
    assert found is not None
    return found[1]


def read_understood(page: Any) -> str:
    """What the form that is shown again carries."""
    return str(page.context["form"]["understood"].value())


@pytest.mark.parametrize("typed", ["50", "50 %", "50\u202f%", "50,0", "50.0%"])
def test_a_share_is_typed_as_the_page_shows_it(client: Client, wave: Wave, typed: str) -> None:
    """In per cent, and shown back with the published one before anything is recorded."""
    shown = send(client, wave, typed)
    assert shown.status_code == 422
    assert "50 %, à la place de" in read_confirmation(shown)
    assert not ResultRevision.objects.exists()
    # What the page shows again is what is sent again.
    again = {name: shown.context["form"][name].value() for name in shown.context["form"].fields}
    assert again["value"] == typed
    assert client.post(shown.request["PATH_INFO"], again).status_code == 302
    assert ResultRevision.objects.get().after == 0.5


def test_what_was_typed_by_habit_is_seen(client: Client, wave: Wave) -> None:
    """0.5 is half a per cent: whoever meant a half reads it before it goes out, in English too."""
    shown = send(client, wave, "0.5", lang="en")
    assert "0.5%, in place of" in read_confirmation(shown)
    changed = send(client, wave, "50", lang="en", understood=read_understood(shown))
    assert changed.status_code == 422, "another number is shown back again"
    assert not ResultRevision.objects.exists()


def test_each_result_says_its_number_and_its_unit(client: Client, wave: Wave) -> None:
    """The list holds what is published, as the page rounds it."""
    page = read_words(client.get(reverse("survey:wave-revision", args=(wave.key,))))
    line = next(one for one in (wave.results or {})["outcomes"] if one["key"] == SHARE)
    assert f"({format_percent(100 * line['value'], 'fr')})</option>".replace("\u202f", " ") in page


def test_a_total_is_no_per_cent() -> None:
    """It is typed and shown in its own unit."""
    total = PublishedChoice("jobs", Text.same("jobs"), 1000.0, False, Text(fr="emplois", en="jobs"))
    assert (total.read("1 250"), total.read("1,5")) == (1250.0, 1.5)
    assert total.write(1250.0).replace("\u202f", " ") == "1 250 emplois"


@pytest.mark.parametrize("typed", ["beaucoup", "-3", "101 %"])
def test_what_is_no_share_is_refused(client: Client, wave: Wave, typed: str) -> None:
    """Neither words, nor less than nothing, nor more than all."""
    shown = send(client, wave, typed)
    assert shown.status_code == 422
    assert send(client, wave, typed, understood=read_understood(shown)).status_code == 422
    assert not ResultRevision.objects.exists()
