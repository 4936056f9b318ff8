"""What is written of a refused right, once the transaction of the act that asked for it has ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_delayed_writes: ContextVar[list[Callable[[], None]] | None] = ContextVar("delayed_writes", default=None)


@contextmanager
def delay_refusal_writes() -> Iterator[None]:
    """Write what `write_outside_act` is given inside of this only at its end: put it around the transaction of an act.

    A right may be refused once the row is locked, and what is written there is undone with the act. An act inside
    another one leaves its refusals to the outer one, whose transaction may undo them too.
    """
    if _delayed_writes.get() is not None:
        yield
        return
    writes: list[Callable[[], None]] = []
    token = _delayed_writes.set(writes)
    try:
        yield
    finally:
        _delayed_writes.reset(token)
        for write in writes:
            write()


def write_outside_act(write: Callable[[], None]) -> None:
    """Write something about a refusal now, or once the transaction of the act under way is committed or undone."""
    writes = _delayed_writes.get()
    if writes is None:
        write()
    else:
        writes.append(write)
