"""Who notes what in a session, and that each refusal and each act is told in words of its own."""

from __future__ import annotations

from datetime import time, timedelta
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.committee_sample import call, decided, differing, make_body, put, scene, vote
from support.scenes.dossier_sample import make_mandate, make_person

from filiere.core import Faults
from filiere.site.committee.actions.conclude_item import conclude_item
from filiere.site.committee.actions.interests import confirm_recusal, declare_interest, end_interest, note_recusal
from filiere.site.committee.actions.sessions import (
    close_session,
    note_presence,
    open_session,
)
from filiere.site.committee.actions.votes import OPENING_PATIENCE, cast_ballot, open_ballots, start_round
from filiere.site.committee.code_labels import seat_label
from filiere.site.committee.models import Ballot, Item, Session
from filiere.site.journal.models import Entry
from filiere.site.members.models import Mandate

pytestmark = pytest.mark.django_db


def codes(refused: Any) -> list[str]:
    """The codes of a refusal."""
    return [fault.code for fault in refused.value.faults]


def as_(user: Any) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(user)
    return client


def address(place: Any, act: str | None = None, lang: str = "fr") -> str:
    """The address of the item, or of an act on it."""
    path = f"/{lang}/dossiers/{place.dossier.key}/committee/{place.item.key}/"
    return f"{path}{act}/" if act else path


@pytest.mark.parametrize("act", ["arrive", "leave"])
def test_each_says_their_own_presence_and_nobody_that_of_another(act: str) -> None:
    """Whoever notes that others left takes their vote; that others came, holds rounds in which they cannot vote."""
    place = scene()
    out = place.members[-1]
    note_presence(place.session, actor=out, there=act == "leave")
    before = list(place.session.attendances.filter(user=out).values_list("left_at", flat=True))
    for other in (place.staff, place.members[0], place.members[1]):
        as_(other).post(f"/fr/committee/sessions/{place.session.key}/{act}/", {"person": out.key})
        assert list(place.session.attendances.filter(user=out).values_list("left_at", flat=True)) == before
    with pytest.raises(Faults) as refused:
        note_presence(place.session, actor=place.staff, there=act == "arrive")
    assert codes(refused) == ["not-seated"]
    note_presence(place.session, actor=out, there=act == "arrive")
    assert (place.session.attendances.get(user=out).left_at is None) is (act == "arrive")


def test_whoever_the_staff_would_send_out_still_votes_and_holds_the_opening() -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    for member in place.members[:-1]:
        cast_ballot(place.item, "granted_24", "Constat 12", actor=member)
    path = f"/fr/committee/sessions/{place.session.key}/leave/"
    as_(place.staff).post(path, {"person": place.members[-1].key})
    with pytest.raises(Faults) as refused:
        open_ballots(place.item, actor=place.members[0])
    assert codes(refused) == ["ballots-missing"]
    cast_ballot(place.item, "granted_24", "Constat 12", actor=place.members[-1])
    assert Ballot.objects.count() == 9


@pytest.mark.parametrize("act", ["open", "close"])
def test_the_staff_reads_that_it_holds_no_seat_rather_than_that_it_lacks_its_own_right(act: str) -> None:
    place = scene()
    with pytest.raises(Faults) as refused:
        {"open": open_session, "close": close_session}[act](place.session, actor=place.staff)
    assert codes(refused) == ["not-seated"]
    for lang, words in (("fr", "Vous n’occupez aucun siège"), ("en", "You hold no seat")):
        path = f"/{lang}/committee/sessions/{place.session.key}/{act}/"
        shown = as_(place.staff).post(path, follow=True).content.decode()
        assert words in shown
        assert "session:call" not in shown
    place.session.refresh_from_db()
    assert place.session.closed_at is None


def test_the_end_of_an_interest_is_told_by_who_declared_it() -> None:
    place = scene()
    day = place.session.day
    made = declare_interest(place.organisation, "shares", actor=place.members[1], since=day)
    with pytest.raises(Faults) as refused:
        end_interest(made, actor=place.staff, until=day + timedelta(days=1))
    assert codes(refused) == ["interest-of-another"]
    made.refresh_from_db()
    assert made.until is None


def test_an_item_that_is_decided_still_says_that_the_company_was_heard() -> None:
    place = decided(scene())
    shown = as_(place.members[0]).get(address(place)).content.decode()
    assert "<strong>entendue</strong>" in shown
    assert "Deux personnes entendues." in shown


def test_an_item_that_fell_says_what_came_of_the_hearing_and_another_one_does_not_borrow_it() -> None:
    place = scene()
    Item.objects.filter(pk=place.item.pk).update(status="fallen")
    assert "<strong>entendue</strong>" in as_(place.staff).get(address(place)).content.decode()
    Item.objects.filter(pk=place.item.pk).update(snapshot_sha256="0" * 64)
    assert "<strong>pas encore entendue</strong>" in as_(place.staff).get(address(place)).content.decode()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_second_and_a_late_ballot_are_told_why(lang: str) -> None:
    place = scene()
    nothing = {"fr": "Rien n’a été enregistré.", "en": "Nothing was saved."}[lang]
    sent = {"ballot-choice": "granted_24", "ballot-reasons": "Constat 12", "ballot-confirm": "on"}
    member = as_(place.members[1])
    start_round(place.item, 1, actor=place.members[0])
    assert nothing not in member.get(address(place, lang=lang)).content.decode()
    assert member.post(address(place, "ballot", lang), sent).status_code == 302
    again = member.post(address(place, "ballot", lang), sent)
    assert (again.status_code, again.content.decode().count(nothing)) == (422, 1)
    for other in place.members[2:] + place.members[:1]:
        cast_ballot(place.item, "granted_24", "Constat 12", actor=other)
    open_ballots(place.item, actor=place.members[0])
    late = member.post(address(place, "ballot", lang), sent)
    assert (late.status_code, late.content.decode().count(nothing)) == (422, 1)


def test_declining_a_hearing_that_was_not_offered_is_told_why() -> None:
    place = scene(heard=False)
    path = f"/fr/dossiers/{place.dossier.key}/committee/hearing/decline/"
    answer = as_(place.candidate).post(path, {"decline-record": "Nous y renonçons."})
    assert answer.status_code == 422
    assert "Aucun entretien n’a été proposé" in answer.content.decode()


def test_an_item_whose_vote_began_is_not_taken_off() -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    answer = as_(place.staff).post(address(place, "off"), {"off-reason": "Pièce à revoir"})
    assert answer.status_code == 422
    assert "Ce point n’en est pas à cette étape." in answer.content.decode()
    place.item.refresh_from_db()
    assert place.item.status == "first"


def test_public_minutes_say_the_college_and_the_number_of_a_recused_seat() -> None:
    place = scene()
    extra = make_mandate("committee", "employees", "employees 4")
    note_presence(place.session, actor=extra)
    asked = note_recusal(place.dossier, extra, "pinned", "Détient des parts", actor=place.staff)
    confirm_recusal(asked, actor=place.members[0])
    vote(place, "abstain", number=1)
    vote(place)
    conclude_item(place.item, "Rien à lever.", actor=place.members[0])
    session = close_session(place.session, actor=place.members[0])
    assert session.minutes is not None
    assert session.minutes["items"][0]["minutes"]["recusals"][0]["seat"] == "employees 4"
    for lang, words in (("fr", "siège 4"), ("en", "seat 4")):
        path = f"/{lang}/committee/sessions/{session.key}/"
        pages = pypdf.PdfReader(BytesIO(Client().get(f"{path}minutes.pdf").content)).pages
        for text in (Client().get(path).content.decode(), " ".join(page.extract_text() for page in pages)):
            assert words in " ".join(text.split())
            assert "employees 4" not in text


def test_a_seat_without_a_number_is_not_shown_by_its_key() -> None:
    assert seat_label("panel-employees-02").fr == "siège 2"
    assert seat_label("employees").get("fr") == "un siège"


def test_the_silence_of_one_in_the_room_holds_the_body_for_a_known_time_and_no_longer() -> None:
    place = scene()
    start_round(place.item, 1, actor=place.members[0])
    for member in place.members[:-1]:
        cast_ballot(place.item, "granted_24", "Constat 12", actor=member)
    with pytest.raises(Faults):
        open_ballots(place.item, actor=place.members[0])
    place.item.rounds.update(opened_at=timezone.now() - OPENING_PATIENCE)
    counts = open_ballots(place.item, actor=place.members[0]).first_counts
    assert sum(sum(mine.values()) for mine in counts.values()) == len(place.members) - 1


def test_a_college_that_walks_out_after_the_first_vote_puts_it_off_and_holds_no_minutes() -> None:
    """The session closes, its minutes say why, and the dossier goes on another agenda with a first vote of its own."""
    place = vote(scene(), "abstain", number=1)
    out = place.members[6]  # The one seat of the State.
    with pytest.raises(Faults) as refused:
        close_session(place.session, actor=place.members[0])
    assert codes(refused) == ["session-items-open"]
    note_presence(place.session, actor=out, there=False)
    with pytest.raises(Faults) as refused:
        start_round(place.item, 2, actor=place.members[0])
    assert codes(refused) == ["vote-no-quorum"]
    # It may come back as long as the day lasts.
    with pytest.raises(Faults) as refused:
        close_session(place.session, actor=place.members[0])
    assert codes(refused) == ["session-items-left"]
    closed = close_session(place.session, actor=place.members[0], day=place.session.day + timedelta(days=1))
    (told,) = closed.minutes["items"]
    assert told["status"] == "left"
    assert "le quorum n’était plus atteint après le premier vote" in told["fallen_why"]["fr"]
    assert Client().get(f"/fr/committee/sessions/{closed.key}/minutes.json").status_code == 200
    again = put(call(place.staff, at=time(15)), place.dossier, place.staff)
    assert again.status == Item.Status.LISTED
    assert not again.ballots.exists()
    assert differing() == []


def test_who_stays_out_of_a_debated_item_does_not_end_it() -> None:
    """A tied member waited until somebody left the room, and closed: the debate ended, the dossier was put off."""
    place = vote(scene(), "abstain", number=1)
    tied, other, *_ = place.members
    declare_interest(place.organisation, "shares", actor=tied, since=place.session.day)
    assert Item.objects.get(pk=place.item.pk).status == Item.Status.DEBATE
    with pytest.raises(Faults) as refused:
        close_session(place.session, actor=tied)
    assert codes(refused) == ["session-item-not-yours"]
    # Eight are left of nine, and nobody else can come: those who deliberate on it put it off.
    assert close_session(place.session, actor=other).minutes_sha256
    assert Item.objects.get(pk=place.item.pk).status == Item.Status.LEFT
    assert differing() == []


def test_who_is_not_in_the_room_does_not_close_the_session_of_others() -> None:
    """Unless they all left: somebody must seal the minutes."""
    place = scene()
    out = place.members[4]
    note_presence(place.session, actor=out, there=False)
    with pytest.raises(Faults) as refused:
        close_session(place.session, actor=out)
    assert codes(refused) == ["not-in-the-room"]
    for one in place.members:
        if one != out:
            note_presence(place.session, actor=one, there=False)
    # They may come back as long as the day lasts.
    with pytest.raises(Faults) as refused:
        close_session(place.session, actor=out)
    assert codes(refused) == ["session-items-left"]
    tomorrow = place.session.day + timedelta(days=1)
    assert close_session(place.session, actor=out, day=tomorrow).minutes_sha256


def test_no_lone_member_puts_off_what_the_others_may_still_deal_with() -> None:
    """One alone in the room ended a session again and again: in six months, silence decides."""
    place = scene()
    stays, *others = place.members
    for one in others:
        note_presence(place.session, actor=one, there=False)
    with pytest.raises(Faults) as refused:
        close_session(place.session, actor=stays)
    assert codes(refused) == ["session-items-left"]
    for one in others:
        note_presence(place.session, actor=one)
    # Nor once all are there: the members are of three employees, three employers and one of each other college.
    path = f"/en/committee/sessions/{place.session.key}/"
    assert "data-closing" not in as_(stays).get(path).content.decode()
    assert as_(stays).post(f"{path}close/").status_code == 302
    assert Item.objects.get(pk=place.item.pk).status == Item.Status.LISTED
    assert "data-closing" in as_(others[5]).get(path).content.decode()
    for actor, code in ((stays, "session-close-alone"), (others[0], "session-close-college")):
        with pytest.raises(Faults) as refused:
            close_session(place.session, actor=actor)
        assert codes(refused) == [code]
    assert close_session(place.session, actor=others[5]).minutes_sha256
    assert Item.objects.get(pk=place.item.pk).status == Item.Status.LEFT
    asked = Entry.objects.get(act="session.close-ask", subject_id=place.session.key)
    assert asked.actor_key == stays.key
    assert differing() == []


@pytest.mark.parametrize("gone", ["left", "tied", "vote"])
def test_who_asked_to_close_counts_as_long_as_they_may_ask_it(gone: str) -> None:
    place = scene()
    first, *_, second = place.members
    assert close_session(place.session, actor=first).closed_at is None
    if gone == "left":
        note_presence(place.session, actor=first, there=False)
        note_presence(place.session, actor=make_mandate("committee", "employees", "employees-4"))
    elif gone == "tied":
        declare_interest(place.organisation, "shares", actor=first, since=place.session.day)
        note_presence(place.session, actor=make_mandate("committee", "employees", "employees-4"))
    else:
        vote(place, number=1)
        place.session.items.update(status=Item.Status.LISTED)
    assert close_session(place.session, actor=second).closed_at is None
    assert Session.objects.get().closing_by == second


def test_who_stays_out_of_an_item_does_not_put_it_off() -> None:
    place = scene()
    out, other, *_, last = place.members
    note_presence(place.session, actor=make_mandate("committee", "employees", "employees-4"))
    declare_interest(place.organisation, "shares", actor=out, since=place.session.day)
    with pytest.raises(Faults) as refused:
        close_session(place.session, actor=out)
    assert codes(refused) == ["session-item-not-yours"]
    assert close_session(place.session, actor=other).closed_at is None
    assert close_session(place.session, actor=last).minutes_sha256


def test_a_substitute_votes_until_the_holder_says_that_they_came() -> None:
    """One of the staff noted that an absent titular was there: the substitute in the room could vote no more."""
    place = scene()
    titular = place.members[3]
    held = Mandate.objects.get(user=titular)
    place.session.attendances.filter(user=titular).delete()
    substitute = make_mandate("committee", held.college, held.seat, substitute_of=held)
    note_presence(place.session, actor=substitute)
    start_round(place.item, 1, actor=place.members[0])
    cast_ballot(place.item, "granted_24", "Constat 12", actor=substitute)
    note_presence(place.session, actor=titular)
    assert place.session.attendances.get(user=titular).left_at is None


def test_nobody_opens_a_session_before_the_hour_it_was_called_for() -> None:
    """One member opened it in the night, noted all as there, and put the agenda off by votes without a ballot."""
    members, staff = make_body(), make_person("label_staff")
    session = call(staff, at=time.max)
    path = f"/en/committee/sessions/{session.key}/"
    assert "open/" not in as_(members[0]).get(path).content.decode()
    assert "This session is called for 23:59" in as_(members[0]).post(f"{path}open/", follow=True).content.decode()
    with pytest.raises(Faults) as refused:
        open_session(session, actor=members[0])
    assert codes(refused) == ["session-too-early"]
    Session.objects.update(time=time.min)
    assert "open/" in as_(members[0]).get(path).content.decode()
    assert open_session(session, actor=members[0]).chair == members[0]
