"""Somebody who knows no address of the site opens the home page and follows what they read, clicks counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Download, Locator, Page, expect

CLICKABLE = "a[href]:not(svg *), button, summary, label:has(input[type=radio]), label:has(input[type=checkbox])"
"""What a person clicks for its words; a mark of a drawing shows none."""


@dataclass
class Walk:
    """One person's walk from the home page; ``steps`` are the words that they clicked, in order."""

    page: Page
    site: str
    lang: str = "fr"
    steps: list[str] = field(default_factory=list)

    def open_home(self) -> None:
        """Open the home page, the only address that the person knows."""
        self.page.goto(f"{self.site}/{self.lang}/")

    def find(self, words: str, within: str = "body") -> Locator:
        """Find the first thing to click that shows these words and can be seen."""
        shown = (
            self.page.locator(within).locator(CLICKABLE).filter(has_text=re.compile(re.escape(words), re.IGNORECASE))
        )
        found = shown.filter(visible=True).first
        expect(found, f"{self.page.url} shows nothing to click with “{words}”").to_be_visible()
        return found

    def follow(self, words: str, within: str = "body") -> None:
        """Click what shows these words, wherever that leads, and wait for the page that comes."""
        found = self.find(words, within)
        self.steps.append(words)
        leads = found.evaluate(
            "one => one.matches('a') ? new URL(one.href).href.split('#')[0] !== location.href.split('#')[0]"
            " : one.matches('button') && one.type === 'submit' && one.form !== null"
        )
        if leads:
            with self.page.expect_navigation(wait_until="load"):
                found.click()
        else:
            found.click()

    def download(self, words: str, within: str = "body") -> Path:
        """Click what shows these words and keep the file that comes."""
        self.steps.append(words)
        with self.page.expect_download() as coming:
            self.find(words, within).click()
        kept: Download = coming.value
        return Path(kept.path())

    def fill(self, label: str, value: str) -> None:
        """Write in the field of this label; typing is no click."""
        self.page.get_by_label(label).first.fill(value)

    def enter(self, person: str) -> None:
        """Sign in by the guided path of a person of the demonstration: two clicks."""
        self.follow("Se connecter" if self.lang == "fr" else "Sign in", within=".who")
        path = self.page.locator("#demo li, #demo tr").filter(has_text=person).filter(visible=True).first
        self.steps.append(person)
        with self.page.expect_navigation(wait_until="load"):
            path.locator("button").first.click()

    def open_letter(self, email: str, path: str) -> None:
        """Open the link of the last letter to an address, read in the box of the demonstration; one click."""
        box = self.page.context.new_page()
        box.goto(f"{self.site}/{self.lang}/mail/?to={email}")
        box.locator("main a[href*='/mail/']").filter(visible=True).first.click()
        box.wait_for_url(re.compile(r"/mail/\d+/$"))
        found = re.search(rf"\S*(/{self.lang}{re.escape(path)}\S+)", box.locator("main").inner_text())
        assert found is not None, path
        box.close()
        self.steps.append(f"le lien de l’e-mail {path}")
        self.page.goto(f"{self.site}{found[1]}")

    def reads(self, found: Callable[[Page], Locator]) -> None:
        """Ask that the page shows what the person came for."""
        expect(found(self.page).filter(visible=True).first).to_be_visible()
