"""What may be published in place of a dash: an interval that anybody could have reckoned, or every value rounded.

intervals_of()      what readers can know of each hidden cell, written out for those who cannot solve programs
rounded()           all cells to multiples of a base, additions kept
"""

from filiere.disclosure.alternatives.intervals import Intervals, intervals_of
from filiere.disclosure.alternatives.rounding import NoRounding, Rounded, bases_of, rounded

__all__ = ["Intervals", "NoRounding", "Rounded", "bases_of", "intervals_of", "rounded"]
