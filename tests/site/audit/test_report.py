"""Findings, the contradictory phase, the final report, lifting: what stands on which day, and who may say so."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader
from support.scenes.audit_sample import (
    Clock,
    answers,
    assess_all,
    audited,
    company,
    name_and_accept,
    reported,
    some_questions,
    to_audit,
    write,
)
from support.scenes.dossier_sample import make_mandate, make_member, make_person
from support.scenes.journal_sample import differences_of

from filiere.core import Faults, seal
from filiere.publication.documents import audit_report_pdf
from filiere.site.audit import assessment, audit_form, procedure_conditions, report_pdf, sealed_reports
from filiere.site.audit.actions.lift_finding import judge_lifting, offer_lifting
from filiere.site.audit.actions.submit_report import PartyStatement, answer_report, conclude_audit, submit_report
from filiere.site.audit.audit_form import build_form
from filiere.site.audit.findings import list_standing_findings
from filiere.site.audit.models import Finding, Lifting, Report, Statement
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import RightRefused
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.actions.run_due_events import run_due
from filiere.site.workflow.models import Dossier

pytestmark = pytest.mark.django_db
NOTHING = PartyStatement()


def codes(refused: pytest.ExceptionInfo[Faults]) -> list[str]:
    return [one.code for one in refused.value.faults]


def pass_to(dossier: Any, clock: Clock, **span: float) -> Any:
    clock.forward(**span)
    run_due(clock.day)
    dossier.refresh_from_db()
    return dossier


def concluded(clock: Clock, *kinds: str) -> tuple[Any, Any]:
    dossier, auditor = reported(clock, *kinds)
    answer_report(actor=company(dossier), dossier=dossier, findings={}, overall=PartyStatement("Nous prenons note."))
    conclude_audit(actor=auditor, dossier=dossier, findings={}, overall=PartyStatement("Merci."))
    dossier.refresh_from_db()
    return dossier, auditor


def test_the_report_turns_the_form_into_dated_findings(clock: Clock) -> None:
    dossier, _ = reported(clock, "major", "minor", "observation", "good_practice")
    assert dossier.state == "answering"
    rows = list_standing_findings(dossier.audits.get(), clock.day)
    assert [one.row.kind for one in rows] == ["major", "minor", "observation", "good_practice"]
    assert [one.due and (one.due - clock.day).days for one in rows] == [90, 180, None, None]
    report = Report.objects.get()
    assert report.sha256 == seal(report.body)
    assert differences_of("audit") == []


def test_a_second_finding_on_a_question_and_one_on_none_have_their_place(clock: Clock) -> None:
    dossier, auditor = audited(clock)
    (key,) = some_questions(1)
    for place, about in ((key, None), ("other_1", key), ("other_2", None)):
        write(dossier, auditor, f"{place}:finding", "minor", id_=f"kind-{place}")
        write(dossier, auditor, f"{place}:finding_text", f"Constat de {place}", id_=f"text-{place}")
        if about:
            assert not write(dossier, auditor, f"{place}:finding_about", about, id_=f"about-{place}").faults
    assert write(dossier, auditor, "other_2:answer", "started", id_="stray-0001").faults
    assert write(dossier, auditor, "other_2:finding_about", "nowhere", id_="stray-0002").faults
    assert write(dossier, auditor, f"{key}:finding_about", key, id_="stray-0003").faults
    assess_all(dossier, auditor)
    submit_report(actor=auditor, dossier=dossier)
    assert [one.criterion for one in Finding.objects.all()] == [key, key, ""]


def test_the_form_is_read_before_the_lock_of_the_report(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes anywhere waits for the lock: the thousands of changes of a form are merged before it is taken."""
    dossier, auditor = audited(clock)
    (key,) = some_questions(1)
    write(dossier, auditor, f"{key}:finding", "minor", id_="kind-0001")
    write(dossier, auditor, f"{key}:finding_text", "Un constat", id_="text-0001")
    order: list[str] = []
    merge, refresh = audit_form.merge_changes, Dossier.refresh_from_db

    def merging(changes: Any) -> Any:
        order.append("merge")
        return merge(changes)

    def locking(self: Dossier, *args: Any, **how: Any) -> None:
        order.append("lock")
        refresh(self, *args, **how)

    assess_all(dossier, auditor)
    monkeypatch.setattr(audit_form, "merge_changes", merging)
    monkeypatch.setattr(sealed_reports.form_merge, "merge_changes", merging)
    monkeypatch.setattr(Dossier, "refresh_from_db", locking)
    submit_report(actor=auditor, dossier=dossier)
    assert "merge" in order
    assert "merge" not in order[order.index("lock") :]


def test_a_report_is_not_handed_over_what_was_written_meanwhile(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A colleague writes between the reading of the form and the lock: nothing of theirs is left out of the report."""
    dossier, auditor = audited(clock)
    (key,) = some_questions(1)
    write(dossier, auditor, f"{key}:finding", "minor", id_="kind-0001")
    write(dossier, auditor, f"{key}:finding_text", "Un constat", id_="text-0001")
    assess_all(dossier, auditor)
    build = assessment.build_assessed_case

    def building(*read: Any) -> Any:
        write(dossier, auditor, f"{key}:finding_text", "Un constat plus grave", "text-0001", id_="text-0002")
        return build(*read)

    with monkeypatch.context() as patched:
        patched.setattr(assessment, "build_assessed_case", building)
        with pytest.raises(Faults) as refused:
            submit_report(actor=auditor, dossier=dossier)
    assert codes(refused) == ["audit-written-meanwhile"]
    assert not Report.objects.exists()
    submit_report(actor=auditor, dossier=dossier)
    assert Report.objects.get().body["findings"][0]["text"] in {"Un constat", "Un constat plus grave"}


def test_a_report_is_handed_once(clock: Clock) -> None:
    dossier, auditor = reported(clock, "minor")
    with pytest.raises(RightRefused):
        submit_report(actor=auditor, dossier=dossier)
    assert (Report.objects.count(), Finding.objects.count()) == (1, 1)


def test_all_that_keeps_a_report_from_being_handed_is_told_and_nothing_is_written(clock: Clock) -> None:
    dossier = to_audit()
    auditor = name_and_accept(dossier)
    one, other = some_questions(2)
    write(dossier, auditor, f"{one}:finding", "minor")
    write(dossier, auditor, f"{other}:finding_text", "Sans sorte")
    with pytest.raises(Faults) as refused:
        submit_report(actor=auditor, dossier=dossier)
    assert sorted(codes(refused)) == [
        "audit-half-finding",
        "audit-half-finding",
        "audit-not-assessed",
        "audit-not-visited",
    ]
    assert not Finding.objects.exists()
    assert not Report.objects.exists()
    assert Entry.objects.filter(act="dossier.refuse", subject_id=dossier.key).count() == 1


def test_both_evaluations_stand_side_by_side(clock: Clock) -> None:
    dossier, auditor = audited(clock)
    for key in some_questions(30):
        write(dossier, auditor, f"{key}:answer", "started")
    assess_all(dossier, auditor)
    frozen = dict(dossier.snapshots.get(name="audit").body["answers"])
    submit_report(actor=auditor, dossier=dossier)
    body = Report.objects.get().body
    assert body["answers"][some_questions(1)[0]] == "started"
    assert dossier.snapshots.get(name="audit").body["answers"] == frozen
    both = body["scores"]
    low, high = (Decimal(both[side]["range"][0]) for side in ("auditor", "candidate"))
    assert low < high, "without every number, each side has bounds, and the auditor’s are lower"
    assert both["candidate"]["theme_ranges"] != both["auditor"]["theme_ranges"]


def test_without_an_answer_the_dossier_goes_on_after_fifteen_days(clock: Clock) -> None:
    dossier, _ = reported(clock, "minor")
    boss = company(dossier)
    assert pass_to(dossier, clock, days=15).state == "answering", "the last day is still in time"
    assert pass_to(dossier, clock, days=1).state == "replying"
    with pytest.raises(RightRefused):
        answer_report(actor=boss, dossier=dossier, findings={}, overall=PartyStatement("Trop tard"))


def test_an_answer_on_the_last_day_counts_and_is_sent_once(clock: Clock) -> None:
    dossier, _ = reported(clock, "minor")
    boss = company(dossier)
    clock.forward(days=15)
    key = Finding.objects.get().pk
    answer_report(actor=boss, dossier=dossier, findings={key: PartyStatement("Faux", False)}, overall=NOTHING)
    dossier.refresh_from_db()
    assert dossier.state == "replying"
    with pytest.raises(RightRefused):
        answer_report(actor=boss, dossier=dossier, findings={key: PartyStatement("Faux", False)}, overall=NOTHING)
    assert Statement.objects.count() == 1


@pytest.mark.parametrize("right", ["read", "staff_representative"])
def test_only_those_who_edit_for_the_company_answer(clock: Clock, right: str) -> None:
    dossier, auditor = reported(clock, "minor")
    for user in (make_member(dossier.organisation, right), auditor, make_person("label_staff")):
        with pytest.raises(RightRefused):
            answer_report(actor=user, dossier=dossier, findings={}, overall=PartyStatement("x"))


def test_a_finding_of_another_report_is_not_answered(clock: Clock) -> None:
    dossier, _ = reported(clock, "minor")
    _, _ = reported(clock, "major")
    foreign = Finding.objects.get(kind="major").pk
    with pytest.raises(Faults) as refused:
        answer_report(actor=company(dossier), dossier=dossier, findings={foreign: PartyStatement("x")}, overall=NOTHING)
    assert codes(refused) == ["audit-unknown-finding"]
    assert not Statement.objects.exists()


def test_a_finding_is_withdrawn_with_a_reason_and_no_longer_counts(clock: Clock) -> None:
    dossier, auditor = reported(clock, "major")
    answer_report(actor=company(dossier), dossier=dossier, findings={}, overall=PartyStatement("Voyez la pièce 4."))
    dossier.refresh_from_db()
    key = Finding.objects.get().pk
    with pytest.raises(Faults) as refused:
        conclude_audit(actor=auditor, dossier=dossier, findings={key: PartyStatement("", True)}, overall=NOTHING)
    assert codes(refused) == ["audit-withdraw-why"]
    conclude_audit(
        actor=auditor, dossier=dossier, findings={key: PartyStatement("La pièce 4 le prouve.", True)}, overall=NOTHING
    )
    dossier.refresh_from_db()
    assert dossier.state == "before_committee"
    assert sealed_reports.load_final_body(dossier)[0]["findings"][0]["withdrawn"]  # type: ignore[index]


def test_a_major_finding_keeps_the_dossier_until_it_is_lifted(clock: Clock) -> None:
    dossier, auditor = concluded(clock, "major", "minor")
    assert dossier.state == "lifting"
    boss, finding = company(dossier), Finding.objects.get(kind="major")
    lifting = offer_lifting(actor=boss, dossier=dossier, finding=finding, proof="Accord signé le 2 juin")
    assert offer_lifting(actor=boss, dossier=dossier, finding=finding, proof="Accord signé le 2 juin") == lifting
    with pytest.raises(Faults) as refused:
        offer_lifting(actor=boss, dossier=dossier, finding=finding, proof="Autre")
    assert codes(refused) == ["audit-proof-waits"]
    perform_act(dossier, "verify", actor=auditor)
    assert dossier.state == "lifting"
    clock.forward(days=3)
    with pytest.raises(Faults):
        judge_lifting(actor=auditor, dossier=dossier, lifting=lifting, accepted=False, reason="  ")
    judge_lifting(actor=auditor, dossier=dossier, lifting=lifting, accepted=True, reason="")
    with pytest.raises(Faults) as refused:
        judge_lifting(actor=auditor, dossier=dossier, lifting=lifting, accepted=False, reason="Non")
    assert codes(refused) == ["audit-judged"]
    assert procedure_conditions.answer_majors_open(dossier, clock.day - timedelta(days=1)) is True, (
        "as the day before knew it"
    )
    assert procedure_conditions.answer_majors_open(dossier, clock.day) is False
    perform_act(dossier, "verify", actor=auditor)
    assert dossier.state == "before_committee"
    assert differences_of("audit") == []


def test_the_company_may_ask_for_the_vote_at_once_or_let_the_time_pass(clock: Clock) -> None:
    dossier, _ = concluded(clock, "major")
    perform_act(dossier, "go_on", actor=company(dossier))
    assert dossier.state == "before_committee"
    assert sealed_reports.load_final_body(dossier)[0]["majors_open"] == 1  # type: ignore[index]
    late, _ = concluded(clock, "major")
    assert pass_to(late, clock, days=90).state == "lifting"
    assert pass_to(late, clock, days=1).state == "before_committee"


def test_minors_that_add_up_are_a_major_until_enough_are_lifted(clock: Clock) -> None:
    dossier, auditor = concluded(clock, *["minor"] * 5)
    assert dossier.state == "lifting"
    finding = Finding.objects.first()
    assert finding is not None
    lifting = offer_lifting(actor=company(dossier), dossier=dossier, finding=finding, proof="Corrigé")
    judge_lifting(actor=auditor, dossier=dossier, lifting=lifting, accepted=True, reason="Vu")
    assert procedure_conditions.answer_majors_open(dossier, clock.day) is False


def test_nobody_judges_their_own_proof_nor_lifts_for_the_company(clock: Clock) -> None:
    dossier, auditor = concluded(clock, "major")
    finding = Finding.objects.get()
    for user in (auditor, make_person("label_staff"), make_member(dossier.organisation, "read")):
        with pytest.raises(RightRefused):
            offer_lifting(actor=user, dossier=dossier, finding=finding, proof="x")
    boss = company(dossier)
    lifting = offer_lifting(actor=boss, dossier=dossier, finding=finding, proof="x")
    for user in (boss, make_person("label_staff"), make_mandate()):
        with pytest.raises(RightRefused):
            judge_lifting(actor=user, dossier=dossier, lifting=lifting, accepted=True, reason="x")
    assert Lifting.objects.get().accepted is None


def test_the_papers_of_the_vote_hold_the_final_report_and_the_answer(clock: Clock) -> None:
    dossier, auditor = concluded(clock, "minor")
    assert dossier.state == "before_committee"
    body = dossier.snapshots.get(name="decision").body
    assert body["report"] == seal(body["final_report"])
    assert body["answer"] == "Nous prenons note."
    assert body["reply"] == "Merci."
    assert body["audit_snapshot"] == dossier.snapshots.get(name="audit").sha256
    assert set(body["answers"]) >= set(answers())
    assert auditor.key in str(body["final_report"]["auditors"])
    assert auditor.name not in str(body), "people are in it by their opaque key"


def test_a_silent_auditor_stops_nothing_and_the_answer_stays_attached(clock: Clock) -> None:
    dossier, _ = reported(clock, "minor")
    answer_report(actor=company(dossier), dossier=dossier, findings={}, overall=PartyStatement("Notre version."))
    assert pass_to(dossier, clock, days=10).state == "replying"
    assert pass_to(dossier, clock, days=1).state == "before_committee"
    assert sealed_reports.load_final_body(dossier)[0]["answer"] == "Notre version."  # type: ignore[index]


def test_a_sweep_that_comes_late_freezes_what_the_day_knew(clock: Clock) -> None:
    dossier, _ = reported(clock, "minor")
    answer_report(actor=company(dossier), dossier=dossier, findings={}, overall=PartyStatement("Notre version."))
    clock.forward(days=200)
    run_due(clock.day)
    dossier.refresh_from_db()
    event = dossier.events.get(event="no_reply")
    assert (event.day - dossier.events.get(event="answered").day).days == 10
    assert sealed_reports.load_final_body(dossier)[0]["answer"] == "Notre version."  # type: ignore[index]


def test_levels_may_be_corrected_after_the_answer_and_findings_not(clock: Clock) -> None:
    dossier, auditor = reported(clock, "minor")
    answer_report(actor=company(dossier), dossier=dossier, findings={}, overall=PartyStatement("Le niveau est faux."))
    dossier.refresh_from_db()
    (key,) = some_questions(1)
    (seen,) = build_form(dossier.audits.get())[f"{key}:answer"].heads
    kept = write(dossier, auditor, f"{key}:answer", "started", seen.id)
    assert not kept.faults
    refused = write(dossier, auditor, f"{key}:finding_text", "Réécrit", id_="rewrite-001")
    assert [one.code for one in refused.faults.values()] == ["audit-reported"]
    conclude_audit(actor=auditor, dossier=dossier, findings={}, overall=NOTHING)
    assert sealed_reports.load_final_body(dossier)[0]["answers"][key] == "started"  # type: ignore[index]
    assert Report.objects.get().body["answers"][key] != "started", "the report handed first stays as it was"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_final_report_is_printed_for_those_who_may_read_it(clock: Clock, client: Any, lang: str) -> None:
    dossier, auditor = concluded(clock, "minor")
    address = reverse("audit:report-pdf", args=[dossier.key]).replace("/fr/", f"/{lang}/", 1)
    for user, wanted in (
        (company(dossier), 200),
        (make_mandate(), 200),
        (make_person("label_staff"), 200),
        (make_member(dossier.organisation, "staff_representative"), 403),
        (make_person("auditor"), 404),
        (auditor, 404),
    ):
        client.force_login(user)
        assert client.get(address).status_code == wanted
    client.force_login(make_mandate())
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(client.get(address).content)).pages)
    for words in ("Voix Claire", "Dominique Auditeur", "Cabinet Fictif", "Constat minor", "Nous prenons note."):
        assert words in text
    assert ("Rapport d’audit" if lang == "fr" else "Audit report") in text


def test_the_report_of_another_dossier_is_not_reached(clock: Clock, client: Any) -> None:
    dossier, _ = concluded(clock, "minor")
    other, _ = concluded(clock, "minor")
    client.force_login(company(dossier))
    for name in ("report", "report-pdf", "compare", "home"):
        assert client.get(reverse(f"audit:{name}", args=[other.key])).status_code == 404
    foreign = Finding.objects.get(round__dossier=other)
    address = reverse("audit:offer-lifting", args=[dossier.key, foreign.pk])
    assert client.post(address, {"proof": "x"}).status_code in (403, 404)


def test_a_report_that_is_changed_is_seen(clock: Clock) -> None:
    reported(clock, "major")
    Finding.objects.update(kind="observation")
    report = Report.objects.get()
    report.body["majors_open"] = 0
    report.save()
    assert sorted((one.kind, one.table) for one in differences_of("audit")) == [
        ("changed", "audit_finding"),
        ("changed", "audit_report"),
    ]


def test_the_pages_of_answer_and_conclusion_do_what_they_say(clock: Clock, client: Any) -> None:
    dossier, auditor = reported(clock, "minor")
    key = Finding.objects.get().pk
    client.force_login(company(dossier))
    sent = {f"agrees_{key}": "no", f"text_{key}": "Nous contestons.", "overall": "Voilà."}
    assert client.post(reverse("audit:answer", args=[dossier.key]), sent).status_code == 302
    assert client.post(reverse("audit:answer", args=[dossier.key]), sent).status_code == 403
    client.force_login(auditor)
    page = client.get(reverse("audit:conclude", args=[dossier.key])).content.decode()
    assert "Nous contestons." in page
    assert "Voilà." in page
    back = {f"agrees_{key}": "yes", f"text_{key}": ""}
    assert client.post(reverse("audit:conclude", args=[dossier.key]), back).status_code == 422
    back = {f"agrees_{key}": "no", f"text_{key}": "Maintenu."}
    assert client.post(reverse("audit:conclude", args=[dossier.key]), back).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "before_committee"


def test_the_printed_report_names_one_issuer_a_day_and_a_place(clock: Clock, settings: Any) -> None:
    dossier, _ = concluded(clock, "minor", "observation")
    body, sha256 = sealed_reports.load_final_body(dossier)  # type: ignore[misc]
    settings.FILIERE_ISSUER, settings.FILIERE_ISSUER_ADDRESS = "Association fictive", "1 rue X, 37000 Tours"
    record = report_pdf.build_audit_report(dossier, body, sha256)
    assert (record.stamp.issuer, record.stamp.place) == ("Association fictive", "Tours")
    printed = " ".join(page.extract_text() for page in PdfReader(BytesIO(audit_report_pdf(record, "fr"))).pages)
    assert "Tours" in printed
    assert [line.number for line in record.scores] == [*"123456"]
    settings.FILIERE_ISSUER = settings.FILIERE_ISSUER_ADDRESS = ""
    assert report_pdf.build_audit_report(dossier, body, sha256).stamp.place == ""


def test_the_page_of_the_report_says_what_is_missing_and_links_to_it(clock: Clock, client: Any) -> None:
    dossier, auditor = audited(clock)
    client.force_login(auditor)
    address = reverse("audit:report", args=[dossier.key])
    page = client.get(address)
    draft = page.context["draft"]
    assert (draft["done"], draft["score"], draft["agreement"]) == (0, "–", None)
    assert {line.auditor for line in draft["lines"]} == {"–"}
    assert not draft["checks"][0].passed
    assert "disabled" in page.content.decode()
    assess_all(dossier, auditor)
    page = client.get(address)
    assert page.context["draft"]["blocking"] == 0
    same, count = page.context["draft"]["agreement"]
    assert same == count > 100
    assert client.post(address, {}).status_code == 422, "whoever hands it says that they read it"
    assert not Report.objects.exists()
    assert client.post(address, {"read": "on"}).status_code == 302
    assert client.post(address, {"read": "on"}).status_code == 403, "sent twice, it is handed once"
    assert Report.objects.count() == 1
