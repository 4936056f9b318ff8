"""What the profession says of one very move: the steps of its ladders, its side moves, its ways in and out."""

from __future__ import annotations

from itertools import pairwise

from filiere.careers.paths.holdings import Origin
from filiere.careers.paths.records import ProfessionLink
from filiere.careers.paths.targets import Target
from filiere.careers.profession import Profession, SideMoveReach


def find_profession_link(profession: Profession, origin: Origin, target: Target) -> ProfessionLink:
    """Return what the profession says of a move between two of its jobs; nothing of one that it does not describe."""
    move = (origin.job, target.id)
    side = next(
        (
            one.reason
            for one in profession.side_moves
            if move == (one.origin, one.target)
            or (one.reach is SideMoveReach.BOTH_WAYS and move == (one.target, one.origin))
        ),
        None,
    )
    feeder, leaving = profession.feeders.get(origin.job), profession.exits.get(target.id)
    return ProfessionLink(
        ladders=tuple(one.label for one in profession.ladders if move in set(pairwise(one.steps))),
        side_move=side,
        way_in=feeder is not None and target.id in feeder.occupations,
        way_out=leaving is not None and origin.job in leaving.occupations,
    )
