"""Fields of a row encrypted together until a moment, before which nobody reads them: votes, for instance.

Until then the row holds them encrypted in one column and nowhere else. The key is derived from the site's secret, which
is in no database: a copy of the database, or whoever reads its tables, learns nothing. What is encrypted has always the
same length, so that neither a choice nor how much was written to explain it can be told from its size.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from filiere.core import Faults
from filiere.site.accounts.sealing import UnreadableSeal, seal_text, unseal_text
from filiere.site.accounts.site_key_status import key_is_lost, lost_key_fault


@dataclass(frozen=True, slots=True)
class SealedFields:
    """The fields ``names`` of a row, sealed together in its field ``closed`` for a purpose that was declared.

    ``most`` is how many characters they hold together where their length is free; ``fault`` names what is said where
    the key that sealed them is lost (see `lost_key_fault`).
    """

    purpose: str
    names: tuple[str, ...]
    most: int
    fault: str

    @property
    def size(self) -> int:
        """Bytes of what is encrypted: no character takes more than six; a choice and a nonce have room beside."""
        return 6 * self.most + 576

    @property
    def length(self) -> int:
        """Characters once sealed: blocks of sixteen bytes, fifty-seven about them, three bytes in four signs."""
        return -(-((self.size // 16 + 1) * 16 + 57) // 3) * 4

    def seal_values(self, *words: str) -> str:
        """Return these words, one for each name, encrypted, as long as any others."""
        said = json.dumps(words, ensure_ascii=False)
        return seal_text(self.purpose, said + " " * (self.size - len(said.encode())))

    def unseal_values(self, closed: str) -> list[str]:
        """Return what was enclosed; raises `UnreadableSeal`."""
        try:
            found = json.loads(unseal_text(self.purpose, closed))
        except ValueError as error:
            raise UnreadableSeal(self.purpose) from error
        if not isinstance(found, list) or len(found) != len(self.names):
            raise UnreadableSeal(self.purpose)
        return found

    def read(self, row: Any) -> list[str]:
        """Return what a row says, sealed or opened; one that cannot be read any more says nothing."""
        if not row.closed:
            return [getattr(row, name) for name in self.names]
        try:
            return self.unseal_values(row.closed)
        except UnreadableSeal:
            return ["" for _ in self.names]

    def check_readable(self, rows: Sequence[Any]) -> None:
        """Raise `Faults` when a row was sealed under a key of the site that is lost: it is neither void nor changed."""
        for row in rows:
            if row.closed:
                try:
                    unseal_text(self.purpose, row.closed)
                except UnreadableSeal:
                    if key_is_lost():
                        raise Faults([lost_key_fault(self.fault)]) from None

    def save_in_plain(self, rows: Sequence[Any]) -> None:
        """Keep opened rows in plain, once they are proved."""
        for row in rows:
            for name, word in zip(self.names, self.read(row), strict=True):
                setattr(row, name, word)
            row.closed = ""
        if rows:
            type(rows[0]).objects.bulk_update(rows, [*self.names, "closed"])
