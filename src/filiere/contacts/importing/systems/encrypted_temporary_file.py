"""A temporary SQLite file for what an importer cannot hold in memory, unreadable to anybody else.

Records wait there as a system wrote them, callers included, whom nothing may write to the disk in clear. So their
content is encrypted with a key that is drawn for the file and held in memory only: what an import that is killed leaves
behind is noise. Identities of contacts, by which records are found, are not people, and stand in clear.
"""

import json
import secrets
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class EncryptedFile:
    """A SQLite file in ``folder`` (that of the machine for such files if None); a context manager, whose file goes when
    it ends."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = TemporaryDirectory(prefix="filiere-", dir=folder)
        self.database = sqlite3.connect(Path(self._folder.name) / "spool.sqlite")
        # Nothing here outlives the import: a crash starts it again.
        self.database.execute("PRAGMA journal_mode = OFF")
        self.database.execute("PRAGMA synchronous = OFF")
        self._cipher = AESGCM(AESGCM.generate_key(256))
        self._count = secrets.randbits(8 * _NONCE_BYTES - 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()
        self._folder.cleanup()

    def encrypt_content(self, content: Any) -> bytes:
        """Return what JSON can hold, encrypted."""
        # The key is this file's alone, and a count never repeats.
        self._count += 1
        nonce = self._count.to_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, json.dumps(content).encode(), None)

    def decrypt_content(self, content: bytes) -> Any:
        """Return what was sealed."""
        return json.loads(self._cipher.decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], None))
