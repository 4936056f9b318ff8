"""A committee of sixteen seats of the shipped release, its members, and ballots, for the tests of voting."""

from filiere.core import content_path
from filiere.referentials import load_release
from filiere.referentials.voting import Ballot, Member, Papers, Recusal, Seat, placed, question_of, rules_of

RELEASE = load_release(content_path("referentials", "lrs", "releases", "2027.1"))
RULES = rules_of(RELEASE)
PANEL = rules_of(RELEASE, "appeal_panel")
PAPERS = Papers("a" * 64, RELEASE.sha256)
SEATS = tuple(
    Seat(f"{college.key}-{number}", college.key)
    for college in RULES.colleges
    for number in range(1, (college.seats or 0) + 1)
)
MEMBERS = tuple(Member(f"p-{seat.key}", seat.key) for seat in SEATS)
EVERYBODY = frozenset(member.person for member in MEMBERS)
AWARD = question_of(RELEASE, "before_committee", proposed="granted_24")


def sitting(present=EVERYBODY, recusals=(), members=MEMBERS):
    """The seats of an item, with who votes on each."""
    return placed(SEATS, members, recusals, present)


def ballot(seat, choice="granted_24", person=None, number=2, **given):
    """A ballot of a seat, whole unless told otherwise."""
    given = {"reasons": "Constat 12", "nonce": f"{seat}-{number}", "papers": PAPERS, **given}
    return Ballot(seat, person or f"p-{seat}", choice, round=number, **given)


def recused(*seats, grade="declared"):
    """Recusals of the titulars of these seats."""
    return tuple(Recusal(f"p-{seat}", grade) for seat in seats)
