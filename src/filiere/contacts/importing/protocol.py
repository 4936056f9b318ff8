"""What a source of rows is: the one thing that each importer of a system has to be.

A source reads one file, in one pass and in bounded memory, and yields what it finds::

    class Asterisk:
        name = "asterisk"

        def read(self, file: Delivered, context: Context) -> Iterator[Item]:
            for line, text in file.lines():
                ...
                yield Row("contact_leg", {"contact_id": …, "arrived_at": epoch_us, …}, line=line)
                yield Refused(line=line, code="unknown-event", message=…, remedy=…, read="…")
                yield Unused(rule="pause-event", line=line)

- :class:`CanonicalRow` is one canonical row. Its values are what the canonical CSV holds, as text, or typed: an ``int``
  for a count, or for an instant in microseconds UTC; a ``datetime`` with its offset; a ``bool``; a ``Decimal``. None,
  an empty text and an absent column are unknown. **People are given in clear**: the intake hashes every ``key`` column
  before anything is written.
- :class:`CanonicalBatch` is many rows at once, as an Arrow table: what large files are read into. Columns are the
  canonical ones as text, or ``int64`` microseconds for instants; ``raw_line`` is required.
- :class:`RefusedRecord` is a raw record that gives no row, and why. It is counted and named; the file goes on.
- :class:`UnusedRecords` is a raw record that gives no row and should not: a rule that the report names and counts.

The report reconciles both sides: ``raw records = rows + refused + unused``, where one record may give several rows, or
several records one row; a source says which by ``Row.records``. What is wrong with the whole file (a field that
the source was not written for, another format, a cut archive) raises :class:`filiere.core.Faults`, and nothing of the
file is imported.

A source is deterministic: an import that was killed goes on by reading again and leaving out what was already judged.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from filiere.core import Text

if TYPE_CHECKING:
    from filiere.contacts.importing.delivered_file import DeliveredFile

type CellValue = str | int | bool | Decimal | datetime | None


@dataclass(frozen=True, slots=True)
class CanonicalRow:
    """One canonical row of ``table``.

    ``line`` is where it comes from in the raw file, from 1. ``records`` is how many raw records it stands for, 0 when
    it shares them with another row. ``repairs`` names the rules by which the source changed what was written, and
    ``defects`` what is wrong with the record and was left as it is. Among rows of one identity in one file the
    greatest ``rank`` wins (a date of last update, say), and then the last line. ``precision_us`` is the step of the
    clock of its integer instants.
    """

    table: str
    values: Mapping[str, CellValue]
    line: int
    records: int = 1
    repairs: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()
    rank: int = 0
    precision_us: int = 1_000_000


@dataclass(frozen=True, slots=True)
class CanonicalBatch:
    """Many rows of ``table``: canonical columns, ``raw_line``, and if need be ``_repairs`` and ``_defects`` (names set
    apart by commas), ``_rank`` and ``_precision_us``. ``records`` as in :class:`CanonicalRow`, for all of them
    together."""

    table: str
    rows: pa.Table
    records: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRecord:
    """A raw record that gives no row: a fault code, what is wrong and what to do, and what was read at ``column``.

    ``read`` must never hold a person: give the name of an event, a word, the number of cells; not a number called.
    ``table`` is given when the record would have been one row of it, and is then counted among its rows. ``also`` are
    other faults of the same record, told with the first.
    """

    line: int
    code: str
    message: Text
    remedy: Text
    column: str | None = None
    read: str | None = None
    table: str | None = None
    records: int = 1
    also: tuple["RefusedRecord", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedRecords:
    """Raw records that give no row by the nature of the format; ``rule`` is a kebab-case name that the report counts.

    ``meaning`` tells the reader what they are; it is kept once a rule.
    """

    rule: str
    meaning: Text
    records: int = 1


type SourceItem = CanonicalRow | CanonicalBatch | RefusedRecord | UnusedRecords


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceContext:
    """What the caller knows and the file may not: the organisation its rows belong to (None: the file says so), the
    zone of local times, the customer's settings for a source, by name, and the folder of its own where a source may
    write what does not fit in memory (None: that of the machine for such files)."""

    organisation: str | None
    zone: str
    options: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None


class Source(Protocol):
    """An importer of one system.

    It may also have ``zone``, in which its days are counted where the caller says nothing, and ``words``, a mapping of
    the names of its own repairs and defects to what they mean, for the report.
    """

    @property
    def name(self) -> str:
        """The word given to ``--source``, or the name of the mapping file."""

    @property
    def mapping_sha256(self) -> str | None:
        """The seal of the mapping file that drives it, None for a source that needs none."""

    def read(self, file: "DeliveredFile", context: SourceContext) -> Iterator[SourceItem]:
        """Yield what the file holds; raise :class:`filiere.core.Faults` for what is wrong with all of it."""
