"""The fingerprints of the files of a store: whether each is still what was written, and which one is not.

``fingerprints.json`` gives the SHA-256 of every Parquet file in force, by its path in the store. It is written beside
the record, before the record is put in force, so that a file is never in force without one. A store that was made
before them has none: its files get theirs at its next delivery, or by ``filiere contacts verify-store --mark``, and are
until then looked at as far as can be: they are there, and begin and end as Parquet does.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from filiere.core import DamagedFiles, Fault, Text, seal_file

FINGERPRINTS_FILE = "fingerprints.json"
_PARQUET_MAGIC = b"PAR1"


@dataclass(frozen=True)
class StoreCheck:
    """What a look at every file in force found: how many there are, how many had no fingerprint yet, and the faults."""

    files: int
    unmarked: int
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every file is there and is what was written, as far as can be told."""
        return not self.faults

    def sentence(self) -> Text:
        """Return the verdict in a sentence."""
        if self.faults:
            return Text(
                fr=f"{len(self.faults)} des {self.files} fichiers de l’entrepôt manquent ou sont endommagés.",
                en=f"{len(self.faults)} of the store’s {self.files} files are missing or damaged.",
            )
        if self.unmarked:
            return Text(
                fr=f"Les {self.files} fichiers de l’entrepôt sont là ; {self.unmarked} n’ont pas encore d’empreinte.",
                en=f"The store’s {self.files} files are present; {self.unmarked} have no fingerprint yet.",
            )
        return Text(
            fr=f"Les {self.files} fichiers de l’entrepôt ont tous leur empreinte.",
            en=f"All {self.files} files in the store have fingerprints.",
        )


def read_fingerprints(folder: Path) -> Mapping[str, str]:
    """Return the fingerprint of each file by its path in the store, none where the store has none.

    Raises :class:`DamagedFiles` when they cannot be read.
    """
    path = folder / FINGERPRINTS_FILE
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_bytes())
        return {str(name): str(sha256) for name, sha256 in found.items()}
    except (ValueError, AttributeError):
        raise DamagedFiles.one(
            code="store-fingerprints-unreadable",
            message=Text(
                fr="Les empreintes de l’entrepôt ne se lisent pas.",
                en="The store’s fingerprints cannot be read.",
            ),
            remedy=Text(
                fr=(
                    "Restaurez ce fichier depuis une sauvegarde. Si l’entrepôt est par ailleurs intact, supprimez "
                    "le fichier : le prochain import le recréera."
                ),
                en=(
                    "Restore this file from a backup. If the store is otherwise sound, remove it: the next "
                    "delivery will write it again."
                ),
            ),
            file=str(path),
        ) from None


def write_fingerprints(folder: Path, listed: Iterable[str], trusted: Iterable[str] = ()) -> int:
    """Write the fingerprints of the files of a store, and return how many were taken anew.

    Those of ``trusted``, the files that were in force already, are kept as they are: what has changed since is not
    made right. Those of files that are gone are dropped.
    """
    kept = set(trusted)
    before = read_fingerprints(folder)
    marks = {path: sha256 for path, sha256 in before.items() if path in kept and (folder / path).is_file()}
    fresh = {path: seal_file(folder / path) for path in listed if path not in marks and (folder / path).is_file()}
    draft = folder / f"{FINGERPRINTS_FILE}.new"
    with draft.open("w", encoding="utf-8") as stream:
        json.dump(dict(sorted((marks | fresh).items())), stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(folder / FINGERPRINTS_FILE)
    return len(fresh)


def check_files(folder: Path, listed: Iterable[str]) -> StoreCheck:
    """Look at every file in force: there, and what it was when it was written; every fault is told."""
    paths = sorted(listed)
    marks = read_fingerprints(folder)
    unmarked = sum(path not in marks for path in paths)
    return StoreCheck(len(paths), unmarked, tuple(_iter_faults(folder, paths, marks)))


def _iter_faults(folder: Path, paths: Iterable[str], marks: Mapping[str, str]) -> Iterator[Fault]:
    for path in paths:
        file = folder / path
        if not file.is_file():
            yield _file_missing_fault(file, path)
        elif not (seal_file(file) == marks[path] if path in marks else _is_whole_parquet(file)):
            yield _file_changed_fault(file, path)


def _is_whole_parquet(file: Path) -> bool:
    with file.open("rb") as stream:
        begins = stream.read(len(_PARQUET_MAGIC)) == _PARQUET_MAGIC
        if not begins or stream.seek(0, os.SEEK_END) < 2 * len(_PARQUET_MAGIC):
            return False
        stream.seek(-len(_PARQUET_MAGIC), os.SEEK_END)
        return stream.read() == _PARQUET_MAGIC


_RESTORE_REMEDY = Text(
    fr="Remettez ce fichier depuis une sauvegarde, avec le dossier de l’entrepôt. Sans sauvegarde, refaites l’entrepôt "
    "à partir des fichiers livrés.",
    en=(
        "Restore this file from a backup, together with the store’s folder. Without a backup, rebuild the store "
        "from the delivered files."
    ),
)


def _file_missing_fault(file: Path, path: str) -> Fault:
    return Fault(
        code="store-file-missing",
        message=Text(
            fr=f"Le fichier {path} de l’entrepôt manque, alors que son compte le nomme.",
            en=f"The store’s file {path} is missing, although the store’s records list it.",
        ),
        remedy=_RESTORE_REMEDY,
        file=str(file),
    )


def _file_changed_fault(file: Path, path: str) -> Fault:
    return Fault(
        code="store-file-changed",
        message=Text(
            fr=f"Le fichier {path} de l’entrepôt n’est plus celui qui a été écrit.",
            en=f"The store’s file {path} is no longer the one that was written.",
        ),
        remedy=_RESTORE_REMEDY,
        file=str(file),
    )
