"""What the directory does for the others: invitations to an organisation, copies of one's data, and erasure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import OPERATOR
from filiere.site.accounts.personal_data import erases, holds, stamp
from filiere.site.accounts.watching import tells_opposed
from filiere.site.members import invitations  # noqa: F401  Declares what an invitation may give.
from filiere.site.members.actions.keeping import tell
from filiere.site.members.letters import tell_ended
from filiere.site.members.models import Contact, Mandate, Membership
from filiere.site.members.scope import sides_differ
from filiere.site.members.told import MANDATE, MEMBERSHIP, mandate_payload, membership_payload


@tells_opposed
def _on_two_sides(one: User, other: User) -> bool:
    """Whether they act for the two sides of one organisation today."""
    held = Membership.objects.current(timezone.localdate()).filter(user__in=(one, other)).order_by()
    rights: dict[int, list[str]] = {}
    for organisation, right in held.values_list("organisation", "right"):
        rights.setdefault(organisation, []).append(right)
    return any(len(both) == 2 and sides_differ(*both) for both in rights.values())


@holds("directory")
def _held(user: User) -> dict[str, Any]:
    return {
        "memberships": [
            {
                "organisation": one.organisation.name,
                "right": one.right,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
            }
            for one in user.memberships.select_related("organisation")
        ],
        "mandates": [
            {
                "body": one.instance,
                "college": one.college,
                "seat": one.seat,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
            }
            for one in user.mandates.all()
        ],
        "contacts": [
            {"organisation": one.organisation.name, "name": one.name, "job": one.job, "phone": one.phone}
            for one in Contact.objects.filter(email__iexact=user.email).select_related("organisation")
        ],
        "read_at": stamp(timezone.now()),
    }


@erases("directory")
def _erase(user: User) -> None:
    """End what the person may do and forget how to write to them; who held a seat when stays, under their key."""
    today = timezone.localdate()
    running = Q(until__isnull=True) | Q(until__gt=today)
    yesterday = today - timedelta(days=1)
    for held in Membership.objects.filter(running, user=user).select_related("user", "organisation"):
        held.until = max(held.since, yesterday)
        held.save(update_fields=["until"])
        tell(OPERATOR, "end", MEMBERSHIP, str(held.pk), membership_payload(held))
    for seat in Mandate.objects.filter(running, user=user).select_related("user", "organisation"):
        seat.until = max(seat.since, yesterday)
        seat.save(update_fields=["until"])
        tell(OPERATOR, "end", MANDATE, str(seat.pk), mandate_payload(seat))
        tell_ended(seat, Text(fr="Son compte a été effacé.", en="Their account has been erased."), erased=True)
    Contact.objects.filter(email__iexact=user.email).delete()
