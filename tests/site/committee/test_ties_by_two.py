"""What keeps a judge out of an open dossier takes two people, and so does taking back what was noted by mistake.

C4, the class: composing who judges by one hand. A false link kept a judge out for as long as it lasted and three years.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.committee_sample import THIRTEEN, differing, linked, scene
from support.scenes.dossier_sample import (
    give_role,
    make_dossier,
    make_mandate,
    make_member,
    make_organisation,
    make_person,
)
from support.scenes.journal_sample import differences_in
from support.scenes.signing_sample import WHY, sign

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import OPERATOR
from filiere.site.candidature.actions.comparison_consent import accept_mirror
from filiere.site.candidature.models import MirrorLink
from filiere.site.committee.actions.interests import note_link
from filiere.site.committee.exclusion_reasons import find_exclusion_among
from filiere.site.committee.models import BusinessLink
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter
from filiere.site.members.actions.mandates import record_mandate
from filiere.site.members.actions.save_organisation import change_organisation
from filiere.site.members.journal_reconciliation import compare_former_groups
from filiere.site.members.models import FormerGroup, Mandate, Organisation

pytestmark = pytest.mark.django_db

WAYS = ("link", "group", "seat")


def table(*, opened: bool = True, begins: int = -100) -> Any:
    """A candidate with a dossier, a judge who sits for their own house, and two people of the staff."""
    today = timezone.localdate()
    candidate, own = make_organisation("Candidate fictive"), make_organisation("Maison du juge", group="Ancien")
    dossier = make_dossier(candidate, opened=today - timedelta(days=25))
    if not opened:
        dossier.__class__.objects.filter(pk=dossier.pk).update(state="closed")
    judge = make_mandate("committee", organisation=own, since=today + timedelta(days=begins))
    staff, second = make_person("label_staff", name="Première Main"), make_person("label_staff", name="Seconde Main")
    return SimpleNamespace(candidate=candidate, own=own, dossier=dossier, judge=judge, staff=staff, second=second)


def tie(place: Any, way: str, actor: Any) -> None:
    """Note a tie that keeps the judge out, by the act."""
    today = timezone.localdate()
    if way == "link":
        note_link(place.own, place.candidate, actor=actor, since=today, source="Inventé de toutes pièces")
    elif way == "group":
        change_organisation(actor=actor, organisation=place.candidate, group=" ancien")
    else:
        seat = {"instance": "scientific", "college": "experts", "seat": "9", "since": today}
        record_mandate(actor=actor, user=place.judge, organisation=place.candidate, **seat)


def tie_by_two(place: Any, way: str) -> None:
    """Note the same with all the hands it takes: the operator is nobody's second, but notes no link."""
    if way == "link":
        linked(place.own, place.candidate, actor=place.staff, since=timezone.localdate())
    else:
        tie(place, way, OPERATOR)


def posted(place: Any, way: str) -> tuple[str, dict[str, Any]]:
    """The same on its page: the address, and what is typed."""
    today = timezone.localdate().isoformat()
    if way == "link":
        typed = {"client": place.own.key, "supplier": place.candidate.key, "since": today, "source": WHY}
        return "/fr/committee/links/", typed
    if way == "group":
        one = Organisation.objects.get(pk=place.candidate.pk)
        typed = {"name": "Candidate renommée", "kind": one.kind, "siren": one.siren, "country": "FR", "group": "ancien"}
        return f"/fr/organisations/{one.key}/change/", typed | {"fictitious": "on", "seen": one.version, "reason": WHY}
    typed = {"user": place.judge.email, "instance": "scientific", "college": "experts", "seat": "9", "since": today}
    return "/fr/organisations/mandates/new/", typed | {"organisation": place.candidate.key, "reason": WHY}


def out(place: Any) -> bool:
    """Whether something keeps the judge out of the dossier once they sit."""
    day = max(timezone.localdate(), place.judge.mandate.since)
    return place.judge.pk in find_exclusion_among(place.dossier, [place.judge], day).tied


def codes(act: Any, *given: Any, **named: Any) -> list[str]:
    """The codes that an act is refused with; none when it is done."""
    try:
        act(*given, **named)
    except Faults as refused:
        return [one.code for one in refused.faults]
    return []


def browser_of(user: Any) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def last_request() -> Any:
    """The request that was made last."""
    from filiere.site.accounts.models_approvals import Approval

    return Approval.objects.latest("pk")


# C4
@pytest.mark.parametrize("begins", [-100, 20], ids=["sits", "will sit"])
@pytest.mark.parametrize("way", WAYS)
def test_one_hand_keeps_no_judge_out_of_an_open_dossier(way: str, begins: int) -> None:
    place = table(begins=begins)
    assert codes(tie, place, way, place.staff) == ["takes-two-people"]
    assert not out(place)
    tie_by_two(place, way)
    assert out(place)


# C4
@pytest.mark.parametrize("way", WAYS)
def test_it_is_asked_on_its_page_and_done_once_another_has_read_why_and_signed(way: str) -> None:
    place = table()
    address, typed = posted(place, way)
    short = browser_of(place.staff).post(address, typed | {"reason": "", "source": "x"})
    assert short.status_code == 422
    assert "Le motif a" in short.content.decode()
    assert Organisation.objects.get(pk=place.candidate.pk).name == "Candidate fictive"
    answer = browser_of(place.staff).post(address, typed)
    approval = last_request()
    assert answer["Location"] == f"/fr/approvals/{approval.key}/"
    assert not out(place)
    if way == "group":
        # What one person may change beside it is saved.
        assert Organisation.objects.get(pk=place.candidate.pk).name == "Candidate renommée"
    browser = browser_of(place.second)
    page = browser.get(f"/fr/approvals/{approval.key}/").content.decode()
    assert WHY in page
    assert "Candidate" in page
    assert codes(sign, approval, place.staff) == ["own-request"]
    assert browser.post(f"/fr/approvals/{approval.key}/", {"act": "approve"}).status_code == 302
    assert out(place)
    body = Letter.objects.get(to=place.judge, kind="mandate.seat" if way == "seat" else "tie.note").body
    assert "Première Main" in body
    assert "Seconde Main" in body
    assert not [one for one in (*differing(), *compare_former_groups()) if one.kind != "stray"]


@pytest.mark.parametrize("way", WAYS)
def test_what_bars_nobody_stays_the_act_of_one(way: str) -> None:
    place = table(opened=False)
    if way == "seat":
        # A seat of the scientific committee takes a judge’s vote on releases away, whatever it ties.
        place.judge.mandate.__class__.objects.filter(pk=place.judge.mandate.pk).update(instance="appeal_panel")
    address, typed = posted(place, way)
    assert browser_of(place.staff).post(address, typed).status_code == 302
    assert not Entry.objects.filter(act="approval.ask").exists()
    assert out(place)


# C4
@pytest.mark.parametrize("way", WAYS)
def test_the_candidates_own_side_neither_asks_nor_signs_nor_annuls(way: str) -> None:
    place = table()
    tied = make_member(place.candidate, "edit")
    give_role(tied, "label_staff")
    tied = User.objects.get(pk=tied.pk)
    address, typed = posted(place, way)
    assert browser_of(tied).post(address, typed).status_code in (403, 404, 422)
    assert not out(place)
    browser_of(place.staff).post(address, typed)
    approval = last_request()
    assert codes(sign, approval, tied) == ["link-of-ones-own"]
    assert browser_of(tied).get(f"/fr/approvals/{approval.key}/").status_code == 404
    assert Letter.objects.filter(kind="approval-asked", to=place.second).exists()
    assert not Letter.objects.filter(kind="approval-asked", to=tied).exists()
    sign(approval, place.second)
    assert browser_of(tied).post(annulling(place, way), {"reason": WHY}).status_code == 422
    assert out(place)


def annulling(place: Any, way: str) -> str:
    """The page that asks for the annulment of the tie; a wrong group is taken off the record first."""
    if way == "link":
        return f"/fr/committee/ties/link/{BusinessLink.objects.get().pk}/annul/"
    if way == "seat":
        return f"/fr/committee/ties/seat/{Mandate.objects.get(instance='scientific').pk}/annul/"
    if not FormerGroup.objects.exists():
        change_organisation(actor=place.staff, organisation=place.candidate, group="")
    return f"/fr/committee/ties/group/{FormerGroup.objects.get().pk}/annul/"


# C4
@pytest.mark.parametrize("way", WAYS)
def test_a_tie_noted_by_mistake_is_annulled_by_two_and_bars_from_no_day(way: str) -> None:
    place = table()
    tie_by_two(place, way)
    address = annulling(place, way)
    assert out(place)
    browser = browser_of(place.staff)
    listed = browser.get("/fr/committee/links/").content.decode()
    assert address in listed
    Letter.objects.all().delete()
    assert browser.post(address, {"reason": "bref"}).status_code == 422
    assert browser.post(address, {"reason": WHY}).status_code == 302
    approval = last_request()
    assert out(place)
    assert codes(sign, approval, place.staff) == ["own-request"]
    sign(approval, place.second)
    assert not out(place)
    body = Letter.objects.get(to=place.judge, kind="tie.annul").body
    assert "Première Main" in body
    assert "Seconde Main" in body
    act = {"link": "link.annul", "group": "former-group.annul", "seat": "mandate.change"}[way]
    assert Entry.objects.filter(act=act, actor_key=place.staff.key).count() == 1
    assert not [
        one
        for one in (*differing(), *compare_former_groups(), *differences_in("Mandate", "Organisation"))
        if one.kind != "stray"
    ]
    assert browser.get(address).status_code == 404
    assert address not in browser.get("/fr/committee/links/").content.decode()
    # Asked for again meanwhile, it is done once.
    tie_by_two(place, "link")
    assert out(place)


# C4
def test_a_comparison_keeps_no_judge_out_before_two_people_noted_its_tie() -> None:
    """Whoever edits for both companies, or for one by a puppet, agreed with themselves and chose who judges, unseen."""
    place = table()
    now = timezone.now()
    pair = {"client": place.own, "outsourcer": place.candidate, "asked_by": place.own}
    row = MirrorLink.objects.create(**pair, asked_at=now, client_agreed_at=now)
    agree = {"actor": make_member(place.candidate, "edit"), "dossier": place.dossier, "link": row.pk}
    assert codes(accept_mirror, **agree) == ["mirror-bars-judge"]
    assert not out(place)
    browser = browser_of(agree["actor"])
    page = browser.post(f"/fr/dossiers/{place.dossier.key}/mirror/", {"agree": "1", "link": row.pk}, follow=True)
    assert "à l’équipe du label de noter d’abord ce lien" in page.content.decode()
    tie_by_two(place, "link")
    assert codes(accept_mirror, **agree) == []
    row.refresh_from_db()
    assert row.is_open


def test_the_tables_tell_an_annulment_that_no_act_made() -> None:
    place = table()
    for way in ("link", "group"):
        tie_by_two(place, way)
    annulling(place, "group")
    for rows in (BusinessLink.objects, FormerGroup.objects):
        rows.update(annulled_on=timezone.localdate())
    assert [one.fields for one in (*differing(), *compare_former_groups()) if one.kind == "changed"] == [
        ("annulled_on",)
    ] * 2


def test_a_file_gives_no_group_that_keeps_a_judge_out(tmp_path: Path) -> None:
    from filiere.site.members.directory import write_csv
    from filiere.site.members.import_export import export_directory, import_directory

    place, path = table(), tmp_path / "d.csv"
    Organisation.objects.filter(pk=place.candidate.pk).update(group="Ancien")
    path.write_bytes(write_csv(export_directory(actor=OPERATOR), "fr"))
    Organisation.objects.filter(pk=place.candidate.pk).update(group="")
    with pytest.raises(Faults) as refused:
        import_directory(path, actor=place.staff)
    assert [(one.code, one.line) for one in refused.value.faults] == [("takes-two-people", 2)]
    assert not out(place)
    assert import_directory(path, actor=OPERATOR)["changed"] == 1
    assert out(place)


def test_a_vote_that_has_begun_gets_no_judge_back_by_an_annulment() -> None:
    from filiere.site.committee.actions.conflict_record_annulment import find_tie
    from filiere.site.committee.actions.votes import start_round
    from filiere.site.committee.conflict_requests import request_annulment

    place = scene(colleges=THIRTEEN)
    own = make_organisation("Maison fictive")
    Mandate.objects.filter(user=place.members[3]).update(organisation=own)
    linked(own, place.organisation, actor=place.staff, since=place.session.day)
    start_round(place.item, 1, actor=place.members[0])

    approval = request_annulment(actor=place.staff, tie=find_tie("link", BusinessLink.objects.get().pk), reason=WHY)
    assert codes(sign, approval) == ["electorate-under-vote"]
    assert find_tie("link", BusinessLink.objects.get().pk).stands
