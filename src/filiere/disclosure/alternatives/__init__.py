"""What may be published in place of a dash: an interval that anybody could have reckoned, or every value rounded.

intervals_of()      what readers can know of each hidden cell, written out for those who cannot solve programs
rounded()           all cells to multiples of a base, additions kept
"""

from filiere.disclosure.alternatives.intervals import PublishedIntervals, compute_intervals
from filiere.disclosure.alternatives.rounding import RoundedTable, RoundingNotFound, iter_bases, round_table

__all__ = ["PublishedIntervals", "RoundedTable", "RoundingNotFound", "compute_intervals", "iter_bases", "round_table"]
