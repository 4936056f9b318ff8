"""A clock that jumps ends nothing and erases nothing (C3); one set back dates no act before those already done (M3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from support.scenes.clock_sample import Life, sweep

from filiere.core import Faults
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter
from filiere.site.workflow import scheduler
from filiere.site.workflow.actions import run_due_events
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.models import Event

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
    assert check_integrity().is_chained
    # Told anew the next time, and only then.
    life.jump(days=days)
    assert not sweep()
    assert held_letters(life) == 2


@pytest.mark.parametrize("where", ["between two dossiers", "after the delays"])
def test_a_clock_that_jumps_during_a_sweep_changes_nothing(
    life: Life, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """C3: a server sweeps as it starts, when a time server has often not answered yet."""
    before = life.stands()

    def jumping[T](function: Callable[..., T]) -> Callable[..., T]:
        def after(*args: Any) -> T:
            done = function(*args)
            life.jump(days=1100)
            return done

        return after

    if where == "after the delays":
        monkeypatch.setattr(scheduler, "run_due", jumping(scheduler.run_due))
    else:
        monkeypatch.setattr(run_due_events, "run_due_for_dossier", jumping(run_due_events.run_due_for_dossier))
    assert not sweep()
    assert life.stands() == before
    assert held_letters(life) == 1
    monkeypatch.undo()


def test_a_clock_ahead_shows_no_label_as_ended(life: Life) -> None:
    """C3: the public register goes by the last sign of life, and by the clock again once it is right."""
    from filiere.site.register.label_records import list_labels

    address = f"/fr/label/register/verify/{list_labels()[0].number}/"

    def told() -> tuple[Any, ...]:
        context = Client().get(address).context
        return [one.verdict for one in list_labels()], context["holds"], context["day"]

    before = told()
    assert before == (["valid"], True, life.clock.day)
    life.jump(days=1100)
    assert told() == before
    life.true += timedelta(days=2)
    life.jump()
    assert told() == (["valid"], True, life.clock.day)


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
            perform_act(dossier, "give_up", actor=editor)
        assert [one.code for one in refused.value.faults] == ["clock-ahead"]
        assert Event.objects.filter(dossier=dossier).count() == events


def test_nothing_is_recorded_by_a_clock_that_is_behind(life: Life) -> None:
    """M3: an act dated before the last one is refused with a sentence, and leaves no trace of having been done."""
    from filiere.site.accounts.actions.grant_role import grant_role
    from filiere.site.accounts.rights import OPERATOR, Role

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
    assert check_integrity().disordered == 0


def test_a_page_says_why(life: Life, client: Client) -> None:
    """M3: a page whose act nothing caught answers 503 with what to do; people can still come in."""
    client.force_login(life.staff)
    life.jump(days=-30)
    answer = client.post("/fr/account/sessions/")
    assert answer.status_code == 503
    assert "filiere clock confirm" in answer.text
    come = Client().post("/fr/sign-in/", {"username": life.staff.email, "password": life.staff.plain})
    assert come.status_code == 302


def test_staff_see_a_held_clock_and_a_late_sweep(life: Life, client: Client) -> None:
    """C3, M6: above their space, with the page that tells more; nobody else does."""
    client.force_login(life.staff)
    assert "notice alert" not in client.get("/fr/dossiers/").text
    life.jump(hours=5)
    assert "notice alert" in client.get("/fr/dossiers/").text
    life.jump(days=400)
    # Sessions are over by that clock, and people come in again.
    client.force_login(life.staff)
    assert "s’est déréglée" in client.get("/fr/dossiers/").text
    page = client.get("/en/staff/clock/")
    assert page.status_code == 200
    assert "cannot be trusted" in page.text
    client.force_login(life.held.stranger)
    assert "notice alert" not in client.get("/fr/dossiers/").text
    assert client.get("/fr/staff/clock/").status_code == 403


def day_of(life: Life) -> str:
    """The day that the machine says."""
    return life.clock.day.isoformat()


def test_two_people_confirm_the_date_and_everything_goes_on(
    life: Life, client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """C3: the operator says the day, somebody on the site writes it, the journal keeps both, what waited is done."""
    from filiere.cli import clock as command

    monkeypatch.setattr("filiere.site.django_startup.migrate", lambda: None)
    # The machine was off for more than a year, which is true.
    life.true += timedelta(days=400)
    life.jump()
    before = life.stands()
    assert not sweep()
    with pytest.raises(SystemExit):
        command.status(lang="en")
    assert "the server was down" in capsys.readouterr().out
    with pytest.raises(Faults) as other:
        command.confirm(life.clock.day - timedelta(days=1))
    assert other.value.faults[0].code == "clock-other-day"
    command.confirm(life.clock.day, lang="en")
    command.confirm(life.clock.day, lang="en")
    assert Entry.objects.filter(act="clock.ask").count() == 1
    assert Letter.objects.filter(kind="clock.asked", to=life.staff).count() == 1
    # One person is not enough, whatever the hour.
    assert not sweep()
    assert life.stands() == before
    client.force_login(life.held.stranger)
    assert client.post("/fr/staff/clock/", {"day": day_of(life)}).status_code == 403
    client.force_login(life.staff)
    refused = client.post("/fr/staff/clock/", {"day": "2027-01-01"})
    assert (refused.status_code, "rien n’est confirmé" in refused.text) == (422, True)
    assert client.post("/fr/staff/clock/", {"day": day_of(life)}).status_code == 302
    told = Entry.objects.get(act="clock.confirm")
    assert (told.actor_key, told.payload.body["asked_by"]) == (life.staff.key, "operator")
    assert (told.payload.body["day"], told.payload.body["why"]) == (day_of(life), "ahead")
    assert sweep()
    after = life.stands()
    assert after["contacts"] == 0
    assert after["letters kept"] == 0
    assert after["labels"][life.candidate.key] == ("closed", "none")
    assert after["events"] > before["events"]
    command.status(lang="en")
    assert "it is trusted" in capsys.readouterr().out


def test_somebody_asks_on_the_site_and_another_signs(life: Life, client: Client) -> None:
    """C3: with nobody at the machine, two of the staff do; never one alone, never another day than the machine's."""
    from filiere.site.accounts.models_approvals import Approval

    life.true += timedelta(days=400)
    life.jump()
    assert not sweep()
    client.force_login(life.staff)
    why = "Le serveur est resté arrêté un an."
    refused = client.post("/fr/staff/clock/", {"day": "2027-01-01", "reason": why})
    assert refused.status_code == 422
    asked = client.post("/fr/staff/clock/", {"day": day_of(life), "reason": why})
    page = asked.headers["Location"]
    assert client.post(page, {"act": "approve"}).status_code == 422
    assert not sweep()
    client.force_login(life.held.staff)
    assert f'href="{page}"' in client.get("/fr/staff/clock/").text
    assert client.post(page, {"act": "approve"}).status_code == 302
    assert Approval.objects.get().state == "approved"
    assert Entry.objects.get(act="clock.confirm").actor_key == life.held.staff.key
    assert sweep()
    assert check_integrity().is_chained


def test_a_journal_from_a_wrong_future_is_followed_again(life: Life, client: Client) -> None:
    """M3: a clock six days ahead went unseen; once it is right the journal is ahead, until two people say so."""
    from filiere.site.accounts.actions.confirm_clock import request_confirmation
    from filiere.site.accounts.actions.grant_role import grant_role
    from filiere.site.accounts.rights import OPERATOR, Role

    life.jump(days=6)
    assert sweep()
    grant_role(actor=OPERATOR, user=life.held.stranger, role=Role.AUDITOR)
    life.jump(hours=1)
    assert not sweep()
    with pytest.raises(Faults):
        grant_role(actor=OPERATOR, user=life.held.stranger, role=Role.STATE)
    request_confirmation(actor=OPERATOR, day=life.clock.day)
    assert not sweep()
    client.force_login(life.staff)
    assert client.post("/fr/staff/clock/", {"day": day_of(life)}).status_code == 302
    assert sweep()
    grant_role(actor=OPERATOR, user=life.held.stranger, role=Role.STATE)
    assert check_integrity().disordered == 1


def test_the_second_person_may_be_at_the_terminal(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """C3: where nobody can come in, a named account gives its password there; a wrong one confirms nothing."""
    import io

    from filiere.cli import clock as command

    monkeypatch.setattr("filiere.site.django_startup.migrate", lambda: None)
    life.true += timedelta(days=400)
    life.jump()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"wrong\n{life.staff.plain}\n"))
    with pytest.raises(Faults) as refused:
        command.confirm(life.clock.day, by=life.staff.email)
    assert refused.value.faults[0].code == "not-shown"
    assert not sweep()
    command.confirm(life.clock.day, by=life.staff.email)
    assert sweep()
    assert Entry.objects.get(act="clock.confirm").actor_key == life.staff.key


def test_the_commands_of_the_operator_are_held_too(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """C3: they say why, which makes their exit status 1; and nobody lets a day pass that has not come."""
    from filiere.cli import label, users

    monkeypatch.setattr("filiere.site.django_startup.migrate", lambda: None)
    before = life.stands()
    with pytest.raises(Faults) as to_come:
        label.tick(day=life.clock.day + timedelta(days=500))
    assert to_come.value.faults[0].code == "day-to-come"
    life.jump(days=400)
    for command in (label.tick, users.retention):
        with pytest.raises(Faults) as refused:
            command()
        assert refused.value.faults[0].code == "clock-ahead"
    assert life.stands() == before


def test_statistics_of_a_wrong_day_are_shown_to_nobody_for_ever(life: Life, client: Client) -> None:
    """C3: a half-year is kept by whoever reads the page first, so a wrong clock must not close one."""
    life.jump(days=400)
    assert client.get("/fr/label/register/statistics/").status_code == 200
    assert life.stands()["half-years"] == 0
