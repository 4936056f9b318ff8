"""The measured centre of the demonstration: its pages are alive the moment that its quality manager signs in."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from filiere.site.accounts.demo_people import list_demo_people
from filiere.site.demonstration import contact_logs, enter_people, measured_centre
from filiere.site.demonstration.clock import play_in_order
from filiere.site.jobs.models import Job
from filiere.site.journal.reconciliation import find_differences
from filiere.site.kit.languages import use_page_language
from filiere.site.quality import figure_store
from filiere.site.quality.models import Centre, Delivery, LocalSet
from filiere.site.quality.rights import MANAGER, find_centre_parts

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
SMALL = contact_logs.GeneratedCentre(contacts=5_000, sites=("Caen",), seed=14, queues=2, phone_only=True)


@pytest.fixture
def cast(few: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Everybody, the centre's story told with fewer contacts and indicators than the demonstration has."""
    monkeypatch.setattr(measured_centre, "MEASURED_CENTRE", SMALL)
    found = enter_people(TODAY)
    play_in_order(measured_centre.centre_scenarios(found, TODAY), TODAY)
    return found


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few indicators are computed: each costs a tenth of a second."""
    from filiere.site.quality.actions import compute_figures

    every, kept = (
        compute_figures.list_computable_indicators,
        {"contacts", "abandonment", "service_level_20", "speed_of_answer"},
    )
    monkeypatch.setattr(
        compute_figures,
        "list_computable_indicators",
        lambda *args: tuple(one for one in every(*args) if one.key in kept),
    )


def test_its_pages_are_alive_for_its_quality_manager(cast: Any, settings: Any) -> None:
    """Deliveries reconcile, figures and a gap are there, of recent months; and the journal tells all of it."""
    settings.FILIERE_DEMO = True
    centre, manager = Centre.objects.get(), cast.managers[measured_centre.MEASURED_FIRM]
    assert centre.organisation.fictitious
    assert find_centre_parts(manager, centre) == {MANAGER}
    words = {one.user.pk: [text.fr for text in one.what] for one in list_demo_people()}
    assert words[manager.pk] == [f"responsable qualité de {centre.name}"]
    # What would have been computed anew after the next delivery was stopped.
    states = set(Job.objects.values_list("kind", "state"))
    assert {one for one in states if one[1] != "done"} == {("run", "cancelled")}
    assert {kind for kind, state in states if state == "done"} >= {"import", "run", "explain"}
    sent = Delivery.objects.all()
    assert set(sent.values_list("state", flat=True)) == {Delivery.State.IMPORTED}
    assert sent.filter(name__startswith="journal-").count() == 3
    month = sent.get(name__contains="dernier-mois")
    assert month.rejected
    assert month.repaired
    assert month.duplicates
    store = figure_store.open_store(centre)
    assert store is not None
    assert store.months("contact")[-1] == "2026-11"
    assert LocalSet.objects.get().sealed_at is not None
    client = Client()
    client.force_login(manager)
    assert list(find_differences()) == []
    play_in_order(measured_centre.centre_scenarios(cast, TODAY), TODAY)
    assert Centre.objects.count() == 1
    with use_page_language("fr"):
        pages = {
            reverse("quality:centre", args=[centre.key]): "novembre 2026",
            reverse("quality:centre", args=[centre.key])
            + f"?definition={measured_centre.LOCAL_DEFINITION}": "Notre façon de compter",
            reverse("quality:deliveries", args=[centre.key]): "journal-dernier-mois-fictif.csv",
            reverse("quality:gap", args=[centre.key])
            + f"?from={measured_centre.LOCAL_DEFINITION}&to=common-v1"
            + "&indicator=service_level_20": "Notre façon de compter",
        }
    for address, said in pages.items():
        page = client.get(address)
        assert page.status_code == 200, address
        assert said in page.content.decode(), address


def test_no_contact_is_told_before_it_happened(tmp_path: Path) -> None:
    """Logs end on their last day; the spans share the contacts out, and together they have each once."""
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    first, middle, after, last = (date(2025, 12, 20), date(2026, 1, 10), date(2026, 1, 11), date(2026, 2, 3))
    contact_logs.write_log(SMALL, [(one, first, middle), (other, after, last)])
    rows = [path.read_text().splitlines()[1:] for path in (one, other)]
    assert rows[0]
    assert rows[1]
    named = [{line.split(",")[0] for line in lines} for lines in rows]
    assert not named[0] & named[1]
    ended = [cell[:10] for lines in rows for line in lines for cell in line.split(",")[9:15] if cell]
    assert min(ended) >= first.isoformat()
    assert max(ended) <= last.isoformat()
    assert {line.split(",")[5] for lines in rows for line in lines} == {"phone"}


@pytest.mark.parametrize("bent", [50, -50], ids=["quicker", "slower"])
def test_a_bent_log_leaves_out_its_share_of_the_slow_or_of_the_quick(tmp_path: Path, bent: int) -> None:
    """Half of those above 20 seconds go from a quicker centre, half of the others from a slower one."""
    said = {}
    for one in (0, bent):
        path = tmp_path / f"{one}.csv"
        contact_logs.write_log(replace(SMALL, bent=one), [(path, date(2026, 3, 1), date(2026, 5, 31))])
        rows = list(csv.DictReader(path.open(encoding="utf-8")))
        first = [row for row in rows if row["leg"] == "1"]
        said[one] = {quick: sum(answered_soon(row) is quick for row in first) for quick in (True, False)}
    assert said[bent][bent > 0] == said[0][bent > 0]
    assert said[bent][bent < 0] == pytest.approx(said[0][bent < 0] / 2, rel=0.2)


def answered_soon(row: dict[str, str]) -> bool:
    """Whether a leg was answered within 20 seconds of its queue."""
    if not row["queued_at"] or not row["answered_at"]:
        return False
    waited = datetime.fromisoformat(row["answered_at"]) - datetime.fromisoformat(row["queued_at"])
    return waited <= timedelta(seconds=20)


@pytest.mark.parametrize("today", [date(2026, 11, 27), date(2026, 12, 15), date(2027, 1, 3)], ids=str)
def test_the_months_compared_are_delivered_before_and_compared_in_time(today: date) -> None:
    """The older one first; nothing is compared after today, nor delivered before its month has ended."""
    older, newer = measured_centre.compared_months(today)
    assert older.last + timedelta(days=1) == newer.first
    for month in (older, newer):
        day = today - timedelta(days=month.days_since_delivery)
        assert month.last + measured_centre.DELIVERY_DELAY < day < today - timedelta(days=month.compared) <= today


def test_a_flawed_log_says_what_it_is_made_to(tmp_path: Path) -> None:
    """The rows spoilt are some, and the header and the others stay."""
    clean, spoilt = tmp_path / "clean.csv", tmp_path / "spoilt.csv"
    contact_logs.write_log(SMALL, [(clean, date(2026, 1, 1), date(2026, 3, 31))])
    contact_logs.write_flawed_log(clean, spoilt)
    before, after = clean.read_text().splitlines(), spoilt.read_text().splitlines()
    assert after[0] == before[0]
    assert sum("perdu ?" in line for line in after) > 0
    assert len(after) > len(before)
