"""The pointer of a person: it presses what they see and can reach, in a browser that need not paint.

The framework's own click waits for two frames, which a browser that paints nothing never draws, and looks for what it
clicks by a script that each document compiles anew: a page read and clicked once took it twice the processor.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Error, Locator, Page

_PAUSE, _TRIES = 50, 600
"""Milliseconds between two looks at a page, and how many: half a minute, as for what the framework expects."""
_STILL = 20
"""Milliseconds that what is pressed must stand still."""

# What is pressed is what lies on top at the middle of its first line, once it is brought in view.
_LOOK = """
  const read = (text) => text.replace(/\\s+/g, " ").toLowerCase();
  const boxOf = (one) => [...one.getClientRects()].find(({width, height}) => width > 0 && height > 0);
  const isSeen = (one) => one.checkVisibility({visibilityProperty: true}) && boxOf(one) !== undefined;
  const middleOf = (one) => {
    one.scrollIntoViewIfNeeded();
    const {left, top, width, height} = boxOf(one);
    return [left + width / 2, top + height / 2];
  };
  const findBar = (one) => {
    if (one.closest(":disabled, [aria-disabled=true]")) return "is disabled";
    const top = document.elementFromPoint(...middleOf(one));
    const isOn = one.contains(top) || top?.closest("label")?.control === one;
    return isOn ? "" : `lies under ${top?.outerHTML.slice(0, 120)}`;
  };
"""
_AIM = """
  const [within, selector, words, place, around] = asked;
  const found = [...((within ? root.querySelector(within) : root)?.querySelectorAll(selector) ?? [])]
    .filter((one) => read((around ? one.closest(around) : one).textContent).includes(read(words)))
    .filter(isSeen).at(place);
  if (!found) return "is not there to be seen";
  const bar = findBar(found), [x, y] = middleOf(found);
  const plain = (address) => new URL(address, location).href.split("#")[0];
  const leads = found.matches("a") ? plain(found.getAttribute("href")) !== plain("")
    : found.matches("button") && found.type === "submit" && found.form !== null;
  return bar || {x, y, leads, checked: (found.control ?? found).checked === true};
"""
_WRITE = """
  for (const [name, value] of Object.entries(asked[1])) {
    const field = [...root.querySelectorAll(`:is(${asked[0]}) :is(input, select, textarea)`)]
      .find((one) => one.name === name && isSeen(one));
    if (!field) return `${name} is not there to be seen`;
    const bar = findBar(field) || (field.readOnly ? "is only to be read" : "");
    if (bar) return `${name} ${bar}`;
    field.focus();
    if (field.type === "checkbox") {
      if (!field.checked) field.click();
      continue;
    }
    const options = [...(field.options ?? [])], choice = options.find((one) => [one.value, one.label].includes(value));
    field.value = choice?.value ?? value;
    if (field.value !== (choice?.value ?? value)) return `${name} takes no ${value}`;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, {bubbles: true}));
  }
  return true;
"""


@dataclass(frozen=True)
class Aim:
    """Where a thing is pressed, whether that leads to another page, and whether it is checked."""

    x: float
    y: float
    leads: bool
    checked: bool


def page_of(scope: Page | Locator) -> Page:
    """The page of a part of it."""
    return scope if isinstance(scope, Page) else scope.page


def ask(scope: Page | Locator, script: str, asked: Any = None) -> Any:
    """Evaluate the body of a function of ``root``, a page or a part of it, and of what is ``asked``."""
    if isinstance(scope, Page):
        return scope.evaluate(f"asked => {{ const root = document; {_LOOK} {script} }}", asked)
    return scope.evaluate(f"(root, asked) => {{ {_LOOK} {script} }}", asked)


def wait_for(scope: Page | Locator, script: str, asked: Any = None, tries: int = _TRIES) -> Any:
    """Ask until the answer is not a text, which says what is wrong; it is given back."""
    said: Any = ""
    for _ in range(tries):
        try:
            said = ask(scope, script, asked)
        except Error as error:
            # The page was leaving for the next.
            if "context was destroyed" not in error.message:
                raise
        else:
            if not isinstance(said, str):
                return said
        page_of(scope).wait_for_timeout(_PAUSE)
    return pytest.fail(f"{page_of(scope).url}: {asked} {said}")


def look(
    scope: Page | Locator, selector: str, words: str = "", *, within: str = "", place: int = 0, around: str = ""
) -> Aim:
    """Find the first thing of a selector that shows these words, is seen and can be reached, and bring it in view.

    It is looked for in the first element ``within``, and its words in what stands ``around`` it.
    """
    return Aim(**wait_for(scope, _AIM, [within, selector, words, place, around]))


def aim(scope: Page | Locator, selector: str, words: str = "", **which: Any) -> Aim:
    """Find what :func:`look` finds, once it stands still: a page without scripts has no clock of its own."""
    found = None
    for _ in range(_TRIES):
        seen = look(scope, selector, words, **which)
        if seen == found:
            return seen
        found = seen
        page_of(scope).wait_for_timeout(_STILL)
    return pytest.fail(f"{page_of(scope).url}: {selector} {words} never stands still")


def press(scope: Page | Locator, selector: str, words: str = "", **which: Any) -> None:
    """Press what :func:`aim` finds."""
    found = aim(scope, selector, words, **which)
    page_of(scope).mouse.click(found.x, found.y)


def follow(scope: Page | Locator, selector: str, words: str = "", **which: Any) -> None:
    """Press what :func:`aim` finds, and wait for the page to which it leads, if any."""
    found, page = aim(scope, selector, words, **which), page_of(scope)
    with page.expect_navigation(wait_until="load") if found.leads else nullcontext():
        page.mouse.click(found.x, found.y)


def hover(page: Page, selector: str) -> None:
    """Move the pointer over what :func:`aim` finds."""
    found = aim(page, selector)
    page.mouse.move(found.x, found.y)


def tick(scope: Page | Locator, selector: str, words: str = "", **which: Any) -> None:
    """Press a box or a choice that :func:`aim` finds, unless it is checked, and see that it is then."""
    found = aim(scope, selector, words, **which)
    if not found.checked:
        page_of(scope).mouse.click(found.x, found.y)
        assert look(scope, selector, words, **which).checked, selector


def write(page: Page, within: str, values: Mapping[str, str]) -> None:
    """Write in the fields of these names, choose in lists, by value or words, and tick boxes."""
    wait_for(page, _WRITE, [within, dict(values)])
