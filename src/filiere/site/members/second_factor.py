"""A seat in a body of the label needs a second factor, as a role does, and from before it is taken."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.second_factor import seat_checks
from filiere.site.members.models import Mandate


@seat_checks.register
def _holds_seat(user: User) -> bool:
    # One to come too: else one administrator alone would close the account of a judge on the eve of their mandate.
    lasting = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    return Mandate.objects.filter(lasting, user=user).exists()
