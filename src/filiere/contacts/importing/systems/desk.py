"""The export of a help desk as a source: its tickets, joined with what is told of them elsewhere in the same file."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from filiere.contacts.importing.delivered import Delivered
from filiere.contacts.importing.protocol import Context, Item
from filiere.contacts.importing.systems.complaints import Complaints
from filiere.contacts.importing.systems.reading import Export, take_records
from filiere.contacts.importing.systems.spool import Spool
from filiere.contacts.importing.systems.tickets import spooled
from filiere.contacts.importing.systems.words import NOTES, whose
from filiere.core import Text


@dataclass(frozen=True)
class Desk(ABC):
    """A source of tickets, its file packed or not.

    ``told_by`` are the fields by which a rule may know a complaint, by the names that the rule gives them.
    """

    name: str
    words: Mapping[str, Text] = field(default_factory=lambda: NOTES)
    complaints: Complaints = field(default_factory=Complaints)
    export: ClassVar[Export]
    told_by: ClassVar[Mapping[str, str]]

    @property
    def mapping_sha256(self) -> str | None:
        """The seal of the rule that says which tickets are complaints."""
        return self.complaints.sha256

    def read(self, file: Delivered, context: Context) -> Iterator[Item]:
        """Yield a ``case`` for each ticket, and a ``contact_leg`` for each that was written, once all was read."""
        whose(context.organisation, str(file.path))
        with Spool(context.folder) as spool:

            def take(content: Mapping[str, Any], line: int, kind: str | None) -> Iterator[Item]:
                self.keep(spool, content, line, kind)
                yield from ()

            yield from take_records(file, self.export, take)
            yield from spooled(spool, self.ticket)

    @abstractmethod
    def keep(self, spool: Spool, content: Mapping[str, Any], line: int, kind: str | None) -> None:
        """Keep a record until all is read; raise ``Unreadable`` for one that this was not written for."""

    @staticmethod
    @abstractmethod
    def ticket(content: Mapping[str, Any], line: int, parts: Sequence[Mapping[str, Any]]) -> Iterator[Item]:
        """Yield what a ticket and its parts give."""
