"""A seat in a body of the label needs a second factor, as a role does."""

from __future__ import annotations

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.second_factor import needs
from filiere.site.members.models import Mandate


@needs
def _sits(user: User) -> bool:
    return Mandate.objects.current(timezone.localdate()).filter(user=user).exists()
