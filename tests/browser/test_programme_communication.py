"""What the association says, lived in a real browser: an operation and its results, and a figure that falls."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from support.harness.served_home import serve_home
from support.harness.walks import Walk
from support.scenes.story_people import SITE, Desk

pytestmark = pytest.mark.browser

OFFICER, DELEGATE, STATISTICIAN = "Ulysse", "Tristan", "Mathilde"
OLD, NEW = "jobs-whole-2009-government", "jobs-whole-2025-sp2c"


@pytest.fixture(scope="module")
def site_apart(demonstration: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demonstration that these stories change."""
    home = Path(shutil.copytree(demonstration[0], tmp_path_factory.mktemp("communication") / "home"))
    with serve_home(home) as address:
        yield address


@pytest.fixture(params=["fr", "en"])
def desk(request: pytest.FixtureRequest, site_apart: str, browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    """Everybody at their browser, in one language; what axe and the console said is told at the end."""
    made = Desk(site_apart, browser, request.param, tmp_path)
    yield made
    made.close()
    assert made.wrong == []


def press(page: Page, selector: str) -> None:
    """Press, and wait for the page it leads to."""
    with page.expect_navigation(wait_until="load"):
        page.locator(selector).first.click()


def test_an_operation_has_an_approved_message_and_then_its_results(desk: Desk) -> None:
    """Planned, said by one person, approved by another, given to the press, and counted; a visitor reads it all."""
    day = datetime.now(SITE).date() - timedelta(days=1)
    officer = desk.enter(OFFICER)
    desk.go(officer, "programme/operations/")
    desk.shown(officer, "communication-home")
    press(officer, "main a[href$='/operations/new/']")
    desk.send(
        officer,
        title=f"Rencontre fictive {desk.lang}",
        title_en=f"Made-up meeting {desk.lang}",
        day=day.isoformat(),
        place="Lille",
        lead="Association de démonstration",
    )
    operation = officer.url
    press(officer, "main a[href*='/messages/new/?operation=']")
    desk.send(
        officer,
        figure=NEW,
        sentence="290 000 emplois, et des portes qui s’ouvrent.",
        sentence_en="290,000 jobs, and doors that open.",
    )
    message = officer.url
    press(officer, "main form[action$='/submit/'] button")
    delegate = desk.enter(DELEGATE)
    delegate.goto(message)
    desk.shown(delegate, "message-to-approve")
    press(delegate, "main form[action$='/approve/'] button")
    expect(delegate.locator("main [data-state=approved]")).to_be_visible()
    officer.goto(operation)
    press(officer, "main a[href$='/results/']")
    desk.send(officer, measure="visitors", count="504", method="Compteur à l’entrée.", method_en="Counter at the door.")
    expect(officer.locator("main [data-result]")).to_have_count(1)
    press(officer, "main [data-result] button")
    desk.shown(officer, "operation-with-results")
    officer.goto(f"{operation}kit/")
    desk.send(officer, lines="Anne Fictive ; Le Journal fictif ; anne@filiere.invalid", form="#remise form.form")
    expect(officer.locator("main [data-recipients='1']")).to_be_visible()
    desk.shown(officer, "kit-given")
    visitor = desk.page("visitor")
    visitor.goto(operation)
    expect(visitor.locator("main [data-current]")).to_have_count(1)
    desk.shown(visitor, "operation-public")
    sheet = visitor.request.get(f"{operation}press-sheet.pdf").body()
    words = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(sheet)).pages).split())
    assert "290 000 emplois" in words
    assert "290,000 jobs" in words


def crawl(page: Page, site: str, lang: str) -> dict[str, str]:
    """What a visitor's browser gets of every page, feed, file and answer of communication, by its address."""
    waiting = [f"/{lang}/programme/operations/", f"/api/v1/programme/messages?lang={lang}", f"/{lang}/search/?q=2009"]
    found: dict[str, str] = {}
    while waiting:
        url = waiting.pop()
        if url in found:
            continue
        answer = page.request.get(f"{site}{url}")
        body = answer.body() if answer.ok else b""
        if body.startswith(b"%PDF"):
            found[url] = " ".join("".join(one.extract_text() for one in PdfReader(BytesIO(body)).pages).split())
        else:
            found[url] = body.decode(errors="replace")
        waiting += re.findall(rf'href="(/{lang}/programme/(?:operations|messages)[^"#?]*)"', found[url])
    return found


@pytest.mark.parametrize("desk", ["fr"], indirect=True)
def test_a_figure_that_falls_recalls_its_message(desk: Desk) -> None:
    """The statistician is refused until every use has a fate; then the old number is said nowhere."""
    said = re.compile(r"comptait 250[\s\u00a0\u202f]000 emplois")
    visitor = desk.page("visitor")
    before = {url for url, text in crawl(visitor, desk.site, desk.lang).items() if said.search(text)}
    assert any("/messages/ms-" in url for url in before)
    keeper = desk.enter(STATISTICIAN)
    desk.go(keeper, f"staff/figures/{OLD}/")
    expect(keeper.locator("main [data-uses]")).to_be_visible()
    press(keeper, "main [data-uses] a")
    expect(keeper.locator("h1[data-undecided='3'][data-uses='9']")).to_be_visible()
    desk.shown(keeper, "recall-plan")
    for box in keeper.locator("#decider input[type=checkbox]").all():
        box.check()
    keeper.locator("#decider input[type=radio][value=withdrawn]").check()
    press(keeper, "#decider button[type=submit]")
    expect(keeper.locator("h1[data-undecided='0']")).to_be_visible()
    desk.shown(keeper, "recall-decided")
    press(keeper, "main form:has(input[value=complete]) button")
    expect(keeper.locator("main [data-complete]")).to_be_visible()
    press(keeper, "main [data-complete] a")
    keeper.locator("main details:has(form[action$='/release/']) summary").first.click()
    desk.send(keeper, form="main form[action$='/release/']", reason_fr="Valeur dépassée.", reason_en="Outdated.")
    after = crawl(visitor, desk.site, desk.lang)
    assert [url for url, text in after.items() if said.search(text)] == []
    assert all(not said.search(visitor.request.get(f"{desk.site}{url}").text()) for url in before if ".pdf" not in url)


@pytest.fixture
def walk(browser: Browser, site_apart: str, request: pytest.FixtureRequest) -> Iterator[Walk]:
    """Somebody at the home page; what they clicked is told with the results of the run."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    started = Walk(context.new_page(), site_apart, "fr")
    started.open_home()
    yield started
    context.close()
    budget = request.node.get_closest_marker("clicks").args[0]
    request.node.user_properties.append(("walk", (request.node.name, len(started.steps), budget, started.steps)))
    assert len(started.steps) <= budget, started.steps


@pytest.mark.clicks(5)
def test_communication_officer_reaches_an_approved_message(walk: Walk) -> None:
    """Two clicks to sign in, then three: the message that awaits the office, its answer, and it is approved."""
    walk.enter("Ulysse")
    walk.follow("Attend le cabinet", within="main")
    walk.follow("D’accord", within="main")
    walk.follow("Enregistrer la réponse", within="main")
    walk.reads(lambda page: page.locator("main [data-state=approved]"))
