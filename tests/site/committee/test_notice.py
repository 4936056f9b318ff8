"""Nobody sits on the day they are told of it: a session is called, and its agenda fixed, some days before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.committee_sample import NOTICE, before, call, make_body
from support.scenes.dossier_sample import make_person

from filiere.core import Faults
from filiere.core.dates import format_day
from filiere.site.committee.actions.sessions import call_session, put_on_agenda
from filiere.site.committee.models import Item, Session
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter

pytestmark = pytest.mark.django_db

PAGE = "/fr/committee/call/"


def refused(act: Any, *given: Any, **named: Any) -> Any:
    """The one fault that an act is refused with."""
    with pytest.raises(Faults) as faults:
        act(*given, **named)
    (fault,) = faults.value.faults
    return fault


def calling(days: int, **named: Any) -> dict[str, Any]:
    """What calls a session so many days from now."""
    on = timezone.localdate() + timedelta(days=days)
    return {"instance": "committee", "on": on, "at": time(9), "place": "Paris"} | named


# L10
@pytest.mark.parametrize("instance", ["committee", "appeal_panel"])
@pytest.mark.parametrize("days", [0, 1, 4])
def test_a_session_is_called_some_days_before_and_the_first_possible_one_is_told(days: int, instance: str) -> None:
    staff = make_person("label_staff")
    fault = refused(call_session, actor=staff, **calling(days, instance=instance))
    first = timezone.localdate() + NOTICE
    assert (fault.code, fault.key) == ("session-too-soon", "on")
    assert format_day(first, "fr") in fault.message.fr
    assert not Session.objects.exists()
    assert not Letter.objects.exists()
    assert call_session(actor=staff, **calling(5, instance=instance)).day == first


# L10
def test_the_page_says_from_which_day_on_and_keeps_what_was_typed() -> None:
    browser = Client()
    browser.force_login(make_person("label_staff"))
    first = timezone.localdate() + NOTICE
    assert f"Le {format_day(first, 'fr')} au plus tôt" in browser.get(PAGE).content.decode()
    assert 'name="urgency"' not in browser.get(PAGE).content.decode()
    sent = calling(0, at="09:30", place="Salle fictive")
    page = browser.post(PAGE, sent)
    assert page.status_code == 422
    assert f"le premier jour possible est le {format_day(first, 'fr')}" in page.content.decode()
    assert "Salle fictive" in page.content.decode()
    assert browser.post(PAGE, sent | {"on": first}).status_code == 302


# L10
def test_an_agenda_is_fixed_as_long_before() -> None:
    staff, dossier = make_person("label_staff"), before()
    make_body()
    near, far = call(staff, on=timezone.localdate() + timedelta(days=4)), call_session(actor=staff, **calling(9))
    fault = refused(put_on_agenda, near, dossier, actor=staff)
    assert fault.code == "agenda-fixed"
    assert f"{format_day(timezone.localdate() + NOTICE, 'fr')}" in fault.message.fr
    assert not Item.objects.exists()
    browser = Client()
    browser.force_login(staff)
    page = browser.get(f"/fr/committee/sessions/{near.key}/").content.decode()
    assert "L’ordre du jour est fixé" in page
    assert dossier.key not in page
    assert dossier.key in browser.get(f"/fr/committee/sessions/{far.key}/").content.decode()
    assert put_on_agenda(far, dossier, actor=staff).session == far


@pytest.fixture
def urgent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A release that knows urgency: two days, with a reason."""
    from filiere.referentials.records.audit_and_award import SessionNotice
    from filiere.site.committee import agenda

    plain = agenda.read_voting_rules
    hurried = SessionNotice(days=5, urgent=2)
    monkeypatch.setattr(agenda, "read_voting_rules", lambda *given: replace(plain(*given), notice=hurried))
    return


def test_no_urgency_but_what_the_release_knows() -> None:
    fault = refused(call_session, actor=make_person("label_staff"), **calling(3, urgency="Grève annoncée."))
    assert (fault.code, fault.key) == ("session-no-urgency", "urgency")


def test_an_urgent_call_gives_its_reason_to_the_members_and_to_the_journal(urgent: None) -> None:
    staff, members, dossier = make_person("label_staff"), make_body(), before()
    assert refused(call_session, actor=staff, **calling(3)).code == "session-too-soon"
    why = "Le label suspendu tombe vendredi."
    assert refused(call_session, actor=staff, **calling(1, urgency=why)).code == "session-too-soon"
    made = call_session(actor=staff, **calling(3, urgency=why))
    assert why in Letter.objects.get(to=members[0], kind="session.call").body
    assert Entry.objects.filter(act="session.hasten", subject_id=made.key, actor_key=staff.key).count() == 1
    assert put_on_agenda(made, dossier, actor=staff).session == made
    browser = Client()
    browser.force_login(staff)
    assert 'name="urgency"' in browser.get(PAGE).content.decode()
    assert why in browser.get(f"/fr/committee/sessions/{made.key}/").content.decode()


def test_what_is_overdue_goes_to_the_first_session_that_leaves_time_to_read_it() -> None:
    from support.scenes.dossier_sample import at, make_dossier

    from filiere.site.workflow.actions.run_due_events import run_due

    day = timezone.localdate()
    dossier = make_dossier(opened=day - timedelta(days=40))
    at(dossier, "before_committee", bodies={"decision": {"proposed_level": "granted_24"}})
    staff = make_person("label_staff")
    sessions = [call_session(actor=staff, **calling(days)) for days in range(5, 80)]
    run_due(day + timedelta(days=70))
    item = Item.objects.get()
    late = dossier.events.get(event="put_on_next_agenda").day
    assert item.session == next(one for one in sessions if one.day >= late + NOTICE)
