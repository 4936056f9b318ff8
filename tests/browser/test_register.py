"""The register as a buyer and somebody who complains live it, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page
from support.harness.accessible import axe
from support.harness.demonstration_door import enter_demonstration
from support.harness.pointer import follow, press

pytestmark = pytest.mark.browser


def clean(page: Page) -> str:
    """Axe finds nothing on the page; return its words."""
    found = axe(page)
    assert found.violations_count == 0, found.generate_report()
    return page.locator("main").inner_text()


def test_from_the_list_to_the_holder_the_certificate_and_a_complaint(site: str, browser: Browser) -> None:
    """A holder is found, its certificate verified, a complaint made without a name and followed by its number."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    try:
        page.goto(f"{site}/en/label/register/?state=valid")
        clean(page)
        follow(page, "[data-holder] h3 a")
        assert "valid" in clean(page)
        follow(page, "dl a")
        assert "This label is valid" in clean(page)
        page.go_back()
        follow(page, "a", "Make a complaint")
        clean(page)
        page.fill("textarea[name=facts]", "Breaks are no longer given since [[the day I asked]], and nothing changes.")
        page.select_option("select[name=capacity]", "employee")
        follow(page, "main form button[type=submit]")
        assert "shown only once" in clean(page)
        number = page.locator("code.num").inner_text()
        follow(page, "main a", "Follow a complaint")
        page.fill("input[name=number]", number.lower())
        follow(page, "main form button[type=submit]")
        assert "Complaint received" in clean(page)
    finally:
        context.close()


def test_on_a_telephone_each_holder_is_seen_whole(site: str, browser: Browser) -> None:
    """Nobody has to slide the list to see that a label was withdrawn, or whom to call."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    try:
        for lang in ("fr", "en"):
            page.goto(f"{site}/{lang}/label/register/")
            clean(page)
            press(page, "[data-group=ended] summary")
            ends = page.locator("[data-holder] :is(.due, h3, p, a)").evaluate_all(
                "all => all.map((one) => one.getBoundingClientRect().right)"
            )
            assert ends
            assert max(ends) <= 360
    finally:
        context.close()


def test_the_staff_sorts_a_complaint_and_keeps_the_directory(site: str, browser: Browser) -> None:
    """The pages of the staff of the label are as clean as the public ones."""
    context = browser.new_context()
    page = context.new_page()
    try:
        page.goto(f"{site}/fr/sign-in/")
        enter_demonstration(page, "Viviane")
        for path in (
            "label/register/staff/complaints/",
            "account-requests/",
            "organisations/",
            "organisations/mandates/",
            "organisations/new/",
            "organisations/import/",
            "organisations/mandates/new/",
            "committee/call/",
            "committee/links/",
        ):
            page.goto(f"{site}/fr/{path}")
            clean(page)
        page.goto(f"{site}/fr/organisations/mandates/")
        follow(page, "a", "mettre fin")
        clean(page)
        page.goto(f"{site}/fr/committee/links/")
        page.locator("#id_client").select_option(index=1)
        page.locator("#id_supplier").select_option(index=2)
        page.locator("#id_since").fill("2026-01-05")
        page.locator("#id_source").fill("Déclaré par les deux")
        follow(page, "main form button[type=submit]")
        clean(page)
        follow(page, "main a", "Annuler")
        clean(page)
        page.goto(f"{site}/fr/label/register/staff/complaints/")
        follow(page, "table a")
        clean(page)
        page.goto(f"{site}/fr/organisations/")
        follow(page, "table a")
        clean(page)
        follow(page, "a", "Ajouter un site")
        clean(page)
    finally:
        context.close()
