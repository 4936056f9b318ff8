"""Figures of a centre: computed after an import, kept under two seals, shown with their definition, never in excess."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from support.scenes.quality_sample import deliver, legs_csv, make_centre, make_manager, measure_centre

from filiere import contacts
from filiere.contacts import TABLES
from filiere.contacts.definitions import load_set
from filiere.contacts.indicators import compute_indicators
from filiere.contacts.sealed.archive import Archive
from filiere.contacts.sealed.figure_files import JSON_NAME, read_figures_json
from filiere.core import Faults
from filiere.site.jobs.models import Job
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality import figure_store
from filiere.site.quality.actions import compute_figures
from filiere.site.quality.actions.compute_figures import request_figures
from filiere.site.quality.actions.make_pack import find_cut, request_pack
from filiere.site.quality.actions.write_mapping import write_mapping
from filiere.site.quality.figure_store import Cut
from filiere.site.quality.folders import pack_path
from filiere.site.quality.models import Pack, Run
from filiere.site.quality.presenters.figures import build_lines, choose_opening_period
from filiere.site.quality.unreported_measures import find_untold_measures

pytestmark = pytest.mark.django_db


@pytest.fixture
def measured(db: None, few: None) -> Any:
    """A centre whose contacts of March to May are imported, and whose figures are computed."""
    return measure_centre(2400)


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
        # Of a log of calls alone, no file tells what is written and waits.
        told = {key: one for key, one in said.items() if key[0] != "backlog"}
        assert told == {(one.indicator, one.queue): one for one in computed if (one.indicator, one.queue) in told}
        assert {one.status for key, one in said.items() if key[0] == "backlog"} == {"withheld"}
        assert {one.indicator for one in computed if one.n} - {"complaint_rate", "complaints_per_thousand"} <= {
            key for key, _ in said
        }


BARE = """
id: bare
version: "1"
title: {fr: A, en: A}
table: contact_leg
zone: Europe/Paris
fields: {Arrivée: {kind: time, format: "%d/%m/%Y %H:%M:%S"}, Attente: {kind: duration, unit: second}, Issue: text,
  "#": line}
columns:
  contact_id: "#"
  organisation: {constant: acme}
  arrived_at: Arrivée
  outcome: {field: Issue, words: {oui: answered, non: abandoned}}
  leg: {constant: "1"}
  channel: {constant: phone}
  direction: {constant: inbound}
  queued_at: {field: Arrivée}
  answered_at: {field: Arrivée, plus: [Attente], when: {Issue: [oui]}}
  ended_at: {field: Arrivée, plus: [Attente], when: {Issue: [non]}}
"""
"""A mapping that tells of no transfer and no blocked call."""


def test_what_no_file_of_a_month_tells_is_unknown_and_not_zero(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """March tells of transfers and blocked calls, April of neither: its rates are withheld, and the page says what to
    add; a mapping that names blocked calls says that there were none."""
    every, rates = compute_figures.list_computable_indicators, ("blocked_rate", "transfer_rate")
    monkeypatch.setattr(
        compute_figures,
        "list_computable_indicators",
        lambda *args: tuple(one for one in every(*args) if one.key in rates),
    )
    deliver(centre, legs_csv(80).replace(b"abandoned", b"blocked"), figures=False)
    calls = "".join(f"{1 + n // 9:02}/04/2026 10:{n:02}:00,{n},{'oui' if n % 5 else 'non'}\n" for n in range(40))
    content = f"Arrivée,Attente,Issue\n{calls}".encode()
    mapping = write_mapping(actor=centre.manager, centre=centre, name="bare", text=BARE)
    deliver(centre, content, "avril.csv", source="mapping:bare@1", mapping=mapping)
    run = Run.objects.latest("pk")
    months = {
        (one.indicator, one.interval): one
        for one in figure_store.read_figure_rows(run, Cut("month"))
        if one.interval != "all"
    }
    for rate in rates:
        assert months[rate, "2026-03"].status == "published"
        untold = months[rate, "2026-04"]
        assert (untold.status, untold.reason, untold.value) == ("withheld", "not_recorded", None)
    request_pack(actor=centre.manager, centre=centre, name="common-v1", cut=find_cut("month"))
    run_waiting_jobs()
    pack = pack_path(centre, Pack.objects.get().sha256)
    assert contacts.verify_pack(pack).holds
    with Archive(pack) as archive:
        whole, by_month = read_figures_json(archive.read(JSON_NAME))
    sealed = {(one.indicator, one.interval): one.reason for one in (*whole, *by_month) if one.indicator in rates}
    assert {sealed[rate, "2026-04"] for rate in rates} == {"not_recorded"}
    assert {sealed[rate, place] for rate in rates for place in ("2026-03", "all")} == {""}
    page = browser(centre.manager).get(reverse("quality:centre", args=[centre.key]), {"period": "2026-04"})
    assert re.findall(r'data-untold="(\w+)"', page.text) == list(rates)
    wider = BARE.replace("non: abandoned", "non: abandoned, occupé: blocked").replace("id: bare", "id: wide")
    mapping = write_mapping(actor=centre.manager, centre=centre, name="wide", text=wider)
    later = content.replace(b"/04/", b"/05/")
    deliver(centre, later, "mai.csv", source="mapping:wide@1", mapping=mapping, figures=False)
    case = {"case_id": "d1", "organisation": "acme", "channel": "email", "kind": "complaint"}
    case["opened_at"] = "2026-04-08T10:00:00Z"
    columns = [one.name for one in TABLES["case"].columns]
    cases = f"{','.join(columns)}\n{','.join(case.get(one, '') for one in columns)}\n"
    deliver(centre, cases.encode(), "cas.csv", figures=False)
    store = figure_store.open_store(centre)
    assert store is not None
    told = {
        (measure, month): counts.untold < counts.asked
        for measure, of in find_untold_measures(centre, store).items()
        for month, counts in of.items()
    }
    assert [
        [told[rate, month] for month in ("2026-03", "2026-04", "2026-05")]
        for rate in (*rates, "complaint_rate", "backlog")
    ] == [
        [True, False, True],
        [True, False, False],
        [False, True, False],
        [False, True, False],
    ]


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


def test_a_page_opens_on_a_month_over_by_the_calendar_whose_last_day_had_no_call() -> None:
    assert choose_opening_period(["2020-11", "2020-10", "all"], date(2020, 11, 28)) == "2020-11"
    assert choose_opening_period(["2999-11", "2020-10", "all"], date(2020, 11, 28)) == "2020-10"
    assert choose_opening_period(["all"], None) == "all"


def test_a_figure_that_rests_on_too_little_is_withheld(centre: Any) -> None:
    """Twenty contacts: no value anywhere, on the page nor in the file, and a kind word for it."""
    deliver(centre, legs_csv(20))
    client = browser(centre.reader)
    page = client.get(reverse("quality:indicator", args=[centre.key, "common-v1@1", "service_level_20"]))
    assert "Ce n’est pas une erreur" in page.text
    assert "trop peu d’observations" in page.text
    assert "effectif" not in page.text.partition("<main")[2]
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


@pytest.mark.parametrize(
    ("unit", "before", "now", "change"),
    [
        ("percent", 71.34, 72.96, "+1,7 pt"),
        ("percent", 71.26, 71.34, "0,0 pt"),
        ("seconds", 59.94, 89.6, "+30,1\u202fs"),
        ("seconds", 89.6, 149.4, "+59,0\u202fs"),
        ("count", 12.0, 9.0, "−3"),
    ],
)
def test_a_change_is_the_difference_of_the_values_beside_it(unit: str, before: float, now: float, change: str) -> None:
    """Both are written rounded: whoever subtracts them finds the change that is written."""
    rows = [{"k": SimpleNamespace(value=one, unit=unit, status="published", reason=None, n=9)} for one in (now, before)]
    definition: Any = SimpleNamespace(indicators=[SimpleNamespace(key="k")])
    (line,) = build_lines(definition, *rows)  # type: ignore[arg-type]
    assert line.change == change


def _count_named_deliveries(page: str) -> int:
    return int(re.findall(r'data-deliveries="(\d+)"', page)[0])


def test_a_month_that_is_not_computed_shows_no_other(measured: Any) -> None:
    """While its computation waits the page says so, without a number; deliveries since then are not its source."""
    client = browser(measured.reader)
    pages = [
        reverse("quality:centre", args=[measured.key]),
        reverse("quality:indicator", args=[measured.key, "common-v1@1", "abandonment"]),
    ]
    assert all("data-absent-month" not in client.get(one, {"period": "2026-04"}).text for one in pages)
    later = legs_csv(60, start=datetime(2026, 7, 1, 8, tzinfo=UTC)).replace(b"\nA", b"\nB")
    deliver(measured, later, figures=False)
    for one in pages:
        page = client.get(one, {"period": "2026-07"})
        assert "data-absent-month" in page.text
        assert "data-follow" in page.text
        assert 'class="big' not in page.text
        assert f'href="{one}?period=2026-07"' in page.text
        assert _count_named_deliveries(client.get(one).text) == 1
        assert "data-absent-month" not in client.get(one, {"period": "2026-13"}).text
    run_waiting_jobs()
    for one in pages:
        page = client.get(one, {"period": "2026-07"})
        assert "data-absent-month" not in page.text
        # The source of a month is the delivery that its contacts came in; of all of them, both.
        assert _count_named_deliveries(page.text) == 1
        assert _count_named_deliveries(client.get(one, {"period": "all"}).text) == 2
