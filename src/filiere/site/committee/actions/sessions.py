"""Calling a session, its agenda, who comes, and its end with sealed public minutes."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.db.models import Q
from django.utils import timezone

from filiere.core import Text, seal
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Actor, Permission, actor_key, require
from filiere.site.accounts.refusals import record_refusal
from filiere.site.committee import letters
from filiere.site.committee.actions.common import atomic, in_the_room, locked, refusals_kept, tell, today, words
from filiere.site.committee.agenda import (
    UNDER_WAY,
    Sitting,
    agenda_open,
    asked_to_close,
    hour_has_come,
    last_day,
    last_day_of,
    listed,
    notice_of,
    overdue,
    rules_today,
    why_kept_on,
)
from filiere.site.committee.messages import refuse
from filiere.site.committee.models import Attendance, Item, Session
from filiere.site.committee.publishing import session_minutes
from filiere.site.committee.querysets import seated_in
from filiere.site.committee.seats import composition
from filiere.site.committee.told import session as session_payload
from filiere.site.dossiers.actions.writing import TIME
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.dossiers.rights import require_in
from filiere.site.journal.clock import needs_clock
from filiere.site.journal.record import record

NOT_HELD = Text(fr="la séance n’a pas été ouverte", en="the session was not opened")


@needs_clock
def call_session(
    *, actor: Actor, instance: str, on: date, at: time, place: str, urgency: str = "", day: date | None = None
) -> Session:
    """Call a session of a body with the notice that the release asks, and write to its members.

    ``urgency`` says why less notice is given, where the release allows that.
    """
    require(actor, Permission.SESSION_CALL, subject_kind="session", subject_id=instance)
    with refusals_kept(actor, "session.call", "session", instance), atomic():
        urgency = " ".join(urgency.replace("\x00", "").split())[:500]
        _in_time(instance, on, today(day), urgency)
        made = Session.objects.create(
            instance=instance,
            day=on,
            time=at,
            place=words(place, "place")[:200],
            urgency=urgency,
            called_by=actor if isinstance(actor, User) else None,
            called_at=timezone.now(),
        )
        tell(actor, "session.call", "session", made.key, {"instance": instance, "day": on.isoformat()})
        if urgency:
            tell(actor, "session.hasten", "session", made.key, {"why": urgency})
        for dossier in overdue(instance, today(day)):
            # What is overdue goes on the next agenda whoever calls it: who is kept out of it has no part in that.
            by = actor_key(actor) if "staff" in parties_of(actor, dossier, today(day)) else "time"
            listed(made, dossier, today(day), by)
        letters.to_members(
            made,
            subject=Text(fr=f"Convocation pour le {on:%d/%m/%Y}", en=f"Called for {on:%d %m %Y}"),
            body=_convocation(made),
            kind="session.call",
        )
    return made


def _in_time(instance: str, on: date, day: date, urgency: str) -> None:
    """Refuse a day that leaves the members less notice than the release asks."""
    if on < day:
        raise refuse("session-in-the-past", "on", day=f"{on:%d/%m/%Y}")
    notice = rules_today(instance).notice
    if urgency and notice.urgent is None:
        raise refuse("session-no-urgency", "urgency")
    days = notice.urgent if urgency and notice.urgent is not None else notice.days
    if on < (first := day + timedelta(days=days)):
        raise refuse("session-too-soon", "on", days=days, first=f"{first:%d/%m/%Y}")


def _convocation(session: Session) -> Text:
    """What a member reads when a session is called."""
    day, hour, place, why = session.day, session.time, session.place, session.urgency
    return Text(
        fr=f"Vous êtes convoqué·e le {day:%d/%m/%Y} à {hour:%H:%M}, {place}. "
        + (f"La séance est convoquée en urgence, dans un délai réduit, pour ce motif : {why} " if why else "")
        + "L’ordre du jour, ce que les récusations font au quorum et vos intérêts à déclarer sont sur la page de la "
        "séance. Si vous ne pouvez venir, prévenez votre suppléant.",
        en=f"You are called to a session on {day:%d %m %Y} at {hour:%H:%M}, {place}. "
        + (f"The session is called urgently, at shorter notice, for this reason: {why} " if why else "")
        + "The agenda, the effect of recusals on the quorum and the interests you must declare are on the session’s "
        "page. If you cannot attend, tell your substitute.",
    )


@needs_clock
def put_on_agenda(session: Session, dossier: Dossier, *, actor: Actor, day: date | None = None) -> Item:
    """Put a dossier on an agenda, bound to the papers frozen in it and to the release that it pinned.

    Whoever is kept out of the dossier puts it on none, though they may call the session.
    """
    require_in(actor, "committee:list", dossier)
    with refusals_kept(actor, "item.list", "session", session.key), atomic():
        row = Session.objects.select_for_update().get(pk=session.pk)
        if row.closed_at is not None:
            raise refuse("session-not-running")
        if Item.objects.open().filter(dossier=dossier).exists():
            raise refuse("already-on-an-agenda")
        item = listed(row, dossier, today(day), actor_key(actor))
        if item is None:
            raise refuse("not-before-this-body")
        if not agenda_open(row, today(day)):
            days = notice_of(row)
            first = today(day) + timedelta(days=days)
            raise refuse("agenda-fixed", days=days, first=f"{first:%d/%m/%Y}")
    return item


@needs_clock
def open_session(session: Session, *, actor: User, day: date | None = None) -> Session:
    """Open a session on its day, not before its hour; the member who opens it chairs it and is noted as present.

    Whoever opened it in the night would have dealt with the agenda, or put it off, before those called for the hour.
    """
    _seated(session, actor)
    with refusals_kept(actor, "session.open", "session", session.key), atomic():
        row = Session.objects.select_for_update().get(pk=session.pk)
        if row.opened_at is not None:
            raise refuse("session-begun")
        if row.day != today(day):
            raise refuse("session-not-today", day=f"{row.day:%d/%m/%Y}")
        if not hour_has_come(row):
            raise refuse("session-too-early", hour=f"{row.time:%H:%M}")
        row.opened_at, row.chair = timezone.now(), actor
        row.save()
        tell(actor, "session.open", "session", row.key)
        _arrive(row, actor, today(day))
    return row


def note_presence(session: Session, *, actor: User, there: bool = True, day: date | None = None) -> None:
    """Note that one came, or left. Nobody says it for another.

    Whoever notes that another left takes their vote away; whoever notes that another came holds rounds that those who
    are not there could never vote in. Every member votes by their own account, and says so there.
    """
    _seated(session, actor)
    with refusals_kept(actor, "session.presence", "session", session.key), atomic():
        row = Session.objects.select_for_update().get(pk=session.pk)
        if not row.running:
            raise refuse("session-not-running")
        if there and today(day) > last_day_of(row):
            raise refuse("session-over", day=f"{row.day:%d/%m/%Y}")
        if there:
            _arrive(row, actor, today(day))
        else:
            row.attendances.filter(user=actor, left_at__isnull=True).update(left_at=timezone.now())
        tell(actor, "session.arrive" if there else "session.leave", "session", row.key, {"user": actor.key})


@needs_clock
def take_off(item: Item, reason: str, *, actor: Actor, day: date | None = None) -> Item:
    """Take an item off an agenda that is not fixed yet, with the reason, which the public minutes tell."""
    require_in(actor, "committee:list", item.dossier)
    with refusals_kept(actor, "item.fall", "item", item.key), atomic():
        row = locked(item, Item.Status.LISTED, day=today(day), running=False)
        if code := why_kept_on(row, today(day)):
            raise refuse(code, days=notice_of(row.session))
        said = " ".join(words(reason, "reason").split())[:500].rstrip(" .")
        if not said:
            raise refuse("words-missing", "reason")
        why = Text(fr=f"retiré par l’équipe du label ({said})", en=f"taken off by the label’s staff ({said})")
        row.status, row.fallen_why = Item.Status.FALLEN, why.model_dump()
        row.taken_off_by = actor if isinstance(actor, User) else None
        row.save()
        tell(actor, "item.fall", "item", row.key, {"why": why.model_dump()})
        letters.fallen(row, why)
    return row


@needs_clock
def close_session(session: Session, *, actor: User, day: date | None = None) -> Session:
    """Close a session: what was not dealt with is left for the next one, and the public minutes are sealed.

    Left too is an item in debate whose quorum went with those who left the room. As long as somebody is in the room,
    they close. Nobody puts off alone what the members may still deal with that day: where its quorum is in the room,
    two of them who are of two colleges do, and the first only asks, which the session returned tells (``closed_at`` is
    none). Where it may still come, nobody does: a college that walks out holds the minutes of the others until night.
    Once the session is over, any member closes it.
    """
    _seated(session, actor)
    with refusals_kept(actor, "session.close", "session", session.key), atomic():
        row, pending = _locked(session.pk)
        if not row.running:
            raise refuse("session-not-running")
        if today(day) <= last_day(row, [one.status for one in pending]):
            if row.attendances.filter(left_at__isnull=True).exists():
                in_the_room(row, actor)
            if not _may_put_off(row, actor, pending, today(day)):
                row.closing_by, row.closing_at = actor, timezone.now()
                row.save(update_fields=["closing_by", "closing_at"])
                tell(actor, "session.close-ask", "session", row.key)
                return row
        _close(row, pending, actor.key)
    return row


def close_ended(day: date) -> int:
    """Close the sessions that are over and that nobody closed; return how many. It waits for no member.

    What was on the agenda of one that nobody opened is left for a later one, and those concerned are told.
    """
    done = 0
    waiting = Q(opened_at__isnull=False) | Q(items__status=Item.Status.LISTED)
    ended = Session.objects.filter(waiting, day__lt=day, closed_at__isnull=True).order_by("pk")
    for pk in list(ended.values_list("pk", flat=True).distinct()):
        with atomic():
            row, pending = _locked(pk)
            if row.closed_at is not None or day <= last_day(row, [one.status for one in pending]):
                continue
            if row.opened_at is not None:
                _close(row, pending, TIME)
            for item in pending if row.opened_at is None else ():
                _leave(item, TIME)
                letters.not_held(item)
            done += 1
    return done


def _locked(pk: int) -> tuple[Session, list[Item]]:
    """Lock a session and what of its agenda is not concluded."""
    row = Session.objects.select_for_update().get(pk=pk)
    pending = row.items.open().select_related("dossier__organisation", "session").order_by("number")
    return row, list(pending.select_for_update(of=("self",)))


def _close(row: Session, pending: list[Item], by: str) -> None:
    """Close a session, leave these items, and seal its minutes."""
    for item in pending:
        _leave(item, by)
    row.closed_at = timezone.now()
    row.attendances.filter(left_at__isnull=True).update(left_at=row.closed_at)
    row.minutes = session_minutes(row, row.day)
    row.minutes_sha256 = seal(row.minutes)
    row.save()
    record(actor_key=by, act="session.close", subject_kind="session", subject_id=row.key, payload=session_payload(row))
    letters.to_members(
        row,
        subject=Text(fr=f"Compte rendu du {row.day:%d/%m/%Y}", en=f"Minutes of {row.day:%d %m %Y}"),
        body=Text(
            fr="La séance est close. Le compte rendu public est scellé ; chacun peut en refaire le décompte.",
            en="The session is closed. Its public minutes are sealed; anyone can recount them.",
        ),
        kind="session.close",
    )


def _may_put_off(session: Session, actor: User, pending: list[Item], day: date) -> bool:
    """Whether closing may put off what is left of the agenda; false where a second member must ask for it too.

    Raises ``Faults`` where an item is not this member’s to put off, its vote is to be concluded, or its quorum may
    still come.
    """
    alone = True
    for item in pending:
        if item.status in UNDER_WAY:
            raise refuse("session-items-open", number=item.number)
        if session.instance not in parties_of(actor, item.dossier, day):
            raise refuse("session-item-not-yours", number=item.number)
        if day > session.day:
            continue
        sitting = Sitting(item, day)
        if sitting.quorum.reached:
            if item.status == Item.Status.DEBATE:
                raise refuse("session-items-open", number=item.number)
            alone = False
        elif sitting.foreseen.best.reached:
            raise refuse("session-items-left", number=item.number)
    return alone or _confirms(session, actor, pending, day)


def _confirms(session: Session, actor: User, pending: list[Item], day: date) -> bool:
    """Whether a member confirms what another one asked, who may still ask it; false when nobody did.

    Raises ``Faults`` for the one who asked, and for another of the same college.
    """
    first = asked_to_close(session)
    if first is None or not all(session.instance in parties_of(first.user, one.dossier, day) for one in pending):
        return False
    if first.user == actor:
        raise refuse("session-close-alone")
    if first.college == session.attendances.get(user=actor).college:
        raise refuse("session-close-college")
    return True


def _leave(item: Item, by: str) -> None:
    """Leave an item for a later session; one whose vote began, or whose session was not held, with the reason."""
    why = _why_left(item)
    if why is not None:
        item.fallen_why = why.model_dump()
        payload = {"why": item.fallen_why}
        record(actor_key=by, act="item.leave", subject_kind="item", subject_id=item.key, payload=payload)
    item.status = Item.Status.LEFT
    item.save(update_fields=["status", "fallen_why"])


def _why_left(item: Item) -> Text | None:
    if item.session.opened_at is None:
        return NOT_HELD
    if item.status == Item.Status.LISTED:
        return None
    if item.status in UNDER_WAY:
        return Text(fr="le vote n’a pas été conclu à temps", en="the vote was not concluded in time")
    short = Sitting(item, item.session.day).quorum.short
    if not short:
        return Text(fr="la journée a pris fin avant le second vote", en="the day ended before the second vote")
    return Text(
        fr=f"le quorum s’est perdu après le premier vote ({', '.join(one.fr for one in short)})",
        en=f"the quorum was lost after the first vote ({', '.join(one.en for one in short)})",
    )


def _arrive(session: Session, user: User, day: date) -> None:
    body = composition(rules_today(session.instance), day)
    seat = body.seat_of(user)
    if seat is None:
        raise refuse("no-seat")
    Attendance.objects.update_or_create(
        session=session,
        user=user,
        defaults={"seat": seat.key, "college": seat.college, "left_at": None},
        create_defaults={"seat": seat.key, "college": seat.college, "arrived_at": timezone.now()},
    )


def _seated(session: Session, actor: User) -> None:
    if not seated_in(actor, session.instance):
        record_refusal(actor, "session:sit", subject_kind="session", subject_id=session.key)
        raise refuse("not-seated")
