"""What upper apps watch over while an account or the directory changes: who votes hangs on who has an open account.

Accounts stand below the bodies that vote. They register here, when the site starts, what must not move under them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

Watch = Callable[[], AbstractContextManager[None]]
"""Put around an act, inside its transaction: raises `Faults` at its end when the act moved what may not move."""

_watches: list[Watch] = []


def watches(found: Watch) -> Watch:
    """Watch over every act that changes a group, a mandate, a tie between organisations or the account of who sits."""
    _watches.append(found)
    return found


@contextmanager
def watched() -> Iterator[None]:
    """Do an act under the eyes of all who watch; to be entered inside the transaction of the act."""
    with ExitStack() as stack:
        for watch in _watches:
            stack.enter_context(watch())
        yield
