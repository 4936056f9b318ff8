"""A questionnaire as a workbook and back: some people answer two hundred questions better in a spreadsheet.

::

    lines = lines_of(release, "outsourcer", rows={"site": (("o-1-a", "Lyon"),), "supplier": ()})
    data = write(release, "outsourcer", lines, entries, dossier="d-…", lang="fr", exported=day)
    reading = read(data, release, "outsourcer", lines, dossier="d-…", file="answers.xlsx")    # or Faults, all at once
    found = preview(reading, entries_now)          # changes, erasures, conflicts; nothing is written here

One sheet a theme, the same columns everywhere. Keys are locked and, since a lock is only a help, verified again at
reading: a key that is missing, twice, moved or unknown refuses the file. A workbook of another release, category or
dossier, a formula, a macro, a link or an archive that swells is refused too. A file is taken whole or not at all.

What a cell held when it was exported travels in the workbook. An answer changed on the site since then is never
replaced: it comes as a conflict, with what stood, what stands and what the file says, for a person to choose.
"""

from filiere.referentials.workbook.import_preview import AnswerChange, ImportPreview, preview_import
from filiere.referentials.workbook.layout import MAX_TEXT_LENGTH, line_key, parse_line_key
from filiere.referentials.workbook.lines import AnswerEntry, AnswerPlace, QuestionnaireLine, list_lines, sort_themes
from filiere.referentials.workbook.reader import ReadLine, WorkbookReading, canonical_number, read_workbook
from filiere.referentials.workbook.safe_opening import MAX_FILE_SIZE, open_workbook
from filiere.referentials.workbook.writer import build_workbook

__all__ = [
    "MAX_FILE_SIZE",
    "MAX_TEXT_LENGTH",
    "AnswerChange",
    "AnswerEntry",
    "AnswerPlace",
    "ImportPreview",
    "QuestionnaireLine",
    "ReadLine",
    "WorkbookReading",
    "build_workbook",
    "canonical_number",
    "line_key",
    "list_lines",
    "open_workbook",
    "parse_line_key",
    "preview_import",
    "read_workbook",
    "sort_themes",
]
