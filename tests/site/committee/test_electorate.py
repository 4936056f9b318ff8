"""Who may vote does not move during a vote: neither by a link, nor by a group, nor by a mandate, nor by a company."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.scenes.committee_sample import THIRTEEN, decided, linked, scene
from support.scenes.dossier_sample import make_mandate, make_organisation, make_person
from support.scenes.signing_sample import WHY, sign

from filiere.core import Faults
from filiere.core.dates import format_day
from filiere.site.accounts.actions.approvals import request_approval
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import OPERATOR
from filiere.site.candidature.actions.comparison_consent import accept_mirror
from filiere.site.candidature.models import MirrorLink
from filiere.site.committee.actions.interests import declare_interest, end_link, note_link
from filiere.site.committee.actions.sessions import close_session
from filiere.site.committee.actions.votes import cast_ballot, start_round
from filiere.site.committee.models import BusinessLink, Item
from filiere.site.members.actions.mandates import end_mandate, record_mandate
from filiere.site.members.actions.save_organisation import change_organisation
from filiere.site.members.directory import write_csv
from filiere.site.members.import_export import export_directory, import_directory
from filiere.site.members.models import Mandate, Organisation
from filiere.site.members.seat_requests import request_seat, request_seat_end
from filiere.site.workflow.parties import find_parties, forget_parties

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def codes(act: Any, *given: Any, **named: Any) -> list[str]:
    """The codes that an act is refused with."""
    with pytest.raises(Faults) as refused:
        act(*given, **named)
    return [one.code for one in refused.value.faults]


def voting(**given: Any) -> Any:
    """A scene whose first round is open; the fourth member sits for an organisation and has voted."""
    place = scene(**given)
    place.own = make_organisation(name="Maison fictive", kind="client_company")
    Mandate.objects.filter(user=place.members[3]).update(organisation=place.own)
    start_round(place.item, 1, actor=place.members[0])
    cast_ballot(place.item, "granted_24", "Constat 12", actor=place.members[3])
    return place


def test_a_link_noted_during_a_vote_is_refused_and_says_which_session() -> None:
    place = voting()
    given = {"actor": place.staff, "since": place.session.day, "source": "Déclaré"}
    with pytest.raises(Faults) as refused:
        note_link(place.own, place.organisation, **given)
    (fault,) = refused.value.faults
    assert fault.code == "electorate-under-vote"
    assert f"{format_day(place.session.day, 'fr')}" in fault.message.fr
    assert "committee" in fault.message.en
    assert not BusinessLink.objects.exists()
    note_link(place.own, make_organisation(name="Ailleurs fictif"), **given)
    browser = Client()
    browser.force_login(place.staff)
    sent = {
        "client": place.own.key,
        "supplier": place.organisation.key,
        "since": place.session.day,
        "source": "Déclaré",
    }
    page = browser.post("/fr/committee/links/", sent)
    assert page.status_code == 422
    assert "Un vote a commencé" in page.content.decode()


def test_the_same_link_is_noted_before_the_vote_and_once_it_is_concluded() -> None:
    place = scene()
    own = make_organisation(name="Maison fictive", kind="client_company")
    Mandate.objects.filter(user=place.members[3]).update(organisation=own)
    decided(place)
    linked(own, place.organisation, actor=place.staff, since=place.session.day)
    forget_parties(place.members[3])
    assert "committee" not in find_parties(place.members[3], place.dossier)


def test_a_link_ended_long_ago_brings_nobody_back_into_a_vote() -> None:
    place = scene(colleges=THIRTEEN)
    own = make_organisation(name="Maison fictive", kind="client_company")
    Mandate.objects.filter(user=place.members[3]).update(organisation=own)
    old = place.session.day - timedelta(days=2000)
    made = linked(own, place.organisation, actor=place.staff, since=old)
    from filiere.site.committee.actions import interests

    with pytest.MonkeyPatch.context() as patch:
        # As if it had been noted that long ago.
        patch.setattr(interests, "_find_noting_day", lambda _: old)
        start_round(place.item, 1, actor=place.members[0])
        assert codes(end_link, made, actor=place.staff, until=old) == ["electorate-under-vote"]
        end_link(made, actor=place.staff, until=place.session.day)


def test_a_group_edited_or_sent_by_file_during_a_vote_is_refused(tmp_path: Path) -> None:
    place = voting()
    Organisation.objects.filter(pk=place.organisation.pk).update(group="Groupe fictif")
    act = {"actor": place.staff, "organisation": place.own}
    assert codes(change_organisation, **act, group="groupe FICTIF") == ["electorate-under-vote"]
    path = tmp_path / "d.csv"
    sent = write_csv(export_directory(actor=place.staff), "fr").decode("utf-8-sig").splitlines(keepends=True)
    header = sent[0].rstrip("\r\n").split(";")
    where = next(number for number, line in enumerate(sent) if "Maison fictive" in line)
    cells = sent[where].rstrip("\r\n").split(";")
    cells[header.index("Groupe")] = "Groupe fictif"
    sent[where] = ";".join(cells) + "\r\n"
    path.write_text("".join(sent), encoding="utf-8")
    assert codes(import_directory, path, actor=place.staff) == ["electorate-under-vote"]
    place.own.refresh_from_db()
    assert place.own.group == ""
    change_organisation(**act, name="Maison fictive renommée", group="Autre groupe fictif")


def test_a_mandate_ended_during_a_vote_is_refused_and_never_ends_in_the_past() -> None:
    place = voting()
    held, day = Mandate.objects.get(user=place.members[3]), place.session.day
    assert codes(end, place, held, day - DAY) == ["mandate-backdated"]
    assert codes(end, place, held, day) == ["electorate-under-vote"]
    assert codes(end_mandate, actor=OPERATOR, mandate=held, on=day - DAY) == ["electorate-under-vote"]
    end(place, held, day + timedelta(days=30))
    forget_parties(place.members[3])
    assert "committee" in find_parties(place.members[3], place.dossier)
    browser = Client()
    browser.force_login(place.staff)
    page = browser.post(reverse("members:mandate-end", args=[held.pk]), {"on": (day - DAY).isoformat()})
    assert page.status_code == 422
    assert "avant le jour où sa fin est inscrite" in page.content.decode()


def end(place: Any, held: Any, on: Any) -> None:
    """End a mandate by two people of the staff."""
    sign(request_seat_end(actor=place.staff, mandate=held, on=on, reason=WHY))


def seat(
    place: Any,
    since: Any,
    *,
    actor: Any = None,
    until: Any = None,
    seat: str = "employees-4",
    instance: str = "committee",
) -> Any:
    """Seat a newcomer among the employees: by two people of the staff, or by the operator."""
    given = {"user": make_person(), "instance": instance, "college": "employees", "seat": seat}
    given |= {"since": since, "until": until}
    if actor is not None:
        return record_mandate(actor=actor, **given)
    sign(request_seat(actor=place.staff, reason=WHY, **given))
    return Mandate.objects.get(user=given["user"])


def test_a_newcomer_takes_no_seat_in_a_session_that_has_begun() -> None:
    place = scene()
    day = place.session.day
    for since in (day - timedelta(days=300), day):
        assert codes(seat, place, since) == ["seat-session-running"]
        assert codes(seat, place, since, seat="employees-5") == ["seat-session-running"]
    start_round(place.item, 1, actor=place.members[0])
    assert codes(seat, place, day + DAY) == ["electorate-under-vote"]
    assert codes(seat, place, day, actor=OPERATOR) == ["electorate-under-vote"]
    assert seat(place, day + timedelta(days=30)).pk


def test_a_mandate_is_not_dated_before_a_session_that_was_held() -> None:
    place = scene()
    decided(place)
    close_session(place.session, actor=place.members[0])
    day = place.session.day
    assert codes(seat, place, day - timedelta(days=300)) == ["seat-session-past"]
    seat(place, day - timedelta(days=300), until=day - DAY)
    assert seat(place, day).since == day


def test_a_body_that_never_sat_has_its_old_mandates_recorded() -> None:
    place = scene()
    long_ago = place.session.day - timedelta(days=900)
    assert seat(place, long_ago, instance="appeal_panel", seat="panel-1").since == long_ago
    assert seat(place, place.session.day - timedelta(days=900), actor=OPERATOR).pk


def test_two_companies_that_agree_to_compare_move_no_vote() -> None:
    place = voting()
    row = MirrorLink.objects.create(
        client=place.own,
        outsourcer=place.organisation,
        asked_by=place.own,
        asked_at=place.session.called_at,
        client_agreed_at=place.session.called_at,
    )
    given = {"actor": place.candidate, "dossier": place.dossier, "link": row.pk}
    assert codes(accept_mirror, **given) == ["electorate-under-vote"]
    row.refresh_from_db()
    assert row.outsourcer_agreed_at is None


def test_a_member_declares_and_steps_out_whenever_they_like() -> None:
    place = voting()
    declare_interest(place.organisation, "shares", actor=place.members[5], since=place.session.day)
    forget_parties(place.members[5])
    assert "committee" not in find_parties(place.members[5], place.dossier)


# C4
@pytest.mark.parametrize(
    ("kind", "active"), [("account-close", True), ("account-erase", True), ("account-reopen", False)]
)
def test_no_account_of_a_judge_closes_or_opens_during_a_vote(kind: str, active: bool) -> None:
    """Two administrators closed the account of a member who had voted: their ballot was set aside at the count."""
    place = scene(colleges=THIRTEEN)
    member, first, second = place.members[3], make_person("administrator"), make_person("administrator")
    User.objects.filter(pk=member.pk).update(is_active=active)
    start_round(place.item, 1, actor=place.members[0])
    if active:
        cast_ballot(place.item, "granted_24", "Constat 12", actor=member)
    asked = request_approval(actor=first, kind=kind, payload={"user": member.key}, reason=WHY)
    assert codes(sign, asked, second) == ["electorate-under-vote"]
    member.refresh_from_db()
    asked.refresh_from_db()
    assert (member.is_active, member.erased_at, asked.state) == (active, None, "asked")
    # Somebody who does not sit in that body is nothing to the vote, and whoever sits may always go.
    other = make_mandate("appeal_panel", "employees", "panel-employees-1")
    sign(request_approval(actor=first, kind="account-close", payload={"user": other.key}, reason=WHY), second)
    if kind == "account-erase":
        erase_person(actor=member, user=member)
        return
    Item.objects.filter(pk=place.item.pk).update(status="fallen")
    sign(asked, second)
