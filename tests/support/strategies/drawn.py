"""How many examples a property of the engine of contacts is tried on.

Each takes a second or two, nearly all of it in translating expressions to SQL, so that a run of all tests draws a few,
others each time. ``FILIERE_EXAMPLES=5`` draws five times as many: before a release, and after a change of the engine.
"""

import os

_TIMES = int(os.environ.get("FILIERE_EXAMPLES", "1"))


def drawn(number: int) -> int:
    """The number of examples of a run, given that of an everyday one."""
    return number * _TIMES
