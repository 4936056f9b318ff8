"""Every public page in a real browser: readable by all, quiet, and asking nothing of the outside."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page
from support.harness.accessible import COLOURS, EVERYTHING, WORDS, axe
from support.harness.pointer import follow

from filiere.core import Lang
from filiere.figures import load_register

pytestmark = pytest.mark.browser

PAGES = {
    "home": "",
    "start": "start/",
    "help": "help/",
    "about": "about/",
    "contact": "contact/",
    "privacy": "privacy/",
    "search": "search/?q=emplois",
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
    "economy": "economy/",
    "abroad": "abroad/",
    "international": "international/",
    "methods": "methods/",
    "register": "register/",
    "register-filtered": "register/?indicator=jobs&segment=outsourced&year=2008",
    "register-empty": "register/?text=zzzz",
    "figure": "figures/jobs-outsourced-2008-unedic/",
    "source": "sources/poitiers-2010-07/",
    "downloads": "downloads/",
    "api": "downloads/api/",
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
    "tables": "tables/",
    "committee": "committee/",
    "quality-definitions": "quality/definitions/",
    "quality-gap": "quality/gap/",
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
READ = {
    "fr": {
        ("wide", "light"): EVERYTHING,
        ("wide", "dark"): COLOURS,
        ("narrow", "light"): COLOURS,
        ("narrow", "dark"): COLOURS,
    },
    "en": {("narrow", "light"): WORDS},
}
"""What axe reads of a page in a language: the colours of each size and scheme once, all that is no colour once a size.

Pages in English have the elements and colours of those in French, and what is no colour is the same in both schemes.
"""

HEAD = """() => [
  document.documentElement.getAttribute("lang"),
  document.querySelectorAll("h1").length,
  [...document.querySelectorAll(".who a[hreflang]")].flatMap(({hreflang, href}) => [hreflang, href]),
]"""
"""Language, number of titles, and links to other languages, read by no script of the framework: each document compiles
that anew."""

type Opened = tuple[Page, list[str]]


@contextmanager
def open_page(browser: Browser) -> Iterator[Opened]:
    """Open a page, and list what goes wrong on it: messages, script errors, requests to elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
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
    yield page, wrong
    context.close()


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Opened]:
    """One page for all the addresses here.

    Where each address had a browser of its own, its styles and scripts, and those of axe, were read anew each time:
    half as much again of processor.
    """
    with open_page(browser) as opened:
        yield opened


@pytest.fixture
def opened(reader: Opened) -> Opened:
    """That page as a newcomer has it: wide and light, with no cookie and nothing wrong yet.

    It stands where the test before has left it: to go by a blank page would start another process of the browser.
    """
    page, wrong = reader
    page.set_viewport_size({"width": SIZES["wide"][0], "height": SIZES["wide"][1]})
    page.emulate_media(color_scheme="light")
    page.context.clear_cookies()
    wrong.clear()
    return reader


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_quiet(site: str, opened: Opened, name: str, lang: str) -> None:
    """Wide and narrow, light and dark: axe finds nothing, the console is silent, nothing overflows sideways.

    What axe reads of each is in :data:`READ`; what longer or shorter words may break is the width, which is looked at
    in both sizes and both languages. The link to the other language leads to the very address that the other half of
    this test opens.
    """
    page, wrong = opened
    response = page.goto(f"{site}/{lang}/{PAGES[name]}")
    assert response is not None
    assert response.status == 200
    told, titles, link = page.evaluate(HEAD)
    assert told == lang
    assert titles == 1
    other = "en" if lang == "fr" else "fr"
    if name not in ALONE:
        assert link == [other, f"{site}/{other}/{PAGES[name]}"]
    # Folded parts are read too: axe does not see what is hidden.
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    folder = os.environ.get("FILIERE_SCREENSHOTS")
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
        for scheme in SCHEMES:
            rules = READ[lang].get((size, scheme))
            # Another scheme is drawn anew: not for nobody.
            if not (rules or folder):
                continue
            page.emulate_media(color_scheme=scheme)
            if rules:
                found = axe(page, rules)
                assert found.violations_count == 0, found.generate_report()
            if folder:
                page.screenshot(path=Path(folder) / f"{name}-{lang}-{size}-{scheme}.png", full_page=True)
    assert wrong == []


def test_axe_finds_colours_that_are_too_close(site: str, opened: Opened) -> None:
    """A colour is worked out once a page, and judged on each ground that it stands on."""
    page, _ = opened
    page.goto(f"{site}/fr/help/")
    page.evaluate("""() => {
      const grounds = ["#777", "#fff", "#111", "#777"];
      document.querySelector("main").replaceChildren(...grounds.map((ground) => {
        const one = document.createElement("p");
        one.textContent = "planted";
        one.style.background = ground;
        one.style.color = "#888";
        return one;
      }));
    }""")
    found = next(one for one in axe(page, COLOURS).response["violations"] if one["id"] == "color-contrast")
    told = [node["any"][0]["data"] for node in found["nodes"]]
    assert [(one["bgColor"], one["contrastRatio"]) for one in told] == [
        ("#777777", 1.26),
        ("#ffffff", 3.54),
        ("#777777", 1.26),
    ]


RULES = """
.planted { background: #fff; color: #333 } .planted td { padding: 4px; font-size: 16px; background: none }
.planted tr.zebra:nth-child(3) { background: #555 } .moved { position: relative }
.stuck { position: sticky; inset-inline-start: 0; background: #fff; color: #333 }
"""
PLANTED = """
<table class="planted"><tbody>
  <tr class="zebra"><td>first row</td><td>second cell</td></tr>
  <tr class="zebra"><td>same again</td><td data-css="color: #aaa" id="pale">paler text</td></tr>
  <tr class="zebra"><td id="dark">on dark ground</td><td id="dark-too">on dark ground</td></tr>
  <tr class="zebra"><td>same again</td><td data-css="opacity: .3" id="faint">faint text</td></tr>
  <tr class="zebra"><td>same again</td><td><span data-css="background: #444" id="own">own ground</span></td></tr>
  <tr class="zebra"><td class="moved"><i data-css="position: absolute; background: #444">placed</i> and text</td></tr>
  <tr class="zebra"><td>same again</td><td><b data-css="background: #444"><u id="deep">deep text</u></b></td></tr>
</tbody></table>
<div class="planted" data-css="block-size: 20px; inline-size: 300px"><p>on paper</p></div>
<div data-css="background: #444; margin-block-start: -1px"><p class="planted" data-css="background: none">late</p></div>
<div data-css="background: linear-gradient(#fff, #eee)"><p>on a gradient</p><p>on a gradient</p>
  <p data-css="background: #fff; color: #aaa" id="washed">on paper again</p></div>
<p class="planted">plain words</p><p class="planted">plain words</p>
<div class="planted" data-css="overflow-x: auto; inline-size: 200px"><table data-css="inline-size: 900px"><tbody>
  <tr><th class="stuck">held at the edge</th><td>in sight</td><td>beyond it</td></tr>
  <tr><th class="stuck" data-css="background: #444" id="held">held at the edge</th><td>in sight</td>
    <td data-css="color: #aaa" id="beyond">beyond it</td></tr>
</tbody></table></div>
<div data-css="background: #444; margin-block-start: 9px"><div class="planted" data-css="inline-size: 90px">
  <div data-css="overflow-x: auto; inline-size: 300px"><p data-css="inline-size: 900px">wider than paper</p></div>
</div></div>
<p class="planted" id="shadow" data-css="margin-block-start: -30px; background: #444">words above</p>
"""
"""Texts of one hand; some stand on another ground, or are paler: by a rule, a style, a place, what is around."""


def test_axe_finds_one_pale_text_among_its_likes(site: str, opened: Opened) -> None:
    """What is measured once for many texts and pages hides none: the same ones are found as by axe alone.

    Some of the texts planted are pale on a light ground, others dark on a dark one; the page is in its light colours.
    """
    page, _ = opened
    page.goto(f"{site}/fr/help/")
    # The site lets no page carry styles of its own: they are put by the script of whoever reads it.
    page.evaluate(
        """([html, rules]) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(rules);
          document.adoptedStyleSheets = [sheet];
          document.querySelector("main").innerHTML = html;
        }""",
        [PLANTED, RULES],
    )
    # Before they are what they are, most of these texts pass; what is known of them must not be said of them later.
    axe(page, COLOURS)
    page.evaluate('document.querySelectorAll("[data-css]").forEach((one) => { one.style.cssText = one.dataset.css; })')

    def list_faults(result: Mapping[str, Any]) -> list[list[str]]:
        return [node["target"] for one in result["violations"] for node in one["nodes"]]

    found = [list_faults(axe(page, COLOURS).response)]
    page.evaluate("delete window.axe")
    page.evaluate(AXE_SCRIPT)
    found.append(list_faults(page.evaluate("rules => window.axe.run(rules)", dict(COLOURS))))
    assert found[0] == found[1]
    pale = ("pale", "dark", "dark-too", "faint", "own", "deep", "washed", "held", "beyond")
    assert {f"#{key}" for key in pale} <= {one for [one] in found[0]}


def test_the_other_language_is_the_same_page(site: str, browser: Browser) -> None:
    """The language link, pressed, leads to the same page with its question, and back."""
    path = PAGES["register-filtered"]
    with open_page(browser) as (page, wrong):
        page.goto(f"{site}/fr/{path}")
        follow(page, ".who a[hreflang=en]")
        assert page.url == f"{site}/en/{path}"
        follow(page, ".who a[hreflang=fr]")
        assert page.url == f"{site}/fr/{path}"
        assert wrong == []


def test_the_first_tab_stop_skips_to_the_content(site: str, opened: Opened) -> None:
    """A keyboard user can jump over the masthead, and sees where the focus is."""
    page, _ = opened
    page.goto(f"{site}/fr/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_url("**#contenu")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


@pytest.mark.parametrize("missing", ["figures/no-such-figure", "label/releases/lrs@2027.9"])
def test_a_missing_page_is_kind(site: str, opened: Opened, missing: str) -> None:
    """An address that leads nowhere says so in the reader's language and offers a way on."""
    page, _ = opened
    page.set_viewport_size({"width": SIZES["narrow"][0], "height": SIZES["narrow"][1]})
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
def test_a_chart_is_whole_in_the_frame_that_its_page_gives(site: str, opened: Opened, frame: str) -> None:
    """In 640 by 420: its title, one drawing, its source and the link, without scrolling; its card answers."""
    page, _ = opened
    page.set_viewport_size({"width": 640, "height": 420})
    page.goto(f"{site}/fr/embed/charts/{frame}")
    assert page.locator("svg.chart:visible").count() == 1
    size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert size == [640, 420]
    page.locator("svg.chart:visible [tabindex='0']").focus()
    assert page.locator("figure .tip:not([hidden])").inner_text().strip()
    assert page.evaluate("[...document.links].every(one => one.target === '' || one.target === '_top')")


def test_the_card_is_whole_in_the_frame_that_the_guide_gives(site: str, opened: Opened) -> None:
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
    page, _ = opened
    page.set_viewport_size({"width": 360, "height": 220})
    for lang, figure in sorted(longest | {("en", "jobs-outsourced-2008-unedic")}):
        page.goto(f"{site}/{lang}/embed/figures/{figure}/")
        size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert size == [360, 220], (lang, figure)
        number, title = (
            float(page.locator(name).evaluate("one => parseFloat(getComputedStyle(one).fontSize)"))
            for name in (".card-number", "h1")
        )
        assert number >= 1.5 * title, (lang, figure)
