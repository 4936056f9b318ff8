"""Where each company of the demonstration stands, told from its first day to today.

A story yields how many days before today its next acts are done. As long as an app is not installed, the stories stop
before what it would do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.apps import apps

from filiere.site.demonstration import centres, compared, tables
from filiere.site.demonstration.cast import FIRMS, Cast
from filiere.site.demonstration.clock import Story, tell
from filiere.site.demonstration.player import Player
from filiere.site.dossiers.actions.tick import tick
from filiere.site.dossiers.models import Dossier
from filiere.site.journal.clock import note_life

Telling = Callable[[Player], Story]


def _filed(play: Player, start: int) -> Story:
    yield start
    play.write_application()
    yield start - 4
    play.file()


def paid(play: Player, start: int) -> Story:
    """Filed, checked and paid: the questionnaire is open."""
    yield from _filed(play, start)
    yield start - 10
    play.check()
    yield start - 17
    play.pay()


def _submitted(play: Player, start: int) -> Story:
    yield from paid(play, start)
    yield start - 45
    play.answer()
    play.show_evidence()
    yield start - 46
    play.do("submit")


def _under_audit(play: Player, start: int) -> Story:
    yield from _submitted(play, start)
    yield start - 50
    play.name_auditor()
    yield start - 52
    play.declare_independence()
    play.draw()


def _reported(play: Player, start: int, *, major: bool = False) -> Story:
    yield from _under_audit(play, start)
    yield start - 62
    play.audit(major=major)


def _concluded(play: Player, start: int, *, major: bool = False) -> Story:
    yield from _reported(play, start, major=major)
    yield start - 70
    play.answer_report()
    yield start - 75
    play.conclude_audit()


def before_committee(play: Player, start: int, *, major: bool = False) -> Story:
    """Audited, answered and concluded: before the committee."""
    yield from _concluded(play, start, major=major)
    if major:
        yield start - 80
        play.do("go_on")


def _decided(play: Player, start: int, choice: str, *, major: bool = False) -> Story:
    yield from before_committee(play, start, major=major)
    yield start - 85
    play.offer_hearing()
    yield start - 92
    play.decide(choice)


def draft(play: Player) -> Story:
    """A company that prepares."""
    yield 20
    play.write_application()


def filed(play: Player) -> Story:
    """Filed, to be checked."""
    yield from _filed(play, 8)


def in_doubt(play: Player) -> Story:
    """A conviction found: the company is to be heard."""
    yield from _filed(play, 30)
    yield 20
    play.check(convicted=True)


def quoted(play: Player) -> Story:
    """Eligible: the price is known."""
    yield from _filed(play, 30)
    yield 20
    play.check()


def answering_questions(play: Player) -> Story:
    """The questionnaire is under way."""
    yield from paid(play, 60)
    yield 12
    play.answer(0.6)


def submitted(play: Player) -> Story:
    """Handed to the audit, whose auditor is to be named."""
    yield from _submitted(play, 60)


def audited(play: Player) -> Story:
    """Under audit."""
    yield from _under_audit(play, 70)


def reported(play: Player) -> Story:
    """The report waits for its answer."""
    yield from _reported(play, 70, major=True)


def at_the_committee(play: Player) -> Story:
    """On the agenda of a session to come."""
    yield from before_committee(play, 90)
    yield 5
    play.offer_hearing(12)


def refused(play: Player) -> Story:
    """Refused a month ago: an appeal is open."""
    yield from _decided(play, 120, "refuse", major=True)


def long_label(play: Player) -> Story:
    """A label of twenty-four months, a year old: its follow-up is due, and somebody complained."""
    yield from _decided(play, 520, "granted_24")
    yield 15
    play.complaint()


def probation(play: Player) -> Story:
    """A label of twelve months."""
    yield from _decided(play, 260, "granted_12")


def questioned(play: Player) -> Story:
    """A fact was raised: the explanations go to the vote."""
    yield from _decided(play, 400, "granted_24")
    yield 40
    play.question()
    yield 25
    play.explain()


def suspended(play: Player) -> Story:
    """Two members suspended the label at once."""
    yield from _decided(play, 400, "granted_24")
    yield 35
    play.question(kind="false_evidence")
    yield 30
    play.suspend_at_once()


def withdrawn_on(play: Player, start: int) -> Story:
    """Granted, questioned, and withdrawn by a vote some months after its first page."""
    yield from _decided(play, start, "granted_24")
    yield start - 120
    play.question(kind="court_decision")
    yield start - 125
    play.explain()
    yield start - 130
    play.offer_hearing()
    yield start - 137
    play.decide("withdraw")


def withdrawn(play: Player) -> Story:
    """Withdrawn; the logo is to be taken down."""
    yield from withdrawn_on(play, 170)


def in_appeal(play: Player) -> Story:
    """A withdrawal before the appeal panel."""
    yield from withdrawn_on(play, 200)
    yield 50
    play.appeal()
    yield 6
    play.offer_hearing(14)


def merged(play: Player) -> Story:
    """A change of entity that the committee is to judge."""
    yield from _decided(play, 300, "granted_24")
    yield 20
    play.change_entity()


def given_back(play: Player) -> Story:
    """A label given back by its holder, the logo taken down."""
    yield from _decided(play, 300, "granted_12")
    yield 100
    play.do("return_label")
    yield 80
    play.prove_unmarking()


def barred(play: Player) -> Story:
    """A conviction found, heard by the committee, which says not eligible: an appeal is open."""
    yield from _filed(play, 60)
    yield 50
    play.check(convicted=True)
    yield 40
    play.offer_hearing()
    yield 33
    play.decide("not_eligible")


def lifting(play: Player) -> Story:
    """A major finding to lift before the vote."""
    yield from _concluded(play, 80, major=True)


def postponed(play: Player) -> Story:
    """The committee asked for a complement."""
    yield from _decided(play, 110, "complement")


def new_label(play: Player) -> Story:
    """A label of twenty-four months, a month old."""
    yield from _decided(play, 125, "granted_24")


def provisional(play: Player) -> Story:
    """A certificate given for the time of an audit, after a merger."""
    yield from _decided(play, 300, "granted_24")
    yield 60
    play.change_entity()
    yield 55
    play.offer_hearing()
    yield 48
    play.decide("provisional")


def expired(play: Player) -> Story:
    """A label of twelve months that ran out two weeks ago, of which no renewal was asked."""
    yield from _decided(play, 471, "granted_12")


def before_panel(play: Player) -> Story:
    """A refusal before the appeal panel."""
    yield from _decided(play, 130, "refuse", major=True)
    yield 20
    play.appeal()


AUDIT = ("candidature", "evidence", "audit")
VOTE = (*AUDIT, "committee")
LABEL = (*VOTE, "holders")
STORIES: dict[str, tuple[Telling, str, tuple[str, ...]]] = {
    "brouillon": (draft, "outsourcer", AUDIT[:1]),
    "depot": (filed, "small_outsourcer", AUDIT[:1]),
    "doute": (in_doubt, "in_house", AUDIT[:1]),
    "devis": (quoted, "outsourcer", AUDIT[:1]),
    "questions": (answering_questions, "outsourcer", AUDIT[:1]),
    "remis": (submitted, "outsourcer", AUDIT[:2]),
    "audite": (audited, "outsourcer", AUDIT),
    "reponse": (reported, "in_house", AUDIT),
    "comite": (at_the_committee, "outsourcer", VOTE),
    "refuse": (refused, "small_outsourcer", VOTE),
    "long": (long_label, "outsourcer", (*LABEL, "register")),
    "essai": (probation, "small_outsourcer", LABEL),
    "examen": (questioned, "small_outsourcer", LABEL),
    "suspendu": (suspended, "small_outsourcer", LABEL),
    "retire": (withdrawn, "small_outsourcer", LABEL),
    "recours": (in_appeal, "small_outsourcer", LABEL),
    "fusion": (merged, "in_house", LABEL),
    "rendu": (given_back, "small_outsourcer", LABEL),
    "ecarte": (barred, "in_house", (*AUDIT[:1], "committee")),
    "levee": (lifting, "outsourcer", AUDIT),
    "ajourne": (postponed, "small_outsourcer", VOTE),
    "neuf": (new_label, "outsourcer", LABEL),
    "provisoire": (provisional, "in_house", LABEL),
    "terme": (expired, "small_outsourcer", LABEL),
    "instance": (before_panel, "small_outsourcer", LABEL),
}
"""The story of each firm, its category, and the apps without which it cannot be told."""


def tell_all(cast: Cast, today: date) -> None:
    """Tell the story of every firm and every centre that has none yet, then let time pass to today."""
    told = []
    for firm in FIRMS:
        found = STORIES.get(firm.key)
        if found is None or not all(apps.is_installed(f"filiere.site.{one}") for one in found[2]):
            continue
        if not Dossier.objects.filter(organisation=cast.firms[firm.key]).exists():
            told.append(found[0](Player(cast, firm.key, found[1])))
    told += centres.stories(cast, today)
    told += compared.stories(cast, today)
    told += tables.stories(cast, today)
    tell(told, today)
    tick(today)
    # From here on the day is today's: a folder that is served with another clock must find that out.
    note_life()
