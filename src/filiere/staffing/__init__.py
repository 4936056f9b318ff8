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
from filiere.staffing.measures import READING_LABELS, SERVICE_LEVEL_READINGS, ServiceLevelReading, TeamMeasures
from filiere.staffing.patience import Hazard, PatienceEstimate, SurvivalStep, WaitCounts, hazard_rates, kaplan_meier
from filiere.staffing.plan import ForecastInterval, PlannedInterval, StaffingPlan, build_plan
from filiere.staffing.targets import (
    TARGET_LABELS,
    AgentRequirement,
    StaffingTarget,
    agents_to_schedule,
    find_least_agents,
)
from filiere.staffing.workload import Workload, pool_workloads

__all__ = [
    "MOST_AGENTS",
    "READING_LABELS",
    "SERVICE_LEVEL_READINGS",
    "TARGET_LABELS",
    "AgentRequirement",
    "ForecastInterval",
    "Hazard",
    "InvalidNumber",
    "NoPatience",
    "Overload",
    "PatienceEstimate",
    "PlannedInterval",
    "ServiceLevelReading",
    "StaffingError",
    "StaffingPlan",
    "StaffingTarget",
    "SurvivalStep",
    "TeamMeasures",
    "Unreachable",
    "WaitCounts",
    "Workload",
    "agents_to_schedule",
    "build_plan",
    "erlang_a",
    "erlang_c",
    "find_least_agents",
    "hazard_rates",
    "kaplan_meier",
    "pool_workloads",
    "waiting_probability",
]
