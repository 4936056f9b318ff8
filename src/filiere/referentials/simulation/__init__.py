"""Simulation: what other rules would do to a set of dossiers, before anyone votes on them.

::

    cases = list(generate_cases(release, 500, seed=1))                       # made up, and saying so
    trial = move_weight(release, "environment", "social_dialogue", Decimal(10))
    simulate(cases, release, trial, workers=2).groups                        # who gains, who loses, by group
    simulate(cases, release, candidate).groups                               # under a later release, migrated first
    discrimination(release, cases)                                           # what each question tells apart
    tipping_points(evaluate(release, case))                                  # how far a level hangs on each weight

No group is smaller than five dossiers unless asked otherwise, and none can be found by subtraction.
"""

from filiere.referentials.groups import group_text, size_class
from filiere.referentials.shadow import Shadow, shadow
from filiere.referentials.simulation.discrimination import Discrimination, discrimination
from filiere.referentials.simulation.made_up import generate_cases
from filiere.referentials.simulation.replay import GroupResult, Outcome, Simulation, aggregate, outcomes, simulate
from filiere.referentials.simulation.tipping import Tipping, tipping_points
from filiere.referentials.simulation.weights import move_weight, reweighted

__all__ = [
    "Discrimination",
    "GroupResult",
    "Outcome",
    "Shadow",
    "Simulation",
    "Tipping",
    "aggregate",
    "discrimination",
    "generate_cases",
    "group_text",
    "move_weight",
    "outcomes",
    "reweighted",
    "shadow",
    "simulate",
    "size_class",
    "tipping_points",
]
