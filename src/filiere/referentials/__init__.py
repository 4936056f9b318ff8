"""Referentials as sealed data: the label, the norms, their mappings and their evolution.

A release is a folder of YAML that nothing changes once it is sealed; a dossier pins the one it was judged under. ::

    release = load_release(content_path("referentials", "lrs", "releases", "2027.1"))     # or
    release = Library().release("lrs@2027.1")
    release.sha256                          # what a dossier pins
    release.questionnaire("outsourcer")     # its criteria, in the order of the tree
    release.scales["electricity_metered"]   # the levels by which a criterion is answered

What is done with releases is in packages of its own: :mod:`~filiere.referentials.scoring` judges a dossier,
:mod:`~filiere.referentials.mapping` says what one release covers of another and what may be carried over,
:mod:`~filiere.referentials.comparison` tells two releases apart, :mod:`~filiere.referentials.migration` carries a
dossier from one to the next, :mod:`~filiere.referentials.simulation` tries other rules on many dossiers.
"""

from filiere.referentials.addenda import amended, as_of
from filiere.referentials.comparison import Change, compare, is_patch
from filiere.referentials.factors import Factor, FactorTable, load_factors
from filiere.referentials.loader import Library, load_mapping, load_referential, load_release, seal_release
from filiere.referentials.mapping import (
    Correspondence,
    Coverage,
    Held,
    Link,
    Proposal,
    accept,
    became,
    chain,
    correspondence,
    correspondences,
    coverage,
    map_states,
    proposals,
    record_review,
)
from filiere.referentials.migration import Migrated, migrate, migration_report, migration_to
from filiere.referentials.records import (
    Addendum,
    Amendment,
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
from filiere.referentials.simulation import (
    Simulation,
    discrimination,
    generate_cases,
    move_weight,
    reweighted,
    simulate,
    tipping_points,
)

__all__ = [
    "Addendum",
    "Amendment",
    "Audit",
    "Award",
    "AwardLevel",
    "Case",
    "Category",
    "Change",
    "Correspondence",
    "Coverage",
    "Criterion",
    "Evidence",
    "Fact",
    "Factor",
    "FactorTable",
    "Held",
    "Indicator",
    "Input",
    "Level",
    "Library",
    "Link",
    "Map",
    "Mapping",
    "Migrated",
    "Migration",
    "Operation",
    "Parameter",
    "Procedure",
    "Proposal",
    "Referential",
    "Release",
    "ReleaseHead",
    "Rounding",
    "Scale",
    "Simulation",
    "Span",
    "Theme",
    "Total",
    "Wording",
    "accept",
    "amended",
    "as_of",
    "became",
    "chain",
    "compare",
    "correspondence",
    "correspondences",
    "coverage",
    "discrimination",
    "generate_cases",
    "is_patch",
    "load_factors",
    "load_mapping",
    "load_referential",
    "load_release",
    "map_states",
    "migrate",
    "migration_report",
    "migration_to",
    "move_weight",
    "proposals",
    "record_review",
    "reweighted",
    "seal_release",
    "simulate",
    "tipping_points",
]
