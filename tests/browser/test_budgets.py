"""What the pages of the demonstration may ask of whoever reads them, whatever their role.

The links of a visitor, of each person of a guided path and of one person of each other role are followed from the
home page and their own space, some pages of each address: what the HTML tells is read there. The longest page of each
address is then drawn, wide and narrow: once if a visitor reaches it, else for each person.
"""

from __future__ import annotations

import base64
import re
import time
from collections import Counter, deque
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import APIResponse, Browser, Page
from support.harness.demonstration_sign_in import sign_in
from support.harness.page_budgets import MEASURE, NARROW, WIDE, PageFacts, measure_faults

pytestmark = pytest.mark.browser

MOST_PAGES = 6
"""How many pages of an address are read: of one that a visitor reaches, for all; of any other, for each person."""
PATIENCE = 180_000
"""How long a page may take, in milliseconds: on a machine that others use, a file to be made takes half a minute."""
GIVEN_HEADERS = {"content-type", "content-language", "content-security-policy"}
START = ("/fr/", "/fr/dossiers/")
OWN_PAGES = {
    "agit": "candidature:home",
    "représente le personnel": "candidature:opinion",
    "audit du label": "audit:form",
    "comité d’attribution": "committee:item",
    "instance de recours": "committee:item",
    "pouvoirs publics": "dossiers:overview",
    "équipe du label": "candidature:check",
    "équipe statistique": "confidentiality:table",
    "responsable qualité": "quality:centre",
}
"""A page of the job of each role, by the words of the role on the sign-in page: whoever has the role reads it."""


@dataclass
class Person:
    """Somebody of the demonstration, as the sign-in page presents them."""

    key: str
    name: str
    roles: frozenset[str]
    is_guided: bool = False


VISITOR = Person("", "Whoever passes by", frozenset())


def read_people(html: str) -> list[Person]:
    """Everybody who is offered a guided path, then one person of each role that none of them has."""
    guided = re.findall(r'data-person="(u-\w+)">\s*<p><strong>(.*?)</strong><br><span class="quiet">(.*?)</span>', html)
    others = re.findall(r'<option value="(u-\w+)">\s*(.*?)\s:\s(.*?)\s*</option>', html)
    chosen: list[Person] = []
    for place, (key, name, words) in enumerate([*guided, *others]):
        roles = frozenset(
            re.sub(r"(?<=\w) (?:pour|de) [A-ZÀ-Ý].*|, .*", "", role).lower()
            for role in re.split(r"\s;\s", unescape(words))
        )
        if place < len(guided) or roles - frozenset().union(*(one.roles for one in chosen)):
            chosen.append(Person(key, unescape(name), roles, place < len(guided)))
    return chosen


@cache
def name_address(place: str) -> str | None:
    """The name of the address of a page, without its question; None for a file or for nothing of the site.

    Every page has the links of its masthead and of its foot, and a name is looked for in a thousand patterns.
    """
    try:
        return resolve(place).view_name
    except Resolver404:
        return None


class Drawing:
    """A page on which answers that were read are drawn as they were given: the server does not make them twice."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._address, self._answer = "", dict[str, Any]()
        self._session = page.context.new_cdp_session(page)
        self._session.on("Fetch.requestPaused", self._give)
        self._session.send("Fetch.enable", {"patterns": [{"resourceType": "Document"}]})

    def _give(self, asked: dict[str, Any]) -> None:
        request = {"requestId": asked["requestId"]}
        if asked["request"]["url"] == self._address:
            self._session.send("Fetch.fulfillRequest", request | self._answer)
        else:
            # What is framed in the page.
            self._session.send("Fetch.continueRequest", request)

    def clear_storage(self, site: str) -> None:
        """Clear what the person before has left in the browser; the files that all pages share stay."""
        self.page.context.clear_cookies()
        kinds = "local_storage,indexeddb,service_workers,cache_storage"
        self._session.send("Storage.clearDataForOrigin", {"origin": site, "storageTypes": kinds})

    def measure(self, address: str, answer: APIResponse) -> tuple[list[int], int]:
        """Draw an answer, wide then narrow; give what the page measures, and how far it goes beyond its window."""
        headers = [{"name": name, "value": value} for name, value in answer.headers.items() if name in GIVEN_HEADERS]
        body = base64.b64encode(answer.body()).decode()
        self._address = address
        self._answer = {"responseCode": answer.status, "responseHeaders": headers, "body": body}
        self.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        drawn = self.page.goto(address, timeout=PATIENCE)
        assert drawn is not None
        assert drawn.status == answer.status
        sizes = self.page.evaluate(MEASURE, WIDE[1])
        self.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        return sizes, self.page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)")


def test_no_page_asks_too_much(site: str, browser: Browser) -> None:
    """Height, fields, width, one h1, one primary button, and no key, brace or date of a machine in its words."""
    began = time.process_time()
    # The files that pages share, such as styles and scripts, are read once for everybody.
    context = browser.new_context()
    drawing = Drawing(context.new_page())
    people = read_people(context.request.get(f"{site}/fr/sign-in/").text())
    found: dict[str, dict[str, str]] = {}
    drawn: dict[str, tuple[int, int, int, str]] = {}
    read: dict[str, Counter[str]] = {}
    open_to_all: Counter[str] = Counter()
    # What gave a file gives files to all: each is made when it is asked for, a document in a process of its own.
    files: set[tuple[str, str]] = set()
    for person in (VISITOR, *people):
        drawing.clear_storage(site)
        if person.key:
            sign_in(context, site, person.key)
        read[person.key] = mine = Counter[str]()
        longest: dict[str, tuple[int, str, APIResponse]] = {}
        queue, seen = deque(START), set[str]()
        while queue:
            path = queue.popleft()
            place, _, question = path.partition("?")
            if place in seen:
                continue
            name = name_address(place)
            is_open = name in read[VISITOR.key] and path not in START and name not in OWN_PAGES.values()
            visits = (open_to_all if is_open else mine)[name or ""]
            if name is None or visits >= MOST_PAGES or (name, question) in files:
                continue
            answer = context.request.get(f"{site}{path}", timeout=PATIENCE)
            seen.add(place)
            if answer.ok and "text/html" not in answer.headers["content-type"]:
                files.add((name, question))
                continue
            assert answer.status < 500, f"{path} ({person.name}): {answer.status}"
            # A page that asks to sign in is the page of signing in.
            name = name_address(urlsplit(answer.url).path)
            if name is None or answer.status != 200:
                continue
            seen.add(urlsplit(answer.url).path)
            mine[name] += 1
            open_to_all[name] += 1
            facts = PageFacts(answer.text())
            for kind, words in facts.faults():
                found.setdefault(name, {}).setdefault(kind, f"{words} ({person.name}, {path})")
            if not (person.key and is_open):
                length = (len(facts.html), path)
                if name not in longest or length > longest[name][:2]:
                    longest[name] = (*length, answer)
            queue.extend(unescape(link) for link in facts.links if link.startswith("/fr/"))
        for name, (_, path, answer) in longest.items():
            sizes, overflow = drawing.measure(f"{site}{path}", answer)
            drawn[name] = max(drawn.get(name, (0, 0, 0, "")), (*sizes, f"{path} ({person.name})"))
            for kind, words in measure_faults(*sizes, overflow):
                found.setdefault(name, {}).setdefault(kind, f"{words} ({person.name}, {path})")
    context.close()
    print("\nwho was read:")
    for person in (VISITOR, *people):
        mine, roles = read[person.key], ", ".join(sorted(person.roles))
        own = mine.keys() - read[VISITOR.key].keys()
        print(f"  {person.name:<24} {mine.total():>4} pages, {len(own):>3} addresses that no visitor has  {roles}")
    print("the tallest pages (px at 1280, fields, fields in view):")
    for name, (height, fields, in_view, where) in sorted(drawn.items(), key=lambda one: one[1], reverse=True)[:10]:
        print(f"  {name:<34} {height:>7} {fields:>5} {in_view:>4}  {where}")
    pages = sum(mine.total() for mine in read.values())
    print(
        f"pages that ask too much ({pages} pages of {len(drawn)} addresses, {time.process_time() - began:.0f} s here):"
    )
    for name, faults in sorted(found.items()):
        for kind, words in faults.items():
            print(f"  {name:<34} {kind:<9} {words}")
    assert sum(person.is_guided for person in people) == 14
    for person in people:
        missed = {own for role, own in OWN_PAGES.items() if role in person.roles} - read[person.key].keys()
        assert not missed, (person.name, missed)
        assert read[person.key].keys() - read[VISITOR.key].keys(), f"{person.name} read only what a visitor may"
    assert OWN_PAGES.keys() <= {role for person in people for role in person.roles}
    assert len(drawn) >= 160
    assert not found
