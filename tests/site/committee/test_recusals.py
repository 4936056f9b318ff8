"""Nobody chooses alone who votes: a recusal that the staff asks for binds once a member has confirmed it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.harness.refused_forms import TOLD_AT_THE_HEAD
from support.scenes.committee_sample import differing, linked, scene, vote
from support.scenes.dossier_sample import make_mandate, make_organisation, make_person

from filiere.core import Faults
from filiere.site.accounts.actions.grant_role import grant_role
from filiere.site.accounts.actions.withdraw_role import withdraw_role
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import OPERATOR, Role
from filiere.site.audit.models import Mission, Round, Sampling
from filiere.site.candidature.models import RegisterAnswer
from filiere.site.committee.actions.interests import (
    confirm_recusal,
    declare_interest,
    end_interest,
    end_link,
    note_link,
    note_recusal,
)
from filiere.site.committee.actions.votes import start_round
from filiere.site.committee.exclusion_reasons import find_exclusion_reasons
from filiere.site.committee.models import Hearing, Recusal
from filiere.site.mail.models import Letter
from filiere.site.members.models import Mandate
from filiere.site.workflow.models import Dossier, Signature
from filiere.site.workflow.parties import find_parties, find_parties_of_each, forget_parties

pytestmark = pytest.mark.django_db


def as_(user: Any) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(user)
    return client


def code(act: Any, *given: Any, **named: Any) -> str:
    """The code of the one fault that an act is refused with."""
    with pytest.raises(Faults) as refused:
        act(*given, **named)
    return refused.value.faults[0].code


def test_the_staff_asks_and_a_member_confirms() -> None:
    place = scene()
    concerned, other = place.members[2], place.members[5]
    asked = note_recusal(place.dossier, concerned, "pinned", "Un fait", actor=place.staff)
    assert "committee" in find_parties(concerned, place.dossier)
    assert code(confirm_recusal, asked, actor=concerned) == "recusal-alone"
    confirm_recusal(asked, actor=other)
    forget_parties(concerned)
    assert "committee" not in find_parties(concerned, place.dossier)
    assert code(confirm_recusal, asked, actor=other) == "recusal-known"
    assert differing() == []
    Recusal.objects.update(confirmed_by=place.members[6])
    assert [one.kind for one in differing()] == ["changed"]


def test_the_staff_asks_by_the_form_of_the_page() -> None:
    """With the choices that the page offers; the request then waits for a member."""
    place = scene()
    url = reverse("committee:recuse", args=[place.dossier.key])
    page = as_(place.staff).get(reverse("committee:dossier", args=[place.dossier.key])).text
    member = place.members[2].key
    assert f'<option value="{member}">' in page
    sent = {"recuse-member": member, "recuse-grade": "pinned", "recuse-ground": "Un fait établi"}
    assert as_(place.staff).post(url, sent).status_code == 302
    asked = Recusal.objects.get()
    assert (asked.user, asked.grade, asked.ground) == (place.members[2], "pinned", "Un fait établi")
    assert asked.confirmed_by is None
    assert as_(place.staff).post(url, sent | {"recuse-member": "nobody"}).status_code == 422


def test_the_member_and_the_others_read_of_a_recusal_that_a_colleague_records() -> None:
    """Whoever is out at last is told so without the name of what they are out of."""
    place = scene()
    concerned, confirming = place.members[2], place.members[5]
    Letter.objects.all().delete()
    asked = note_recusal(place.dossier, concerned, "pinned", "Un fait établi", actor=place.staff)
    told = {one.to: one.body for one in Letter.objects.filter(kind="recusal.ask")}
    assert set(told) == set(place.members)
    assert all("Un fait établi" in body and place.staff.name in body for body in told.values())
    confirm_recusal(asked, actor=confirming)
    told = {one.to: one for one in Letter.objects.filter(kind="recusal.confirm")}
    assert set(told) == {*place.members, place.staff}
    mine = told[concerned]
    assert confirming.name in mine.body
    assert not any(mark in mine.subject + mine.body for mark in (place.dossier.key, place.organisation.name))
    assert concerned.name in told[place.members[0]].body


def test_a_body_looked_up_at_once_is_what_each_of_its_members_is(django_assert_max_num_queries: Any) -> None:
    """Tied, recused, having voted elsewhere, or nothing of it: the letters of a body ask it of all at once."""
    place = scene("award_appeal")
    day = timezone.localdate()
    voted, free = place.members[0], make_mandate("committee", "experts", "experts-1")
    tied = make_mandate("committee", "employees", "employees-2")
    declare_interest(place.organisation, "shares", actor=tied, since=day)
    sent_away = make_mandate("committee", "employees", "employees-3")
    asked = note_recusal(place.dossier, sent_away, "pinned", "Un fait", actor=place.staff)
    confirm_recusal(asked, actor=free)
    vote(place, "abstain", number=1)
    make_mandate("committee", "employees", "employees-1", user=voted)
    people = User.objects.filter(pk__in=[one.pk for one in (voted, tied, sent_away, free, *place.members[1:])])
    each = {one.pk: find_parties(one, place.dossier, day) for one in people.all()}
    together = list(people.all())
    # Six questions for all of them and some five a person, where one alone asks for a dozen.
    with django_assert_max_num_queries(14 + 7 * len(together)):
        found = find_parties_of_each(together, place.dossier, day)
    assert dict(zip([one.pk for one in together], found, strict=True)) == each
    assert "committee" in each[free.pk]
    assert not {"committee", "appeal_panel"} & (each[tied.pk] | each[sent_away.pk])
    assert "committee" not in each[voted.pk]


def test_another_body_confirms_nothing() -> None:
    """The panel does not even know of a dossier that was never appealed; the committee reads one that was."""
    place = scene()
    asked = note_recusal(place.dossier, place.members[2], "administrative", "Décision", actor=place.staff)
    with pytest.raises(Http404):
        confirm_recusal(asked, actor=make_mandate("appeal_panel", "employees", "panel-employees-1"))
    Mandate.objects.all().delete()
    place = scene("award_appeal")
    asked = note_recusal(place.dossier, place.members[2], "administrative", "Décision", actor=place.staff)
    outside = make_mandate("committee", "employees", "employees-1")
    assert code(confirm_recusal, asked, actor=outside) == "recusal-outside"
    assert not Recusal.objects.binding().exists()


def test_nobody_is_sent_away_while_ballots_are_cast_but_anybody_may_leave() -> None:
    place = scene()
    asked = note_recusal(place.dossier, place.members[2], "pinned", "Un fait", actor=place.staff)
    start_round(place.item, 1, actor=place.members[0])
    assert code(note_recusal, place.dossier, place.members[3], "pinned", "Un fait", actor=place.staff) == (
        "recusal-during-vote"
    )
    assert code(confirm_recusal, asked, actor=place.members[5]) == "recusal-during-vote"
    note_recusal(place.dossier, place.members[3], "declared", "Un lien", actor=place.members[3])
    assert "committee" not in find_parties(place.members[3], place.dossier)


def test_the_page_offers_to_confirm_and_does_it() -> None:
    place = scene()
    note_recusal(place.dossier, place.members[2], "pinned", "Un fait", actor=place.staff)
    row, tab = Recusal.objects.get(), f"/fr/dossiers/{place.dossier.key}/committee/"
    page = as_(place.members[5]).get(tab).content.decode()
    assert f'name="confirm" value="{row.pk}"' in page
    assert f'name="confirm" value="{row.pk}"' not in as_(place.members[2]).get(tab).content.decode()
    as_(place.members[5]).post(f"{tab}recuse/", {"confirm": str(row.pk)})
    assert Recusal.objects.binding().get().confirmed_by == place.members[5]


def test_stepping_out_without_a_ground_is_refused_at_its_field() -> None:
    place = scene()
    tab = f"/fr/dossiers/{place.dossier.key}/committee/recuse/"
    for ground in ("", "x" * 301):
        answer = as_(place.members[2]).post(tab, {"step-out": "1", "ground": ground})
        assert answer.status_code == 422
        assert re.search(r'<p class="state no" id="id_ground_error">\s*\S', answer.content.decode())
        assert f'name="ground" value="{ground}"' in answer.content.decode() or not ground
    assert not Recusal.objects.exists()
    assert as_(place.members[2]).post(tab, {"step-out": "1", "ground": "Un lien"}).status_code == 302
    assert Recusal.objects.get().ground == "Un lien"


def test_an_end_that_is_no_day_is_refused_on_the_line_of_its_link() -> None:
    place = scene()
    rows = [
        note_link(
            make_organisation(), make_organisation(), actor=place.staff, since=place.session.day, source="Inventé"
        )
        for _ in range(2)
    ]
    assert as_(place.staff).get(reverse("committee:links")).status_code == 200
    answer = as_(place.staff).post(reverse("committee:link-end", args=[rows[1].pk]), {"until": "hier"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert TOLD_AT_THE_HEAD.search(page), "at the head of the page too"
    assert re.findall(r'id="until-(\d+)_error"', page) == [str(rows[1].pk)]
    assert len(re.findall(r'id="until-\d+"', page)) == 2
    rows[1].refresh_from_db()
    assert rows[1].until is None


def test_an_end_that_is_no_day_is_refused_on_the_line_of_its_interest() -> None:
    place = scene()
    member = place.members[2]
    rows = [declare_interest(make_organisation(), "shares", actor=member, since=place.session.day) for _ in range(2)]
    address = reverse("committee:interest-end", args=[rows[1].pk])
    answer = as_(member).post(address, {"until": "hier"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="until-{rows[1].pk}_error"' in page
    assert f'id="until-{rows[0].pk}_error"' not in page
    assert len(re.findall(r'id="until-\d+"', page)) == 2
    assert 'value="hier"' in page
    assert TOLD_AT_THE_HEAD.search(page), "at the head of the page too"
    rows[1].refresh_from_db()
    assert rows[1].until is None


def test_an_interest_does_not_end_before_it_was_declared() -> None:
    place = scene()
    day = place.session.day
    made = declare_interest(place.organisation, "shares", actor=place.members[1], since=day - timedelta(days=3000))
    long_ago = day - timedelta(days=2000)
    assert code(end_interest, made, actor=place.members[1], until=long_ago) == "interest-backdated"
    assert code(end_interest, made, actor=place.members[1], until=day + timedelta(days=1)) == "interest-to-come"
    end_interest(made, actor=place.members[1], until=day)
    forget_parties(place.members[1])
    assert "committee" not in find_parties(place.members[1], place.dossier)


def test_a_client_of_the_same_group_as_the_member_bars_too() -> None:
    place = scene()
    own = make_organisation(name="Maison fictive", kind="client_company", group="Groupe acheteur fictif")
    sister = make_organisation(name="Soeur acheteuse fictive", kind="client_company", group="Groupe acheteur fictif")
    Mandate.objects.filter(user=place.members[3]).update(organisation=own)
    assert "committee" in find_parties(place.members[3], place.dossier)
    linked(sister, place.organisation, actor=place.staff, since=place.session.day)
    forget_parties(place.members[3])
    assert "committee" not in find_parties(place.members[3], place.dossier)


def test_a_link_ends_on_its_page_by_the_staff_and_bars_three_years_more() -> None:
    """Neither before it was noted, nor in the days to come, nor twice; the journal tells of it."""
    place = scene()
    day = place.session.day
    own = make_organisation(name="Maison fictive", kind="client_company")
    Mandate.objects.filter(user=place.members[3]).update(organisation=own)
    made = linked(own, place.organisation, actor=place.staff, since=day - timedelta(days=900))
    assert code(end_link, made, actor=place.staff, until=day - timedelta(days=2000)) == "interest-days"
    assert code(end_link, made, actor=place.staff, until=day - timedelta(days=800)) == "link-backdated"
    assert code(end_link, made, actor=place.staff, until=day + timedelta(days=1)) == "interest-to-come"
    address = f"/fr/committee/links/{made.pk}/end/"
    assert as_(place.members[1]).post(address, {"until": day.isoformat()}).status_code == 403
    assert as_(place.staff).post("/fr/committee/links/999999/end/", {"until": day.isoformat()}).status_code == 404
    assert as_(place.staff).post(address, {"until": ""}).status_code == 422
    assert as_(place.staff).post(address, {"until": day.isoformat()}).status_code == 302
    made.refresh_from_db()
    assert made.until == day
    assert code(end_link, made, actor=place.staff, until=day) == "link-over"
    assert differing() == []
    forget_parties(place.members[3])
    assert "committee" not in find_parties(place.members[3], place.dossier)


def test_whoever_ran_a_dossier_as_staff_does_not_judge_it_later() -> None:
    """Listing it is such an act, though it changes nothing in the dossier; another judge of that day judges."""
    place = scene(heard=False)
    withdraw_role(actor=OPERATOR, user=place.staff, role=Role.LABEL_STAFF)
    day = place.session.day
    for person in (place.staff, make_person()):
        make_mandate("committee", "experts", user=person)
        barred = person.pk == place.staff.pk
        assert ("committee" not in find_parties(User.objects.get(pk=person.pk), place.dossier)) is barred
        assert bool(find_exclusion_reasons(place.dossier, [person], day, "committee")) is barred


@pytest.mark.parametrize("way", ["name", "seal", "register", "note", "alert"])
def test_whoever_took_part_in_a_dossier_without_a_seat_does_not_judge_it(way: str) -> None:
    """Naming its auditor, sealing its sample, answering for a register, noting its hearing, and accusing bar too."""
    place = scene(heard=False)
    person, day, now = make_person(), place.session.day, timezone.now()
    if way == "register":
        RegisterAnswer.objects.create(
            dossier=place.dossier, function="convicted", value=False, found_on=day, source="x", found_by=person,
            found_at=now,
        )  # fmt: skip
    elif way == "note":
        about = {"entered": 1, "snapshot_sha256": "a" * 64, "place": "Paris", "offered_by": place.staff}
        times = {"offered_for": day, "offered_at": now, "outcome": "held", "outcome_on": day - timedelta(days=9)}
        Hearing.objects.create(dossier=place.dossier, noted_by=person, **about, **times)
    elif way == "alert":
        event = place.dossier.events.order_by("-pk").first()
        Signature.objects.create(event=event, person=person, party="state")
    else:
        opened = Round.objects.create(dossier=place.dossier, kind="initial", number=9, since=99, opened=day)
        if way == "name":
            auditor = make_person("auditor")
            Mission.objects.create(round=opened, auditor=auditor, firm="Cabinet fictif", named_by=person, named_on=day)
        else:
            Sampling.objects.create(
                round=opened, kind="initial", population={}, population_sha256="a" * 64, sealed_at=now, sealed_by=person
            )
    make_mandate("committee", "experts", user=person, since=day)
    assert "committee" not in find_parties(User.objects.get(pk=person.pk), place.dossier)
    assert [(one.person, one.ground) for one in find_exclusion_reasons(place.dossier, [person], day, "committee")] == [
        (person.key, "acted")
    ]


def test_whoever_judged_a_dossier_does_not_run_the_next_of_that_company_as_staff() -> None:
    """For three years, on pages and in lists; another of the staff does."""
    place = scene()
    vote(place, number=1)
    judge = User.objects.get(pk=place.members[3].pk)
    Mandate.objects.filter(user=judge).delete()
    grant_role(actor=OPERATOR, user=judge, role=Role.LABEL_STAFF)
    judge, day = User.objects.get(pk=judge.pk), place.session.day
    assert (Role.LABEL_STAFF in judge.roles(), find_parties(judge, place.dossier)) == (True, frozenset())
    assert not Dossier.objects.visible_to(judge).filter(pk=place.dossier.pk).exists()
    assert "staff" in find_parties(judge, place.dossier, day + timedelta(days=3 * 365 + 1))
    assert find_parties(place.staff, place.dossier) == {"staff"}
