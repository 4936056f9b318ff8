"""The faults of a load: shown, counted, and written down whole for whoever has to mend the file."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self, TextIO

from filiere.core import Fault, FaultLog, Faults

# A line takes about 400 bytes: the file of faults stays under half a gigabyte whatever is loaded.
MOST_WRITTEN = 1_000_000


class LoadLog(FaultLog):
    """A fault log that also writes every fault, in both languages, to a CSV that a person can download.

    The file is only created when there is a fault. Beyond :data:`MOST_WRITTEN` faults they are counted, no longer
    written.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self._written = 0
        self._stream: TextIO | None = None

    def add(self, fault: Fault) -> None:
        """Count, keep and write a fault."""
        super().add(fault)
        if self._written >= MOST_WRITTEN:
            return
        if self._stream is None:
            self._stream = self.path.open("w", encoding="utf-8", newline="")
            csv.writer(self._stream).writerow(
                ["line", "column", "code", "key", "message_fr", "message_en", "remedy_fr", "remedy_en"]
            )
        self._written += 1
        csv.writer(self._stream).writerow(
            [
                fault.line,
                fault.column,
                fault.code,
                fault.key,
                fault.message.get("fr"),
                fault.message.en,
                fault.remedy.get("fr"),
                fault.remedy.en,
            ]
        )

    def close(self) -> None:
        """Close the file; what was written is on disk afterwards."""
        super().close()
        if self._stream is not None:
            self._stream.close()
            self._stream = None


class RefusedFile(Faults):
    """A file that was not loaded: the first faults of each kind, the exact counts, and where all are written.

    ``counts`` gives the number of faults by code, ``report`` the CSV with all of them, ``sha256`` the file refused.
    Nothing else was kept, and what was loaded before is untouched.
    """

    def __init__(self, faults: Iterable[Fault], counts: dict[str, int], report: Path, sha256: str) -> None:
        super().__init__(faults)
        self.counts = dict(sorted(counts.items()))
        self.report = report
        self.sha256 = sha256

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        return type(self), (self.faults, self.counts, self.report, self.sha256)
