"""The audit form: nothing lost, nothing replaced, nobody else's, and nothing once it is over."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from support.scenes.audit_sample import (
    Clock,
    answers,
    assess_all,
    audited,
    name_and_accept,
    reported,
    some_questions,
    write,
)
from support.scenes.dossier_sample import make_person
from support.scenes.journal_sample import differences_of

from filiere.core import Faults
from filiere.site.audit import sealed_reports
from filiere.site.audit.actions import save_changes
from filiere.site.audit.actions.submit_report import submit_report
from filiere.site.audit.assessment import (
    DIFFERENT,
    FOUND_AGAIN,
    build_assessed_case,
    list_asked_questions,
    list_missing_corrections,
)
from filiere.site.audit.audit_form import build_form
from filiere.site.audit.models import Change
from filiere.site.kit.rights import RightRefused

pytestmark = pytest.mark.django_db
(KEY, OTHER) = some_questions(2)


def sent(field: str, value: Any, *seen: str, id_: str = "change-0001") -> dict[str, Any]:
    return {"id": id_, "field": field, "value": value, "seen": list(seen)}


def post(client: Any, dossier: Any, *changes: dict[str, Any]) -> Any:
    address = reverse("audit:form-sync", args=[dossier.key])
    return client.post(address, json.dumps({"changes": changes}), content_type="application/json")


def test_two_auditors_who_write_apart_are_both_kept_and_one_chooses(clock: Clock) -> None:
    dossier, first = audited(clock)
    second = name_and_accept(dossier)
    low, high = "started", answers()[KEY]
    one = write(dossier, first, f"{KEY}:answer", low)
    write(dossier, second, f"{KEY}:answer", high)
    round_ = one.round
    field = build_form(round_)[f"{KEY}:answer"]
    assert field.conflict
    assert {head.author for head in field.heads} == {first.key, second.key}
    assert KEY not in sealed_reports.load_assessed_case(round_, clock.day)[0], "an open conflict is no answer"
    assess_all(dossier, first)
    with pytest.raises(Faults) as refused:
        submit_report(actor=first, dossier=dossier)
    assert {fault.code for fault in refused.value.faults} == {"audit-not-assessed", "audit-conflict"}
    write(dossier, second, f"{KEY}:answer", low, *(head.id for head in field.heads), id_="choice-0001")
    assert build_form(round_)[f"{KEY}:answer"].value == low
    assert Change.objects.filter(field=f"{KEY}:answer").count() == 3, "what was written stays"
    assert differences_of("audit") == []


def test_a_sending_repeated_is_kept_once(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    for _ in range(3):
        answer = post(client, dossier, sent(f"{KEY}:note", "vu"))
        assert answer.json()["kept"] == ["change-0001"]
    assert Change.objects.count() == 1


def test_an_identifier_taken_by_a_colleague_replaces_nothing(clock: Clock, client: Any) -> None:
    dossier, first = audited(clock)
    second = name_and_accept(dossier)
    client.force_login(first)
    post(client, dossier, sent(f"{KEY}:note", "de l’un"))
    client.force_login(second)
    answer = post(client, dossier, sent(f"{KEY}:note", "de l’autre"), sent(f"{OTHER}:note", "bon", id_="change-0002"))
    assert set(answer.json()["refused"]) == {"change-0001"}
    assert answer.json()["kept"] == ["change-0002"]
    assert Change.objects.get(uid="change-0001").value == "de l’un"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nowhere:answer", "started"),
        (f"{KEY}:salary", "1"),
        (f"{KEY}:answer", "splendid"),
        (f"{KEY}:finding", "blocker"),
        (f"{KEY}:finding_site", "s0000000000"),
        (f"{KEY}:note", "x" * 10_001),
        (f"{KEY}:note", "a\x00b"),
        ("", "x"),
        (f"{KEY}:note" + "x" * 400, "x"),
    ],
)
def test_what_the_form_has_no_place_for_is_refused_and_holds_up_nothing(
    clock: Clock, client: Any, field: str, value: str
) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    answer = post(client, dossier, sent(field, value), sent(f"{OTHER}:note", "bon", id_="change-0002"))
    assert answer.status_code == 200
    assert set(answer.json()["refused"]) == {"change-0001"}
    assert answer.json()["kept"] == ["change-0002"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"changes": 3}',
        '{"changes": [3]}',
        '{"changes": [{"id": "change-0001"}]}',
        '{"changes": [{"id": 1, "field": "a", "value": "b", "seen": []}]}',
        '{"changes": [{"id": "change-0001", "field": "a", "value": {"x": 1}, "seen": []}]}',
        "[" * 100_000,
    ],
)
def test_a_sending_of_another_form_is_told(clock: Clock, client: Any, body: str) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    address = reverse("audit:form-sync", args=[dossier.key])
    assert client.post(address, body, content_type="application/json").status_code == 400
    assert not Change.objects.exists()


def test_half_a_sign_holds_up_nothing(clock: Clock, client: Any) -> None:
    """A browser cuts a sign of two halves in one place: the rest of the queue is kept, and the half as its code."""
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    answer = post(client, dossier, sent(f"{KEY}:note", "vu \ud83d"), sent(f"{KEY}:note", "bien", id_="change-0002"))
    assert (answer.status_code, answer.json()["kept"]) == (200, ["change-0001", "change-0002"])
    assert Change.objects.get(uid="change-0001").value == "vu \\ud83d"
    cut = (sent(f"{KEY}:note", "x", id_="change-\ud83d1"), sent(f"{KEY}:note", "x", "\ud83d", id_="change-0003"))
    assert [post(client, dossier, one).status_code for one in cut] == [400, 400]


def test_a_huge_sending_is_refused(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    many = [sent(f"{KEY}:note", "x", id_=f"change-{number:05}") for number in range(501)]
    assert post(client, dossier, *many).status_code == 422
    assert not Change.objects.exists()


def test_the_token_of_the_session_is_asked(clock: Clock) -> None:
    dossier, auditor = audited(clock)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(auditor)
    assert post(strict, dossier, sent(f"{KEY}:note", "x")).status_code == 403
    token = strict.get(reverse("audit:form-state", args=[dossier.key])).json()["csrf"]
    address = reverse("audit:form-sync", args=[dossier.key])
    body = json.dumps({"changes": [sent(f"{KEY}:note", "x")]})
    kept = strict.post(address, body, content_type="application/json", headers={"X-CSRFToken": token})
    assert kept.json()["kept"] == ["change-0001"]


def test_the_author_is_whoever_sends_it(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    post(client, dossier, sent(f"{KEY}:note", "x") | {"author": "u-somebody"})
    assert Change.objects.get().author == auditor


def test_nobody_else_writes(clock: Clock) -> None:
    dossier, _ = audited(clock)
    _, elsewhere = audited(clock)
    for user in (make_person("label_staff"), make_person("auditor"), elsewhere, make_person("state")):
        with pytest.raises((RightRefused, Http404)):
            write(dossier, user, f"{KEY}:note", "x")
    assert not Change.objects.exists()


def test_after_the_report_findings_are_no_longer_rewritten(clock: Clock) -> None:
    dossier, auditor = reported(clock, "minor")
    with pytest.raises(RightRefused):
        write(dossier, auditor, f"{KEY}:note", "tard")


def test_the_plain_form_keeps_what_changed_and_nothing_else(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    from filiere.site.workflow.engine_adapter import load_release

    slug = load_release(dossier).theme_of[KEY].key
    address = reverse("audit:form-theme", args=[dossier.key, slug])
    client.force_login(auditor)
    form = {f"{KEY}:answer": "started", f"seen {KEY}:answer": "", f"{KEY}:note": "", f"seen {KEY}:note": ""}
    for _ in range(2):
        assert client.post(address, form).status_code == 302
    assert Change.objects.count() == 1, "sent twice, it says it once"
    first = Change.objects.get().uid
    assert client.post(address, form | {f"seen {KEY}:answer": first}).status_code == 302
    assert Change.objects.count() == 1, "nothing changed"
    assert client.post(address, form | {f"{KEY}:answer": "", f"seen {KEY}:answer": first}).status_code == 302
    assert build_form(dossier.audits.get())[f"{KEY}:answer"].value == ""


def test_a_plain_form_sent_late_does_not_erase_a_colleague(clock: Clock, client: Any) -> None:
    dossier, first = audited(clock)
    second = name_and_accept(dossier)
    from filiere.site.workflow.engine_adapter import load_release

    address = reverse("audit:form-theme", args=[dossier.key, load_release(dossier).theme_of[KEY].key])
    stale = {f"{KEY}:note": "du premier", f"seen {KEY}:note": ""}
    write(dossier, second, f"{KEY}:note", "du second")
    client.force_login(first)
    client.post(address, stale)
    assert set(build_form(dossier.audits.get())[f"{KEY}:note"].values) == {"du premier", "du second"}
    page = client.get(reverse("audit:form", args=[dossier.key])).content.decode()
    assert "du premier" in page
    assert "du second" in page


def test_a_change_that_is_altered_in_the_table_is_seen(clock: Clock) -> None:
    dossier, auditor = audited(clock)
    write(dossier, auditor, f"{KEY}:note", "vu")
    Change.objects.update(value="autre")
    assert [one.kind for one in differences_of("audit")] == ["changed"]
    Change.objects.all().delete()
    assert [one.kind for one in differences_of("audit")] == ["missing"]


def test_the_form_costs_a_fixed_number_of_queries(
    clock: Clock, client: Any, django_assert_max_num_queries: Any
) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    for number, key in enumerate(some_questions(40)):
        write(dossier, auditor, f"{key}:note", f"note {number}")
    with django_assert_max_num_queries(60):
        assert client.get(reverse("audit:form", args=[dossier.key])).status_code == 200


def test_what_is_kept_of_one_audit_is_bounded(clock: Clock, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page of the form reads all that was written: a thousand changes of each field would be gigabytes."""
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    monkeypatch.setattr(save_changes, "MAX_CHARACTERS", 100)
    answer = post(client, dossier, *(sent(f"{KEY}:note", "x" * 40, id_=f"change-{n:04}") for n in range(3)))
    assert answer.status_code == 422
    assert "120 caractères ensemble" in answer.json()["error"]
    assert Change.objects.count() == 0
    monkeypatch.setattr(save_changes, "MOST_OF_AUDIT", 2)
    for n in range(2):
        assert post(client, dossier, sent(f"{KEY}:note", "vu", id_=f"change-{n:04}")).status_code == 200
    answer = post(client, dossier, sent(f"{OTHER}:note", "vu", id_="change-0003"))
    assert answer.status_code == 422
    assert "garde déjà 2 saisies" in answer.json()["error"]
    # What is kept already may be sent again: the queue of a browser goes on.
    assert post(client, dossier, sent(f"{KEY}:note", "vu", id_="change-0001")).json()["kept"] == ["change-0001"]
    monkeypatch.setattr(save_changes, "MOST_OF_AUDIT", 20)
    monkeypatch.setattr(save_changes, "LARGEST_OF_AUDIT", 40)
    assert post(client, dossier, sent(f"{KEY}:note", "x" * 20, id_="change-0004")).status_code == 200
    assert post(client, dossier, sent(f"{KEY}:note", "x" * 20, id_="change-0005")).status_code == 422
    assert Change.objects.count() == 3


def test_pages_hold_few_questions_and_go_through_all_of_them_in_order(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    asked = [one.key for one in list_asked_questions(dossier)]
    address, seen, pages = reverse("audit:form", args=[dossier.key]), [], 0
    while "/audit/form/" in address:
        page = client.get(address).content.decode()
        found = re.findall(r'<fieldset class="crit" id="q-([a-z0-9_]+)"', page)
        fields = len(re.findall(r"<(?:select|textarea|input)(?! type=\"hidden\")", page))
        assert len(found) <= 5
        assert fields < 120
        seen += found
        pages += 1
        address = re.search(r'data-next="([^"]+)"', page)[1]  # type: ignore[index]
    assert [key for key in seen if not key.startswith("other_")] == asked
    assert pages > 20


def test_nothing_is_filled_in_for_the_auditor_and_the_level_of_the_company_stands_beside(
    clock: Clock, client: Any
) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    page = client.get(reverse("audit:form", args=[dossier.key])).content.decode()
    assert " checked" not in page
    assert page.count('class="them"') == page.count('role="radiogroup"') > 0
    write(dossier, auditor, f"{KEY}:answer", "started")
    page = client.get(reverse("audit:form-theme", args=[dossier.key, "governance"])).content.decode()
    assert page.count(" checked") == 1


def test_the_form_opens_at_the_first_question_that_is_not_assessed(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    asked = list_asked_questions(dossier)
    for one in asked[:7]:
        for field in one.needs:
            write(dossier, auditor, field, FOUND_AGAIN if one.places else "started")
    page = client.get(reverse("audit:form", args=[dossier.key])).content.decode()
    assert f'id="q-{asked[7].key}"' in page
    assert f'id="q-{asked[0].key}"' not in page


def test_numbers_are_verified_by_site_and_those_found_different_replace_the_others(clock: Clock) -> None:
    dossier, auditor = audited(clock)
    one = next(one for one in list_asked_questions(dossier) if len(one.places) > 1)
    fields = dict.fromkeys(one.needs, FOUND_AGAIN) | {one.needs[0]: DIFFERENT}
    for field, verdict in fields.items():
        assert not write(dossier, auditor, field, verdict).faults
    form = build_form(dossier.audits.get())
    assert list_missing_corrections(one, form) == [one.places[0][1]]
    number = next(number for number in one.numbers if number.place == one.places[0][0])
    assert write(dossier, auditor, number.field, "beaucoup", id_="number-0001").faults
    assert not write(dossier, auditor, number.field, "1 234,5", id_="number-0002").faults
    form = build_form(dossier.audits.get())
    assert list_missing_corrections(one, form) == []
    _, inputs = build_assessed_case(dossier, [one], form)
    assert inputs[number.input][number.row] == Decimal("1234.5")
    for field in (f"{number.input}@nowhere:number", f"{one.key}@nowhere:numbers", f"{KEY}@:numbers"):
        assert write(dossier, auditor, field, FOUND_AGAIN, id_=field.replace(":", "-").replace("@", "-")).faults


def test_what_is_not_assessed_is_unknown_and_never_the_word_of_the_company(clock: Clock) -> None:
    dossier, auditor = audited(clock)
    write(dossier, auditor, f"{KEY}:answer", "started")
    body = sealed_reports.build_report_body(dossier.audits.get(), "for_answer", clock.day)
    assert body["answers"] == {KEY: "started"}
    assert set(body["scores"]["auditor"]["themes"].values()) == {None}
