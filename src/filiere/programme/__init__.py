"""A programme and what becomes of it: targets read on figures, amendments to a text, sums that must add up.

    TargetNumbers, compute_progress, roll_up    how far a target has come, and a parent of targets
    Plan, read_plan, load_plan                  the records of a programme, from a file
    compute_state, compare_states               its state on a day by what was known on another, and two compared
    Moment, Change                              the two days of a reading, and what changed between two of them
    RegisterReadings, ReadingSource             what targets read: the register, and what a site counts itself
    check_sum, check_statement                  amounts announced against their parts

Pure: no clock, no network, no Django. A day, a figure and a text are given by whoever asks.
"""

from filiere.programme.figure_readings import FigureReading, ReadingSource, RegisterReadings, Retirement
from filiere.programme.plan import (
    ActionState,
    AxisState,
    CommitmentState,
    PlanState,
    Reason,
    compute_state,
)
from filiere.programme.plan_comparison import PlanComparison, compare_states
from filiere.programme.progress import Progress, Reading, TargetNumbers, compute_progress, roll_up
from filiere.programme.progress_cases import CaseProgress, read_case_progress
from filiere.programme.reader import SHIPPED_PLAN, list_plan_files, load_plan, read_plan
from filiere.programme.records import (
    Action,
    Agreement,
    Amounts,
    Axis,
    Commitment,
    Event,
    Fact,
    FigureChoice,
    Objective,
    Orientation,
    Plan,
    Target,
)
from filiere.programme.state_comparison import Change, Moment
from filiere.programme.sums import (
    AmountStatement,
    Disagreement,
    Part,
    StatementCheck,
    SumCheck,
    check_statement,
    check_sum,
    find_disagreements,
)

__all__ = [
    "SHIPPED_PLAN",
    "Action",
    "ActionState",
    "Agreement",
    "AmountStatement",
    "Amounts",
    "Axis",
    "AxisState",
    "CaseProgress",
    "Change",
    "Commitment",
    "CommitmentState",
    "Disagreement",
    "Event",
    "Fact",
    "FigureChoice",
    "FigureReading",
    "Moment",
    "Objective",
    "Orientation",
    "Part",
    "Plan",
    "PlanComparison",
    "PlanState",
    "Progress",
    "Reading",
    "ReadingSource",
    "Reason",
    "RegisterReadings",
    "Retirement",
    "StatementCheck",
    "SumCheck",
    "Target",
    "TargetNumbers",
    "check_statement",
    "check_sum",
    "compare_states",
    "compute_progress",
    "compute_state",
    "find_disagreements",
    "list_plan_files",
    "load_plan",
    "read_case_progress",
    "read_plan",
    "roll_up",
]
