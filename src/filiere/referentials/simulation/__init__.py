"""Simulation: what other rules would do to a set of dossiers, before anyone votes on them.

::

    cases = list(generate_cases(release, 500, seed=1))                       # made up, and saying so
    trial = move_weight(release, "environment", "social_dialogue", Decimal(10))
    simulate(cases, release, trial, workers=2).groups                        # who gains, who loses, by group
    simulate(cases, release, candidate).groups                               # under a later release, migrated first
    replay_completed_cases(release, candidate, 500, seed=1)                  # migrated, and what is new made up too
    discrimination(release, cases)                                           # what each question tells apart
    tipping_points(evaluate(release, case))                                  # how far a level hangs on each weight

No group is smaller than five dossiers unless asked otherwise, and none can be found by subtraction.
"""

from filiere.referentials.compact_result import CompactResult, evaluate_compactly
from filiere.referentials.minimum_size_groups import group_text, size_class
from filiere.referentials.simulation.discrimination import QuestionDiscrimination, measure_discrimination
from filiere.referentials.simulation.impact import (
    CaseOutcome,
    GroupResult,
    Simulation,
    group_outcomes,
    replay_cases,
    replay_completed_cases,
    simulate,
)
from filiere.referentials.simulation.reweighting import move_weight, replace_weights
from filiere.referentials.simulation.synthetic_cases import generate_cases
from filiere.referentials.simulation.weight_thresholds import TippingPoint, find_tipping_points

__all__ = [
    "CaseOutcome",
    "CompactResult",
    "GroupResult",
    "QuestionDiscrimination",
    "Simulation",
    "TippingPoint",
    "evaluate_compactly",
    "find_tipping_points",
    "generate_cases",
    "group_outcomes",
    "group_text",
    "measure_discrimination",
    "move_weight",
    "replace_weights",
    "replay_cases",
    "replay_completed_cases",
    "simulate",
    "size_class",
]
