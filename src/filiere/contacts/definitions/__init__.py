"""Definitions of indicators as data: versioned, dated, sealed, and never edited after the fact.

choices              the 22 choices, each spelt out
measure_catalogue    the measures, and which choices matter to which
records              a set of definitions and its indicators
loader               from files to sets
"""

from filiere.contacts.definitions.choices import CHOICE_ORDER, Choices, Outcome
from filiere.contacts.definitions.loader import Definitions, load_definitions, load_set, read_set
from filiere.contacts.definitions.measure_catalogue import CHOICES_THAT_MATTER, MEASURES, Measure
from filiere.contacts.definitions.records import DefinitionSet, Indicator, Target, Validity

__all__ = [
    "CHOICES_THAT_MATTER",
    "CHOICE_ORDER",
    "MEASURES",
    "Choices",
    "DefinitionSet",
    "Definitions",
    "Indicator",
    "Measure",
    "Outcome",
    "Target",
    "Validity",
    "load_definitions",
    "load_set",
    "read_set",
]
