"""Questions whose SQL is made once: the same rows as Django gives, for any keys, and for none."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from support.scenes.dossier_sample import make_member, make_organisation

from filiere.site import prepared_queries
from filiere.site.committee.prior_involvement import find_acts, iterate_acts
from filiere.site.journal.models import Entry
from filiere.site.members.models import Membership
from filiere.site.prepared_queries import PreparedQuery, PreparedRows

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
    monkeypatch.setattr(prepared_queries, "MOST_KEYS", 3)
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


def _running(user: int, day: date) -> Any:
    return Membership.objects.current(day).filter(user=user, right="edit").select_related("organisation").order_by("pk")


def test_rows_of_a_model_are_those_that_django_gives_of_now() -> None:
    question, today = PreparedRows(_running, -1, date.min), date(2026, 3, 2)
    firms = [make_organisation(f"Appels fictifs {number}") for number in range(3)]
    people = [make_member(firm, right) for firm in firms for right in ("edit", "read")]
    # One person of two firms, in one of them until a day.
    Membership.objects.filter(user=people[2]).update(user=people[0], until=today)
    for pk in (*(one.pk for one in people), -1):
        for day in (today, today + timedelta(days=1), date.max, date.min):
            with CaptureQueriesContext(connection) as asked:
                found = question.fetch(pk, day)
                names = [one.organisation.name for one in found]
            expected = list(_running(pk, day))
            assert [vars(one) | {"_state": None} for one in found] == [vars(one) | {"_state": None} for one in expected]
            assert names == [one.organisation.name for one in expected]
            assert question.first(pk, day) == next(iter(expected), None)
            assert len(asked) == 1, "what stands beside a row comes with it"
    assert len(question.fetch(people[0].pk, today)) == 2
    # What is written is what the next time reads.
    Membership.objects.filter(user=people[0]).delete()
    assert question.fetch(people[0].pk, today) == []


def test_moments_words_and_numbers_go_to_their_places() -> None:
    question = PreparedRows(
        lambda key, now, pk: Entry.objects.filter(Q(actor_key=key) | Q(pk=pk), at__lte=now),
        "a key",
        datetime.max.replace(tzinfo=UTC),
        -7,
    )
    make_member(make_organisation())
    now = timezone.now()
    for key, pk in (("x", 1), ("x", 0), ("operator", 0)):
        for moment in (now, now - timedelta(days=1)):
            assert question.fetch(key, moment, pk) == list(
                Entry.objects.filter(Q(actor_key=key) | Q(pk=pk), at__lte=moment)
            )


def test_values_are_those_that_django_gives_of_a_union_too() -> None:
    def build(people: int, day: date) -> Any:
        named = Membership.objects.filter(user=people, since__lte=day).order_by()
        return named.values_list("since", "user").union(named.values_list("until", "user"), all=True).order_by()

    question, today = PreparedRows(build, -1, date.max), date(2026, 3, 2)
    flat = PreparedRows(lambda user: Membership.objects.filter(user=user).values_list("since", flat=True), -1)
    person = make_member(make_organisation())
    for pk in (person.pk, 0):
        for day in (today, date.min):
            assert question.fetch(pk, day) == list(build(pk, day))
        assert flat.fetch(pk) == list(Membership.objects.filter(user=pk).values_list("since", flat=True))
    assert len(question.fetch(person.pk, today)) == 2


def test_a_stand_in_that_the_query_does_not_keep_is_an_error() -> None:
    for build, stand_ins in (
        (lambda user, _day: Membership.objects.filter(user=user), (-1, date.min)),
        (lambda one, two: Membership.objects.filter(user__in=[one, two]), (-1, -1)),
        (lambda right: Membership.objects.filter(right=f"{right}!"), ("a right",)),
    ):
        with pytest.raises(ValueError, match="stand-in"):
            PreparedRows(build, *stand_ins).fetch(*stand_ins)
