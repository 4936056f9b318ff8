"""What this app says to the others: what it holds of people, what it watches, tables told by the journal."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.journal.extension_points import comparisons
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import WorkspaceDoor, workspace_doors
from filiere.site.kit.rights import rights, scopes
from filiere.site.members.affiliation_predicates import sits_or_is_staff
from filiere.site.members.models import Mandate
from filiere.site.science import draft_access, electorate_guards, personal_data, todo_items  # noqa: F401  They register there.
from filiere.site.science.journal_reconciliation import SEALED_PROPOSAL, compare_ballots
from filiere.site.science.rights import PROPOSAL_RIGHTS, PROPOSAL_SCOPE

sealed_rows.register(SEALED_PROPOSAL)
comparisons.register(compare_ballots)

scopes.add(PROPOSAL_SCOPE)
rights.add(*PROPOSAL_RIGHTS)

workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Comité scientifique", en="Scientific committee"),
        Text(
            fr="Proposer une version, la simuler, consulter, adopter.",
            en="Propose a version, simulate it, consult, adopt.",
        ),
        "science:home",
        sits_or_is_staff(Mandate.Instance.SCIENTIFIC, Mandate.Instance.COMMITTEE),
    ),
    order=60,
)
