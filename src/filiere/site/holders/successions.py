"""Which organisation takes the place of another on a label: it is judged like it, by nobody who is tied to either."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from filiere.site.holders.models import Alert
from filiere.site.members.models import Organisation
from filiere.site.members.organisation_groups import fold_group, succession_lookups
from filiere.site.workflow.models import Event

FOLLOWED_OUTCOMES = ("maintained", "provisional_given")
"""What votes on a change of entity let the label follow it."""


@succession_lookups.register
def find_successions() -> Iterator[tuple[int, int]]:
    """Give the holder and the organisation of the directory that a change names, by SIREN or by name.

    A change counts from its declaration as long as the committee has not judged it, and for good once it let the label
    follow; one that it did not follow ties nobody.
    """
    followed = Event.objects.filter(
        dossier=OuterRef("dossier"), event__in=FOLLOWED_OUTCOMES, day__gte=OuterRef("told_on"), at__gte=OuterRef("at")
    )
    declared = Alert.objects.filter(kind=Alert.Kind.ENTITY_CHANGE, change__isnull=False)
    open_or_followed = declared.filter(Q(dossier__state="changed_entity") | Exists(followed)).order_by()
    by_siren: dict[str, set[int]] = defaultdict(set)
    by_name: dict[str, set[int]] = defaultdict(set)
    for alert in open_or_followed.select_related("dossier").only("change", "dossier__organisation"):
        holder, change = alert.dossier.organisation_id, alert.change or {}
        if change.get("siren"):
            by_siren[change["siren"]].add(holder)
        if fold_group(change.get("name") or ""):
            by_name[fold_group(change["name"])].add(holder)
    if by_siren:
        for pk, siren in Organisation.objects.filter(siren__in=by_siren).order_by().values_list("pk", "siren"):
            yield from ((holder, pk) for holder in by_siren[siren or ""])
    if by_name:
        for pk, name in Organisation.objects.order_by().values_list("pk", "name"):
            yield from ((holder, pk) for holder in by_name.get(fold_group(name), ()))
