"""The profession’s own layer: its occupations, their skills, the jobs people come from and go to, and the bridges.

Official nomenclatures do not link a cashier to a customer adviser; the profession does, in its own words, with an
author and a date for each link. ``load_profession()`` is the way in.
"""

from filiere.careers.profession.checker import check_profession
from filiere.careers.profession.profession import PlacedBridge, Profession, list_core_needs, load_profession
from filiere.careers.profession.records import (
    Bridge,
    Certification,
    CertificationStatus,
    CodeLink,
    CodeSource,
    Condition,
    ConditionScale,
    ConditionTopic,
    Degree,
    Exit,
    Family,
    Feeder,
    FigureReference,
    Ladder,
    Need,
    NeedKind,
    Occupation,
    Phrase,
    Rank,
    ScaleEnd,
    SideMove,
    SideMoveReach,
    Skill,
    Training,
)

__all__ = [
    "Bridge",
    "Certification",
    "CertificationStatus",
    "CodeLink",
    "CodeSource",
    "Condition",
    "ConditionScale",
    "ConditionTopic",
    "Degree",
    "Exit",
    "Family",
    "Feeder",
    "FigureReference",
    "Ladder",
    "Need",
    "NeedKind",
    "Occupation",
    "Phrase",
    "PlacedBridge",
    "Profession",
    "Rank",
    "ScaleEnd",
    "SideMove",
    "SideMoveReach",
    "Skill",
    "Training",
    "check_profession",
    "list_core_needs",
    "load_profession",
]
