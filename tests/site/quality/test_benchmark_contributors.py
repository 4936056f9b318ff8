"""Who counts as one in a benchmark: puppets of one company or of one person protect nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from support.scenes.dossier_sample import make_organisation, make_person
from support.scenes.quality_sample import make_centre, make_manager

from filiere.site.members.models import FormerGroup, Membership, Organisation
from filiere.site.quality.benchmark_distinct_parties import find_contributors
from filiere.site.quality.models import Centre

pytestmark = pytest.mark.django_db


def test_centres_of_one_group_or_in_one_hand_count_as_one() -> None:
    """By the group that the directory says or said, by who acts for them, by who manages them, and by a chain."""
    today = timezone.localdate()
    alone, *rest = (make_centre(make_organisation(name=f"Centre fictif {n}")) for n in range(8))
    grouped, sister, left, acted, also, managed, chained = rest
    one = [Organisation.objects.get(pk=each.organisation_id) for each in (grouped, sister, left)]
    Organisation.objects.filter(pk=one[0].pk).update(group="Groupe Fictif")
    Organisation.objects.filter(pk=one[1].pk).update(group="groupe  FICTIF")
    FormerGroup.objects.create(organisation=one[2], group="Groupe fictif", until=today - timedelta(days=30))
    puppeteer, manager = make_person(), make_person()
    for each in (acted, also):
        Membership.objects.create(user=puppeteer, organisation=each.organisation, right="edit", since=today)
    for each in (also, managed, chained):
        make_manager(each, manager)
    found = find_contributors(list(Centre.objects.select_related("organisation")), today)
    parties: dict[str, set[str]] = {}
    for key, party in found.items():
        parties.setdefault(party, set()).add(key)
    assert sorted(map(sorted, parties.values())) == sorted(
        sorted(each.key for each in some)
        for some in ((alone,), (grouped, sister, left), (acted, also, managed, chained))
    )
