"""One person alone, by every form of the accounts: whatever they send, nobody holds more than before.

Nothing here names what forbids it: the same tests run on version 0.5, where they fail.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.scenes.dossier_sample import make_mandate, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADELE, PUPPET = "adele@example.org", "puppet@example.org"
PHRASE = "une phrase assez longue"
WHY = "Un motif assez long pour être lu."
NEW = {"name": "Pantin", "language": "fr", "password": PHRASE}


def held() -> set[tuple[str, str]]:
    """Who holds which role."""
    from filiere.site.accounts.models import Grant

    return set(Grant.objects.filter(until__isnull=True).values_list("user__email", "role"))


def accept_all(*browsers: Client) -> None:
    """Open every link of every letter to Adèle or to her puppet, in these browsers and in a new one."""
    from filiere.site.mail.models import Letter

    for letter in Letter.objects.filter(kind="invitation"):
        whole: Any = getattr(letter, "whole_body", lambda body=letter.body: body)
        link = next((line for line in whole().splitlines() if "/invitations/" in line), "")
        path = "/" + link.partition("://")[2].partition("/")[2]
        for one in (*browsers, Client()):
            one.post(path, NEW)


@pytest.mark.parametrize("email", [ADELE, "ADELE@example.org", "adele+label@example.org", PUPPET])
def test_an_administrator_alone_takes_no_role(email: str) -> None:
    """C4: she invites her own address, a form of it or a puppet, and accepts; her second hat opens no complaint."""
    adele = make_person("administrator", "staff", email=ADELE)
    browser, before = Client(), held()
    browser.force_login(adele)
    browser.post("/fr/people/", {"email": email, "role": "label_staff", "language": "fr", "reason": WHY})
    accept_all(browser)
    assert held() == before
    assert browser.get("/fr/staff/complaints/").status_code != 200


def test_an_administrator_alone_resets_no_colleague() -> None:
    """C4, M12: neither the second factor of another administrator, nor that of a judge."""
    from filiere.site.accounts.models import User

    adele, colleague, judge = make_person("administrator"), make_person("administrator"), make_mandate()
    browser = Client()
    browser.force_login(adele)
    for user in (colleague, judge):
        User.objects.filter(pk=user.pk).update(second_factor_since="2026-01-01T00:00:00Z")
        browser.post(f"/fr/people/{user.key}/second-factors/reset/")
        browser.post(f"/fr/people/{user.key}/", {"act": "factors-reset"})
        user.refresh_from_db()
        assert user.second_factor_since is not None


def test_an_administrator_helps_on_the_site() -> None:
    """M12: what the sign-in page promises, and what only the command line did: roles, accounts, erasure."""
    from filiere.site.mail.models import Letter

    adele, user, staff = make_person("administrator"), make_person(), make_person("auditor")
    browser = Client()
    browser.force_login(adele)
    page = browser.get(f"/fr/people/{user.key}/")
    assert page.status_code == 200
    assert "Effacer définitivement la personne" in page.content.decode()
    browser.post(f"/fr/people/{user.key}/", {"act": "password-link"})
    assert "/password/new/" in Letter.objects.get(to=user).body
    browser.post(f"/fr/people/{user.key}/", {"act": "account-close"})
    browser.post(f"/fr/people/{staff.key}/", {"act": "withdraw", "what": "auditor"})
    user.refresh_from_db()
    assert not user.is_active
    assert (staff.email, "auditor") not in held()


def test_no_form_of_the_accounts_gives_one_person_anything() -> None:
    """C4, the class: every address of the accounts, every act that a form there names, about oneself and a puppet."""
    from filiere.site.accounts import models
    from filiere.site.accounts.urls import urlpatterns

    adele, puppet = make_person("administrator", email=ADELE), make_person(email=PUPPET)
    browser, theirs, before = Client(), Client(), held()
    form = {"what": "role:label_staff", "role": "label_staff", "reason": WHY, "email": PUPPET, "language": "fr"}
    for pattern in urlpatterns:
        names = set(pattern.pattern.converters)
        for act in ("ask", "approve", "account-reopen") if "key" in names else ("ask",):
            # Signing out, a new password: she comes in again.
            browser.force_login(models.User.objects.get(pk=adele.pk))
            url = reverse(f"accounts:{pattern.name}", kwargs=dict.fromkeys(names, puppet.key))
            browser.post(url, form | {"act": act})
    theirs.force_login(models.User.objects.get(pk=puppet.pk))
    requests = getattr(models, "Approval", None)
    for request in requests.objects.all() if requests else ():
        for one in (browser, theirs):
            one.post(f"/fr/approvals/{request.key}/", {"act": "approve"})
    accept_all(browser, theirs)
    assert held() == before
