"""People at their browsers, for the story of the label: they enter, fill in what a page asks, send it, and look."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page
from support.harness.accessible import EVERYTHING, WORDS, axe
from support.harness.demonstration_door import enter_demonstration
from support.harness.pointer import follow, wait_for

SITE = ZoneInfo("Europe/Paris")

# A long walk is walked in French with every run, and in English with those of the other engines.
LANGS = (
    "fr",
    pytest.param(
        "en",
        marks=[
            pytest.mark.engines,
            pytest.mark.skipif("not os.environ.get('FILIERE_DATABASE_URL')", reason="run by ./dev test engines"),
        ],
    ),
)

# A page that follows a job reads itself anew when the job ends, and a page half read has no foot.
SETTLED = "html:has(footer):not(:has([data-follow]))"

# What a person would type where a form insists and the story has nothing to say.
FILL = """
([form, values, today]) => {
  const told = new Set();
  const set = (field, value) => {
    if (field.type === "checkbox" || field.type === "radio") field.checked = value;
    else field.value = value;
    field.dispatchEvent(new Event("input", {bubbles: true}));
    field.dispatchEvent(new Event("change", {bubbles: true}));
  };
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.disabled) continue;
    const key = Object.keys(values).find((name) => field.name === name || field.name.endsWith("-" + name));
    if (key !== undefined) {
      const value = values[key];
      told.add(key);
      if (field.type === "radio") { if (field.value === value) set(field, true); }
      else if (field.type === "checkbox") {
        set(field, Array.isArray(value) ? value.includes(field.value) : value === true || value === field.value);
      } else if (field.tagName === "SELECT" && field.multiple) {
        for (const option of field.options) option.selected = value === true || value.includes(option.value);
      } else set(field, value);
    } else if (field.type === "radio") {
      const group = [...form.elements].filter((one) => one.name === field.name);
      if (field.required && !group.some((one) => one.checked)) set(group[0], true);
    } else if (field.type === "checkbox") {
      if (field.required) set(field, true);
    } else if (field.required && !field.value) {
      if (field.tagName === "SELECT") set(field, [...field.options].find((one) => one.value).value);
      else if (field.type === "date") set(field, today);
      else if (field.type === "number") set(field, "1");
      else if (field.type !== "file") set(field, "Texte fictif");
    }
  }
  return Object.keys(values).filter((name) => !told.has(name));
}
"""

WRONG = "main .errors, main [role=alert] li, main .field .state.no, main ul.errorlist"
_REFUSED = "all => [[...document.querySelectorAll(all)].map((one) => one.innerText), document.title]"
_SHAPE = "[document.documentElement.scrollWidth > window.innerWidth, document.querySelectorAll('h1').length]"


def settle(page: Page) -> None:
    """Wait until a page is whole and follows no job any more."""
    wait_for(page, f"return root.querySelector('{SETTLED}') !== null || 'is not whole'", tries=6_000)
    page.wait_for_load_state("load")


@dataclass
class Desk:
    """The browsers of everybody in one story, in one language; axe reads each step.

    ``folder`` is where the files that people send are written; ``FILIERE_SCREENSHOTS`` names a folder for a picture of
    each step, which nobody looks at otherwise.
    """

    site: str
    browser: Browser
    lang: str
    folder: Path
    wrong: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def today(self) -> str:
        """The day at the site, whose clock is that of Paris wherever the machine of the tests stands."""
        return datetime.now(SITE).date().isoformat()

    def page(self, name: str) -> Page:
        """The page of somebody, who has not entered yet the first time."""
        if name not in self.pages:
            context = self.browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            page.on("pageerror", lambda error: self.wrong.append(f"{name}: {error}"))
            page.on("console", lambda told: self.wrong.append(f"{name}: {told.text}") if told.type == "error" else None)
            self.pages[name] = page
        return self.pages[name]

    def enter(self, name: str) -> Page:
        """Enter by the door of the demonstration, as one of its people."""
        known = name in self.pages
        page = self.page(name)
        if not known:
            page.goto(f"{self.site}/{self.lang}/sign-in/")
            enter_demonstration(page, name)
        return page

    def go(self, page: Page, path: str) -> None:
        """Go to a page of the site, which must be there."""
        answer = page.goto(f"{self.site}/{self.lang}/{path}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def send(self, page: Page, form: str = "main form", button: str = "button[type=submit]", **values: Any) -> None:
        """Fill in a form and send it; what the page then refuses is a failure, told in its own words."""
        unknown = page.evaluate(
            f"([form, ...rest]) => ({FILL})([document.querySelector(form), ...rest])", [form, values, self.today]
        )
        assert unknown == [], f"{page.url} does not ask for {unknown}"
        follow(page, button, within=form)
        wrong, title = page.evaluate(_REFUSED, WRONG)
        assert wrong == [], f"{page.url}: {wrong}"
        assert not re.match(r"(4|5)\d\d", title), title

    def shown(self, page: Page, step: str) -> None:
        """Note what axe finds and what scrolls sideways, all told at the end."""
        settle(page)
        # The story in English has the elements and colours of that in French, and words of its own.
        found = axe(page, EVERYTHING if self.lang == "fr" else WORDS)
        if found.violations_count:
            self.wrong.append(f"{step}: {found.generate_report()}")
        is_wide, titles = page.evaluate(_SHAPE)
        if is_wide:
            self.wrong.append(f"{step} scrolls sideways")
        if titles != 1:
            self.wrong.append(f"{step} does not have one title")
        self.steps.append(step)
        if folder := os.environ.get("FILIERE_SCREENSHOTS"):
            name = f"story-{self.lang}-{len(self.steps):02}-{step}.png"
            page.screenshot(path=Path(folder) / name, full_page=True)

    def forget(self, words: str) -> None:
        """Leave out what a browser complained of, which the step meant to happen."""
        self.wrong = [one for one in self.wrong if words not in one]

    def close(self) -> None:
        """Shut every browser."""
        for page in self.pages.values():
            page.context.close()
