"""Work on hostile bytes in a child with a limit of processor time: what would last for hours ends as a failed test."""

import os
import pickle
import resource
import traceback
import warnings
from collections.abc import Callable
from typing import Any

SECONDS = 10
"""Processor seconds of one call: what is tested takes hundredths of one, what it must not be takes hours."""


def bounded[T](function: Callable[..., T], *arguments: Any, seconds: int = SECONDS) -> T:
    """Return what a call returns, or fail when it takes more processor time than ``seconds`` or raises."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            try:
                said = (True, function(*arguments))
            except BaseException:
                said = (False, traceback.format_exc())
            with os.fdopen(writing, "wb") as stream:
                pickle.dump(said, stream)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        content = stream.read()
    _, status = os.waitpid(child, 0)
    assert content, f"stopped after {seconds} s of processor time: {os.waitstatus_to_exitcode(status)}"
    # What is read was written just above, by this very function.
    fine, value = pickle.loads(content)  # noqa: S301
    assert fine, value
    return value
