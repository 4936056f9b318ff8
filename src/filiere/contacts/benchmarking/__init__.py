"""Benchmarks between centres: recomputed figures under one common definition, and nobody's figure but one's own.

    organisation_sums   what each organisation of a few stores brings: sums by day, agents, usable instants
    peer_comparison     who takes part, and what a reader is told
    quartiles           quartiles that are no member's figure, rounded to a step
    bootstrap           intervals, by whole days drawn again
    records, narrative  the result, as data and in both languages

The rules of confidentiality are not here: whoever calls asks the gate of publication about :attr:`Group.weights` and
hands its verdict over.
"""

from filiere.contacts.benchmarking.narrative import BAND_LABELS, LEFT_OUT_LABELS, describe_place, write_notes
from filiere.contacts.benchmarking.organisation_sums import Contributions, find_common_indicator, read_contributions
from filiere.contacts.benchmarking.peer_comparison import (
    ComparisonGroup,
    compute_benchmark,
    find_common_period,
    select_group,
)
from filiere.contacts.benchmarking.records import Benchmark, DaySum, MeasuredFigure, Member, OwnFigure, Quartile

__all__ = [
    "BAND_LABELS",
    "LEFT_OUT_LABELS",
    "Benchmark",
    "ComparisonGroup",
    "Contributions",
    "DaySum",
    "MeasuredFigure",
    "Member",
    "OwnFigure",
    "Quartile",
    "compute_benchmark",
    "describe_place",
    "find_common_indicator",
    "find_common_period",
    "read_contributions",
    "select_group",
    "write_notes",
]
