"""What a dossier asks of a body: the question, the papers it is bound to, and whether an item still stands on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Max
from django.utils import timezone

from filiere.core import Text
from filiere.referentials import Release, running
from filiere.referentials.voting import (
    Foreseen,
    Papers,
    Placed,
    Question,
    Quorum,
    Recusal,
    Rules,
    foreseen,
    placed,
    question_of,
    quorum,
    rules_of,
)
from filiere.site.accounts.models import User
from filiere.site.committee.interests import Known, known
from filiere.site.committee.models import Attendance, Hearing, Item, Round, Session
from filiere.site.committee.seats import Composition, composition
from filiere.site.dossiers.models import Dossier, Snapshot
from filiere.site.dossiers.running import current, release_of, rules_named
from filiere.site.journal.record import record
from filiere.site.label.content import content

GROUPS = {"committee": "at_committee", "appeal_panel": "at_panel"}


@dataclass(frozen=True)
class Asked:
    """What a dossier asks of a vote as it stands, and the papers that a vote would be on."""

    engine: running.Dossier
    state: str
    entered: int
    papers: Papers
    proposed: str | None
    put_off_before: bool
    body: dict[str, Any] | None


def instance_for(dossier: Dossier) -> str | None:
    """Return the body before which a dossier stands, None when before none."""
    groups = rules_named(dossier.release).procedure.groups
    return next((one for one, name in GROUPS.items() if dossier.state in groups.get(name, ())), None)


def asked_of(dossier: Dossier, day: date | None = None) -> Asked | None:
    """Return what a dossier asks of a vote on a day; None when before no body, or nothing was frozen."""
    engine = current(dossier, day)
    papers = engine.papers
    if papers is None or engine.key != dossier.state:
        return None
    snapshot = Snapshot.objects.filter(dossier=dossier, sha256=papers).order_by("-pk").first()
    body = snapshot.body if snapshot is not None and isinstance(snapshot.body, dict) else None
    proposed = body.get("proposed_level") if body is not None else None
    return Asked(
        engine=engine,
        state=engine.key,
        entered=engine.entered,
        papers=Papers(papers, release_of(dossier).sha256),
        proposed=proposed if isinstance(proposed, str) else None,
        put_off_before=engine.had("postponed") > 0,
        body=body,
    )


def why_fallen(item: Item, asked: Asked | None) -> Text | None:
    """Return why an item no longer stands; None when it does."""
    if asked is None or asked.state != item.state or asked.entered != item.entered:
        return Text(
            fr="le dossier n’est plus dans l’état où il a été inscrit",
            en="the dossier is no longer in the state in which it was put on the agenda",
        )
    if asked.papers.snapshot != item.snapshot_sha256:
        return Text(fr="les pièces figées ont changé", en="the frozen papers changed")
    if asked.papers.release != item.release_sha256:
        return Text(fr="la version du référentiel n’est plus la même", en="the release of the referential changed")
    return None


class Sitting:
    """A body sitting on an item: its rules, who holds which seat, who stays out, who is there."""

    def __init__(self, item: Item, day: date | None = None) -> None:
        self.item = item
        self.day = day or timezone.localdate()

    @cached_property
    def release(self) -> Release:
        """The release that the dossier is under."""
        return release_of(self.item.dossier)

    @cached_property
    def rules(self) -> Rules:
        """How this body votes."""
        return rules_of(self.release, self.item.session.instance)  # type: ignore[arg-type]

    @cached_property
    def question(self) -> Question:
        """What is put to the vote."""
        return question_of(
            self.release,
            self.item.state,
            proposed=self.item.proposed or None,
            put_off_before=self.item.put_off_before,
        )

    @cached_property
    def papers(self) -> Papers:
        """What the vote is on."""
        return Papers(self.item.snapshot_sha256, self.item.release_sha256)

    @cached_property
    def body(self) -> Composition:
        """Who holds which seat on the day of the session."""
        return composition(self.rules, self.day)

    @cached_property
    def recusals(self) -> tuple[Recusal, ...]:
        """Who stays out of this item."""
        return tuple(Recusal(one.person, one.grade, one.ground) for one in self.known)

    @cached_property
    def known(self) -> tuple[Known, ...]:
        """Why they stay out, with the day since which it is known."""
        return known(self.item.dossier, self.body.people.values(), self.day, self.item.session.instance)

    @cached_property
    def present(self) -> frozenset[str]:
        """The people noted as there, by their keys."""
        return frozenset(present_in(self.item.session))

    def places(self, present: Iterable[str] | None = None) -> tuple[Placed, ...]:
        """Seat by seat, who votes or why nobody does."""
        there = self.present if present is None else frozenset(present)
        return placed(self.body.seats, self.body.members, self.recusals, there)

    @property
    def quorum(self) -> Quorum:
        """The quorum now."""
        return quorum(self.rules, self.places())

    @property
    def foreseen(self) -> Foreseen:
        """The best quorum that can come."""
        return foreseen(self.rules, self.body.seats, self.body.members, self.recusals)


def present_in(session: Session) -> tuple[str, ...]:
    """The keys of the people who are in the room."""
    return tuple(session.attendances.filter(left_at__isnull=True).values_list("user__key", flat=True))


def asked_to_close(session: Session) -> Attendance | None:
    """Who in the room asked to close it over items that were not dealt with; none once a vote was opened since."""
    found = session.attendances.filter(user=session.closing_by_id, left_at__isnull=True).select_related("user").first()
    if found is None or Round.objects.filter(item__session=session, opened_at__gt=session.closing_at).exists():
        return None
    return found


def hearing_of(dossier: Dossier, asked: Asked) -> Hearing | None:
    """The hearing offered for the question that a dossier now asks."""
    found = Hearing.objects.filter(dossier=dossier, entered=asked.entered, snapshot_sha256=asked.papers.snapshot)
    return found.first()


def hearing_on(item: Item) -> Hearing | None:
    """The hearing on the question and the papers of an item, whatever the dossier asks since."""
    found = Hearing.objects.filter(dossier=item.dossier, entered=item.entered, snapshot_sha256=item.snapshot_sha256)
    return found.first()


def waiting(instance: str) -> list[Dossier]:
    """The dossiers that stand before a body and are on no agenda, the oldest in that state first."""
    states = {state for one in _labels() if one.procedure for state in one.procedure.groups.get(GROUPS[instance], ())}
    found = Dossier.objects.filter(state__in=states).select_related("organisation")
    return list(found.exclude(committee_items__in=Item.objects.open()).order_by("pk"))


LATE = ("put_on_next_agenda", "panel_late")
"""Events by which the procedure says that a decision is overdue and goes on the next agenda."""


def overdue(instance: str, day: date) -> list[Dossier]:
    """The dossiers that wait and whose decision the procedure has called overdue since they came before the body."""
    return [dossier for dossier in waiting(instance) if is_overdue(dossier, day)]


def is_overdue(dossier: Dossier, day: date) -> bool:
    """Whether the procedure has called the decision overdue since the dossier came before the body."""
    engine = current(dossier, day)
    return any(engine.had(event) > engine.entered for event in LATE)


def why_kept_on(item: Item, day: date) -> str:
    """Return the code of why the staff may not take an item off its agenda; empty where they may.

    Members were given that agenda to read; and what the procedure itself puts on the next one, one hand does not keep
    off it session after session, until silence decides.
    """
    if item.session.opened_at is not None or not agenda_open(item.session, day):
        return "item-announced"
    return "item-overdue" if is_overdue(item.dossier, day) else ""


def listed(session: Session, dossier: Dossier, day: date, by: str) -> Item | None:
    """Put a dossier on an agenda, as it now is; None when it does not stand before that body. Inside a transaction."""
    asked = asked_of(dossier, day)
    if asked is None or instance_for(dossier) != session.instance:
        return None
    item = Item.objects.create(
        session=session,
        number=(session.items.aggregate(last=Max("number"))["last"] or 0) + 1,
        dossier=dossier,
        state=asked.state,
        entered=asked.entered,
        snapshot_sha256=asked.papers.snapshot,
        release_sha256=asked.papers.release,
        proposed=asked.proposed or "",
        put_off_before=asked.put_off_before,
        listed_by=User.objects.filter(key=by).first(),
    )
    payload = {"session": session.key, "dossier": dossier.key, "snapshot": item.snapshot_sha256}
    record(actor_key=by, act="item.list", subject_kind="item", subject_id=item.key, payload=payload)
    return item


def notice_of(session: Session) -> int:
    """How many days before a session its agenda is fixed: fewer in urgency, where the release allows that."""
    notice = rules_today(session.instance).notice
    return notice.urgent if session.urgency and notice.urgent is not None else notice.days


def agenda_open(session: Session, day: date) -> bool:
    """Whether an item may still be put on an agenda, so that the members know of it in time."""
    return session.closed_at is None and session.day >= day + timedelta(days=notice_of(session))


UNDER_WAY = ("first", "second", "counted", "concluding")
"""The statuses of an item whose vote is under way: it may be finished on the day after its session."""


def last_day(session: Session, statuses: Iterable[str]) -> date:
    """Return the last day of a session on which one deals with items of these statuses: its own, or the next one.

    A vote that is under way at midnight is finished on the day after. What began later would be voted by whoever was
    still waiting, on a day for which nobody was called.
    """
    return session.day + timedelta(days=any(one in UNDER_WAY for one in statuses))


def last_day_of(session: Session) -> date:
    """Return the last day of a session, as its items stand."""
    return last_day(session, session.items.values_list("status", flat=True))


def hour_has_come(session: Session) -> bool:
    """Whether the hour for which a session was called has come, on its day."""
    now = timezone.localtime()
    return now.date() != session.day or now.time() >= session.time


def rules_today(instance: str) -> Rules:
    """Return how a body votes under the latest release that says so: what its composition is shown against."""
    return rules_of(_labels()[-1], instance)  # type: ignore[arg-type]


def _labels() -> list[Release]:
    found = [content().library.release(name) for name in content().names]
    return [one for one in found if one.procedure is not None and one.award is not None and one.award.committee]
