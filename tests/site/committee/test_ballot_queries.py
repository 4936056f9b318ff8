"""What a ballot asks of the database, from its address to its row."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.scenes.committee_sample import scene

from filiere.site.committee.actions.votes import start_round
from filiere.site.committee.models import Ballot

pytestmark = pytest.mark.django_db


def test_a_ballot_asks_fewer_than_thirty_questions(django_assert_max_num_queries: Any) -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    client = Client()
    client.force_login(place.members[1])
    address = reverse("committee:item-do", args=[place.dossier.key, place.item.key, "ballot"])
    # Two are the transaction of the act.
    with django_assert_max_num_queries(29 + 2):
        sent = {"ballot-choice": "granted_24", "ballot-reasons": "Constat 12", "ballot-confirm": "on"}
        answer = client.post(address, sent)
    assert (answer.status_code, Ballot.objects.count()) == (302, 1)
