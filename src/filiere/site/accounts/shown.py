"""What upper apps show on the page of one's account: memberships, mandates, and a first page of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from filiere.core import Text

if TYPE_CHECKING:
    from filiere.site.accounts.models import User

Shows = Callable[["User"], Iterable[Text]]
_shown: list[Shows] = []


def shows(function: Shows) -> Shows:
    """Register sentences that tell what a person holds in an upper app."""
    _shown.append(function)
    return function


def things_held(user: User) -> list[Text]:
    """All of them, app by app."""
    return [text for function in _shown for text in function(user)]
