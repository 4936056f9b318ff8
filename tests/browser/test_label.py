"""What staff do on the pages of referentials, in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from support.harness.accessible import axe
from support.harness.demonstration_door import enter_demonstration
from support.harness.pointer import follow

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def signed_in(site: str, browser: Browser) -> Iterator[Any]:
    """What the browser keeps of a session of the demonstration's account."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/fr/sign-in/")
    enter_demonstration(page, "Compte de démonstration")
    yield context.storage_state()
    context.close()


def test_a_simulation_is_run_from_its_form(site: str, browser: Browser, signed_in: Any) -> None:
    """From the list to the form, a fault told kindly, then the report."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, storage_state=signed_in)
    # Thousands of dossiers are scored between a click and its page: on a busy machine, more than half a minute.
    context.set_default_timeout(180_000)
    page = context.new_page()
    try:
        page.goto(f"{site}/en/label/simulations/")
        follow(page, "a.button")
        page.wait_for_load_state()
        assert axe(page).violations_count == 0
        page.select_option("select[name=source]", "environment")
        page.fill("input[name=points_outsourcer]", "5")
        follow(page, "main form:has(select) button[type=submit]")
        assert "the one they go to" in page.locator("main").inner_text()
        assert axe(page).violations_count == 0
        page.select_option("select[name=target]", "governance")
        follow(page, "main form:has(select) button[type=submit]")
        assert "Fictitious dossiers" in page.locator("main").inner_text()
        assert "/label/simulations/" in page.url
    finally:
        context.close()
