"""Inspection: what a file that somebody sends really is, and whether it may be kept and given back.

::

    inspect         a file on the disk  →  its kind, size, SHA-256 and plain name, or every fault at once
    kinds           the kinds accepted, their suffixes and media types, the limits
    pdf, pictures, plain, archives, office   one module a family
    names           the name that came with it
    words           what is said, in both languages
"""

from filiere.inspection.inspecting import Inspected, inspect
from filiere.inspection.kinds import ABOUT, LIMITS, Kind, Limits, answers

__all__ = ["ABOUT", "LIMITS", "Inspected", "Kind", "Limits", "answers", "inspect"]
