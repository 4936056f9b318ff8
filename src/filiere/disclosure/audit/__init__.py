"""An auditor that does not trust the suppressor: it makes the table again, attacks it, and checks the certificate.

    audit_folder()      who learns what: readers, contributors, pairs of them, holdings
    audit()             the same for a table in memory

No code is shared with what hides cells: an import contract says so.
"""

from filiere.disclosure.audit.auditing import ATTACKERS, audit, audit_folder
from filiere.disclosure.audit.report import AuditReport, Finding, Interval, Result

__all__ = [
    "ATTACKERS",
    "AuditReport",
    "Finding",
    "Interval",
    "Result",
    "audit",
    "audit_folder",
]
