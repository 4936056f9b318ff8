"""What the log may not hold: an address that lets in whoever reads it.

Invitations, password links and unsubscriptions carry a secret in their path, and Django logs the path of what it
refuses. Keys of dossiers and centres are short, and stay.
"""

from __future__ import annotations

import logging
import re

SECRET_PART = re.compile(r"(?<=[/=])[A-Za-z0-9_:=-]{20,}")
"""A part of an address that is as long as a secret: the longest key of the site has 16 signs."""
COMPLAINT_KEY = re.compile(r"\bc-[0-9a-f]{10}\b")
"""The key of a complaint: beside the hour of a request, it would tell when somebody spoke."""
REDACTED_MARK = "[…]"
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Signs that begin a line or colour a terminal: an address may hold them, and would write lines of its own."""


class SecretFilter(logging.Filter):
    """Replace long parts of paths in a record by a mark, in its message once formed, and keep it on one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mend the record; it is always kept."""
        said = record.getMessage()
        mended = COMPLAINT_KEY.sub(REDACTED_MARK, SECRET_PART.sub(REDACTED_MARK, said))
        mended = CONTROL_CHARACTERS.sub(lambda found: ascii(found[0])[1:-1], mended)
        if mended != said:
            record.msg, record.args = mended, ()
        return True
