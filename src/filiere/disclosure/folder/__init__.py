"""The folder of a run: what may leave the house in one file, and beside it everything that must not.

    write_folder()   a protected table, all at once or not at all
    write_inputs()   what an audit reads of it
    read_folder()    the same, read back
    PUBLIC           the one file that readers may see

All other files are for statisticians: values, reasons, contributors and proofs are made of what is withheld.
"""

from filiere.disclosure.folder.destination import check_destination
from filiere.disclosure.folder.layout import (
    CELLS_FILE,
    CERTIFICATE_FILE,
    PUBLIC_FILE,
    REPORT_FILE,
    RUN_FORMAT,
    SPEC_FILE,
    is_run_folder,
    require_run,
)
from filiere.disclosure.folder.reader import RunFolder, read_folder
from filiere.disclosure.folder.run_report import (
    AttackerCounts,
    AuditSummary,
    RunReport,
    find_promise,
    judge_promise,
    keeps_promise,
    promised_attackers,
)
from filiere.disclosure.folder.writer import ProtectionRun, PublishedTable, UnsafeRun, write_folder, write_inputs

__all__ = [
    "CELLS_FILE",
    "CERTIFICATE_FILE",
    "PUBLIC_FILE",
    "REPORT_FILE",
    "RUN_FORMAT",
    "SPEC_FILE",
    "AttackerCounts",
    "AuditSummary",
    "ProtectionRun",
    "PublishedTable",
    "RunFolder",
    "RunReport",
    "UnsafeRun",
    "check_destination",
    "find_promise",
    "is_run_folder",
    "judge_promise",
    "keeps_promise",
    "promised_attackers",
    "read_folder",
    "require_run",
    "write_folder",
    "write_inputs",
]
