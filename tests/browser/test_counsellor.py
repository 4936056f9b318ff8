"""A counsellor with three fictitious people, in a real browser: one comes in, one moves up, one goes out.

Typing is no click; signing in is two. From there, a new file takes three at most.
"""

from __future__ import annotations

import pytest
from support.harness.walks import Walk, Walks

pytestmark = pytest.mark.browser

COUNSELLOR = "Lucie"


def open_space(walks: Walks, clicks: int) -> Walk:
    """Sign in as the counsellor, who lands on their own space."""
    walk = walks.start("fr", 2 + clicks)
    walk.enter(COUNSELLOR)
    walk.reads(lambda page: page.locator("main [data-funnel]"))
    return walk


def test_a_new_file_takes_three_clicks(walks: Walks) -> None:
    """The form, its consent, and the file stands: under a pseudonym that the machine drew."""
    walk = open_space(walks, 3)
    walk.check()
    walk.follow("Ouvrir un dossier", within="main")
    walk.reads(lambda page: page.locator("main [data-consent]"))
    walk.check()
    walk.send("Ouvrir le dossier", origin="cashier", target="customer-adviser", consent="on")
    walk.reads(lambda page: page.locator("main [data-reached]"))
    walk.check()


def test_somebody_who_comes_in_gets_a_result_and_a_sheet(walks: Walks) -> None:
    """From the space: the file, its result, its sheet; nothing is wider than a telephone."""
    walk = open_space(walks, 2)
    walk.follow("Saule 14", within="main")
    walk.reads(lambda page: page.locator("main [data-path='customer-adviser']"))
    walk.check()
    walk.follow("Fiche à imprimer", within="main")
    walk.reads(lambda page: page.locator("main [data-sheet]"))
    walk.check()


def test_somebody_who_moves_up_is_followed_at_three_months(walks: Walks) -> None:
    """Three months after the hiring, the counsellor notes that they are still in work."""
    walk = open_space(walks, 3)
    walk.follow("Héron 03", within="main")
    walk.follow("Noter une étape", within="main")
    walk.send("Enregistrer", stage="month_3")
    walk.reads(lambda page: page.locator("main tr[data-reached]").filter(has_text="3 mois"))


def test_somebody_who_goes_out_has_their_result_corrected_then_erased(walks: Walks) -> None:
    """The job retained stands beside the computed one; the file is then erased, once confirmed, and is in no list."""
    walk = open_space(walks, 3)
    walk.follow("Genêt 19", within="main")
    walk.reads(lambda page: page.locator("main [data-correction='sales-assistant']"))
    walk.check()
    walk.follow("Effacer le dossier", within="main")
    walk.check()
    walk.send("Effacer le dossier")
    assert walk.page.locator("main [data-file]").filter(has_text="Genêt 19").count() == 0
