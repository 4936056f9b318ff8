"""What a page holds of the figures and contacts of a centre does not grow with them: a log of a few hundred kilobytes
tells of every day of ten years, and each page then held its process for seconds."""

from __future__ import annotations

import ast
import csv
import io
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.harness.product_patterns import module_trees
from support.scenes.quality_sample import deliver, legs_csv

from filiere.contacts.indicator_rows import IndicatorRow
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality import api, explanation_files, figure_store
from filiere.site.quality.actions.explain_figure import compared_indicators, request_contacts
from filiere.site.quality.figure_store import Cut
from filiere.site.quality.folders import run_folder
from filiere.site.quality.models import Run
from filiere.site.quality.views import figure_files, indicator

# Tables of figures are files, whatever the database of the site.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("few")]
DAYS, QUEUES, COPIES = 1_000, 300, 3


@pytest.fixture
def wide(centre: Any) -> Any:
    """A centre whose figures tell of a thousand days, of which each indicator has three rows, and of many queues."""
    deliver(centre, legs_csv(60))
    run = Run.objects.get(centre=centre)
    folder = run_folder(centre, run.key)
    (one,) = figure_store.read_figure_rows(run, Cut("all"), indicator="contacts")
    days = [(date(2023, 1, 1) + timedelta(days=number)).isoformat() for number in range(DAYS)]
    names = ("contacts", "abandonment", "service_level_20")
    figure_store.write_table(
        folder, Cut("day"), (replace(one, interval=day, indicator=name, n=40) for day in days for name in names)
    )
    queues = (replace(one, queue=f"file-{number}", n=1 + number) for number in range(QUEUES))
    figure_store.write_table(folder, Cut("all", ("queue",)), queues)
    return centre


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One item a row of figures that is made in this process."""
    found: list[None] = []

    def counted(**values: Any) -> IndicatorRow:
        found.append(None)
        return IndicatorRow(**values)

    for name in ("figure_store", "figure_row_queries"):
        monkeypatch.setattr(f"filiere.site.quality.{name}.IndicatorRow", counted)
    return found


def browser(user: Any) -> Client:
    """Somebody’s browser."""
    client = Client()
    client.force_login(user)
    return client


def test_no_page_makes_the_rows_that_it_does_not_show(wide: Any, made: list[None]) -> None:
    """The first page read every day of every indicator to know the last; that of an indicator, every queue."""
    client = browser(wide.reader)
    assert client.get(reverse("quality:centre", args=[wide.key])).status_code == 200
    assert len(made) < 50
    made.clear()
    address = reverse("quality:indicator", args=[wide.key, "common-v1@1", "contacts"])
    page = client.get(address, {"interval": "day"})
    assert len(made) < 2 * indicator.MAX_PERIODS + indicator.MAX_MEMBERS + 50
    assert "Les 750 dernières périodes sont montrées ; 250 plus anciennes" in page.text.replace("\u202f", " ")
    assert "100 sont omis" in page.text
    # The last days and the largest queues are those that stay.
    assert "2025" in page.text
    assert page.text.count("in=file-") == indicator.MAX_MEMBERS
    assert "in=file-299" in page.text


def test_a_file_of_many_rows_is_made_in_a_process_of_its_own(wide: Any, made: list[None]) -> None:
    """Whole, and nothing of it is made where others are answered."""
    client = browser(wide.reader)
    address = reverse("quality:figures-file", args=[wide.key, "common-v1@1", "csv"])
    answer = client.get(address, {"interval": "day"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len([row for row in rows if row["Indicateur"] == "contacts"]) == DAYS
    assert made == []


def test_what_is_too_large_for_a_file_or_an_answer_is_told(wide: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence, with what to ask for instead, which is given."""
    monkeypatch.setattr(figure_files, "MAX_ROWS", 2_500)
    monkeypatch.setattr(api, "MAX_ROWS", 2_500)
    client = browser(wide.reader)
    address = reverse("quality:figures-file", args=[wide.key, "common-v1@1", "csv"])
    refused = client.get(address, {"interval": "day"})
    assert refused.status_code == 422
    assert "un seul indicateur" in refused.text
    alone = reverse("quality:indicator-file", args=[wide.key, "common-v1@1", "contacts", "csv"])
    assert client.get(alone, {"interval": "day"}).status_code == 200
    answer = client.get(f"/api/v1/quality/centres/{wide.key}/figures", {"interval": "day"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "figures-too-many")


def test_a_list_of_contacts_is_written_without_being_held(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """All were fetched before the first was written: a kilobyte and a half each, of which a centre has millions."""
    monkeypatch.setattr(explanation_files, "BLOCK_ROWS", 10, raising=False)
    deliver(centre, legs_csv(600))
    request_contacts(actor=centre.manager, centre=centre, name="common-v1", indicator="contacts")
    run_waiting_jobs()
    seal, store = figure_store.store_seal(centre), figure_store.open_store(centre)
    assert seal is not None
    assert store is not None
    one, _ = compared_indicators(centre, "common-v1", "common-v1", "contacts")
    found = explanation_files.figure_explanation(centre, seal, *one)

    def peak(rows: Callable[[], Iterator[Any]]) -> int:
        tracemalloc.start()
        try:
            assert sum(1 for _ in rows()) == 599
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def whole() -> Iterator[Any]:
        return iter(list(explanation_files.read_contacts(found, store, most=None)))

    assert peak(whole) > 3 * peak(lambda: iter(explanation_files.read_contacts(found, store, most=None)))


WHOLE = {"fetchall", "to_pylist", "fetchdf", "read_table"}
KNOWN = {
    "filiere.site.backup.databases": "a command",
    "filiere.site.quality.figure_row_queries": (
        "the rows that are wanted, of which pages say the most, and names of periods"
    ),
    "filiere.site.quality.actions.explain_figure": "a job",
    "filiere.site.quality.actions.measure_patience": "a job",
    "filiere.site.quality.benchmarks": "a job",
    "filiere.site.quality.computable_indicators": "a job",
    "filiere.site.quality.mapping_preview": "ten rows and one of each outcome, in a process of its own",
    "filiere.site.prepared_queries": "rows of the site’s own database, as a queryset gives them",
    "filiere.site.quality.file_head": "the head of a file, in a process of its own",
    "filiere.site.quality.delivery_outcomes": "a row an outcome, in a job",
    "filiere.site.quality.unreported_measures": "a row a month and a file, in a job",
    "filiere.site.search.full_text": "the documents that match, of the few thousand that the index holds",
}
"""What makes a whole table into values of Python, which no module does where pages are answered."""


def test_no_module_of_the_site_makes_a_whole_table_into_values() -> None:
    found = {
        name
        for name, tree in module_trees()
        if name.startswith("filiere.site.") and not name.startswith("filiere.site.demonstration")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in WHOLE
    }
    assert found == KNOWN.keys()
