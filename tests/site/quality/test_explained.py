"""What stands behind a figure and behind a gap: the contacts, that sum to it, and never who called or answered."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from support.scenes.quality_sample import deliver, legs_csv, make_centre, make_manager, measure_centre

from filiere.core import Faults
from filiere.site.jobs.models import Job
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality import figure_store
from filiere.site.quality.actions.explain_figure import compared_indicators, request_contacts, request_gap
from filiere.site.quality.explanation_files import (
    Explanation,
    count_contacts,
    figure_explanation,
    gap_explanation,
    read_contacts,
)

# Contacts are read by the engine, from files: not by the database of the site.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("few")]


@pytest.fixture
def measured(db: None) -> Any:
    """A centre with two hundred contacts of one week."""
    return measure_centre(200)


def browser(user: Any) -> Client:
    """Somebody’s browser."""
    client = Client()
    client.force_login(user)
    return client


def test_the_contacts_behind_a_figure_sum_to_it(measured: Any) -> None:
    """The same numerator and denominator as the row of the figure, contact by contact."""
    job = request_contacts(actor=measured.manager, centre=measured, name="common-v1", indicator="service_level_20")
    run_waiting_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    seal, store = figure_store.store_seal(measured), figure_store.open_store(measured)
    assert seal is not None
    assert store is not None
    (one, indicator), _ = compared_indicators(measured, "common-v1", "common-v1", "service_level_20")
    found = figure_explanation(measured, seal, one, indicator)
    rows = list(read_contacts(found, store, most=None))
    run = figure_store.latest_run(measured, "common-v1")
    assert run is not None
    (figure,) = figure_store.read_figure_rows(run, figure_store.Cut("all"), indicator="service_level_20")
    assert sum(row["numerator"] for row in rows) == figure.numerator
    assert sum(row["denominator"] for row in rows) == figure.denominator
    assert count_contacts(found, where="numerator <> 0") == figure.numerator
    assert not {"customer_key", "agent_key"} & set(rows[0])


def test_the_list_of_contacts_on_its_page(measured: Any) -> None:
    """Found once, then limited, paged and taken as a file; never a customer nor an agent, in clear or hashed."""
    client = browser(measured.manager)
    address = reverse("quality:contacts", args=[measured.key, "common-v1@1", "service_level_20"])
    assert "Retrouver ces contacts" in client.get(address).text
    assert client.post(address).status_code == 302
    run_waiting_jobs()
    page = client.get(address, {"side": "for"})
    assert "<code>A1</code>" in page.text
    assert client.get(address, {"side": "against", "page": "2"}).status_code == 200
    assert "file-1" in client.get(address, {"by": "queue", "in": "file-1"}).text
    assert "<code>A1</code>" not in client.get(address, {"period": "2020-01"}).text
    file = client.get(reverse("quality:contacts-file", args=[measured.key, "common-v1@1", "service_level_20"]))
    body = b"".join(file.streaming_content).decode("utf-8-sig")
    assert body.count("\r\n") == 200
    for secret in ("0612", "Camille"):
        # The header names the reader, who is called Camille too.
        assert secret not in body + page.text.partition("<main")[2]


@pytest.mark.parametrize("query", [{"page": "-1"}, {"page": "99999999999"}, {"page": "x"}, {"side": "' OR 1=1"},
                                   {"by": "contact_id", "in": "A1"}, {"by": "queue", "in": "'; DROP TABLE told"},
                                   {"period": "' UNION SELECT 1"}])  # fmt: skip
def test_what_is_typed_in_the_address_is_only_ever_a_value(measured: Any, query: dict[str, str]) -> None:
    """The page answers, and lists nothing that it should not."""
    request_contacts(actor=measured.manager, centre=measured, name="common-v1", indicator="service_level_20")
    run_waiting_jobs()
    client = browser(measured.manager)
    address = reverse("quality:contacts", args=[measured.key, "common-v1@1", "service_level_20"])
    assert client.get(address, query).status_code == 200


def test_the_steps_of_a_gap_sum_exactly_to_it(measured: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the figure of one definition to that of the other, as fractions; each step lists the contacts it moves. Two
    that give the same are said to."""
    request_gap(
        actor=measured.manager, centre=measured, start="vicidial", end="common-v1", indicator="service_level_20"
    )
    run_waiting_jobs()
    seal, store = figure_store.store_seal(measured), figure_store.open_store(measured)
    assert seal is not None
    assert store is not None
    found = gap_explanation(measured, seal, *compared_indicators(measured, "vicidial", "common-v1", "service_level_20"))
    told = found.read("fr")
    terms = [Fraction(step["term"]["exact"]) for step in told["steps"]]
    assert sum(terms) == Fraction(told["gap"]["exact"])
    assert Fraction(told["end"]["exact"]) - Fraction(told["start"]["exact"]) == Fraction(told["gap"]["exact"])
    assert [step["change"] for step in told["steps"]] == ["denominator"]
    assert count_contacts(found, where="step = ?", values=[1]) == told["steps"][0]["contacts"]["changed"]
    address, query = reverse("quality:gap", args=[measured.key]), {"period": "all", "indicator": "service_level_20"}
    assert "data-same" not in browser(measured.manager).get(address, query).text
    same = {**told, "steps": [], "end": told["start"]}
    monkeypatch.setattr(Explanation, "read", lambda *_: same)
    assert "data-same" in browser(measured.manager).get(address, query).text


def test_the_page_of_a_gap(measured: Any) -> None:
    """A button, then the sentence, the chart, the steps and their contacts, in both languages."""
    client = browser(measured.manager)
    address = reverse("quality:gap", args=[measured.key])
    assert "Expliquer l’écart" in client.get(address).text
    client.post(address)
    run_waiting_jobs()
    for code, words in (("fr", "d’où vient l’écart"), ("en", "where the gap comes from")):
        page = client.get(address.replace("/fr/", f"/{code}/"))
        assert words in page.text
        assert page.text.count("chart waterfall") == 2
    query = {
        "from": "vicidial@1",
        "to": "common-v1@1",
        "indicator": "service_level_20",
        "step": "1",
        "period": "2026-03",
    }
    listed = client.get(reverse("quality:gap-contacts", args=[measured.key]), query)
    assert listed.status_code == 200
    assert client.get(reverse("quality:gap-contacts-file", args=[measured.key]), query).status_code == 200
    for wrong in ({**query, "step": "9"}, {**query, "step": "x"}, {**query, "from": "no-such"}):
        assert client.get(reverse("quality:gap-contacts", args=[measured.key]), wrong).status_code == 404


def test_a_gap_is_of_the_period_that_is_chosen_and_keeps_it(measured: Any) -> None:
    """The month of the last file unless another is said; one form, whose button starts it, and links that keep it."""
    deliver(measured, legs_csv(120, start=datetime(2026, 2, 2, 8, tzinfo=UTC)).replace(b"A", b"B"), "february.csv")
    client = browser(measured.manager)
    address = reverse("quality:gap", args=[measured.key])
    page = client.get(address).text
    assert 'data-period="2026-02"' in page
    assert page.partition("<main")[2].count('type="submit"') == 1
    asked = {"from": "vicidial", "to": "common-v1", "indicator": "service_level_20", "period": "2026-03"}
    answer = client.post(address, asked)
    assert answer.status_code == 302
    run_waiting_jobs()
    told = client.get(answer["Location"]).text
    assert 'data-period="2026-03"' in told
    assert "period=2026-03&amp;step=1" in told
    # The other periods have not been compared.
    for period in ("2026-02", "all"):
        assert "gap-chart" not in client.get(address, {**asked, "period": period}).text
    assert "gap-chart" in told
    everything = client.post(address, {**asked, "period": "all"})
    run_waiting_jobs()
    assert "gap-chart" in client.get(everything["Location"]).text
    # A period of no contact is none to choose.
    assert 'data-period="2026-02"' in client.get(address, {**asked, "period": "1999-01"}).text


def test_a_gap_that_was_asked_for_is_found_again_after_an_import(measured: Any) -> None:
    """The page opens with the gap that was asked for last, over the month that came, and no button is pressed."""
    client = browser(measured.manager)
    address = reverse("quality:gap", args=[measured.key])
    client.post(address, {"from": "icmi-1", "to": "common-v1", "indicator": "service_level_20", "period": "2026-03"})
    run_waiting_jobs()
    deliver(measured, legs_csv(120, start=datetime(2026, 4, 2, 8, tzinfo=UTC)).replace(b"A", b"B"), "april.csv")
    page = client.get(address).text
    assert 'data-period="2026-04"' in page
    assert 'value="icmi-1@1" selected' in page
    assert "gap-chart" in page


def test_two_sets_that_measure_nothing_alike(measured: Any) -> None:
    """The page says so and offers others; the act refuses."""
    client = browser(measured.manager)
    page = client.get(reverse("quality:gap", args=[measured.key]), {"from": "acpr-complaints", "to": "icmi-1"})
    assert page.status_code == 422
    with pytest.raises(Faults):
        request_gap(
            actor=measured.manager, centre=measured, start="acpr-complaints", end="icmi-1", indicator="closing_p90"
        )


def test_contacts_are_for_the_quality_manager_alone(measured: Any) -> None:
    """Whoever acts or reads for the organisation reads the gap, not its contacts; a stranger finds neither."""
    request_gap(
        actor=measured.manager, centre=measured, start="vicidial", end="common-v1", indicator="service_level_20"
    )
    run_waiting_jobs()
    for user in (measured.editor, measured.reader):
        with pytest.raises(PermissionDenied):
            request_contacts(actor=user, centre=measured, name="common-v1", indicator="contacts")
        client = browser(user)
        contacts = reverse("quality:gap-contacts", args=[measured.key])
        query = {"from": "vicidial", "to": "common-v1", "indicator": "service_level_20", "step": "1", "period": "all"}
        told = client.get(reverse("quality:gap", args=[measured.key]), query).text
        assert "gap-chart" in told
        assert contacts not in told
        for name in ("gap-contacts", "gap-contacts-file"):
            assert client.get(reverse(f"quality:{name}", args=[measured.key]), query).status_code == 403
    stranger = make_manager(make_centre())
    with pytest.raises(Http404):
        request_gap(actor=stranger, centre=measured, start="vicidial", end="common-v1", indicator="service_level_20")
    assert browser(stranger).get(reverse("quality:gap", args=[measured.key])).status_code == 404
