"""Benchmarks between centres: recomputed figures under one common definition, and nobody's figure but one's own.

    reading         what each organisation of a few stores brings: sums by day, agents, usable instants
    comparing       who takes part, and what a reader is told
    quartiles       quartiles that are no member's figure, rounded to a step
    bootstrap       intervals, by whole days drawn again
    records, words  the result, as data and in both languages

The rules of confidentiality are not here: whoever calls asks the gate of publication about :attr:`Group.weights` and
hands its verdict over.
"""

from filiere.contacts.benchmarking.comparing import Group, benchmark, common_period, group
from filiere.contacts.benchmarking.reading import Brought, brought, common_indicator
from filiere.contacts.benchmarking.records import Benchmark, DaySum, Measured, Member, Own, Quartile
from filiere.contacts.benchmarking.words import BANDS, LEFT_OUT, notes, place

__all__ = [
    "BANDS",
    "LEFT_OUT",
    "Benchmark",
    "Brought",
    "DaySum",
    "Group",
    "Measured",
    "Member",
    "Own",
    "Quartile",
    "benchmark",
    "brought",
    "common_indicator",
    "common_period",
    "group",
    "notes",
    "place",
]
