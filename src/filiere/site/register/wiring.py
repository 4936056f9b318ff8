"""What the register tells the others: the opening of a complaint, who may answer it, whom an event of a label reaches,
what is held of a person, what goes with time, and what comes with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.personal_data import erases, holds
from filiere.site.accounts.retention import removes
from filiere.site.accounts.sealing import token_hash
from filiere.site.dossiers.models import Dossier, Event
from filiere.site.dossiers.registries import Section, form_for_act, hears, opens, section, tells_acts
from filiere.site.dossiers.rights import Right, register_rights
from filiere.site.dossiers.running import rules_of
from filiere.site.mail.models import Letter
from filiere.site.register import anonymous_acts  # noqa: F401  Tells the journal each hour.
from filiere.site.register.actions.follow import tell_followers
from filiere.site.register.actions.handle import admitting
from filiere.site.register.actions.identity import IDENTITY
from filiere.site.register.models import (
    TRACKING,
    Complainant,
    Complaint,
    ComplaintStep,
    Follow,
    HalfYear,
    RegisteredLabel,
)
from filiere.site.register.projection import write_label
from filiere.site.register.redaction import redacted
from filiere.site.register.statistics import statistics
from filiere.site.sweeps import each_hour

register_rights(
    Right(
        "complaint:see",
        by=("candidate", "candidate_reader"),
        words=Text(fr="lire les réclamations jugées recevables", en="read the complaints found admissible"),
    ),
    Right(
        "complaint:answer",
        by=("candidate",),
        words=Text(fr="répondre à une réclamation", en="answer a complaint"),
    ),
)
section(
    Section("complaints", Text(fr="Réclamations", en="Complaints"), "register:dossier-complaints", "complaint:see", 90),
)
form_for_act("complain", "register:complain")


@each_hour
def keep_the_half_year(day: date) -> int:
    """Keep the statistics of a half-year within the hour of its end, whether or not anybody reads them."""
    before = HalfYear.objects.count()
    statistics(day)
    return HalfYear.objects.count() - before


@opens("complaint")
def _opened(dossier: Dossier, event: Event) -> None:
    """Tie the event to the complaint being admitted; one recorded by any other way is followed all the same."""
    one = admitting.get()
    if one is None:
        Complaint.objects.create(
            dossier=dossier,
            event=event,
            tracking_hash=token_hash(TRACKING, f"event {dossier.key}:{event.number}"),
            capacity=Complaint.Capacity.OTHER,
            received_at=timezone.now(),
        )
        return
    one.event = event
    one.save(update_fields=["event"])


@hears
def _project(dossier: Dossier, events: tuple[Event, ...]) -> None:  # noqa: ARG001
    """Keep the row of the register with the events that change it; a candidature has none yet."""
    if dossier.label != Dossier.Shown.NONE or RegisteredLabel.objects.filter(dossier=dossier).exists():
        write_label(dossier)


@hears
def _changed(dossier: Dossier, events: tuple[Event, ...]) -> None:
    """Tell the followers each change of what the register shows: suspended, ended, restored; never a first grant."""
    procedure = rules_of(dossier).procedure
    for event in events:
        before = dossier.events.filter(number__lt=event.number).order_by("-number").first()
        was = procedure.by_key[before.state].label if before is not None else "none"
        now = procedure.by_key[event.state].label
        if now not in (was, "none") and was != "none":
            words = procedure.events.get(event.event) or Text.same(event.event)
            tell_followers(dossier.organisation, words, about=f"dossier:{dossier.key}")


@tells_acts
def _handled(dossiers: Any, people: Collection[int]) -> Iterable[QuerySet[Any, tuple[int, int, str]]]:
    """Who admitted, dismissed or closed a complaint about a holder, or opened the name of its author: both."""
    kinds = ComplaintStep.Kind
    asked = (kinds.ADMITTED, kinds.DISMISSED, kinds.CLOSED, kinds.IDENTITY)
    steps = ComplaintStep.objects.filter(complaint__dossier__in=dossiers, by__in=people, kind__in=asked)
    yield steps.order_by().values_list("by", "complaint__dossier", Value("staff"))
    signed = Approval.objects.filter(kind=IDENTITY, state=Approval.State.APPROVED, decided_by__in=people).order_by()
    about = Complaint.objects.filter(key=OuterRef("subject_key")).order_by().values("dossier")
    found = signed.annotate(dossier=Subquery(about)).filter(dossier__in=dossiers)
    yield found.values_list("decided_by", "dossier", Value("staff"))


@holds("follows")
def _follows(user: User) -> list[dict[str, Any]]:
    return [
        {"organisation": one.organisation.name, "since": one.asked_at.isoformat()}
        for one in (
            *user.follows.select_related("organisation"),
            *Follow.objects.filter(address=user.email).select_related("organisation"),
        )
    ]


@erases("follows")
def _forget(user: User) -> None:
    user.follows.all().delete()
    Follow.objects.filter(address=user.email).delete()


@removes("follows-unconfirmed")
def _unconfirmed(before: datetime, most: int) -> int:
    """Addresses that were never confirmed, and their letters."""
    due = Follow.objects.filter(user__isnull=True, confirmed_at__isnull=True, asked_at__lt=before)[:most]
    gone = {one.pk: f"follow:{one.key}" for one in due}
    Letter.objects.filter(about__in=gone.values()).delete()
    return int(Follow.objects.filter(pk__in=gone).delete()[0])


@removes("complaint-identities")
def _identities(before: datetime, most: int) -> int:
    """Who complained and what would tell it, once the complaint is closed and the delay of appeals is over."""
    due = Complaint.objects.filter(closed_at__lt=before, erased_at__isnull=True).order_by("pk")[:most]
    for one in due:
        Complainant.objects.filter(complaint=one).delete()
        one.facts, one.private, one.erased_at = redacted(one.facts), "", timezone.now()
        one.save(update_fields=["facts", "private", "erased_at"])
        one.steps.filter(kind=ComplaintStep.Kind.ADDED).update(words="")
    return len(due)
