"""H3, L5: nobody reads a ballot on a release before the round is closed, nor tells it by its size or its hour.

Whoever had the database, or a copy of it, read the votes of a round that ran.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from support.scenes.proposal_sample import at_vote, begin, codes, days_pass, everyone_votes, ours, signed

from filiere.core import Faults
from filiere.site.accounts.personal_data_registry import export_personal_data
from filiere.site.committee.ballot_sealing import SEALED_BALLOT_FIELDS as OF_THE_COMMITTEE
from filiere.site.science.actions.vote_proposal import build_ballots_record, cast_ballot, close_round
from filiere.site.science.ballot_sealing import WORDS
from filiere.site.science.models import Ballot, Proposal

pytestmark = pytest.mark.django_db


def at_rest() -> list[str]:
    """What the tables hold of ballots, every column as the database's keeper reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM science_ballot ORDER BY id")
        return ["|".join(str(value) for value in row) for row in cursor.fetchall()]


def test_a_ballot_at_rest_tells_neither_the_vote_nor_its_length_nor_its_hour(
    scientist: Any, members: dict[str, list[Any]]
) -> None:  # H3 L5
    row = at_vote(scientist)
    said = {"keep": "Une raison qui se lirait", "adopt": "é" * 4000}
    for (choice, reasons), person in zip(said.items(), members["employees"], strict=False):
        cast_ballot(
            row, actor=person, choice=choice, reasons=reasons, dissent="Nous regrettons" if choice == "keep" else ""
        )
    for line in at_rest():
        assert not [
            word
            for word in ("|keep|", "|adopt|", '"keep"', '"adopt"', "Une raison", "éé", "Nous regrettons")
            if word in line
        ]
    assert {len(one) for one in Ballot.objects.values_list("closed", flat=True)} == {WORDS.length}
    assert set(Ballot.objects.values_list("cast_at", flat=True)) == {row.opened_at}
    assert ours() == []
    # Each still reads their own, and nobody else’s purpose opens it.
    (mine,) = export_personal_data(members["employees"][0])["science"]["ballots"]
    assert (mine["choice"], mine["minority_opinion"]) == ("keep", "Nous regrettons")
    closed = Ballot.objects.first().closed
    with pytest.raises(ValueError, match="ballot"):
        OF_THE_COMMITTEE.unseal_values(closed)


def test_all_are_opened_together_at_the_close(scientist: Any, members: dict[str, list[Any]]) -> None:  # H3
    row = at_vote(scientist)
    everyone_votes(row, members, {"employees": 1})
    assert set(Ballot.objects.values_list("choice", "reasons", "nonce")) == {("", "", "")}
    days_pass(row)
    close_round(row, actor=scientist)
    row.refresh_from_db()
    assert row.state == "adopted"
    assert set(Ballot.objects.values_list("closed", flat=True)) == {""}
    assert sorted(Ballot.objects.values_list("choice", flat=True)).count("keep") == 1
    assert [one["choice"] for one in build_ballots_record(row)["ballots"]].count("keep") == 1
    assert ours() == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.update(closed="of both kinds")


def test_the_ballots_of_a_round_that_does_not_stand_are_never_opened(
    scientist: Any, members: dict[str, list[Any]]
) -> None:
    """They were opened and handed to those who voted, who then voted again knowing how the others would vote."""
    row = at_vote(scientist)
    everyone_votes(row, {"employees": members["employees"]}, {"employees": 2})
    days_pass(row)
    close_round(row, actor=scientist)
    row.refresh_from_db()
    assert row.state == "consulted"
    assert set(Ballot.objects.values_list("choice", "reasons", "dissent", "nonce")) == {("", "", "", "")}
    url, voter = reverse("science:proposal", args=[row.key]), signed(members["employees"][0])
    told = reverse("science:minutes-full", args=[row.key])
    assert "data-sealed" in voter.get(url).content.decode()
    for state in ("consulted", "withdrawn"):
        Proposal.objects.filter(pk=row.pk).update(state=state)
        assert voter.get(told).status_code == 404
        assert told not in voter.get(url).content.decode()
    Proposal.objects.filter(pk=row.pk).update(state="consulted")
    said = json.loads(voter.get(reverse("science:minutes", args=[row.key])).content)
    assert (said["vote"]["votes"], said["dissent"]) == (None, [])
    row = begin(row, scientist)
    assert voter.get(told).status_code == 404
    everyone_votes(row, members, {"employees": 1})
    close_round(row, actor=scientist)
    assert voter.get(told).status_code == 200
    assert set(Ballot.objects.filter(round=1).values_list("choice", flat=True)) == {""}
    assert set(Ballot.objects.filter(round=2).values_list("choice", flat=True)) == {"adopt", "keep"}
    assert ours() == []


def test_a_key_that_is_lost_voids_no_ballot(scientist: Any, members: dict[str, list[Any]], settings: Any) -> None:  # H4
    row = at_vote(scientist)
    everyone_votes(row, members, {})
    from filiere.site.accounts.site_key_status import ensure_proof

    ensure_proof()
    days_pass(row)
    kept = settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 8
    with pytest.raises(Faults) as raised:
        close_round(row, actor=scientist)
    assert codes(raised) == {"ballots-sealed"}
    assert [one for one in ours() if "Bulletin" in one.row.fr] == []
    settings.SECRET_KEY = kept
    close_round(row, actor=scientist)
    assert not Ballot.objects.exclude(closed="").exists()


def test_what_an_earlier_version_kept_in_plain_is_sealed_while_its_round_runs(
    scientist: Any, members: dict[str, list[Any]]
) -> None:  # H3
    row = at_vote(scientist)
    everyone_votes(row, members, {"employees": 1})
    # As version 0.5 left them: in plain, and one of a round that was closed without a quorum.
    WORDS.save_in_plain(list(Ballot.objects.all()))
    old = Ballot.objects.filter(college="state").first()
    Ballot.objects.filter(pk=old.pk).update(round=row.round + 1)
    import_module("filiere.site.science.migrations.0003_open_rounds_sealed").seal_running(apps, None)
    old.refresh_from_db()
    assert (old.closed, old.choice) == ("", "adopt")
    running = Ballot.objects.exclude(pk=old.pk)
    assert {len(one.closed) for one in running} == {WORDS.length}
    assert set(running.values_list("choice", "reasons", "dissent", "nonce")) == {("", "", "", "")}
    Ballot.objects.filter(pk=old.pk).update(round=row.round)
    assert ours() == []
    days_pass(row)
    close_round(row, actor=scientist)
    row.refresh_from_db()
    assert row.state == "adopted"
