"""Every table that can be downloaded: one registry, from an identifier to the function that builds it.

A page asks the same function for the table it shows and the address `/export/<table>.<format>` for the file, so that
what is downloaded is what is read. An app registers its tables with :func:`register_export`; parameters come from the
address, as the page wrote them (`/export/source.csv?id=…`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from filiere.core import Lang, Text
from filiere.publication import Table
from filiere.site.kit.hooks import KeyedHook


@dataclass(frozen=True, slots=True)
class TableRequest:
    """What a builder receives: the reader's language, the parameters of the address.

    ``actor`` is who asks, for the few tables that not everybody may read; None is a visitor. ``content`` is what a page
    has read already of what its own tables are made from, so that both say the same.
    """

    lang: Lang = "fr"
    params: Mapping[str, str] = field(default_factory=dict)
    actor: Any = None
    content: Any = None


class UnknownTable(LookupError):
    """The parameters name nothing: the address answers 404."""


TableBuilder = Callable[[TableRequest], Table]


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """One entry of the registry; `listed` entries need no parameter, and the downloads page shows them.

    What a `live` one holds changes with the site rather than with the content that the package ships.
    """

    id: str
    title: Text
    build: TableBuilder
    listed: bool = True
    about: Text | None = None
    live: bool = False


exported_tables = KeyedHook[ExportedTable](lambda table: table.id)


def register_export(
    id_: str, title: Text, *, listed: bool = True, about: Text | None = None, live: bool = False
) -> Callable[[TableBuilder], TableBuilder]:
    """Register the decorated builder under `id_`."""

    def register(build: TableBuilder) -> TableBuilder:
        exported_tables.add(ExportedTable(id_, title, build, listed, about, live))
        return build

    return register


def build_table(id_: str, asked: TableRequest) -> Table:
    """The table of an identifier.

    Raises :class:`UnknownTable` when there is none, or when its parameters name nothing.
    """
    if id_ not in exported_tables:
        raise UnknownTable(id_)
    return exported_tables[id_].build(asked)
