"""What the log may not hold: an address that lets in whoever reads it.

Invitations, password links and unsubscriptions carry a secret in their path, and Django logs the path of what it
refuses. Keys of dossiers and centres are short, and stay.
"""

from __future__ import annotations

import logging
import re

SECRET_PART = re.compile(r"(?<=[/=])[A-Za-z0-9_:=-]{20,}")
"""A part of an address that is as long as a secret: the longest key of the site has 16 signs."""
COMPLAINT = re.compile(r"\bc-[0-9a-f]{10}\b")
"""The key of a complaint: beside the hour of a request, it would tell when somebody spoke."""
HIDDEN = "[…]"


class NoSecrets(logging.Filter):
    """Replace long parts of paths in a record by a mark, in its message once formed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mend the record; it is always kept."""
        said = record.getMessage()
        mended = COMPLAINT.sub(HIDDEN, SECRET_PART.sub(HIDDEN, said))
        if mended != said:
            record.msg, record.args = mended, ()
        return True
