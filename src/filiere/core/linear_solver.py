"""A solver of linear programs that prints nothing, for every engine that proves something by a linear program."""

import ctypes
import os
import sys
from functools import cache

import highspy


@cache
def _swallow_greeting() -> None:
    """Make a solver once, with the standard output closed: the first of a process greets there, whatever its options,
    and would spoil what programs read from a command.
    """
    libc = ctypes.CDLL(None)
    sys.stdout.flush()
    libc.fflush(None)
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
        libc.fflush(None)
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def make_silent_solver() -> highspy.Highs:
    """Return a solver that prints nothing and works on one thread."""
    _swallow_greeting()
    made = highspy.Highs()  # type: ignore[no-untyped-call]
    made.setOptionValue("output_flag", False)
    made.setOptionValue("threads", 1)
    return made
