"""Two committees at once grant two labels: no two certificates share a place in the status lists."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from support.scenes.dossier_sample import at, make_dossier, make_mandate
from support.scenes.holder_sample import DECISION, SANCTIONS, VOTE, answering

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.engines
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_labels_granted_at_once_have_places_of_their_own() -> None:
    from filiere.site.holders.models import Certificate
    from filiere.site.journal.integrity import check_integrity
    from filiere.site.workflow.actions.perform_act import perform_act
    from filiere.site.workflow.engine_adapter import replay_with_due

    assert connection.vendor == "postgresql"
    made = [
        (at(make_dossier(), "before_committee", bodies={"decision": DECISION}), make_mandate("committee", "employees"))
        for _ in range(8)
    ]

    def grant(one: tuple[Any, Any]) -> str:
        dossier, member = one
        try:
            day = dossier.events.order_by("-number").first().day + timedelta(days=1)
            perform_act(
                dossier, "decide", actor=member, party="committee", on=replay_with_due(dossier, day).papers, day=day
            )
            return str(dossier.state)
        finally:
            connections.close_all()

    given = dict.fromkeys((*VOTE, *SANCTIONS), False) | dict.fromkeys(("heard", "vote_valid", "adopted"), True)
    with answering(**given), ThreadPoolExecutor(8) as pool:
        assert set(pool.map(grant, made)) == {"held_12"}
    assert sorted(Certificate.objects.values_list("entry", flat=True)) == list(range(8))
    assert len(set(Certificate.objects.values_list("number", flat=True))) == 8
    report = check_integrity()
    assert report.broken_at is None
    assert [one for one in report.differences if one.table.startswith("holders_")] == []
