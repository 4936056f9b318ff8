"""Changing a store alone, and leaving nothing in it that its record does not name."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filiere.contacts.importing.faults import fault
from filiere.contacts.schema import TABLES
from filiere.contacts.store import Store
from filiere.core import Faults


def remove_unlisted_files(store: Store) -> None:
    """Remove the Parquet files that no record names: those that the last delivery replaced, and those of one killed.

    Those of a delivery stay until the next one, so that a reader who opened the store before could end in peace.
    """
    named = {path for files in store.listed.values() for path in files}
    for table in (*TABLES, "contact", "superseded", "ranks"):
        for path in (store.folder / table).rglob("*.parquet"):
            if path.relative_to(store.folder).as_posix() not in named:
                path.unlink()


def remove_staging(folder: Path) -> None:
    """Remove what interrupted imports had read, which holds rows of people; the same import then begins anew.

    To be called while holding the store.
    """
    shutil.rmtree(folder / "staging", ignore_errors=True)


@contextmanager
def lock_store(folder: Path) -> Iterator[None]:
    """Hold the store: two that change it at once would each forget the files of the other."""
    if not folder.is_dir():
        Store.open(folder)
    with (folder / ".lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Faults([fault("store-busy").at(file=str(folder))]) from None
        yield
