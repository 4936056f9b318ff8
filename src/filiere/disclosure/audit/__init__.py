"""An auditor that does not trust the suppressor: it makes the table again, attacks it, and checks the certificate.

    audit_folder()      who learns what: readers, contributors, pairs of them, holdings
    audit()             the same for a table in memory
    verify_folder()     whether a run holds what its certificate says, without any solver

No code is shared with what hides cells: an import contract says so.
"""

from filiere.disclosure.audit.auditor import audit, audit_folder
from filiere.disclosure.audit.certificate_check import FolderVerification, verify_folder
from filiere.disclosure.audit.certificate_reader import ProofCertificate, SparseVectors
from filiere.disclosure.audit.report import ATTACKERS, AttackFinding, AttackResult, CellInterval, DisclosureAuditReport

__all__ = [
    "ATTACKERS",
    "AttackFinding",
    "AttackResult",
    "CellInterval",
    "DisclosureAuditReport",
    "FolderVerification",
    "ProofCertificate",
    "SparseVectors",
    "audit",
    "audit_folder",
    "verify_folder",
]
