"""Calling a session, its agenda, who comes, and its end with sealed public minutes."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from filiere.core import Text, seal
from filiere.core.dates import format_day, spell_day
from filiere.site.accounts.models import User
from filiere.site.accounts.refusal_recorder import record_refusal
from filiere.site.accounts.rights import Actor
from filiere.site.committee import letters
from filiere.site.committee.actions.common import (
    ITEM,
    SESSION,
    clean_words,
    lock_listed_item,
    require_presence,
)
from filiere.site.committee.agenda import (
    UNDER_WAY_STATUSES,
    Sitting,
    add_to_agenda,
    compute_last_day,
    find_closing_request,
    find_last_day,
    find_notice_days,
    find_removal_objection,
    has_hour_come,
    is_agenda_open,
    list_overdue_dossiers,
    load_current_rules,
)
from filiere.site.committee.faults import refuse
from filiere.site.committee.journal_reconciliation import session_payload
from filiere.site.committee.minutes import build_session_minutes
from filiere.site.committee.models import Attendance, Item, Session
from filiere.site.committee.querysets import is_seated
from filiere.site.committee.seat_composition import load_composition
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, keep_row
from filiere.site.journal.writer import TIME_ACTOR, record_act
from filiere.site.kit.rights import actor_key, require
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties

NOT_HELD_REASON = Text(fr="la séance n’a pas été ouverte", en="the session was not opened")


@act("session.call", on=ActTarget[str]("session", key=str), right="session:call", lock=keep_row)
def call_session(
    instance: str, *, actor: Actor, on: date, at: time, place: str, urgency: str = "", day: date = TODAY
) -> Session:
    """Call a session of a body with the notice that the release asks, and write to its members.

    ``urgency`` says why less notice is given, where the release allows that.
    """
    urgency = " ".join(urgency.replace("\x00", "").split())
    _check_notice(instance, on, day, urgency)
    made = Session.objects.create(
        instance=instance,
        day=on,
        time=at,
        place=clean_words(place, "place"),
        urgency=urgency,
        called_by=actor if isinstance(actor, User) else None,
        called_at=timezone.now(),
    )
    record_act(actor, "session.call", "session", made.key, {"instance": instance, "day": on.isoformat()})
    if urgency:
        record_act(actor, "session.hasten", "session", made.key, {"why": urgency})
    for dossier in list_overdue_dossiers(instance, day):
        # What is overdue goes on the next agenda whoever calls it: who is kept out of it has no part in that.
        by = actor_key(actor) if "staff" in find_parties(actor, dossier, day) else "time"
        add_to_agenda(made, dossier, day, by)
    letters.write_to_members(
        made,
        subject=Text(fr=f"Convocation pour le {format_day(on, 'fr')}", en=f"Called for {on:%d %m %Y}"),
        body=_build_convocation(made),
        kind="session.call",
    )
    return made


def _check_notice(instance: str, on: date, day: date, urgency: str) -> None:
    """Refuse a day that leaves the members less notice than the release asks."""
    if on < day:
        raise refuse("session-in-the-past", "on", day=spell_day(on))
    notice = load_current_rules(instance).notice
    if urgency and notice.urgent is None:
        raise refuse("session-no-urgency", "urgency")
    days = notice.urgent if urgency and notice.urgent is not None else notice.days
    if on < (first := day + timedelta(days=days)):
        raise refuse("session-too-soon", "on", days=days, first=spell_day(first))


def _build_convocation(session: Session) -> Text:
    """What a member reads when a session is called."""
    day, hour, place, why = session.day, session.time, session.place, session.urgency
    return Text(
        fr=f"Vous recevez cette convocation pour le {format_day(day, 'fr')} à {hour:%H} h {hour:%M}, {place}. "
        + (f"La séance est convoquée en urgence, dans un délai réduit, pour ce motif : {why} " if why else "")
        + "L’ordre du jour, l’effet des récusations sur le quorum et les intérêts que vous devez déclarer figurent sur "
        "la page de la séance. Si vous ne pouvez pas venir, prévenez votre suppléant.",
        en=f"You are called to a session on {day:%d %m %Y} at {hour:%H:%M}, {place}. "
        + (f"The session is called urgently, at shorter notice, for this reason: {why} " if why else "")
        + "The agenda, the effect of recusals on the quorum and the interests you must declare are on the session’s "
        "page. If you cannot attend, tell your substitute.",
    )


def _require_listing(_session: Session, dossier: Dossier, *, actor: Actor, **_: object) -> None:
    require(actor, "committee:list", dossier)


@act("item.list", on=SESSION, right=_require_listing)
def put_on_agenda(session: Session, dossier: Dossier, *, actor: Actor, day: date = TODAY) -> Item:
    """Put a dossier on an agenda, bound to the papers frozen in it and to the release that it pinned.

    Whoever is kept out of the dossier puts it on none, though they may call the session.
    """
    if session.closed_at is not None:
        raise refuse("session-not-running")
    if Item.objects.open().filter(dossier=dossier).exists():
        raise refuse("already-on-an-agenda")
    item = add_to_agenda(session, dossier, day, actor_key(actor))
    if item is None:
        raise refuse("not-before-this-body")
    if not is_agenda_open(session, day):
        days = find_notice_days(session)
        first = day + timedelta(days=days)
        raise refuse("agenda-fixed", days=days, first=spell_day(first))
    return item


def _require_seat(session: Session, *, actor: User, **_: object) -> None:
    if not is_seated(actor, session.instance):
        record_refusal(actor, "session:sit", subject_kind="session", subject_id=session.key)
        raise refuse("not-seated")


@act("session.open", on=SESSION, right=_require_seat)
def open_session(session: Session, *, actor: User, day: date = TODAY) -> Session:
    """Open a session on its day, not before its hour; the member who opens it chairs it and is noted as present.

    Whoever opened it in the night would have dealt with the agenda, or put it off, before those called for the hour.
    """
    if session.opened_at is not None:
        raise refuse("session-begun")
    if session.day != day:
        raise refuse("session-not-today", day=spell_day(session.day))
    if not has_hour_come(session):
        raise refuse("session-too-early", hour=f"{session.time:%H:%M}")
    session.opened_at, session.chair = timezone.now(), actor
    session.save()
    record_act(actor, "session.open", "session", session.key)
    _record_arrival(session, actor, day)
    return session


@act("session.presence", on=SESSION, right=_require_seat, clock=False)
def note_presence(session: Session, *, actor: User, there: bool = True, day: date = TODAY) -> None:
    """Note that one came, or left. Nobody says it for another.

    Whoever notes that another left takes their vote away; whoever notes that another came holds rounds that those who
    are not there could never vote in. Every member votes by their own account, and says so there.
    """
    if not session.is_running:
        raise refuse("session-not-running")
    if there and day > find_last_day(session):
        raise refuse("session-over", day=spell_day(session.day))
    if there:
        _record_arrival(session, actor, day)
    else:
        session.attendances.filter(user=actor, left_at__isnull=True).update(left_at=timezone.now())
    record_act(actor, "session.arrive" if there else "session.leave", "session", session.key, {"user": actor.key})


@act("item.fall", on=ITEM, right="committee:list", at=("listed",), lock=lock_listed_item)
def take_off_agenda(item: Item, reason: str, *, actor: Actor, day: date = TODAY) -> Item:
    """Take an item off an agenda that is not fixed yet, with the reason, which the public minutes tell."""
    if code := find_removal_objection(item, day):
        raise refuse(code, days=find_notice_days(item.session))
    said = " ".join(clean_words(reason, "reason").split()).rstrip(" .")
    if not said:
        raise refuse("words-missing", "reason")
    why = Text(fr=f"retiré par l’équipe du label ({said})", en=f"removed by the label staff ({said})")
    item.status, item.fallen_why = Item.Status.FALLEN, why.model_dump()
    item.taken_off_by = actor if isinstance(actor, User) else None
    item.save()
    record_act(actor, "item.fall", "item", item.key, {"why": why.model_dump()})
    letters.notify_item_fallen(item, why)
    return item


@act("session.close", on=SESSION, right=_require_seat, lock=keep_row, record=False)
def close_session(session: Session, *, actor: User, day: date = TODAY) -> Session:
    """Close a session: what was not dealt with is left for the next one, and the public minutes are sealed.

    Left too is an item in debate whose quorum went with those who left the room. As long as somebody is in the room,
    they close. Nobody puts off alone what the members may still deal with that day: where its quorum is in the room,
    two of them who are of two colleges do, and the first only asks, which the session returned tells (``closed_at`` is
    none). Where it may still come, nobody does: a college that walks out holds the minutes of the others until night.
    Once the session is over, any member closes it.
    """
    row, pending = _lock_session(session.pk)
    if not row.is_running:
        raise refuse("session-not-running")
    if day <= compute_last_day(row, [one.status for one in pending]):
        if row.attendances.filter(left_at__isnull=True).exists():
            require_presence(row, actor)
        if not _check_may_postpone(row, actor, pending, day):
            row.closing_by, row.closing_at = actor, timezone.now()
            row.save(update_fields=["closing_by", "closing_at"])
            record_act(actor, "session.close-ask", "session", row.key)
            return row
    _close_session(row, pending, actor.key)
    return row


def close_ended_sessions(day: date) -> int:
    """Close the sessions that are over and that nobody closed; return how many. It waits for no member.

    What was on the agenda of one that nobody opened is left for a later one, and those concerned are told.
    """
    done = 0
    waiting = Q(opened_at__isnull=False) | Q(items__status=Item.Status.LISTED)
    ended = Session.objects.filter(waiting, day__lt=day, closed_at__isnull=True).order_by("pk")
    for pk in list(ended.values_list("pk", flat=True).distinct()):
        with transaction.atomic():
            row, pending = _lock_session(pk)
            if row.closed_at is not None or day <= compute_last_day(row, [one.status for one in pending]):
                continue
            if row.opened_at is not None:
                _close_session(row, pending, TIME_ACTOR)
            for item in pending if row.opened_at is None else ():
                _postpone_item(item, TIME_ACTOR)
                letters.send_not_held_letters(item)
            done += 1
    return done


def _lock_session(pk: int) -> tuple[Session, list[Item]]:
    """Lock a session and what of its agenda is not concluded."""
    row = Session.objects.select_for_update().get(pk=pk)
    pending = row.items.open().select_related("dossier__organisation", "session").order_by("number")
    return row, list(pending.select_for_update(of=("self",)))


def _close_session(row: Session, pending: list[Item], by: str) -> None:
    """Close a session, leave these items, and seal its minutes."""
    for item in pending:
        _postpone_item(item, by)
    row.closed_at = timezone.now()
    row.attendances.filter(left_at__isnull=True).update(left_at=row.closed_at)
    row.minutes = build_session_minutes(row, row.day)
    row.minutes_sha256 = seal(row.minutes)
    row.save()
    record_act(by, "session.close", "session", row.key, session_payload(row))
    letters.write_to_members(
        row,
        subject=Text(fr=f"Compte rendu du {format_day(row.day, 'fr')}", en=f"Minutes of {row.day:%d %m %Y}"),
        body=Text(
            fr="La séance est close. Le compte rendu public est scellé ; chacun peut refaire le décompte des voix.",
            en="The session is closed. Its public minutes are sealed; anyone can repeat the count.",
        ),
        kind="session.close",
    )


def _check_may_postpone(session: Session, actor: User, pending: list[Item], day: date) -> bool:
    """Whether closing may put off what is left of the agenda; false where a second member must ask for it too.

    Raises ``Faults`` where an item is not this member’s to put off, its vote is to be concluded, or its quorum may
    still come.
    """
    alone = True
    for item in pending:
        if item.status in UNDER_WAY_STATUSES:
            raise refuse("session-items-open", number=item.number)
        if session.instance not in find_parties(actor, item.dossier, day):
            raise refuse("session-item-not-yours", number=item.number)
        if day > session.day:
            continue
        sitting = Sitting(item, day)
        if sitting.quorum.is_reached:
            if item.status == Item.Status.DEBATE:
                raise refuse("session-items-open", number=item.number)
            alone = False
        elif sitting.best_quorum.best.is_reached:
            raise refuse("session-items-left", number=item.number)
    return alone or _confirms_closing(session, actor, pending, day)


def _confirms_closing(session: Session, actor: User, pending: list[Item], day: date) -> bool:
    """Whether a member confirms what another one asked, who may still ask it; false when nobody did.

    Raises ``Faults`` for the one who asked, and for another of the same college.
    """
    first = find_closing_request(session)
    if first is None or not all(session.instance in find_parties(first.user, one.dossier, day) for one in pending):
        return False
    if first.user == actor:
        raise refuse("session-close-alone")
    if first.college == session.attendances.get(user=actor).college:
        raise refuse("session-close-college")
    return True


def _postpone_item(item: Item, by: str) -> None:
    """Leave an item for a later session; one whose vote began, or whose session was not held, with the reason."""
    why = _postponement_reason(item)
    if why is not None:
        item.fallen_why = why.model_dump()
        payload = {"why": item.fallen_why}
        record_act(by, "item.leave", "item", item.key, payload)
    item.status = Item.Status.LEFT
    item.save(update_fields=["status", "fallen_why"])


def _postponement_reason(item: Item) -> Text | None:
    if item.session.opened_at is None:
        return NOT_HELD_REASON
    if item.status == Item.Status.LISTED:
        return None
    if item.status in UNDER_WAY_STATUSES:
        return Text(fr="le vote n’a pas été conclu à temps", en="the vote was not concluded in time")
    short = Sitting(item, item.session.day).quorum.shortfalls
    if not short:
        return Text(fr="la journée a pris fin avant le second vote", en="the day ended before the second vote")
    return Text(
        fr=f"le quorum n’était plus atteint après le premier vote ({', '.join(one.fr for one in short)})",
        en=f"the quorum was lost after the first vote ({', '.join(one.en for one in short)})",
    )


def _record_arrival(session: Session, user: User, day: date) -> None:
    body = load_composition(load_current_rules(session.instance), day)
    seat = body.seat_of(user)
    if seat is None:
        raise refuse("no-seat")
    Attendance.objects.update_or_create(
        session=session,
        user=user,
        defaults={"seat": seat.key, "college": seat.college, "left_at": None},
        create_defaults={"seat": seat.key, "college": seat.college, "arrived_at": timezone.now()},
    )
