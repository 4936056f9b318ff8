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
from filiere.referentials import Release, workflow
from filiere.referentials.voting import (
    PlacedSeat,
    Quorum,
    QuorumForecast,
    Recusal,
    VotedPapers,
    VoteQuestion,
    VotingRules,
    build_question,
    compute_quorum,
    forecast_quorum,
    place_seats,
    read_voting_rules,
)
from filiere.site.accounts.models import User
from filiere.site.committee.exclusion_reasons import ExclusionReason, find_exclusion_reasons
from filiere.site.committee.models import Attendance, Hearing, Item, Round, Session
from filiere.site.committee.seat_composition import Composition, load_composition
from filiere.site.journal.writer import record_act
from filiere.site.served_referentials import load_content
from filiere.site.workflow.engine_adapter import load_release, replay_with_due
from filiere.site.workflow.models import Dossier, Snapshot
from filiere.site.workflow.state_groups import find_states, stands_in

INSTANCE_GROUPS = {"committee": "at_committee", "appeal_panel": "at_panel"}


@dataclass(frozen=True)
class VoteRequest:
    """What a dossier asks of a vote as it stands, and the papers that a vote would be on."""

    dossier: Dossier
    engine: workflow.Dossier
    state: str
    entered: int
    papers: VotedPapers
    put_off_before: bool

    @cached_property
    def body(self) -> dict[str, Any] | None:
        """What the papers hold, read when asked for: whether an item still stands takes their fingerprint alone."""
        snapshot = Snapshot.objects.filter(dossier=self.dossier, sha256=self.papers.snapshot).order_by("-pk").first()
        return snapshot.body if snapshot is not None and isinstance(snapshot.body, dict) else None

    @property
    def proposed_level(self) -> str | None:
        """The level that the papers propose."""
        proposed = self.body.get("proposed_level") if self.body is not None else None
        return proposed if isinstance(proposed, str) else None


def find_instance(dossier: Dossier) -> str | None:
    """Return the body before which a dossier stands, None when before none."""
    return next((one for one, name in INSTANCE_GROUPS.items() if stands_in(dossier, name)), None)


def find_vote_request(dossier: Dossier, day: date | None = None) -> VoteRequest | None:
    """Return what a dossier asks of a vote on a day; None when before no body, or nothing was frozen."""
    engine = replay_with_due(dossier, day)
    papers = engine.papers
    if papers is None or engine.key != dossier.state:
        return None
    return VoteRequest(
        dossier=dossier,
        engine=engine,
        state=engine.key,
        entered=engine.entry_index,
        papers=VotedPapers(papers, load_release(dossier).sha256),
        put_off_before=engine.count_until_event("postponed") > 0,
    )


def explain_fall(item: Item, asked: VoteRequest | None) -> Text | None:
    """Return why an item no longer stands; None when it does."""
    if asked is None or asked.state != item.state or asked.entered != item.entered:
        return Text(
            fr="le dossier n’est plus dans l’état où il a été inscrit",
            en="the dossier is no longer in the state in which it was put on the agenda",
        )
    if asked.papers.snapshot != item.snapshot_sha256:
        return Text(fr="les pièces figées ont changé", en="the frozen documents have changed")
    if asked.papers.release != item.release_sha256:
        return Text(fr="la version du référentiel n’est plus la même", en="the referential version has changed")
    return None


class Sitting:
    """A body sitting on an item: its rules, who holds which seat, who stays out, who is there."""

    def __init__(self, item: Item, day: date | None = None) -> None:
        self.item = item
        self.day = day or timezone.localdate()

    @cached_property
    def release(self) -> Release:
        """The release that the dossier is under."""
        return load_release(self.item.dossier)

    @cached_property
    def rules(self) -> VotingRules:
        """How this body votes."""
        return read_voting_rules(self.release, self.item.session.instance)  # type: ignore[arg-type]

    @cached_property
    def question(self) -> VoteQuestion:
        """What is put to the vote."""
        return build_question(
            self.release,
            self.item.state,
            proposed=self.item.proposed or None,
            put_off_before=self.item.put_off_before,
        )

    @cached_property
    def papers(self) -> VotedPapers:
        """What the vote is on."""
        return VotedPapers(self.item.snapshot_sha256, self.item.release_sha256)

    @cached_property
    def body(self) -> Composition:
        """Who holds which seat on the day of the session."""
        return load_composition(self.rules, self.day)

    @cached_property
    def recusals(self) -> tuple[Recusal, ...]:
        """Who stays out of this item."""
        return tuple(Recusal(one.person, one.grade, one.ground) for one in self.exclusion_reasons)

    @cached_property
    def exclusion_reasons(self) -> tuple[ExclusionReason, ...]:
        """Why they stay out, with the day since which it is known."""
        return find_exclusion_reasons(
            self.item.dossier, self.body.people.values(), self.day, self.item.session.instance
        )

    @cached_property
    def present_people(self) -> frozenset[str]:
        """The people noted as there, by their keys."""
        return frozenset(list_present(self.item.session))

    def places(self, present: Iterable[str] | None = None) -> tuple[PlacedSeat, ...]:
        """Seat by seat, who votes or why nobody does."""
        there = self.present_people if present is None else frozenset(present)
        return place_seats(self.body.seats, self.body.members, self.recusals, there)

    @property
    def quorum(self) -> Quorum:
        """The quorum now."""
        return compute_quorum(self.rules, self.places())

    @property
    def best_quorum(self) -> QuorumForecast:
        """The best quorum that can come."""
        return forecast_quorum(self.rules, self.body.seats, self.body.members, self.recusals)


def list_present(session: Session) -> tuple[str, ...]:
    """The keys of the people who are in the room."""
    return tuple(session.attendances.filter(left_at__isnull=True).values_list("user__key", flat=True))


def find_closing_request(session: Session) -> Attendance | None:
    """Who in the room asked to close it over items that were not dealt with; none once a vote was opened since."""
    found = session.attendances.filter(user=session.closing_by_id, left_at__isnull=True).select_related("user").first()
    if found is None or Round.objects.filter(item__session=session, opened_at__gt=session.closing_at).exists():
        return None
    return found


def find_hearing(dossier: Dossier, asked: VoteRequest) -> Hearing | None:
    """The hearing offered for the question that a dossier now asks."""
    found = Hearing.objects.filter(dossier=dossier, entered=asked.entered, snapshot_sha256=asked.papers.snapshot)
    return found.first()


def find_item_hearing(item: Item) -> Hearing | None:
    """The hearing on the question and the papers of an item, whatever the dossier asks since."""
    found = Hearing.objects.filter(dossier=item.dossier, entered=item.entered, snapshot_sha256=item.snapshot_sha256)
    return found.first()


def list_waiting_dossiers(instance: str) -> list[Dossier]:
    """The dossiers that stand before a body and are on no agenda, the oldest in that state first."""
    found = Dossier.objects.filter(state__in=find_states(INSTANCE_GROUPS[instance])).select_related("organisation")
    return list(found.exclude(committee_items__in=Item.objects.open()).order_by("pk"))


OVERDUE_STEPS = ("put_on_next_agenda", "panel_late")
"""Events by which the procedure says that a decision is overdue and goes on the next agenda."""


def list_overdue_dossiers(instance: str, day: date) -> list[Dossier]:
    """The dossiers that wait and whose decision the procedure has called overdue since they came before the body."""
    return [dossier for dossier in list_waiting_dossiers(instance) if is_overdue(dossier, day)]


def is_overdue(dossier: Dossier, day: date) -> bool:
    """Whether the procedure has called the decision overdue since the dossier came before the body."""
    engine = replay_with_due(dossier, day)
    return any(engine.count_until_event(event) > engine.entry_index for event in OVERDUE_STEPS)


def find_removal_objection(item: Item, day: date) -> str:
    """Return the code of why the staff may not take an item off its agenda; empty where they may.

    Members were given that agenda to read; and what the procedure itself puts on the next one, one hand does not keep
    off it session after session, until silence decides.
    """
    if item.session.opened_at is not None or not is_agenda_open(item.session, day):
        return "item-announced"
    return "item-overdue" if is_overdue(item.dossier, day) else ""


def add_to_agenda(session: Session, dossier: Dossier, day: date, by: str) -> Item | None:
    """Put a dossier on an agenda, as it now is; None when it does not stand before that body. Inside a transaction."""
    asked = find_vote_request(dossier, day)
    if asked is None or find_instance(dossier) != session.instance:
        return None
    item = Item.objects.create(
        session=session,
        number=(session.items.aggregate(last=Max("number"))["last"] or 0) + 1,
        dossier=dossier,
        state=asked.state,
        entered=asked.entered,
        snapshot_sha256=asked.papers.snapshot,
        release_sha256=asked.papers.release,
        proposed=asked.proposed_level or "",
        put_off_before=asked.put_off_before,
        listed_by=User.objects.filter(key=by).first(),
    )
    payload = {"session": session.key, "dossier": dossier.key, "snapshot": item.snapshot_sha256}
    record_act(by, "item.list", "item", item.key, payload)
    return item


def find_notice_days(session: Session) -> int:
    """How many days before a session its agenda is fixed: fewer in urgency, where the release allows that."""
    notice = load_current_rules(session.instance).notice
    return notice.urgent if session.urgency and notice.urgent is not None else notice.days


def is_agenda_open(session: Session, day: date) -> bool:
    """Whether an item may still be put on an agenda, so that the members know of it in time."""
    return session.closed_at is None and session.day >= day + timedelta(days=find_notice_days(session))


UNDER_WAY_STATUSES = ("first", "second", "counted", "concluding")
"""The statuses of an item whose vote is under way: it may be finished on the day after its session."""


def compute_last_day(session: Session, statuses: Iterable[str]) -> date:
    """Return the last day of a session on which one deals with items of these statuses: its own, or the next one.

    A vote that is under way at midnight is finished on the day after. What began later would be voted by whoever was
    still waiting, on a day for which nobody was called.
    """
    return session.day + timedelta(days=any(one in UNDER_WAY_STATUSES for one in statuses))


def find_last_day(session: Session) -> date:
    """Return the last day of a session, as its items stand."""
    return compute_last_day(session, session.items.values_list("status", flat=True))


def has_hour_come(session: Session) -> bool:
    """Whether the hour for which a session was called has come, on its day."""
    now = timezone.localtime()
    return now.date() != session.day or now.time() >= session.time


def load_current_rules(instance: str) -> VotingRules:
    """Return how a body votes under the latest release that says so: what its composition is shown against."""
    return read_voting_rules(_list_label_releases()[-1], instance)  # type: ignore[arg-type]


def _list_label_releases() -> list[Release]:
    found = [load_content().library.release(name) for name in load_content().names]
    return [one for one in found if one.procedure is not None and one.award is not None and one.award.committee]
