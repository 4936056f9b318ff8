"""Addresses that programs and citations keep: permalinks, feed, sitemap, figure card."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client

from filiere.site.observatory.register import current_register

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.mark.parametrize(("accept", "lang"), [("fr", "fr"), ("en-GB,en;q=0.9", "en"), ("de", "fr"), ("", "fr")])
def test_a_permalink_leads_to_the_readers_language(client: Client, accept: str, lang: str) -> None:
    """A cited address has no language: French is the default, and the answer says what it depends on."""
    response = client.get("/figures/jobs-outsourced-2008-unedic", headers={"accept-language": accept})
    assert response.status_code == 302
    assert response["Location"] == f"/{lang}/figures/jobs-outsourced-2008-unedic/"
    assert "Accept-Language" in response["Vary"]


def test_the_feed_tells_the_latest_news_first(client: Client) -> None:
    """Each item has a figure's page, a moment and a name of its own; retained values are news too."""
    root = ElementTree.fromstring(client.get("/en/feed.xml").content)  # noqa: S314
    entries = root.findall(f"{ATOM}entry")
    assert 10 <= len(entries) <= 50
    moments = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    assert any("Value retained" in (entry.findtext(f"{ATOM}summary") or "") for entry in entries)


def test_the_sitemap_holds_every_figure_in_both_languages(client: Client) -> None:
    """Search engines find each figure, each source and each territory, with its other language."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314
    found = {url.findtext(f"{MAP}loc", "").removeprefix("http://testserver") for url in root.findall(f"{MAP}url")}
    for figure in current_register():
        assert {f"/fr/figures/{figure.id}/", f"/en/figures/{figure.id}/"} <= found
    assert {"/fr/", "/en/map/", "/fr/territories/DEP-86/"} <= found


def test_robots_are_welcome_and_sent_to_the_sitemap(client: Client) -> None:
    """The root of the site tells robots that all is open, and where the list of pages is."""
    response = client.get("/robots.txt")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_a_card_may_stand_in_a_frame_elsewhere_and_pages_may_not(client: Client) -> None:
    """Only the card is embeddable; it carries its source and opens links in the whole window."""
    card = client.get("/fr/embed/figures/jobs-outsourced-2008-unedic/")
    assert "X-Frame-Options" not in card
    assert "frame-ancestors *" in card["Content-Security-Policy"]
    text = card.content.decode()
    assert "36\u202f352" in text
    assert "Université de Poitiers" in text
    assert 'target="_top"' in text
    page = client.get("/fr/figures/jobs-outsourced-2008-unedic/")
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert client.get("/fr/embed/figures/none/").status_code == 404
