"""Every table that can be downloaded: one registry, from an identifier to the function that builds it.

A page asks the same function for the table it shows and the address `/export/<table>.<format>` for the file, so that
what is downloaded is what is read. A module of this package registers its tables with :func:`exported`; parameters
come from the address, as the page wrote them (`/export/source.csv?id=…`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from filiere.core import Lang, Text
from filiere.figures import Register
from filiere.publication import Table
from filiere.site.accounts.permissions import Actor


@dataclass(frozen=True, slots=True)
class Asked:
    """What a builder receives: the register as it stands, the reader's language, the parameters of the address.

    ``actor`` is who asks, for the few tables that not everybody may read; None is a visitor.
    """

    register: Register
    lang: Lang = "fr"
    params: Mapping[str, str] = field(default_factory=dict)
    actor: Actor = None


class UnknownTable(LookupError):
    """The parameters name nothing: the address answers 404."""


Builder = Callable[[Asked], Table]


@dataclass(frozen=True, slots=True)
class Exported:
    """One entry of the registry; `listed` entries need no parameter, and the downloads page shows them.

    What a `live` one holds changes with the site rather than with the register of figures.
    """

    id: str
    title: Text
    build: Builder
    listed: bool = True
    about: Text | None = None
    live: bool = False


TABLES: dict[str, Exported] = {}


def exported(
    id_: str, title: Text, *, listed: bool = True, about: Text | None = None, live: bool = False
) -> Callable[[Builder], Builder]:
    """Register the decorated builder under `id_`."""

    def register(build: Builder) -> Builder:
        if id_ in TABLES:
            raise ValueError(f"two tables are called {id_}")
        TABLES[id_] = Exported(id_, title, build, listed, about, live)
        return build

    return register


def build(id_: str, asked: Asked) -> Table:
    """The table of an identifier.

    Raises :class:`UnknownTable` when there is none, or when its parameters name nothing.
    """
    if id_ not in TABLES:
        raise UnknownTable(id_)
    return TABLES[id_].build(asked)


# Last, because these modules register themselves with the names above.
from filiere.site.observatory.tables import book, connectors, methods, regions, sector, territories  # noqa: E402, F401
