"""What upper apps show on the page of one's account: memberships, mandates, and a first page of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from filiere.core import Text
from filiere.site.kit.hooks import Hook

if TYPE_CHECKING:
    from filiere.site.accounts.models import User

AccountLines = Callable[["User"], Iterable[Text]]
account_lines: Hook[AccountLines] = Hook()
"""Sentences that tell what a person holds in an upper app."""


def list_account_lines(user: User) -> list[Text]:
    """All of them, app by app."""
    return [text for function in account_lines for text in function(user)]
