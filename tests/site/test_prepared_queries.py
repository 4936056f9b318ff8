"""Questions whose SQL is made once: the same rows as Django gives, for any keys, and for none."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.scenes.dossier_sample import make_member, make_organisation

from filiere.site.committee import compiled_queries
from filiere.site.committee.compiled_queries import PreparedQuery
from filiere.site.committee.prior_involvement import find_acts, iterate_acts
from filiere.site.members.models import Membership

pytestmark = pytest.mark.django_db


def _members(people: Collection[int], organisations: Collection[int], right: str = "edit") -> Any:
    named = Membership.objects.filter(user__in=people, organisation__in=organisations, right=right).order_by()
    return named.values_list("user", "organisation").union(named.none().values_list("user", "organisation")).order_by()


def test_rows_are_those_that_django_gives() -> None:
    question = PreparedQuery(_members)
    firms = [make_organisation() for _ in range(3)]
    people = [make_member(firm, right) for firm in firms for right in ("edit", "read")]
    keys, places = [one.pk for one in people], [one.pk for one in firms]
    for who in ([keys[0]], [keys[5]], keys[:2], keys, [-1], []):
        for where in ([places[1]], places[::-1], [], [0]):
            for right in ("edit", "read"):
                expected = sorted(_members(who, where, right))
                assert sorted(question.ask(who, where, right=right)) == expected
    assert sorted(question.ask(keys, places)) == [(keys[0], places[0]), (keys[2], places[1]), (keys[4], places[2])]


def test_a_form_is_written_once_and_long_lists_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def build(people: Collection[int], places: Collection[int]) -> Any:
        written.append(len(people))
        return _members(people, places)

    question = PreparedQuery(build)
    for one in range(5):
        question.ask([one], [2])
    assert written == [1]
    question.ask([1, 2], [2])
    assert written == [1, 2]
    monkeypatch.setattr(compiled_queries, "MOST_KEYS", 3)
    for _ in range(2):
        question.ask([1, 2, 3], [2])
    assert written == [1, 2, 3, 3]


def test_acts_are_asked_in_one_question_that_holds_every_kind() -> None:
    person = make_member(make_organisation())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert list(find_acts([7], [person.pk])) == []
    assert len(asked) == 1
    kinds = sum(1 for _ in iterate_acts([7], [person.pk]))
    assert asked[0]["sql"].count(" UNION ") == kinds - 1
