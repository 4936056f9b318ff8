"""The label lived in a real browser, from an invitation to an appeal.

In French with every run of the tests, and in English with those of the other engines.

One company, from the day its first person is invited to the day the appeal panel gives its label back. Everybody does
their own part on their own screen; each step is read by axe, and leaves a picture where ``FILIERE_SCREENSHOTS`` says.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from support.harness.pointer import follow, press, tick, wait_for, write
from support.scenes.committee_sample import NOTICE
from support.scenes.story_candidature import (
    AUDITOR,
    CATEGORY,
    MEMBERS,
    PANEL,
    PERSON,
    RELEASE,
    STAFF,
    STATE,
    Candidature,
)
from support.scenes.story_people import LANGS, Desk

from filiere.referentials.sampling import Beacon
from filiere.site.label.code_labels import questions_in_order

pytestmark = pytest.mark.browser


class Story(Candidature):
    """What the steps hand over to one another, from the audit to the appeal.

    ``let_days_pass`` brings the day of a session, which the story does not wait for.
    """

    let_days_pass: Callable[[str, str], None]
    reached = 0
    """How many steps were taken, in parts that came to their end."""

    def step_10_auditor(self) -> None:
        """An auditor is named and declares no tie."""
        page = self.desk.enter(STAFF)
        self.own(page, "audit/missions/")
        choice = page.locator("select[name=auditor] option", has_text=AUDITOR).first.get_attribute("value")
        self.desk.send(page, form="#designer ~ form", auditor=choice, firm="Cabinet fictif")
        self.desk.shown(page, "missions")
        page = self.desk.enter(AUDITOR)
        self.own(page, "audit/declare/")
        rules = RELEASE.audit.independence if RELEASE.audit else None
        ties = {f"{kind}_held": "none" for kind in (rules.declares if rules else ())}
        self.desk.send(page, **ties, cycles="0")
        self.own(page, "audit/")
        self.desk.shown(page, "independent")

    def step_11_seal(self) -> None:
        """The list is sealed, with the beacon that will be heard."""
        from filiere.site.audit.randomness_beacons import compute_next_round

        page = self.desk.enter(STAFF)
        self.own(page, "audit/sites/")
        # A round must be a minute ahead when the list is sealed; nobody can know it before, so the story waits.
        ahead = timedelta(seconds=68)
        number = compute_next_round(Beacon(source="drand quicknet", round="1"), datetime.now(UTC), ahead)
        self.desk.send(page, form="form:has(input[value=seal])", source="drand quicknet", round=str(number))
        self.desk.shown(page, "sealed")
        self.heard = time.monotonic() + 75

    def step_12_draw(self) -> None:
        """The beacon speaks, the sites are drawn, the visits planned."""
        time.sleep(max(0.0, self.heard - time.monotonic()))
        page = self.desk.enter(STAFF)
        self.own(page, "audit/sites/")
        self.desk.send(page, form="form:has(input[value=draw])", value=secrets.token_hex(32))
        self.desk.shown(page, "drawn")
        page = self.desk.enter(AUDITOR)
        self.own(page, "audit/plan/")
        self.desk.send(page, opening=self.desk.today)
        self.own(page, "audit/plan/")
        self.desk.shown(page, "plan")

    def step_13_form(self) -> None:
        """The form, without a connection for a while: what was written then is sent when it is back."""
        page = self.desk.enter(AUDITOR)
        self.own(page, "audit/form/")
        self.desk.shown(page, "audit-form")
        key = questions_in_order(RELEASE, CATEGORY)[0].key
        note = page.locator(f"[name='{key}:note']").first
        note.evaluate(
            "one => { for (let up = one; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true; }"
        )
        page.context.set_offline(True)
        note.fill("Vu sur place, sans connexion.")
        note.dispatch_event("change")
        page.wait_for_timeout(1500)
        page.context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(5000)
        self.desk.forget("ERR_INTERNET_DISCONNECTED")
        self.own(page, "audit/form/")
        assert page.locator(f"[name='{key}:note']").first.input_value() == "Vu sur place, sans connexion."

    def assess_all(self, page: Page) -> None:
        """Choose a level for every question, and find every number again, page after page."""
        self.own(page, "audit/form/governance/1/")
        while "/audit/form/" in page.url:
            for group in page.evaluate("[...document.querySelectorAll('[role=radiogroup]')].map(g => g.dataset.field)"):
                tick(page, f"[data-field='{group}'] input", place=-1)
            choices = page.evaluate("[...document.querySelectorAll('select[name$=\":numbers\"]')].map(c => c.name)")
            write(page, "#audit-form", dict.fromkeys(choices, "same"))
            before = page.url
            press(page, "#audit-form form button[type=submit]")
            page.wait_for_url(lambda url, before=before: url != before)  # type: ignore[misc]
        wait_for(
            page,
            "return !Object.keys(localStorage).some((key) => key.startsWith('filiere-audit:')) || 'unsent'",
            tries=1_200,
        )

    def step_14_report(self) -> None:
        """The report, the answer, the conclusion."""
        page = self.desk.enter(AUDITOR)
        self.assess_all(page)
        self.own(page, "audit/report/")
        tick(page, "section.final [name=read]")
        follow(page, "section.final button[type=submit]")
        self.own(page, "audit/report/")
        self.desk.shown(page, "report")
        page = self.desk.page(PERSON)
        self.own(page, "audit/answer/")
        self.desk.send(page, overall="Nous prenons acte de ce rapport fictif.")
        self.own(page, "audit/")
        self.desk.shown(page, "answered")
        page = self.desk.enter(AUDITOR)
        self.own(page, "audit/conclude/")
        self.desk.shown(page, "conclude")
        self.desk.send(page, overall="Les constats demeurent.")
        # The mission is over, and the dossier closed to the auditor.
        self.desk.shown(page, "concluded")

    def step_15_interests(self) -> None:
        """A member declares a tie, and the dossier is closed to them."""
        member = self.desk.enter("Hamid")
        self.desk.go(member, "committee/interests/")
        choice = member.locator("select[name=organisation] option", has_text=self.name).first.get_attribute("value")
        self.desk.send(member, form="form:has(select[name=organisation])", organisation=choice, ground="client")
        self.desk.go(member, "committee/interests/")
        self.desk.shown(member, "interest")
        answer = member.goto(f"{self.desk.site}/{self.desk.lang}/dossiers/{self.dossier}/")
        assert answer is not None
        assert answer.status == 404
        self.desk.forget("404")

    def step_16_hearing(self) -> None:
        """A hearing is offered, a session called, the dossier put on its agenda."""
        self.convene("committee", "session")

    def convene(self, instance: str, picture: str) -> None:
        """Offer a hearing today, call a session in time, list the dossier; its day comes, note the hearing."""
        page = self.desk.enter(STAFF)
        self.own(page, "committee/")
        self.desk.send(page, form="form[action*='hearing/offer']", on=self.desk.today, place="Salle fictive")
        self.desk.go(page, "committee/call/")
        on = (date.fromisoformat(self.desk.today) + NOTICE).isoformat()
        self.desk.send(page, instance=instance, on=on, at="00:00", place="Salle fictive")
        found = re.search(r"/sessions/([^/]+)/", page.url)
        assert found is not None, page.url
        self.session = found[1]
        form = f"form:has(input[name=dossier][value={self.dossier}])"
        self.desk.send(page, form=form)
        self.let_days_pass(self.session, self.desk.today)
        self.own(page, "committee/")
        self.desk.send(page, form="form[action*='hearing/note']", outcome="held", record="Entreprise fictive entendue.")
        self.desk.go(page, f"committee/sessions/{self.session}/")
        self.desk.shown(page, picture)
        link = page.locator(f"a[href*='dossiers/{self.dossier}/committee/']").first.get_attribute("href") or ""
        self.item = link.rstrip("/").rsplit("/", 1)[-1]

    def step_17_vote(self) -> None:
        """A blind vote, the debate, a second vote, the decision."""
        self.vote(MEMBERS, "granted_24", "vote")

    def vote(self, people: tuple[str, ...], choice: str, picture: str) -> None:
        """Hold the session."""
        chair = self.desk.enter(people[0])
        self.desk.go(chair, f"committee/sessions/{self.session}/")
        self.desk.send(chair, form="form[action$='/open/']")
        for name in people[1:]:
            member = self.desk.enter(name)
            self.desk.go(member, f"committee/sessions/{self.session}/")
            self.desk.send(member, form="form[action$='/arrive/']")
        for name in people:
            member = self.desk.enter(name)
            self.own(member, f"committee/{self.item}/")
            self.desk.send(member, form="form[action$='/deny/']")
        for number, act in enumerate(("first", "second")):
            self.own(chair, f"committee/{self.item}/")
            self.desk.send(chair, form=f"form[action$='/{act}/']")
            for name in people:
                member = self.desk.enter(name)
                self.own(member, f"committee/{self.item}/")
                self.desk.send(
                    member, form="form[action$='/ballot/']", choice=choice, reasons="Au vu du rapport fictif."
                )
            self.own(chair, f"committee/{self.item}/")
            self.desk.shown(chair, f"{picture}-{number + 1}")
            self.desk.send(chair, form="form[action$='/open/']")
        self.own(chair, f"committee/{self.item}/")
        self.desk.send(chair, form="form[action$='/conclude/']", reasons="Le rapport et l’audition l’emportent.")
        self.desk.go(chair, f"committee/sessions/{self.session}/")
        self.desk.send(chair, form="form[action$='/close/']")
        self.desk.shown(chair, f"{picture}-minutes")

    def step_18_certificate(self) -> None:
        """The holder reads its certificate; anyone finds it in the register and verifies its number."""
        page = self.desk.page(PERSON)
        self.own(page, "label/")
        self.desk.shown(page, "certificate")
        found = re.search(r"LRS-[A-Z0-9-]+", page.locator("main").inner_text())
        assert found is not None, "no number of a certificate"
        self.number = found[0]
        public = self.desk.page("public")
        self.desk.go(public, "label/register/")
        self.desk.shown(public, "register")
        assert self.name in public.locator("main").inner_text()
        self.desk.go(public, f"label/register/verify/{self.number}/")
        assert self.name in public.locator("main").inner_text()
        self.desk.shown(public, "verified")

    def step_19_review(self) -> None:
        """A fact is raised, the holder explains itself."""
        page = self.desk.enter(STATE)
        self.own(page, "label/alerts/")
        self.desk.send(page, kind="labour_conflict", source="Journal fictif", words="Un conflit fictif.", review=True)
        self.own(page)
        self.desk.shown(page, "questioned")
        page = self.desk.page(PERSON)
        self.own(page, "label/explain/")
        self.desk.send(page, words="Un accord fictif est en cours de signature.")
        self.own(page)
        self.desk.shown(page, "explained")

    def step_20_withdrawal(self) -> None:
        """The committee hears the holder again, and withdraws the label."""
        self.convene("committee", "review-session")
        self.vote(MEMBERS, "withdraw", "withdrawal")
        public = self.desk.page("public")
        self.desk.go(public, f"label/register/verify/{self.number}/")
        self.desk.shown(public, "withdrawn")

    def step_21_appeal(self) -> None:
        """The holder appeals, to people who had not voted."""
        page = self.desk.page(PERSON)
        self.own(page, "label/appeal/")
        self.desk.send(page, words="Le vote fictif n’a pas tenu compte de l’accord signé.")
        self.own(page)
        self.desk.shown(page, "appealed")
        self.convene("appeal_panel", "panel-session")
        self.vote(PANEL, "keep", "panel")
        public = self.desk.page("public")
        self.desk.go(public, f"label/register/verify/{self.number}/")
        self.desk.shown(public, "restored")


def bring_session(home: Path, session: str, day: str) -> None:
    """Bring a session that was called to a day, in the database."""
    with closing(sqlite3.connect(home / "filiere.sqlite3", timeout=60)) as database, database:
        moved = database.execute("UPDATE committee_session SET day = ? WHERE key = ?", (day, session))
        assert moved.rowcount == 1


STEPS: tuple[Callable[[Story], None], ...] = tuple(
    getattr(Story, name) for name in sorted(dir(Story)) if name.startswith("step_")
)


# The first step of each part of the story.
PARTS = {
    "candidature": Story.step_01_directory,
    "audit": Story.step_10_auditor,
    "committee": Story.step_15_interests,
    "review": Story.step_19_review,
    "appeal": Story.step_21_appeal,
}


@pytest.fixture(scope="module", params=LANGS)
def story(
    request: pytest.FixtureRequest,
    site: str,
    demo_home: Path,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Story]:
    """One company and everybody around it, for all the parts of its story."""
    lang = request.param
    told = Story(Desk(site, browser, lang, tmp_path_factory.mktemp("story")), {"fr": 601, "en": 602}[lang])
    told.let_days_pass = partial(bring_session, demo_home)
    yield told
    told.desk.close()


@pytest.mark.parametrize("part", PARTS)
def test_a_label_is_lived(story: Story, part: str) -> None:
    """From the invitation to the appeal, without an error of a page, a fault of accessibility or a lost step."""
    names = list(PARTS)
    first = STEPS.index(PARTS[part])
    assert story.reached == first, "the part before this one did not come to its end"
    last = STEPS.index(PARTS[names[names.index(part) + 1]]) if part != names[-1] else len(STEPS)
    for step in STEPS[first:last]:
        step(story)
    assert story.desk.wrong == []
    story.reached = last
    if last == len(STEPS):
        assert len(story.desk.steps) > 40
