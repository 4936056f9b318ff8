"""Where each company of the demonstration stands, told from its first day to today.

A story yields how many days before today its next acts are done. As long as an app is not installed, the stories stop
before what it would do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from filiere.site.demonstration import (
    account_requests,
    benchmark_centres,
    careers_counsellors,
    measured_centre,
    programme_agreements,
    programme_communication,
    programme_dialogue,
    programme_plan,
    protected_tables,
    survey_panel,
)
from filiere.site.demonstration.clock import Scenario, find_session_hour, play_in_order
from filiere.site.demonstration.directory_entries import DEMO_FIRMS, DemoPeople
from filiere.site.demonstration.dossier_steps import DossierPlayer
from filiere.site.journal.clock_trust import record_life_sign
from filiere.site.workflow.actions.run_due_events import run_due
from filiere.site.workflow.models import Dossier

ScenarioFunction = Callable[[DossierPlayer], Scenario]


def _spread_days(play: DossierPlayer, days: int) -> int:
    """From none to so many days, by the name of a firm alone: no two of a kind take the very same time."""
    return sum(map(ord, play.firm)) % (days + 1)


def _play_to_filed(play: DossierPlayer, start: int) -> Scenario:
    yield start
    play.write_application()
    yield start - 1 - _spread_days(play, 5)
    play.file()


def play_to_paid(play: DossierPlayer, start: int) -> Scenario:
    """Filed, checked and paid: the questionnaire is open."""
    yield from _play_to_filed(play, start)
    yield start - 10
    play.check()
    yield start - 17
    play.pay()


def _play_to_submitted(play: DossierPlayer, start: int) -> Scenario:
    yield from play_to_paid(play, start)
    yield start - 45
    play.answer()
    play.show_evidence()
    yield start - 46
    play.do("submit")


def _play_to_audit(play: DossierPlayer, start: int) -> Scenario:
    yield from _play_to_submitted(play, start)
    yield start - 50
    play.name_auditor()
    yield start - 52
    play.declare_independence()
    play.draw()


def _play_to_report(play: DossierPlayer, start: int, *, major: bool = False) -> Scenario:
    yield from _play_to_audit(play, start)
    yield start - 62
    play.audit(major=major)


def _play_to_conclusion(play: DossierPlayer, start: int, *, major: bool = False) -> Scenario:
    yield from _play_to_report(play, start, major=major)
    yield start - 70
    play.answer_report()
    yield start - 75
    play.conclude_audit()


def play_to_committee(play: DossierPlayer, start: int, *, major: bool = False) -> Scenario:
    """Audited, answered and concluded: before the committee."""
    yield from _play_to_conclusion(play, start, major=major)
    if major:
        yield start - 80
        play.do("go_on")


def _play_to_decision(play: DossierPlayer, start: int, choice: str, *, major: bool = False) -> Scenario:
    yield from play_to_committee(play, start, major=major)
    offered = start - 82 - _spread_days(play, 9)
    yield offered
    play.offer_hearing()
    yield offered - 7
    play.decide(choice)
    if choice.startswith("granted"):
        play.publish_contact()


def play_draft(play: DossierPlayer) -> Scenario:
    """A company that prepares."""
    yield 20
    play.write_application()


def play_filed(play: DossierPlayer) -> Scenario:
    """Filed, to be checked."""
    yield from _play_to_filed(play, 8)


def play_in_doubt(play: DossierPlayer) -> Scenario:
    """A conviction found: the company is to be heard."""
    yield from _play_to_filed(play, 30)
    yield 20
    play.check(convicted=True)


def play_quoted(play: DossierPlayer) -> Scenario:
    """Eligible: the price is known."""
    yield from _play_to_filed(play, 30)
    yield 20
    play.check()


def play_answering(play: DossierPlayer) -> Scenario:
    """The questionnaire is under way."""
    yield from play_to_paid(play, 60)
    yield 12
    play.answer(0.6)


def play_submitted(play: DossierPlayer) -> Scenario:
    """Handed to the audit, whose auditor is to be named."""
    yield from _play_to_submitted(play, 60)


def play_under_audit(play: DossierPlayer) -> Scenario:
    """Under audit, of which two thirds are done."""
    yield from _play_to_audit(play, 70)
    yield 70 - 58
    play.assess(0.65)


def play_reported(play: DossierPlayer) -> Scenario:
    """The report waits for its answer."""
    yield from _play_to_report(play, 70, major=True)


def play_on_agenda(play: DossierPlayer) -> Scenario:
    """On the agenda of a session to come."""
    yield from play_to_committee(play, 90)
    yield 5
    play.offer_hearing(12)


def play_refused(play: DossierPlayer) -> Scenario:
    """Refused a month ago: an appeal is open."""
    yield from _play_to_decision(play, 120, "refuse", major=True)


def play_long_label(play: DossierPlayer) -> Scenario:
    """A label of twenty-four months, a year old: its follow-up is due, and somebody complained."""
    yield from _play_to_decision(play, 520, "granted_24")
    yield 15
    play.complaint()


def play_probation(play: DossierPlayer) -> Scenario:
    """A label of twelve months."""
    yield from _play_to_decision(play, 260, "granted_12")


def play_questioned(play: DossierPlayer) -> Scenario:
    """A fact was raised and explained: the committee votes today, and waits for one ballot."""
    yield from _play_to_decision(play, 400, "granted_24")
    yield 40
    play.question()
    yield 25
    play.explain()
    yield 12
    # The hour of a session has come whenever the demonstration is built.
    play.offer_hearing(12, at=find_session_hour())
    yield 0
    play.await_last_ballot("keep")


def play_suspended(play: DossierPlayer) -> Scenario:
    """Two members suspended the label at once."""
    yield from _play_to_decision(play, 393, "granted_24")
    yield 35
    play.question(kind="false_evidence")
    yield 30
    play.suspend_at_once()


def play_to_withdrawal(play: DossierPlayer, start: int) -> Scenario:
    """Granted, questioned, and withdrawn by a vote some months after its first page."""
    yield from _play_to_decision(play, start, "granted_24")
    yield start - 120
    play.question(kind="court_decision")
    yield start - 125
    play.explain()
    yield start - 130
    play.offer_hearing()
    yield start - 137
    play.decide("withdraw")


def play_withdrawn(play: DossierPlayer) -> Scenario:
    """Withdrawn; the logo is to be taken down."""
    yield from play_to_withdrawal(play, 173)


def play_in_appeal(play: DossierPlayer) -> Scenario:
    """A withdrawal before the appeal panel."""
    yield from play_to_withdrawal(play, 200)
    yield 50
    play.appeal()
    yield 6
    play.offer_hearing(14)


def play_merged(play: DossierPlayer) -> Scenario:
    """A change of entity that the committee is to judge."""
    yield from _play_to_decision(play, 300, "granted_24")
    yield 20
    play.change_entity()


def play_given_back(play: DossierPlayer) -> Scenario:
    """A label given back by its holder, the logo taken down."""
    yield from _play_to_decision(play, 286, "granted_12")
    yield 100
    play.do("return_label")
    yield 80
    play.prove_unmarking()


def play_barred(play: DossierPlayer) -> Scenario:
    """A conviction found, heard by the committee, which says not eligible: an appeal is open."""
    yield from _play_to_filed(play, 57)
    yield 47
    play.check(convicted=True)
    yield 37
    play.offer_hearing()
    yield 30
    play.decide("not_eligible")


def play_lifting(play: DossierPlayer) -> Scenario:
    """A major finding to lift before the vote."""
    yield from _play_to_conclusion(play, 80, major=True)


def play_postponed(play: DossierPlayer) -> Scenario:
    """The committee asked for a complement."""
    yield from _play_to_decision(play, 110, "complement")


def play_new_label(play: DossierPlayer) -> Scenario:
    """A label of twenty-four months, a month old."""
    yield from _play_to_decision(play, 125, "granted_24")


def play_provisional(play: DossierPlayer) -> Scenario:
    """A certificate given for the time of an audit, after a merger."""
    yield from _play_to_decision(play, 314, "granted_24")
    yield 60
    play.change_entity()
    yield 55
    play.offer_hearing()
    yield 48
    play.decide("provisional")


def play_expired(play: DossierPlayer) -> Scenario:
    """A label of twelve months that ran out two weeks ago, of which no renewal was asked."""
    yield from _play_to_decision(play, 471, "granted_12")


def play_before_panel(play: DossierPlayer) -> Scenario:
    """A refusal before the appeal panel."""
    yield from _play_to_decision(play, 130, "refuse", major=True)
    yield 20
    play.appeal()


SCENARIOS: dict[str, tuple[ScenarioFunction, str]] = {
    "brouillon": (play_draft, "outsourcer"),
    "depot": (play_filed, "small_outsourcer"),
    "doute": (play_in_doubt, "in_house"),
    "devis": (play_quoted, "outsourcer"),
    "questions": (play_answering, "outsourcer"),
    "remis": (play_submitted, "outsourcer"),
    "audite": (play_under_audit, "outsourcer"),
    "reponse": (play_reported, "in_house"),
    "comite": (play_on_agenda, "outsourcer"),
    "refuse": (play_refused, "small_outsourcer"),
    "long": (play_long_label, "outsourcer"),
    "essai": (play_probation, "small_outsourcer"),
    "examen": (play_questioned, "small_outsourcer"),
    "suspendu": (play_suspended, "small_outsourcer"),
    "retire": (play_withdrawn, "small_outsourcer"),
    "recours": (play_in_appeal, "small_outsourcer"),
    "fusion": (play_merged, "in_house"),
    "rendu": (play_given_back, "small_outsourcer"),
    "ecarte": (play_barred, "in_house"),
    "levee": (play_lifting, "outsourcer"),
    "ajourne": (play_postponed, "small_outsourcer"),
    "neuf": (play_new_label, "outsourcer"),
    "provisoire": (play_provisional, "in_house"),
    "terme": (play_expired, "small_outsourcer"),
    "instance": (play_before_panel, "small_outsourcer"),
}
"""The story of each firm, and its category."""


def play_all_scenarios(cast: DemoPeople, today: date) -> None:
    """Tell the story of every firm and every centre that has none yet, then let time pass to today."""
    told = []
    for firm in DEMO_FIRMS:
        found = SCENARIOS.get(firm.key)
        if found is not None and not Dossier.objects.filter(organisation=cast.firms[firm.key]).exists():
            told.append(found[0](DossierPlayer(cast, firm.key, found[1])))
    told += measured_centre.centre_scenarios(cast, today)
    told += benchmark_centres.benchmark_scenarios(cast, today)
    told += protected_tables.table_scenarios(cast, today)
    told += account_requests.request_scenarios(cast)
    told += programme_communication.communication_scenarios(cast, today)
    told += programme_agreements.agreement_scenarios(cast, today)
    told += programme_plan.plan_scenarios(cast)
    told += programme_dialogue.dialogue_scenarios(cast)
    told += careers_counsellors.counsellor_scenarios(cast, today)
    told += survey_panel.survey_scenarios(cast, today)
    play_in_order(told, today)
    run_due(today)
    # From here on the day is today's: a folder that is served with another clock must find that out.
    record_life_sign()
