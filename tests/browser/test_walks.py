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


@pytest.mark.clicks(2)
def test_journalist_cites_a_figure(walk: Walk) -> None:
    """The answer of the home page leads to the figure, its source and the words to cite it."""
    walk.follow("290", within="main")
    walk.reads(lambda page: page.locator("main .cite"))


@pytest.mark.clicks(4)
def test_communication_officer_takes_a_chart_away(walk: Walk) -> None:
    """An image of a chart, with its source, to put in a document."""
    walk.follow("Dans le temps")
    image = walk.download("PNG", within="figure")
    assert image.read_bytes().startswith(b"\x89PNG")


@pytest.mark.clicks(4)
def test_buyer_finds_whom_to_call(walk: Walk) -> None:
    """From the home page to the contact of a labelled provider."""
    walk.follow("Trouver un prestataire labellisé", within="main")
    walk.follow("Contact Vaudoreille", within="main")
    walk.reads(lambda page: page.locator("main a[href^='mailto:'], main a[href^='tel:'], main [data-contact]"))


@pytest.mark.clicks(4)
def test_statistician_comes_to_the_table_that_waits(walk: Walk) -> None:
    """The table that awaits a decision is the first thing in their space."""
    walk.enter("Mathilde")
    walk.follow("Examiner le tableau")
    walk.reads(lambda page: page.locator("main form button, main .final button"))


@pytest.mark.clicks(5)
def test_union_delegate_reads_the_papers_of_a_case(walk: Walk) -> None:
    """From their space to the session that comes, then to the papers of an item."""
    walk.enter("Agnès")
    walk.follow("Préparer la séance")
    walk.follow("Accueil Oriflandre", within="main")
    walk.reads(lambda page: page.locator("main ul.check a, main .check a"))


@pytest.mark.clicks(3)
def test_staff_representative_gives_a_first_opinion(walk: Walk) -> None:
    """The opinions asked of the staff's representatives are one click from their space."""
    walk.enter("Ghislaine")
    walk.follow("avis", within=".todo")
    walk.reads(lambda page: page.locator("main form fieldset"))


@pytest.mark.clicks(3)
@pytest.mark.parametrize("walk", [ON_A_PHONE], indirect=True)
def test_auditor_opens_the_first_question_on_a_phone(walk: Walk) -> None:
    """The audit under way opens at its first question without an answer."""
    walk.enter("Xénia")
    walk.follow("audit", within=".todo")
    walk.reads(lambda page: page.locator("main fieldset"))


@pytest.mark.clicks(2)
@pytest.mark.parametrize("walk", [IN_ENGLISH], indirect=True)
def test_journalist_cites_a_figure_in_english(walk: Walk) -> None:
    """The same walk, on pages in English."""
    walk.follow("290", within="main")
    walk.reads(lambda page: page.locator("main .cite"))


@pytest.mark.clicks(3)
@pytest.mark.parametrize("walk", [IN_ENGLISH], indirect=True)
def test_authority_reads_the_statistics_in_english(walk: Walk) -> None:
    """The same walk, on pages in English."""
    walk.follow("Label statistics", within="footer")
    walk.reads(lambda page: page.locator("main table"))


@pytest.mark.clicks(4)
@pytest.mark.parametrize("walk", [IN_ENGLISH], indirect=True)
def test_buyer_finds_whom_to_call_in_english(walk: Walk) -> None:
    """The same walk, on pages in English."""
    walk.follow("Find a labelled provider", within="main")
    walk.follow("Contact Vaudoreille", within="main")
    walk.reads(lambda page: page.locator("main a[href^='mailto:'], main a[href^='tel:'], main [data-contact]"))
