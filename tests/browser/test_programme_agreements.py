"""The story of an agreement in a browser: entered, paid, reported on; its report corrected and printed again as it was.

And what others find by what they read: the contradiction of 2009, spending against targets, a notice read.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader
from support.harness.accessible import axe
from support.harness.served_home import serve_home
from support.harness.walks import Walk

pytestmark = pytest.mark.browser

Start = Callable[..., Walk]


@pytest.fixture(scope="module")
def site_apart(demonstration: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demonstration that the stories change."""
    home = Path(shutil.copytree(demonstration[0], tmp_path_factory.mktemp("agreements") / "home"))
    with serve_home(home) as address:
        yield address


@pytest.fixture
def start(browser: Browser, site_apart: str, request: pytest.FixtureRequest) -> Iterator[Start]:
    """`start("fr", 3)` opens the home page for somebody who may click so often; clicks are told at the end."""
    walks: list[tuple[Walk, int]] = []

    def make(lang: str, budget: int, size: tuple[int, int] = (1280, 900)) -> Walk:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="fr-FR" if lang == "fr" else "en-GB"
        )
        walk = Walk(context.new_page(), site_apart, lang)
        walk.open_home()
        walks.append((walk, budget))
        return walk

    yield make
    for walk, budget in walks:
        walk.page.context.close()
        request.node.user_properties.append(("walk", (request.node.name, len(walk.steps), budget, walk.steps)))
        assert len(walk.steps) <= budget, walk.steps


def check_page(walk: Walk) -> None:
    """The page has no fault that axe finds, and is no wider than its window."""
    found = axe(walk.page)
    assert found.violations_count == 0, found.generate_report()
    assert walk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("lang", "size"), [("fr", (1280, 900)), ("en", (390, 844))], ids=["fr-wide", "en-phone"])
def test_anybody_reads_the_contradiction_of_2009(start: Start, lang: str, size: tuple[int, int]) -> None:
    """Three clicks from home: 18 = 6 + 9 + 3 unexplained, 20 beside it, nothing invented."""
    walk = start(lang, 3, size)
    walk.follow("Programme", within="nav")
    walk.follow("Conventions avec l’État" if lang == "fr" else "Agreements with the State", within="main")
    walk.follow("Accord de développement" if lang == "fr" else "Agreement on the development", within="main")
    expect(walk.page.locator("[data-equation]")).to_contain_text("18 = 6 + 9 + 3")
    expect(walk.page.locator("main svg .hole").filter(visible=True)).to_have_count(1)
    assert walk.page.locator("[data-payment]").count() == 0
    check_page(walk)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_state_reads_spending_against_targets(start: Start, lang: str) -> None:
    """Two clicks to sign in, one to the page: money, objectives, regions, what does not agree, its seats."""
    walk = start(lang, 3)
    walk.enter("Yann Le Floch")
    walk.follow("Dépenses et objectifs" if lang == "fr" else "Spending against targets")
    for part in ("[data-spending] svg", "[data-objective]", "[data-region]", "[data-disagreements]"):
        walk.reads(lambda page, part=part: page.locator(f"main {part}"))
    check_page(walk)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_agreement_is_paid_reported_and_corrected(start: Start, lang: str) -> None:
    """The lead enters it, its amounts, its payment, its objective; seals a report; corrects a value: the report keeps
    its figures and its seal, lists the correction, and prints both."""
    walk = start(lang, 45)
    page, french = walk.page, lang == "fr"

    def say(fr: str, en: str) -> str:
        return fr if french else en

    def ago(days: int) -> str:
        return str(date.today() - timedelta(days=days))

    def fill(values: dict[str, str]) -> None:
        for name, value in values.items():
            page.locator(f"main [name={name}]").fill(value)

    def complete(fr: str, en: str, values: dict[str, str]) -> None:
        """Open a form of the agreement, fill it in and save it."""
        walk.follow(say("Compléter cette convention", "Complete this agreement"), within="main")
        walk.follow(say(fr, en), within="[data-lead-acts]")
        fill(values)
        walk.follow(say("Enregistrer", "Save"), within="main")

    walk.enter("Solange")
    walk.follow(say("Conventions avec l’État", "Agreements with the State"), within="main")
    walk.follow(say("Inscrire une convention", "Enter an agreement"), within="main")
    title = say("Convention d’un essai", "Agreement of a trial")
    fill(
        {
            "title": title,
            "parties": "État\nAssociation",
            "signed_on": ago(200),
            "starts": ago(200),
            "ends": ago(-600),
            "total": "5000000",
            "object": "Former.",
        }
    )
    walk.follow(say("Enregistrer", "Save"), within="main")
    year = date.today().year
    complete("Ajouter un montant", "Add an amount", {"funder": "État", "amount": "3000000", "year": str(year)})
    complete("Ajouter un montant", "Add an amount", {"funder": "Fonds", "amount": "1000000", "year": str(year)})
    expect(page.locator("[data-balanced=no]")).to_be_visible()
    complete("Prévoir un versement", "Schedule a payment", {"funder": "État", "amount": "1000000", "due": ago(100)})
    walk.follow(say("Inscrire comme reçu", "Enter as received"), within="main")
    fill({"paid_on": ago(101)})
    walk.follow(say("Enregistrer", "Save"), within="main")
    expect(page.locator("[data-payment] .state.ok")).to_be_visible()
    complete("Ajouter un objectif", "Add an objective", {"title": "Personnes formées", "goal": "100", "due": ago(-500)})

    def measure(value: str, comment: str) -> None:
        walk.follow(say("Inscrire une valeur", "Enter a value"), within="main")
        fill({"value": value, "on": ago(60), "comment": comment})
        walk.follow(say("Enregistrer", "Save"), within="main")

    measure("62", "")
    complete("Ouvrir une période", "Open a reporting period", {"starts": ago(200), "ends": ago(30), "due": ago(-10)})
    walk.follow(say("Préparer le rapport", "Prepare the report"), within="main")
    walk.follow(say("Sceller et envoyer", "Seal and send"), within="main")
    sealed = page.locator("[data-seal]").inner_text()
    report = page.url
    assert page.locator("[data-correction]").count() == 0
    walk.follow(title, within="nav")
    measure("57", "Cinq doublons")
    walk.follow(say("Lire le rapport", "Read the report"), within="main")
    assert page.url == report
    expect(page.locator("[data-correction]")).to_contain_text("Cinq doublons")
    assert page.locator("[data-seal]").inner_text() == sealed
    expect(page.locator("[data-line^='objective:']")).to_contain_text("62")
    check_page(walk)
    printed = walk.download("PDF", within="main").read_bytes()
    words = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(printed)).pages)
    assert "Cinq doublons" in words
    assert sealed[:8] in words.replace("\n", "")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_anybody_has_a_notice_read(start: Start, lang: str) -> None:
    """Two clicks from home to the form, one to the answer and its words."""
    walk = start(lang, 3)
    walk.follow("Marchés publics" if lang == "fr" else "Public tenders", within="footer")
    walk.page.locator("textarea[name=text]").fill(
        "Le titulaire réserve 5 % des heures à l’insertion : clause sociale d’insertion obligatoire."
    )
    walk.follow("Lire l’avis" if lang == "fr" else "Read the notice", within="main")
    expect(walk.page.locator("[data-answer=clause] [data-quote]").first).to_be_visible()
    check_page(walk)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_member_signs_the_charter_and_commits(start: Start, lang: str) -> None:
    """Signed by a person who then promises something, and reads it in the register."""
    walk = start(lang, 9)
    walk.enter("Nadia" if lang == "fr" else "Bruno")
    walk.follow("Charte des valeurs" if lang == "fr" else "Charter of values", within="footer")
    before = walk.page.locator("[data-signature]").count()
    walk.page.locator("[name=shown]").check()
    walk.follow("Signer la charte" if lang == "fr" else "Sign the charter", within="main")
    assert walk.page.locator("[data-signature]").count() == before + 1
    check_page(walk)
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
    check_page(walk)
