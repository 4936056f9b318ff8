"""What the engine refuses, and in which words: acts out of place, wrong hands, tampered histories."""

from dataclasses import replace
from datetime import date

import pytest
from support.scenes.running_sample import AUDITOR, CANDIDATE, COMMITTEE, PANEL, RULES, STAFF, Answers

from filiere.core.faults import Faults
from filiere.referentials.records import Delay, Procedure
from filiere.referentials.workflow import (
    Dossier,
    DossierEvent,
    ProcedureRules,
    Signer,
    append_event,
    apply_due_steps,
    begin_dossier,
    build_public_record,
    delay_end,
    list_available_actions,
    perform_action,
    replay_events,
    running_deadlines,
)

EMPLOYEES, EMPLOYERS = COMMITTEE
APPLIED = DossierEvent("apply", date(2027, 1, 11), (CANDIDATE,), "a" * 64)
UP_TO_AUDITOR = (
    APPLIED,
    DossierEvent("check_eligible", date(2027, 1, 18), (STAFF,)),
    DossierEvent("pay", date(2027, 1, 25), (STAFF,)),
    DossierEvent("submit", date(2027, 3, 1), (CANDIDATE,), "b" * 64),
)
UP_TO_VOTE = (
    *UP_TO_AUDITOR,
    DossierEvent("mission", date(2027, 3, 8), (AUDITOR,)),
    DossierEvent("report", date(2027, 4, 5), (AUDITOR,)),
    DossierEvent("answer", date(2027, 4, 12), (CANDIDATE,)),
    DossierEvent("conclude", date(2027, 4, 20), (AUDITOR,), "c" * 64),
)
VOTE = {"heard": True, "vote_valid": True, "put_off": False, "adopted": False}
START = date(2027, 1, 4)


def at(*history: DossierEvent) -> Dossier:
    """The dossier that these events make."""
    return replay_events(RULES, START, history)


def codes(refused: pytest.ExceptionInfo[Faults]) -> list[str]:
    """The codes of a refusal, each told in both languages."""
    for one in refused.value.faults:
        assert one.message.fr != one.message.en
        assert "{" not in one.message.fr + one.message.en + one.remedy.fr + one.remedy.en
    return [one.code for one in refused.value.faults]


def test_an_act_of_another_state_is_refused_with_what_is_possible() -> None:
    """In the words of the buttons, and each language in its own."""
    with pytest.raises(Faults) as refused:
        perform_action(at(), "report", date(2027, 1, 5), [AUDITOR], Answers())
    assert codes(refused) == ["not-open-here"]
    (one,) = refused.value.faults
    assert one.remedy.fr == "Possible ici : Déposer la candidature, Retirer la candidature."
    assert one.remedy.en == "Possible here: File the application, Give up the application."


def test_an_act_of_another_party_is_refused() -> None:
    """The candidate does not check its own application."""
    with pytest.raises(Faults) as refused:
        perform_action(
            at(APPLIED), "check", date(2027, 1, 12), [CANDIDATE], Answers({"complete": True, "eligible": True})
        )
    assert codes(refused) == ["not-your-act"]
    assert "Équipe du label" in refused.value.faults[0].remedy.fr


def test_an_act_that_nobody_signs_is_refused() -> None:
    """Nor does an empty committee decide."""
    with pytest.raises(Faults) as refused:
        perform_action(at(), "apply", date(2027, 1, 5), [], Answers())
    assert codes(refused) == ["nobody-signs"]


def test_an_unknown_guard_lets_nothing_through_and_says_what_is_missing() -> None:
    """And only what is missing: an application that is not complete needs no answer on eligibility."""
    dossier, day = at(APPLIED), date(2027, 1, 12)
    with pytest.raises(Faults) as refused:
        perform_action(dossier, "check", day, [STAFF], Answers({"complete": True}))
    assert codes(refused) == ["guard-unknown"]
    assert "Les conditions d’éligibilité sont remplies" in refused.value.faults[0].message.fr
    assert "complete" not in refused.value.faults[0].message.en
    assert perform_action(dossier, "check", day, [STAFF], Answers({"complete": False})).key == "returned"


def test_the_offer_says_the_same_as_the_refusal() -> None:
    """What a page shows beforehand is what the act would meet."""
    (offer,) = list_available_actions(at(APPLIED), {"complete": True}, "staff")
    assert (offer.action, offer.open_step, offer.missing_inputs) == ("check", None, ("eligible",))
    assert {way.step.id: way.value for way in offer.ways} == {
        "check_eligible": None,
        "check_doubt": None,
        "check_incomplete": False,
    }
    (offer,) = list_available_actions(at(APPLIED), {"complete": False}, "staff")
    assert offer.open_step is not None
    assert (offer.open_step.id, offer.missing_inputs) == ("check_incomplete", ())
    assert [one.action for one in list_available_actions(at(APPLIED), {}, "candidate")] == ["give_up"]
    assert list_available_actions(at(APPLIED), {}, "auditor") == ()


def test_guards_that_are_all_false_refuse() -> None:
    """A procedure that the checker would not pass still does nothing by chance."""
    sketch = Procedure.model_validate(
        {
            "states": ["a", "b"],
            "start": "a",
            "final": ["b"],
            "inputs": {"x": "x", "y": "y"},
            "transitions": [
                {"id": "go", "from": "a", "action": "go", "by": "staff", "guard": "x", "to": "b", "event": "gone"},
                {"id": "leave", "from": "a", "action": "go", "by": "staff", "guard": "y", "to": "b", "event": "left"},
            ],
        }
    )
    dossier = begin_dossier(ProcedureRules(sketch), START)
    with pytest.raises(Faults) as refused:
        perform_action(dossier, "go", START, [STAFF], Answers({"x": False, "y": False}))
    assert codes(refused) == ["guard-false"]
    with pytest.raises(Faults) as refused:
        perform_action(dossier, "go", START, [STAFF], Answers({"x": True, "y": True}))
    assert codes(refused) == ["two-ways"]
    assert perform_action(dossier, "go", START, [STAFF], Answers({"x": False, "y": True})).final


def test_an_answer_that_no_guard_asks_for_or_that_is_none_is_refused() -> None:
    """A slip in a name would otherwise be an answer that never comes."""
    host = Answers({"complet": True, "eligible": "yes"})  # type: ignore[dict-item]
    with pytest.raises(Faults) as refused:
        perform_action(at(APPLIED), "check", date(2027, 1, 12), [STAFF], host)
    assert codes(refused) == ["not-true-or-false", "unknown-input"]


def test_the_auditor_of_a_dossier_never_votes_on_it() -> None:
    """Whatever role is held that day; nor does a member of the committee sit in the panel of the same dossier."""
    dossier = at(*UP_TO_VOTE)
    seated = Signer(AUDITOR.person, "committee", "experts")
    with pytest.raises(Faults) as refused:
        perform_action(dossier, "decide", date(2027, 5, 18), [EMPLOYERS, seated], Answers(VOTE), on="c" * 64)
    assert codes(refused) == ["apart"]
    assert "Auditeur" in refused.value.faults[0].message.fr
    refused_label = perform_action(dossier, "decide", date(2027, 5, 18), COMMITTEE, Answers(VOTE), on="c" * 64)
    appealed = perform_action(refused_label, "appeal", date(2027, 6, 1), [CANDIDATE], Answers())
    again = Signer(EMPLOYEES.person, "appeal_panel", "employees")
    with pytest.raises(Faults) as refused:
        perform_action(appealed, "decide", date(2027, 7, 1), [again], Answers(VOTE), on="c" * 64)
    assert codes(refused) == ["apart"]
    assert perform_action(appealed, "decide", date(2027, 7, 1), PANEL, Answers(VOTE), on="c" * 64).key == "closed"


@pytest.mark.parametrize(
    ("signers", "why"),
    [
        ((EMPLOYEES,), ["jointly"]),
        ((EMPLOYEES, Signer("member-9", "committee", "employees")), ["jointly"]),
        ((EMPLOYEES, Signer("member-9", "committee")), ["jointly"]),
        ((EMPLOYEES, EMPLOYEES), ["jointly", "signed-twice"]),
        # One person of two colleges is one person.
        ((EMPLOYEES, Signer(EMPLOYEES.person, "committee", "state")), ["signed-twice"]),
        ((EMPLOYEES, Signer("staff-1", "staff", "state")), ["not-your-act"]),
    ],
)
def test_an_exception_takes_two_people_of_two_colleges(signers: tuple[Signer, ...], why: list[str]) -> None:
    """One person, one college or one person twice is not enough, administrator or not."""
    dossier = at(*UP_TO_AUDITOR)
    with pytest.raises(Faults) as refused:
        perform_action(dossier, "waive_independence", date(2027, 3, 9), signers, Answers())
    assert codes(refused) == why
    waived = perform_action(dossier, "waive_independence", date(2027, 3, 9), COMMITTEE, Answers())
    assert [one.event for one in build_public_record(waived, "minutes").entries] == ["independence_waived"]


@pytest.mark.parametrize("on", [None, "b" * 64])
def test_a_vote_on_other_papers_is_refused(on: str | None) -> None:
    """The papers frozen last are those of the vote; the audit’s, frozen before, are not."""
    dossier = at(*UP_TO_VOTE)
    assert dossier.papers == "c" * 64
    with pytest.raises(Faults) as refused:
        perform_action(dossier, "decide", date(2027, 5, 18), COMMITTEE, Answers(VOTE), on=on)
    assert codes(refused) == ["other-papers"]


def test_the_clock_does_not_go_back() -> None:
    """Neither for an act, nor for a sweep, nor in a history that is read again."""
    dossier, before = at(APPLIED), date(2027, 1, 10)
    with pytest.raises(Faults) as refused:
        perform_action(dossier, "give_up", before, [CANDIDATE], Answers())
    assert codes(refused) == ["clock-back"]
    with pytest.raises(Faults) as refused:
        apply_due_steps(dossier, before, Answers())
    assert codes(refused) == ["clock-back"]
    with pytest.raises(Faults) as refused:
        at(APPLIED, DossierEvent("check_incomplete", before, (STAFF,)))
    assert codes(refused) == ["clock-back"]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (DossierEvent("nothing", date(2027, 1, 12)), ["unknown-passage"]),
        (DossierEvent("pay", date(2027, 1, 12), (STAFF,)), ["not-from-here"]),
        (DossierEvent("check_due", date(2027, 1, 24)), ["before-due"]),
        (DossierEvent("check_due", date(2027, 1, 25), (STAFF,)), ["time-signs-nothing"]),
        (DossierEvent("check_eligible", date(2027, 1, 12), (STAFF,), "d" * 64), ["snapshot-unasked"]),
        (replace(APPLIED, snapshot=None), ["not-from-here", "snapshot-missing"]),
        (replace(APPLIED, snapshot=""), ["not-from-here", "snapshot-missing"]),
    ],
)
def test_a_history_that_cannot_have_happened_does_not_replay(event: DossierEvent, why: list[str]) -> None:
    """An event slipped into a history is seen, whoever wrote it."""
    with pytest.raises(Faults) as refused:
        at(APPLIED, event)
    assert codes(refused) == why


def test_a_late_act_meets_what_time_already_did() -> None:
    """After the close of the last day the act is refused even if nobody swept; on the last day it is in time."""
    dossier = at(*UP_TO_VOTE[:6])
    (running,) = running_deadlines(dossier)
    assert running.due == date(2027, 4, 20)
    assert running.same_as == ("audit.adversarial.candidate_answers_within",)
    assert running.silent_parties == ("candidate",)
    assert perform_action(dossier, "answer", date(2027, 4, 20), [CANDIDATE], Answers()).key == "replying"
    with pytest.raises(Faults) as refused:
        perform_action(dossier, "answer", date(2027, 4, 21), [CANDIDATE], Answers())
    assert codes(refused) == ["not-open-here"]


def test_a_refused_act_freezes_nothing() -> None:
    """No fingerprint is taken before the act is sure to happen."""

    class Never(Answers):
        def freeze(self, snapshot: str, dossier: Dossier, day: date) -> str:
            raise AssertionError(snapshot, dossier.key, day)

    with pytest.raises(Faults) as refused:
        perform_action(at(), "apply", START, [STAFF], Never())
    assert codes(refused) == ["not-your-act"]


def test_a_group_where_it_never_stood_leads_nowhere() -> None:
    """A procedure that the checker would not pass."""
    sketch = Procedure.model_validate(
        {
            "states": ["a", "b", "c"],
            "start": "a",
            "final": ["c"],
            "groups": {"past": ["b", "c"]},
            "inputs": {},
            "transitions": [{"id": "back", "from": "a", "after": "1 day", "to": "past", "event": "gone"}],
        }
    )
    with pytest.raises(Faults) as refused:
        append_event(begin_dossier(ProcedureRules(sketch), START), DossierEvent("back", date(2027, 1, 5)))
    assert codes(refused) == ["nowhere-to-return"]


def test_only_a_public_party_has_a_public_record() -> None:
    """What the auditor is told is not for everyone."""
    with pytest.raises(ValueError, match="auditor"):
        build_public_record(at(), "auditor")


@pytest.mark.parametrize(
    ("base", "delay", "turn", "end"),
    [
        ("2027-01-31", Delay(1, "month"), 1, "2027-02-28"),
        ("2027-01-31", Delay(1, "month"), 2, "2027-03-31"),
        ("2028-02-29", Delay(1, "year"), 1, "2029-02-28"),
        ("2028-02-29", Delay(12, "month"), 4, "2032-02-29"),
        ("2027-12-15", Delay(2, "week"), 1, "2027-12-29"),
        ("2027-12-15", Delay(24, "month"), 1, "2029-12-15"),
        ("2027-03-25", Delay(2, "working_day"), 1, "2027-03-30"),
    ],
)
def test_delays_end_where_a_calendar_says(base: str, delay: Delay, turn: int, end: str) -> None:
    """Counted by hand: short months, leap years, Easter Monday."""
    assert delay_end(date.fromisoformat(base), delay, turn).isoformat() == end


def test_working_days_of_alsace_and_moselle_may_be_chosen() -> None:
    """Good Friday moves the check by a day."""
    there = replay_events(
        ProcedureRules(RULES.procedure, alsace_moselle=True), START, [replace(APPLIED, day=date(2027, 3, 25))]
    )
    assert running_deadlines(there)[0].due == date(2027, 4, 12)
