"""What upper apps show on the page of one's account: memberships, mandates, and a first page of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from filiere.core import Text

if TYPE_CHECKING:
    from filiere.site.accounts.models import User

AccountLines = Callable[["User"], Iterable[Text]]
_account_lines: list[AccountLines] = []


def register_account_lines(function: AccountLines) -> AccountLines:
    """Register sentences that tell what a person holds in an upper app."""
    _account_lines.append(function)
    return function


def list_account_lines(user: User) -> list[Text]:
    """All of them, app by app."""
    return [text for function in _account_lines for text in function(user)]
