"""The folder of a run, put together again from the files that are kept by their fingerprints, for as long as one asks.

Readers of a run and the check of its certificate take a folder; here contents are kept one by one and never under a
name. A file that is no longer what was kept stops everything.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filiere.core import Fault, Faults
from filiere.disclosure import CERTIFICATE_FILE, PUBLIC_FILE, parse_release, read_folder, verify_folder
from filiere.site.confidentiality import content_store
from filiere.site.confidentiality.faults import fault
from filiere.site.confidentiality.models import Protection
from filiere.site.confidentiality.release_ledger import RELEASED_FILE

COSTS_FILE, INTERVALS_FILE, OVERLAPS_FILE = "costs.json", "intervals.json", "met.json"
"""Inner files that the site adds to those of a run: costs of cells, what a reader finds, what was met of the past."""
_ADDED_FILES = frozenset({COSTS_FILE, INTERVALS_FILE, OVERLAPS_FILE})


@contextmanager
def open_run_folder(row: Protection) -> Iterator[Path]:
    """Give the folder of a prepared table, and take it away; raise ``Faults`` when a file is not what was kept."""
    with tempfile.TemporaryDirectory(prefix="run-") as name:
        folder = Path(name)
        for file, sha256 in row.files.items():
            if file not in _ADDED_FILES and file != RELEASED_FILE:
                (folder / file).write_bytes(content_store.read_content(sha256))
        (folder / PUBLIC_FILE).write_bytes(content_store.read_content(row.public))
        yield folder


def read_added_file(row: Protection, name: str) -> Any:
    """Return one of the files that the site adds, read."""
    return json.loads(content_store.read_content(row.files[name]))


def encode_added_file(content: Mapping[str, Any] | list[Any]) -> bytes:
    """Write such a file."""
    return json.dumps(content, ensure_ascii=False).encode()


def require_proven(row: Protection) -> None:
    """Raise ``Faults`` unless the certificate holds for the very files kept, the public one among them, and the report
    that it seals says that nobody of the level learns too much."""
    if CERTIFICATE_FILE not in row.files:
        raise _unproven_faults(())
    with open_run_folder(row) as folder:
        found = verify_folder(folder)
        if not found.holds or found.level != row.level or row.report.get("protected") is not True:
            raise _unproven_faults(found.faults)
        shown = read_folder(folder).list_shown_values()
    # What the past is read from must be what readers get, or a later table would be judged against something else.
    kept = parse_release(content_store.read_content(row.files[RELEASED_FILE]))
    if [one is None for one in shown] != kept.hidden.tolist() or kept.system.values.tolist() != [
        value if one is None else int(one * kept.system.scale)
        for one, value in zip(shown, kept.system.values.tolist(), strict=True)
    ]:
        raise _unproven_faults(())


def _unproven_faults(faults: tuple[Fault, ...]) -> Faults:
    return Faults(
        [
            fault("release-unproven"),
            *faults,
        ]
    )
