"""C3: a clock moved by small steps ends no more than one moved at once; the machine counts the seconds really lived."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.clock_sample import Life, sweep
from support.scenes.dossier_sample import make_person

from filiere.core.clock_drift import UptimeReading
from filiere.site.accounts.actions.confirm_clock import confirm_clock, request_confirmation
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal import clock_trust, machine_uptime
from filiere.site.journal.models import Clock, Head
from filiere.site.mail.models import Letter

pytestmark = pytest.mark.django_db


class Machine:
    """A machine that counts the seconds really lived since it started, whatever its date says."""

    def __init__(self, life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
        self.life, self.starts = life, 0
        self.begun: datetime = life.true - timedelta(days=3)
        monkeypatch.setattr(clock_trust, "read_beat", self.beat)
        clock_trust.record_life_sign(confirmed=True)

    def beat(self) -> UptimeReading:
        """The answer of the machine."""
        return UptimeReading(str(self.starts), (self.life.true - self.begun).total_seconds())

    def start_again(self, off: timedelta = timedelta()) -> None:
        """Be off for so long, and start."""
        self.life.true += off
        self.starts, self.begun = self.starts + 1, self.life.true

    def live(self, hours: float, ahead: timedelta) -> None:
        """Let hours really pass, by a clock that is so far ahead."""
        self.life.true += timedelta(hours=hours)
        self.life.clock.now = self.life.true + ahead


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Life:
    """A site that lives."""
    return Life(monkeypatch)


@pytest.fixture
def machine(life: Life, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Its machine."""
    return Machine(life, monkeypatch)


def held(life: Life) -> int:
    """Letters that tell one of the staff of a held clock."""
    return Letter.objects.filter(kind="clock.held", to=life.staff).count()


def test_six_days_several_times_change_nothing(life: Life, machine: Machine) -> None:
    """Each is below the seven days that a site may show no sign of life; four of them erased what a year keeps."""
    before = life.stands()
    for number in range(1, 5):
        machine.live(1, timedelta(days=6 * number))
        assert not sweep()
        # Nor does somebody who comes in make a wrong clock right, nor the site be behind afterwards.
        Client().post("/fr/sign-in/", {"username": life.staff.email, "password": life.staff.plain})
    assert life.stands() == before
    assert held(life) == 1
    said = clock_trust.judge_clock()
    assert (said.why, said.counted) == ("ahead", life.true)
    assert "les secondes comptées depuis le démarrage" in said.sentence().fr
    assert clock_trust.public_day() <= life.true.date()
    assert Head.objects.get().latest_at <= life.true
    machine.live(1, timedelta())
    assert sweep()
    assert life.stands() == before


def test_an_entry_by_a_clock_put_forward_is_no_sign_of_life(life: Life, machine: Machine) -> None:
    """Else a site whose clock is right again would be behind its own journal, and record nothing for days."""
    machine.live(2, timedelta(days=6))
    latest = Head.objects.get().latest_at
    from filiere.site.accounts.actions.grant_role import grant_role
    from filiere.site.accounts.rights import Role

    grant_role(actor=OPERATOR, user=make_person(), role=Role.STAFF)
    assert Head.objects.get().latest_at == latest
    machine.live(1, timedelta())
    assert clock_trust.judge_clock().is_trusted


def test_steps_of_minutes_add_up(life: Life, machine: Machine) -> None:
    """Half an hour is a clock set right; the third half-hour is not."""
    swept = []
    for number in range(1, 4):
        machine.live(1, timedelta(minutes=30 * number))
        swept.append(sweep())
    assert swept == [True, True, False]


def test_the_times_when_the_machine_was_off_add_up(life: Life, machine: Machine) -> None:
    """Three days off, or a clock put forward by three days before the first sweep: nothing tells one from the other."""
    swept = []
    for ahead in (0, 3, 3):
        if ahead == 0:
            machine.start_again(off=timedelta(days=3))
        else:
            machine.start_again()
        put = timedelta(days=ahead * (len(swept)))
        machine.live(1, put)
        swept.append(sweep())
    assert swept == [True, True, False]
    assert "9 jours en tout" in clock_trust.judge_clock().sentence().fr
    assert "9 days in all" in clock_trust.judge_clock().sentence().en
    # Two people say what day it is, and it begins anew.
    day = timezone.localdate()
    request_confirmation(actor=OPERATOR, day=day)
    confirm_clock(actor=life.staff, day=day)
    assert sweep()
    assert Clock.objects.get().gained == 0


def test_a_start_forgives_no_step(life: Life, machine: Machine) -> None:
    """What the date gained before the machine started again is kept."""
    put = timedelta()
    for _ in range(3):
        put += timedelta(minutes=50)
        machine.live(1, put)
        assert sweep()
        machine.start_again()
        machine.live(1, put)
        assert sweep()
    assert Clock.objects.get().gained == pytest.approx(put.total_seconds())


def test_a_machine_that_runs_or_sleeps_is_never_held(life: Life, machine: Machine) -> None:
    """Its count goes on while it sleeps; five days are told by it, and what fell due is done."""
    for days in (1, 5, 1, 2):
        machine.live(24 * days, timedelta())
        assert sweep()
    assert held(life) == 0
    assert life.stands()["letters kept"] == 0


def test_a_machine_that_tells_no_start_has_the_rule_of_seven_days(
    life: Life, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither file nor count: nothing is reckoned, and nothing is held by it."""
    monkeypatch.setattr(machine_uptime, "BOOT_ID", tmp_path / "none")
    monkeypatch.setattr(clock_trust, "read_beat", machine_uptime.read_beat)
    assert machine_uptime.read_beat() is None
    clock_trust.record_life_sign(confirmed=True)
    life.jump(days=6)
    assert sweep()
    life.true += timedelta(days=6)
    life.jump(days=8)
    assert not sweep()


def test_this_machine_is_asked_in_one_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken answer is none; two answers of one machine go on."""
    found: list[Any] = [machine_uptime.read_beat(), machine_uptime.read_beat()]
    if found[0] is not None:
        assert found[0].boot == found[1].boot
        assert found[0].seconds <= found[1].seconds
    for broken in (b"", b"\xff\xfe"):
        (tmp_path / "boot_id").write_bytes(broken)
        monkeypatch.setattr(machine_uptime, "BOOT_ID", tmp_path / "boot_id")
        assert machine_uptime.read_beat() is None
