"""What this app says to the others: its jobs, its operations for programs, tables told by the journal."""

from __future__ import annotations

from filiere.site.confidentiality import api, personal_data  # noqa: F401  They register there.
from filiere.site.confidentiality.actions import request_job  # noqa: F401  Its jobs register there.
from filiere.site.confidentiality.journal_records import (
    compare_protections,
    compare_release_rows,
    compare_totals,
    compare_withdrawals,
)
from filiere.site.journal.extension_points import comparisons

comparisons.add(compare_protections, compare_release_rows, compare_totals, compare_withdrawals)
