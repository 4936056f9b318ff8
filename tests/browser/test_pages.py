"""Every public page in a real browser: readable by all, quiet, and asking nothing of the outside."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from support.harness.accessible import COLOURS, EVERYTHING, WORDS, axe

from filiere.core import Lang
from filiere.figures import load_register

pytestmark = pytest.mark.browser

PAGES = {
    "home": "",
    "start": "start/",
    "help": "help/",
    "guides": "guides/",
    "guide": "guides/measure-service-quality/",
    "guide-explains": "guides/confidentiality-proof/",
    "legal": "legal/",
    "accessibility": "accessibility/",
    "apply": "label/apply/?category=outsourcer&active=yes&convicted=no&withdrawn=&headcount=420&sites=3",
    "weight": "weight/",
    "map": "map/",
    "map-departments": "map/?kind=departments",
    "map-regions-2016": "map/?kind=regions18",
    "map-zones": "map/?kind=zones",
    "region": "territories/REG-75/",
    "old-region": "territories/R22-54/",
    "department": "territories/DEP-86/",
    "outsourced": "outsourced/",
    "abroad": "abroad/",
    "international": "international/",
    "methods": "methods/",
    "register": "register/",
    "register-filtered": "register/?indicator=jobs&segment=outsourced&year=2008",
    "register-empty": "register/?text=zzzz",
    "figure": "figures/jobs-outsourced-2008-unedic/",
    "source": "sources/poitiers-2010-07/",
    "downloads": "downloads/",
    "data": "data/",
    "data-loaded": "data/urssaf-commune-ape/",
    "data-tensions": "data/dares-tensions/",
    "label": "label/",
    "label-search": "label/search/?q=salaire",
    "label-search-empty": "label/search/?q=zzzz",
    "label-compare": "label/compare/?from=nf345@2014&to=nf345@2019",
    "label-mappings": "label/mappings/",
    "label-mapping": "label/mappings/lrs@2027.1--iso18295-2@2017/",
    "label-factors": "label/factors/",
    "label-simulations": "label/simulations/",
    "label-simulation": "label/simulations/1/",
    "label-release": "label/releases/lrs@2027.1/?category=outsourcer",
    "label-norm": "label/releases/iso18295-1@2017/",
    "label-theme": "label/releases/lrs@2027.1/themes/social_dialogue/?category=in_house",
    "label-question": "label/releases/lrs@2027.1/questions/dia_elections/",
    "label-question-indicator": "label/releases/lrs@2027.1/questions/hr_newcomers_kept/",
    "holders": "label/register/",
    "holders-empty": "label/register/?q=zzzz",
    "verify": "label/register/verify/",
    "label-statistics": "label/register/statistics/",
    "clause": "label/register/clause/",
    "complaints": "label/register/complaints/",
    "bodies": "organisations/bodies/",
    "sign-in": "sign-in/",
    "account-request": "account-requests/new/?purpose=measure",
    "account-request-sent": "account-requests/sent/",
    "embed": "embed/figures/jobs-outsourced-2008-unedic/",
    "embed-chart": "embed/charts/definitions/quality/",
    "embed-map": "embed/charts/carte/map/?kind=departments",
}
ALONE = {"embed", "embed-chart", "embed-map", "sign-in"}
"""Pages whose link to the other language, if any, leads elsewhere."""
SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@contextmanager
def opened(browser: Browser, size: str = "wide") -> Iterator[tuple[Page, list[str]]]:
    """A page and the list of what went wrong on it: console messages, script errors, requests to elsewhere."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="light")
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}") if message.type != "log" else None)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on(
        "request",
        lambda request: (
            wrong.append(f"outside: {request.url}") if urlsplit(request.url).hostname != "127.0.0.1" else None
        ),
    )
    try:
        yield page, wrong
    finally:
        context.close()


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_quiet(site: str, browser: Browser, name: str, lang: str) -> None:
    """Wide and narrow, light and dark: axe finds nothing, the console is silent, nothing overflows sideways.

    Pages in English have the elements and colours of those in French. Axe reads their words once, as they are first
    shown; what longer or shorter words may break is the width, which is looked at in both sizes. The link to the other
    language leads to the very address that the other half of this test opens.
    """
    with opened(browser) as (page, wrong):
        response = page.goto(f"{site}/{lang}/{PAGES[name]}")
        assert response is not None
        assert response.status == 200
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("h1").count() == 1
        other = "en" if lang == "fr" else "fr"
        if name not in ALONE:
            link = page.locator(f".who a[hreflang={other}]")
            assert link.evaluate("one => one.href") == f"{site}/{other}/{PAGES[name]}"
        # Folded parts are read too: axe does not see what is hidden.
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                if lang == "fr" or (size, scheme) == ("wide", "light"):
                    rules = WORDS if lang == "en" else EVERYTHING if scheme == "light" else COLOURS
                    found = axe(page, rules)
                    assert found.violations_count == 0, found.generate_report()
                if folder := os.environ.get("FILIERE_SCREENSHOTS"):
                    page.screenshot(path=Path(folder) / f"{name}-{lang}-{size}-{scheme}.png", full_page=True)
        assert wrong == []


def test_the_other_language_is_the_same_page(site: str, browser: Browser) -> None:
    """The language link, pressed, leads to the same page with its question, and back."""
    with opened(browser) as (page, wrong):
        path = PAGES["register-filtered"]
        page.goto(f"{site}/fr/{path}")
        page.locator(".who a[hreflang=en]").click()
        assert page.url == f"{site}/en/{path}"
        page.locator(".who a[hreflang=fr]").click()
        assert page.url == f"{site}/fr/{path}"
        assert wrong == []


def test_the_first_tab_stop_skips_to_the_content(site: str, browser: Browser) -> None:
    """A keyboard user can jump over the masthead, and sees where the focus is."""
    with opened(browser) as (page, _):
        page.goto(f"{site}/fr/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.url.endswith("#contenu")
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


@pytest.mark.parametrize("missing", ["figures/no-such-figure", "label/releases/lrs@2027.9"])
def test_a_missing_page_is_kind(site: str, browser: Browser, missing: str) -> None:
    """An address that leads nowhere says so in the reader's language and offers a way on."""
    with opened(browser, "narrow") as (page, _):
        response = page.goto(f"{site}/en/{missing}/")
        assert response is not None
        assert response.status == 404
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("main a").count() >= 1
        assert axe(page).violations_count == 0


@pytest.mark.parametrize(
    "frame",
    [
        "points/", "carte/map/?kind=departments", "prices/abroad/", "definitions/quality/",
        "concurrent/outsourced/", "staffing-chart/quality/staffing/", "series-unedic-2004-2008/outsourced/",
    ],
)  # fmt: skip
def test_a_chart_is_whole_in_the_frame_that_its_page_gives(site: str, browser: Browser, frame: str) -> None:
    """In 640 by 420: its title, one drawing, its source and the link, without scrolling; its card answers."""
    context = browser.new_context(viewport={"width": 640, "height": 420})
    page = context.new_page()
    try:
        page.goto(f"{site}/fr/embed/charts/{frame}")
        assert page.locator("svg.chart:visible").count() == 1
        size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert size == [640, 420]
        page.locator("svg.chart:visible [tabindex='0']").focus()
        assert page.locator("figure .tip:not([hidden])").inner_text().strip()
        assert page.evaluate("[...document.links].every(one => one.target === '' || one.target === '_top')")
    finally:
        context.close()


def test_the_card_is_whole_in_the_frame_that_the_guide_gives(site: str, browser: Browser) -> None:
    """In 360 by 220 every figure's card shows its number, large, and its source, confidence and link, all at once.

    The cards with most to say are tried, by the length of the words they hold.
    """
    guide = (Path(__file__).parents[2] / "docs" / "how-to" / "embed-a-figure.md").read_text(encoding="utf-8")
    assert 'width="360" height="220"' in guide
    register = load_register()
    langs: tuple[Lang, ...] = ("fr", "en")
    longest = set()
    for lang in langs:
        amounts = {one.id: len(register.amount(one, lang)) for one in register}
        words = {one.id: len(register.title(one).get(lang)) + len(register.said_by(one).get(lang)) for one in register}
        for lengths in (amounts, words):
            longest |= {(lang, figure) for figure in sorted(lengths, key=lambda key: lengths[key])[-8:]}
    context = browser.new_context(viewport={"width": 360, "height": 220})
    page = context.new_page()
    try:
        for lang, figure in sorted(longest | {("en", "jobs-outsourced-2008-unedic")}):
            page.goto(f"{site}/{lang}/embed/figures/{figure}/")
            size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
            assert size == [360, 220], (lang, figure)
            number, title = (
                float(page.locator(name).evaluate("one => parseFloat(getComputedStyle(one).fontSize)"))
                for name in (".card-number", "h1")
            )
            assert number >= 1.5 * title, (lang, figure)
    finally:
        context.close()
