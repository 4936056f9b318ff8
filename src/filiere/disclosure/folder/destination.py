"""Where a run may be written: tried before any work is done, and nothing of anybody else is ever replaced.

A search may last an hour; a folder that cannot be made, or that holds somebody's notes, is told before it begins. The
check makes what is missing and takes it away again: only the machine knows whether it will let a folder be made there.
"""

import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from filiere.core import Faults, Text
from filiere.disclosure.faults import fault
from filiere.disclosure.folder.layout import RUN_FILES, is_run_folder

TEMPORARY_PREFIX = ".filiere-"
"""How the names begin of folders that stand beside a run while it is written."""
MOST_NAMED_FILES = 5
"""How many files of others are named; the rest is counted."""


def resolve_target(out: Path) -> Path:
    """Return the path of a folder as the machine has it: ``.``, ``..`` and links above it followed, none left."""
    return out.resolve() if out.name in ("", "..") else out.parent.resolve() / out.name


def check_destination(out: Path) -> None:
    """Raise :class:`Faults` when a run may not, or cannot, be written there.

    Only an empty folder, or a run to which nobody added anything, is ever replaced.
    """
    try:
        target = resolve_target(out)
        _require_replaceable(out, target)
        made = make_parents(target)
        try:
            if not target.exists():
                target.mkdir()
                target.rmdir()
            Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=target.parent)).rmdir()
        finally:
            remove_parents(made)
    except (OSError, RuntimeError) as error:
        raise unwritable_faults(out, error) from error


def make_parents(target: Path) -> list[Path]:
    """Make the folders above a path; return those that were missing, or leave none of them when one cannot be made."""
    made: list[Path] = []
    try:
        for path in reversed([one for one in target.parents if not one.exists()]):
            path.mkdir()
            made.append(path)
    except BaseException:
        remove_parents(made)
        raise
    return made


def remove_parents(made: Iterable[Path]) -> None:
    """Take away folders that :func:`make_parents` made; one in which somebody has put something stays."""
    for path in sorted(made, reverse=True):
        with suppress(OSError):
            path.rmdir()


def list_foreign_files(folder: Path) -> list[str]:
    """Return the names in a folder that no run writes: whatever bears another name, and what is no plain file."""
    return sorted(
        one.name for one in folder.iterdir() if one.name not in RUN_FILES or one.is_symlink() or not one.is_file()
    )


def refuse_foreign(out: Path, folder: Path) -> None:
    """Raise :class:`Faults` when somebody added a file to the run in ``folder``, which is to be replaced at ``out``."""
    if not (found := list_foreign_files(folder)):
        return
    names = ", ".join(found[:MOST_NAMED_FILES]) + (", …" if len(found) > MOST_NAMED_FILES else "")
    raise Faults([fault("folder-foreign-file", names=names).at(file=str(out))])


def unwritable_faults(out: Path, error: Exception) -> Faults:
    """Return the fault of a folder that the machine does not let us write."""
    return _build_unwritable_faults(out, Text.same(str(getattr(error, "strerror", None) or error)))


def _build_unwritable_faults(out: Path, why: Text) -> Faults:
    return Faults([fault("folder-unwritable", why=why).at(file=str(out))])


def _require_replaceable(out: Path, target: Path) -> None:
    """Raise :class:`Faults` unless nothing is there, or what a run may take the place of."""
    for parent in target.parents:
        if parent.exists() and not parent.is_dir():
            raise _build_unwritable_faults(out, Text(fr=f"{parent} est un fichier", en=f"{parent} is a file"))
    if not target.exists() and not target.is_symlink():
        return
    if target.is_mount():
        raise _build_unwritable_faults(
            out,
            Text(
                fr="c’est le sommet d’un disque, que rien ne peut remplacer",
                en="it is the root of a disk, which nothing can replace",
            ),
        )
    if Path.cwd().is_relative_to(target):
        raise _build_unwritable_faults(
            out,
            Text(
                fr="vous êtes dans ce dossier, qui serait remplacé pendant que vous y travaillez",
                en="you are in this folder, which would be replaced while you use it",
            ),
        )
    if target.is_dir() and not target.is_symlink():
        if not any(target.iterdir()):
            return
        if is_run_folder(target):
            refuse_foreign(out, target)
            return
    raise Faults([fault("folder-taken").at(file=str(out))])
