"""The language of whoever reads what is being written: one variable, set by the site and by the command line.

It follows the work as context variables do: a thread or a process that starts begins in French, and whoever starts it
for a reader says so again with :func:`language`. Words for another reader than this one, such as a letter, are made
inside ``with language("en"):``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CURRENT: ContextVar[str] = ContextVar("language", default="fr")


def current_language() -> str:
    """Return the code of the reader's language: ``fr``, ``en``, or that of a catalogue, such as ``es``."""
    return _CURRENT.get()


def choose_language(code: str) -> None:
    """Write in this language from now on: for what begins the work of one reader, a page or a command."""
    _CURRENT.set(code)


@contextmanager
def language(code: str) -> Iterator[None]:
    """Write in this language for a while: for words that another than the current reader will read."""
    before = _CURRENT.set(code)
    try:
        yield
    finally:
        _CURRENT.reset(before)
