"""A figure that falls, lived in a real browser; an operation and its results are in the story of the programme.

That the old number then stands nowhere is asked of every page in `tests/site/programme/test_fallen_number.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from support.harness.pointer import follow, press, tick
from support.scenes.story_people import Desk

pytestmark = pytest.mark.browser

STATISTICIAN, OLD = "Mathilde", "jobs-whole-2009-government"


@pytest.fixture
def desk(site_apart: str, browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    """Everybody at their browser, in one language; what axe and the console said is told at the end."""
    made = Desk(site_apart, browser, "fr", tmp_path)
    yield made
    made.close()
    assert made.wrong == []


def test_a_figure_that_falls_recalls_its_message(desk: Desk) -> None:
    """The statistician is refused until every use has a fate; then the old number is said nowhere."""
    said = re.compile(r"comptait 250[\s\u00a0\u202f]000 emplois")
    visitor = desk.page("visitor")
    desk.go(visitor, "programme/operations/")
    message = (
        visitor.locator("main [data-message]").filter(has_text=said).first.locator("a.state").get_attribute("href")
    )
    visitor.goto(f"{desk.site}{message}")
    expect(visitor.locator("main [data-sentence]")).to_have_text(said)
    keeper = desk.enter(STATISTICIAN)
    desk.go(keeper, f"staff/figures/{OLD}/")
    expect(keeper.locator("main [data-uses]")).to_be_visible()
    follow(keeper, "main [data-uses] a")
    expect(keeper.locator("h1[data-undecided='3'][data-uses='9']")).to_be_visible()
    desk.shown(keeper, "recall-plan")
    for place in range(keeper.locator("#decider input[type=checkbox]").count()):
        tick(keeper, "#decider input[type=checkbox]", place=place)
    tick(keeper, "#decider input[type=radio][value=withdrawn]")
    follow(keeper, "#decider button[type=submit]")
    expect(keeper.locator("h1[data-undecided='0']")).to_be_visible()
    desk.shown(keeper, "recall-decided")
    follow(keeper, "main form:has(input[value=complete]) button")
    expect(keeper.locator("main [data-complete]")).to_be_visible()
    follow(keeper, "main [data-complete] a")
    press(keeper, "main details:has(form[action$='/release/']) summary")
    desk.send(keeper, form="main form[action$='/release/']", reason_fr="Valeur dépassée.", reason_en="Outdated.")
    visitor.goto(f"{desk.site}{message}")
    expect(visitor.locator("main [data-sentence]")).to_have_count(0)
    desk.go(visitor, "programme/operations/")
    expect(visitor.locator("main")).not_to_contain_text(said)
