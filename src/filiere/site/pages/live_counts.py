"""How much there is of something today, for the texts that say so: each app counts what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable

from filiere.core import Text
from filiere.site.kit.hooks import KeyedHook

live_counts: KeyedHook[Callable[[], str]] = KeyedHook()
"""Say how many there are of something, as the reader's language writes it."""

_PLACE = re.compile(r"\{([a-z_]+)\}")


def fill_counts(text: Text) -> str:
    """Return a text in the reader's language, with the count of the day in each `{name}`."""
    return _PLACE.sub(lambda found: live_counts[found[1]](), str(text))
