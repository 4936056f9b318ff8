"""The register that commands read: the same one as the pages, corrections and retentions of staff included.

Starting Django takes longer than most commands. A data folder without an amendment, or no data folder at all, is
recognised without it, and the shipped register is then the whole answer.
"""

import os
import sqlite3

from filiere.figures import Register, load_register
from filiere.site.data_folder import home_path


def open_register() -> Register:
    """Return the shipped register with the amendments of this machine's database, if it has any."""
    if not _has_amendments():
        return load_register()
    from filiere.site.django_startup import start_django

    start_django()
    from filiere.site.observatory.figure_register import current_register

    return current_register()


def _has_amendments() -> bool:
    """Tell whether the database may hold amendments; only SQLite can be asked without starting Django."""
    if os.environ.get("FILIERE_DATABASE_URL"):
        return True
    path = home_path() / "filiere.sqlite3"
    if not path.is_file():
        return False
    try:
        with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as database:
            (count,) = database.execute("SELECT count(*) FROM observatory_amendment").fetchone()
    except sqlite3.OperationalError:
        # A database made by an earlier version has no such table, hence no amendment.
        return False
    return bool(count)
