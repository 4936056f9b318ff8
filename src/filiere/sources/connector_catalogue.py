"""What a source is, as data: address, licence, layout and traps, read from ``content/sources``.

The engine knows how to check, load and tabulate *a layout*; which layouts exist is content, so that a new release
with one more column is a change of one line that a statistician can make and a reviewer can read::

    Source                  one source: publisher, address, licence, traps
    ├── FetchedSource       one whose file is fetched here, and read by another part of the house
    └── Connector           one whose file is loaded here
        └── Layout          one file form of that source, recognised by its header
            ├── Column      one column, or a set of columns recognised by a pattern
            └── key         the columns that make a row unique
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from filiere.core import Fault, Faults, Slug, StrictModel, Text, content_path, read_yaml, validate
from filiere.sources.faults import fault

ColumnType = Literal[
    "text",
    "ape",
    "naf",
    "commune",
    "commune-code",
    "department",
    "region",
    "old-region",
    "zone",
    "fap",
    "siret",
    "siren",
    "date",
    "year",
    "period",
    "count",
    "number",
    "choice",
]
ColumnPart = Literal["dimension", "measure", "label", "ignored"]


class SourceColumn(StrictModel):
    """One column of the official file.

    ``name`` is the header as published. A column with ``pattern`` stands for every header that matches it: the one
    group of the pattern gives the value of the dimension ``spread`` (the year, for URSSAF), so that a release with
    one more year needs no change. ``field`` is the name in the stored table. ``part`` says whether the column is a
    dimension to group by, a measure, a label of another column, or not kept. ``negative`` allows a number below
    zero; ``adds`` says that the measure may be summed, which a rate or a rank may not; ``pad`` puts a code back on
    that many digits. ``indicator`` makes the measure a row of its own in the stored table, under that word.
    """

    name: str | None = None
    pattern: str | None = None
    spread: str | None = None
    field: str | None = None
    type: ColumnType = "text"
    part: ColumnPart = "dimension"
    required: bool = False
    negative: bool = False
    adds: bool = False
    pad: int = 0
    choices: tuple[str, ...] = ()
    of: str | None = None
    indicator: str | None = None
    title: Text | None = None

    @model_validator(mode="after")
    def _one_way_to_be_found(self) -> "SourceColumn":
        if (self.name is None) == (self.pattern is None):
            raise ValueError("a column has either a name or a pattern")
        if self.pattern is not None and self.spread is None:
            raise ValueError("a column with a pattern says which dimension its group gives")
        if self.part != "ignored" and self.field is None:
            raise ValueError("a column that is kept has a field")
        return self


class Layout(StrictModel):
    """One form of file of a source.

    ``unknown_marks`` and ``suppressed_marks`` are the words that stand for a missing and a withheld value; a blank
    is always *unknown*. ``counted`` names the measure whose absence decides the state of a cell; ``constants`` gives
    fields that the file does not have and that another layout of the source has; ``fictitious_when`` names the column
    that says, by a value starting with « Fictif », that the numbers are made up;
    ``nested_places`` says that each commune must be in the department, regions and zone that its row gives;
    ``decimal`` is the mark that numbers of its CSV bear, and the only one: a number with the other is refused, since it
    may separate thousands.
    """

    id: Slug
    title: Text
    separator: str = ";"
    key: tuple[str, ...]
    columns: tuple[SourceColumn, ...]
    counted: str | None = None
    constants: Mapping[str, str] = Field(default_factory=dict)
    unknown_marks: tuple[str, ...] = ()
    suppressed_marks: tuple[str, ...] = ()
    fictitious_when: str | None = None
    nested_places: bool = False
    decimal: Literal[".", ","] = "."

    @property
    def named_columns(self) -> tuple[SourceColumn, ...]:
        """The columns found by their exact header."""
        return tuple(column for column in self.columns if column.name is not None)

    @property
    def spread_columns(self) -> tuple[SourceColumn, ...]:
        """The columns found by a pattern."""
        return tuple(column for column in self.columns if column.pattern is not None)

    def column_of(self, header: str) -> tuple[SourceColumn, str | None] | None:
        """Return the column that ``header`` is, and the value its pattern gives; None when it is none."""
        for column in self.columns:
            if column.name == header:
                return column, None
        for column in self.spread_columns:
            found = re.fullmatch(column.pattern or "", header)
            if found:
                return column, found.group(1)
        return None

    def fields(self, *parts: ColumnPart) -> tuple[str, ...]:
        """Return the stored fields of the given parts, in order, without repetition."""
        return tuple(dict.fromkeys(c.field for c in self.columns if c.field and c.part in parts))


class Source(StrictModel):
    """One source: who publishes it, where, under which licence, in which form, and what to beware of.

    ``address`` is the page a person reads, ``download`` the file that :func:`filiere.sources.pull.pull` fetches, and
    ``suffix`` how its name ends where the address does not say it. ``address_checked`` is false as long as nobody has
    opened the address from a machine with network.
    """

    name: Slug
    title: Text
    publisher: Text
    address: str
    download: str | None = None
    suffix: Literal[".csv", ".zip", ""] = ""
    address_checked: bool = False
    licence: Text
    format: Text
    version: Text
    traps: tuple[Text, ...]


class FetchedSource(Source):
    """A source whose file is fetched here and read by another command, which ``read_by`` names."""

    read_by: str


class Connector(Source):
    """A source whose files are loaded here.

    ``levels`` are the dimensions across which nothing may be added: two years, or two levels of a classification,
    count the same people twice. ``multipart`` says that a version is a set of files, one a layout.
    ``encoding`` is that of its CSV files, which may also be in UTF-8.
    """

    encoding: Literal["utf-8", "cp1252", "iso-8859-1", "iso-8859-15"] = "utf-8"
    multipart: bool = False
    levels: tuple[str, ...] = ()
    layouts: tuple[Layout, ...]

    @property
    def layout(self) -> Layout:
        """The first layout, which is the main one."""
        return self.layouts[0]


def load_connectors(folder: Path) -> tuple[Connector, ...]:
    """Read every connector of a folder; raise :class:`Faults` with all that is wrong in all of them."""
    return _load_sources(folder, Connector)


def _load_sources[S: Source](folder: Path, model: type[S]) -> tuple[S, ...]:
    found: list[S] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_yaml(path)
            found.append(validate(document, model))
        except Faults as error:
            faults.extend(error.faults)
    if faults:
        raise Faults(faults)
    return tuple(sorted(found, key=lambda one: one.name))


@cache
def connectors() -> tuple[Connector, ...]:
    """Return every source that ships with the project, in the order of their names."""
    return load_connectors(content_path("sources"))


@cache
def fetched_sources() -> tuple[FetchedSource, ...]:
    """Return every source that is fetched here and read elsewhere, in the order of their names."""
    return _load_sources(content_path("sources") / "fetched", FetchedSource)


def connector(name: str) -> Connector:
    """Return the source called ``name``; raise :class:`Faults` that lists the names there are."""
    return _find_source(name, connectors())


def find_source(name: str) -> Source:
    """Return the source called ``name``, loaded here or fetched only; raise :class:`Faults` that lists the names."""
    return _find_source(name, (*connectors(), *fetched_sources()))


def _find_source[S: Source](name: str, known: tuple[S, ...]) -> S:
    for each in known:
        if each.name == name:
            return each
    for other in fetched_sources():
        if other.name == name:
            raise Faults([fault("source-read-elsewhere", name=name, read_by=other.read_by).at(key=name)])
    names = ", ".join(one.name for one in known)
    raise Faults([fault("unknown-source", name=name, names=names).at(key=name)])
