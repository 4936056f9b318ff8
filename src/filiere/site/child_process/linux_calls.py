"""What the kernel offers and Python does not: dying with one's parent, adopting orphans, doing without a network."""

from __future__ import annotations

import ctypes
import os
import signal
from pathlib import Path

_DIE_WITH_PARENT, _ADOPT = 1, 36
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int) -> None:
    """Have the present process killed when ``parent``, which made it, dies; at once if it did already."""
    _libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, instead of the first process of the machine."""
    _libc.prctl(_ADOPT, 1, 0, 0, 0)


def list_children() -> set[int]:
    """The processes whose parent is the present one, of one thread; those that it adopted are among them."""
    me = os.getpid()
    return {int(word) for word in Path(f"/proc/{me}/task/{me}/children").read_text(encoding="ascii").split()}


def leave_network() -> bool:
    """Give the present process, of one thread, a network of its own without any way out; whether the kernel let it."""
    if _libc.unshare(_NEW_NETWORK) == 0:
        return True
    user, group = os.geteuid(), os.getegid()
    if _libc.unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return False
    # The same account as before, or the files that a child makes would be told as nobody's.
    for name, words in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path("/proc/self", name).write_text(words, encoding="ascii")
    return True
