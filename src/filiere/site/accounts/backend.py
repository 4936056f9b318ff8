"""Signing in by e-mail and password; the backend answers nothing about rights, which are read elsewhere."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from filiere.site.accounts.models import User
from filiere.site.prepared_queries import PreparedRows

_OPEN_ACCOUNTS = PreparedRows(lambda pk: User.objects.filter(pk=pk, is_active=True), -1)


class EmailBackend(BaseBackend):
    """Find an active account by its e-mail and check its password."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """The account, or None. An unknown e-mail costs the same time as a wrong password."""
        if not username or password is None:
            return None
        try:
            user = User.objects.get_by_natural_key(username)
        except User.DoesNotExist:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, unless it was closed since."""
        return _OPEN_ACCOUNTS.first(user_id)
