"""What keeps a person out of dossiers, by what the apps above know of recusals, ties and past judgements.

It is asked of a person before any dossier is looked at, so that lists leave out what rights would refuse.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce

from filiere.site.accounts.models import User
from filiere.site.members.affiliations import are_remembered
from filiere.site.workflow.extension_points import Exclusion, exclusion_lookups, past_judge_lookups

EXCLUDED_ATTRIBUTE = "_excluded"
"""Where a person keeps what keeps them out, by day and by dossier, until parties are forgotten."""

JUDGED_ATTRIBUTE = "_judged"
"""Where a person keeps, by day, whose dossiers they judged, until parties are forgotten."""


def find_exclusion(user: User, day: date) -> Exclusion:
    """Look up the dossiers from which a person is recused and the organisations that they are tied to.

    Lists ask it anew each time, but within a block that remembers the person; what they learn is kept with them for
    the rights in each dossier.
    """
    if are_remembered(user, day) and day in (kept := user.__dict__.get(EXCLUDED_ATTRIBUTE, {})):
        known: Exclusion = kept[day]
        return known
    found = reduce(Exclusion.__or__, (of(user, day) for of, _ in exclusion_lookups), Exclusion())
    user.__dict__.setdefault(EXCLUDED_ATTRIBUTE, {})[day] = found
    return found


def find_judged_organisations(user: User, day: date) -> frozenset[int]:
    """Return the organisations whose dossiers a person does not run: they judged one within three years."""
    kept: dict[date, frozenset[int]] = user.__dict__.setdefault(JUDGED_ATTRIBUTE, {})
    if day not in kept:
        prefetch_judgements([user], day)
    return kept[day]


def prefetch_judgements(people: Sequence[User], day: date) -> None:
    """Look up for all of these people whose dossiers they do not run, and keep it with each."""
    found: dict[int, set[int]] = {one.pk: set() for one in people}
    for look in past_judge_lookups:
        for person, organisation in look(list(found), day):
            found[person].add(organisation)
    for user in people:
        user.__dict__.setdefault(JUDGED_ATTRIBUTE, {})[day] = frozenset(found[user.pk])
