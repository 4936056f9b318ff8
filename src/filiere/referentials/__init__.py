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

from filiere.referentials.addenda import apply_addenda, apply_adopted_addenda
from filiere.referentials.comparison import ReleaseChange, compare_releases, is_patch
from filiere.referentials.factors import Factor, FactorTable, load_factors
from filiere.referentials.loader import Library, load_mapping, load_referential, load_release, seal_release
from filiere.referentials.mapping import (
    CarryProposal,
    Correspondence,
    Coverage,
    HeldResults,
    Link,
    accept_proposals,
    chain_correspondences,
    compute_coverage,
    find_correspondences,
    find_map_states,
    find_successors,
    propose_carry_over,
    record_review,
    resolve_mapping,
)
from filiere.referentials.migration import MigrationResult, find_migration, migrate_case, report_migration
from filiere.referentials.records import (
    Addendum,
    Amendment,
    Audit,
    Award,
    AwardLevel,
    Category,
    Criterion,
    DatedParameter,
    Evidence,
    Fact,
    GoldenCase,
    Indicator,
    Input,
    Level,
    MapEntry,
    Mapping,
    Migration,
    Operation,
    Procedure,
    Referential,
    ReleaseHead,
    Rounding,
    Scale,
    Theme,
    TimeSpan,
    Total,
    Wording,
)
from filiere.referentials.release import Release
from filiere.referentials.simulation import (
    Simulation,
    find_tipping_points,
    generate_cases,
    measure_discrimination,
    move_weight,
    replace_weights,
    simulate,
)

__all__ = [
    "Addendum",
    "Amendment",
    "Audit",
    "Award",
    "AwardLevel",
    "CarryProposal",
    "Category",
    "Correspondence",
    "Coverage",
    "Criterion",
    "DatedParameter",
    "Evidence",
    "Fact",
    "Factor",
    "FactorTable",
    "GoldenCase",
    "HeldResults",
    "Indicator",
    "Input",
    "Level",
    "Library",
    "Link",
    "MapEntry",
    "Mapping",
    "Migration",
    "MigrationResult",
    "Operation",
    "Procedure",
    "Referential",
    "Release",
    "ReleaseChange",
    "ReleaseHead",
    "Rounding",
    "Scale",
    "Simulation",
    "Theme",
    "TimeSpan",
    "Total",
    "Wording",
    "accept_proposals",
    "apply_addenda",
    "apply_adopted_addenda",
    "chain_correspondences",
    "compare_releases",
    "compute_coverage",
    "find_correspondences",
    "find_map_states",
    "find_migration",
    "find_successors",
    "find_tipping_points",
    "generate_cases",
    "is_patch",
    "load_factors",
    "load_mapping",
    "load_referential",
    "load_release",
    "measure_discrimination",
    "migrate_case",
    "move_weight",
    "propose_carry_over",
    "record_review",
    "replace_weights",
    "report_migration",
    "resolve_mapping",
    "seal_release",
    "simulate",
]
