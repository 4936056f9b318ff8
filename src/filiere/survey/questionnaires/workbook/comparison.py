"""A workbook against what stands on the site: what it changes, and what was changed on both sides since it was made."""

from dataclasses import dataclass, replace

from filiere.survey.questionnaires.answers import AnswerChanges, AnswerState
from filiere.survey.questionnaires.workbook.layout import Entry, read_entry
from filiere.survey.questionnaires.workbook.reader import AnswerWorkbook


@dataclass(frozen=True, slots=True)
class AnswerConflict:
    """An answer that was changed on the site and in the workbook, not alike: what stood when the workbook was made,
    what stands, and what the workbook says."""

    place: str
    base: Entry
    current: Entry
    proposed: Entry


@dataclass(frozen=True, slots=True)
class WorkbookComparison:
    """What a workbook brings: ``changes`` that nothing opposes, and ``conflicts`` for a person to choose."""

    changes: AnswerChanges
    conflicts: tuple[AnswerConflict, ...]


def compare_workbook(state: AnswerState, workbook: AnswerWorkbook) -> WorkbookComparison:
    """Return what a workbook changes in a state: what was left as it was when exported changes nothing.

    A new answer lifts the mark “I do not know” beside it, as it does on the site.
    """
    proposed: dict[str, Entry] = {}
    conflicts = []
    for place, entry in workbook.entries.items():
        base, current = workbook.bases[place], read_entry(state, place)
        is_new = entry.value and entry.value != base.value
        said = replace(entry, unknown=False) if is_new else entry
        if said in (base, current):
            continue
        if current == base:
            proposed[place] = said
        else:
            conflicts.append(AnswerConflict(place, base, current, said))
    return WorkbookComparison(build_changes(proposed), tuple(conflicts))


def build_changes(entries: dict[str, Entry]) -> AnswerChanges:
    """Return the changes that put entries where they belong, blanks included."""
    return AnswerChanges(
        values={place: entry.value for place, entry in entries.items()},
        comments={place: entry.comment for place, entry in entries.items()},
        unknown={place: entry.unknown for place, entry in entries.items()},
    )
