"""The files of the site are its owner's alone: nobody else of the machine reads accounts, complaints or keys.

Every way in (command line, server, worker) narrows the mask before its first file, and what an earlier version left
open is closed at the start. Where that is refused, the exact command is told, for whoever may run it.
"""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filiere.core import Text

UMASK = 0o077
"""What a new file or folder never gives: nothing to the group, nothing to others."""


@dataclass(frozen=True, slots=True)
class ExposedFiles:
    """Paths that others than their owner may read or write: those ``closed`` now, and those ``left`` as they were."""

    closed: tuple[Path, ...]
    left: tuple[Path, ...]

    def sentence(self) -> Text | None:
        """What the operator must know, in both languages; None when nothing was open."""
        if self.left:
            command = closing_command(self.left)
            return Text(
                fr=(
                    "D’autres comptes que celui du propriétaire peuvent lire des fichiers du site, et leurs droits "
                    f"n’ont pas pu être corrigés. Avec le compte du propriétaire : {command}"
                ),
                en=f"Site files can be read by accounts other than their owner, and their permissions could not be "
                f"corrected. As their owner, run: {command}",
            )
        if self.closed:
            shown = ", ".join(str(path) for path in self.closed[:3]) + (", …" if len(self.closed) > 3 else "")
            return Text(
                fr=f"D’autres comptes de la machine pouvaient lire des fichiers du site ({shown}). C’est corrigé : ils "
                "ne sont plus lisibles que par leur propriétaire. Ce qui en a été copié auparavant reste lisible.",
                en=f"Other accounts on the machine could read site files ({shown}). This has been corrected: only "
                f"their owner can now read them. Any copies made before remain readable.",
            )
        return None


def narrow_umask() -> None:
    """Have every file that this process makes be its owner's alone."""
    os.umask(UMASK)


def closing_command(paths: tuple[Path, ...]) -> str:
    """The command that closes these paths."""
    return "chmod go-rwx " + " ".join(shlex.quote(str(path)) for path in paths)


def exposed_paths(home: Path, *beside: Path, deep: bool = False) -> list[Path]:
    """What others may reach of the data folder, and of files kept ``beside`` it; links are not followed.

    The folder and what lies straight in it are looked at, since a closed folder closes all below; ``deep`` looks at
    every file, as a copy that keeps rights would carry them.
    """
    found = [path for path in (home, *_walk_files(home, deep=deep), *beside) if _is_exposed(path)]
    return list(dict.fromkeys(found))


def close_paths(home: Path, *beside: Path) -> ExposedFiles:
    """Close what is open of the data folder to all but its owner, folder first; tell what was and what could not be."""
    closed: list[Path] = []
    left: list[Path] = []
    for path in exposed_paths(home, *beside):
        try:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~UMASK)
        except FileNotFoundError:
            continue
        except OSError:
            left.append(path)
        else:
            (left if _is_exposed(path) else closed).append(path)
    return ExposedFiles(tuple(closed), tuple(left))


def _walk_files(home: Path, *, deep: bool) -> Iterator[Path]:
    if not home.is_dir():
        return
    if deep:
        for folder, folders, files in os.walk(home):
            yield from (Path(folder, name) for name in (*folders, *files))
    else:
        yield from home.iterdir()


def _is_exposed(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return not stat.S_ISLNK(mode) and bool(mode & UMASK)
