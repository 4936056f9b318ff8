"""Who counts as one in a benchmark: centres of one group, or in the hands of one person.

The least number of those compared protects each of them only if they are as many parties: a company that enters its
five subsidiaries, or one person who opens five spaces, would else read the figure of the sixth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable
from datetime import date

from filiere.site.members.models import Membership
from filiere.site.members.organisation_groups import find_sisters
from filiere.site.quality.models import Centre, Participation, QualityManager
from filiere.site.workflow.parties import QUARANTINE_PERIOD


def find_contributors(centres: Collection[Centre], day: date) -> dict[str, str]:
    """Return for each centre, by key, the contributor that it is part of, named by the first of its centres.

    Two centres are of one contributor when the directory says or said within three years that their organisations are
    of one group, or when one person acts for both or manages the quality of both; so are those linked through others.
    """
    organisations = {one.organisation_id: one.key for one in centres}
    shared: dict[Hashable, set[str]] = defaultdict(set)
    for pk, group in find_sisters(organisations, day - QUARANTINE_PERIOD).items():
        shared["group", pk] |= {organisations[one] for one in group | {pk} if one in organisations}
    acting = Membership.objects.current(day).filter(right=Membership.Right.EDIT, organisation__in=organisations)
    for user, organisation in acting.order_by().values_list("user", "organisation"):
        shared["person", user].add(organisations[organisation])
    managing = QualityManager.objects.current(day).filter(centre__in=list(centres))
    joined = Participation.objects.filter(centre__in=list(centres), until__isnull=True)
    for user, organisation in (
        *managing.order_by().values_list("user", "centre__organisation"),
        *joined.order_by().values_list("joined_by", "centre__organisation"),
    ):
        shared["person", user].add(organisations[organisation])
    return _join_sets(sorted(organisations.values()), shared.values())


def _join_sets(keys: list[str], together: Collection[set[str]]) -> dict[str, str]:
    """Each key with the first of those that a chain of sets leads to."""
    first = {key: key for key in keys}

    def find_root(key: str) -> str:
        while first[key] != key:
            key = first[key]
        return key

    for some in together:
        roots = sorted({find_root(key) for key in some})
        for root in roots[1:]:
            first[root] = roots[0]
    return {key: find_root(key) for key in keys}
