"""Names of the files of a run, and how a folder is known to be one: nothing else is ever replaced by a run."""

import json
from pathlib import Path

FORMAT = "filiere-disclosure/1"
CERTIFICATE_FORMAT = "filiere-disclosure-certificate/1"

CELLS = "cells.csv"
PUBLIC = "cells-public.csv"
CONTRIBUTIONS = "contributions.csv"
COUNTS = "counts.csv"
SPEC = "spec.json"
REPORT = "report.json"
CERTIFICATE = "certificate.json"
FILES = frozenset({CELLS, PUBLIC, CONTRIBUTIONS, COUNTS, SPEC, REPORT, CERTIFICATE})
"""All names that a run writes: nothing under another name is ever deleted."""


def is_run_folder(path: Path) -> bool:
    """Whether a folder holds a run of ours: a report in our format."""
    try:
        report = json.loads((path / REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(report, dict) and report.get("format") == FORMAT
