"""The first half of a label lived, from the directory to the questionnaire handed in: the candidate's own work.

The second half, and the test itself, are in ``browser/test_story.py``.
"""

from __future__ import annotations

import re
import secrets
from datetime import date, timedelta
from decimal import Decimal

import pyotp
from playwright.sync_api import Page
from support.harness.pointer import follow
from support.scenes.shipped_label import shipped_release
from support.scenes.story_people import Desk

from filiere.core.company_numbers import fictitious_siren, fictitious_siret
from filiere.site.demonstration import sample_documents

STAFF, AUDITOR, STATE = "Viviane", "Xénia", "Yann"
MEMBERS = ("Agnès", "Benoît", "Damien", "Estelle", "Gaëlle", "Irène", "Khadija", "Joël", "Luc")
PANEL = ("Mona", "Noël", "Odile")
CATEGORY = "small_outsourcer"
RELEASE = shipped_release("2027.1")
CASE = next(one for one in RELEASE.cases if one.key == sample_documents.SAMPLE_CASE.format(category=CATEGORY))
PERSON = "Nouvelle Candidate"

# A page is asked by no locator where it is read at once: the script of the framework is compiled anew in each document.
_LINKS = "selector => [...document.querySelectorAll(selector)].map((one) => one.href)"
_QUESTIONS = """() => {
  const all = [...document.querySelectorAll("main form [name$='.value']")];
  return [...new Set(all.filter((one) => !one.disabled).map((one) => one.name))].map((name) =>
    [name, all.filter((one) => one.name === name && one.type === "radio").map((one) => one.value)]);
}"""
"""The names of the fields of a page to be answered, each with the values of its radios."""


class Candidature:
    """What the steps hand over to one another."""

    def __init__(self, desk: Desk, rank: int) -> None:
        self.desk, self.rank = desk, rank
        self.email = f"candidate-{rank}@filiere.invalid"
        self.password = secrets.token_urlsafe(15)
        self.name = f"Voix Nouvelle {rank} (fictif)"
        self.organisation = self.dossier = self.session = self.item = self.number = ""

    def own(self, page: Page, path: str = "") -> None:
        """Go to a page of the dossier."""
        self.desk.go(page, f"dossiers/{self.dossier}/{path}")

    # The steps, in the order of the label.

    def step_01_directory(self) -> None:
        """The staff enter the company and its site in the directory."""
        page = self.desk.enter(STAFF)
        self.desk.go(page, "organisations/new/")
        self.desk.send(page, name=self.name, siren=str(fictitious_siren(self.rank)), kind="outsourcer", fictitious=True)
        found = re.search(r"o-[0-9a-f]{10}", page.url)
        assert found is not None, page.url
        self.organisation = found[0]
        self.desk.go(page, f"organisations/{self.organisation}/sites/new/")
        self.desk.send(
            page,
            name="Limoges (fictif)",
            siret=str(fictitious_siret(self.rank)),
            commune="87085",
            headcount="72",
            is_head_office=True,
        )
        self.desk.go(page, f"organisations/{self.organisation}/")
        self.desk.shown(page, "organisation")

    def step_02_invitation(self) -> None:
        """They invite its first person, by a letter."""
        page = self.desk.enter(STAFF)
        self.desk.go(page, f"organisations/{self.organisation}/invite/")
        self.desk.send(page, email=self.email, right="edit")
        self.desk.shown(page, "invited")

    def step_03_account(self) -> None:
        """The person opens the letter, then an account, then a second factor."""
        page = self.desk.page(PERSON)
        self.desk.go(page, f"mail/?to={self.email}")
        follow(page, "main table a")
        link = page.locator("main .text a[href*=invitations]").first.get_attribute("href") or ""
        self.desk.shown(page, "letter")
        page.goto(f"{self.desk.site}/{self.desk.lang}/invitations/{link.rstrip('/').rsplit('/', 1)[-1]}/")
        self.desk.shown(page, "invitation")
        page.fill("#id_name", f"{PERSON} (fictif)")
        page.select_option("#id_language", self.desk.lang)
        page.fill("#id_password", self.password)
        follow(page, "main form button[type=submit]")
        self.desk.go(page, "account/second-factors/add/")
        self.desk.shown(page, "second-factor")
        secret = page.locator("main code.seal").first.inner_text().replace(" ", "")
        page.fill("#id_code", pyotp.TOTP(secret).now())
        follow(page, "main form button[type=submit]")
        assert page.locator("main li code").count() == 10

    def step_04_application(self) -> None:
        """The company prepares: category, perimeter, facts; it sees price and effort, and files."""
        page = self.desk.page(PERSON)
        self.desk.go(page, "dossiers/new/")
        self.desk.send(page, organisation=self.organisation, category=CATEGORY)
        found = re.search(r"d-[0-9a-f]{10}", page.url)
        assert found is not None, page.url
        self.dossier = found[0]
        self.own(page, "application/perimeter/")
        numbers = {"headcount": "72", "fte": "66", "positions": "60"}
        self.desk.send(page, inside=True, activity="mixed", country="FR", suppliers="Prestataire fictif", **numbers)
        self.own(page, "application/facts/")
        self.answer(page)
        self.own(page, "application/")
        self.desk.shown(page, "application")
        self.own(page, "application/file/")
        self.desk.send(page)
        self.own(page)
        self.desk.shown(page, "filed")

    def step_05_eligibility(self) -> None:
        """The staff look up the registers and check."""
        page = self.desk.enter(STAFF)
        self.own(page, "application/check/")
        self.desk.send(page, button="button[name=search]", value="no", source="Recherche fictive")
        self.own(page, "application/check/")
        self.desk.shown(page, "check")
        follow(page, "button[name=check]")
        self.own(page)
        self.desk.shown(page, "eligible")

    def step_06_price(self) -> None:
        """The price is paid, which the staff record."""
        page = self.desk.enter(STAFF)
        self.own(page, "application/payment/")
        self.desk.shown(page, "quote")
        amount = page.locator("main form input[name=amount]").first.input_value()
        self.desk.send(page, amount=amount or str(Decimal("100000")), reference="VIREMENT FICTIF")
        self.own(page)
        self.desk.shown(page, "paid")

    def step_07_questionnaire(self) -> None:
        """Theme by theme, levels and numbers."""
        page = self.desk.page(PERSON)
        for theme in RELEASE.themes:
            self.own(page, f"questionnaire/theme/{theme.key}/")
            for group in page.evaluate(_LINKS, "main nav a[href*='/group/']"):
                page.goto(group)
                rows = page.evaluate(_LINKS, "main form ul a[href*='/theme/']")
                self.answer(page)
                for row in rows:
                    page.goto(row)
                    self.answer(page)
        self.own(page, "questionnaire/")
        self.desk.shown(page, "questionnaire")

    def step_08_evidence(self) -> None:
        """Two documents prove what is asked."""
        page = self.desk.page(PERSON)
        until = date.fromisoformat(self.desk.today).replace(day=1) - timedelta(days=1)
        for name, content, kind in (
            ("preuves.pdf", sample_documents.write_pdf(self.name), "pdf"),
            ("releves.xlsx", sample_documents.write_spreadsheet(self.name), "spreadsheet"),
        ):
            path = self.desk.folder / name
            path.write_bytes(content)
            self.own(page, "evidence/add/")
            page.set_input_files("main form input[type=file]", path)
            proofs = [
                key
                for key, one in RELEASE.evidence.items()
                if ("pdf" in one.kinds) == (kind == "pdf")
                and (kind == "pdf" or {"xlsx", "spreadsheet"} & set(one.kinds))
            ]
            self.desk.send(
                page,
                proofs=proofs,
                confidentiality="public",
                proves_from=(until - timedelta(days=400)).isoformat(),
                proves_until=until.isoformat(),
            )
        self.own(page, "evidence/")
        self.desk.shown(page, "evidence")

    def step_09_submit(self) -> None:
        """The questionnaire goes to the audit."""
        page = self.desk.page(PERSON)
        self.own(page, "questionnaire/submit/")
        self.desk.shown(page, "submit")
        self.desk.send(page, sure=True)
        self.own(page)
        self.desk.shown(page, "submitted")

    def answer(self, page: Page) -> None:
        """Fill in the lines of a page from the sample case, and save."""
        values: dict[str, str] = {}
        for name, options in page.evaluate(_QUESTIONS):
            said = self.said(name.removesuffix(".value"), options)
            if said is not None:
                values[name] = said
        if values:
            self.desk.send(page, form="main form[method=post]", **values)

    def said(self, name: str, options: list[str]) -> str | None:
        """What the sample case says on a line, of which the name ends with its key, and maybe a row."""
        parts = re.split(r"[.:]", name)
        key = next((one for one in parts if one in CASE.facts or one in RELEASE.criteria or one in RELEASE.inputs), "")
        if options:
            if set(options) & {"true", "false"}:
                return str(CASE.facts.get(key or parts[-1], False)).lower()
            return CASE.answers.get(key) or next((one for one in CASE.rest or () if one in options), None)
        value = CASE.facts.get(key, CASE.inputs.get(key))
        if isinstance(value, dict):
            value = next(iter(value.values()))
        return None if value is None else str(value)
