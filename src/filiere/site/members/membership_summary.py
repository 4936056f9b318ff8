"""What a person is by the directory, in sentences: for their account page and the door of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.extension_points import account_lines
from filiere.site.accounts.models import User
from filiere.site.members.colleges import COLLEGE_LABELS, INSTANCES
from filiere.site.members.models import Mandate, Membership

_RIGHT_SENTENCES: Mapping[str, Text] = {
    "read": Text(fr="lit pour", en="reads for"),
    "edit": Text(fr="agit pour", en="acts for"),
    "staff_representative": Text(fr="représente le personnel de", en="represents the staff of"),
}


@account_lines.register
def list_memberships_held(user: User) -> Iterator[Text]:
    """Memberships and mandates that run today."""
    today = timezone.localdate()
    for one in Membership.objects.current(today).filter(user=user).select_related("organisation"):
        acts, name = _RIGHT_SENTENCES[one.right], one.organisation.name
        yield Text(fr=f"{acts.fr} {name}", en=f"{acts.en} {name}")
    for seat in Mandate.objects.current(today).filter(user=user):
        body, college = INSTANCES[seat.instance], COLLEGE_LABELS.get(seat.college) or Text.same(seat.college)
        fr, en = (", suppléance", ", substitute") if seat.substitute_of_id else ("", "")
        yield Text(fr=f"{body.fr}, collège {college.fr}{fr}", en=f"{body.en}, college of {college.en}{en}")
