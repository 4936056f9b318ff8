"""Scoring: from what a dossier says to a score, a range, a level, and what must be known to decide.

::

    evaluation = evaluate(release, case)          # case: a Case, or a mapping with its keys; Faults when it is wrong
    evaluation.total, evaluation.range            # Decimal or None; (low, high)
    evaluation.level, evaluation.reachable_levels # "confirmed", "none" or "unknown"; best first
    evaluation.missing                            # ("fact.has_cse", …) what must be known next
    explain(evaluation, "total", "fr")            # steps: total, theme.x, criterion.x, indicator.x, level
    evaluation.as_json()                          # numbers as Decimal

Choices, tested one by one:

- Numbers are exact. Themes are rounded by their own rule before the total, which is rounded by its own.
- A question that does not apply leaves its weight to its siblings (or counts zero or full, as the theme says); a theme
  left without questions does the same in the total.
- A question is asked after the fact that decides whether it applies: ``missing`` names the fact only.
- ``findings(kind)`` counts those that still stand on the day. A case without findings has none.
- Points given by an indicator are held within 0 and 100. A quantity fact is never below zero.
- Eligibility and exclusions are told apart from the level: a committee decides on them.
"""

from filiere.referentials.scoring.award import (
    NO_LEVEL,
    UNDECIDED,
    ConditionStatus,
    DutyStatus,
    FloorStatus,
    KnockOutStatus,
)
from filiere.referentials.scoring.case import Case
from filiere.referentials.scoring.evaluator import evaluate, evaluate_all
from filiere.referentials.scoring.explanation import TraceStep, explain_figure
from filiere.referentials.scoring.findings import Finding, FindingTally, tally_findings
from filiere.referentials.scoring.plan import compile_release
from filiere.referentials.scoring.results import Evaluation
from filiere.referentials.scoring.score_ranges import MAX_SITUATIONS

__all__ = [
    "MAX_SITUATIONS",
    "NO_LEVEL",
    "UNDECIDED",
    "Case",
    "ConditionStatus",
    "DutyStatus",
    "Evaluation",
    "Finding",
    "FindingTally",
    "FloorStatus",
    "KnockOutStatus",
    "TraceStep",
    "compile_release",
    "evaluate",
    "evaluate_all",
    "explain_figure",
    "tally_findings",
]
