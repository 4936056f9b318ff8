"""The moves between occupations of the profession, each with who states it: official, the profession, or observed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from filiere.careers.profession import Occupation, Profession, SideMoveReach
from filiere.core import Text
from filiere.site.careers.profession_content import OfficialMoves


class MoveKind(StrEnum):
    """Who states a move."""

    OFFICIAL = "official"
    BRIDGED = "bridged"
    OBSERVED = "observed"


KIND_WORDS = {
    MoveKind.OFFICIAL: Text(fr="répertoire officiel", en="official register"),
    MoveKind.BRIDGED: Text(fr="profession", en="the profession"),
    MoveKind.OBSERVED: Text(fr="passages observés", en="observed moves"),
}
KIND_STROKES = {MoveKind.OFFICIAL: "mv-o", MoveKind.BRIDGED: "mv-b", MoveKind.OBSERVED: "mv-s"}


@dataclass(frozen=True, slots=True)
class OccupationMove:
    """A move from one occupation to another.

    ``reasons`` are the names of its ladders, or why people make a move to the side; ``people`` is how many were
    observed, None where nobody counted them.
    """

    origin: Occupation
    target: Occupation
    kinds: tuple[MoveKind, ...]
    reasons: tuple[Text, ...] = ()
    both_ways: bool = False
    people: int | None = None

    @property
    def step(self) -> int:
        """The level of the target less that of the origin."""
        return self.target.level - self.origin.level

    @property
    def known_by(self) -> Text:
        """Who states it, in words."""
        words = [KIND_WORDS[one] for one in self.kinds]
        return Text(fr=", ".join(one.fr for one in words), en=", ".join(one.en for one in words))

    @property
    def direction(self) -> Text:
        """Where it leads, in words."""
        if self.step > 0:
            return Text(fr=f"Monte de {self.step}", en=f"Up {self.step}")
        if self.both_ways:
            return Text(fr="Côté, dans les deux sens", en="Sideways, both ways")
        return Text(fr="Côté", en="Sideways")


@dataclass(slots=True)
class _Draft:
    kinds: set[MoveKind] = field(default_factory=set)
    reasons: list[Text] = field(default_factory=list)
    both_ways: bool = False


def list_moves(
    profession: Profession,
    official: OfficialMoves,
    observed: Mapping[tuple[str, str], int] | None = None,
) -> tuple[OccupationMove, ...]:
    """Return every move between occupations, once each: steps of ladders, side moves, official and observed ones."""
    drafts: dict[tuple[str, str], _Draft] = {pair: _Draft({MoveKind.BRIDGED}) for pair in profession.steps_up}
    for ladder in profession.ladders:
        for pair in zip(ladder.steps, ladder.steps[1:], strict=False):
            drafts[pair].reasons.append(ladder.label)
    for side in profession.side_moves:
        draft = drafts.setdefault((side.origin, side.target), _Draft())
        draft.kinds.add(MoveKind.BRIDGED)
        draft.reasons.append(side.reason)
        draft.both_ways = side.reach is SideMoveReach.BOTH_WAYS
    for move in official.moves:
        if move.occupation:
            drafts.setdefault((official.origin.occupation, move.occupation), _Draft()).kinds.add(MoveKind.OFFICIAL)
    for pair in observed or {}:
        drafts.setdefault(pair, _Draft()).kinds.add(MoveKind.OBSERVED)
    jobs = profession.occupations
    return tuple(
        OccupationMove(
            jobs[origin],
            jobs[target],
            tuple(kind for kind in MoveKind if kind in draft.kinds),
            tuple(draft.reasons),
            draft.both_ways,
            (observed or {}).get((origin, target)),
        )
        for (origin, target), draft in drafts.items()
        if origin in jobs and target in jobs
    )


def moves_from(moves: Iterable[OccupationMove], job: str) -> list[tuple[Occupation, OccupationMove]]:
    """The occupations that people of a job can go to, with the move; one that goes both ways counts from each end."""
    found = []
    for move in moves:
        if move.origin.id == job:
            found.append((move.target, move))
        elif move.target.id == job and move.both_ways:
            found.append((move.origin, move))
    return sorted(found, key=lambda one: -one[0].level)


def moves_to(moves: Iterable[OccupationMove], job: str) -> list[tuple[Occupation, OccupationMove]]:
    """The occupations from which people rise to a job, with the move."""
    return sorted(
        ((move.origin, move) for move in moves if move.target.id == job and move.step > 0),
        key=lambda one: -one[0].level,
    )
