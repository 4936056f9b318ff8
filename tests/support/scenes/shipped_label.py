"""The releases of the label that ship, each read once for all the tests of a process: nothing in a release changes."""

from functools import cache

from filiere.core import content_path
from filiere.referentials import Release, load_release


@cache
def shipped_release(name: str) -> Release:
    """A release by its name, such as 2027.1."""
    return load_release(content_path("referentials", "lrs", "releases", name))
