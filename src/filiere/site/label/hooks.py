"""What this app says to the others: its tables, pages and operations for programs, what the journal tells."""

from __future__ import annotations

from filiere.site.journal.extension_points import comparisons
from filiere.site.label import api, feeds, tables  # noqa: F401  They register there.
from filiere.site.label.journal_records import compare_simulations

comparisons.add(compare_simulations)
