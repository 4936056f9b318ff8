"""Files and names made to harm: what a spreadsheet would run, a line that never ends, a name that leads elsewhere."""

from __future__ import annotations

import csv
import io
import resource
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.scenes.quality_sample import HEADER, deliver, legs_csv

from filiere.core import Faults
from filiere.site.jobs.models import Job
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality.actions.explain_figure import request_contacts
from filiere.site.quality.job_kinds import JobKind
from filiere.site.quality.models import Delivery

# Contacts are read by the engine, from files: not by the database of the site.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("few")]

RUN = ("=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3")


def test_no_cell_of_a_download_runs(centre: Any) -> None:
    """Identities, queues and bad outcomes that a spreadsheet would run come back as plain words, in every CSV."""
    log = legs_csv(40).decode().replace("file-0", RUN[0]).replace("A11,", f"{RUN[1]},").replace("perhaps", RUN[2])
    row = deliver(centre, log.encode())
    assert row.state == Delivery.State.IMPORTED
    request_contacts(actor=centre.manager, centre=centre, name="common-v1", indicator="contacts")
    run_waiting_jobs()
    client = Client()
    client.force_login(centre.manager)
    for name, keys in (
        ("quality:contacts-file", [centre.key, "common-v1", "contacts"]),
        ("quality:rejects-csv", [centre.key, row.key, "csv"]),
        ("quality:indicator-file", [centre.key, "common-v1", "contacts", "csv"]),
    ):
        answer = client.get(reverse(name, args=keys))
        assert answer.status_code == 200, name
        held = b"".join(answer) if answer.streaming else answer.content
        rows = csv.reader(io.StringIO(held.decode("utf-8-sig")), delimiter=";")
        cells = [cell for line in rows for cell in line]
        assert len(cells) > 10, name
        assert not [cell for cell in cells if cell[:1] in "=+@" and cell], name


def test_a_line_of_two_hundred_megabytes_is_rejected_in_bounded_memory(centre: Any) -> None:
    """It is no row of any table: nothing of it enters the store, and the next file is read as ever."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    row = deliver(centre, HEADER.encode() + b"\n" + b"x" * (200 << 20) + b"\n", "endless.csv")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    # It is read in pieces of 64 MiB, so that memory is bounded: each is a faulty row.
    assert (row.rows, row.rejected) == (3, 3)
    job = Job.objects.get(kind=JobKind.IMPORT)
    assert "job-broken" not in str(job.faults)
    assert grown < 1_500
    assert deliver(centre, legs_csv(40), "next.csv").accepted == 39


def test_a_name_leads_nowhere_and_is_shown_as_words(centre: Any) -> None:
    """A name with a folder or a line end is refused; markup is a name like another, which the page escapes."""
    for name in ("../../store/store.json.csv", "log\r\nX-Evil: 1.csv", "..\\log.csv"):
        with pytest.raises(Faults):
            deliver(centre, legs_csv(40), name)
    row = deliver(centre, legs_csv(40), "<img src=x onerror=alert(1)>.csv")
    client = Client()
    client.force_login(centre.manager)
    answer = client.get(reverse("quality:delivery", args=[centre.key, row.key]))
    assert "<img src=x" not in answer.text
    assert "&lt;img src=x onerror=alert(1)&gt;.csv" in answer.text
