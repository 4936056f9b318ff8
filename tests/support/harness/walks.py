"""Somebody who knows no address of the site opens the home page and follows what they read, clicks counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Download, Locator, Page, expect
from support.harness.accessible import EVERYTHING, WORDS, axe
from support.harness.pointer import follow, press, write

CLICKABLE = "a[href]:not(svg *), button, summary, label:has(input[type=radio]), label:has(input[type=checkbox])"
"""What a person clicks for its words; a mark of a drawing shows none."""


@dataclass
class Walk:
    """One person's walk from the home page; ``steps`` are the words that they clicked, in order.

    ``entered`` is how many of them there were when the person had signed in. A budget "from sign-in" is held by the
    steps after those: the link of the sign-in page and the button of the demonstration stand for an address and a
    password that are typed elsewhere, and say nothing of the pages that are walked.
    """

    page: Page
    site: str
    lang: str = "fr"
    steps: list[str] = field(default_factory=list)
    entered: int = 0

    @property
    def steps_inside(self) -> list[str]:
        """What was clicked once signed in; everything, for somebody who did not sign in."""
        return self.steps[self.entered :]

    def open_home(self) -> None:
        """Open the home page, the only address that the person knows."""
        self.page.goto(f"{self.site}/{self.lang}/")

    def follow(self, words: str, within: str = "body") -> None:
        """Click what shows these words, wherever that leads, and wait for the page that comes."""
        self.steps.append(words)
        follow(self.page, f":is({within}) :is({CLICKABLE})", words)

    def download(self, words: str, within: str = "body") -> Path:
        """Click what shows these words and keep the file that comes."""
        self.steps.append(words)
        with self.page.expect_download() as coming:
            press(self.page, f":is({within}) :is({CLICKABLE})", words)
        kept: Download = coming.value
        return Path(kept.path())

    def fill(self, label: str, value: str) -> None:
        """Write in the field of this label; typing is no click."""
        self.page.get_by_label(label).first.fill(value)

    def write(self, within: str = "main", **values: str) -> None:
        """Write in the fields of these names, choose in lists and tick boxes; none of it is a click that is counted."""
        write(self.page, within, values)

    def send(self, words: str, **values: str) -> None:
        """Fill in the form of the page and press what shows these words; nothing may then be at fault."""
        self.write(**values)
        self.follow(words, within="main form")
        wrong = self.page.evaluate(
            "document.querySelectorAll('main .errors, main ul.errorlist, main .field .state.no').length"
        )
        assert wrong == 0, f"{self.page.url} refuses {values}"

    def check(self) -> None:
        """Ask axe of the page as it stands, and that it is no wider than its window."""
        found = axe(self.page, EVERYTHING if self.lang == "fr" else WORDS)
        assert found.violations_count == 0, found.generate_report()
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def enter(self, person: str) -> None:
        """Sign in by the guided path of a person of the demonstration: two clicks."""
        self.follow("Se connecter" if self.lang == "fr" else "Sign in", within=".who")
        self.steps.append(person)
        follow(self.page, "#demo li button", person, around="li")
        self.entered = len(self.steps)

    def open_letter(self, email: str, path: str) -> None:
        """Open the link of the last letter to an address, read in the box of the demonstration; one click."""
        box = self.page.context.new_page()
        box.goto(f"{self.site}/{self.lang}/mail/?to={email}")
        follow(box, "main a[href*='/mail/']")
        box.wait_for_url(re.compile(r"/mail/\d+/$"))
        found = re.search(rf"\S*(/{self.lang}{re.escape(path)}\S+)", box.locator("main").inner_text())
        assert found is not None, path
        box.close()
        self.steps.append(f"le lien de l’e-mail {path}")
        self.page.goto(f"{self.site}{found[1]}")

    def reads(self, found: Callable[[Page], Locator]) -> None:
        """Ask that the page shows what the person came for."""
        expect(found(self.page).filter(visible=True).first).to_be_visible()


@dataclass
class Walks:
    """Several people on one site: each begins at the home page, with the clicks that they may take."""

    browser: Browser
    site: str
    begun: list[tuple[Walk, str, int]] = field(default_factory=list)

    def start(self, lang: str, budget: int, size: tuple[int, int] = (1280, 900), name: str = "") -> Walk:
        """Open the home page for somebody who may click so often."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="fr-FR" if lang == "fr" else "en-GB"
        )
        walk = Walk(context.new_page(), self.site, lang)
        walk.open_home()
        self.begun.append((walk, name, budget))
        return walk

    def close(self) -> list[tuple[str, int, int, list[str]]]:
        """Close every browser, and return who took how many clicks of how many, on what words."""
        for walk, _, _ in self.begun:
            walk.page.context.close()
        return [(name, len(walk.steps), budget, walk.steps) for walk, name, budget in self.begun]
