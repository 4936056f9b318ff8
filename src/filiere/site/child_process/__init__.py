"""Running a function in a child process with limits, so that what it reads can exhaust nobody but that child.

::

    found = run(Limits(processor=20, wall=60, memory=1 << 30, file=64 << 20), inspect, path, name)

The function is a module's own, of an engine: its arguments and what it returns are pickled. It runs in a process made
by a fork of another that is ready (see `fork_server`), without the database, the open files, the secrets or the network
of the caller, and dies alone. What it raises as ``Faults`` is raised here; any other end is told by `ChildStopped`, one
sentence for each way of ending.

::

    limits            what a child may take, and setting that on a process
    faults            the ways in which a child ends without an answer, in words
    fork_server       the process that makes the children, watches and kills them: python -m
                      filiere.site.child_process.fork_server
    client            asking it, from any thread of any process
    serialization     what comes back from a child, read without trusting it
    system_calls      what the kernel offers and Python does not
"""

from filiere.site.child_process.client import limit_children, reserve_slot, run, start, stop, was_turned_away
from filiere.site.child_process.faults import ChildStopped
from filiere.site.child_process.limits import Limits

PDF_MODULES = ("filiere.publication.documents", "weasyprint")
"""What draws documents: a child that imported it anew would take two seconds more."""

__all__ = [
    "PDF_MODULES",
    "ChildStopped",
    "Limits",
    "limit_children",
    "reserve_slot",
    "run",
    "start",
    "stop",
    "was_turned_away",
]
