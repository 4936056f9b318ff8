"""Names of the files of a run, and how a folder is known to be one: nothing else is ever replaced by a run."""

from pathlib import Path

from filiere.core import Faults
from filiere.core.bounded_json import load_json
from filiere.disclosure.faults import fault

RUN_FORMAT = "filiere-disclosure/1"
CERTIFICATE_FORMAT = "filiere-disclosure-certificate/1"

CELLS_FILE = "cells.csv"
PUBLIC_FILE = "cells-public.csv"
CONTRIBUTIONS_FILE = "contributions.csv"
COUNTS_FILE = "counts.csv"
SPEC_FILE = "spec.json"
REPORT_FILE = "report.json"
CERTIFICATE_FILE = "certificate.json"
RUN_FILES = frozenset(
    {CELLS_FILE, PUBLIC_FILE, CONTRIBUTIONS_FILE, COUNTS_FILE, SPEC_FILE, REPORT_FILE, CERTIFICATE_FILE}
)
"""All names that a run writes: nothing under another name is ever deleted."""


def is_run_folder(path: Path) -> bool:
    """Whether a folder holds a run of ours: a report in our format."""
    try:
        report = load_json((path / REPORT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(report, dict) and report.get("format") == RUN_FORMAT


def require_run(path: Path) -> None:
    """Raise :class:`Faults` when a folder is no run, whole or damaged: what only runs have is not there."""
    if is_run_folder(path) or any((path / name).is_file() for name in (PUBLIC_FILE, CERTIFICATE_FILE)):
        return
    raise Faults([fault("folder-no-run").at(file=str(path))])
