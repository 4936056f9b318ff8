"""How many people a team needs, by the mathematics of queues: Erlang C, Erlang A, and the patience it rests on.

    Workload, pool          calls in an interval, and queues that one team serves
    erlang_c, erlang_a      what a number of agents gives: waits, service level by each reading, losses, occupancy
    Target, staff           the least number of agents for what is asked
    plan                    the same interval by interval, from a forecast
    kaplan_meier, hazards   patience from waits, most of which ended in an answer

Times are in seconds, shares and probabilities from 0 to 1. What has no answer raises a :class:`StaffingError`, by
kinds. The package imports :mod:`filiere.core` and nothing else of the house.
"""

from filiere.staffing.erlang_a import erlang_a
from filiere.staffing.erlang_c import erlang_c, waiting_probability
from filiere.staffing.errors import MOST_AGENTS, InvalidNumber, NoPatience, Overload, StaffingError, Unreachable
from filiere.staffing.measures import READING_WORDS, READINGS, Measures, Reading
from filiere.staffing.patience import Hazard, Patience, Step, Waited, hazards, kaplan_meier
from filiere.staffing.plan import Expected, Plan, Planned, plan
from filiere.staffing.targets import ASKED_WORDS, Requirement, Target, scheduled, staff
from filiere.staffing.workload import Workload, pool

__all__ = [
    "ASKED_WORDS",
    "MOST_AGENTS",
    "READINGS",
    "READING_WORDS",
    "Expected",
    "Hazard",
    "InvalidNumber",
    "Measures",
    "NoPatience",
    "Overload",
    "Patience",
    "Plan",
    "Planned",
    "Reading",
    "Requirement",
    "StaffingError",
    "Step",
    "Target",
    "Unreachable",
    "Waited",
    "Workload",
    "erlang_a",
    "erlang_c",
    "hazards",
    "kaplan_meier",
    "plan",
    "pool",
    "scheduled",
    "staff",
    "waiting_probability",
]
