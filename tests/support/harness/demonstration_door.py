"""Entering the demonstration in a browser: by a button of the ten paths, or from the list of all others."""

from __future__ import annotations

from playwright.sync_api import Page
from support.harness.pointer import follow, press, write

_FIND = r"""
name => {
  const isNamed = (one) => new RegExp(`^\\s*${name}(?![\\p{L}\\p{N}])`, "u").test(one.textContent);
  const find = (selector) => [...document.querySelectorAll(selector)].find(isNamed);
  return [find("#demo .enter > li strong")?.closest("li").dataset.person, find("#demo option")?.value];
}"""


def enter_demonstration(page: Page, name: str) -> None:
    """Enter as somebody, from the sign-in page that is open, and wait for the page that follows."""
    path, option = page.evaluate(_FIND, name)
    if path:
        follow(page, f"#demo li[data-person='{path}'] button")
        return
    press(page, "#demo summary")
    write(page, "#demo", {"key": option})
    follow(page, "#demo details button")
