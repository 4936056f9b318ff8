"""Price and effort of a candidature, both known before an organisation commits itself.

::

    grid = grid_in_force(load_grids(), "lrs", day)
    effort = estimate(release, "outsourcer", facts, sites=4, day=day)     # questions, evidence, sites, audit days
    quote = quote_for(grid, "outsourcer", headcount=420, sites=4, audit_days=effort.audit_days, day=day)
    quote.lines[0].explained                                             # why, in both languages
    quote.net, quote.vat, quote.gross, quote.valid_until

A price that nobody can retrace is a price that depends on whom one knows. The grid is dated data with its origin; each
line says what it counts, at what rate and why; amounts are exact decimals, rounded once a line to the cent.
"""

from filiere.referentials.pricing.candidate_effort import Effort, estimate_effort
from filiere.referentials.pricing.quote import Quote, QuoteLine, make_quote
from filiere.referentials.pricing.records import PriceGrid, find_grid_in_force, load_grids

__all__ = [
    "Effort",
    "PriceGrid",
    "Quote",
    "QuoteLine",
    "estimate_effort",
    "find_grid_in_force",
    "load_grids",
    "make_quote",
]
