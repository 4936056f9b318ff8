"""What this app says to the others: what it holds of people, what it watches, tables told by the journal."""

from __future__ import annotations

from filiere.site.journal.extension_points import comparisons
from filiere.site.kit.rights import rights, scopes
from filiere.site.science import personal_data, vote_guards  # noqa: F401  They register there.
from filiere.site.science.journal_records import compare_ballots, compare_proposals
from filiere.site.science.rights import PROPOSAL_RIGHTS, PROPOSAL_SCOPE

comparisons.add(compare_proposals, compare_ballots)

scopes.add(PROPOSAL_SCOPE)
rights.add(*PROPOSAL_RIGHTS)
