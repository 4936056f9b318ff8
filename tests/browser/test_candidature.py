"""The questionnaire in a real browser: two people answer at once, a session ends, and every page can be read by all."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from support.harness.accessible import EVERYTHING, WORDS, axe
from support.harness.pointer import press, tick
from support.harness.served_home import free_port, serve_at

pytestmark = pytest.mark.browser

TESTS = Path(__file__).resolve().parents[1]
PREPARE = """
import json
from filiere.site.django_startup import start_django
start_django()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from support.scenes import candidature_sample, dossier_sample
from filiere.site.accounts.session_proofs import SESSION_MARK

def session(user):
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "filiere.site.accounts.backend.EmailBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store[SESSION_MARK] = {"user": user.key, "how": "test", "at": ""}
    store.create()
    return store.session_key

organisation = candidature_sample.make_outsourcer()
first = dossier_sample.make_member(organisation, "edit", name="Claude Fictif")
second = dossier_sample.make_member(organisation, "edit", name="Sacha Fictif")
voice = dossier_sample.make_member(organisation, "staff_representative", name="Renée Fictive")
dossier = candidature_sample.make_candidature(organisation)
candidature_sample.perimeter(dossier, first)
candidature_sample.facts(dossier, first)
dossier = dossier_sample.at(dossier, "declaring")
fresh = dossier_sample.make_organisation()
dossier_sample.make_site(fresh, "Site fictif")
starter = dossier_sample.make_member(fresh, "edit")
started = candidature_sample.make_candidature(fresh)
print(json.dumps({
    "key": dossier.key,
    "started": started.key,
    "site": organisation.lyon.key,
    "sessions": {
        "first": session(first), "second": session(second), "voice": session(voice), "starter": session(starter),
    },
}))
"""


class Place:
    """A site of its own, served, with what was prepared in it."""

    def __init__(self, home: Path) -> None:
        self.environment = os.environ | {
            "FILIERE_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "filiere.site.settings",
            "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")]),
        }
        done = subprocess.run(
            [sys.executable, "-c", PREPARE], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        self.made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        self.address = f"http://127.0.0.1:{free_port()}"

    def page(self, browser: Browser, who: str) -> Page:
        """A page of a person who is signed in."""
        context = browser.new_context(locale="fr-FR")
        cookie = {"name": "sessionid", "value": self.made["sessions"][who], "url": self.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
        return context.new_page()

    def url(self, path: str, lang: str = "fr", key: str = "key") -> str:
        """The address of a page of the dossier."""
        return f"{self.address}/{lang}/dossiers/{self.made[key]}/{path}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, empty_home: Path) -> Iterator[Place]:
    """The site, served until the end of the tests here."""
    found = Place(Path(shutil.copytree(empty_home, tmp_path_factory.mktemp("candidature") / "home")))
    with serve_at(found.address, found.environment):
        yield found


def test_two_people_answer_at_once_and_both_answers_are_offered(place: Place, browser: Browser) -> None:
    first, second = place.page(browser, "first"), place.page(browser, "second")
    said: list[str] = []
    first.on("console", lambda message: said.append(message.text))
    for page in (first, second):
        page.goto(place.url("questionnaire/theme/social_dialogue/"))
    mine, theirs = (page.locator("fieldset[data-line]").first for page in (first, second))
    tick(mine, "input[type=radio]", place=1)
    expect(mine.locator("[data-status]")).to_contain_text("Enregistré", timeout=20_000)
    expect(first.locator("[data-done]")).to_have_text("1")
    # The conflict that comes back takes the choice away again, perhaps before it is looked at.
    press(theirs, "input[type=radio]", place=2)
    expect(theirs.locator("[data-conflict]")).to_contain_text("Claude Fictif", timeout=20_000)
    tick(theirs, '[data-conflict] input[value="mine"]')
    expect(theirs.locator("[data-status]")).to_contain_text("Enregistré", timeout=20_000)
    press(mine, "input[type=radio]", place=0)
    expect(mine.locator("[data-conflict]")).to_contain_text("Sacha Fictif", timeout=20_000)
    tick(mine, '[data-conflict] input[value="theirs"]')
    expect(mine.locator("input[type=radio]").nth(2)).to_be_checked()
    first.reload()
    expect(mine.locator("input[type=radio]").nth(2)).to_be_checked()
    assert [words for words in said if "409" not in words] == []


def test_when_the_session_ends_nothing_typed_is_cleared(place: Place, browser: Browser) -> None:
    page = place.page(browser, "first")
    page.goto(place.url("questionnaire/theme/governance/"))
    page.context.clear_cookies()
    line = page.locator("fieldset[data-line]").first
    note = line.locator("textarea[name$='.note']")
    press(line, "details:has(textarea[name$='.note']) summary")
    note.fill("Une note longue à écrire.")
    note.blur()
    expect(line.locator("[data-status]")).to_contain_text("reconnectez-vous", timeout=20_000)
    assert note.input_value() == "Une note longue à écrire."


COUNT_REQUESTS = """
const sent = [];
window.most = 0;
const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body) {
  sent.push(this);
  window.most = Math.max(window.most, sent.filter((one) => one.readyState !== XMLHttpRequest.DONE).length);
  send.call(this, body);
};
"""
# What the site says of files that it has read: they are submitted, or refused by their names.
ANSWERED = re.compile(r"Déposé|compte.rendu\.txt")
CHOOSE_FILES = """
for (const input of document.querySelectorAll("[data-evidence] input[type=file]")) {
  for (const what of input.closest("[data-evidence]").querySelectorAll("input[type=checkbox]")) what.checked = true;
  const chosen = new DataTransfer();
  chosen.items.add(new File(["Compte rendu fictif de " + input.name], "compte rendu.txt", {type: "text/plain"}));
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", {bubbles: true}));
}
"""


def test_files_of_several_questions_leave_one_after_the_other(place: Place, browser: Browser) -> None:
    """However fast they are chosen, the site is not asked to read more of somebody's files than it reads at once."""
    page = place.page(browser, "first")
    page.add_init_script(COUNT_REQUESTS)
    page.goto(place.url("questionnaire/theme/governance/group/1/"))
    page.evaluate(CHOOSE_FILES)
    told = page.locator("[data-evidence]:has(input[type=file]) [data-sending]")
    assert told.count() > 2
    for place_told in told.all():
        expect(place_told).to_have_text(ANSWERED, timeout=30_000)
    assert page.evaluate("window.most") == 1


def test_a_busy_site_keeps_the_files_chosen_and_says_what_it_answers(place: Place, browser: Browser) -> None:
    page = place.page(browser, "first")
    page.goto(place.url("questionnaire/theme/governance/group/1/"))
    busy = {"status": 503, "json": {"faults": ["Le site est occupé."]}}
    page.route(
        "**/group/1/", lambda route: route.fulfill(**busy) if route.request.method == "POST" else route.fallback()
    )
    page.evaluate(CHOOSE_FILES)
    one = page.locator("[data-evidence]:has(input[type=file])").first
    expect(one.locator("[data-sending]")).to_contain_text("Le site est occupé.", timeout=20_000)
    assert one.locator("input[type=file]").evaluate("input => input.files.length") == 1
    page.unroute_all()
    press(one, "[data-sending] button")
    expect(one.locator("[data-sending]")).to_have_text(ANSWERED, timeout=30_000)


def test_every_page_can_be_read_by_all(place: Place, browser: Browser) -> None:
    own = {
        "first": [
            ("key", "application/"),
            ("key", "application/change/"),
            ("key", "application/give-up/"),
            ("key", "questionnaire/"),
            ("key", "questionnaire/theme/hr_practice/"),
            ("key", "questionnaire/theme/environment/group/2/"),
            ("key", f"questionnaire/theme/environment/{place.made['site']}/"),
            ("key", "questionnaire/submit/"),
            ("key", "questionnaire/excel/"),
            ("key", "questionnaire/reuse/"),
            ("key", "mirror/"),
        ],
        "voice": [("key", "opinions/"), ("key", "opinions/social_dialogue/")],
        "starter": [
            ("started", "application/perimeter/"),
            ("started", "application/facts/"),
            ("started", "application/file/"),
        ],
    }
    wrong = {}
    for who, paths in own.items():
        page = place.page(browser, who)
        for key, path in paths:
            for lang in ("fr", "en"):
                answer = page.goto(place.url(path, lang, key))
                assert answer is not None
                assert answer.status == 200, path
                found = axe(page, EVERYTHING if lang == "fr" else WORDS).response["violations"]
                if found:
                    wrong[f"{lang} {path}"] = [(one["id"], one["nodes"][0]["html"][:120]) for one in found]
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page = place.page(browser, "starter")
    page.goto(f"{place.address}/fr/dossiers/new/")
    assert axe(page).response["violations"] == []
    assert wrong == {}
