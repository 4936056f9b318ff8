"""People find where their job leads: from the home page to a first result, through the questions, to a sheet on paper.

Nobody signs in; clicks are counted, those of the questions apart, and axe reads each page.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from support.harness.pointer import follow, tick
from support.harness.walks import Walk, Walks

pytestmark = pytest.mark.browser

TO_RESULT, TO_SHEET, TO_OCCUPATION = 3, 2, 2
MOST_QUESTIONS = 12


@pytest.fixture
def walks(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Walks]:
    """People at the home page; what they clicked is told with the results of the run."""
    started = Walks(browser, site)
    yield started
    for told in started.close():
        request.node.user_properties.append(("walk", told))
        assert told[1] <= told[2], told


def say(lang: str, fr: str, en: str) -> str:
    """The words of a page in its language."""
    return fr if lang == "fr" else en


def answer_all(walk: Walk) -> int:
    """Answer every question, each way in turn; each answer is seen to do something. Return how many there were."""
    asked = 0
    while walk.page.locator("[data-question]").count():
        value = ("yes", "no", "unknown")[asked % 3]
        tick(walk.page, f"[data-question] input[value={value}]")
        walk.follow(say(walk.lang, "Question suivante", "Next question"), within="[data-result]")
        expect(walk.page.locator("[data-effect]")).to_be_visible()
        asked += 1
        assert asked <= MOST_QUESTIONS
    return asked


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_somebody_goes_from_the_home_page_to_a_sheet(walks: Walks, lang: str) -> None:
    """A cashier opens the door of the home page, writes their job, answers, and takes a sheet of one page away."""
    walk = walks.start(lang, TO_RESULT + MOST_QUESTIONS + TO_SHEET, name=f"cashier, {lang}")
    walk.follow(say(lang, "Changer de métier", "Change jobs"), within="main")
    walk.check()
    walk.send(say(lang, "Voir où il mène", "See where it leads"), title=say(lang, "caissière", "cashier"))
    expect(walk.page.locator("[data-suggestion]")).to_have_count(5)
    assert len(walk.steps) <= TO_RESULT
    expect(walk.page.locator("[data-nothing-kept]")).to_be_visible()
    walk.check()
    asked = answer_all(walk)
    assert asked >= 8
    before = len(walk.steps)
    walk.follow(say(lang, "Imprimer ma fiche", "Print my sheet"), within="[data-result]")
    expect(walk.page.locator("[data-sheet]")).to_be_visible()
    walk.check()
    assert walk.download("PDF", within="main").read_bytes().startswith(b"%PDF")
    assert len(walk.steps) - before <= TO_SHEET


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_anybody_opens_an_occupation_from_the_map(walks: Walks, lang: str) -> None:
    """The rubric, then the occupation on the map, which is a link."""
    walk = walks.start(lang, TO_OCCUPATION, name=f"reader of the map, {lang}")
    walk.follow(say(lang, "Métiers", "Occupations"), within=".nav")
    walk.check()
    walk.steps.append("Superviseur")
    follow(walk.page, "svg.wide a[href$='/team-leader/']")
    expect(walk.page.locator("[data-occupation=team-leader]")).to_be_visible()
    walk.check()


def test_the_map_is_read_by_keyboard_on_a_phone(walks: Walks) -> None:
    """Narrow, the drawing is another; each occupation is reached by tabulation and opened by the return key."""
    walk = walks.start("fr", 1, size=(390, 844), name="map on a phone")
    walk.follow("Métiers", within=".nav")
    node = walk.page.locator("svg.narrow a[href$='/customer-adviser/']")
    node.focus()
    expect(node).to_be_focused()
    with walk.page.expect_navigation():
        walk.page.keyboard.press("Enter")
    expect(walk.page.locator("[data-occupation=customer-adviser]")).to_be_visible()
    walk.check()
