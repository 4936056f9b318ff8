"""Readers that do what hostile bytes would have them do, run in a child process by the tests of its limits."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

from filiere.core import Fault, Faults, Text


def add(one: int, other: int) -> int:
    """What behaves."""
    return one + other


def blame(count: int) -> None:
    """Find so many faults, of two kinds."""
    words = Text(fr="Ligne fausse.", en="Wrong line.")
    raise Faults(
        Fault(code="odd" if line % 2 else "even", message=words, remedy=words, line=line) for line in range(count)
    )


def match_for_ever() -> None:
    """Take the processor and never end, in one call of a library that looks at nothing meanwhile."""
    re.match(r"(a|aa)+$", "a" * 200 + "b")


def match_whatever_for_ever(*_: object) -> None:
    """The same, given whatever a reader is given; a process that runs tests is told instead of held."""
    assert "pytest" not in sys.modules, "read in the process that answers others"
    match_for_ever()


def sleep_for_ever() -> None:
    """Take no processor and never end."""
    threading.Event().wait()


def allocate() -> int:
    """Take memory without end."""
    held = []
    while True:
        held.append(bytearray(16 << 20))


def crash() -> None:
    """Die as a library does of a damaged file."""
    os.kill(os.getpid(), signal.SIGSEGV)


def fail() -> None:
    """Raise what no reader should."""
    raise KeyError("what a person sent")


def nest(depth: int) -> int:
    """Go deeper than the interpreter lets anybody."""
    return nest(depth + 1)


def write() -> None:
    """Write one file without end."""
    with tempfile.NamedTemporaryFile() as stream:
        while True:
            stream.write(b"\0" * (1 << 20))


def answer(size: int) -> bytes:
    """Give an answer of any size."""
    return bytes(size)


def fork(told: str) -> None:
    """Leave behind a process in the group of the child, and one that left it; write down both, then wait for ever."""
    made = os.fork()
    if not made:
        os.setsid()
        escaped = os.fork()
        if escaped:
            os._exit(0)
        _noted(told)
        threading.Event().wait()
    os.waitpid(made, 0)
    if not os.fork():
        _noted(told)
        threading.Event().wait()
    while len(list(Path(told).iterdir())) < 2:
        time.sleep(0.01)
    _noted(told)
    threading.Event().wait()


def _noted(folder: str) -> None:
    (Path(folder) / str(os.getpid())).touch()


def echo(content: object) -> object:
    """Give back what is given."""
    return content


def refuse() -> None:
    """Find two faults."""
    words = Text(fr="Non.", en="No.")
    raise Faults([Fault(code=code, message=words, remedy=words, line=2) for code in ("one", "two")])


def surroundings() -> dict[str, object]:
    """What a child finds around it."""
    return {
        "files": sorted(int(one.name) for one in Path("/proc/self/fd").iterdir()),
        "folder": str(Path.cwd()),
        "temporary": tempfile.gettempdir(),
        "variables": sorted(os.environ),
        "django": "django" in sys.modules,
        "threads": threading.active_count(),
    }


def reach(port: int) -> str:
    """Try to speak to a port of this machine."""
    with socket.socket() as one:
        one.settimeout(5)
        try:
            one.connect(("127.0.0.1", port))
        except OSError as error:
            return type(error).__name__
    return "reached"


class Forged:
    """An answer that would run a command where it is read."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("echo forged > /tmp/forged-by-an-answer",)


def forge() -> Forged:
    """Answer with what would run a command."""
    return Forged()
