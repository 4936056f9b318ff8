"""Reading the small JSON files that the house itself keeps: one that cannot be read is damage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from filiere.core.faults import DamagedFiles
from filiere.core.text import Text


def read_json(path: Path) -> Any:
    """Return the content of a JSON file that the site wrote; raise `DamagedFiles` when it is none any more.

    A file that is not there raises `FileNotFoundError`, as ever.
    """
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        raise DamagedFiles.one(
            code="kept-file-unreadable",
            message=Text(
                fr=f"Le fichier {path.name} du site n’est plus lisible.",
                en=f"The site’s file {path.name} can no longer be read.",
            ),
            remedy=Text(
                fr="Restaurez-le depuis une sauvegarde.",
                en="Restore it from a backup.",
            ),
            file=str(path),
        ) from None
