"""What this app says to the others: what it does each hour, tables told by the journal."""

from __future__ import annotations

from filiere.site.journal.extension_points import comparisons
from filiere.site.observatory import scheduled  # noqa: F401  Its tasks register there.
from filiere.site.observatory.journal_records import compare_amendments, compare_versions

comparisons.add(compare_amendments, compare_versions)
