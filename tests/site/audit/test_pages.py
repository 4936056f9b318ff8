"""Every page of the audit, for each party: it answers, in both languages, and a stranger finds nothing there."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from support.scenes.audit_sample import Clock, assess_all, audited, company, reported, some_questions, to_audit, write
from support.scenes.dossier_sample import make_dossier, make_mandate, make_member, make_person

from filiere.site.audit.report_access import list_audit_answers
from filiere.site.candidature.case_evaluation import load_frozen_case
from filiere.site.candidature.other_answers import list_other_answers
from filiere.site.candidature.question_groups import question_address

pytestmark = pytest.mark.django_db

PAGES = ("home", "missions", "sites", "plan", "form", "report", "compare")


def status(client: Any, user: Any, name: str, dossier: Any, lang: str = "fr", *more: Any) -> int:
    client.force_login(user)
    address = reverse(f"audit:{name}", args=[dossier.key, *more])
    return int(client.get(address.replace("/fr/", f"/{lang}/", 1)).status_code)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_pages_of_an_audit_under_way(clock: Clock, client: Any, lang: str) -> None:
    dossier, auditor = audited(clock)
    staff, boss, reader = make_person("label_staff"), company(dossier), make_member(dossier.organisation, "read")
    worker = make_member(dossier.organisation, "staff_representative")
    found = {
        name: [status(client, one, name, dossier, lang) for one in (staff, auditor, boss, reader, worker)]
        for name in PAGES
    }
    assert found == {
        "home": [200, 200, 200, 200, 200],
        "missions": [200, 403, 403, 403, 403],
        "sites": [200, 200, 200, 200, 200],
        "plan": [200, 200, 403, 403, 403],
        "form": [403, 200, 403, 403, 403],
        "report": [200, 200, 200, 200, 403],
        "compare": [403, 403, 200, 200, 403],
    }


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_pages_of_the_contradictory_phase(clock: Clock, client: Any, lang: str) -> None:
    dossier, auditor = reported(clock, "major", "minor")
    boss, judge = company(dossier), make_mandate()
    for user, name, wanted in (
        (boss, "answer", 200),
        (auditor, "answer", 403),
        (boss, "report", 200),
        (boss, "compare", 200),
        (boss, "home", 200),
        (auditor, "home", 200),
        (auditor, "conclude", 403),
        (judge, "report", 200),
        (judge, "report-pdf", 404),
        (boss, "report-pdf", 404),
    ):
        assert status(client, user, name, dossier, lang) == wanted, (name, wanted)


def test_a_stranger_finds_nothing(clock: Clock, client: Any) -> None:
    dossier, _ = reported(clock, "minor")
    other, other_auditor = audited(clock)
    for user in (make_person("auditor"), make_person(), make_member(other.organisation), other_auditor):
        for name in (
            *PAGES,
            "answer",
            "conclude",
            "declare",
            "report-pdf",
            "form-state",
            "form-worker",
            "tell-refusal",
        ):
            assert status(client, user, name, dossier) == 404, name


def test_a_visitor_is_sent_to_sign_in(clock: Clock, client: Any) -> None:
    dossier = to_audit()
    for name in (*PAGES, "form-state", "form-worker"):
        response = client.get(reverse(f"audit:{name}", args=[dossier.key]))
        assert response.status_code == 302
        assert "/sign-in/" in response["Location"]


def test_the_company_sees_neither_what_the_auditor_writes_nor_a_report_to_come(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    (key,) = some_questions(1)
    write(dossier, auditor, f"{key}:note", "soupçon-secret")
    client.force_login(company(dossier))
    for name in ("home", "report", "compare", "sites"):
        assert "soupçon-secret" not in client.get(reverse(f"audit:{name}", args=[dossier.key])).content.decode()


def test_the_questionnaire_shows_the_level_and_the_findings_of_a_handed_report_to_the_company(
    clock: Clock, client: Any
) -> None:
    dossier, _ = reported(clock, "minor")
    (key,) = some_questions(1)
    address = question_address(dossier, key)
    client.force_login(company(dossier))
    page = client.get(address).content.decode()
    assert f"Constat minor sur {key}" in page.partition(f'id="{key}"')[2].partition("</fieldset>")[0]
    assert 'class="them"' in page
    assert dict(list_audit_answers(make_mandate(), dossier)) == {}


def test_a_renewal_shows_what_was_answered_and_found_before_to_who_may_read_it(clock: Clock) -> None:
    dossier, _ = reported(clock, "minor")
    (key,) = some_questions(1)
    later = make_dossier(dossier.organisation, renews=dossier)
    mine = list_other_answers(company(dossier), later)
    levels = {one.level for one in mine[key]}
    given = load_frozen_case(dossier)["answers"][key]
    assert given in levels
    assert f"Constat minor sur {key}" in {one.text for one in mine[key]}
    assert list_other_answers(make_person("auditor"), later) == {}
    assert list_other_answers(company(dossier), make_dossier(dossier.organisation)) == {}


def test_a_script_stays_words_on_every_page(clock: Clock, client: Any) -> None:
    bad = "</textarea><script>alert(1)</script>"
    dossier, auditor = audited(clock)
    (key,) = some_questions(1)
    write(dossier, auditor, f"{key}:note", bad, id_="script-001")
    write(dossier, auditor, f"{key}:finding", "minor")
    write(dossier, auditor, f"{key}:finding_text", bad, id_="script-002")
    write(dossier, auditor, f"{key}:finding_evidence", bad, id_="script-003")
    client.force_login(auditor)
    form = client.get(reverse("audit:form", args=[dossier.key]))
    assert "<script>alert" not in form.content.decode()
    assert "&lt;script&gt;alert" in form.content.decode()
    assess_all(dossier, auditor)
    client.post(reverse("audit:report", args=[dossier.key]), {"read": "on"})
    dossier.refresh_from_db()
    assert dossier.state == "answering"
    for user in (auditor, company(dossier)):
        client.force_login(user)
        for name in ("home", "report"):
            assert "<script>alert" not in client.get(reverse(f"audit:{name}", args=[dossier.key])).content.decode()


def test_signing_out_asks_the_browser_to_erase_the_form(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    page = client.get(reverse("audit:form", args=[dossier.key]))
    assert auditor.key not in page.cookies["filiere_audit"].value
    response = client.post(reverse("accounts:sign-out"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'


def test_somebody_else_who_signs_in_has_the_form_erased_first(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    client.get(reverse("audit:form", args=[dossier.key]))
    client.cookies.pop("sessionid")
    other = make_person("auditor")
    response = client.post(reverse("accounts:sign-in"), {"username": other.email, "password": other.plain})
    assert response["Clear-Site-Data"] == '"cache", "storage"'


def test_a_mistyped_password_leaves_the_words_that_wait(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    client.get(reverse("audit:form", args=[dossier.key]))
    client.cookies.pop("sessionid")
    for password, signed_in in (("mistyped", False), (auditor.plain, True)):
        response = client.post(reverse("accounts:sign-in"), {"username": auditor.email, "password": password})
        assert (response.status_code == 302) is signed_in
        assert "Clear-Site-Data" not in response


def test_a_sign_out_asked_for_after_the_session_ended_erases_all_the_same(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    client.get(reverse("audit:form", args=[dossier.key]))
    client.cookies.pop("sessionid")
    response = client.post(reverse("accounts:sign-out"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'
