"""The procedure that ships, walked: by every act with any answer, by time alone, and along the stories of the label.

The walker below knows nothing of the checker: it follows the file as a site would, one act at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.shipped_label import shipped_release

from filiere.referentials.language import Environment, parse
from filiere.referentials.records import Procedure, ProcedureStep

SHIPPED = shipped_release("2027.1")
assert SHIPPED.procedure is not None
PROCEDURE: Procedure = SHIPPED.procedure
GUARDS = {step.id: parse(step.guard) for step in PROCEDURE.transitions if step.guard is not None}
STATES = {state.key: state for state in PROCEDURE.states}

Answers = Mapping[str, bool]
answers = st.fixed_dictionaries({}, optional={key: st.booleans() for key in PROCEDURE.inputs})
full_answers = st.fixed_dictionaries({key: st.booleans() for key in PROCEDURE.inputs})


@dataclass
class Dossier:
    """A dossier on its way: where it stood, in order, and what happened to it."""

    states: list[str] = field(default_factory=lambda: [PROCEDURE.start])
    events: list[str] = field(default_factory=list)
    frozen: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.states[-1]

    def steps(self, action: str | None) -> list[ProcedureStep]:
        """The passages of an act from here; those of time when there is no act."""
        return [
            step for step in PROCEDURE.transitions if step.action == action and self.state in PROCEDURE.starts(step)
        ]

    def acts(self) -> list[str]:
        """The acts that somebody may do here."""
        return sorted({step.action for step in PROCEDURE.transitions if step.action and self.steps(step.action)})

    def open(self, action: str | None, given: Answers) -> list[ProcedureStep]:
        """The passages of an act whose guard is true, and not unknown."""
        known = Environment(dict(given))
        return [step for step in self.steps(action) if step.guard is None or GUARDS[step.id].evaluate(known) is True]

    def go(self, step: ProcedureStep) -> None:
        """Follow a passage; to a group is back to the last of its states."""
        group = PROCEDURE.groups.get(step.to)
        self.states.append(step.to if group is None else next(one for one in reversed(self.states) if one in group))
        self.events.append(step.event)
        self.frozen += [step.freezes] if step.freezes else []

    def do(self, action: str, **given: bool) -> None:
        """Do an act that must lead somewhere."""
        (step,) = self.open(action, given)
        self.go(step)

    def wait(self, event: str, **given: bool) -> None:
        """Let time pass until an event."""
        (step,) = [one for one in self.open(None, given) if one.event == event]
        self.go(step)


def wandering(data: st.DataObject, most: int = 40) -> Dossier:
    """A dossier after any acts and any waiting: each passage is open to some answers, which the checker proves."""
    dossier = Dossier()
    for _ in range(data.draw(st.integers(0, most))):
        if dossier.state in PROCEDURE.final:
            break
        steps = [step for step in PROCEDURE.transitions if dossier.state in PROCEDURE.starts(step)]
        dossier.go(data.draw(st.sampled_from(steps)))
    return dossier


def test_the_shipped_procedure_is_held_to_the_rules_of_a_described_one() -> None:
    """That it passes them is shown with the whole content that ships, in test_checker.py."""
    assert PROCEDURE.is_described


@settings(max_examples=300)
@given(st.data())
def test_an_act_leads_to_one_place_and_an_unknown_to_none(data: st.DataObject) -> None:
    """Wherever a dossier has come, each act leads to one known state once all is known, and to one at most before."""
    dossier = wandering(data)
    everything, some = data.draw(full_answers), data.draw(answers)
    assert dossier.state in STATES
    for action in dossier.acts():
        assert len(dossier.open(action, everything)) == 1
        assert len(dossier.open(action, some)) <= 1
        for step in dossier.open(action, {}):
            assert GUARDS[step.id].names == (), "a guard that needs an answer let the dossier through without one"


@settings(max_examples=300)
@given(st.data())
def test_time_alone_closes_every_dossier(data: st.DataObject) -> None:
    """Left alone anywhere, whatever the answers, a dossier is archived in fewer passages than there are states."""
    dossier = wandering(data)
    for _ in STATES:
        if dossier.state in PROCEDURE.final:
            return
        due = dossier.open(None, data.draw(full_answers))
        # A reminder comes back and is no end, so something else must be due whatever the answers.
        leaving = [step for step in due if not PROCEDURE.keeps_state(step, dossier.state)]
        assert leaving, f"nothing leaves {dossier.state}"
        dossier.go(data.draw(st.sampled_from(leaving)))
    assert dossier.state in PROCEDURE.final


@settings(max_examples=300)
@given(st.data())
def test_nothing_is_decided_unheard_or_on_papers_that_moved(data: st.DataObject) -> None:
    """Without a hearing, a quorum or the papers of the agenda, no vote moves a dossier."""
    dossier = wandering(data)
    given_ = {**data.draw(full_answers), data.draw(st.sampled_from(["heard", "vote_valid"])): False}
    if "decide" in dossier.acts():
        (step,) = dossier.open("decide", given_)
        assert PROCEDURE.keeps_state(step, dossier.state)
        assert STATES[dossier.state].votes_on in dossier.frozen


@settings(max_examples=300)
@given(st.data())
def test_a_dossier_has_at_most_one_provisional_certificate(data: st.DataObject) -> None:
    """Answered truly, the procedure never gives two, by vote or by silence."""
    dossier = Dossier(["preparing", "held_24", "changed_entity"], ["granted_24", "change_declared"])
    for _ in range(20):
        truth = {**data.draw(full_answers), "provisional_before": "provisional_given" in dossier.events}
        choices: list[str | None] = [*dossier.acts(), None]
        steps = dossier.open(data.draw(st.sampled_from(choices)), truth)
        if dossier.state in PROCEDURE.final or not steps:
            break
        dossier.go(data.draw(st.sampled_from(steps)))
    assert dossier.events.count("provisional_given") <= 1


def test_everything_a_reader_meets_has_words_in_both_languages() -> None:
    """States, inputs, parties, acts, events, snapshots and what opens beside: French, English, and not the same."""
    texts = {f"state {one.key}": one.text for one in PROCEDURE.states}
    texts |= {f"input {key}": one.text for key, one in PROCEDURE.inputs.items()}
    texts |= {f"party {key}": one.text for key, one in PROCEDURE.parties.items()}
    texts |= {f"act {key}": one.text for key, one in PROCEDURE.actions.items()}
    for name in ("events", "snapshots", "openings"):
        texts |= {f"{name} {key}": one for key, one in getattr(PROCEDURE, name).items()}
    assert [name for name, one in texts.items() if one is None or one.fr == one.en] == []
    assert [name for name, one in texts.items() if one and ("'" in one.fr or "'" in one.en)] == []


def test_states_are_told_apart_by_their_words() -> None:
    """Two states of the same name would be one for whoever reads a page."""
    for lang in ("fr", "en"):
        words = [one.text.get(lang) for one in PROCEDURE.states if one.text]
        assert len(set(words)) == len(words)


def test_each_length_of_the_award_and_of_the_audit_runs_in_the_procedure() -> None:
    """A length that no delay repeats would be a promise that nothing keeps; two are told otherwise."""
    repeated = {path for step in PROCEDURE.transitions for path in step.same_as}
    assert SHIPPED.award is not None
    assert repeated == {
        "audit.adversarial.auditor_replies_within",
        "audit.adversarial.candidate_answers_within",
        "audit.findings.kinds.major.lift_within",
        "award.appeal.within",
        "award.committee.silence.after",
        "award.levels.granted_12.months",
        "award.levels.granted_24.months",
        "award.suspension.max",
        "award.validity.follow_up.0.at",
        "award.validity.grace",
        "award.validity.period",
        "award.withdrawal.adversarial",
        "award.withdrawal.unmarking.within",
    }
    assert {level.key for level in SHIPPED.award.levels} <= PROCEDURE.events.keys()
    assert PROCEDURE.inputs["renewal_open"].of == "award.validity.renewal_opens"


def test_those_who_audit_decide_and_hear_appeals_are_kept_apart() -> None:
    """The three are named, each acts, and no vote is open to anyone else."""
    assert set(PROCEDURE.apart) == {"auditor", "committee", "appeal_panel"}
    acting = {party for step in PROCEDURE.transitions for party in step.by}
    assert acting == {"candidate", "holder", "staff", "auditor", "committee", "appeal_panel", "state", "anyone"}
    voters = {party for step in PROCEDURE.transitions if step.action == "decide" for party in step.by}
    assert voters == {"committee", "appeal_panel"}


def granted(**votes: bool) -> Dossier:
    """A dossier that went the usual way up to the vote."""
    dossier = Dossier()
    dossier.do("apply")
    dossier.do("check", complete=True, eligible=True)
    dossier.do("record_payment", paid=True)
    dossier.do("submit", answered=True)
    dossier.do("accept_mission", independent=True)
    dossier.do("report")
    dossier.wait("no_answer")
    dossier.do("conclude", majors_open=False)
    dossier.do("decide", heard=True, vote_valid=True, put_off=False, **votes)
    return dossier


def test_the_usual_way_to_two_years_then_renewal() -> None:
    """Grant, follow-up, renewal opened beside, grace, replaced by the new label."""
    dossier = granted(adopted=True, two_years=True)
    assert (dossier.state, dossier.frozen) == ("held_24", ["application", "audit", "decision", "certificate"])
    dossier.wait("follow_up_due")
    dossier.do("report", majors_open=True)
    dossier.do("verify", majors_open=False)
    dossier.do("renew", renewal_open=True, renewal_pending=False)
    assert dossier.state == "followed"
    dossier.wait("grace_begun", renewal_pending=True)
    dossier.do("record_renewal", renewal_granted=True)
    assert dossier.state == "replaced"


def test_a_refusal_may_be_appealed_once() -> None:
    """The panel decides in the place of the committee, and its refusal is final."""
    dossier = granted(adopted=False)
    dossier.do("appeal")
    dossier.do("decide", heard=True, vote_valid=True, adopted=False)
    assert dossier.state == "closed"
    assert dossier.acts() == []


def test_a_second_tie_refuses() -> None:
    """A tie postpones once, as the award says."""
    dossier = Dossier(["before_committee"])
    votes = {"heard": True, "vote_valid": True, "put_off": True}
    dossier.do("decide", put_off_before=False, **votes)
    dossier.wait("nothing_supplied")
    dossier.do("decide", put_off_before=True, **votes)
    assert dossier.states == ["before_committee", "postponed", "before_committee", "refused"]


def test_an_ineligible_company_is_heard_before_it_is_barred() -> None:
    """And may still appeal; a silent committee only brings the panel."""
    dossier = Dossier()
    dossier.do("apply")
    dossier.do("check", complete=False)
    dossier.do("apply")
    dossier.do("check", complete=True, eligible=False)
    dossier.do("decide", heard=False)
    assert dossier.state == "hearing"
    dossier.do("decide", heard=True, vote_valid=True, found_eligible=False)
    assert dossier.state == "barred"
    dossier.do("appeal")
    dossier.do("decide", heard=True, vote_valid=True, found_eligible=True)
    assert dossier.state == "quoted"


def test_a_holder_that_merges_gets_one_provisional_certificate() -> None:
    """The case of October 2009, with the audit that was missing then: a renewal opens with the certificate."""
    dossier = granted(adopted=True, two_years=False)
    assert dossier.state == "held_12"
    dossier.do("declare_change")
    votes = {"heard": True, "vote_valid": True, "maintained": False, "provisional_adopted": True}
    (step,) = dossier.open("decide", {**votes, "provisional_before": False})
    assert (step.to, step.starts, "minutes" in step.tells) == ("provisional", "renewal", True)
    dossier.go(step)
    dossier.do("declare_change")
    dossier.do("decide", provisional_before=True, **votes)
    assert dossier.state == "expired"


def test_a_holder_may_return_its_label_but_not_to_escape_a_withdrawal() -> None:
    """As in January 2009; once a withdrawal is announced, the door is closed."""
    dossier = granted(adopted=True, two_years=True)
    dossier.do("open_review")
    assert "return_label" in dossier.acts()
    dossier.do("explain")
    dossier.do("decide", heard=True, vote_valid=True, withdrawal_adopted=False, suspension_adopted=True)
    assert STATES[dossier.state].label == "suspended"
    dossier.wait("withdrawal_notified")
    assert "return_label" not in dossier.acts()
    dossier.wait("no_explanation")
    dossier.do("decide", heard=True, vote_valid=True, withdrawal_adopted=True)
    dossier.wait("unmarking_overdue", unmarking_proven=False)
    dossier.do("prove_unmarking", unmarking_proven=True)
    dossier.wait("archived")
    assert dossier.state == "archived"


def test_a_suspended_label_comes_back_as_it_was() -> None:
    """Its delays still run from the grant: a label restored after its term expires at once."""
    dossier = granted(adopted=True, two_years=True)
    dossier.wait("follow_up_due")
    dossier.do("report", majors_open=False)
    dossier.do("open_review")
    dossier.do("suspend_at_once")
    dossier.do("lift", cause_lifted=True)
    assert dossier.state == "followed"
    ends = [step for step in dossier.steps(None) if step.event == "expired"]
    assert [step.counted_from for step in ends] == ["granted_24"]


@pytest.mark.parametrize("action", ["waive_independence", "suspend_at_once"])
def test_an_exception_takes_two_colleges_and_is_seen(action: str) -> None:
    """Nobody sets a rule aside alone, nor in private."""
    steps = [step for step in PROCEDURE.transitions if step.action == action]
    assert steps
    for step in steps:
        assert step.jointly is not None
        assert (step.jointly.people, step.jointly.of_different) == (2, "college")
        assert "minutes" in step.tells


def test_anyone_may_complain_whenever_there_is_a_label_and_moves_nothing() -> None:
    """The holder is not told who complained, nor that someone did: the complaint has its own life."""
    (step,) = [one for one in PROCEDURE.transitions if one.action == "complain"]
    borne = {key for key, one in STATES.items() if one.label in ("valid", "suspended")}
    assert set(PROCEDURE.starts(step)) == borne
    assert all(PROCEDURE.keeps_state(step, state) for state in borne)
    assert "holder" not in step.tells
    assert step.starts == "complaint"
