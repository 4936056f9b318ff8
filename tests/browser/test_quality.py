"""A quality manager at her browser, from a file of her own columns to the contacts behind a figure: no command line."""

from __future__ import annotations

import csv
import io
import re
import secrets
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.harness.pointer import follow, press
from support.scenes.story_people import LANGS, Desk, settle

pytestmark = pytest.mark.browser

NAME = "Qaïs"
HEAD = ["N° appel", "Société", "File", "Canal", "Arrivée", "Entrée en file", "Décroché", "Fin", "Issue", "Client"]
LOCAL = "local-telephone"


def own_log(mark: str, count: int = 60) -> str:
    """A made-up log as a French tool exports it: its own words, semicolons, days first; the last row has no outcome."""
    start = datetime.combine(date.today() - timedelta(days=3), datetime.min.time(), UTC).replace(hour=9)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(HEAD)
    for number in range(count):
        at = start + timedelta(minutes=5 * number)
        answered = number % 4 != 0
        said = [
            at,
            at + timedelta(seconds=5),
            at + timedelta(seconds=20) if answered else None,
            at + timedelta(minutes=3),
        ]
        cells = [f"{one:%d/%m/%Y %H:%M:%S}" if one else "" for one in said]
        outcome = "répondu" if answered else "raccroché"
        writer.writerow([f"{mark}{number}", "", "accueil", "tél", *cells, outcome, f"0639980{number:03}"])
    return out.getvalue()


def mapped(page: Page) -> None:
    """Say on the guided page what each column is; what is guessed right is left."""
    becomes = {
        "N° appel": "contact_id",
        "Société": "",
        "File": "queue",
        "Canal": "channel",
        "Arrivée": "arrived_at",
        "Entrée en file": "queued_at",
        "Décroché": "answered_at",
        "Fin": "ended_at",
        "Issue": "outcome",
        "Client": "customer_key",
    }
    for title, column in becomes.items():
        row = page.locator("ol.map-rows > li", has=page.locator("h3", has_text=re.compile(rf"^{re.escape(title)}$")))
        row.locator("select[name^=c]").first.select_option(column)
    follow(page, "button[name=look]")
    for word, said in {"tél": "phone", "répondu": "answered", "raccroché": "abandoned"}.items():
        cell = page.locator("fieldset.words .fields > div", has=page.locator("code", has_text=re.compile(f"^{word}$")))
        cell.locator("select").select_option(said)
    for name, value in {"leg": "1", "direction": "inbound"}.items():
        field = page.locator(f"[name=k-{name}]")
        if field.count() and field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        elif field.count():
            field.fill(value)
    follow(page, "button[name=look]")


@pytest.mark.parametrize("lang", LANGS)
def test_from_a_file_of_her_own_to_the_contacts_behind_a_figure(
    site: str, browser: Browser, tmp_path: Path, lang: str
) -> None:
    """Deliver, map, import, choose a definition, read a trend and a calendar, open the gap, drill down, download."""
    desk = Desk(site=site, browser=browser, lang=lang, folder=tmp_path)
    try:
        page = desk.enter(NAME)
        desk.go(page, "quality/centres/")
        key = re.search(r"o-[0-9a-f]{10}", page.locator("main").inner_html())
        assert key is not None
        centre = f"quality/centres/{key[0]}/"
        desk.go(page, centre)
        expect(page.locator(".demo")).to_have_count(1)
        desk.shown(page, "centre")

        file = tmp_path / f"export-{lang}.csv"
        file.write_text(own_log(secrets.token_hex(4)), encoding="utf-8")
        desk.go(page, f"{centre}deliveries/new/")
        page.set_input_files("input[type=file]", file)
        page.select_option("select[name=source]", "write-a-mapping")
        desk.shown(page, "deliver")
        follow(page, "main form button[type=submit]")
        mapped(page)
        assert page.locator("#apercu tbody tr").count() == 10, page.locator("main").inner_text()
        desk.shown(page, "columns")
        follow(page, "button[name=save]")
        settle(page)
        expect(page.locator("p.sum")).to_contain_text("60 = 60")
        desk.shown(page, "reconciled")

        desk.go(page, centre)
        settle(page)
        page.select_option("select[name=definition]", LOCAL + "@1")
        follow(page, "form.choose button")
        desk.shown(page, "own-definition")
        desk.go(page, f"{centre}figures/common-v1/service_level_20/")
        assert page.locator("main svg").count() >= 2, "a trend, and a calendar"
        desk.shown(page, "indicator")

        desk.go(page, f"{centre}gap/?from={LOCAL}&to=common-v1&indicator=service_level_20")
        # Where the explanation of this gap is under way already, the last button of the page would cancel it.
        follow(page, "#gap-query button[type=submit]", place=-1)
        settle(page)
        assert page.locator("main svg").count() >= 1
        desk.shown(page, "gap")

        desk.go(page, f"{centre}figures/common-v1/service_level_20/contacts/")
        ask = page.locator("main form[method=post] button")
        if ask.count():
            follow(page, "main form[method=post] button", place=-1)
        settle(page)
        assert page.locator("main tbody tr").count() > 10
        desk.shown(page, "contacts")
        with page.expect_download() as got:
            press(page, "main a[download]")
        rows = Path(got.value.path()).read_text(encoding="utf-8-sig").splitlines()
        assert len(rows) > 100
        assert "0639980" not in "".join(rows), "who called is told nowhere"

        page.set_viewport_size({"width": 390, "height": 844})
        for step, path in (
            ("small-centre", ""),
            ("small-indicator", "figures/common-v1/service_level_20/"),
            ("small-gap", f"gap/?from={LOCAL}&to=common-v1&indicator=service_level_20"),
            ("small-deliveries", "deliveries/"),
            ("small-settings", "settings/"),
            ("small-customer", "settings/customer/"),
        ):
            desk.go(page, centre + path)
            desk.shown(page, step)
        assert desk.wrong == []
    finally:
        desk.close()
