"""Service quality for programs: the same as the pages, to the same people; definitions to everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from support.scenes.quality_sample import deliver, legs_csv, make_centre, make_manager

from filiere.contacts.definitions import load_set
from filiere.core import seal
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality.actions.compute_figures import request_figures
from filiere.site.quality.models import Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few")]


def test_definitions_are_open_and_their_seal_is_that_of_their_content(client: Client) -> None:
    """A program checks the seal by hashing what it was given."""
    listed = client.get("/api/v1/quality/definitions?lang=en").json()["definitions"]
    assert {"common-v1", "nf345", "vicidial"} <= {one["id"] for one in listed}
    one = client.get("/api/v1/quality/definitions/common-v1").json()
    assert one["sha256"] == load_set("common-v1").sha256 == seal(one["content"])
    assert client.get("/api/v1/quality/definitions/common-v1@1").json() == one
    wrong = client.get("/api/v1/quality/definitions/nobody")
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (404, "unknown-definition")


def test_figures_and_deliveries_to_whoever_reads_them(centre: Any, client: Client) -> None:
    """A reader gets the rows of the pages, a delivery reconciles, and nothing is kept by a cache."""
    client.force_login(centre.reader)
    address = f"/api/v1/quality/centres/{centre.key}"
    assert client.get(f"{address}/figures").json()["made"] is None
    row = deliver(centre, legs_csv(), "Nom Secret.csv")
    request_figures(actor=centre.manager, centre=centre, name="common-v1")
    run_waiting_jobs()
    answer = client.get(f"{address}/figures?interval=day")
    found = answer.json()
    assert (found["stale"], answer.headers["Cache-Control"]) == (False, "private, no-store")
    assert len({one["interval"] for one in found["figures"]}) == 5
    assert {one["sha256"] for one in found["figures"]} == {load_set("common-v1").sha256}
    by_queue = client.get(f"{address}/figures?by=queue").json()["figures"]
    assert {one["queue"] for one in by_queue} == {"file-0", "file-1"}
    assert client.get(f"{address}/figures?interval=15min").json()["figures"] == []
    told = client.get(f"{address}/deliveries")
    (one,) = told.json()["deliveries"]
    assert (one["key"], one["rows"], one["accepted"], one["rejected"], one["duplicates"]) == (row.key, 201, 199, 1, 1)
    assert "Nom Secret" not in told.text
    for query, status in (("definition=nobody", 404), ("interval=never", 422), ("by=agent", 422), ("bye=site", 422)):
        assert client.get(f"{address}/figures?{query}").status_code == status, query


def test_deliveries_are_given_by_parts_without_their_reports(centre: Any, client: Client) -> None:
    """Every one of a centre was given at once, its report read for nothing: no list asks the database for reports."""
    same = {
        "centre": centre,
        "name": "x",
        "size": 1,
        "kind": "csv",
        "sent_by": centre.manager,
        "sent_at": timezone.now(),
    }
    Delivery.objects.bulk_create(Delivery(sha256=f"{n:064x}", report={"x": n}, **same) for n in range(5))
    client.force_login(centre.reader)
    address = f"/api/v1/quality/centres/{centre.key}/deliveries"
    with CaptureQueriesContext(connection) as asked:
        whole = client.get(address).json()
        page = client.get(reverse("quality:deliveries", args=[centre.key]))
        for one in Delivery.objects.filter(centre=centre):
            assert "report" in one.get_deferred_fields()
    assert page.status_code == 200
    assert not [one["sql"] for one in asked if '"quality_delivery"."report"' in one["sql"]]
    assert (whole["count"], whole["offset"], len(whole["deliveries"])) == (5, 0, 5)
    part = client.get(f"{address}?offset=3&limit=1").json()
    assert (part["count"], part["offset"], part["deliveries"]) == (5, 3, whole["deliveries"][3:4])
    for query in ("limit=0", "limit=1001", "offset=-1", f"offset={10**12}"):
        assert client.get(f"{address}?{query}").status_code == 422, query
    assert Delivery.objects.get(sha256=f"{3:064x}").report == {"x": 3}


@pytest.mark.parametrize("what", ["figures", "deliveries"])
def test_to_anybody_else_the_centre_does_not_exist(centre: Any, what: str) -> None:
    """A visitor, the staff of another centre, and a key of nobody get the same answer."""
    other = make_manager(make_centre())
    said = set()
    for user in (None, other):
        client = Client()
        if user is not None:
            client.force_login(user)
        for key in (centre.key, "o-0000000000"):
            answer = client.get(f"/api/v1/quality/centres/{key}/{what}")
            said.add((answer.status_code, answer.json()["errors"][0]["code"]))
    assert said == {(404, "unknown-centre")}
