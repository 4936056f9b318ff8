"""Folders that all the processes of a run share: what is costly to make is made by one of them, and read by all."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def shared_folder(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A folder that all the processes of a run share, held by one of them at a time."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    with held(folder):
        yield folder


@contextmanager
def held(folder: Path) -> Iterator[int]:
    """Hold a folder that others may want at the same time; give the descriptor by which it is held."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()
