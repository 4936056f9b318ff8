"""A draft exists for those who may read drafts and for nobody else, wherever it could show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from support.scenes.label_site import EARLIER as PUBLIC
from support.scenes.label_site import LATER as DRAFT
from support.scenes.label_site import MAPPING, NORM, simulated

pytestmark = pytest.mark.django_db

Sign = Callable[[str], Client]
SEES = {"visitor": False, "none": False, "administrator": False, "staff": True, "statistician": True}

# Every address that names the draft, by page, file and program.
ADDRESSES = (
    f"/fr/label/releases/{DRAFT}/",
    f"/en/label/releases/{DRAFT}/themes/social_dialogue/",
    f"/fr/label/releases/{DRAFT}/questions/cse_information/",
    f"/fr/label/compare/?from={PUBLIC}&to={DRAFT}",
    f"/en/label/compare/?from={DRAFT}&to={PUBLIC}",
    f"/fr/label/mappings/{MAPPING}/",
    f"/fr/label/mappings/{MAPPING}/?reverse=1",
    f"/export/label-questions.csv?id={DRAFT}",
    f"/export/label-weights.json?id={DRAFT}",
    f"/export/label-parameters.csv?id={DRAFT}",
    f"/export/label-differences.csv?from={PUBLIC}&to={DRAFT}",
    f"/export/label-mapping.csv?id={MAPPING}",
    f"/api/v1/releases/{DRAFT}",
    f"/api/v1/releases/{DRAFT}/questions",
    f"/api/v1/mappings/{MAPPING}",
)
# Lists: they open for all, and name the draft to those who see it only.
LISTS = (
    "/fr/label/",
    "/fr/label/search/?q=stable",
    "/fr/label/compare/",
    "/fr/label/mappings/",
    "/export/label-releases.csv",
    "/api/v1/referentials",
)


@pytest.mark.usefixtures("with_draft")
@pytest.mark.parametrize("role", SEES)
def test_a_draft_is_found_by_those_who_may_read_it(as_role: Sign, role: str) -> None:
    """200 with the right, 404 without it, at every address; and what the 404 says does not give the draft away."""
    client = as_role(role)
    for address in ADDRESSES:
        response = client.get(address)
        assert response.status_code == (200 if SEES[role] else 404), address
    if not SEES[role]:
        near = client.get("/fr/label/releases/lrse@2027.2/").content.decode()
        assert f"/releases/{DRAFT}/" not in near
        assert f"/releases/{PUBLIC}/" in near, "what is public is still offered"
        assert DRAFT not in client.get("/api/v1/releases/lrse@2027.2").json()["detail"]


@pytest.mark.usefixtures("with_draft")
@pytest.mark.parametrize("role", SEES)
def test_a_draft_is_listed_for_those_who_may_read_it(as_role: Sign, role: str) -> None:
    """Index, search, choices of comparison, mappings, files and API."""
    client = as_role(role)
    for address in LISTS:
        response = client.get(address)
        assert response.status_code == 200, address
        assert (DRAFT in response.content.decode()) is SEES[role], address


@pytest.mark.usefixtures("with_draft")
def test_the_sitemap_never_holds_a_draft(as_role: Sign) -> None:
    """Not even when it is asked for by someone who sees drafts: it is for robots."""
    for role in ("visitor", "staff"):
        sitemap = as_role(role).get("/sitemap.xml").content.decode()
        assert DRAFT not in sitemap
        assert f"/fr/label/releases/{PUBLIC}/questions/" in sitemap
        assert f"/en/label/releases/{NORM}/" in sitemap


@pytest.mark.usefixtures("with_draft")
@pytest.mark.parametrize("role", SEES)
def test_what_a_draft_would_do_is_hidden_with_it(as_role: Sign, role: str) -> None:
    """A simulation on a draft: its page, its files, its address for programs, the list."""
    number = simulated(DRAFT).pk
    client = as_role(role)
    addresses = [f"/fr/label/simulations/{number}/", f"/api/v1/simulations/{number}"]
    addresses += [f"/export/label-simulation{part}.csv?id={number}" for part in ("", "-questions", "-weights")]
    for address in addresses:
        assert client.get(address).status_code == (200 if SEES[role] else 404), address
    listed = client.get("/fr/label/simulations/").content.decode()
    assert (f"/label/simulations/{number}/" in listed) is SEES[role]
    assert f"/simulations/{number}/" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.usefixtures("with_draft")
def test_the_question_of_a_public_release_does_not_tell_its_fate_in_a_draft(as_role: Sign) -> None:
    """The migration to the draft says what the question becomes; a visitor reads nothing of it."""
    address = f"/fr/label/releases/{PUBLIC}/questions/cse_information/"
    assert DRAFT not in as_role("visitor").get(address).content.decode()
    assert DRAFT in as_role("staff").get(address).content.decode()


@pytest.mark.usefixtures("served")
def test_every_other_status_is_public(as_role: Sign) -> None:
    """In force, closing, adopted: a visitor reads them, and no query is spent on who it is."""
    client = as_role("visitor")
    for address in (*ADDRESSES, *LISTS):
        assert client.get(address).status_code == 200, address


def test_a_faulty_release_closes_no_other(settings: Any, with_draft: Path, as_role: Sign, caplog: Any) -> None:
    """A release that cannot be read is left out and logged; the pages of the others stay open."""
    tree = with_draft / "referentials" / "lrse" / "releases" / "2024.2" / "tree.yaml"
    tree.write_text(tree.read_text(encoding="utf-8") + "\nnonsense: 1\n", encoding="utf-8")
    client = as_role("visitor")
    assert client.get(f"/fr/label/releases/{NORM}/").status_code == 200
    assert client.get(f"/fr/label/releases/{PUBLIC}/").status_code == 404
    assert any(PUBLIC in record.getMessage() for record in caplog.records)
