"""The story of the programme in a browser: what an assembly adopted becomes actions, an agreement, a report, a message,
and results that come back to the plan. Everybody follows what they read; axe reads each page, and clicks are counted.
"""

from __future__ import annotations

import io
from datetime import date, timedelta
from functools import partial

import pytest
from playwright.sync_api import Locator, expect
from pypdf import PdfReader
from support.harness.walks import Walk, Walks
from support.scenes.story_people import LANGS

pytestmark = pytest.mark.browser

FIGURE = "jobs-whole-2025-sp2c"


def say(lang: str, fr: str, en: str) -> str:
    """The words of a page in its language."""
    return fr if lang == "fr" else en


def ago(days: int) -> str:
    """So many days before today."""
    return str(date.today() - timedelta(days=days))


def read_pdf(content: bytes) -> str:
    """The words of a document."""
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


class Story:
    """What the parts of the story hand over to one another."""

    def __init__(self, walks: Walks, lang: str) -> None:
        self.walks, self.lang = walks, lang
        self.say = partial(say, lang)
        self.save = self.say("Enregistrer", "Save")
        self.orientation = f"Ouvrir les centres au public ({lang})"
        self.action = f"Faire visiter les centres ({lang})"
        self.agreement = f"Convention des visites ({lang})"
        self.operation = f"Portes ouvertes ({lang})"

    def enter(self, person: str, budget: int) -> Walk:
        """Somebody signs in, from the home page."""
        walk = self.walks.start(self.lang, budget, name=f"{person}, {self.lang}")
        walk.enter(person)
        return walk

    def adopt(self, lead: Walk) -> None:
        """The president records what the assembly adopted, and makes two actions of it."""
        lead.follow(self.say("Inscrire une orientation adoptée", "Record an adopted orientation"), within="main")
        lead.check()
        words = {"text": "Chaque centre ouvre ses portes une fois l’an.", "assembly": "Assemblée ordinaire fictive"}
        lead.send(self.save, title=self.orientation, adopted_on=ago(1), **words)
        expect(lead.page.locator("main")).to_contain_text(self.orientation)
        counted = {"reads": "readings", "measure": "Visiteurs accueillis", "unit": "visiteurs"}
        self.add_action(lead, self.action, base="0", goal="1008", **counted)
        expect(self.find_row(lead, self.action)).to_have_attribute("data-outcome", "no_value")
        lead.check()
        labelled = f"Labelliser les centres visités ({self.lang})"
        self.add_action(lead, labelled, reads="label-holders", base="0", goal="9")
        expect(self.find_row(lead, labelled)).to_have_attribute("data-outcome", "computed")

    def find_row(self, lead: Walk, title: str) -> Locator:
        """The line of an action on the page of the plan."""
        return lead.page.locator("[data-action]").filter(has_text=title)

    def add_action(self, lead: Walk, title: str, **target: str) -> None:
        """An action under the orientation, with its owner, its target and the State's part."""
        lead.follow(self.say("Ajouter une action", "Add an action"), within="main")
        lead.page.locator("[name=orientation]").select_option(label=self.orientation)
        lead.page.locator("[name=axis]").select_option(value="D")
        state = {"state_part": "L’État paie la moitié.", "funder": "État", "amount": "3000000"}
        owned = {"title": title, "owner": "Mission nationale", "start": ago(60), "due": ago(-300)}
        lead.send(self.say("Créer l’action", "Create the action"), **owned, **state, **target)
        lead.follow(self.say("Le plan", "The plan"), within=".rubric-pages")

    def agree(self, lead: Walk) -> None:
        """An agreement with the State bears on it: amounts, a payment, an objective entered and one that is counted."""
        lead.follow(self.say("Conventions avec l’État", "Agreements with the State"), within=".rubric-pages")
        lead.follow(self.say("Inscrire une convention", "Enter an agreement"), within="main")
        said = {"title": self.agreement, "parties": "État\nAssociation", "object": self.action, "total": "5000000"}
        lead.send(self.save, signed_on=ago(200), starts=ago(200), ends=ago(-600), **said)
        year = str(date.today().year)
        for funder, amount in (("État", "3000000"), ("Fonds", "1000000")):
            self.complete(lead, "Ajouter un montant", "Add an amount", funder=funder, amount=amount, year=year)
        expect(lead.page.locator("[data-balanced=no]")).to_be_visible()
        paid = {"funder": "État", "amount": "1000000", "due": ago(100)}
        self.complete(lead, "Prévoir un versement", "Schedule a payment", **paid)
        lead.follow(self.say("Inscrire comme reçu", "Enter as received"), within="main")
        lead.send(self.save, paid_on=ago(101))
        expect(lead.page.locator("[data-payment] .state.ok")).to_be_visible()
        for title, count in (("Visiteurs", ""), ("Labels", "label-holders")):
            promised = {"title": title, "goal": "1008", "due": ago(-500)} | ({"count": count} if count else {})
            self.complete(lead, "Ajouter un objectif", "Add an objective", **promised)
        self.measure(lead, "62", "")
        lead.check()

    def complete(self, lead: Walk, fr: str, en: str, **values: str) -> None:
        """Open a form of the agreement, fill it in and save it."""
        lead.follow(self.say("Compléter cette convention", "Complete this agreement"), within="main")
        lead.follow(self.say(fr, en), within="[data-lead-acts]")
        lead.send(self.save, **values)

    def measure(self, lead: Walk, value: str, comment: str) -> None:
        """Enter a value of the objective that is counted by hand."""
        lead.follow(self.say("Inscrire une valeur", "Enter a value"), within="main")
        lead.send(self.save, value=value, on=ago(60), comment=comment)

    def report(self, lead: Walk) -> str:
        """The report of a period fills itself, is sealed and sent; a value corrected afterwards is listed on it."""
        period = {"starts": ago(200), "ends": ago(30), "due": ago(-10)}
        self.complete(lead, "Ouvrir une période", "Open a reporting period", **period)
        lead.follow(self.say("Préparer le rapport", "Prepare the report"), within="main")
        lead.check()
        lead.follow(self.say("Sceller et envoyer", "Seal and send"), within="main")
        expect(lead.page.locator("[data-line^='objective:']")).to_have_count(2)
        sealed = lead.page.locator("[data-seal]").inner_text()
        lead.follow(self.agreement, within="nav")
        self.measure(lead, "57", "Cinq doublons")
        lead.follow(self.say("Lire le rapport", "Read the report"), within="main")
        expect(lead.page.locator("[data-correction]")).to_contain_text("Cinq doublons")
        assert lead.page.locator("[data-seal]").inner_text() == sealed
        lead.check()
        printed = read_pdf(lead.download("PDF", within="main").read_bytes())
        assert "Cinq doublons" in printed
        assert sealed[:8] in printed
        return sealed

    def receive(self, state: Walk, sealed: str) -> None:
        """The State finds the report, its seal and its correction."""
        state.follow(self.say("Conventions avec l’État", "Agreements with the State"), within="main, footer")
        state.follow(self.agreement, within="main")
        state.follow(self.say("Lire le rapport", "Read the report"), within="main")
        assert state.page.locator("[data-seal]").inner_text() == sealed
        expect(state.page.locator("[data-correction]")).to_have_count(1)
        state.check()

    def speak(self, officer: Walk) -> None:
        """An operation of which the minister's office was asked, and its message on a retained figure."""
        officer.follow(self.say("Opérations et messages", "Operations and messages"), within="footer")
        officer.follow(self.say("Préparer une opération", "Plan an operation"), within="main")
        asked = {
            "office": "Cabinet fictif",
            "office_asked_on": ago(9),
            "deadline_day": ago(-9),
            "silence_rule": "waits",
        }
        said = {"title": self.operation, "title_en": self.operation, "place": "Lille", "lead": "Association fictive"}
        officer.send(self.say("Préparer", "Plan"), day=ago(1), **said, **asked)
        officer.check()
        officer.follow(self.say("Écrire un message", "Write a message"), within="main")
        officer.write(
            figure=FIGURE,
            sentence=f"Avec l’État, 290 000 emplois ouvrent leurs portes ({self.lang}).",
            sentence_en=f"With the State, 290,000 jobs open their doors ({self.lang}).",
            cites_state="on",
            without_mention="290 000 emplois ouvrent leurs portes.",
            without_mention_en="290,000 jobs open their doors.",
        )
        officer.follow(self.save, within="main")
        officer.follow(self.say("Soumettre à l’approbation", "Submit for approval"), within="main")
        expect(officer.page.locator("main [data-state=submitted]")).to_be_visible()
        officer.check()

    def approve(self, lead: Walk) -> None:
        """Somebody other than its author approves it."""
        lead.follow(self.say("Opérations et messages", "Operations and messages"), within="footer")
        waiting = lead.page.locator("main [data-message]", has_text=f"({self.lang})").first.get_attribute(
            "data-message"
        )
        lead.follow(self.say("À approuver", "To be approved"), within=f"main [data-message='{waiting}']")
        lead.follow(self.say("Approuver", "Approve"), within="main form[action$='/approve/']")
        expect(lead.page.locator("main [data-state=submitted]")).to_be_visible()
        lead.check()

    def conclude(self, officer: Walk) -> None:
        """The office agrees, the message is in force; the operation is counted, and its result proposed."""
        officer.page.reload()
        officer.follow(self.say("D’accord", "Agrees"), within="main")
        officer.follow(self.say("Enregistrer la réponse", "Record the answer"), within="main")
        expect(officer.page.locator("main [data-state=approved]")).to_be_visible()
        officer.follow(self.operation, within="main")
        officer.follow(self.say("Inscrire un résultat", "Record a result"), within="main")
        counted = {"method": "Compteur à l’entrée.", "method_en": "Counter at the door."}
        officer.send(self.save, measure="visitors", count="504", **counted)
        officer.follow(self.say("Proposer", "Propose"), within="main [data-result]")
        expect(officer.page.locator("main [data-result] button")).to_have_count(0)
        officer.check()
        officer.follow(self.say("Tout le kit", "The whole kit"), within="main")
        officer.write(within="#remise", lines="Anne Fictive ; Le Journal fictif ; anne@filiere.invalid")
        officer.follow(self.say("Noter la remise", "Record that it was given"), within="#remise")
        expect(officer.page.locator("main [data-recipients='1']")).to_be_visible()
        officer.check()

    def read_publicly(self, visitor: Walk) -> None:
        """A visitor reads the message and takes the press sheet in both languages."""
        visitor.follow(self.say("Opérations et messages", "Operations and messages"), within="footer")
        visitor.follow(self.operation, within="main")
        expect(visitor.page.locator("main [data-current]")).to_have_count(1)
        visitor.check()
        sheet = read_pdf(visitor.download("PDF", within="main").read_bytes())
        assert "290 000 emplois" in sheet
        assert "290,000 jobs" in sheet

    def enter_result(self, statistician: Walk) -> None:
        """The statistician is led to the result, and to the entry that the register needs."""
        statistician.follow(self.say("Opérations et messages", "Operations and messages"), within="footer")
        statistician.follow(self.operation, within="main")
        entry = statistician.download("YAML", within="main").read_text(encoding="utf-8")
        assert "value: 504" in entry
        assert "event-visitors" in entry

    def take_stock(self, lead: Walk) -> None:
        """The result is the reading of the action, and the plan shows how far it has come."""
        lead.follow(self.say("Le plan", "The plan"), within=".rubric-pages")
        lead.follow(self.action, within="main")
        lead.follow(self.say("Inscrire un relevé", "Enter a reading"), within="main")
        lead.send(self.save, low="504", on=ago(1), source=self.operation)
        lead.follow(self.say("Le plan", "The plan"), within=".rubric-pages")
        expect(self.find_row(lead, self.action).locator(".pct")).to_contain_text("50")
        lead.check()


@pytest.mark.parametrize("lang", LANGS)
def test_an_orientation_becomes_actions_an_agreement_and_results(walks: Walks, lang: str) -> None:
    """From the assembly's words to the new state of the plan."""
    story = Story(walks, lang)
    lead = story.enter("Solange", 50)
    story.adopt(lead)
    story.agree(lead)
    sealed = story.report(lead)
    story.receive(story.enter("Yann Le Floch", 5), sealed)
    officer = story.enter("Ulysse", 16)
    story.speak(officer)
    story.approve(lead)
    story.conclude(officer)
    story.enter_result(story.enter("Mathilde", 5))
    story.read_publicly(walks.start(lang, 3, name=f"visitor, {lang}"))
    story.take_stock(lead)
