"""Accounts that cannot be withdrawn on the last day: of the only person that can act before a delay ends.

Such a delay of the procedure runs against whoever stays silent: to take away the account, role or access of its
sole actor that day is to decide in their stead (see `accounts.extension_points`).
"""

from __future__ import annotations

from datetime import date
from functools import cache

from filiere.site.accounts.extension_points import awaited_lookups
from filiere.site.accounts.models import User
from filiere.site.members.models import Membership
from filiere.site.workflow.engine_adapter import load_rules
from filiere.site.workflow.exclusions import find_exclusion
from filiere.site.workflow.extension_points import recipient_lookups, site_parties
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties, find_parties_of_each


def find_silent_parties(dossier: Dossier) -> frozenset[str]:
    """The parties whose silence a delay of its present state sanctions."""
    return frozenset(step.silence_of for step in load_rules(dossier).leaving_steps[dossier.state] if step.silence_of)


@awaited_lookups.register
def find_sole_actor_cases(user: User, day: date) -> frozenset[tuple[str, str]]:
    """The running dossiers, by key, in which the person alone is a party that a delay runs against on that day."""
    asked = User.objects.get(pk=user.pk)
    found = set()
    covers = cache(lambda party: _is_covered(party, asked, day))
    for dossier in Dossier.objects.visible_to(asked).running():
        if not (silent := {one for one in find_silent_parties(dossier) if not covers(one)}):
            continue
        for party in silent & find_parties(asked, dossier, day):
            others = [one for one in recipient_lookups[party](dossier, day) if one.pk != asked.pk]
            if not any(party in held for held in find_parties_of_each(others, dossier, day)):
                found.add((dossier.key, party))
    return frozenset(found)


def _is_covered(party: str, user: User, day: date) -> bool:
    """Whether somebody else is that party in every dossier: by their role, and tied to nobody."""
    role = site_parties[party].role if party in site_parties else None
    if role is None:
        return False
    for other in User.objects.for_role(role).exclude(pk=user.pk):
        if role not in other.roles() or Membership.objects.current(day).filter(user=other).exists():
            continue
        out = find_exclusion(other, day)
        if not out.recused and not out.tied:
            return True
    return False
