"""What a column of a canonical table may hold, said once for the importer, the templates and the reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from filiere.core.text import Text

ColumnKind = Literal["name", "key", "time", "day", "month", "clock", "count", "number", "flag", "word", "zone"]
"""``name`` a text kept as it is; ``key`` a person, kept as a keyed hash only; ``time`` an instant, ISO 8601 with
offset; ``day`` and ``month`` ISO dates; ``clock`` a time of day ``HH:MM`` to ``24:00``; ``count`` a whole number from
0; ``number`` a decimal; ``flag`` true or false; ``word`` one of ``words``; ``zone`` an IANA time zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in files, what it holds, and what it means. A blank cell is unknown, never zero.

    ``words`` are all that a word may be; ``marks`` are those with a sense of their own in a column open to any.
    ``most_bytes`` is how many bytes of UTF-8 a text may take, where it names a folder.
    """

    name: str
    kind: ColumnKind
    meaning: Text
    required: bool = False
    words: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    most_bytes: int | None = None

    @property
    def stored_name(self) -> str:
        """The name in the stored Parquet: ``arrived_at`` is kept as ``arrived_us``, whole microseconds UTC."""
        return self.name.removesuffix("_at") + "_us" if self.kind == "time" else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One canonical table.

    ``identity`` names the columns that say which rows are the same thing delivered again; ``moment`` the column of
    time, day or month that places a row in a month of the store (None: the table is kept whole).
    """

    name: str
    title: Text
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    moment: str | None

    @property
    def header(self) -> tuple[str, ...]:
        """The columns of its canonical CSV, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def by_name(self) -> Mapping[str, Column]:
        """Its columns by name."""
        return {column.name: column for column in self.columns}


LINEAGE = ("delivery", "raw_line", "precision_us", "zone", "repairs", "defects")
"""Columns that every stored table adds: SHA-256 of the raw file, line in it (from 1, the header counted), precision of
its clock in microseconds, IANA zone whose days it is counted in, and the names of the repairs made and of the defects
left as they are, each set apart by commas and empty when there is none."""


def column(
    name: str, kind: ColumnKind, fr: str, en: str, *, required: bool = False, words: tuple[str, ...] = ()
) -> Column:
    """Return a column; a shorter way to write tables."""
    return Column(name=name, kind=kind, meaning=Text(fr=fr, en=en), required=required, words=words)


ORGANISATION = Column(
    name="organisation",
    kind="name",
    meaning=Text(fr="Organisation, par son nom ou son code", en="Organisation, by its name or code"),
    required=True,
    # It names a folder, in which a letter may take three bytes for each of its own, and file systems take 255.
    most_bytes=80,
)
SITE = column("site", "name", "Site", "Site")
QUEUE = column("queue", "name", "File, sous son nom local", "Queue, by its local name")
CHANNELS = ("phone", "email", "chat", "mail", "social")
CHANNEL = column(
    "channel",
    "word",
    "Canal : téléphone, courriel, messagerie instantanée, courrier, réseaux sociaux",
    "Channel",
    required=True,
    words=CHANNELS,
)
CUSTOMER = column(
    "customer_key",
    "key",
    "Client, gardé sous forme d’empreinte à clé",
    "Customer, kept as a keyed hash",
)
AGENT = column("agent_key", "key", "Conseiller, gardé sous forme d’empreinte à clé", "Agent, kept as a keyed hash")
