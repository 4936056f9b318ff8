"""What a child process may take, and setting that on the process itself before it reads anything."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one child may take.

    ``processor`` and ``wall`` are seconds, of processor and by the clock; ``memory`` is bytes beyond what the process
    takes before it reads anything; ``file`` is the bytes of the largest file that it may write, its answer included;
    ``open_files`` counts files open at once.
    """

    processor: int
    wall: int
    memory: int
    file: int
    open_files: int = 256


def set_limits(limits: Limits) -> None:
    """Set these limits on the present process, for ever: they are hard ones, and its children inherit them."""
    size = measure_data_size() + limits.memory
    for what, most in (
        (resource.RLIMIT_DATA, (size, size)),
        # At the first limit the kernel sends a signal that ends the process, at the second one that nobody can refuse.
        (resource.RLIMIT_CPU, (limits.processor, limits.processor + 1)),
        (resource.RLIMIT_FSIZE, (limits.file, limits.file)),
        (resource.RLIMIT_NOFILE, (limits.open_files, limits.open_files)),
        (resource.RLIMIT_CORE, (0, 0)),
    ):
        resource.setrlimit(what, _cap_limits(what, most))


def _cap_limits(what: int, wanted: tuple[int, int]) -> tuple[int, int]:
    """The limits wanted, or those that stand where they are lower: no process may raise its own."""
    hard = resource.getrlimit(what)[1]
    if hard == resource.RLIM_INFINITY:
        return wanted
    return min(wanted[0], hard), min(wanted[1], hard)


def measure_data_size() -> int:
    """Bytes of writable memory of the present process, as the limit on them counts; Linux alone tells."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    return pages * resource.getpagesize()
