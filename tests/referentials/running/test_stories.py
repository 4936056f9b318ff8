"""The stories of the label, lived day by day through the engine on the procedure that ships.

Each date below was counted by hand on a calendar.
"""

from datetime import date, timedelta

import pytest
from support.scenes.running_sample import Answers, Told

from filiere.referentials.workflow import (
    apply_due_steps,
    build_public_record,
    list_messages,
    list_side_openings,
    running_deadlines,
)


def before_the_vote(opened: str = "2027-01-04") -> Told:
    """A dossier brought before the committee the usual way."""
    told = Told(opened)
    told.do("2027-01-11", "apply", "candidate")
    told.do("2027-01-18", "check", "staff", complete=True, eligible=True)
    told.do("2027-01-25", "record_payment", "staff", paid=True)
    told.do("2027-03-01", "submit", "candidate", answered=True)
    told.do("2027-03-08", "accept_mission", "auditor", independent=True)
    told.do("2027-04-05", "report", "auditor")
    assert told.dossier.key == "answering"
    # The candidate has fifteen days and says nothing; the auditor then concludes.
    told.do("2027-04-26", "conclude", "auditor", majors_open=False)
    assert told.since(6) == ["2027-04-20 no_answer", "2027-04-26 concluded"]
    return told


def granted(**votes: bool) -> Told:
    """A dossier granted on 18 May 2027."""
    told = before_the_vote()
    told.do("2027-05-18", "decide", "committee", heard=True, vote_valid=True, put_off=False, **votes)
    return told


def test_two_years_with_follow_up_then_renewal() -> None:
    """Granted on 18 May 2027: follow-up a year later, a renewal, three months of grace, replaced by the new label."""
    told = granted(adopted=True, two_years=True)
    record = build_public_record(told.dossier, "register")
    assert (record.shown, record.since, record.ends) == ("valid", date(2027, 5, 18), date(2029, 5, 18))
    assert {one.party for one in list_messages(told.dossier, 8)} == {
        "candidate",
        "staff_representatives",
        "state",
        "register",
    }
    assert told.wait("2028-05-17") == "held_24"
    assert told.wait("2028-05-18") == "follow_up"
    assert told.do("2028-06-20", "report", "auditor", majors_open=True) == "correcting"
    assert [str(one.due) for one in running_deadlines(told.dossier)] == ["2028-09-18", "2029-05-18"]
    assert told.do("2028-09-18", "verify", "auditor", majors_open=False) == "followed"
    assert told.do("2028-10-02", "renew", "holder", renewal_open=True, renewal_pending=False) == "followed"
    assert [one.opening for one in list_side_openings(told.dossier)] == ["renewal"]
    assert told.wait("2029-05-18", renewal_pending=True) == "grace"
    assert build_public_record(told.dossier, "register").ends == date(2029, 8, 18)
    assert told.do("2029-08-18", "record_renewal", "staff", renewal_granted=True) == "replaced"
    assert [one.event for one in build_public_record(told.dossier, "register").entries] == [
        "granted_24",
        "grace_begun",
        "replaced",
    ]


def test_a_follow_up_that_nobody_made_is_recalled_and_costs_nothing() -> None:
    """The auditor did not come: a reminder every three months, and the label runs to its term."""
    told = granted(adopted=True, two_years=True)
    assert told.wait("2029-05-18", visit_refused=False, renewal_pending=False) == "expired"
    assert told.since(9) == [
        "2028-05-18 follow_up_due",
        "2028-08-18 follow_up_late",
        "2028-11-18 follow_up_late",
        "2029-02-18 follow_up_late",
        "2029-05-18 expired",
    ]
    assert [one.opening for one in list_side_openings(told.dossier)] == ["unmarking"]


def test_a_refusal_then_an_appeal_that_succeeds() -> None:
    """The sixtieth day is still in time; the panel is of other people and gives a year."""
    told = granted(adopted=False)
    assert told.dossier.key == "refused"
    assert build_public_record(told.dossier, "register").entries == ()
    assert [str(one.due) for one in running_deadlines(told.dossier)] == ["2027-07-17"]
    assert told.do("2027-07-17", "appeal", "candidate") == "award_appeal"
    votes = {"heard": True, "vote_valid": True, "adopted": True, "two_years": False}
    assert told.do("2027-09-14", "decide", "appeal_panel", **votes) == "held_12"
    assert build_public_record(told.dossier, "register").ends == date(2028, 9, 14)


def test_a_refusal_that_nobody_appeals_is_final() -> None:
    """On the close of the sixtieth day; five years later the dossier is archived, and nothing more comes."""
    told = granted(adopted=False)
    assert told.wait("2027-07-16") == "refused"
    assert told.wait("2027-07-17") == "closed"
    assert told.wait("2032-07-16") == "closed"
    assert told.wait("2032-07-17") == "archived"
    assert (told.dossier.final, running_deadlines(told.dossier)) == (True, ())


def test_a_silent_committee_is_recalled_then_loses_the_dossier() -> None:
    """Every sixty days on the next agenda, and after six months to the panel."""
    told = before_the_vote()
    assert told.wait("2027-10-26") == "award_appeal"
    assert told.since(8) == [
        "2027-06-25 put_on_next_agenda",
        "2027-08-24 put_on_next_agenda",
        "2027-10-23 put_on_next_agenda",
        "2027-10-26 panel_seized",
    ]


def test_a_check_in_working_days() -> None:
    """Ten working days after Thursday 25 March 2027, Easter Monday left out."""
    told = Told("2027-03-01")
    told.do("2027-03-25", "apply", "candidate")
    assert [str(one.due) for one in running_deadlines(told.dossier)] == ["2027-04-09", "2027-05-24"]


def test_a_change_of_entity_gives_one_provisional_certificate() -> None:
    """By the silence of the committee the first time; the second ends the label, though nobody says there was a first.

    The engine reads from the events that a provisional certificate was given.
    """
    told = granted(adopted=True, two_years=False)
    assert told.do("2027-06-01", "declare_change", "holder") == "changed_entity"
    assert told.dossier.last_state_in("labelled") == "held_12"
    assert told.wait("2027-12-01") == "provisional"
    assert [one.opening for one in list_side_openings(told.dossier)] == ["renewal"]
    assert build_public_record(told.dossier, "register").ends == date(2028, 6, 1)
    assert told.do("2028-01-10", "declare_change", "staff") == "changed_entity"
    votes = {"heard": True, "vote_valid": True, "maintained": False, "provisional_adopted": True}
    assert told.do("2028-02-08", "decide", "committee", **votes) == "expired"
    assert told.events.count("2027-12-01 provisional_given") == 1


def test_a_change_of_entity_that_the_vote_accepts_gives_back_the_same_label() -> None:
    """The label comes back where it was, with the term it had."""
    told = granted(adopted=True, two_years=True)
    told.do("2027-06-01", "declare_change", "holder")
    assert build_public_record(told.dossier, "register").ends == date(2029, 5, 18)
    assert told.do("2027-07-06", "decide", "committee", heard=True, vote_valid=True, maintained=True) == "held_24"
    record = build_public_record(told.dossier, "register")
    assert (record.since, record.ends) == (date(2027, 5, 18), date(2029, 5, 18))


def test_suspension_withdrawal_and_the_logo_taken_down() -> None:
    """A review, a suspension that lasts its six months, a withdrawal by vote, the logo still up on the sixtieth day."""
    told = granted(adopted=True, two_years=True)
    assert told.do("2027-09-01", "open_review", "state") == "explaining"
    votes = {"heard": True, "vote_valid": True, "withdrawal_adopted": False, "suspension_adopted": True}
    told.wait("2027-10-01")
    assert told.do("2027-10-12", "decide", "committee", **votes) == "suspended"
    record = build_public_record(told.dossier, "register")
    assert (record.shown, record.since, record.ends) == ("suspended", date(2027, 10, 12), None)
    told.wait("2028-05-12")
    assert told.since(9) == [
        "2027-09-01 review_opened",
        "2027-10-01 no_explanation",
        "2027-10-12 suspended",
        "2028-04-12 withdrawal_notified",
        "2028-05-12 no_explanation",
    ]
    votes = {"heard": True, "vote_valid": True, "withdrawal_adopted": True}
    assert told.do("2028-06-06", "decide", "committee", **votes) == "withdrawn"
    assert told.wait("2028-08-05", unmarking_proven=False) == "unmarking_overdue"
    # The reminder of the sixtieth day gives way to the passage of that day.
    assert told.since(14) == [
        "2028-06-06 withdrawn",
        "2028-07-06 unmarking_reminder",
        "2028-08-05 unmarking_overdue",
    ]
    assert told.do("2028-09-01", "prove_unmarking", "holder", unmarking_proven=True) == "unmarked"
    record = build_public_record(told.dossier, "register")
    assert (record.shown, record.since) == ("ended", date(2028, 6, 6))


@pytest.mark.parametrize(
    ("two_years", "ends"), [(True, date(2029, 5, 18)), (False, date(2028, 5, 18))], ids=["24 months", "12 months"]
)
def test_a_label_in_question_keeps_its_term_and_ends_on_it(two_years: bool, ends: date) -> None:
    """Neither the explanations, nor the review, nor a change of entity makes a label last longer, or hides its end."""
    eve = (ends - timedelta(days=20)).isoformat()
    told = granted(adopted=True, two_years=two_years)
    told.wait(eve)
    for action, state in (("open_review", "explaining"), ("declare_change", "changed_entity")):
        asked = Told()
        asked.dossier = told.dossier
        assert asked.do(eve, action, "staff") == state
        record = build_public_record(asked.dossier, "register")
        assert (record.shown, record.ends) == ("valid", ends)
        assert asked.wait((ends - timedelta(days=1)).isoformat(), renewal_pending=False) == state
        assert asked.wait(ends.isoformat(), renewal_pending=False) == "expired"
        assert build_public_record(asked.dossier, "register").shown == "ended"
        assert [one.opening for one in list_side_openings(asked.dossier)] == ["unmarking"]
    told.do(eve, "open_review", "staff")
    assert told.do(eve, "explain", "holder") == "under_review"
    assert build_public_record(told.dossier, "register").ends == ends
    assert told.wait(ends.isoformat(), renewal_pending=False) == "expired"


def test_a_label_in_question_lives_through_its_term_while_it_is_renewed() -> None:
    """The question is not lost with the term: the vote comes, and the label is prolonged from there."""
    told = granted(adopted=True, two_years=False)
    told.do("2028-05-01", "open_review", "staff")
    told.do("2028-05-02", "explain", "holder")
    assert told.wait("2028-06-14", renewal_pending=True) == "under_review"
    votes = {"heard": True, "vote_valid": True, "withdrawal_adopted": False, "suspension_adopted": False}
    assert told.do("2028-06-15", "decide", "committee", **votes) == "held_12"
    assert told.wait("2028-06-15", renewal_pending=True) == "grace"
    told.do("2028-06-20", "open_review", "staff")
    assert build_public_record(told.dossier, "register").ends == date(2028, 9, 15)
    assert told.wait("2028-09-15", renewal_pending=True) == "expired"


def test_a_provisional_certificate_in_question_has_the_term_of_the_certificate() -> None:
    """Though the grant of the label it stands for would have ended before, or after."""
    told = granted(adopted=True, two_years=False)
    told.do("2028-03-01", "declare_change", "holder")
    votes = {"heard": True, "vote_valid": True, "maintained": False, "provisional_adopted": True}
    assert told.do("2028-03-20", "decide", "committee", **votes) == "provisional"
    assert told.do("2028-05-17", "open_review", "staff") == "explaining"
    assert build_public_record(told.dossier, "register").ends == date(2028, 9, 20)
    assert told.wait("2028-09-20", renewal_pending=False) == "expired"


def test_a_label_restored_after_its_term_ends_on_that_day() -> None:
    """A suspension never makes a label last longer: its term is counted from the grant."""
    told = granted(adopted=True, two_years=False)
    told.do("2028-05-01", "open_review", "staff")
    told.do("2028-05-02", "suspend_at_once", "committee")
    assert told.do("2028-06-01", "lift", "committee", cause_lifted=True) == "held_12"
    assert told.wait("2028-06-01", renewal_pending=False) == "expired"


def test_time_waits_for_an_answer_and_says_which() -> None:
    """Nobody said whether a major finding is open: the delay is over, nothing moves, and the answer of later counts."""
    told = granted(adopted=True, two_years=True)
    told.wait("2028-05-18")
    told.do("2028-06-20", "report", "auditor", majors_open=True)
    assert told.wait("2028-10-30") == "correcting"
    assert told.wait("2028-10-30", majors_open=False) == "followed"


def test_an_answer_that_came_late_counts_from_the_day_it_came() -> None:
    """Swept months later, the passage is dated the day on which its guard was first known, not the day of the sweep."""
    told = granted(adopted=True, two_years=True)
    told.wait("2028-05-18")
    told.do("2028-06-20", "report", "auditor", majors_open=True)
    host = Answers({"majors_open": False}, {"majors_open": date(2028, 10, 30)})
    told.dossier = apply_due_steps(told.dossier, date(2029, 1, 15), host)
    assert told.since(11) == ["2028-10-30 followed"]
