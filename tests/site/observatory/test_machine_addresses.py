"""Addresses that programs and citations keep: permalinks, feed, sitemap, figure card."""

import re
import xml.etree.ElementTree as ElementTree
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from filiere.core import Text
from filiere.site.observatory.actions.correct_figure import correct_figure
from filiere.site.observatory.figure_register import current_register

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


@pytest.mark.parametrize("name", ["sitemap.xml", "robots.txt", "en/feed.xml", "en/label/register/feed.xml"])
def test_what_programs_read_takes_no_form(client: Client, name: str) -> None:
    answers = {method: getattr(client, method)(f"/{name}") for method in ("post", "put", "delete", "head")}
    assert {method: answer.status_code for method, answer in answers.items()} == {
        "post": 405,
        "put": 405,
        "delete": 405,
        "head": 200,
    }
    assert answers["post"]["Allow"] == "GET, HEAD"


def test_the_feed_tells_the_latest_news_first(client: Client) -> None:
    """Each item has a figure's page, a moment and a name of its own; retained values are news too."""
    root = ElementTree.fromstring(client.get("/en/feed.xml").content)  # noqa: S314
    entries = root.findall(f"{ATOM}entry")
    assert 10 <= len(entries) <= 50
    moments = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    assert any("Value retained" in (entry.findtext(f"{ATOM}summary") or "") for entry in entries)


RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ENTRY = (
    *("author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary"),
    *("title", "updated"),
)
FEED = (*ENTRY, "entry", "generator", "icon", "logo", "subtitle")


def faults_of_atom(root: ElementTree.Element) -> list[str]:
    """What RFC 4287 asks of a feed and this one does not do; the rules that this feed could break."""
    found: list[str] = []

    def check(sound: object, rule: str) -> None:
        if not sound:
            found.append(rule)

    def common(one: ElementTree.Element, allowed: tuple[str, ...]) -> None:
        names = [child.tag.removeprefix(ATOM) for child in one]
        check(set(names) <= set(allowed), f"4.1: unknown elements {set(names) - set(allowed)}")
        for name in ("id", "title", "updated"):
            check(names.count(name) == 1, f"4.1: exactly one {name}")
        for name in ("published", "rights", "summary", "content", "subtitle", "generator"):
            check(names.count(name) <= 1, f"4.1: at most one {name}")
        identifier = one.findtext(f"{ATOM}id") or ""
        check(re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\\\^`]+", identifier), f"4.2.6: no IRI {identifier}")
        for child in one:
            if child.tag in (f"{ATOM}updated", f"{ATOM}published"):
                check(RFC3339.fullmatch(child.text or ""), f"3.3: no date {child.text}")
            if child.tag in (f"{ATOM}title", f"{ATOM}summary", f"{ATOM}subtitle", f"{ATOM}rights"):
                kind = child.get("type", "text")
                check(kind in ("text", "html", "xhtml"), f"3.1.1: type {kind}")
                check(kind == "xhtml" or not len(child), "3.1.1: child elements in text or html")
            if child.tag == f"{ATOM}author":
                check(len(child.findall(f"{ATOM}name")) == 1, "3.2: exactly one name")
                check((child.findtext(f"{ATOM}name") or "").strip(), "3.2: a name")
            if child.tag == f"{ATOM}link":
                check(urlsplit(child.get("href", "")).scheme, f"4.2.7: relative {child.get('href')}")
        alternates = [
            (link.get("type"), link.get("hreflang"))
            for link in one.findall(f"{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        ]
        check(len(set(alternates)) == len(alternates), "4.1: alternates of the same type and language")
        if one.tag == f"{ATOM}entry":
            check(one.find(f"{ATOM}content") is not None or alternates, "4.1.2: neither content nor alternate")

    check(root.tag == f"{ATOM}feed", "4.1.1: the root is a feed")
    common(root, FEED)
    check([link.get("rel") for link in root.findall(f"{ATOM}link")].count("self") == 1, "4.1.1: one link to itself")
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        common(entry, ENTRY)
    authored = root.find(f"{ATOM}author") is not None or all(one.find(f"{ATOM}author") is not None for one in entries)
    check(authored, "4.1.1: an author of the feed or of each entry")
    stamps = [(one.findtext(f"{ATOM}id"), one.findtext(f"{ATOM}updated")) for one in entries]
    check(len(set(stamps)) == len(stamps), "4.1.1: two entries of the same id and date")
    return found


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_feed_keeps_the_rules_of_atom(client: Client, lang: str) -> None:
    """Identifiers are addresses that lead to the figure, and the feed says who speaks."""
    response = client.get(f"/{lang}/feed.xml")
    assert response["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(response.content)  # noqa: S314
    assert faults_of_atom(root) == []
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Filière"
    identifier = root.findtext(f"{ATOM}entry/{ATOM}id") or ""
    assert client.get(urlsplit(identifier).path).status_code == 302


def test_a_reason_is_text_in_the_feed(client: Client, make_user: Any) -> None:
    """A tag in the reason of a correction is read as it was typed, and never comes to life in a reader of feeds."""
    hostile = "Relevé faux <img src=x onerror=alert(1)> & \x0bvérifié"
    correct_figure(
        "jobs-outsourced-2008-unedic",
        changes={"note": {"fr": "Relevé", "en": "Read again"}},
        reason=Text(fr=hostile, en=hostile),
        actor=make_user("statistician"),
    )
    root = ElementTree.fromstring(client.get("/fr/feed.xml").content)  # noqa: S314
    assert faults_of_atom(root) == []
    summaries = root.findall(f"{ATOM}entry/{ATOM}summary")
    assert {summary.get("type") for summary in summaries} == {"text"}
    told = next(summary for summary in summaries if "onerror" in (summary.text or ""))
    assert "Relevé faux <img src=x onerror=alert(1)> & " in (told.text or "")
    assert not len(told)


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
