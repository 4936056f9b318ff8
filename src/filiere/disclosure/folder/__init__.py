"""The folder of a run: what may leave the house in one file, and beside it everything that must not.

    write_folder()   a protected table, all at once or not at all
    write_inputs()   what an audit reads of it
    read_folder()    the same, read back
    PUBLIC           the one file that readers may see

All other files are for statisticians: values, reasons, contributors and proofs are made of what is withheld.
"""

from filiere.disclosure.folder.destination import check_destination
from filiere.disclosure.folder.form import CELLS, CERTIFICATE, FORMAT, PUBLIC, REPORT, SPEC, is_run_folder, require_run
from filiere.disclosure.folder.reading import RunFolder, read_folder
from filiere.disclosure.folder.report import Audited, Counted, Report, promise_of, promised, safe
from filiere.disclosure.folder.writing import Published, Run, Unsafe, write_folder, write_inputs

__all__ = [
    "CELLS",
    "CERTIFICATE",
    "FORMAT",
    "PUBLIC",
    "REPORT",
    "SPEC",
    "Audited",
    "Counted",
    "Published",
    "Report",
    "Run",
    "RunFolder",
    "Unsafe",
    "check_destination",
    "is_run_folder",
    "promise_of",
    "promised",
    "read_folder",
    "require_run",
    "safe",
    "write_folder",
    "write_inputs",
]
