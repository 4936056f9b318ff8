"""From a file to the store of a centre: every row accounted for, the file removed, nothing half done."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.scenes.quality_sample import HEADER, deliver, differences, legs_csv, make_centre, make_manager

from filiere.contacts.store import Store
from filiere.core import Fault, Faults, Text
from filiere.site.jobs import progress as telling
from filiere.site.jobs.models import Job
from filiere.site.jobs.queue import request_cancellation
from filiere.site.jobs.worker import fault_to_json, run_waiting_jobs
from filiere.site.quality import figure_store
from filiere.site.quality.actions.import_delivery import request_import
from filiere.site.quality.actions.receive_delivery import receive_delivery
from filiere.site.quality.delivery_outcomes import find_last_month, list_months
from filiere.site.quality.figure_store import Cut
from filiere.site.quality.folders import centre_folder, raw_path, store_folder
from filiere.site.quality.job_kinds import JobKind
from filiere.site.quality.models import Delivery, Run
from filiere.site.quality.presenters.figures import build_value, format_basis

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few")]


def counts(row: Delivery) -> tuple[int, ...]:
    """Its counts, rows first."""
    return (row.rows, row.accepted, row.repaired, row.rejected, row.duplicates, row.superseded)


def test_every_row_has_a_verdict_and_the_file_goes(centre: Any) -> None:
    """201 rows: one repeated, one with an unknown outcome; the journal seals the counts, and nobody is in clear."""
    row = deliver(centre, legs_csv())
    assert row.state == Delivery.State.IMPORTED
    assert counts(row) == (201, 199, 0, 1, 1, 0)
    assert not raw_path(centre, row.sha256).exists()
    assert Store.open(store_folder(centre)).rows("contact_leg") == 199
    assert not differences()
    kept = b"".join(path.read_bytes() for path in centre_folder(centre).rglob("*") if path.is_file())
    for word in (b"0612000003", b"Camille Fictif"):
        assert word not in kept


def test_packed_or_not_it_is_read(centre: Any) -> None:
    """A gzip file gives the same rows; one that is cut is refused as a whole, and the store has nothing of it."""
    assert counts(deliver(centre, gzip.compress(legs_csv(60)), "a.csv.gz"))[:2] == (61, 59)
    cut = deliver(centre, gzip.compress(legs_csv(5000))[:-30], "b.csv.gz")
    assert cut.state == Delivery.State.REFUSED
    assert Store.open(store_folder(centre)).rows("contact_leg") == 59
    assert not differences()


def test_a_file_of_another_making_is_refused_in_words(centre: Any) -> None:
    """Its header is that of no canonical table: the page says which column, and offers to read it another way."""
    row = deliver(centre, HEADER.replace("outcome", "issue").encode() + b"\nx\n")
    assert row.state == Delivery.State.REFUSED
    client = Client()
    client.force_login(centre.manager)
    page = client.get(reverse("quality:delivery", args=[centre.key, row.key]))
    assert "unknown-column" in page.text
    assert "data-mapper" in page.text
    assert reverse("quality:map", args=[centre.key, row.key]) in page.text
    assert raw_path(centre, row.sha256).exists()


def test_its_page_opens_in_every_state(centre: Any, tmp_path: Path) -> None:
    """Each of them before anything is told of its rows, and while its import waits."""
    client = Client()
    client.force_login(centre.manager)
    sent = {"name": "a.csv", "size": 1, "kind": "csv", "sent_by": centre.manager, "sent_at": datetime.now(UTC)}
    for number, state in enumerate(Delivery.State):
        erased = {"erased_at": datetime.now(UTC)} if state == Delivery.State.ERASED else {}
        row = Delivery.objects.create(centre=centre, sha256=f"{number:064}", state=state, **sent, **erased)
        assert client.get(reverse("quality:delivery", args=[centre.key, row.key])).status_code == 200, state
    path = tmp_path / "sent"
    path.write_bytes(legs_csv(5))
    waiting = receive_delivery(actor=centre.manager, centre=centre, path=path, name="b.csv").delivery
    request_import(actor=centre.manager, centre=centre, delivery=waiting, source="canonical")
    page = client.get(reverse("quality:delivery", args=[centre.key, waiting.key]))
    assert page.status_code == 200
    assert "data-follow" in page.text


def test_a_file_tried_without_end_keeps_its_last_try_alone(centre: Any) -> None:
    """What a page shows is the last one; no row grows with what a file says, nor their number with the tries."""
    row = deliver(centre, HEADER.replace("outcome", "issue").encode() + b"\nx\n")
    for _ in range(3):
        request_import(actor=centre.manager, centre=centre, delivery=row, source="canonical")
        run_waiting_jobs()
    tries = list(Job.objects.filter(kind=JobKind.IMPORT))
    assert len(tries) == 2
    assert all(job.faults for job in tries)
    long = Fault(code="x", message=Text.same("a" * 5000), remedy=Text.same("b"), key="k" * 5000)
    assert len(json.dumps(fault_to_json(long))) < 3000


def test_delivered_again_after_a_crash_nothing_counts_twice(centre: Any) -> None:
    """The store had it and the row did not say so: the same report comes back."""
    row = deliver(centre, legs_csv(60))
    report = row.report
    raw_path(centre, row.sha256).write_bytes(legs_csv(60))
    Delivery.objects.filter(pk=row.pk).update(
        state="received", report={}, **dict.fromkeys(("rows", "accepted", "rejected", "duplicates"), 0)
    )
    row.refresh_from_db()
    request_import(actor=centre.manager, centre=centre, delivery=row, source="canonical")
    run_waiting_jobs()
    row.refresh_from_db()
    assert row.report == report
    assert counts(row)[:2] == (61, 59)
    assert Store.open(store_folder(centre)).rows("contact_leg") == 59


def test_cancelled_half_way_the_store_is_as_it_was(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the file may be asked for again."""
    deliver(centre, legs_csv(60))
    monkeypatch.setattr(telling, "REPORT_INTERVAL", 0.0)
    seen: list[str] = []
    told = telling.Progress.__call__

    def tell(self: Any, stage: str, done: int, total: int) -> None:
        seen.append(stage)
        if stage == "match":
            request_cancellation(Job.objects.get(state="running"))
        told(self, stage, done, total)

    monkeypatch.setattr(telling.Progress, "__call__", tell)
    row = deliver(centre, legs_csv(80).replace(b"A", b"B"), "b.csv")
    assert "match" in seen
    assert row.state == Delivery.State.RECEIVED
    assert Store.open(store_folder(centre)).rows("contact_leg") == 59
    monkeypatch.undo()
    request_import(actor=centre.manager, centre=centre, delivery=row, source="canonical")
    run_waiting_jobs()
    row.refresh_from_db()
    assert row.state == Delivery.State.IMPORTED


def test_what_cannot_be_imported(centre: Any, tmp_path: Path) -> None:
    """A delivery that is imported already, a source that reads another kind."""
    done = deliver(centre, legs_csv(40))
    path = tmp_path / "sent"
    path.write_bytes(b'{"a": 1}\n')
    other = receive_delivery(actor=centre.manager, centre=centre, path=path, name="a.json").delivery
    for row, code in ((done, "delivery-not-waiting"), (other, "source-reads-another-kind")):
        with pytest.raises(Faults) as caught:
            request_import(actor=centre.manager, centre=centre, delivery=row, source="canonical")
        assert [fault.code for fault in caught.value.faults] == [code]


def test_the_report_of_a_delivery(centre: Any) -> None:
    """Rows by verdict, reasons with their lines, rejected rows to download; a reader sees counts, not rows."""
    row = deliver(centre, legs_csv())
    client, reader = Client(), Client()
    client.force_login(centre.manager)
    reader.force_login(centre.reader)
    address = reverse("quality:delivery", args=[centre.key, row.key])
    for code in ("fr", "en"):
        page = client.get(address.replace("/fr/", f"/{code}/"))
        assert 'data-reason="unknown-outcome" data-column="outcome"' in page.text
        assert "201" in page.text
    rejects = reverse("quality:rejects", args=[centre.key, row.key])
    lines = [json.loads(line) for line in client.get(rejects).getvalue().splitlines()]
    assert [(line["line"], line["faults"][0]["code"]) for line in lines] == [(12, "unknown-outcome")]
    assert reader.get(address).status_code == 200
    assert reader.get(rejects).status_code == 403
    assert "0612000009" not in str(lines)


def test_the_report_counts_outcomes_and_leads_to_the_figures_of_its_month(centre: Any) -> None:
    """As many answered and abandoned calls as the store has of the file, then the row that cannot be read; a second
    file has its own."""
    first = deliver(centre, legs_csv())
    second = deliver(centre, legs_csv(20, start=datetime(2026, 3, 31, 22, 30, tzinfo=UTC)).replace(b"A", b"B"))
    client = Client()
    client.force_login(centre.manager)
    pages = [client.get(reverse("quality:delivery", args=[centre.key, one.key])).text for one in (first, second)]
    found = [re.findall(r'data-outcome="(\w+)".*?class="n">\s*(\d+)', page, re.DOTALL) for page in pages]
    assert found[0] == [("answered", "159"), ("abandoned", "40"), ("refused", "1")]
    assert found[1] == [("answered", "15"), ("abandoned", "4"), ("refused", "1")]
    months = [find_last_month(centre, list_months(centre)), first.report["last_month"], second.report["last_month"]]
    assert months == ["2026-04", "2026-03", "2026-04"]
    result = reverse("quality:centre", args=[centre.key])
    for page, month in zip(pages, months[1:], strict=True):
        assert f'href="{result}?period={month}"' in page
        assert f'action="{reverse("quality:gap", args=[centre.key])}?period={month}"' in page
    assert 'value="2026-04" selected' in client.get(result, {"period": "2026-04"}).text
    run = Run.objects.latest("pk")
    for page, month in zip(pages, months[1:], strict=True):
        row = next(one for one in figure_store.read_figure_rows(run, Cut("month"), interval=month)
                   if one.indicator == "service_level_20")  # fmt: skip
        (said,) = re.findall(r'data-result="common-v1@1">(.*?)</li>', page, re.DOTALL)
        view = build_value(row)
        assert " ".join((view.words if view.is_published else view.remark).split()) in " ".join(said.split())
        assert format_basis(row) in said


def test_the_rejected_rows_of_another_centre_are_not_found(centre: Any) -> None:
    """Whatever key stands in the address."""
    other = make_centre()
    make_manager(other)
    theirs = deliver(other, legs_csv(40))
    client = Client()
    client.force_login(centre.manager)
    for place in (centre, other):
        assert client.get(reverse("quality:rejects", args=[place.key, theirs.key])).status_code == 404
