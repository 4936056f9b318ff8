"""Ties are the same in rights and in lists, last three years, and count for what the registers said before."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from support.scenes.committee_sample import scene, vote
from support.scenes.dossier_sample import make_dossier, make_mandate, make_member, make_organisation, make_person
from support.scenes.journal_sample import differences_in
from support.scenes.quality_sample import make_centre, make_manager

from filiere.core import Faults
from filiere.site.accounts.actions.create_account import create_account
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.models import User
from filiere.site.accounts.retention_rules import apply_retention
from filiere.site.accounts.rights import OPERATOR
from filiere.site.committee.actions.interests import declare_interest, note_link
from filiere.site.committee.exclusion_reasons import (
    find_exclusion_among,
    find_exclusion_reasons,
    find_person_exclusion,
    list_audited_organisations,
)
from filiere.site.committee.forms import InterestForm
from filiere.site.committee.models import BusinessLink, FormerTie, Interest, Recusal
from filiere.site.journal.reconciliation import find_differences
from filiere.site.members.actions.mandates import end_mandate, record_mandate
from filiere.site.members.actions.save_organisation import change_organisation
from filiere.site.members.journal_reconciliation import compare_former_groups
from filiere.site.members.models import FormerGroup, Mandate, Membership
from filiere.site.members.organisation_groups import fold_group
from filiere.site.quality.actions.name_manager import end_manager
from filiere.site.quality.models import QualityManager
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties

pytestmark = pytest.mark.django_db

LONG = timedelta(days=3 * 365 + 1)


def reads(user: Any, dossier: Any) -> bool:
    """Whether a member takes part in a dossier; lists must say the same."""
    actor = User.objects.get(pk=user.pk)
    held = "committee" in find_parties(actor, dossier)
    assert Dossier.objects.visible_to(actor).filter(pk=dossier.pk).exists() is held
    day = timezone.localdate()
    assert (
        dossier.organisation_id in find_person_exclusion(actor, day).tied | list_audited_organisations(actor, day)
    ) is not held
    return held


@pytest.mark.parametrize("ground", ["employment", "shares"])
def test_an_interest_in_a_client_or_a_supplier_of_the_candidate_bars(ground: str) -> None:
    place = scene()
    member, other, day = place.members[3], place.members[4], place.session.day
    client = make_organisation(name="Cliente fictive", kind="client_company")
    supplier = make_organisation(name="Fournisseur fictif", kind="supplier")
    note_link(client, place.organisation, actor=place.staff, since=day, source="Déclaré")
    note_link(place.organisation, supplier, actor=place.staff, since=day, source="Déclaré")
    assert reads(member, place.dossier)
    declare_interest(client, ground, actor=member, since=day)
    assert not reads(member, place.dossier)
    declare_interest(supplier, ground, actor=other, since=day)
    assert not reads(other, place.dossier)


def test_an_interest_in_a_sister_bars_and_one_in_a_sister_of_a_client_too() -> None:
    place = scene()
    day, group = place.session.day, "Groupe fictif"
    type(place.organisation).objects.filter(pk=place.organisation.pk).update(group=group)
    sister = make_organisation(name="Soeur fictive", group="  GROUPE   fictif ")
    client = make_organisation(name="Cliente fictive", kind="client_company", group="Groupe acheteur")
    aunt = make_organisation(name="Autre acheteuse fictive", kind="client_company", group="groupe ACHETEUR")
    note_link(client, sister, actor=place.staff, since=day, source="Déclaré")
    declare_interest(sister, "shares", actor=place.members[3], since=day)
    declare_interest(aunt, "shares", actor=place.members[4], since=day)
    stranger = make_organisation(name="Étrangère fictive", group="Groupe étranger")
    declare_interest(stranger, "shares", actor=place.members[5], since=day)
    assert [reads(place.members[number], place.dossier) for number in (3, 4, 5)] == [False, False, True]


def test_who_audited_a_sister_is_in_no_list_either() -> None:
    from support.scenes.dossier_sample import at, make_dossier

    place = scene()
    sister = make_organisation(name="Soeur fictive")
    for one in (sister, place.organisation):
        type(one).objects.filter(pk=one.pk).update(group="Groupe fictif")
    opened = place.session.day - timedelta(days=200)
    at(make_dossier(sister, opened=opened), "answering", signers={"auditor": place.members[4]})
    assert not reads(place.members[4], place.dossier)


def test_who_manages_its_quality_is_tied_to_a_company_and_three_years_after_it_ended() -> None:
    """A consultant who reads its contacts neither judges nor handles its dossier, and ends the tie by no early date."""
    place = scene()
    judge, day = place.members[3], timezone.localdate()
    assert reads(judge, place.dossier)
    make_manager(make_centre(place.organisation), judge)
    assert not reads(judge, place.dossier)
    assert {one.ground for one in find_exclusion_reasons(place.dossier, [judge], day)} == {"manages"}
    held = QualityManager.objects.get(user=judge)
    with pytest.raises(Faults) as early:
        end_manager(held, actor=judge, on=day - timedelta(days=2))
    assert [(one.code, one.key) for one in early.value.faults] == [("membership-backdated", "on")]
    end_manager(held, actor=judge, on=day - timedelta(days=1))
    assert not reads(judge, place.dossier)
    QualityManager.objects.filter(pk=held.pk).update(until=day - LONG)
    assert reads(judge, place.dossier)


def test_a_seat_held_for_an_organisation_counts_three_years_after_it_ended() -> None:
    """Recording it again without the organisation does not take the tie away."""
    place = scene()
    held = Mandate.objects.get(user=place.members[3])
    Mandate.objects.filter(pk=held.pk).update(organisation=place.organisation)
    assert not reads(place.members[3], place.dossier)
    yesterday = place.session.day - timedelta(days=1)
    end_mandate(actor=OPERATOR, mandate=held, on=yesterday)
    record_mandate(
        actor=OPERATOR,
        user=place.members[3],
        instance="committee",
        college=held.college,
        seat=held.seat,
        since=place.session.day,
    )
    assert not reads(place.members[3], place.dossier)
    Mandate.objects.filter(pk=held.pk).update(until=place.session.day - LONG)
    assert reads(place.members[3], place.dossier)


@pytest.mark.parametrize("then", ["", "Groupe autrement écrit"])
def test_a_group_that_was_left_counts_three_years(then: str) -> None:
    place = scene()
    sister = make_organisation(name="Soeur fictive")
    Membership.objects.create(user=place.members[3], organisation=sister, right="read", since=place.session.day)
    assert reads(place.members[3], place.dossier)
    for one in (sister, place.organisation):
        change_organisation(actor=OPERATOR, organisation=one, group="Groupe Fictif")
    assert not reads(place.members[3], place.dossier)
    change_organisation(actor=place.staff, organisation=place.organisation, group=then)
    assert not reads(place.members[3], place.dossier)
    kept = FormerGroup.objects.get()
    assert (kept.organisation, kept.group, kept.until) == (place.organisation, "Groupe Fictif", timezone.localdate())
    FormerGroup.objects.update(until=place.session.day - LONG)
    assert reads(place.members[3], place.dossier)


def world(chance: Random) -> tuple[list[Any], list[Any]]:
    """Some people and dossiers, tied at random by everything that ties: what ended long ago and what is to come too."""
    day, people = timezone.localdate(), [make_person() for _ in range(4)]
    firms = [make_organisation(f"Fictive {n}", group=chance.choice(["", "Un", "un ", "Deux"])) for n in range(5)]
    dossiers = [make_dossier(one, opened=day - timedelta(days=300)) for one in firms]

    def days() -> dict[str, Any]:
        since = day - timedelta(days=chance.choice([0, 30, 1500, 4000, -5]))
        until = chance.choice([None, since + timedelta(days=chance.choice([1, 1300, 3000]))])
        return {"since": since, "until": until}

    for n in range(9):
        user, firm, other = chance.choice(people), *chance.sample(firms, 2)
        kind = chance.choice(["interest", "membership", "seat", "link", "group", "recusal"])
        if kind == "interest":
            given = days()
            Interest.objects.create(user=user, organisation=firm, ground="shares", declared_on=given["since"], **given)
        elif kind == "membership" and not Membership.objects.filter(user=user, organisation=firm).exists():
            Membership.objects.create(user=user, organisation=firm, right="read", **days())
        elif kind == "seat":
            make_mandate("scientific", "experts", f"seat-{n}", user=user, organisation=firm, **days())
        elif kind == "link":
            BusinessLink.objects.create(client=firm, supplier=other, source="Déclaré", **days())
        elif kind == "group":
            FormerGroup.objects.create(organisation=firm, group="deux", until=days()["since"])
        elif kind == "recusal":
            since, signed = days()["since"], chance.choice([None, day])
            given = {"grade": "declared", "ground": "Un lien", "noted_by": user, "confirmed_on": signed}
            Recusal.objects.get_or_create(
                dossier=chance.choice(dossiers), user=user, grade="declared", defaults=given | {"since": since}
            )
    return people, dossiers


# H2
@pytest.mark.parametrize("seed", range(8))
def test_who_is_kept_out_is_the_same_from_the_person_and_from_the_dossier(seed: int) -> None:
    """Rights and lists ask it of a person, letters of a dossier, the page of an item says why: one answer."""
    people, dossiers = world(Random(seed))  # noqa: S311  Drawn again the same.
    day = timezone.localdate()
    for dossier in dossiers:
        among = find_exclusion_among(dossier, people, day)
        told = {one.person for one in find_exclusion_reasons(dossier, people, day)}
        for user in people:
            mine = find_person_exclusion(user, day)
            out = dossier.pk in mine.recused, dossier.organisation_id in mine.tied
            assert out == (user.pk in among.recused, user.pk in among.tied), (seed, user, dossier)
            assert any(out) is (user.key in told), (seed, user, dossier)


def test_another_spelling_of_a_group_is_the_same_group() -> None:
    assert fold_group("  Groupe\u00a0 FICTIF ") == fold_group("groupe fictif") != fold_group("groupe fictive")
    place = scene()
    change_organisation(actor=OPERATOR, organisation=place.organisation, group="Groupe Été")
    change_organisation(actor=OPERATOR, organisation=place.organisation, group="groupe  ÉTÉ")
    assert not FormerGroup.objects.exists()
    sister = make_organisation(name="Soeur fictive", group="GROUPE été")
    Membership.objects.create(user=place.members[3], organisation=sister, right="read", since=place.session.day)
    assert not reads(place.members[3], place.dossier)


def test_the_journal_tells_each_group_that_was_left_and_fills_the_table_again() -> None:
    from filiere.site.members.actions.save_organisation import create_organisation

    one = create_organisation(actor=OPERATOR, name="Fictive", kind="outsourcer", country="BE", group="Un")
    for group in ("Deux", "Trois", "trois", "", "Deux", ""):
        change_organisation(actor=OPERATOR, organisation=one, group=group)
    kept = list(FormerGroup.objects.order_by("pk").values_list("group", "until"))
    assert [group for group, _ in kept] == ["Un", "Deux", "trois", "Deux"]
    assert [*differences_in("Organisation"), *compare_former_groups()] == []
    FormerGroup.objects.filter(group="Un").delete()
    FormerGroup.objects.create(organisation=one, group="Quatre", until=timezone.localdate())
    assert sorted(found.kind for found in compare_former_groups()) == ["missing", "stray"]
    FormerGroup.objects.all().delete()
    import_module("filiere.site.members.migrations.0003_former_groups").recall(apps, None)
    assert list(FormerGroup.objects.order_by("pk").values_list("group", "until")) == kept
    assert [*compare_former_groups()] == []


def test_an_interest_of_a_day_to_come_is_refused_with_what_to_do() -> None:
    user = make_mandate()
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Faults) as refused:
        declare_interest(make_organisation(), "shares", actor=user, since=tomorrow)
    assert [(one.code, one.key) for one in refused.value.faults] == [("interest-future", "since")]
    browser, one = Client(), make_organisation()
    browser.force_login(user)
    given = {"organisation": one.key, "ground": "shares", "since": tomorrow.isoformat()}
    page = browser.post("/fr/committee/interests/", given)
    assert page.status_code == 422
    assert "Cet intérêt commence un jour qui n’est pas encore venu" in page.content.decode()
    assert (
        browser.post("/fr/committee/interests/", given | {"since": timezone.localdate().isoformat()}).status_code == 302
    )


def test_a_link_of_a_day_to_come_is_refused() -> None:
    """It would begin to bar in the middle of a vote, without anybody’s act on that day."""
    with pytest.raises(Faults) as refused:
        note_link(
            make_organisation(),
            make_organisation(),
            actor=make_person("label_staff"),
            since=timezone.localdate() + timedelta(days=1),
            source="Déclaré",
        )
    assert [one.code for one in refused.value.faults] == ["link-future"]


def test_whoever_erases_an_account_and_comes_back_keeps_the_ties() -> None:
    """Declared and presumed from the directory; for three years, and under a fingerprint alone."""
    place = scene()
    day, judge = place.session.day, place.members[3]
    acted = make_member(make_organisation(name="Employeur fictif"), "edit")
    for person in (judge, acted):
        User.objects.filter(pk=person.pk).update(email=f"{person.key}@exemple.invalid")
    declare_interest(place.organisation, "shares", actor=User.objects.get(pk=judge.pk), since=day)
    held = Membership.objects.get(user=acted).organisation
    back = []
    for person in (judge, acted):
        gone = User.objects.get(pk=person.pk)
        erase_person(actor=gone, user=gone)
        email = f"{person.key}@exemple.invalid"
        back.append(create_account(actor=OPERATOR, email=email, name="De retour", language="fr")[0])
    assert place.organisation.pk in find_person_exclusion(back[0], day).tied
    assert held.pk in find_person_exclusion(back[1], day).tied
    assert {one.ground for one in find_exclusion_reasons(place.dossier, back, day)} == {"former"}
    stranger, _ = create_account(actor=OPERATOR, email="autre@exemple.invalid", name="Autre", language="fr")
    assert not find_person_exclusion(stranger, day).tied
    assert not any(one.key in str(FormerTie.objects.values()) for one in (judge, acted))
    assert "former" not in str(InterestForm().fields["ground"].choices)
    assert [one for one in find_differences() if "interest" in one.table] == []
    assert not find_person_exclusion(back[0], day + LONG).tied
    apply_retention(now=timezone.now() + LONG + timedelta(days=1))
    assert not FormerTie.objects.exists()


def test_whoever_voted_on_an_open_dossier_does_not_hear_its_appeal_under_another_account() -> None:
    place = scene()
    vote(place, number=1)
    judge = User.objects.get(pk=place.members[3].pk)
    User.objects.filter(pk=judge.pk).update(email="juge@exemple.invalid")
    judge.refresh_from_db()
    erase_person(actor=judge, user=judge)
    back, _ = create_account(actor=OPERATOR, email="juge@exemple.invalid", name="De retour", language="fr")
    assert place.organisation.pk in find_person_exclusion(back, place.session.day).tied
