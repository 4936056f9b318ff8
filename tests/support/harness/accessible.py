"""What axe finds on a page, for the tests in a real browser."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

# Faults alone are told whole: to name every part of a page that passes takes axe longer than to judge it.
_TOLD = {"resultTypes": ["violations"]}
# WCAG 2.2 AA is the bar; best practices beyond it are shown by axe and kept too.
EVERYTHING: Mapping[str, Any] = _TOLD | {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}
_OF_COLOURS = ["color-contrast", "link-in-text-block"]
# The dark scheme changes colours and nothing else: only the rules that read colours are run again.
COLOURS: Mapping[str, Any] = _TOLD | {"runOnly": _OF_COLOURS}
# Another language changes words and no colour; the rules of colours take axe half of its time.
WORDS: Mapping[str, Any] = EVERYTHING | {"rules": {one: {"enabled": False} for one in _OF_COLOURS}}
# Axe remembers what it found of each element in lists that it goes through from their beginning.
_MEMORY = """
((fn) => {
  let known = new Map();
  const remembered = function (...asked) {
    let found = known;
    for (let place = 0; place < fn.length - 1; place++) {
      if (!found.has(asked[place])) found.set(asked[place], new Map());
      found = found.get(asked[place]);
    }
    const last = fn.length ? asked[fn.length - 1] : undefined;
    if (!found.has(last)) found.set(last, fn.apply(this, asked));
    return found.get(last);
  };
  remembered.clear = () => { known = new Map(); };
  axe._memoizedFns.push(remembered);
  return remembered;
})"""
_LISTS = re.compile(r"function\((\w)\)\{return \1=\(0,\w+\.default\)\(\1\),axe\._memoizedFns\.push\(\1\),\1\}")
_SCRIPT, _found = _LISTS.subn(lambda _: _MEMORY, AXE_SCRIPT)
assert _found == 1, "axe remembers otherwise in this version"
# A page has a dozen colours, and axe works them out anew for every text upon it: four tenths of what colours take.
_KNOWN_COLOURS = """
(() => {
  const colour = axe.commons.color.Color.prototype, parse = colour.parseString, known = new Map();
  colour.parseString = function (text) {
    if (!known.has(text)) {
      parse.call(this, text);
      known.set(text, {r: this.r, g: this.g, b: this.b, alpha: this.alpha});
    }
    return Object.assign(this, known.get(text));
  };
})();
"""
# Nor need a text be measured whose like has passed on the same grounds, of this page or of one before it.
_KNOWN_GROUNDS = (Path(__file__).parent / "known_grounds.js").read_text(encoding="utf-8")
_passed: set[str] = set()
"""The names of texts that passed in this process, as ``known_grounds.js`` gives them."""


def axe(page: Page, rules: Mapping[str, Any] = EVERYTHING) -> AxeResults:
    """Run axe on a page as it stands; its script is sent once a document."""
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(_SCRIPT + _KNOWN_COLOURS + _KNOWN_GROUNDS)
        page.evaluate("names => window.axe.learn(names.split(' '))", " ".join(_passed))
    found, passed = page.evaluate("rules => window.axe.judge(rules)", dict(rules))
    _passed.update(passed.split())
    return AxeResults(found)
