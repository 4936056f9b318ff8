"""How many organisations a store may hold: each is folders and files of its own, by table and by month.

A column of calls or of customers taken for that of organisations makes a store of as many files as there are rows,
which nothing reads, copies or erases in bearable time. It is seen as the parts of a delivery are written, before
anything is merged.
"""

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from filiere.contacts.importing.faults import fault
from filiere.contacts.store import Store
from filiere.core import Fault, Faults

MAX_ORGANISATIONS = 500
"""Organisations of one store: a centre answers for some tens of them at most."""


class StoreOrganisations:
    """The organisations of a store, and those that a delivery adds."""

    def __init__(self, store: Store) -> None:
        self._found = set(store.organisations())

    def take(self, file: Path, parts: Iterable[Path]) -> None:
        """Note those of parts of a delivery, each a Parquet file with its lines; raise :class:`Faults` at the first one
        too many. A store that holds more already, of an earlier version, takes no new one."""
        for part in parts:
            rows = pq.read_table(part, columns=["organisation", "raw_line"], partitioning=None)
            first = rows.group_by("organisation").aggregate([("raw_line", "min")]).sort_by("raw_line_min")
            for row in first.to_pylist():
                if row["organisation"] in self._found:
                    continue
                if len(self._found) >= MAX_ORGANISATIONS:
                    raise Faults([_too_many_fault(file, row["raw_line_min"])])
                self._found.add(row["organisation"])


def _too_many_fault(file: Path, line: int) -> Fault:
    return fault("organisations-too-many", max_organisations=MAX_ORGANISATIONS, line=line).at(
        file=str(file), line=line, key="organisation"
    )
