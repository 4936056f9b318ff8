"""A survey in a real browser: a head of centre on a phone, a statistician who calls, a journalist who cites.

The walks, clicks counted. From the link of the letter the first question is there at once; every screen is one
sentence, is kept when it is sent, and shows last year's answer under its label. From signing in the statistician is
two clicks from whom to call first. From the home page the journalist is one click from the barometer, and one more
from the citation of its first result.
"""

from __future__ import annotations

import pytest
from support.harness.pointer import follow, tick
from support.harness.walks import Walks

pytestmark = pytest.mark.browser

STATISTICIAN = "Mathilde"
ADDRESS = "centre-0417@filiere.invalid"


def test_a_head_of_centre_answers_on_a_phone_from_the_link(walks: Walks) -> None:
    """One click, that of the link; a hard check stands, and leaving loses nothing."""
    walk = walks.start("fr", 1, size=(390, 844))
    walk.open_letter(ADDRESS, "/respond/")
    walk.reads(lambda page: page.locator("main form[data-screen='segment']"))
    walk.check()
    letter = walk.page.url
    tick(walk.page, "input[name=segment][value=outsourced]")
    follow(walk.page, "button", "Continuer")
    walk.reads(lambda page: page.locator("main form[data-screen='sectors']"))
    walk.page.goto(f"{letter}screens/staff/")
    walk.reads(lambda page: page.locator("main .prior").first)
    for name, value in (("staff", "138"), ("advisers", "81"), ("women", "80"), ("permanent", "150")):
        walk.page.fill(f"input[name={name}]", value)
    follow(walk.page, "button", "Continuer")
    walk.reads(lambda page: page.locator("main [data-check='hard']").first)
    walk.check()
    walk.page.fill("input[name=permanent]", "120")
    follow(walk.page, "button", "Reprendre plus tard")
    walk.reads(lambda page: page.locator("main [data-later]"))
    walk.page.goto(letter)
    walk.reads(lambda page: page.locator("main form[data-screen='sectors']"))


def test_a_statistician_reads_whom_to_call_in_two_clicks(walks: Walks) -> None:
    """From signing in to the list, which says what its first centres settle."""
    walk = walks.start("fr", 2 + 2)
    walk.enter(STATISTICIAN)
    walk.follow("Enquêtes", within="main")
    walk.check()
    walk.follow("Qui appeler d’abord", within="main")
    walk.reads(lambda page: page.locator("main tr[data-unit]").first)
    walk.check()


def test_a_journalist_cites_a_result_in_two_clicks(walks: Walks) -> None:
    """From the home page: the barometer with its verdict, then the page of the figure, with its citation."""
    walk = walks.start("fr", 2)
    walk.open_home()
    walk.follow("Baromètre", within="main")
    walk.reads(lambda page: page.locator("main [data-verdict='not-established']"))
    walk.check()
    walk.follow("61", within="main tr[data-line=outlook-up]")
    walk.reads(lambda page: page.locator("main").filter(has_text="61"))
