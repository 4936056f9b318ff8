"""What importing a workbook would change, told before anything is written; a person then chooses."""

from collections.abc import Mapping
from dataclasses import dataclass

from filiere.referentials.workbook.lines import AnswerEntry, AnswerPlace
from filiere.referentials.workbook.reader import ReadLine, WorkbookReading

_NOTHING = AnswerEntry()


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One line: what stood when the workbook was made, what stands now, what the file says."""

    read: ReadLine
    now: AnswerEntry

    @property
    def place(self) -> AnswerPlace:
        """Where the answer goes."""
        return self.read.line.place

    @property
    def base(self) -> AnswerEntry:
        """What stood when the workbook was made."""
        return self.read.base

    @property
    def file(self) -> AnswerEntry:
        """What the file says."""
        return self.read.entry


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """``changes`` come in as they are; ``erasures`` empty an answer, ``conflicts`` meet one changed on the site since.

    The last two are never applied by themselves: what stands on the site stays unless a person says otherwise.
    """

    changes: tuple[AnswerChange, ...]
    erasures: tuple[AnswerChange, ...]
    conflicts: tuple[AnswerChange, ...]
    unchanged: int


def preview_import(reading: WorkbookReading, now: Mapping[AnswerPlace, AnswerEntry]) -> ImportPreview:
    """Return what a workbook would change of the answers that stand now."""
    changes, erasures, conflicts = [], [], []
    for line in reading.lines:
        stands = now.get(line.line.place, _NOTHING)
        if line.entry in (line.base, stands):
            continue
        change = AnswerChange(line, stands)
        if stands != line.base:
            conflicts.append(change)
        elif (stands.value and not line.entry.value and not line.entry.reason) or line.entry.is_empty:
            erasures.append(change)
        else:
            changes.append(change)
    quiet = len(reading.lines) - len(changes) - len(erasures) - len(conflicts)
    return ImportPreview(tuple(changes), tuple(erasures), tuple(conflicts), quiet)
