"""How close jobs are, in named parts that sum to the score."""

from filiere.careers.proximity.bridges import Bridge
from filiere.careers.proximity.diversity import diversify
from filiere.careers.proximity.model import ALL_PARTS, WITHOUT_FREE_TEXT, Profile, Proximity, UnknownJob
from filiere.careers.proximity.parts import PART_LABELS, Line, Part, PartScore, Suggestion

__all__ = [
    "ALL_PARTS",
    "PART_LABELS",
    "WITHOUT_FREE_TEXT",
    "Bridge",
    "Line",
    "Part",
    "PartScore",
    "Profile",
    "Proximity",
    "Suggestion",
    "UnknownJob",
    "diversify",
]
