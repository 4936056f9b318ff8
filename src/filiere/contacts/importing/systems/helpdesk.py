"""The export of a help desk as a source: its tickets, joined with what is told of them elsewhere in the same file."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.protocol import SourceContext, SourceItem
from filiere.contacts.importing.systems.complaint_rule import ComplaintRule
from filiere.contacts.importing.systems.disk_join import DiskJoin
from filiere.contacts.importing.systems.faults import NOTE_LABELS, require_organisation
from filiere.contacts.importing.systems.json_field_readers import ExportLayout, take_records
from filiere.contacts.importing.systems.tickets import process_joined_records
from filiere.core import Text


@dataclass(frozen=True)
class HelpDesk(ABC):
    """A source of tickets, its file packed or not.

    ``told_by`` are the fields by which a rule may know a complaint, by the names that the rule gives them.
    """

    name: str
    words: Mapping[str, Text] = field(default_factory=lambda: NOTE_LABELS)
    complaints: ComplaintRule = field(default_factory=ComplaintRule)
    export: ClassVar[ExportLayout]
    told_by: ClassVar[Mapping[str, str]]

    @property
    def mapping_sha256(self) -> str | None:
        """The seal of the rule that says which tickets are complaints."""
        return self.complaints.sha256

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:
        """Yield a ``case`` for each ticket, and a ``contact_leg`` for each that was written, once all was read."""
        require_organisation(context.organisation, str(file.path))
        with DiskJoin(context.folder) as spool:

            def take(content: Mapping[str, Any], line: int, kind: str | None) -> Iterator[SourceItem]:
                self.keep(spool, content, line, kind)
                yield from ()

            yield from take_records(file, self.export, take)
            yield from process_joined_records(spool, self.ticket)

    @abstractmethod
    def keep(self, spool: DiskJoin, content: Mapping[str, Any], line: int, kind: str | None) -> None:
        """Keep a record until all is read; raise ``Unreadable`` for one that this was not written for."""

    @staticmethod
    @abstractmethod
    def ticket(content: Mapping[str, Any], line: int, parts: Sequence[Mapping[str, Any]]) -> Iterator[SourceItem]:
        """Yield what a ticket and its parts give."""
