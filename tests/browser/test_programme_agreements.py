"""What people find of agreements by what they read: the contradiction of 2009, spending against targets, a notice read,
the charter signed. An agreement that is entered, paid and reported on is in the story of the programme."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from support.harness.pointer import tick
from support.harness.walks import Walks

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("lang", "size"), [("fr", (1280, 900)), ("en", (390, 844))], ids=["fr-wide", "en-phone"])
def test_anybody_reads_the_contradiction_of_2009(walks: Walks, lang: str, size: tuple[int, int]) -> None:
    """Three clicks from home: 18 = 6 + 9 + 3 unexplained, 20 beside it, nothing invented."""
    walk = walks.start(lang, 3, size)
    walk.follow("Programme", within="nav")
    walk.follow("Conventions avec l’État" if lang == "fr" else "Agreements with the State", within="main")
    walk.follow("Accord de développement" if lang == "fr" else "Agreement on the development", within="main")
    expect(walk.page.locator("[data-equation]")).to_contain_text("18 = 6 + 9 + 3")
    expect(walk.page.locator("main svg .hole").filter(visible=True)).to_have_count(1)
    assert walk.page.locator("[data-payment]").count() == 0
    walk.check()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_state_reads_spending_against_targets(walks: Walks, lang: str) -> None:
    """One click once signed in: money, objectives, regions, what does not agree, its seats."""
    walk = walks.start(lang, 3)
    walk.enter("Yann Le Floch")
    walk.follow("Dépenses et objectifs" if lang == "fr" else "Spending against targets")
    for part in ("[data-spending] svg", "[data-objective]", "[data-region]", "[data-disagreements]"):
        walk.reads(lambda page, part=part: page.locator(f"main {part}"))
    walk.check()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_anybody_has_a_notice_read(walks: Walks, lang: str) -> None:
    """Two clicks from home to the form, one to the answer and its words."""
    walk = walks.start(lang, 3)
    walk.follow("Marchés publics" if lang == "fr" else "Public tenders", within="footer")
    walk.page.locator("textarea[name=text]").fill(
        "Le titulaire réserve 5 % des heures à l’insertion : clause sociale d’insertion obligatoire."
    )
    walk.follow("Lire l’avis" if lang == "fr" else "Read the notice", within="main")
    expect(walk.page.locator("[data-answer=clause] [data-quote]").first).to_be_visible()
    walk.check()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_member_signs_the_charter_and_commits(walks: Walks, lang: str) -> None:
    """Signed by a person who then promises something, and reads it in the register."""
    walk = walks.start(lang, 9)
    walk.enter("Élodie" if lang == "fr" else "Agnès")
    walk.follow("Charte des valeurs" if lang == "fr" else "Charter of values", within="footer")
    before = walk.page.locator("[data-signature]").count()
    tick(walk.page, "[name=shown]")
    walk.follow("Signer la charte" if lang == "fr" else "Sign the charter", within="main")
    assert walk.page.locator("[data-signature]").count() == before + 1
    walk.check()
    walk.follow("Prendre un engagement" if lang == "fr" else "Make a commitment", within="main")
    for name, value in {
        "what": f"Former un tuteur ({lang})",
        "to_whom": "mon équipe",
        "due": str(date.today() + timedelta(days=90)),
        "proof": "une attestation",
    }.items():
        walk.page.locator(f"main [name={name}]").fill(value)
    walk.follow("Enregistrer" if lang == "fr" else "Save", within="main")
    walk.follow("Engagements" if lang == "fr" else "Commitments", within="main")
    expect(walk.page.locator("main table")).to_contain_text(f"Former un tuteur ({lang})")
    walk.check()
