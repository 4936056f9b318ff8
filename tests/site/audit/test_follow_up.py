"""The follow-up of a holder: new auditors by the same rules, what was never lifted comes back, a visit prevented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from support.scenes.audit_sample import Clock, company, declaration, name_and_accept, reported, some_questions, write
from support.scenes.dossier_sample import at, make_person
from support.scenes.journal_sample import differences_of

from filiere.core import Faults
from filiere.site.audit import procedure_conditions
from filiere.site.audit.actions.declare_independence import declare_independence
from filiere.site.audit.actions.lift_finding import judge_lifting, offer_lifting, report_visit_refusal
from filiere.site.audit.actions.name_auditor import name_auditor
from filiere.site.audit.actions.submit_report import PartyStatement, answer_report, conclude_audit, submit_report
from filiere.site.audit.findings import count_standing_findings, list_standing_findings
from filiere.site.audit.models import Finding, Round
from filiere.site.audit.rounds import find_round
from filiere.site.audit.site_population import find_previous_round
from filiere.site.kit.rights import RightRefused
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.actions.run_due_events import run_due
from filiere.site.workflow.engine_adapter import list_running_delays, replay_dossier
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties, forget_parties

pytestmark = pytest.mark.django_db


def held(user: Any, dossier: Any) -> frozenset[str]:
    forget_parties(user)
    return find_parties(user, dossier)


def due(clock: Clock, *kinds: str) -> tuple[Any, Any]:
    """A holder whose follow-up is due; its first audit left these findings, none lifted."""
    dossier, auditor = reported(clock, *kinds)
    answer_report(actor=company(dossier), dossier=dossier, findings={}, overall=PartyStatement("Vu."))
    conclude_audit(actor=auditor, dossier=dossier, findings={}, overall=PartyStatement("Vu."))
    dossier.refresh_from_db()
    at(dossier, "follow_up")
    clock.on(dossier.events.last().day + timedelta(days=1))
    return dossier, auditor


def test_the_first_auditors_are_out_until_they_declare_again(clock: Clock) -> None:
    dossier, before = due(clock, "minor")
    assert held(before, dossier) == frozenset()
    assert find_round(dossier) is None
    again = name_and_accept(dossier, before)
    round_ = find_round(dossier)
    assert round_ is not None
    assert (round_.kind, round_.number) == (Round.Kind.FOLLOW_UP, 2)
    assert find_previous_round(round_).number == 1  # type: ignore[union-attr]
    assert held(again, dossier) == {"auditor"}
    assert dossier.state == "follow_up", "no event of the procedure names the auditor of a follow-up"


def test_a_tie_keeps_an_auditor_out_of_the_follow_up_too(clock: Clock) -> None:
    dossier, _ = due(clock)
    tied = make_person("auditor")
    name_auditor(actor=make_person("label_staff"), dossier=dossier, auditor=tied, firm="Cabinet Fictif")
    declare_independence(actor=tied, dossier=dossier, declared=declaration(employment={"held": "lasting"}))
    assert held(tied, dossier) == {"auditor_named"}


def test_a_minor_never_lifted_is_a_major_at_the_follow_up(clock: Clock) -> None:
    dossier, _ = due(clock, "minor")
    auditor = name_and_accept(dossier)
    round_ = find_round(dossier)
    assert round_ is not None
    (old,) = list_standing_findings(round_, clock.day)
    assert old.previous
    assert count_standing_findings(round_, clock.day).count("major") == 1
    submit_report(actor=auditor, dossier=dossier)
    dossier.refresh_from_db()
    assert dossier.state == "correcting"
    lifting = offer_lifting(actor=company(dossier), dossier=dossier, finding=old.row, proof="Fait")
    judge_lifting(actor=auditor, dossier=dossier, lifting=lifting, accepted=True, reason="Vu sur place")
    perform_act(dossier, "verify", actor=auditor)
    assert dossier.state == "followed"
    assert held(auditor, dossier) == frozenset(), "the mission is over"
    assert differences_of("audit") == []


def test_a_minor_lifted_before_the_follow_up_is_past(clock: Clock) -> None:
    dossier, auditor = reported(clock, "minor")
    finding = Finding.objects.get()
    boss = company(dossier)
    lifting = offer_lifting(actor=boss, dossier=dossier, finding=finding, proof="Fait aussitôt")
    judge_lifting(actor=auditor, dossier=dossier, lifting=lifting, accepted=True, reason="")
    answer_report(actor=boss, dossier=dossier, findings={}, overall=PartyStatement("Vu."))
    conclude_audit(actor=auditor, dossier=dossier, findings={}, overall=PartyStatement("Vu."))
    dossier.refresh_from_db()
    at(dossier, "follow_up")
    clock.on(dossier.events.last().day + timedelta(days=1))
    second = name_and_accept(dossier)
    submit_report(actor=second, dossier=dossier)
    dossier.refresh_from_db()
    assert dossier.state == "followed"


def test_a_new_major_must_be_lifted_or_the_label_is_suspended(clock: Clock) -> None:
    dossier, _ = due(clock)
    auditor = name_and_accept(dossier)
    (key,) = some_questions(1)
    write(dossier, auditor, f"{key}:finding", "major")
    write(dossier, auditor, f"{key}:finding_text", "Plus de consultation")
    submit_report(actor=auditor, dossier=dossier)
    dossier.refresh_from_db()
    assert dossier.state == "correcting"
    clock.forward(days=92)
    run_due(clock.day)
    dossier.refresh_from_db()
    assert dossier.state == "suspended"


def test_an_auditor_who_did_not_come_costs_the_holder_nothing(clock: Clock) -> None:
    late, _ = due(clock)
    name_and_accept(late)
    clock.forward(days=100)
    run_due(clock.day)
    late.refresh_from_db()
    assert late.state == "follow_up"
    assert late.events.filter(event="follow_up_late").exists()


def list_silent_parties(dossier: Dossier, clock: Clock) -> set[str]:
    """Whose silence the pages say that a delay counts."""
    delays = list_running_delays(dossier, replay_dossier(dossier), clock.day)
    return {party for delay in delays for party in delay.silent_parties}


def test_a_holder_who_prevents_the_visit_is_suspended(clock: Clock) -> None:
    dossier, _ = due(clock)
    auditor = name_and_accept(dossier)
    assert procedure_conditions.answer_visit_refused(dossier, clock.day) is False
    assert list_silent_parties(dossier, clock) == {"auditor"}
    with pytest.raises(Faults):
        report_visit_refusal(actor=auditor, dossier=dossier, text="   ")
    for user in (company(dossier), make_person("label_staff"), make_person("auditor")):
        with pytest.raises((RightRefused, Http404)):
            report_visit_refusal(actor=user, dossier=dossier, text="x")
    report_visit_refusal(actor=auditor, dossier=dossier, text="Porte close le 3, deux appels sans réponse.")
    assert procedure_conditions.answer_visit_refused(dossier, clock.day) is True
    assert list_silent_parties(dossier, clock) == {"holder"}
    assert procedure_conditions.answer_visit_refused(dossier, clock.day - timedelta(days=1)) is False
    clock.forward(days=100)
    run_due(clock.day)
    dossier.refresh_from_db()
    assert dossier.state == "suspended"


def test_a_clock_set_back_changes_nothing_that_was_done(clock: Clock) -> None:
    dossier, _ = reported(clock, "minor")
    clock.forward(days=-10)
    with pytest.raises(Faults) as refused:
        answer_report(actor=company(dossier), dossier=dossier, findings={}, overall=PartyStatement("x"))
    assert [one.code for one in refused.value.faults] == ["clock-behind"]
    dossier.refresh_from_db()
    assert dossier.state == "answering"
    assert not dossier.audits.get().statements.exists()
