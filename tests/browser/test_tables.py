"""A statistician at her browser: from rows to a public table, every page on the way readable by all."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from support.harness.accessible import axe
from support.harness.demonstration_door import enter_demonstration
from support.harness.pointer import follow, press, tick

pytestmark = pytest.mark.browser


def check(page: Page, name: str) -> None:
    """Axe finds nothing, the page does not scroll sideways, and it has one title."""
    found = axe(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} scrolls sideways"
    assert page.locator("h1").count() == 1, name
    if folder := os.environ.get("FILIERE_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"tables-{name}.png", full_page=True)


def rows(path: Path) -> Path:
    """The made-up rows of the demonstration, as a statistician would send them."""
    from filiere.site.demonstration import protected_tables

    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(protected_tables.ROW_COLUMNS)
        writer.writerows(protected_tables.build_rows(later=False))
    return path


@pytest.mark.parametrize(("lang", "width", "scheme"), [("fr", 1280, "light"), ("en", 390, "dark")])
def test_from_rows_to_a_public_table(
    site: str, browser: Browser, tmp_path: Path, lang: str, width: int, scheme: str
) -> None:
    """Read the table of the demonstration, ask for another one question by question, weigh it, publish it."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(f"{site}/{lang}/staff/tables/")
    enter_demonstration(page, "Mathilde")
    assert page.url == f"{site}/{lang}/staff/tables/"
    check(page, f"list-{lang}")
    follow(page, ".entries h3 a")
    check(page, f"table-{lang}")
    assert page.locator("#intervals svg").count() > 0
    page.goto(f"{site}/{lang}/staff/tables/new/")
    check(page, f"new-{lang}")
    page.set_input_files("#id_file", rows(tmp_path / "postes.csv"))
    follow(page, "main form button[type=submit]")
    chosen = {
        "dimensions": ["région", "taille"],
        "contributor": ["entreprise"],
        "rule": ["enterprise-statistics"],
        "level": ["contributors"],
    }
    while (step := page.url.rstrip("/").rsplit("/", 1)[-1]) != "words":
        check(page, f"{step}-{lang}")
        for value in chosen.get(step, []):
            tick(page, f"input[value='{value}']")
        if step not in chosen and step != "visible":
            tick(page, "input[name=answer]")
        follow(page, "main form button[type=submit]")
    # The same answers of the same days go out under one name of population alone.
    period = {"fr": "2026", "en": "2027"}[lang]
    for field, words in {"title_fr": "Essai fictif", "title_en": "Made-up try", "period": period}.items():
        page.fill(f"#id_{field}", words)
    page.fill("#id_population", f"Essai fictif {lang}")
    check(page, f"words-{lang}")
    follow(page, "main form button[type=submit]")
    follow(page, "main a[href$='/total/']")
    check(page, f"total-{lang}")
    tick(page, "input[name=cut-0]")
    tick(page, "input[name=cut-0]", place=1)
    for code, words in {"fr": "Un annuaire inventé", "en": "A made-up yearbook"}.items():
        page.fill(f"#id_source_{code}", words)
    follow(page, "main form button[type=submit]")
    check(page, f"check-{lang}")
    follow(page, "main form button[type=submit]")
    # Both are done apart: the page follows, and reads itself anew when they are.
    page.wait_for_url("**/staff/tables/q-*/", timeout=300_000)
    follow(page, "form[action*=curves] button")
    page.wait_for_selector("#cap-costs", state="attached", timeout=300_000)
    check(page, f"weighed-{lang}")
    tick(page, "#publish #id_sure")
    follow(page, "#publish button[type=submit]")
    assert f"/{lang}/tables/r-" in page.url
    check(page, f"public-{lang}")
    public, session = page.url, page.context.browser
    page.goto(f"{site}/{lang}/staff/tables/totals/")
    check(page, f"totals-{lang}")
    follow(page, "a[href*=withdraw]", f"Essai fictif {lang}", around="tr")
    page.fill("#id_reason", "Essai")
    check(page, f"withdraw-{lang}")
    follow(page, "main form button[type=submit]")
    assert page.url == f"{site}/{lang}/staff/tables/totals/"
    check(page, f"withdrawn-{lang}")
    assert session is not None
    context.close()
    visitor = session.new_context(viewport={"width": width, "height": 900}).new_page()
    for url in (f"{site}/{lang}/tables/", public):
        visitor.goto(url)
        check(visitor, f"visitor-{lang}")
    with visitor.expect_download() as download:
        press(visitor, ".down a")
    assert "withheld,Q,C" in download.value.path().read_text(encoding="utf-8")
    visitor.context.close()
