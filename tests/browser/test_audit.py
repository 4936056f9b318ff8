"""The audit form in a real browser that loses its connection: nothing typed is lost, nobody’s word is erased, and
nothing stays readable once the mission is over or the person signed out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from support.harness.accessible import axe
from support.harness.pointer import follow, press, tick, wait_for
from support.harness.served_home import free_port, serve_at

pytestmark = pytest.mark.browser

TESTS = Path(__file__).resolve().parents[1]

# One process runs the scripts below, one line of JSON each: to start Django takes longer than what they do.
DESK = """
import contextlib, io, json, sys
import django
django.setup()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
for line in sys.stdin:
    script, sys.argv[1:] = json.loads(line)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(script, {"__name__": "told"})
    print(json.dumps(said.getvalue()), flush=True)
"""
PREPARE = """
import json
from datetime import timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from support.scenes.audit_sample import name_and_accept, some_questions, to_audit
from filiere.core.company_numbers import fictitious_siren
from filiere.site.accounts.session_proofs import SESSION_MARK
from filiere.site.members.models import Organisation

def session(user):
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "filiere.site.accounts.backend.EmailBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store[SESSION_MARK] = {"user": user.key, "how": "test", "at": ""}
    store.create()
    return store.session_key

siren = str(fictitious_siren(Organisation.objects.count()))
dossier = to_audit(siren=siren, opened=timezone.localdate() - timedelta(days=30))
first, second = name_and_accept(dossier), name_and_accept(dossier)
print(json.dumps({
    "key": dossier.key,
    "sessions": [session(first), session(second)],
    "questions": some_questions(4),
}))
"""
END = """
import sys
from support.scenes.dossier_sample import make_person
from filiere.site.audit.actions.name_auditor import end_mission
from filiere.site.audit.models import Mission
for mission in Mission.objects.filter(round__dossier__key=sys.argv[1]):
    end_mission(actor=make_person("label_staff"), dossier=mission.round.dossier, mission=mission, why="Fin")
"""
READ = """
import json, sys
from filiere.site.audit.audit_form import build_form
from filiere.site.audit.models import Round
form = build_form(Round.objects.get(dossier__key=sys.argv[1]))
print(json.dumps({name: list(field.values) for name, field in form.items()}))
"""

# How long a tab still sees what another one erased, and when it has its answer, are accidents of time: here it sees
# the word given for ever, and its answer waits.
STALE = """(key) => {
    const seen = localStorage.getItem(key);
    Storage.prototype.getItem = () => seen;
    const ask = window.fetch;
    window.fetch = async (address, options) => {
        const answer = await ask(address, options);
        if (String(address).endsWith("/state/")) await new Promise((goOn) => { window.goOn = goOn; });
        return answer;
    };
}"""


class Place:
    """A site of its own, with dossiers at their audit."""

    def __init__(self, home: Path) -> None:
        self.environment = os.environ | {
            "FILIERE_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "filiere.site.settings",
            "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")]),
        }
        self.address = f"http://127.0.0.1:{free_port()}"
        self.desk = subprocess.Popen(
            [sys.executable, "-c", DESK],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, script: str, *words: str) -> str:
        """Run a script against the data of the site; return what it prints."""
        assert self.desk.stdin is not None
        assert self.desk.stdout is not None
        self.desk.stdin.write(json.dumps([script, words]) + "\n")
        self.desk.stdin.flush()
        line = self.desk.stdout.readline()
        assert line, "the script failed: what it says is above"
        said: str = json.loads(line)
        return said

    def prepared(self) -> dict[str, Any]:
        """A dossier under audit, with two auditors at work."""
        found: dict[str, Any] = json.loads(self.run(PREPARE).splitlines()[-1])
        return found

    def kept(self, key: str) -> dict[str, list[Any]]:
        """What the server holds of a form."""
        found: dict[str, list[Any]] = json.loads(self.run(READ, key).splitlines()[-1])
        return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, empty_home: Path) -> Iterator[Place]:
    """The site, served as in real life, without the demonstration."""
    found = Place(Path(shutil.copytree(empty_home, tmp_path_factory.mktemp("audit") / "home")))
    try:
        with serve_at(found.address, found.environment):
            yield found
    finally:
        found.desk.communicate(timeout=20)


def opened(browser: Browser, place: Place, dossier: dict[str, Any], auditor: int, lang: str = "fr") -> Page:
    """The form, open in a browser of its own, ready to work without a connection."""
    context = browser.new_context(locale=lang)
    context.add_cookies([{"name": "sessionid", "value": dossier["sessions"][auditor], "url": place.address}])
    page = context.new_page()
    page.goto(f"{place.address}/{lang}/dossiers/{dossier['key']}/audit/form/")
    expect(page.locator('#audit-form[data-ready="yes"]')).to_be_attached()
    return page


def note(page: Page, question: str, part: str = "note") -> Any:
    """A field of the page."""
    return page.locator(f'[data-field="{question}:{part}"]')


def level(page: Page, question: str, key: str) -> Any:
    """A level to choose."""
    return note(page, question, "answer").locator(f"input[value={key}]")


def back(context: BrowserContext, page: Page) -> None:
    """The connection is back, and all that waited is sent."""
    context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)


def sent(page: Page) -> None:
    """Nothing waits on the device any more."""
    wait_for(
        page,
        "return !Object.keys(localStorage).some((key) => key.startsWith('filiere-audit:')) || 'unsent'",
        tries=1_200,
    )


def test_what_is_typed_without_a_connection_is_all_there_afterwards(browser: Browser, place: Place) -> None:
    """Offline, several answers, the page closed and opened again offline, then the connection: every answer is kept."""
    dossier = place.prepared()
    one, two, three, four = dossier["questions"]
    page = opened(browser, place, dossier, 0)
    note(page, one).fill("avant la coupure")
    sent(page)
    context = page.context
    context.set_offline(True)
    note(page, one).fill("avant la coupure, et après")
    note(page, two).fill("au sous-sol")
    tick(note(page, three, "answer"), "input[value=started]")
    expect(page.locator("#audit-status")).to_contain_text("3")
    page.close()
    page = context.new_page()
    page.goto(f"{place.address}/fr/dossiers/{dossier['key']}/audit/form/")
    expect(note(page, two)).to_have_value("au sous-sol")
    expect(level(page, three, "started")).to_be_checked()
    note(page, four).fill("encore hors connexion")
    page.reload()
    expect(note(page, four)).to_have_value("encore hors connexion")
    back(context, page)
    assert place.kept(dossier["key"]) == {
        f"{one}:note": ["avant la coupure, et après"],
        f"{two}:note": ["au sous-sol"],
        f"{three}:answer": ["started"],
        f"{four}:note": ["encore hors connexion"],
    }
    context.close()


def test_two_auditors_apart_lose_nothing_and_one_of_them_chooses(browser: Browser, place: Place) -> None:
    """Both offline on the same question: both words are kept and shown, and a choice ends it for both."""
    dossier = place.prepared()
    one, two = dossier["questions"][:2]
    first, second = (opened(browser, place, dossier, number, lang) for number, lang in ((0, "fr"), (1, "en")))
    for page, words in ((first, "de la première"), (second, "of the second")):
        page.context.set_offline(True)
        note(page, one).fill(words)
    note(first, two).fill("seule ici")
    back(first.context, first)
    back(second.context, second)
    kept = place.kept(dossier["key"])
    assert set(kept[f"{one}:note"]) == {"de la première", "of the second"}
    assert kept[f"{two}:note"] == ["seule ici"]
    expect(note(second, two)).to_have_value("seule ici")
    shown = second.locator(f'[data-box="{one}:note"] [data-conflict]')
    expect(shown).to_contain_text("de la première")
    expect(shown).to_contain_text("of the second")
    assert axe(second).violations_count == 0
    with second.expect_response(lambda answer: answer.request.method == "POST" and "/sync/" in answer.url):
        press(shown, "button", "Keep this value")
    sent(second)
    chosen = place.kept(dossier["key"])[f"{one}:note"]
    assert len(chosen) == 1
    first.evaluate("window.dispatchEvent(new Event('online'))")
    expect(note(first, one)).to_have_value(chosen[0])
    for page in (first, second):
        page.context.close()


def test_every_page_opens_without_a_connection_and_says_what_is_assessed(browser: Browser, place: Place) -> None:
    """Opened once, the whole audit is there: what was sent and what waits, page after page, and nothing is lost."""
    dossier = place.prepared()
    one = dossier["questions"][0]
    page = opened(browser, place, dossier, 0)
    first = page.locator("#audit-count").inner_text()
    tick(note(page, one, "answer"), "input[value=started]")
    sent(page)
    page.context.set_offline(True)
    press(page, "#audit-form form button[type=submit]")
    expect(page.locator(f"#q-{one}")).to_have_count(0)
    expect(page.locator("#audit-count")).not_to_have_text(first)
    other = page.locator("[role=radiogroup]").first.get_attribute("data-field") or ""
    tick(page, f'[data-field="{other}"] input')
    expect(page.locator("#audit-status")).to_contain_text("1")
    page.go_back()
    expect(level(page, one, "started")).to_be_checked()
    page.goto(f"{place.address}/fr/dossiers/{dossier['key']}/audit/form/environment/1/")
    expect(page.locator(".crit").first).to_be_visible()
    back(page.context, page)
    assert set(place.kept(dossier["key"])) == {f"{one}:answer", other}
    page.context.close()


def left(page: Page) -> list[str]:
    """What the browser still keeps of any audit."""
    found: list[str] = page.evaluate(
        """async () => [
            ...Object.keys(localStorage).filter((key) => key.startsWith("filiere-audit:")),
            ...(await caches.keys()).filter((key) => key.startsWith("filiere-audit:")),
        ]"""
    )
    return found


def test_nothing_stays_in_the_browser_once_the_mission_is_over(browser: Browser, place: Place) -> None:
    """The mission ends while the auditor is offline: back online, page, words and cache are gone."""
    dossier = place.prepared()
    page = opened(browser, place, dossier, 0)
    assert left(page), "the page is kept while the mission runs"
    page.context.set_offline(True)
    note(page, dossier["questions"][0]).fill("confidentiel")
    place.run(END, dossier["key"])
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#audit-form form, #audit-form section")).to_have_count(0)
    expect(page.locator("#audit-status")).to_contain_text("mission a pris fin")
    wait_for(page, "return caches.keys().then((all) => !all.some((key) => key.startsWith('filiere-audit:')) || 'kept')")
    assert left(page) == []
    assert "confidentiel" not in page.content()
    page.context.close()


def sign_out(page: Page, place: Place) -> None:
    """Sign out as another tab would: this page stays, with its script."""
    token = page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value")
    page.evaluate(
        """async ([address, token]) => { await fetch(address, {method: "POST", headers: {"X-CSRFToken": token}}); }""",
        [f"{place.address}/fr/sign-out/", token],
    )


def test_signing_out_leaves_nothing(browser: Browser, place: Place) -> None:
    """After a sign-out the browser keeps no page, no word and no worker, and offline there is nothing to read."""
    dossier = place.prepared()
    page = opened(browser, place, dossier, 0)
    page.context.set_offline(True)
    note(page, dossier["questions"][0]).fill("non envoyé")
    page.context.set_offline(False)
    sign_out(page, place)
    page.goto(f"{place.address}/fr/")
    assert left(page) == []
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"{place.address}/fr/dossiers/{dossier['key']}/audit/form/")
    page.context.close()


def test_words_being_sent_at_a_sign_out_do_not_come_back(browser: Browser, place: Place) -> None:
    """An exchange that began before the sign-out ends after it, in a tab that has not heard of it yet."""
    dossier = place.prepared()
    page = opened(browser, place, dossier, 0)
    page.context.set_offline(True)
    note(page, dossier["questions"][0]).fill("non envoyé")
    (waiting,) = [key for key in left(page) if ":b-" in key]
    page.evaluate(STALE, waiting)
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_for(page, "return window.goOn !== undefined || 'goes on'")
    sign_out(page, place)
    assert left(page) == []
    page.evaluate("window.goOn()")
    expect(page.locator("#audit-status")).to_contain_text("plus connecté")
    assert left(page) == []
    page.context.close()


@pytest.mark.parametrize(("lang", "width", "scheme"), [("fr", 1280, "light"), ("en", 390, "dark")])
def test_the_form_is_read_by_all(browser: Browser, place: Place, lang: str, width: int, scheme: str) -> None:
    """Axe finds nothing, the page does not scroll sideways, and without a script the plain form does the same."""
    dossier = place.prepared()
    plain = browser.new_context(
        locale=lang, viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    plain.add_cookies([{"name": "sessionid", "value": dossier["sessions"][0], "url": place.address}])
    page = plain.new_page()
    page.goto(f"{place.address}/{lang}/dossiers/{dossier['key']}/audit/form/")
    found = axe(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    plain.close()
    without = browser.new_context(locale=lang, java_script_enabled=False)
    without.add_cookies([{"name": "sessionid", "value": dossier["sessions"][0], "url": place.address}])
    page = without.new_page()
    page.goto(f"{place.address}/{lang}/dossiers/{dossier['key']}/audit/form/")
    question = dossier["questions"][0]
    page.locator(f'[name="{question}:note"]').fill("sans script")
    tick(page, f'[name="{question}:answer"]')
    follow(page, f'form:has([name="{question}:note"]) button[type=submit]')
    kept = place.kept(dossier["key"])
    assert kept[f"{question}:note"] == ["sans script"]
    assert len(kept[f"{question}:answer"]) == 1
    expect(page.locator(f"#q-{question}")).to_have_count(0)
    without.close()
