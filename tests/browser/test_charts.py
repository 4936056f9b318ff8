"""A chart answers: by keyboard and to a screen reader, in an image, and in an address that keeps its state."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from support.harness.accessible import axe
from support.harness.pointer import follow, hover, press

pytestmark = pytest.mark.browser

CARD = "figure .tip:not([hidden])"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["quality/", "", "methods/", "abroad/", "outsourced/", "map/", "quality/staffing/"])
def test_one_stop_then_arrows_and_escape(page: Page, site: str, path: str) -> None:
    """A drawing is one stop; its marks have names; the card is a status; nothing offends axe or the policy."""
    said: list[Any] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{site}/fr/{path}")
    drawing = page.locator("figure.fig svg.chart:visible").first
    expect(drawing).to_have_attribute("role", "group")
    expect(drawing.locator("[tabindex='0']")).to_have_count(1)
    first = drawing.locator("[tabindex='0']")
    name = first.get_attribute("aria-label")
    assert name
    first.focus()
    card = page.locator(CARD)
    expect(card).to_have_attribute("role", "status")
    assert card.inner_text().strip()
    page.keyboard.press("ArrowRight")
    expect(drawing.locator("[tabindex='0']")).to_have_count(1)
    page.keyboard.press("End")
    assert drawing.locator("[tabindex='0']").get_attribute("aria-label") != name or path == "quality/staffing/"
    assert axe(page).violations_count == 0
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    assert said == []


def test_a_mark_opens_its_row_and_a_key_highlights(page: Page, site: str) -> None:
    """The row of the table that was folded is in view; the address of a view brings the same marks forward again."""
    page.goto(f"{site}/fr/quality/")
    follow(page, "#definitions svg.chart a.mk")
    expect(page.locator("#rule-from-the-line")).to_be_visible()
    page.goto(f"{site}/fr/")
    key = page.locator("#points [data-legend] button").first
    press(page, "#points [data-legend] button")
    expect(key).to_have_attribute("aria-pressed", "true")
    faint = page.locator("#points svg.chart:visible .faint").count()
    assert faint
    address = page.locator("#points .links a[href*='chart=points']").get_attribute("href")
    assert address
    assert set(parse_qs(urlsplit(address).query)) == {"chart", "key"}
    page.goto(f"{site}{address}")
    expect(page.locator("#points svg.chart:visible .faint")).to_have_count(faint)


def test_a_pointer_shows_the_card_and_leaves_with_it(page: Page, site: str) -> None:
    """The card comes with the pointer, before any click, and goes when it leaves the drawing."""
    page.goto(f"{site}/fr/quality/")
    hover(page, "#definitions svg.chart a.mk")
    expect(page.locator("#definitions .tip:not([hidden])")).to_be_visible()
    hover(page, "h1")
    expect(page.locator(CARD)).to_have_count(0)


def test_a_finger_shows_the_card_then_follows_the_mark(painting_browser: Browser, site: str) -> None:
    """The first touch of a mark shows its card; another mark has its own first; the second touch is followed."""
    context = painting_browser.new_context(has_touch=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site}/fr/quality/")
    marks = page.locator("#definitions svg.chart:visible a.mk")
    card, said = page.locator("#definitions .tip:not([hidden])"), []
    for mark in (marks.first, marks.last):
        mark.tap()
        expect(card).to_be_visible()
        said.append(card.inner_text())
        assert "#" not in page.url
    assert said[0] != said[1]
    address = marks.last.get_attribute("href")
    assert address
    marks.last.tap()
    page.wait_for_url(f"**{address}")
    context.close()


@pytest.mark.parametrize(("kind", "magic"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_the_drawing_in_view_is_saved_with_its_source(page: Page, site: str, kind: str, magic: bytes) -> None:
    page.goto(f"{site}/fr/quality/")
    with page.expect_download() as waited:
        press(page, f"#definitions [data-image='{kind}']")
    content = waited.value.path().read_bytes()
    assert content.startswith(magic)
    if kind == "svg":
        assert b"Technion" in content
        assert b"/fr/quality/" in content


def test_an_image_is_the_wide_drawing_on_a_light_ground(page: Page, site: str) -> None:
    """From a phone in the dark as from a desk, with what it needs to be shown elsewhere."""
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/fr/")
    with page.expect_download() as waited:
        press(page, "#points [data-image='svg']")
    content = waited.value.path().read_text()
    head = content[: content.index(">")]
    width, height = (float(re.search(rf'\b{name}="([\d.]+)"', head)[1]) for name in ("width", "height"))  # type: ignore[index]
    assert width > height
    assert 'fill="rgb(255, 255, 255)"' in content
    assert page.evaluate("document.documentElement.dataset.scheme ?? ''") == ""
