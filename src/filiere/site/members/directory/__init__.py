"""The association's directory as a file: one line a contact, read and written without Django, so that a file is wholly
judged before anything is stored.

    COLUMNS                 what a file holds, each column named in both languages
    read_directory()        the lines of a CSV or XLSX file, or every fault of it at once
    write_csv, write_xlsx   the same lines back; what is written reads back as it was
"""

from filiere.site.members.directory.columns import COLUMNS, KINDS, Column
from filiere.site.members.directory.reader import read_directory
from filiere.site.members.directory.records import ContactLine, OrganisationLine
from filiere.site.members.directory.writer import MEDIA, write_csv, write_xlsx

__all__ = [
    "COLUMNS",
    "KINDS",
    "MEDIA",
    "Column",
    "ContactLine",
    "OrganisationLine",
    "read_directory",
    "write_csv",
    "write_xlsx",
]
