"""What a reader who knows everything public still cannot tell of a vote, found exactly.

Such a reader knows who voted on which seat, the result, the rule of the vote and the rule of publication, and how those
voted who signed a minority opinion with their name. Votes are told by college and choice, as vectors in the order of
the choices; within a college nothing tells its voters apart. A voter's ballot is told when it is the same in every
assignment of ballots that fits what is published, which is when their college is unanimous, and for the same choice,
in each of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from filiere.referentials.voting.rules import is_majority

Vector = tuple[int, ...]

MIXED = -1
"""The face of a college whose voters did not all vote alike; that of one that did is the place of the choice."""

MAX_SUMS = 20_000
"""Above so many possible sums, votes are not told together: finding what they tell would take minutes."""


@dataclass(frozen=True, slots=True)
class SecretCollege:
    """Voters whose ballots are to stay secret, and, as a vector, the ballots of those who signed with their name."""

    key: str
    voters: int
    signed: Vector


@dataclass(frozen=True, slots=True)
class GroupVote:
    """Votes of a group that can be: their vector, and each college's possible faces."""

    votes: Vector
    faces: tuple[frozenset[int], ...]

    @property
    def keeps_ballots_secret(self) -> bool:
        """Whether these votes of the group, once published, leave every ballot in doubt."""
        return all(leaves_doubt(one) for one in self.faces)


@dataclass(slots=True)
class PublicReader:
    """What is public before any count: the groups of colleges that count together, and what the result excludes.

    ``low`` are the places of the choices below what was carried: a college wholly for these would have stopped it. It
    is empty where no college stops anything. ``majority`` is that of each college, where what was carried needed it:
    a college then stops it that has not that majority of ``high``, the places of what was carried and above, among
    those who said one or the other.
    """

    groups: tuple[tuple[SecretCollege, ...], ...]
    choices: int
    low: frozenset[int]
    high: frozenset[int] = frozenset()
    majority: str = ""
    _kept: dict[tuple[int, Vector], GroupVote | None] = field(default_factory=dict)

    def option(self, group: int, votes: Vector) -> GroupVote | None:
        """Return what the votes of a group leave possible in it; None when nothing."""
        key = (group, votes)
        if key not in self._kept:
            faces: list[set[int]] = [set() for _ in self.groups[group]]
            for columns in self._columns(self.groups[group], votes):
                for found, column in zip(faces, columns, strict=True):
                    found.add(college_face(column))
            self._kept[key] = GroupVote(votes, tuple(map(frozenset, faces))) if all(faces) else None
        return self._kept[key]

    def totals_doubtful(self, totals: Vector) -> bool:
        """Return whether all ballots stay in doubt once the votes of all colleges together are told.

        The reader knows that they are told together because the votes by group would have told a ballot.
        """
        sums = 1
        for number in totals:
            sums *= number + 1
        if sums > MAX_SUMS:
            return False
        options = [self._options(index, totals) for index in range(len(self.groups))]
        for index, group in enumerate(self.groups):
            others = {tuple([0] * self.choices): {False}}
            for other, found in enumerate(options):
                if other != index:
                    others = _add_group(others, found, totals)
            faces: list[set[int]] = [set() for _ in group]
            for vote in options[index]:
                told = others.get(_subtract_vectors(totals, vote.votes), set())
                if told and (True in told or not vote.keeps_ballots_secret):
                    for seen, more in zip(faces, vote.faces, strict=True):
                        seen |= more
            if not all(leaves_doubt(frozenset(one)) for one in faces):
                return False
        return True

    def _options(self, group: int, totals: Vector) -> list[GroupVote]:
        voters = sum(one.voters for one in self.groups[group])
        found = (self.option(group, votes) for votes in _bounded_vectors(voters, totals))
        return [one for one in found if one is not None]

    def _columns(self, colleges: Sequence[SecretCollege], votes: Vector) -> Iterator[tuple[Vector, ...]]:
        """Yield every way in which colleges can have given these votes, none stopping what was carried."""
        if not colleges:
            if not any(votes):
                yield ()
            return
        first, rest = colleges[0], colleges[1:]
        for column in _bounded_vectors(first.voters, votes):
            if not self._stops(first, column):
                for others in self._columns(rest, _subtract_vectors(votes, column)):
                    yield (column, *others)

    def _stops(self, college: SecretCollege, column: Vector) -> bool:
        if self.majority:
            cast = [column[place] + college.signed[place] for place in range(self.choices)]
            above, below = (sum(cast[place] for place in places) for places in (self.high, self.low))
            return above + below > 0 and not is_majority(self.majority, above, below, sum(cast))
        voted = [place for place in range(self.choices) if column[place] or college.signed[place]]
        return bool(voted) and self.low.issuperset(voted)


def college_face(column: Vector) -> int:
    """Return what a college shows: the place of its one choice, or that it has several; that of nobody is several."""
    places = [place for place, number in enumerate(column) if number]
    return places[0] if len(places) == 1 else MIXED


def leaves_doubt(faces: frozenset[int]) -> bool:
    """Return whether a college of these possible faces leaves every ballot of its voters in doubt."""
    return MIXED in faces or len(faces) > 1


def _bounded_vectors(total: int, most: Vector) -> Iterator[Vector]:
    """Yield the vectors of a sum, none of whose numbers is above that of ``most``."""
    if len(most) == 1:
        if total <= most[0]:
            yield (total,)
        return
    for number in range(min(total, most[0]) + 1):
        for rest in _bounded_vectors(total - number, most[1:]):
            yield (number, *rest)


def _subtract_vectors(this: Vector, other: Vector) -> Vector:
    return tuple(a - b for a, b in zip(this, other, strict=True))


def _add_group(sums: Mapping[Vector, set[bool]], options: Sequence[GroupVote], most: Vector) -> dict[Vector, set[bool]]:
    """Return the sums with those of one more group: for each, whether some group of it can tell a ballot."""
    found: dict[Vector, set[bool]] = {}
    for votes, told in sums.items():
        for option in options:
            total = tuple(a + b for a, b in zip(votes, option.votes, strict=True))
            if all(a <= b for a, b in zip(total, most, strict=True)):
                here = found.setdefault(total, set())
                here |= told if option.keeps_ballots_secret else {True}
    return found
