"""Referentials as sealed data: the label, the norms, their mappings and their evolution.

A release is a folder of YAML that nothing changes once it is sealed; a dossier pins the one it was judged under. ::

    release = load_release(content_path("referentials", "lrs", "releases", "2027.1"))     # or
    release = Library().release("lrs@2027.1")
    release.sha256                          # what a dossier pins
    release.questionnaire("outsourcer")     # its criteria, in the order of the tree
    release.scales["electricity_metered"]   # the levels by which a criterion is answered
"""

from filiere.referentials.loader import Library, load_mapping, load_referential, load_release, seal_release
from filiere.referentials.records import (
    Addendum,
    Audit,
    Award,
    AwardLevel,
    Case,
    Category,
    Criterion,
    Evidence,
    Fact,
    Indicator,
    Input,
    Level,
    Map,
    Mapping,
    Migration,
    Operation,
    Parameter,
    Procedure,
    Referential,
    ReleaseHead,
    Rounding,
    Scale,
    Span,
    Theme,
    Total,
    Wording,
)
from filiere.referentials.release import Release

__all__ = [
    "Addendum",
    "Audit",
    "Award",
    "AwardLevel",
    "Case",
    "Category",
    "Criterion",
    "Evidence",
    "Fact",
    "Indicator",
    "Input",
    "Level",
    "Library",
    "Map",
    "Mapping",
    "Migration",
    "Operation",
    "Parameter",
    "Procedure",
    "Referential",
    "Release",
    "ReleaseHead",
    "Rounding",
    "Scale",
    "Span",
    "Theme",
    "Total",
    "Wording",
    "load_mapping",
    "load_referential",
    "load_release",
    "seal_release",
]
