"""Second factors, one's account and the demonstration's door in a real browser, with a real passkey of Chromium."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from support.harness.accessible import axe
from support.harness.demonstration_door import enter_demonstration
from support.harness.pointer import follow

pytestmark = pytest.mark.browser

EMAIL = "demo@filiere.invalid"

OLD = """
import sys
from importlib import import_module
from filiere.site.django_startup import start_django
start_django()
from django.conf import settings
session = import_module(settings.SESSION_ENGINE).SessionStore(session_key=sys.argv[1])
session["password_at"] = session["factor_at"] = "2026-01-01T00:00:00+00:00"
session.save()
"""
"""Makes a session old: what was proved in it no longer confirms that it is oneself."""


def check(page: Page, name: str) -> None:
    """Axe finds nothing and the page does not scroll sideways."""
    found = axe(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} scrolls sideways"
    if folder := os.environ.get("FILIERE_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"accounts-{name}.png", full_page=True)


@pytest.mark.parametrize(("lang", "width", "scheme"), [("fr", 1280, "light"), ("en", 390, "dark")])
def test_the_pages_of_a_person(site: str, browser: Browser, lang: str, width: int, scheme: str) -> None:
    """Enter by the demonstration's door, read every page of the account, leave."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    for name, path in {
        "sign-in": "sign-in/",
        "password-forgotten": "password/forgotten/",
        "password-link-sent": "password/forgotten/sent/",
        "mail": "mail/",
        "privacy": "privacy/",
        "processing": "privacy/register/",
    }.items():
        page.goto(f"{site}/{lang}/{path}")
        check(page, f"{name}-{lang}")
    page.goto(f"{site}/{lang}/sign-in/")
    enter_demonstration(page, "Compte de démonstration")
    for name, path in {
        "account": "account/",
        "factors": "account/second-factors/",
        "factor-add": "account/second-factors/add/",
        "erasure": "account/erasure/",
    }.items():
        page.goto(f"{site}/{lang}/{path}")
        check(page, f"{name}-{lang}")
    assert wrong == []
    context.close()


def test_a_passkey_of_the_browser(site: str, browser: Browser, demo_home: Path) -> None:
    """Made on the account page, then asked at the next sign-in, with the script that the site serves."""
    command = [sys.executable, "-m", "filiere", "users", "password", EMAIL]
    environment = os.environ | {"FILIERE_HOME": str(demo_home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    # Passkeys know names of sites, not addresses of machines.
    site = site.replace("127.0.0.1", "localhost")
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = device | {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{site}/fr/sign-in/")
    page.fill("#id_username", EMAIL)
    page.fill("#id_password", told.stdout.split()[-1])
    follow(page, "#sign-in button")
    assert page.url.endswith("/account/second-factors/add/")
    page.fill("#id_key_name", "Ordinateur")
    follow(page, "form[data-passkey] button")
    assert page.locator("main li code").count() == 10
    check(page, "recovery-codes")
    follow(page, "main a.button")
    follow(page, "form[action*=sign-out] button")
    page.goto(f"{site}/fr/staff/")
    page.fill("#id_username", EMAIL)
    page.fill("#id_password", told.stdout.split()[-1])
    follow(page, "#sign-in button")
    assert "/second-factor/" in page.url
    check(page, "second-factor")
    follow(page, "form[data-passkey] button")
    assert page.url == f"{site}/fr/staff/"
    key = next(one["value"] for one in context.cookies() if one["name"] == "sessionid")
    subprocess.run([sys.executable, "-c", OLD, key], env=environment, check=True, timeout=120)
    page.goto(f"{site}/fr/account/second-factors/add/")
    assert "/confirm/" in page.url
    check(page, "confirm-password")
    page.fill("#id_password", told.stdout.split()[-1])
    follow(page, "main form button")
    check(page, "confirm-factor")
    follow(page, "form[data-passkey] button")
    assert page.url.endswith("/account/second-factors/add/")
    context.close()


def test_a_new_password_by_letter(site: str, browser: Browser) -> None:
    """Sent by an administrator from the page of a person, opened from their mailbox, chosen, and void afterwards."""
    page = browser.new_page()
    page.goto(f"{site}/fr/sign-in/")
    enter_demonstration(page, "Adèle")
    page.goto(f"{site}/fr/people/?q=acheteur@")
    follow(page, "main tbody a")
    follow(page, "button[value=password-link]")
    page.goto(f"{site}/fr/mail/?to=acheteur@filiere.invalid")
    follow(page, "main tbody a")
    link = page.locator("main").inner_text()
    address = site + link[link.index("/fr/password/new/") :].split()[0]
    page.goto(address)
    check(page, "password-new")
    for name in ("#id_new_password1", "#id_new_password2"):
        page.fill(name, "une phrase assez longue")
    follow(page, "main form button")
    assert page.url.endswith("/fr/sign-in/")
    page.goto(address)
    check(page, "password-link-void")
    assert page.locator("main form").count() == 0
    page.close()
