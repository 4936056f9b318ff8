"""Service quality for programs: the same as the pages, to the same people; definitions to everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from quality_sample import deliver, legs_csv, make_centre, make_manager

from filiere.contacts.definitions import load_set
from filiere.core import seal
from filiere.site.quality.actions.compute import ask_figures
from filiere.site.quality.work.worker import work

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
    ask_figures(actor=centre.manager, centre=centre, name="common-v1")
    work()
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
