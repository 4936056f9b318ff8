"""The migrations of an app by its files, and those that its first one replaces: asked at each start, before Django."""

import re
from pathlib import Path

_REPLACED = re.compile(r"^    replaces = \[([^\]]*+)\]", re.M)


def list_migrations(folder: Path) -> set[str]:
    """Return the migrations that a database may have had of a folder: its files, and what its first one replaces.

    A first migration that was made whole names in ``replaces`` those that stand in it now; a database has them all.
    """
    names = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    first = folder / "0001_initial.py"
    if first.is_file() and (found := _REPLACED.search(first.read_text(encoding="utf-8"))):
        names.update(re.findall(r"'(\d{4}_\w++)'", found[1]))
    return names
