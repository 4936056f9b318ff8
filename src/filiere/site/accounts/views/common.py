"""What several pages of a person share: where one lands, and faults as sentences."""

from __future__ import annotations

from django.urls import reverse

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role


def choose_landing_page(user: User) -> str:
    """The first page of a person who asked for none: the staff side for those who work there, else their own space."""
    if user.held_roles() & {Role.STAFF, Role.STATISTICIAN}:
        return reverse("staff:home")
    return reverse("dossiers:home")


def format_faults(faults: Faults | None) -> list[str]:
    """Each fault with what to do, in the reader's language."""
    if faults is None:
        return []
    return [f"{fault.message} {fault.remedy}" for fault in faults.faults]
