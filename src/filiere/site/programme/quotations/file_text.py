"""The text of a file that somebody sent, read in a child process: this module knows no Django, hence no database."""

from __future__ import annotations

from pathlib import Path

from filiere.quotations.documents import Document, read_document


def read_sent_file(path: str, name: str) -> Document:
    """Return the text of the file at a path; ``name`` is what its sender called it. Raises `Faults`."""
    return read_document(Path(path).read_bytes(), name)
