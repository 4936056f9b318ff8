"""Definitions that a centre writes: by questions or in YAML, sealed by the first figure, never changed afterwards."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import resolve, reverse
from support.scenes.quality_sample import deliver, differences, legs_csv, make_centre, make_manager, said, write

from filiere.contacts.definitions import CHOICE_ORDER, load_set
from filiere.core import Faults
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality import figure_store
from filiere.site.quality.actions.compute_figures import request_figures
from filiere.site.quality.actions.write_definition import write_definition
from filiere.site.quality.definition_form import build_choice_rows
from filiere.site.quality.definition_yaml import parse_definition
from filiere.site.quality.models import LocalSet
from filiere.site.quality.views.local_definitions import slug_of_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few")]


@pytest.mark.parametrize("like", ["common-v1", "vicidial", "genesys-default", "talkdesk", "icmi-5", "cisco-positive"])
def test_the_page_fills_in_a_known_set_exactly(like: str) -> None:
    """What nobody changed says the same 22 choices as the set one started from."""
    base, made = load_set(like), parse_definition(said(like=like))
    assert base.choices is not None
    assert made.choices is not None
    for name in CHOICE_ORDER:
        assert getattr(made.choices, name) == getattr(base.choices, name), name


def test_it_may_be_changed_until_a_figure_is_computed_under_it(centre: Any) -> None:
    """Then it is sealed: the next writing is the next version, and what was computed keeps its own."""
    first = write(centre, said())
    changed = write(centre, said(negative="ignored"))
    assert (changed.pk, changed.version) == (first.pk, 1)
    deliver(centre, legs_csv())
    request_figures(actor=centre.manager, centre=centre, name="local-phone")
    run_waiting_jobs()
    changed.refresh_from_db()
    assert changed.sealed_at is not None
    with pytest.raises(Faults) as caught:
        write(centre, said(positive="negative", negative="positive"))
    assert [fault.code for fault in caught.value.faults] == ["definition-version"]
    second = write(centre, said(2))
    assert (second.version, LocalSet.objects.count()) == (2, 2)
    run = figure_store.latest_run(centre, "local-phone")
    assert run is not None
    assert (run.version, run.sha256) == (1, changed.sha256)
    assert not differences()


def test_a_sealed_definition_changed_behind_the_act_shows(centre: Any) -> None:
    """The journal tells its seal."""
    row = write(centre, said())
    LocalSet.objects.filter(pk=row.pk).update(sha256="0" * 64)
    assert [one.fields for one in differences()] == [("sha256",)]


def test_two_people_at_once(centre: Any) -> None:
    """The second is told, and overwrites nothing."""
    first = write(centre, said())
    write(centre, said(negative="ignored"), seen=first.sha256)
    with pytest.raises(Faults) as caught:
        write(centre, said(negative="positive"), seen=first.sha256)
    assert [fault.code for fault in caught.value.faults] == ["changed-since"]


@pytest.mark.parametrize(("other", "leads_to"), [("vicidial", "definitions-compare"), ("local-phone", "gap")])
def test_two_definitions_of_an_indicator_lead_to_what_tells_them_apart(centre: Any, other: str, leads_to: str) -> None:
    """The open comparison holds shipped sets only: it answered 404 to one that the centre wrote."""
    write(centre, said())
    deliver(centre, legs_csv())
    for name in ("common-v1", other):
        request_figures(actor=centre.manager, centre=centre, name=name)
    run_waiting_jobs()
    client = Client()
    client.force_login(centre.manager)
    page = client.get(reverse("quality:indicator", args=[centre.key, "common-v1", "service_level_20"]), {"with": other})
    beside = page.text.partition("two-values")[2].partition("</section>")[0]
    (link,) = re.findall(r'<a href="([^"]+)"', beside)
    address = unescape(link)
    assert resolve(urlsplit(address).path).url_name == leads_to
    found = client.get(address)
    assert found.status_code == 200
    assert "faults" not in found.context


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (said(key="common-v1"), "definition-name-taken"),
        (said().replace("status: local", "status: unchecked"), None),
        (said().replace("clock_start: queue", "clock_start: moon"), None),
        (said(version=3), "definition-version"),
        ("x" * 300_000, "definition-too-long"),
        ("a: &x [*x]", None),
    ],
)
def test_what_is_refused(centre: Any, text: str, code: str | None) -> None:
    """The name of a shipped set, a choice that does not exist, a version out of turn, a text without end."""
    with pytest.raises(Faults) as caught:
        write(centre, text)
    if code is not None:
        assert code in {fault.code for fault in caught.value.faults}
    assert not LocalSet.objects.exists()


def test_a_heading_too_long_is_refused_at_its_line(centre: Any) -> None:
    """An identifier of 61 characters, which SQLite keeps and PostgreSQL answers by an error, and a title of 201."""
    write(centre, said(key="k" * 60))
    text = said(key="k" * 61).replace("fr: Notre façon", f"fr: {'m' * 201}", 1)
    with pytest.raises(Faults) as caught:
        write(centre, text)
    lines = text.splitlines()
    assert {(one.code, one.key, lines[(one.line or 0) - 1].strip()) for one in caught.value.faults} == {
        ("text-too-long", "id", f"id: {'k' * 61}"),
        ("text-too-long", "title.fr", f"fr: {'m' * 201}"),
    }
    client = Client()
    client.force_login(centre.manager)
    page = client.post(reverse("quality:local-write", args=[centre.key]), {"yaml": text})
    assert page.status_code == 422
    assert set(re.findall(r"\(ligne\s+(\d+)\)", page.text)) == {str(one.line) for one in caught.value.faults}


def test_from_the_questions_of_the_page(centre: Any) -> None:
    """Filled in like a vendor’s, one choice changed, saved; its page says what sets it apart, in both languages."""
    client = Client()
    client.force_login(centre.manager)
    address = reverse("quality:local-write", args=[centre.key])
    assert "Les 22 choix" in client.get(address, {"like": "vicidial"}).text
    base = load_set("vicidial")
    sent: dict[str, Any] = {"like": "vicidial", "title_fr": "Notre façon", "title_en": "Our way", "start": "2026-01-01"}
    for row in build_choice_rows(base, {}):
        for question in row.questions:
            if question.kind == "outcomes":
                sent[question.field] = [one.value for one in question.options if one.chosen]
            elif question.kind == "number":
                sent[question.field] = question.value
            else:
                sent[question.field] = next((one.value for one in question.options if one.chosen), "")
    sent |= {
        "clock_start": "arrival",
        "i-service_level_20": "on",
        "t-service_level_20": "30",
        "g-service_level_20": "80,5",
    }
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.text
    row = LocalSet.objects.get()
    made = parse_definition(row.text)
    assert made.choices is not None
    assert made.choices.clock_start == "arrival"
    (one,) = made.indicators
    assert (one.threshold_seconds, str(one.targets[0].value)) == (30, "80.5")
    for code in ("fr", "en"):
        page = client.get(f"/{code}/quality/centres/{centre.key}/definitions/{row.key}@1/")
        assert row.sha256[:8] in page.text
    file = client.get(reverse("quality:local-file", args=[centre.key, f"{row.key}@1"]))
    assert file.content.decode() == row.text
    for name, words in (("start", "hier"), ("start", "2026-01-011"), ("title_fr", "m" * 201), ("title_en", "m" * 201)):
        wrong = client.post(address, {**sent, name: words})
        assert wrong.status_code == 422
        # Nothing of what was typed is cut.
        assert f'value="{words}"' in wrong.text
    assert LocalSet.objects.get().sha256 == row.sha256


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("<b>Mon</b> essai {x}", "mon-essai-x"),
        ("L’accueil d'été", "l-accueil-d-ete"),
        ("<3 appels & +", "3-appels"),
        ("<>", "definition"),
        ("téléphone " * 9, "telephone-telephone-telephone-telephone"),
    ],
)
def test_the_identifier_of_a_title(title: str, key: str) -> None:
    """Its words, whatever signs stand between them; marks of markup are no words."""
    assert slug_of_title(title) == key


def test_only_its_own_people_read_it(centre: Any) -> None:
    """A reader reads and does not write; for another centre it does not exist, as a page or to compute under."""
    write(centre, said())
    with pytest.raises(PermissionDenied):
        write_definition(actor=centre.reader, centre=centre, text=said())
    other = make_centre()
    manager = make_manager(other)
    client, reader = Client(), Client()
    client.force_login(manager)
    reader.force_login(centre.reader)
    args = ["local-phone@1"]
    assert reader.get(reverse("quality:local-set", args=[centre.key, *args])).status_code == 200
    assert reader.get(reverse("quality:local-write", args=[centre.key])).status_code == 403
    for place in (centre, other):
        for name in ("local-set", "local-file"):
            assert client.get(reverse(f"quality:{name}", args=[place.key, *args])).status_code == 404
    with pytest.raises(Faults):
        request_figures(actor=manager, centre=other, name="local-phone")
