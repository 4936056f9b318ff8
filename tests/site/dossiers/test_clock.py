"""A clock that jumps ends nothing and erases nothing (C3); one set back dates no act before those already done (M3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clock_sample import Life, sweep
from django.test import Client

from filiere.core import Faults
from filiere.site.dossiers.actions.act import act
from filiere.site.dossiers.models import Event
from filiere.site.journal.check import check
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Life:
    """A site that lives."""
    return Life(monkeypatch)


def held_letters(life: Life) -> int:
    """Letters that tell one of the staff of a held clock."""
    return Letter.objects.filter(kind="clock.held", to=life.staff).count()


@pytest.mark.parametrize("days", [-30, 400, 1100])
def test_a_wrong_clock_changes_nothing(life: Life, days: int) -> None:
    """C3: whatever it says, what can be undone by nobody is not done, and nothing is missing once it is right again."""
    before = life.stands()
    life.jump(days=days)
    sweep()
    assert life.stands() == before
    # Not at the second try either, nor after somebody has used the site meanwhile.
    client = Client()
    client.post("/fr/sign-in/", {"username": life.staff.email, "password": life.staff.plain})
    life.clock.forward(hours=1)
    sweep()
    assert life.stands() == before
    assert held_letters(life) == 1
    life.true += timedelta(hours=3)
    life.jump()
    assert sweep()
    assert life.stands() == before
    assert check().chained
    # Told anew the next time, and only then.
    life.jump(days=days)
    assert not sweep()
    assert held_letters(life) == 2


def test_two_days_are_no_reason_to_stop(life: Life) -> None:
    """A server that stood still over a week-end goes on by itself, and does what fell due."""
    life.jump(days=2)
    assert sweep()
    assert life.stands()["letters kept"] == 0
    assert held_letters(life) == 0


def test_a_life_day_by_day_is_never_held(life: Life) -> None:
    """A server that sweeps is never in doubt, however quiet the site is: the candidature ends after its year."""
    life.live(8)
    assert held_letters(life) == 0
    assert life.stands()["letters kept"] == 0


def test_an_act_does_not_let_time_pass_by_a_wrong_clock(life: Life) -> None:
    """C3: an act sweeps its own dossier first; with a clock ahead it would close it, so it is not taken."""
    life.jump(days=400)
    sweep()
    editor = life.held.editor
    for dossier in (life.candidate, life.held.dossier):
        events = Event.objects.filter(dossier=dossier).count()
        with pytest.raises(Faults) as refused:
            act(dossier, "give_up", actor=editor)
        assert [one.code for one in refused.value.faults] == ["clock-ahead"]
        assert Event.objects.filter(dossier=dossier).count() == events


def test_nothing_is_recorded_by_a_clock_that_is_behind(life: Life) -> None:
    """M3: an act dated before the last one is refused with a sentence, and leaves no trace of having been done."""
    from filiere.site.accounts.actions.grant_role import grant_role
    from filiere.site.accounts.permissions import OPERATOR, Role

    life.jump(days=-30)
    count = Entry.objects.count()
    with pytest.raises(Faults) as refused:
        grant_role(actor=OPERATOR, user=life.held.stranger, role=Role.STAFF)
    assert refused.value.faults[0].code == "clock-behind"
    assert not life.held.stranger.grants.exists()
    assert Entry.objects.count() == count
    # A clock that is set right by some seconds refuses nobody.
    life.jump(minutes=-4)
    grant_role(actor=OPERATOR, user=life.held.stranger, role=Role.STAFF)
    assert check().disordered == 0


def test_a_page_says_why(life: Life, client: Client) -> None:
    """M3: a page whose act nothing caught answers 503 with what to do; people can still come in."""
    client.force_login(life.staff)
    life.jump(days=-30)
    answer = client.get("/fr/staff/tables/")
    assert answer.status_code == 503
    assert "filiere clock confirm" in answer.text
    come = Client().post("/fr/sign-in/", {"username": life.staff.email, "password": life.staff.plain})
    assert come.status_code == 302


def test_staff_see_a_held_clock_and_a_late_sweep(life: Life, client: Client) -> None:
    """C3, M6: above their space, with the page that tells more; nobody else does."""
    client.force_login(life.staff)
    assert "notice alert" not in client.get("/fr/dossiers/").text
    life.jump(hours=5)
    assert "n’a pas été fait en entier" in client.get("/fr/dossiers/").text
    life.jump(days=400)
    # Sessions are over by that clock, and people come in again.
    client.force_login(life.staff)
    assert "s’est déréglée" in client.get("/fr/dossiers/").text
    page = client.get("/en/staff/clock/")
    assert page.status_code == 200
    assert "may not be trusted" in page.text
    client.force_login(life.held.stranger)
    assert "notice alert" not in client.get("/fr/dossiers/").text
    assert client.get("/fr/staff/clock/").status_code == 403
