"""The page of what goes wrong on the machine, in a real browser: readable by all, with the text typed."""

import re
from pathlib import Path

import pytest
from django.test import RequestFactory
from playwright.sync_api import Browser
from support.harness.accessible import COLOURS, EVERYTHING, axe

from filiere.core import Faults, Text
from filiere.site.failure_kinds import DISK_FULL, FILE_DAMAGED, REQUEST_REFUSED
from filiere.site.failure_responses import render_failure

STYLE = Path(__file__).parents[2] / "src/filiere/site/static/filiere/style.css"
WORDS = Text(fr="Le fichier n’est plus le même.", en="The file is no longer the same.")
REASON = Faults.one(code="gone", message=WORDS, remedy=WORDS)
TOKEN = "a" * 32
TEXT = "Les pauses ne sont plus données depuis des semaines,\net rien ne change malgré nos demandes."


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_page_of_a_fault(browser: Browser, width: int, scheme: str) -> None:
    """M7: a form given back, a page that cannot be shown, and a refusal with its reasons."""
    # As from a page of ours: a form without the token of its browser is not given back.
    ask = RequestFactory(SERVER_NAME="localhost", headers={"cookie": f"csrftoken={TOKEN}"})
    pages = [
        render_failure(
            ask.post("/fr/label/", {"capacity": "union", "facts": TEXT, "csrfmiddlewaretoken": TOKEN}), DISK_FULL
        ),
        render_failure(ask.get("/en/tables/"), FILE_DAMAGED),
        render_failure(ask.post("/en/label/", {"facts": TEXT}), REQUEST_REFUSED, REASON),
    ]
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    for answer in pages:
        # No server stands behind: the style is put into the page.
        page.set_content(re.sub(r"<link[^>]*>", "", answer.content.decode()))
        page.add_style_tag(content=STYLE.read_text(encoding="utf-8"))
        assert axe(page, EVERYTHING if scheme == "light" else COLOURS).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_content(pages[0].content.decode())
    assert page.locator("textarea").input_value() == TEXT
    page.close()
