"""What of a complaint its holder may read: the marked words are taken out, and never come back by another way.

Somebody who complains marks what would tell who they are between double square brackets. The staff may take out more
when it admits the complaint, and cannot put anything back.
"""

from __future__ import annotations

import re

HIDDEN = "[…]"
_MARKED = re.compile(r"\[\[.*?(?:\]\]|\Z)", re.DOTALL)


def redacted(facts: str) -> str:
    """The facts without what is marked; an opening that is never closed hides all that follows."""
    return _MARKED.sub(HIDDEN, facts).strip()


def marked(facts: str) -> tuple[str, ...]:
    """The marked words themselves."""
    return tuple(one.strip("[]").strip() for one in _MARKED.findall(facts) if one.strip("[]").strip())


def leaks(shared: str, facts: str) -> tuple[str, ...]:
    """The marked words that a text for the holder still holds, whatever their case and spaces."""
    text = " ".join(shared.casefold().split())
    return tuple(one for one in marked(facts) if " ".join(one.casefold().split()) in text)
