"""Who gave somebody a seat or a membership lately, by the journal: the two do not sign together for thirty days."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from filiere.site.accounts.models import User
from filiere.site.accounts.signer_independence import appointer_lookups
from filiere.site.journal.models import Entry
from filiere.site.members.journal_records import MANDATE_SUBJECT, MEMBERSHIP_SUBJECT
from filiere.site.members.models import Mandate, Membership


@appointer_lookups.register
def _find_seat_givers(people: Collection[User], since: datetime) -> Iterable[int]:
    actors: set[str] = set()
    for kind, model in ((MANDATE_SUBJECT, Mandate), (MEMBERSHIP_SUBJECT, Membership)):
        rows = [str(pk) for pk in model.objects.filter(user__in=people).values_list("pk", flat=True)]
        made = Entry.objects.filter(subject_kind=kind, subject_id__in=rows, act=f"{kind}.create", at__gte=since)
        actors |= set(made.values_list("actor_key", flat=True))
    return User.objects.filter(key__in=actors - {one.key for one in people}).values_list("pk", flat=True)
