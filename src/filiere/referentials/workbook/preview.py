"""What importing a workbook would change, told before anything is written; a person then chooses."""

from collections.abc import Mapping
from dataclasses import dataclass

from filiere.referentials.workbook.lines import Entry, Place
from filiere.referentials.workbook.reading import Read, Reading

_NOTHING = Entry()


@dataclass(frozen=True, slots=True)
class Change:
    """One line: what stood when the workbook was made, what stands now, what the file says."""

    read: Read
    now: Entry

    @property
    def place(self) -> Place:
        """Where the answer goes."""
        return self.read.line.place

    @property
    def base(self) -> Entry:
        """What stood when the workbook was made."""
        return self.read.base

    @property
    def file(self) -> Entry:
        """What the file says."""
        return self.read.entry


@dataclass(frozen=True, slots=True)
class Preview:
    """``changes`` come in as they are; ``erasures`` empty an answer, ``conflicts`` meet one changed on the site since.

    The last two are never applied by themselves: what stands on the site stays unless a person says otherwise.
    """

    changes: tuple[Change, ...]
    erasures: tuple[Change, ...]
    conflicts: tuple[Change, ...]
    unchanged: int


def preview(reading: Reading, now: Mapping[Place, Entry]) -> Preview:
    """Return what a workbook would change of the answers that stand now."""
    changes, erasures, conflicts = [], [], []
    for one in reading.lines:
        stands = now.get(one.line.place, _NOTHING)
        if one.entry in (one.base, stands):
            continue
        change = Change(one, stands)
        if stands != one.base:
            conflicts.append(change)
        elif (stands.value and not one.entry.value and not one.entry.reason) or one.entry.empty:
            erasures.append(change)
        else:
            changes.append(change)
    quiet = len(reading.lines) - len(changes) - len(erasures) - len(conflicts)
    return Preview(tuple(changes), tuple(erasures), tuple(conflicts), quiet)
