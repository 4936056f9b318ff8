"""The people of the demonstration, whom anybody may be for a while; never on a site that holds a real account.

Three things must agree: the data folder carries the stamp of a demonstration (`FILIERE_DEMO`), no real person has an
account in the database, and the account entered is made up. A stamp copied by mistake beside a real database opens
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from filiere.core import Text
from filiere.site.accounts.extension_points import list_functions
from filiere.site.accounts.models import User


def is_demo() -> bool:
    """Whether this site is a demonstration and nothing else."""
    return bool(settings.FILIERE_DEMO) and not User.objects.filter(fictitious=False, erased_at__isnull=True).exists()


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demonstration, and what they are in it."""

    user: User
    what: list[Text]


def list_demo_people() -> list[DemoPerson]:
    """The made-up accounts, in the order they were opened, with their roles, memberships and seats."""
    found = User.objects.filter(fictitious=True, is_active=True, erased_at__isnull=True).prefetch_related("grants")
    return [DemoPerson(user, list_functions(user)) for user in found.order_by("created_at", "pk")]


def find_demo_person(key: str) -> User | None:
    """The made-up account of this key, on a demonstration only."""
    if not is_demo():
        return None
    return User.objects.filter(key=key, fictitious=True, is_active=True, erased_at__isnull=True).first()
