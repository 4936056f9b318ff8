"""Where a run may be written: tried before any work is done, and nothing of anybody else is ever replaced.

A search may last an hour; a folder that cannot be made, or that holds somebody's notes, is told before it begins. The
check makes what is missing and takes it away again: only the machine knows whether it will let a folder be made there.
"""

import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from filiere.core import Faults, Text
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
    raise Faults.one(
        code="folder-foreign-file",
        message=Text(
            fr=(
                f"Ce dossier est celui d’une protection, et contient aussi des fichiers étrangers ({names}) : il "
                "n’est pas remplacé."
            ),
            en=(
                f"This folder belongs to a run, but also contains files that no run writes ({names}): it is not "
                "replaced."
            ),
        ),
        remedy=Text(
            fr="Mettez ces fichiers ailleurs, ou donnez un autre dossier.",
            en="Put these files elsewhere, or give another folder.",
        ),
        file=str(out),
    )


def unwritable_faults(out: Path, error: Exception) -> Faults:
    """Return the fault of a folder that the machine does not let us write."""
    return _build_unwritable_faults(out, Text.same(str(getattr(error, "strerror", None) or error)))


def _build_unwritable_faults(out: Path, why: Text) -> Faults:
    return Faults.one(
        code="folder-unwritable",
        message=Text(
            fr=f"Aucune protection ne peut être écrite là : {why.fr}.", en=f"No run can be written there: {why.en}."
        ),
        remedy=Text(
            fr="Donnez un dossier nouveau, là où vous avez le droit d’écrire.",
            en="Give a new folder where you have permission to write.",
        ),
        file=str(out),
    )


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
    raise Faults.one(
        code="folder-taken",
        message=Text(
            fr="Ce dossier existe et n’est pas celui d’une protection : il n’est pas remplacé.",
            en="This folder exists and does not belong to a run: it is not replaced.",
        ),
        remedy=Text(fr="Donnez un autre dossier, ou videz celui-ci.", en="Give another folder, or empty this one."),
        file=str(out),
    )
