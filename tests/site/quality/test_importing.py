"""From a file to the store of a centre: every row accounted for, the file removed, nothing half done."""

from __future__ import annotations

import gzip
import json
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
from filiere.site.quality.actions.import_delivery import request_import
from filiere.site.quality.actions.receive_delivery import receive_delivery
from filiere.site.quality.folders import centre_folder, raw_path, store_folder
from filiere.site.quality.job_kinds import JobKind
from filiere.site.quality.models import Delivery

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
        assert "unknown-outcome" in page.text
        assert "201" in page.text
    rejects = reverse("quality:rejects", args=[centre.key, row.key])
    lines = [json.loads(line) for line in client.get(rejects).getvalue().splitlines()]
    assert [(line["line"], line["faults"][0]["code"]) for line in lines] == [(12, "unknown-outcome")]
    assert reader.get(address).status_code == 200
    assert reader.get(rejects).status_code == 403
    assert "0612000009" not in str(lines)


def test_the_rejected_rows_of_another_centre_are_not_found(centre: Any) -> None:
    """Whatever key stands in the address."""
    other = make_centre()
    make_manager(other)
    theirs = deliver(other, legs_csv(40))
    client = Client()
    client.force_login(centre.manager)
    for place in (centre, other):
        assert client.get(reverse("quality:rejects", args=[place.key, theirs.key])).status_code == 404
