"""May the clock of the machine be trusted: the one place that decides it, for all that a day ends, erases or publishes.

A dead battery, a bad answer of a time server or a machine resumed from a copy moves the clock by years, and what the
day decides cannot be undone. The present moment is therefore compared with the last signs of life: the last sweep for
which the clock was found right (or the day that people confirmed), and the latest entry of the journal.

- Over seven days after the last sign of life, the clock is *ahead*. A server sweeps each hour, so either the clock
  jumped or the server stood still; a person knows which.
- More than five minutes before one of them, it is *behind*.

Steps below that bound add up all the same: the date is compared with the seconds that the machine counts since it
started (see :mod:`filiere.core.clock_drift`). A date that gained over an hour on that count since it was last sure is
ahead, and so is one that gained over seven days in all, the times when the machine was off included.

In both cases what needs the day is held, and goes on once the clock is right again or two people have confirmed it.
Entries written meanwhile count as no sign of life: nobody makes a wrong clock right by using the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from time import monotonic
from typing import Any

from django.db.models import QuerySet, Subquery
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.core.clock_drift import DriftReckoning, begin_reckoning, update_reckoning
from filiere.core.dates import format_day, format_hour
from filiere.core.journal import CLOCK_TOLERANCE
from filiere.site.journal.machine_uptime import read_beat
from filiere.site.journal.models import Clock, Entry, Head
from filiere.site.prepared_queries import PreparedRows

MAX_SILENCE = timedelta(days=7)
"""How long a site may show no sign of life before a person must say what day it is."""
MAX_CLOCK_GAIN = timedelta(hours=1)
"""What the date of a machine that runs may gain on its own count of seconds: a clock set right moves by less."""
LATE_SWEEP_AGE = timedelta(hours=2)
"""How old the last complete sweep may be: a server sweeps each hour."""
CONFIRM_ACT = "clock.confirm"
UNDATED_ACTS = frozenset(
    {
        *(CONFIRM_ACT, "clock.ask", "account.sign-in", "account.second-factor", "account.lock"),
        *("approval.ask", "approval.approve", "approval.refuse", "approval.withdraw"),
    }
)
"""Acts that are recorded while the clock is behind: by them people come in and confirm it. What else two people sign
records its own act, and is refused with it."""

RECHECK_SECONDS = 60.0
"""Seconds for which public pages go by a clock that was found right."""

_SIGNS = ("trusted_at", "swept_at", "asked_day")
_RECKONED = ("boot", "noted_at", "seconds", "drift", "gained")
"""Columns of `Clock`: the signs of life, and those of a `DriftReckoning`, in its order."""

_followed_decisions: dict[str, ClockDecision] = {}
_decision: ContextVar[ClockDecision | None] = ContextVar("clock-decided", default=None)
_past_days_allowed: ContextVar[bool] = ContextVar("clock-history", default=False)


@dataclass(frozen=True, slots=True)
class ClockDecision:
    """When a clock was found right, by itself and by the seconds of the process, which nothing sets."""

    now: datetime
    seconds: float

    @property
    def stands(self) -> bool:
        """Whether the clock has gone on since as seconds do: no further question is then needed."""
        gone = timezone.now() - self.now - timedelta(seconds=monotonic() - self.seconds)
        return abs(gone) <= CLOCK_TOLERANCE


@dataclass(frozen=True, slots=True)
class ClockVerdict:
    """What the signs of life say of a moment: `why` is empty for a clock that may be trusted, else ahead or behind.

    ``counted`` is the moment that it is by the seconds of the machine, and ``gained`` the days that the date gained in
    all, where that is what holds it.
    """

    now: datetime
    since: datetime | None
    why: str = ""
    counted: datetime | None = None
    gained: timedelta | None = None

    @property
    def is_trusted(self) -> bool:
        """Whether what the day decides may be done."""
        return not self.why

    def sentence(self) -> Text:
        """What is wrong, and what does not happen because of it."""
        now, since = _format_moment(self.now), _format_moment(self.since or self.now)
        if self.why == "ahead":
            found = self._describe_advance(since)
            return Text(
                fr=(
                    f"L’horloge du serveur indique le {now.fr}, {found.fr}. Tant que la date n’est pas confirmée, "
                    "aucun délai n’expire, rien n’est effacé ni clos pour ancienneté, et aucun acte de procédure "
                    "n’est accepté."
                ),
                en=f"The server’s clock says {now.en}, {found.en}. Until the date is confirmed, no deadline takes "
                f"effect, nothing is erased or closed because of its age, and no procedural step is taken.",
            )
        if self.why == "behind":
            return Text(
                fr=(
                    f"L’horloge du serveur retarde : elle indique le {now.fr}, alors que le site fonctionnait déjà "
                    f"le {since.fr}. Tant qu’elle n’est pas à l’heure, rien n’est enregistré et aucun délai "
                    "n’expire."
                ),
                en=(
                    f"The server’s clock is behind: it says {now.en}, but the site was already active on {since.en}"
                    ". Until it is correct, nothing is recorded and no deadline takes effect."
                ),
            )
        return Text(
            fr=f"L’horloge du serveur indique le {now.fr} : elle est fiable.",
            en=f"The server’s clock says {now.en}: it is trusted.",
        )

    def _describe_advance(self, since: Text) -> Text:
        if self.counted is not None:
            counted = _format_moment(self.counted)
            return Text(
                fr=(
                    f"alors que les secondes comptées depuis le démarrage donnent le {counted.fr} : l’horloge a été "
                    "avancée, ou le serveur a été figé"
                ),
                en=(
                    f"and the seconds the machine has counted since it started give {counted.en}: the clock was "
                    "moved forward, or the server was frozen"
                ),
            )
        if self.gained is not None:
            days = round(self.gained / timedelta(days=1))
            return Text(
                fr=(
                    f"et depuis que la date a été confirmée, {days} jours en tout ne sont pas expliqués : le "
                    "serveur était arrêté, ou son horloge a été avancée"
                ),
                en=f"and since the date was confirmed, {days} days in all are unaccounted for: the server was off, "
                f"or its clock was moved forward",
            )
        return Text(
            fr=f"et le dernier signe de vie du site est du {since.fr} : elle s’est déréglée, ou le serveur est resté "
            "arrêté",
            en=f"and the site’s last sign of life dates from {since.en}: the clock went wrong, or the server was down",
        )

    def remedy(self) -> Text:
        """What to do about it."""
        day = timezone.localtime(self.now).date().isoformat()
        return Text(
            fr="L’exploitant met la machine à l’heure : tout reprend alors. Si elle l’est déjà, il lance « filiere "
            f"clock confirm {day} », et une seconde personne confirme la date sur le site.",
            en="The operator must correct the server’s clock, and everything will resume. If it is right, the "
            "operator runs "
            f"“filiere clock confirm {day}” and a second person confirms the date on the site.",
        )


class ClockHeld(Faults):
    """Something that needs the day was asked for while the clock is not trusted; nothing was done."""

    verdict: ClockVerdict

    @classmethod
    def of(cls, verdict: ClockVerdict) -> ClockHeld:
        """The fault that tells a verdict."""
        do = verdict.remedy()
        remedy = Text(
            fr=f"{do.fr} Ce que vous demandez n’est pas fait, et ce que vous avez écrit n’est pas enregistré.",
            en=f"{do.en} Your request was not carried out, and what you entered was not saved.",
        )
        found = cls.one(code=f"clock-{verdict.why}", message=verdict.sentence(), remedy=remedy)
        found.verdict = verdict
        return found


def _format_moment(moment: datetime) -> Text:
    local = timezone.localtime(moment)
    return Text(
        fr=f"{format_day(local, 'fr')} à {format_hour(local, 'fr')}",
        en=f"{format_day(local, 'en')} at {format_hour(local, 'en')}",
    )


@dataclass(frozen=True, slots=True)
class LifeSigns:
    """The signs of life that the database holds; each is None as long as there is none.

    ``asked_day`` is the day that the operator says it is, for somebody else to confirm; ``reckoned`` what the machine
    counted at the last sweep.
    """

    trusted_at: datetime | None = None
    swept_at: datetime | None = None
    latest_at: datetime | None = None
    asked_day: date | None = None
    reckoned: DriftReckoning | None = None

    @property
    def latest_sign(self) -> datetime | None:
        """The latest moment that the site is sure to have lived."""
        return max((one for one in (self.trusted_at, self.latest_at) if one is not None), default=None)

    def late_since(self, now: datetime) -> datetime | None:
        """When the last complete sweep ended, if that is too long ago; None when all is well or nothing ever swept."""
        return self.swept_at if self.swept_at is not None and now - self.swept_at > LATE_SWEEP_AGE else None


def _build_life_signs() -> QuerySet[Head, tuple[Any, ...]]:
    row = Clock.objects.filter(pk=1)
    return (
        Head.objects.filter(pk=1)
        .annotate(**{f"clock_{name}": Subquery(row.values(name)) for name in (*_SIGNS, *_RECKONED)})
        .values_list("number", "latest_at", *(f"clock_{name}" for name in (*_SIGNS, *_RECKONED)))
        .order_by()
    )


_LIFE_SIGNS = PreparedRows(_build_life_signs)
"""Read before every act."""


def read_life_signs() -> LifeSigns:
    """Read them, by one question."""
    found = _LIFE_SIGNS.first()
    if found is None:
        return LifeSigns()
    number, latest, trusted, swept, asked, *reckoned = found
    return LifeSigns(
        trusted, swept, find_latest_sign(number, latest), asked, DriftReckoning(*reckoned) if reckoned[0] else None
    )


def judge_clock(signs: LifeSigns | None = None) -> ClockVerdict:
    """Compare the present moment with the signs of life, read now unless they are given; nothing is written.

    A site that has never swept has nothing to lose by its age, and no clock to compare with: only one that is behind
    its own journal is held there.
    """
    now = timezone.now()
    if _past_days_allowed.get():
        return ClockVerdict(now, None)
    signs = signs or read_life_signs()
    lived = signs.latest_sign
    if lived is not None and lived - now > CLOCK_TOLERANCE:
        return ClockVerdict(now, lived, "behind")
    found = _judge_reckoning(signs.reckoned, now, lived)
    if found.counted is None and signs.trusted_at is not None and lived is not None and now - lived > MAX_SILENCE:
        return ClockVerdict(now, lived, "ahead")
    return found


def _judge_reckoning(kept: DriftReckoning | None, now: datetime, lived: datetime | None) -> ClockVerdict:
    """Compare the present moment with what the machine counted; where it tells no count, nothing is held by it."""
    beat = read_beat() if kept is not None else None
    if kept is None or beat is None:
        return ClockVerdict(now, lived)
    found = update_reckoning(kept, beat, now)
    if found.drift > MAX_CLOCK_GAIN.total_seconds():
        return ClockVerdict(now, lived, "ahead", counted=now - timedelta(seconds=found.drift))
    if found.unexplained_seconds > MAX_SILENCE.total_seconds():
        return ClockVerdict(now, lived, "ahead", gained=timedelta(seconds=found.unexplained_seconds))
    return ClockVerdict(now, lived)


def public_day() -> date:
    """The day that public pages go by: today, or while the clock is ahead that of the last sign of life.

    What they say of a label they say to everybody: a clock that jumped shows none as ended. A clock found right is not
    asked again for a minute, as long as it goes on as seconds do: pages that are read all day cost no question more.
    """
    found = _followed_decisions.get("decided")
    if found is not None and found.stands and monotonic() - found.seconds < RECHECK_SECONDS:
        return timezone.localdate()
    seconds = monotonic()
    verdict = judge_clock()
    if verdict.why == "ahead" and verdict.since is not None:
        return timezone.localtime(verdict.since).date()
    if verdict.is_trusted:
        _followed_decisions["decided"] = ClockDecision(verdict.now, seconds)
    return timezone.localdate(verdict.now)


def find_latest_sign(number: int, latest: datetime | None) -> datetime | None:
    """The latest moment of a chain of so many entries that counts as a sign of life; None for an empty chain."""
    if latest is None and number:
        # A database of before this was kept: its last entry tells.
        return Entry.objects.filter(number=number).values_list("at", flat=True).first()
    return latest


def find_latest_after(head: Head, act: str, moment: datetime) -> datetime:
    """The latest sign of life once an act of that moment is recorded; raise `ClockHeld` when the clock is behind.

    An entry over the bound after all signs of life is recorded, and is none itself: when the clock is right again,
    the site must not be found behind the entries of a wrong one. Nor is one by a clock that the machine’s own count
    tells to be ahead; that is looked at after an hour without any entry, as a smaller step is no harm.
    """
    latest, now = find_latest_sign(head.number, head.latest_at), timezone.now()
    if latest is None or act == CONFIRM_ACT or _past_days_allowed.get():
        return moment if latest is None or act == CONFIRM_ACT else max(latest, moment)
    if act in UNDATED_ACTS:
        return latest
    if latest - now > CLOCK_TOLERANCE:
        raise ClockHeld.of(ClockVerdict(now, latest, "behind"))
    if moment <= latest:
        return latest
    if moment - latest > MAX_CLOCK_GAIN:
        signs = read_life_signs()
        over = signs.trusted_at is not None and min(moment - latest, moment - signs.trusted_at) > MAX_SILENCE
        if over or _judge_reckoning(signs.reckoned, now, latest).why:
            return latest
    return moment


@contextmanager
def require_trusted_clock() -> Iterator[None]:
    """Do what needs the day; raise `ClockHeld`, before anything is done, when the clock may not be trusted.

    What is done within is judged once for all, unless the clock jumps meanwhile: it is then judged again.
    """
    decided = _decision.get()
    if decided is not None and decided.stands:
        yield
        return
    seconds = monotonic()
    verdict = judge_clock()
    if not verdict.is_trusted:
        raise ClockHeld.of(verdict)
    token = _decision.set(ClockDecision(verdict.now, seconds))
    try:
        yield
    finally:
        _decision.reset(token)


def needs_clock[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Mark what ends, erases or publishes because of the day: it is done under :func:`require_trusted_clock` or not at
    all."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        with require_trusted_clock():
            return function(*args, **kwargs)

    wrapped.needs_clock = True  # type: ignore[attr-defined]
    return wrapped


@contextmanager
def record_past_days() -> Iterator[None]:
    """Record acts of days that have passed, as the demonstration does while it is built, in a process that serves
    nobody. Nothing else may use this: there would be no guard left."""
    token = _past_days_allowed.set(True)
    try:
        yield
    finally:
        _past_days_allowed.reset(token)


def record_life_sign(*, confirmed: bool = False) -> None:
    """Take the present moment, found right, as the last sign of life; what was gained is forgotten once confirmed."""
    now, beat = timezone.now(), None if _past_days_allowed.get() else read_beat()
    noted: dict[str, object] = {"trusted_at": now, "held_at": None, "asked_day": None}
    kept = read_life_signs().reckoned
    if beat is not None:
        found = begin_reckoning(beat, now) if confirmed or kept is None else update_reckoning(kept, beat, now)
        noted |= dict(zip(_RECKONED, astuple(found), strict=True))
    elif confirmed:
        noted["boot"] = ""
    Clock.objects.update_or_create(pk=1, defaults=noted)


def record_asked_day(day: date, verdict: ClockVerdict) -> None:
    """Note the day that the operator says it is."""
    Clock.objects.update_or_create(
        pk=1,
        defaults={"asked_day": day},
        create_defaults={"asked_day": day, "trusted_at": verdict.since or verdict.now},
    )


def record_sweep() -> None:
    """Note that a sweep did all it had to."""
    Clock.objects.filter(pk=1).update(swept_at=timezone.now())


def record_hold(verdict: ClockVerdict) -> bool:
    """Note that the clock is not trusted; true the first time since it last was, when people are to be told."""
    Clock.objects.get_or_create(pk=1, defaults={"trusted_at": verdict.since or verdict.now})
    return bool(Clock.objects.filter(pk=1, held_at__isnull=True).update(held_at=verdict.now))
