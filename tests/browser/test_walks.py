"""Each of the people that the site is for does their job from the home page, by what they read alone.

A walk knows no address: it clicks the words that a page shows, and its clicks are counted against a budget.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from support.harness.walks import Walk

pytestmark = pytest.mark.browser


@pytest.fixture
def walk(site: str, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Walk]:
    """A person at the home page; what they clicked is told with the results of the run."""
    lang, size = getattr(request, "param", ("fr", (1280, 900)))
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="fr-FR" if lang == "fr" else "en-GB"
    )
    started = Walk(context.new_page(), site, lang)
    started.open_home()
    yield started
    context.close()
    budget = request.node.get_closest_marker("clicks").args[0]
    request.node.user_properties.append(("walk", (request.node.name, len(started.steps), budget, started.steps)))
    assert len(started.steps) <= budget, started.steps


IN_ENGLISH = ("en", (1280, 900))
ON_A_PHONE = ("fr", (390, 844))


@pytest.mark.clicks(2)
def test_developer_reads_what_the_api_offers(walk: Walk) -> None:
    """From the footer of any page to the addresses of the API in words."""
    walk.follow("Données ouvertes", within="footer")
    walk.reads(lambda page: page.locator("#api code"))


@pytest.mark.clicks(3)
def test_authority_reads_the_statistics_of_the_label(walk: Walk) -> None:
    """A public authority finds how many labels there are, by region and level."""
    walk.follow("Statistiques du label", within="footer")
    walk.reads(lambda page: page.locator("main table"))
