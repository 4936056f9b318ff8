"""Agreements with the State: what was signed, paid, used and reported, and what was only said; sums as they stand."""
