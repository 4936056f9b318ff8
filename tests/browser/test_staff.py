"""The staff side in a real browser: a file goes from the form to its refusal, every page on the way readable by all."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from support.harness.accessible import axe
from support.harness.demonstration_door import enter_demonstration
from support.harness.pointer import follow
from support.scenes.small_files import BAD_ROWS, urssaf_csv

pytestmark = pytest.mark.browser


def check(page: Page, name: str) -> None:
    """Axe finds nothing and the page does not scroll sideways."""
    found = axe(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} scrolls sideways"
    assert page.locator("h1").count() == 1, name
    if folder := os.environ.get("FILIERE_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"staff-{name}.png", full_page=True)


@pytest.mark.parametrize(("lang", "width", "scheme"), [("fr", 1280, "light"), ("en", 390, "dark")])
def test_a_file_from_form_to_decision(
    site: str, browser: Browser, tmp_path: Path, lang: str, width: int, scheme: str
) -> None:
    """Sign in, send a bad file, read its faults, send a good one, refuse it with a reason; read the rest; sign out."""
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_bytes(urssaf_csv(BAD_ROWS))
    good.write_bytes(urssaf_csv(employees=width))
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        # A form sent back with its faults answers 422, and the browser says so: that is not an error of the page.
        lambda message: wrong.append(message.text) if message.type != "log" and "422" not in message.text else None,
    )
    page.goto(f"{site}/{lang}/staff/import/")
    assert "/sign-in/" in page.url
    enter_demonstration(page, "Compte de démonstration")
    assert page.url == f"{site}/{lang}/staff/import/"
    check(page, f"import-{lang}")
    page.select_option("#id_source", "urssaf-commune-ape")
    page.set_input_files("#id_file", bad)
    follow(page, "main form button")
    assert page.locator("table code").count() >= len(BAD_ROWS)
    check(page, f"faults-{lang}")
    page.set_input_files("#id_file", good)
    follow(page, "main form button")
    assert "/staff/sources/" in page.url
    check(page, f"report-{lang}")
    page.fill("#reason-refuse", "essai")
    follow(page, "form[action*=refuse] button")
    check(page, f"refused-{lang}")
    for name, path in {
        "home": "",
        "figures": "figures/",
        "figure": "figures/jobs-outsourced-2008-unedic/",
        "journal": "journal/",
        "clock": "clock/",
    }.items():
        page.goto(f"{site}/{lang}/staff/{path}")
        check(page, f"{name}-{lang}")
    page.goto(f"{site}/{lang}/password/")
    check(page, f"password-{lang}")
    page.goto(f"{site}/{lang}/staff/")
    follow(page, "form[action*=sign-out] button")
    page.goto(f"{site}/{lang}/staff/")
    assert "/sign-in/" in page.url
    assert wrong == []
    context.close()
