"""A committee of sixteen seats of the shipped release, its members, and ballots, for the tests of voting."""

from support.scenes.shipped_label import shipped_release

from filiere.referentials.voting import (
    Ballot,
    Recusal,
    Seat,
    SeatHolder,
    VotedPapers,
    build_question,
    place_seats,
    read_voting_rules,
)

RELEASE = shipped_release("2027.1")
RULES = read_voting_rules(RELEASE)
PANEL = read_voting_rules(RELEASE, "appeal_panel")
PAPERS = VotedPapers("a" * 64, RELEASE.sha256)
SEATS = tuple(
    Seat(f"{college.key}-{number}", college.key)
    for college in RULES.colleges
    for number in range(1, (college.seats or 0) + 1)
)
MEMBERS = tuple(SeatHolder(f"p-{seat.key}", seat.key) for seat in SEATS)
EVERYBODY = frozenset(member.person for member in MEMBERS)
AWARD = build_question(RELEASE, "before_committee", proposed="granted_24")


def sitting(present=EVERYBODY, recusals=(), members=MEMBERS):
    """The seats of an item, with who votes on each."""
    return place_seats(SEATS, members, recusals, present)


def ballot(seat, choice="granted_24", person=None, number=2, **given):
    """A ballot of a seat, whole unless told otherwise."""
    given = {"reasons": "Constat 12", "nonce": f"{seat}-{number}", "papers": PAPERS, **given}
    return Ballot(seat, person or f"p-{seat}", choice, round=number, **given)


def recused(*seats, grade="declared"):
    """Recusals of the titulars of these seats."""
    return tuple(Recusal(f"p-{seat}", grade) for seat in seats)
