"""Small files that hold a key: whole or not there at all, even through a power cut, and for their owner alone."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def add_secret_file(path: Path, words: str) -> None:
    """Write a file unless it is there already: two who do so at once end with the same one, and neither knows which.

    Its folder is there. Read it again afterwards: it may be the other's.
    """
    with _write_draft(path, words) as draft, contextlib.suppress(FileExistsError):
        path.hardlink_to(draft)


def replace_secret_file(path: Path, words: str) -> None:
    """Write a file in the place of the one that is there, if any."""
    with _write_draft(path, words) as draft:
        draft.replace(path)


@contextmanager
def _write_draft(path: Path, words: str) -> Iterator[Path]:
    """A file beside ``path`` that holds the words and is on the disk; it goes in the end, unless it took the place."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(words)
            stream.flush()
            os.fsync(stream.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)
