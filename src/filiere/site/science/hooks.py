"""What this app says to the others: what it holds of people, what it watches, tables told by the journal."""

from __future__ import annotations

from filiere.site.journal.extension_points import comparisons
from filiere.site.science import personal_data, vote_guards  # noqa: F401  They register there.
from filiere.site.science.journal_records import compare_ballots, compare_proposals

comparisons.add(compare_proposals, compare_ballots)
