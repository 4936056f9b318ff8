"""What this app says to the others: what it holds of people, what it watches, tables told by the journal."""

from __future__ import annotations

from filiere.site.journal.extension_points import comparisons
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.rights import rights, scopes
from filiere.site.science import personal_data, vote_guards  # noqa: F401  They register there.
from filiere.site.science.journal_records import SEALED_PROPOSAL, compare_ballots
from filiere.site.science.rights import PROPOSAL_RIGHTS, PROPOSAL_SCOPE

sealed_rows.register(SEALED_PROPOSAL)
comparisons.register(compare_ballots)

scopes.add(PROPOSAL_SCOPE)
rights.add(*PROPOSAL_RIGHTS)
