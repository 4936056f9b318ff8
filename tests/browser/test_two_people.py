"""Giving a role, as two administrators of the demonstration live it in a real browser, and whoever is concerned."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from support.harness.accessible import axe
from support.harness.demonstration_door import enter_demonstration
from support.harness.pointer import follow

pytestmark = pytest.mark.browser

WHY = "Il audite avec nous depuis ce matin, et il faut qu’il lise les dossiers scellés."
VIEWS = {"fr": (1280, "light"), "en": (390, "dark")}


def enter(browser: Browser, site: str, lang: str, name: str) -> tuple[BrowserContext, Page]:
    """Enter the demonstration as one of its people."""
    width, scheme = VIEWS[lang]
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(f"{site}/{lang}/sign-in/")
    enter_demonstration(page, name)
    return context, page


def look(page: Page, name: str) -> None:
    """Axe finds nothing, the page does not scroll sideways, and its picture is kept where a folder is named."""
    found = axe(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} scrolls sideways"
    if folder := os.environ.get("FILIERE_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"two-{name}.png", full_page=True)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_one_administrator_asks_and_another_countersigns(site: str, browser: Browser, lang: str) -> None:
    """Asked from the page of a person, refused to the asker, signed by a colleague, told by letter, then withdrawn."""
    wide, adele = enter(browser, site, lang, "Adèle")
    adele.goto(f"{site}/{lang}/people/?q=basile")
    look(adele, f"people-{lang}")
    follow(adele, "main tbody a")
    where = adele.url
    adele.select_option("#id_what", "role:auditor")
    adele.fill("#id_reason", WHY)
    look(adele, f"person-{lang}")
    follow(adele, "main form:has(#id_reason) button")
    request = adele.url
    assert "/approvals/ap-" in request
    look(adele, f"own-request-{lang}")
    expect(adele.locator("main")).to_contain_text("Béatrice")
    expect(adele.locator("button[value=approve]")).to_have_count(0)
    expect(adele.locator("button[value=withdraw]")).to_have_count(1)

    theirs, basile = enter(browser, site, lang, "Basile")
    basile.goto(request)
    look(basile, f"concerned-{lang}")
    expect(basile.locator("main")).to_contain_text(WHY)
    expect(basile.locator("main form")).to_have_count(0)
    answer = basile.goto(f"{site}/{lang}/people/")
    assert answer is not None
    assert answer.status == 403
    stranger, mathilde = enter(browser, site, lang, "Mathilde")
    answer = mathilde.goto(request)
    assert answer is not None
    assert answer.status == 404
    stranger.close()

    second, beatrice = enter(browser, site, lang, "Béatrice")
    beatrice.goto(f"{site}/{lang}/approvals/")
    look(beatrice, f"approvals-{lang}")
    follow(beatrice, f'main a[href*="{request.rsplit("/", 2)[1]}"]')
    look(beatrice, f"request-{lang}")
    follow(beatrice, "button[value=approve]")
    look(beatrice, f"signed-{lang}")
    beatrice.goto(where)
    expect(beatrice.locator("main tbody").first).to_contain_text("Béatrice")
    look(beatrice, f"person-with-role-{lang}")

    basile.goto(f"{site}/{lang}/mail/?to=public@filiere.invalid")
    letters = basile.locator("main").inner_text()
    assert re.search(r"contresignée|countersigned", letters)
    follow(beatrice, "button[value=auditor]")
    expect(beatrice.locator("[role=status]").first).to_be_visible()
    expect(beatrice.locator("button[value=auditor]")).to_have_count(0)
    for context in (wide, theirs, second):
        context.close()


def test_inviting_oneself_is_refused_and_what_was_typed_stays(site: str, browser: Browser) -> None:
    """C4 in a browser: Adèle invites her own address to a role, and reads why not; her reason is still there."""
    context, page = enter(browser, site, "fr", "Adèle")
    page.goto(f"{site}/fr/people/")
    page.fill("#id_email", "COMPTES+label@filiere.invalid")
    page.select_option("#id_role", "label_staff")
    page.fill("#id_reason", WHY)
    follow(page, "main form:has(#id_email) button")
    look(page, "own-invitation-fr")
    expect(page.locator("[role=alert]")).to_contain_text("vous ne pouvez pas vous inviter vous-même")
    expect(page.locator("#id_reason")).to_have_value(WHY)
    context.close()
