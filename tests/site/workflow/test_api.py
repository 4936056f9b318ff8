"""Dossiers for programs: the same as the pages, to the same people, and never kept by a cache."""

from __future__ import annotations

from typing import Any

import pytest
from support.scenes.dossier_sample import at, make_dossier, make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db


def test_a_party_reads_state_acts_and_events(client: Any) -> None:
    organisation = make_organisation()
    dossier = at(make_dossier(organisation), "applied")
    client.force_login(make_member(organisation))
    answer = client.get(f"/api/v1/dossiers/{dossier.key}?lang=en")
    found = answer.json()
    assert (found["state"], found["state_label"]) == (dossier.state, "Filed, to be checked")
    assert [one["event"] for one in found["events"]] == ["applied"]
    assert "give_up" in {one["action"] for one in found["acts"]}
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert [one["key"] for one in client.get("/api/v1/dossiers").json()["dossiers"]] == [dossier.key]


@pytest.mark.parametrize("who", ["visitor", "stranger"])
def test_to_anybody_else_it_does_not_exist(client: Any, who: str) -> None:
    dossier = make_dossier()
    if who == "stranger":
        client.force_login(make_person())
    answer = client.get(f"/api/v1/dossiers/{dossier.key}")
    assert (answer.status_code, dossier.organisation.name in answer.content.decode()) == (404, False)
    assert client.get("/api/v1/dossiers").json() == {"dossiers": []}
