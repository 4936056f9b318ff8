"""One engine for the small stores of a process: to open DuckDB takes as long as to sum the rows of many of them."""

import atexit
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from filiere.contacts.engines import Engine, EngineSettings, open_engine


@contextmanager
def share_engine() -> Iterator[Engine]:
    """Give the engine of the process, and let go at the end of what was held within. Each store has files of its own,
    by which the engine knows its tables."""
    engine = _open_shared_engine()
    with engine.holding():
        yield engine


@cache
def _open_shared_engine() -> Engine:
    opened = ExitStack()
    atexit.register(opened.close)
    return opened.enter_context(open_engine(EngineSettings(threads=1)))
