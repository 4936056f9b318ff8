"""Figures of a centre: computed after an import, kept under two seals, shown with their definition, never in excess."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from support.scenes.quality_sample import deliver, legs_csv, make_centre, make_manager

from filiere.contacts.definitions import load_set
from filiere.contacts.indicators import compute_indicators
from filiere.core import Faults
from filiere.site.jobs.models import Job
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality import figure_store
from filiere.site.quality.actions.compute_figures import request_figures
from filiere.site.quality.figure_store import Cut
from filiere.site.quality.models import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def measured(centre: Any, few: None) -> Any:
    """A centre whose contacts of March to May are imported, and whose figures are computed."""
    deliver(centre, legs_csv(2400))
    return centre


def browser(user: Any) -> Client:
    """Somebody’s browser."""
    client = Client()
    client.force_login(user)
    return client


def ask(centre: Any, name: str, cut: Cut | None = None) -> Job:
    """Ask for figures and have them computed."""
    job = request_figures(actor=centre.manager, centre=centre, name=name, cut=cut)
    run_waiting_jobs()
    job.refresh_from_db()
    return job


# All is computed by the engine, whatever the database of the site.
@pytest.mark.once
def test_an_import_has_the_common_figures_computed(centre: Any) -> None:
    """What the pages show is what the engine computes, row by row, and the run names both seals."""
    measured = centre
    deliver(measured, legs_csv(400))
    run = Run.objects.get(centre=measured)
    definition = load_set("common-v1")
    assert (run.definition, run.version, run.sha256) == ("common-v1", 1, definition.sha256)
    assert run.store == figure_store.store_seal(measured)
    store = figure_store.open_store(measured)
    assert store is not None
    for cut in (Cut("all"), Cut("all", ("queue",))):
        said = {(one.indicator, one.queue): one for one in figure_store.read_figure_rows(run, cut)}
        computed = compute_indicators(store, [definition], by=cut.by, interval=cut.interval)
        assert said == {(one.indicator, one.queue): one for one in computed if (one.indicator, one.queue) in said}
        assert {one.indicator for one in computed if one.n} - {"complaint_rate", "complaints_per_thousand"} <= {
            key for key, _ in said
        }


def test_the_same_set_on_the_same_store_is_computed_once(measured: Any) -> None:
    """Asked again it gives the run that stands; after another import it is another run, and the first one stays."""
    before = Run.objects.get(centre=measured)
    made = ask(measured, "common-v1")
    assert (made.state, made.made) == (Job.State.DONE, before.key)
    deliver(measured, legs_csv(200, start=datetime(2026, 6, 1, 8, tzinfo=UTC)).replace(b"A", b"B"), "juin.csv")
    assert Run.objects.filter(centre=measured).count() == 2
    latest = figure_store.latest_run(measured, "common-v1")
    assert latest is not None
    assert latest.store != before.store
    assert figure_store.read_figure_rows(before, Cut("all"))


# The engine reads the store, whatever the database of the site.
@pytest.mark.once
def test_a_job_names_the_file_of_the_store_that_is_damaged(measured: Any) -> None:
    """M8: at version 0.5 it said “job-broken (InvalidInputException). Nothing was lost. Try once more.”"""
    opened = figure_store.open_store(measured)
    assert opened is not None
    path = opened.files("contact")[0]
    path.write_bytes(path.read_bytes()[:-400])
    job = ask(measured, "genesys-default")
    assert job.state == Job.State.FAILED
    (fault,) = job.faults
    assert fault["code"] == "store-file-changed"
    assert path.name in fault["message"]["fr"]
    assert "sauvegarde" in fault["remedy"]["fr"]


def test_a_finer_cut_is_made_when_it_is_asked_for(measured: Any) -> None:
    """And kept with the run."""
    run, cut = Run.objects.get(centre=measured), Cut("week", ("queue",))
    assert not figure_store.has_table(run, cut)
    ask(measured, "common-v1", cut)
    assert figure_store.has_table(run, cut)
    assert (
        len(
            {
                one.interval
                for one in figure_store.read_figure_rows(run, cut, indicator="contacts", groups={"queue": "file-0"})
            }
        )
        == 9
    )


def test_who_may_ask(measured: Any) -> None:
    """A quality manager; a reader is refused in words, a stranger finds nothing; a set that is not there is a fault."""
    with pytest.raises(PermissionDenied):
        request_figures(actor=measured.reader, centre=measured, name="vicidial")
    with pytest.raises(Http404):
        request_figures(actor=make_manager(make_centre()), centre=measured, name="vicidial")
    for name in ("no-such-set", "nf345"):
        with pytest.raises(Faults) as caught:
            request_figures(actor=measured.manager, centre=measured, name=name)
        assert [fault.code for fault in caught.value.faults] == ["definition-not-here"]


def test_nothing_delivered_is_nothing_to_compute(centre: Any) -> None:
    """The page says where to begin, and the act refuses."""
    with pytest.raises(Faults) as caught:
        request_figures(actor=centre.manager, centre=centre, name="common-v1")
    assert [fault.code for fault in caught.value.faults] == ["nothing-delivered"]
    assert "rien à mesurer" in browser(centre.reader).get(reverse("quality:centre", args=[centre.key])).text


def test_the_first_page_says_one_figure_with_its_seal(measured: Any) -> None:
    """The last month that is over, in both languages: value, what it was computed from, definition, seal."""
    seal = load_set("common-v1").sha256[:8]
    client = browser(measured.reader)
    for code, month, share in (("fr", "avril 2026", "53,3"), ("en", "April 2026", "53.3")):
        page = client.get(f"/{code}/quality/centres/{measured.key}/")
        assert month in page.text
        assert share in page.text
        assert seal in page.text
        assert "common-v1@1" in page.text


def test_a_figure_that_rests_on_too_little_is_withheld(centre: Any) -> None:
    """Twenty contacts: no value anywhere, on the page nor in the file, and a kind word for it."""
    deliver(centre, legs_csv(20))
    client = browser(centre.reader)
    page = client.get(reverse("quality:indicator", args=[centre.key, "common-v1@1", "service_level_20"]))
    assert "Ce n’est pas une erreur" in page.text
    assert "effectif" in page.text
    file = client.get(reverse("quality:indicator-file", args=[centre.key, "common-v1@1", "service_level_20", "json"]))
    (row,) = json.loads(file.content)["rows"]
    assert (row["value"], row["numerator"], row["denominator"], row["status"]) == (None, None, None, "withheld")


def test_the_page_of_an_indicator(measured: Any) -> None:
    """Its course, its calendar, its parts, its table; narrowed to a queue; beside another set, which differs."""
    ask(measured, "vicidial")
    client = browser(measured.manager)
    address = reverse("quality:indicator", args=[measured.key, "common-v1@1", "service_level_20"])
    page = client.get(address, {"with": "vicidial", "interval": "day", "period": "2026-04"})
    assert page.text.count('class="chart trend') == 2
    assert page.text.count('class="chart heat') == 2
    assert "Les mêmes contacts, deux définitions" in page.text
    assert "66,7" in page.text
    queue = client.get(address, {"by": "queue", "in": "file-1", "period": "2026-04"})
    assert "Limité à" in queue.text
    fine = client.get(address, {"by": "queue", "in": "file-1", "interval": "week"})
    assert "pas encore calculée" in fine.text
    for wrong in ("no-such-set/service_level_20", "common-v1@1/no_such", "common-v1@9/contacts"):
        assert client.get(f"/fr/quality/centres/{measured.key}/figures/{wrong}/").status_code == 404


def test_the_figures_as_files(measured: Any) -> None:
    """Four formats, the same rows; each row carries its definition and its seal, and the file says it is made up."""
    client = browser(measured.reader)
    address = reverse("quality:figures-file", args=[measured.key, "common-v1@1", "csv"])
    answer = client.get(address, {"period": "2026-04"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    level = next(row for row in rows if row["Indicateur"] == "service_level_20")
    assert level["Période"] == "2026-04"
    assert level["Valeur"].startswith("53,33")
    assert level["Définition"] == "common-v1@1"
    assert level["Sceau"] == load_set("common-v1").sha256
    assert level["Données fictives"] == "oui"
    for extension in ("xlsx", "json", "parquet"):
        assert client.get(address.replace(".csv", f".{extension}")).status_code == 200
    assert client.get(address.replace(".csv", ".exe")).status_code == 404
    assert client.get(address, {"interval": "15min"}).status_code == 404


def test_the_figures_of_another_centre_are_not_found(measured: Any) -> None:
    """Neither page nor file nor computation, whatever key stands in the address."""
    stranger = browser(make_manager(make_centre()))
    for name, args in (
        ("centre", []),
        ("indicator", ["common-v1@1", "contacts"]),
        ("figures-file", ["common-v1@1", "csv"]),
        ("indicator-file", ["common-v1@1", "contacts", "csv"]),
    ):
        assert stranger.get(reverse(f"quality:{name}", args=[measured.key, *args])).status_code == 404
    assert stranger.post(reverse("quality:compute", args=[measured.key]), {"definition": "vicidial"}).status_code == 404


def test_computing_from_the_page(measured: Any) -> None:
    """A button asks, the page tells how far it is, and shows the figures when they are there."""
    client = browser(measured.manager)
    answer = client.post(reverse("quality:compute", args=[measured.key]), {"definition": "genesys-default"})
    waiting = client.get(answer["Location"])
    assert "En attente" in waiting.text
    assert "data-follow" in waiting.text
    run_waiting_jobs()
    assert "Genesys" in client.get(answer["Location"]).text
    refused = client.post(reverse("quality:compute", args=[measured.key]), {"definition": "nf345"}, follow=False)
    assert refused.status_code == 302
