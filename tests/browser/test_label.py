"""The pages of referentials in a real browser, on the shipped content, as a member of the staff reads them.

Signed in, because a release that is still a draft shows to the staff only; a visitor's pages differ by the lines that
tell what a draft is.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LABEL = "lrs@2027.1"
PAGES = {
    "label": "",
    "label-search": "search/?q=salaire",
    "label-search-empty": "search/?q=zzzz",
    "label-compare": "compare/?from=nf345@2014&to=nf345@2019",
    "label-mappings": "mappings/",
    "label-mapping": "mappings/en15838@2009--iso18295-1@2017/",
    "label-simulations": "simulations/",
    "label-simulation": "simulations/1/",
    "label-release": f"releases/{LABEL}/?category=outsourcer",
    "label-norm": "releases/iso18295-1@2017/",
    "label-theme": f"releases/{LABEL}/themes/social_dialogue/?category=in_house",
    "label-question": f"releases/{LABEL}/questions/dia_elections/",
    "label-question-indicator": f"releases/{LABEL}/questions/hr_newcomers_kept/",
    "label-missing": "releases/lrs@2027.9/",
}
SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


@pytest.fixture(scope="module")
def signed_in(site: str, browser: Browser, demo_home: Path) -> Iterator[Any]:
    """What the browser keeps of a session of the demonstration's account."""
    command = [sys.executable, "-m", "filiere", "users", "password", "demo@filiere.invalid"]
    environment = os.environ | {"FILIERE_HOME": str(demo_home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/fr/sign-in/")
    page.fill("#id_username", "demo@filiere.invalid")
    page.fill("#id_password", told.stdout.split()[-1])
    with page.expect_navigation(wait_until="load"):
        page.locator("main form button").first.click()
    yield context.storage_state()
    context.close()


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_quiet(site: str, browser: Browser, signed_in: Any, name: str, lang: str) -> None:
    """Wide and narrow, light and dark: axe finds nothing, the console is silent, nothing overflows sideways."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, storage_state=signed_in)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on(
        "request",
        lambda request: (
            wrong.append(f"outside: {request.url}") if urlsplit(request.url).hostname != "127.0.0.1" else None
        ),
    )
    try:
        response = page.goto(f"{site}/{lang}/label/{PAGES[name]}")
        assert response is not None
        assert response.status == (404 if name == "label-missing" else 200)
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("h1").count() == 1
        # Folded parts are read too: what is hidden is not checked.
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                found = Axe().run(page, options=AXE if scheme == "light" else COLOURS)
                assert found.violations_count == 0, found.generate_report()
                if folder := os.environ.get("FILIERE_SCREENSHOTS"):
                    page.screenshot(path=Path(folder) / f"{name}-{lang}-{size}-{scheme}.png", full_page=True)
        assert wrong == []
    finally:
        context.close()


def test_a_simulation_is_run_from_its_form(site: str, browser: Browser, signed_in: Any) -> None:
    """From the list to the form, a fault told kindly, then the report, in less time than a person gives up."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, storage_state=signed_in)
    page = context.new_page()
    try:
        page.goto(f"{site}/en/label/simulations/")
        page.locator("a.button").click()
        page.wait_for_load_state()
        assert Axe().run(page, options=AXE).violations_count == 0
        page.select_option("select[name=source]", "environment")
        page.fill("input[name=points_outsourcer]", "5")
        with page.expect_navigation(wait_until="load"):
            page.locator("main form:has(select) button[type=submit]").click()
        assert "where they go" in page.locator("main").inner_text()
        assert Axe().run(page, options=AXE).violations_count == 0
        page.select_option("select[name=target]", "governance")
        with page.expect_navigation(wait_until="load", timeout=30_000):
            page.locator("main form:has(select) button[type=submit]").click()
        assert "Made-up dossiers" in page.locator("main").inner_text()
        assert "/label/simulations/" in page.url
    finally:
        context.close()
