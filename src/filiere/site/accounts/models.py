"""People who act on the site: an account by e-mail, roles that begin and end, and a small limiter of sign-ins.

There is no superuser and no administration site: what an account may do is read in its current roles and nowhere
else. Each account has an opaque key, the only thing the journal ever knows of a person.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from filiere.site.accounts.permissions import Role

LONGEST_EMAIL = 254
LONGEST_NAME = 120


def new_key() -> str:
    """Opaque identifier of a person: random, so that it says nothing once the person is erased."""
    return f"u-{secrets.token_hex(8)}"


class UserManager(BaseUserManager["User"]):
    """Accounts, found by e-mail whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The account with this e-mail."""
        return self.get(email=(username or "").strip().lower())

    def for_email(self, email: str) -> User | None:
        """The account with this e-mail, whatever its case, or None."""
        return self.filter(email=email.strip().lower()).first()

    def names(self, keys: Iterable[str]) -> dict[str, str]:
        """Names of accounts by key, for those who may read who acted."""
        return dict(self.filter(key__in=list(keys)).values_list("key", "name"))


class User(AbstractBaseUser):
    """One person. `email` is kept in lower case; after erasure it and `name` no longer say who it was."""

    key = models.CharField(max_length=20, unique=True, default=new_key, editable=False)
    email = models.EmailField(max_length=LONGEST_EMAIL, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    language = models.CharField(max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr")
    fictitious = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.key

    def roles(self) -> frozenset[Role]:
        """Roles held at this moment; one query, kept for the life of the object."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(Role(role) for role in self.grants.current().values_list("role", flat=True))
        return self._roles

    def forget_roles(self) -> None:
        """Read the roles again at the next question, after a grant or a withdrawal."""
        self.__dict__.pop("_roles", None)


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants of roles."""

    def current(self) -> GrantQuerySet:
        """Grants that have not ended."""
        return self.filter(until__isnull=True)


class Grant(models.Model):
    """A role held by a person from `since` to `until` (null while it lasts), given by whom."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="grants_given")

    objects: ClassVar[models.Manager[Grant]] = GrantQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["since", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(until__isnull=True), name="grant_one_current_a_role"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="grant_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.role}"


class SignInLimit(models.Model):
    """Failed sign-ins counted under a sealed key (account and address, or address alone); no e-mail is kept here."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key

    def locked(self, now: datetime) -> bool:
        """Whether the lock still holds."""
        return self.locked_until is not None and self.locked_until > now
