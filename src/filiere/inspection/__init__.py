"""Inspection: what a file that somebody sends really is, and whether it may be kept and given back.

::

    inspect_file         a file on the disk  →  its kind, size, SHA-256 and plain name, or every fault at once
    file_kinds           the kinds accepted, their suffixes and media types, the limits
    pdf, images, plain_text, zip_archives, office   one module a family
    file_names           the name that came with it
    faults               what is said, in both languages
"""

from filiere.inspection.file_inspection import InspectedFile, inspect_file
from filiere.inspection.file_kinds import KIND_INFO, LIMITS, FileKind, Limits, is_wanted_kind

__all__ = ["KIND_INFO", "LIMITS", "FileKind", "InspectedFile", "Limits", "inspect_file", "is_wanted_kind"]
