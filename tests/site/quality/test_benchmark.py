"""The benchmark between centres: consent, one edition a month, and nobody’s figure but one’s own, however one asks."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_organisation
from support.scenes.quality_sample import deliver, differences, legs_csv, make_centre, make_manager

from filiere.contacts.benchmarking import DaySum, MeasuredFigure, Member
from filiere.core import Faults
from filiere.disclosure import load_rules, rule_in_force
from filiere.site.jobs.models import Job
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.kit.templatetags.filiere import of
from filiere.site.quality.actions import make_edition
from filiere.site.quality.actions.join_benchmark import join_benchmark, leave_benchmark
from filiere.site.quality.actions.make_edition import request_due_editions, request_edition
from filiere.site.quality.benchmark_terms import CURRENT_TERMS, DAYS_BEFORE_REJOINING, TERMS
from filiere.site.quality.benchmarks import (
    PARTIAL,
    RULE,
    _merge_members,
    decide_edition,
    due_day,
    due_month,
    month_bounds,
    previous_month,
    read_benchmark,
)
from filiere.site.quality.models import Edition, Participation

MONTH = "2026-10"
MEASURED = MeasuredFigure(
    definition="common-v1",
    version="1",
    sha256="0" * 64,
    indicator="service_level_20",
    unit="percent",
    direction="up",
    scale=Fraction(100),
)
LEVEL = "service_level_20"


def member(
    key: str, rate: int, *, calls: int = 100, agents: int | None = 9, days: int = 31, month: str = MONTH
) -> Member:
    """A centre with as many calls a day, ``rate`` percent of them in time."""
    first, _ = month_bounds(month)
    sums = tuple(
        DaySum(first + timedelta(days=day), calls * (rate + day % 3) // 100, calls, calls) for day in range(days)
    )
    return Member(organisation=key, days=sums, contacts=calls * days, usable=calls * days, agents=agents)


def content(
    members: list[Member], groups: dict[str, str] | None = None, earlier: Any = None, month: str = MONTH
) -> dict[str, Any]:
    """What is kept of a month in which these centres brought one indicator."""
    rule = rule_in_force(load_rules(), RULE, date(2026, 11, 27))
    brought = {one.organisation: {LEVEL: (one, MEASURED, 30)} for one in members}
    return decide_edition(month, brought, groups or {}, rule, earlier)


def some(count: int, month: str = MONTH) -> list[Member]:
    """Made-up centres, each at its own level."""
    return [member(f"o-{number:010x}", 40 + 7 * number, month=month) for number in range(count)]


@pytest.mark.parametrize(
    ("members", "groups", "published"),
    [
        (some(5), {}, True),
        (some(4), {}, False),
        ([*some(5), member("o-large", 70, calls=600)], {}, False),
        (some(5), {f"o-{number:010x}": "one group" for number in (0, 1)}, False),
        (some(6), {f"o-{number:010x}": "one group" for number in (0, 1)}, True),
        ([*some(4), member("o-few", 70, agents=3)], {}, False),
    ],
    ids=["five", "four", "dominated", "two-of-a-group", "five-with-a-group", "too-few-agents"],
)
def test_what_is_published(members: list[Member], groups: dict[str, str], published: bool) -> None:
    """Five organisations at least, none above half; sister companies are one; whoever has no part does not count."""
    kept = content(members, groups)
    assert kept[LEVEL]["publish"] is published
    found = read_benchmark(MONTH, RULE, kept, LEVEL, members[0].organisation)
    assert found is not None
    assert (found.status == "published") is published
    assert found.own is not None
    assert found.own.value is not None
    if not published:
        assert (found.q1, found.median, found.q3, found.organisations, found.days, found.own.band) == (None,) * 6


def test_a_month_with_one_more_or_one_fewer_is_not_published() -> None:
    """The difference of two months would tell of that one; two at once hide each other; a silence breaks the chain."""
    last = previous_month(MONTH)
    earlier = content(some(6, last), month=last)
    assert earlier[LEVEL]["publish"] is True
    assert content(some(7), earlier=earlier)[LEVEL]["publish"] is False
    assert content(some(5), earlier=earlier)[LEVEL]["publish"] is False
    assert content(some(8), earlier=earlier)[LEVEL]["publish"] is True
    assert content(some(6), earlier=earlier)[LEVEL]["publish"] is True
    withheld = {LEVEL: {**earlier[LEVEL], "publish": False}}
    assert content(some(7), earlier=withheld)[LEVEL]["publish"] is True


def test_nothing_that_a_centre_reads_is_another_s() -> None:
    """No key, no exact figure, no rank; twice the same; and the quartiles are those that anybody reads."""
    members = some(6)
    kept = content(members)
    read_by = {one.organisation: read_benchmark(MONTH, RULE, kept, LEVEL, one.organisation) for one in members}
    said = {key: dict(found.as_json()) for key, found in read_by.items() if found is not None}
    own = {key: one.pop("own") for key, one in said.items()}
    assert len({json.dumps(one) for one in said.values()}) == 1
    common = json.dumps(next(iter(said.values())))
    for one in members:
        exact = 100 * one.numerator / one.denominator
        assert own[one.organisation]["value"] == pytest.approx(exact)
        assert one.organisation not in common
        assert str(exact) not in common
        others = [key for key in own if key != one.organisation]
        assert not any(key in json.dumps(own[one.organisation]) for key in others)
    again = read_benchmark(MONTH, RULE, kept, LEVEL, members[0].organisation)
    assert again == read_by[members[0].organisation]
    outsider = read_benchmark(MONTH, RULE, kept, LEVEL, "o-elsewhere")
    assert outsider is not None
    assert outsider.own is None
    assert read_benchmark(MONTH, RULE, kept, "email_within_24_hours", members[0].organisation) is None


def test_a_centre_is_one_member_whatever_its_logs_name() -> None:
    """Five names in the logs of one centre are not five organisations; the same agent may answer for two of them."""
    first, last = month_bounds(MONTH)
    parts = [member("a", 50, agents=4), member("b", 70, agents=3), member("c", 60, agents=None)]
    one = _merge_members("o-1", parts, first, last)
    assert (one.organisation, one.agents, len(one.days)) == ("o-1", 4, 31)
    assert one.numerator == sum(part.numerator for part in parts)
    assert one.denominator == sum(part.denominator for part in parts)
    assert _merge_members("o-1", [member("a", 50, days=20)], first, last).refused == PARTIAL
    assert _merge_members("o-1", [], first, last).denominator == 0


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 11, 15), "2026-10"),
        (date(2026, 11, 14), "2026-09"),
        (date(2027, 1, 20), "2026-12"),
        (date(2027, 1, 3), "2026-11"),
        (date(2028, 3, 31), "2028-02"),
    ],
    ids=lambda value: str(value),
)
def test_which_month_is_due(today: date, month: str) -> None:
    """From the fifteenth on, the month before; its days, and the month before it."""
    assert due_month(today) == month
    assert due_day(month) <= today
    first, last = month_bounds(month)
    assert (first.day, (last + timedelta(days=1)).day) == (1, 1)
    assert month_bounds(previous_month(month))[1] + timedelta(days=1) == first


def test_the_terms_are_versioned_words() -> None:
    """In both languages; a version is never taken away, since participations name it."""
    assert CURRENT_TERMS in TERMS
    assert "2026-1" in TERMS
    assert len(CURRENT_TERMS) <= 20
    assert all(one.fr and one.en and one.fr != one.en for words in TERMS.values() for one in words)


@pytest.mark.parametrize(
    ("month", "words"),
    [("octobre 2026", "d’octobre 2026"), ("avril", "d’avril"), ("août", "d’août"), ("mars", "de mars")],
)
def test_a_month_after_de_loses_its_vowel(month: str, words: str) -> None:
    """In French, `de` before a vowel."""
    assert of(month) == words


def test_a_made_up_month_may_be_compared_before_there_was_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the first rule there is; a month of real centres may not."""
    monkeypatch.setattr(timezone, "localdate", lambda: date(2020, 1, 15))
    assert make_edition._benchmark_rule(fictitious=True).id == RULE
    with pytest.raises(Faults, match="rule-not-in-force"):
        make_edition._benchmark_rule(fictitious=False)


def browser(user: Any) -> Client:
    """Somebody’s browser."""
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_taking_part_and_leaving(centre: Any) -> None:
    """By whoever acts for the organisation, once; told by the journal; and not back the next day."""
    address = reverse("quality:benchmark-terms", args=[centre.key])
    client = browser(centre.editor)
    assert "À quoi s’engage" in client.get(address).text
    assert client.post(address, {"terms": CURRENT_TERMS}).status_code == 422
    assert client.post(address, {"agreed": "on", "terms": "2020-1"}).status_code == 422
    assert [client.post(address, {"agreed": "on", "terms": CURRENT_TERMS}).status_code for _ in range(2)] == [302, 302]
    row = Participation.objects.get()
    assert (row.terms, row.joined_by_id, row.until) == (CURRENT_TERMS, centre.editor.pk, None)
    assert "prend part depuis" in browser(centre.reader).get(reverse("quality:benchmark", args=[centre.key])).text
    leaving = reverse("quality:benchmark-leave", args=[centre.key])
    assert [client.post(leaving).status_code for _ in range(2)] == [302, 302]
    row.refresh_from_db()
    assert (row.until, row.left_by_id) == (timezone.localdate(), centre.editor.pk)
    assert client.post(address, {"agreed": "on", "terms": CURRENT_TERMS}).status_code == 422
    assert not differences()
    gone = timezone.localdate() - timedelta(days=DAYS_BEFORE_REJOINING)
    Participation.objects.filter(pk=row.pk).update(since=gone, until=gone)
    assert join_benchmark(centre, actor=centre.editor, terms=CURRENT_TERMS).pk != row.pk


@pytest.mark.django_db
def test_only_who_acts_for_the_organisation_commits_it(centre: Any) -> None:
    """Its managers and readers read the terms; to a stranger there is nothing."""
    address = reverse("quality:benchmark-terms", args=[centre.key])
    for user in (centre.manager, centre.reader):
        assert browser(user).get(address).status_code == 200
        assert browser(user).post(address, {"agreed": "on", "terms": CURRENT_TERMS}).status_code == 403
        assert browser(user).post(reverse("quality:benchmark-leave", args=[centre.key])).status_code == 403
        with pytest.raises(PermissionDenied):
            join_benchmark(centre, actor=user, terms=CURRENT_TERMS)
    with pytest.raises(Http404):
        leave_benchmark(centre, actor=make_manager(make_centre()))
    assert not Participation.objects.exists()


def month_csv(kind: int) -> bytes:
    """The made-up log of the month that is due: seven agents, and another service level for each kind."""
    first, last = month_bounds(due_month(timezone.localdate()))
    start = datetime(first.year, first.month, first.day, 8, tzinfo=UTC)
    header, *lines = legs_csv(40 * last.day, start=start).decode().splitlines()
    kept = [
        line.replace("Camille Fictif", f"Camille {number % 7}")
        for number, line in enumerate(lines)
        if number % 5 or number % (kind + 2)
    ]
    return "\n".join([header, *kept, ""]).encode()


@pytest.mark.django_db
@pytest.mark.usefixtures("few")
def test_an_edition_from_the_contacts_to_the_page() -> None:
    """Six centres deliver a month: made once, read by those alone; who left is out of the next; fictitious apart."""
    centres = []
    for kind in range(6):
        made = make_centre(make_organisation(f"Centre {kind}"))
        made.manager = make_manager(made)
        deliver(made, month_csv(kind))
        join_benchmark(made, actor=made.editor, terms=CURRENT_TERMS)
        centres.append(made)
    outside = make_centre(make_organisation("Dehors"))
    outside.manager = make_manager(outside)
    other_world = make_centre(make_organisation("Autre monde"))
    other_world.organisation.fictitious = False
    other_world.organisation.save(update_fields=["fictitious"])
    join_benchmark(other_world, actor=other_world.editor, terms=CURRENT_TERMS)
    leave_benchmark(centres[5], actor=centres[5].editor)
    with pytest.raises(Faults):
        request_edition(outside, actor=outside.manager)
    address = reverse("quality:benchmark", args=[centres[0].key])
    said = browser(centres[0].manager).get(address).text
    assert "n’est pas encore faite" in said
    assert "Elle est due depuis le" in said
    for one in (centres[0], centres[1], centres[0]):
        browser(one.manager).post(reverse("quality:benchmark", args=[one.key]))
    assert Job.objects.filter(subject__startswith="benchmark:").count() == 2
    run_waiting_jobs()
    edition = Edition.objects.get()
    assert edition.month == due_month(timezone.localdate())
    assert {one.key for one in edition.centres.all()} == {one.key for one in centres[:5]}
    assert not differences()
    assert edition.content[LEVEL]["publish"] is True
    assert request_edition(centres[0], actor=centres[0].manager) is None
    for code, words, kind in (("fr", "Votre chiffre est", "5 centres"), ("en", "Your figure is", "5 centres")):
        page = browser(centres[0].manager).get(address.replace("/fr/", f"/{code}/")).text
        assert words in page
        assert kind in page
        assert page.count('class="chart full wide"') == sum(one["publish"] for one in edition.content.values())
        assert not any(one.key in page or one.name in page for one in centres[1:])
    for one in (outside, centres[5]):
        page = browser(one.manager).get(reverse("quality:benchmark", args=[one.key]), {"month": edition.month}).text
        assert "Premier quartile" not in page
    withheld = {name: {**kept, "publish": False} for name, kept in edition.content.items()}
    Edition.objects.filter(pk=edition.pk).update(content=withheld)
    page = browser(centres[0].manager).get(address).text
    assert "Rien n’est publié pour ce mois" in page
    assert "Votre propre chiffre" in page
    assert "Premier quartile" not in page


@pytest.mark.django_db
def test_the_edition_is_asked_for_each_hour_until_it_is_made(centre: Any) -> None:
    """By the clock, for the first that joined; not twice the same day; and with nobody, not at all."""
    assert request_due_editions(timezone.localdate()) == 0
    join_benchmark(centre, actor=centre.editor, terms=CURRENT_TERMS)
    assert request_due_editions(timezone.localdate()) == 1
    assert request_due_editions(timezone.localdate()) == 0
    run_waiting_jobs()
    edition = Edition.objects.get()
    assert edition.content == {}
    assert request_due_editions(timezone.localdate()) == 0
    page = browser(centre.reader).get(reverse("quality:benchmark", args=[centre.key])).text
    assert "s’est faite sans ce centre" in page
