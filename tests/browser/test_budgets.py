"""What the pages of the demonstration may ask of whoever reads them, whatever their role.

Everybody's links are followed from the home page and their own space, a page of each address: what the HTML tells is
read there. The longest page of each address is then drawn once, wide and narrow.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from html import unescape

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext
from support.harness.page_budgets import MEASURE, NARROW, WIDE, PageFacts, measure_faults

pytestmark = pytest.mark.browser

MOST_VISITS = 3
"""How many people's page of one address is read."""
START = ("/fr/", "/fr/dossiers/")
NOT_YET: dict[str, dict[str, str]] = {}
"""Pages that ask too much still, by the name of their address: what of, and how much. To be emptied."""


def sign_in(context: BrowserContext, site: str, key: str) -> None:
    """Enter as somebody of the demonstration, without drawing a page."""
    form = context.request.get(f"{site}/fr/sign-in/").text().partition('id="demo"')[2]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    answer = context.request.post(f"{site}/fr/sign-in/demo/", form={**hidden, "next": "", "key": key})
    assert answer.ok, answer.status


def name_address(path: str) -> str | None:
    """The name of the address of a page; None for a file or for nothing of the site."""
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return None


def test_no_page_asks_too_much(site: str, browser: Browser) -> None:
    """Height, fields, width, one h1, one primary button, and no key, brace or date of a machine in its words."""
    visitor = browser.new_context()
    people = re.findall(r'value="(u-[0-9a-f]+)"', visitor.request.get(f"{site}/fr/sign-in/").text())
    assert len(people) >= 10
    visits: Counter[str] = Counter()
    found: dict[str, dict[str, str]] = {}
    longest: dict[str, tuple[int, BrowserContext, str]] = {}
    for key in ("", *people):
        context = browser.new_context() if key else visitor
        if key:
            sign_in(context, site, key)
        queue, seen = deque(START), set[str]()
        while queue:
            path = queue.popleft()
            name = name_address(path)
            if name is None or name in seen or visits[name] >= MOST_VISITS:
                continue
            answer = context.request.get(f"{site}{path}")
            if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
                continue
            seen.add(name)
            visits[name] += 1
            facts = PageFacts(answer.text())
            found.setdefault(name, {}).update(facts.faults())
            if len(facts.html) > longest.get(name, (0,))[0]:
                longest[name] = (len(facts.html), context, path)
            queue.extend(unescape(link) for link in facts.links if link.startswith("/fr/"))
    sizes: dict[str, tuple[int, int, int]] = {}
    pages = {context: context.new_page() for _, context, _ in longest.values()}
    for name, (_, context, path) in longest.items():
        page = pages[context]
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        page.goto(f"{site}{path}")
        sizes[name] = tuple(page.evaluate(MEASURE, WIDE[1]))
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        overflow = page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)")
        found[name].update(measure_faults(*sizes[name], overflow))
    for context in pages:
        context.close()
    print("\nthe tallest pages (px at 1280, fields, fields in view):")
    for name in sorted(sizes, key=lambda one: sizes[one], reverse=True)[:10]:
        print(f"  {name:<34} {sizes[name][0]:>7} {sizes[name][1]:>5} {sizes[name][2]:>4}  {longest[name][2]}")
    print(f"pages that ask too much ({len(found)} addresses read):")
    for name, faults in sorted(found.items()):
        for kind, words in faults.items():
            print(f"  {name:<34} {kind:<9} {words}{'' if kind in NOT_YET.get(name, {}) else '  ← new'}")
    over = {
        (name, kind) for name, kinds in NOT_YET.items() for kind in kinds if kind not in found.get(name, {kind: ""})
    }
    print(f"to be taken off the list: {sorted(over)}")
    assert len(found) >= 100
    assert not {name: new for name, kinds in found.items() if (new := kinds.keys() - NOT_YET.get(name, {}).keys())}
