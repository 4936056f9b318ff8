"""How a body votes, read from ``award.yaml``: colleges, seats, quorum, majority, and what a vote may never do.

What a release leaves open for the appeal panel is ours, and said here once: one member of each of its colleges is a
quorum, and its majority is that of the committee.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.referentials.records.audit_and_award import SessionNotice, VotePublication
from filiere.referentials.release import Release
from filiere.referentials.voting.faults import fault
from filiere.referentials.voting.records import BodyKind, Seat, SeatHolder

BODY_NAMES: Mapping[BodyKind, Text] = {
    "committee": Text(fr="Comité d’attribution", en="Award committee"),
    "appeal_panel": Text(fr="Instance de recours", en="Appeal panel"),
}
NO_COLLEGE_AGAINST = "no_college_unanimously_against"


@dataclass(frozen=True, slots=True)
class BodyCollege:
    """A college of a body; ``seats`` is how many the rule gives it, None where the rule names no number.

    ``quorum`` is how many of its seats must vote, None where that is the same in every college of the body.
    """

    key: str
    text: Text
    seats: int | None
    quorum: int | None = None


@dataclass(frozen=True, slots=True)
class VotingRules:
    """How one body votes under one release.

    ``majority`` is ``simple`` (more for than against), ``absolute`` (more than half of those who took part) or
    ``two_thirds`` (two thirds of those for or against, at least). ``veto`` is whether a college all against stops a
    decision, ``each_college`` whether the same majority is asked of every college before the whole.
    ``postpones`` is whether a tie puts the decision off a first time. ``publication`` is what may be told of the votes,
    ``notice`` how many days before a session it is called.
    """

    instance: BodyKind
    release: str
    release_sha256: str
    colleges: tuple[BodyCollege, ...]
    per_college: int
    total: int
    majority: str
    veto: bool
    postpones: bool
    reasons: bool
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    grades: tuple[str, ...]
    publication: VotePublication = field(default_factory=VotePublication)
    notice: SessionNotice = field(default_factory=SessionNotice)
    each_college: bool = False

    def college(self, key: str) -> BodyCollege:
        """Return the college of that key; raise ``Faults`` when the body has none."""
        found = next((one for one in self.colleges if one.key == key), None)
        if found is None:
            raise Faults([fault("college-unknown", college=key, colleges=tuple(one.key for one in self.colleges))])
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the colleges, in the order of the rule."""
        return tuple(one.key for one in self.colleges)


def read_voting_rules(release: Release, instance: BodyKind = "committee") -> VotingRules:
    """Return how a body votes under a release; raise ``Faults`` when the release does not say."""
    award = release.award
    committee = award.committee if award is not None else None
    appeal = award.appeal if award is not None else None
    if committee is None or (instance == "appeal_panel" and appeal is None):
        raise Faults([fault("vote-no-rule", release=release.id, instance=BODY_NAMES[instance])])
    texts = {key: one.text for key, one in release.referential.colleges.items()}

    def build_college(key: str, seats: int | None) -> BodyCollege:
        return BodyCollege(key, texts.get(key) or Text.same(key), seats)

    if instance == "appeal_panel":
        assert appeal is not None  # noqa: S101  Refused above; this only tells the type checker.
        colleges = tuple(build_college(key, None) for key in appeal.panel.colleges)
        per_college, total = 1, len(colleges)
    else:
        colleges = tuple(build_college(key, seats) for key, seats in committee.seats.items())
        per_college, total = committee.quorum.per_college, committee.quorum.total
    return VotingRules(
        instance=instance,
        release=release.id,
        release_sha256=release.sha256,
        colleges=colleges,
        per_college=per_college,
        total=total,
        majority=committee.decision.majority,
        veto=committee.decision.also == NO_COLLEGE_AGAINST,
        postpones=instance == "committee" and committee.tie == "postponed_once_then_refused",
        reasons=committee.reasons == "required",
        may=committee.may,
        may_not=committee.may_not,
        grades=committee.recusal.grades,
        publication=committee.publication,
        notice=committee.notice,
    )


def build_room_rules(colleges: Iterable[BodyCollege], *, total: int, majority: str, name: str = "") -> VotingRules:
    """Return how a room of the dialogue votes: a quorum and a majority in each college, then overall.

    ``total`` is its quorum in all, ``name`` what the journal calls it. Its ballots need no reasons, and it has no tie
    to put off: what is not carried is rejected.
    """
    return VotingRules(
        instance="room",
        release=name,
        release_sha256="",
        colleges=tuple(colleges),
        per_college=1,
        total=total,
        majority=majority,
        veto=False,
        postpones=False,
        reasons=False,
        may=(),
        may_not=(),
        grades=(),
        each_college=True,
    )


def is_majority(majority: str, votes_for: int, votes_against: int, took_part: int) -> bool:
    """Return whether votes are a majority by a rule, in a college or in all."""
    return {
        "simple": votes_for > votes_against,
        "absolute": 2 * votes_for > took_part,
        "two_thirds": votes_for > 0 and 3 * votes_for >= 2 * (votes_for + votes_against),
    }[majority]


def composition_faults(rules: VotingRules, seats: Sequence[Seat], members: Sequence[SeatHolder]) -> Iterator[Fault]:
    """Yield what makes a composition impossible; each names its seat or college."""
    known = {one.key for one in seats}
    for seat in seats:
        if seat.college not in rules.keys:
            yield fault("college-unknown", seat.key, college=seat.college, colleges=rules.keys)
    for college in rules.colleges:
        found = sum(seat.college == college.key for seat in seats)
        if college.seats is not None and found > college.seats:
            yield fault("seat-too-many", college.key, college=college.text, found=found, given=college.seats)
    for member in members:
        if member.seat not in known:
            yield fault("seat-unknown", member.seat, seat=member.seat, seats=tuple(sorted(known)))
    titulars = [one.seat for one in members if not one.substitute]
    for key in sorted({one for one in titulars if titulars.count(one) > 1}):
        yield fault("seat-titulars", key, seat=key)
    by_person = sorted({(one.person, one.seat) for one in members})
    for _, held in groupby(by_person, key=lambda one: one[0]):
        keys = tuple(seat for _, seat in held)
        if len(keys) > 1:
            yield fault("seat-person-twice", keys[0], seats=keys)


def shared_member_faults(committee: Iterable[SeatHolder], panel: Iterable[SeatHolder]) -> Iterator[Fault]:
    """Yield the fault of a committee and an appeal panel that share people, substitutes included."""
    both = {one.person for one in committee} & {one.person for one in panel}
    if both:
        yield fault("bodies-not-apart", count=len(both))
