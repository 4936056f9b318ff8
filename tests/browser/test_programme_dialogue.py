"""A union’s amendment is filed, voted by college, and its disagreement travels to the minutes, the PDF and the API.

The union walks by what it reads alone, clicks counted; the others act in a process of theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from support.harness.accessible import WORDS, axe
from support.harness.pointer import follow, tick
from support.harness.walks import Walk

pytestmark = pytest.mark.browser

NAMES = {
    "fr": {
        "person": "Amandine Sorrel",
        "task": "Déposer un amendement",
        "file": "Déposer l’amendement",
        "cast": "Déposer mon bulletin",
        "sign": "Signer et attacher",
        "choice": "pour",
        "sentence": "Votre amendement en une phrase",
        "op": "Ce que vous proposez",
        "after": "insérer après",
        "paragraph": "Paragraphe visé",
        "words": "Nouveau texte",
        "reasons": "Motif",
        "disagreement": "Votre désaccord",
        "minutes": "Compte rendu (PDF)",
    },
    "en": {
        "person": "Amandine Sorrel",
        "task": "File an amendment",
        "file": "File the amendment",
        "cast": "Cast my ballot",
        "sign": "Sign and attach",
        "choice": "for",
        "sentence": "Your amendment in one sentence",
        "op": "What you propose",
        "after": "insert after",
        "paragraph": "Paragraph",
        "words": "New text",
        "reasons": "Reasons",
        "disagreement": "Your disagreement",
        "minutes": "Minutes (PDF)",
    },
}

PUT_TO_THE_VOTE = """
from filiere.site.accounts.models import User
from filiere.site.programme.dialogue.actions import amendments, votes
from filiere.site.programme.dialogue.models import TextAmendment
secretary = User.objects.get(email="delegue@filiere.invalid")
one = TextAmendment.objects.filter(text__code="TT").latest("number")
amendments.judge_amendment(one, actor=secretary, ruling="admissible")
one.refresh_from_db()
for earlier in TextAmendment.objects.filter(text=one.text, state="filed"):
    amendments.judge_amendment(earlier, actor=secretary, ruling="inadmissible", why="Hors sujet")
votes.open_vote(one.text, actor=secretary, amendment=one)
"""
"""The secretary rules on what was filed last and puts it to the vote, in the meeting that is open."""

OTHERS_VOTE = """
from filiere.site.accounts.models import User
from filiere.site.programme.dialogue.actions import votes
from filiere.site.programme.dialogue.models import WordingVote
vote = WordingVote.objects.filter(state="open").latest("pk")
choices = dict.fromkeys(("voix-2", "union", "union-2", "lignes", "usagers"), "adopt")
choices |= dict.fromkeys(("groupement", "groupement-2", "groupement-3", "chambre", "chambre-2"), "reject")
for name, choice in choices.items():
    person = User.objects.get(email=f"{name}@filiere.invalid")
    votes.cast_ballots(vote, actor=person, choice=choice, words=vote.words_sha256)
votes.close_vote(vote, actor=User.objects.get(email="delegue@filiere.invalid"))
"""
"""Employees and users are for, employers against: each college must carry, so that it is rejected."""


def read_page(page: Page) -> None:
    """Ask axe of the page as it stands."""
    found = axe(page, WORDS)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_disagreement_travels_with_its_decision(
    browser: Browser, site_apart: str, act_elsewhere: Callable[[str], None], lang: str, request: pytest.FixtureRequest
) -> None:
    """File in five clicks at most; then vote, disagree, and read the disagreement wherever the decision is told."""
    says, words = NAMES[lang], f"Les frais sont remboursés sous dix jours ({lang})."
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR" if lang == "fr" else "en-GB")
    walk = Walk(context.new_page(), site_apart, lang)
    page = walk.page
    walk.open_home()
    walk.enter(says["person"])
    walk.follow(says["task"], within="main")
    page.get_by_label(says["sentence"]).fill("Rembourser vite")
    page.get_by_label(says["op"]).select_option(label=says["after"])
    page.get_by_label(says["paragraph"], exact=True).fill("3")
    page.get_by_label(says["words"]).fill(words)
    page.get_by_label(says["reasons"], exact=True).fill("Personne n’avance ses frais.")
    read_page(page)
    walk.follow(says["file"])
    expect(page.locator("[data-state=filed]").first).to_be_visible()
    request.node.user_properties.append(("walk", (f"union files an amendment, {lang}", len(walk.steps), 5, walk.steps)))
    assert len(walk.steps) <= 5, walk.steps
    address = page.url

    act_elsewhere(PUT_TO_THE_VOTE)
    page.goto(address)
    follow(page, "[data-vote]")
    expect(page.locator("[data-three]")).to_be_visible()
    read_page(page)
    tick(page, "label:has(input[type=radio])", says["choice"])
    follow(page, "[data-cast]")
    expect(page.locator("[data-mine=adopt]")).to_be_visible()
    act_elsewhere(OTHERS_VOTE)
    page.reload()
    note = f"Dix jours suffisent à tout employeur ({lang})."
    page.get_by_role("textbox", name=says["disagreement"]).fill(note)
    follow(page, "[data-dissent-sign]")
    expect(page.locator("[data-dissent]")).to_contain_text(note)
    read_page(page)
    decision = page.url.rstrip("/").rpartition("/")[2]

    told = context.request.get(f"{site_apart}/api/v1/programme/dialogue/decisions/{decision}").json()
    assert [one["text"] for one in told["dissents"]] == [note]
    assert told["adopted"] is False
    assert told["words"] == words
    printed = page.locator(f"a:has-text('{says['minutes']}')").first.get_attribute("href")
    pdf = context.request.get(f"{site_apart}{printed}").body()
    text = " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(pdf)).pages).split())
    assert note in text
    assert words in text
    page.goto(f"{site_apart}{str(printed).removesuffix('minutes.pdf')}")
    expect(page.locator("[data-dissent]").filter(has_text=note)).to_be_visible()
    read_page(page)
    context.close()


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
def test_anyone_reads_who_says_what_and_goes_through_the_amendments(
    browser: Browser, site: str, size: tuple[int, int]
) -> None:
    """From the home page, by the keyboard alone from an amendment to the next: the three texts each time."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="fr-FR")
    walk = Walk(context.new_page(), site)
    walk.open_home()
    walk.follow("Dialogue", within="footer")
    page = walk.page
    expect(page.locator("table.matrix [data-stance]").first).to_be_visible()
    read_page(page)
    follow(page, "[data-texts] a", place=-1)
    read_page(page)
    follow(page, "main table tbody a")
    read_page(page)
    for _ in range(2):
        expect(page.locator("[data-three]")).to_be_visible()
        page.locator("[data-next]").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    context.close()
