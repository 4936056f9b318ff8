"""A chart answers: by keyboard and to a screen reader, in an image, and in an address that keeps its state."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from support.harness.accessible import axe

pytestmark = pytest.mark.browser

CARD = "figure .tip:not([hidden])"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["quality/", "", "abroad/", "outsourced/", "map/", "quality/staffing/"])
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
    page.locator("#definitions svg.chart:visible a.mk").first.click()
    expect(page.locator("#rule-from-the-line")).to_be_visible()
    page.goto(f"{site}/fr/")
    key = page.locator("#points [data-legend] button").first
    key.click()
    expect(key).to_have_attribute("aria-pressed", "true")
    faint = page.locator("#points svg.chart:visible .faint").count()
    assert faint
    address = page.locator("#points .links a[href*='chart=points']").get_attribute("href")
    assert address
    assert set(parse_qs(urlsplit(address).query)) == {"chart", "key"}
    page.goto(f"{site}{address}")
    expect(page.locator("#points svg.chart:visible .faint")).to_have_count(faint)


@pytest.mark.parametrize(("kind", "magic"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_the_drawing_in_view_is_saved_with_its_source(page: Page, site: str, kind: str, magic: bytes) -> None:
    page.goto(f"{site}/fr/quality/")
    with page.expect_download() as waited:
        page.locator(f"#definitions [data-image='{kind}']").click()
    content = waited.value.path().read_bytes()
    assert content.startswith(magic)
    if kind == "svg":
        assert b"Technion" in content
        assert b"/fr/quality/" in content
