"""Choosing the language of one's account: that of letters, and of the first page after signing in."""

from __future__ import annotations

from filiere.core import Lang
from filiere.site.accounts.models import User


def set_language(*, user: User, language: Lang) -> None:
    """Change it; it decides nothing, so the journal does not tell it."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
