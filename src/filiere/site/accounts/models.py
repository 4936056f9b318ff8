"""People who act on the site: an account by e-mail, roles that begin and end, and a small limiter of attempts.

There is no superuser and no administration site: what an account may do is read in its current roles and nowhere
else. Each account has an opaque key, the only thing the journal ever knows of a person. Second factors, invitations
and kept forms stand in `models_credentials`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from filiere.site.accounts.email_equivalence import mailbox_of
from filiere.site.accounts.rights import Role
from filiere.site.accounts.role_conflicts import find_excluded_roles
from filiere.site.accounts.second_factor_policy import is_second_factor_due
from filiere.site.kit.rights import allowed
from filiere.site.pages.name_order import by_name
from filiere.site.prepared_queries import PreparedRows

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

    def for_mailbox(self, email: str) -> User | None:
        """The account whose mailbox an address surely reaches, under any form of it; that of the very address first."""
        exact = email.strip().lower()
        held = self.filter(Q(email=exact) | Q(mailbox=mailbox_of(email), erased_at__isnull=True))
        return min(held, key=lambda one: (one.email != exact, one.pk), default=None)

    def visible_to(self, actor: object) -> models.QuerySet[User]:
        """Every account that is not erased for whoever keeps the list, none for others."""
        if not allowed(actor, "account:read"):
            return self.none()
        return self.filter(erased_at__isnull=True).prefetch_related("grants").order_by(by_name(), "pk")

    def for_key(self, key: str) -> User:
        """The account of that key; raises `User.DoesNotExist`."""
        return self.get(key=key)

    def for_open_key(self, key: str) -> User | None:
        """The open account of that key, or None."""
        return self.filter(key=key, is_active=True).first()

    def for_role(self, role: Role) -> models.QuerySet[User]:
        """Open accounts that hold a role now, by name."""
        return self.filter(grants__role=role, grants__until__isnull=True, is_active=True).order_by(by_name(), "pk")

    def names(self, keys: Iterable[str]) -> dict[str, str]:
        """Names of accounts by key, for those who may read who acted."""
        return dict(self.filter(key__in=list(keys)).values_list("key", "name"))


class User(AbstractBaseUser):
    """One person. `email` is kept in lower case; after erasure it and `name` no longer say who it was.

    `mailbox` is what `mailbox_of` makes of the address, written with it.
    """

    key = models.CharField(max_length=20, unique=True, default=new_key, editable=False)
    email = models.EmailField(max_length=LONGEST_EMAIL, unique=True)
    mailbox = models.CharField(max_length=600, db_index=True, editable=False, blank=True, default="")
    name = models.CharField(max_length=LONGEST_NAME)
    language = models.CharField(max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr")
    fictitious = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    session_mark = models.CharField(max_length=32, blank=True, default="")
    second_factor_since = models.DateTimeField(null=True, blank=True)

    # A session that has not shown its second factor sets this on the person it carries (see `middleware`).
    # A person read in process, by the command line or a test, answers for themselves.
    unproven: bool = False

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, the mailbox with the address."""
        self.mailbox = mailbox_of(self.email)
        if (fields := kwargs.get("update_fields")) is not None and "email" in fields:
            kwargs["update_fields"] = {*fields, "mailbox"}
        super().save(*args, **kwargs)

    def held_roles(self) -> frozenset[Role]:
        """Roles held at this moment, usable or not; one query, kept for the life of the object."""
        if not hasattr(self, "_roles"):
            prefetched = getattr(self, "_prefetched_objects_cache", {}).get("grants")
            held = (
                [grant.role for grant in _RUNNING_GRANTS.fetch(self.pk)]
                if prefetched is None
                else [grant.role for grant in prefetched if grant.until is None]
            )
            self._roles = frozenset(Role(role) for role in held)
        return self._roles

    def roles(self) -> frozenset[Role]:
        """Roles that count: those held that no seat excludes; none while the session owes its second factor."""
        if not self.is_verified:
            return frozenset()
        if not hasattr(self, "_usable_roles"):
            self._usable_roles = self.held_roles() - find_excluded_roles(self)
        return self._usable_roles

    @property
    def is_verified(self) -> bool:
        """Whether rights may be used: False for a session that still owes its second factor.

        Whatever gives rights (a role, a mandate, a membership) must give none when this is False.
        """
        if not self.unproven:
            return True
        if not hasattr(self, "_second_factor_due"):
            self._second_factor_due = is_second_factor_due(self)
        return not self._second_factor_due

    def forget_roles(self) -> None:
        """Read the roles again at the next question, after a grant or a withdrawal."""
        self.__dict__.pop("_roles", None)
        self.__dict__.pop("_usable_roles", None)
        self.__dict__.pop("_second_factor_due", None)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What ties a session to this account: its password, and a mark that closes every session when it changes."""
        return salted_hmac(
            "filiere.accounts.session", f"{self.password}\n{self.session_mark}", secret=secret, algorithm="sha256"
        ).hexdigest()


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants of roles."""

    def current(self) -> GrantQuerySet:
        """Grants that have not ended."""
        return self.filter(until__isnull=True)


class Grant(models.Model):
    """A role held by a person from `since` to `until` (null while it lasts), given by whom, under which request.

    Without ``granted_by`` the operator of the machine gave it; without ``approval`` it was given by one person, before
    that took two, or by the operator.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="grants_given")
    approval = models.ForeignKey(
        "accounts.Approval", on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )

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


_RUNNING_GRANTS = PreparedRows(lambda user: Grant.objects.current().filter(user=user).order_by(), -1)
"""Asked by every page of whoever is signed in."""


class SignInLimit(models.Model):
    """Attempts counted under a sealed key (see `limits`): neither e-mails nor addresses are kept here."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key


from filiere.site.accounts.models_approvals import Approval  # noqa: E402, F401
from filiere.site.accounts.models_credentials import Factor, Invitation, KeptForm, RecoveryCode  # noqa: E402, F401
from filiere.site.accounts.models_key_proof import KeyProof  # noqa: E402, F401
