"""What the register tells the others: the opening of a complaint, who may answer it, whom an event of a label reaches,
what is held of a person, what goes with time, and what comes with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.apps import AppConfig, apps
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.signals import post_migrate
from django.utils import timezone

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters
from filiere.site.accounts.retention_rules import retention_rules
from filiere.site.accounts.rights import Role
from filiere.site.accounts.sealing import hash_token
from filiere.site.journal.extension_points import comparisons
from filiere.site.kit.hourly_tasks import register_hourly_task
from filiere.site.kit.navigation import MenuEntry, WorkspaceDoor, footer_menu, holds_right, workspace_doors
from filiere.site.kit.rights import Right, rights
from filiere.site.mail.models import Letter
from filiere.site.pages.live_counts import live_counts
from filiere.site.register import (  # noqa: F401  They register there.
    deferred_anonymous_acts,
    feeds,
    search_documents,
    tables,
    todo_items,
)
from filiere.site.register.actions import open_identity  # noqa: F401  An act that takes two people.
from filiere.site.register.actions.follow_holder import notify_followers
from filiere.site.register.actions.handle_complaint import complaint_being_admitted
from filiere.site.register.actions.open_identity import IDENTITY
from filiere.site.register.journal_reconciliation import compare_complaints, compare_labels
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
from filiere.site.register.redaction import redact_facts
from filiere.site.register.search import find_briefs
from filiere.site.register.statistics import statistics_on
from filiere.site.workflow.engine_adapter import load_rules
from filiere.site.workflow.extension_points import (
    DossierSection,
    act_form_urls,
    act_lookups,
    dossier_sections,
    event_effects,
    event_listeners,
    following_rules,
)
from filiere.site.workflow.models import Dossier, Event
from filiere.site.workflow.rights import DOSSIER

rights.add(
    Right(
        "complaint:handle",
        by=(Role.LABEL_STAFF,),
        words=Text(
            fr="examiner une réclamation et en communiquer l’issue", en="process a complaint and report its outcome"
        ),
    ),
    Right(
        "complaint:read",
        by=(Role.LABEL_STAFF,),
        words=Text(
            fr="lire une réclamation et, à deux, le nom de son auteur, ce que le journal enregistre",
            en="read a complaint and, together with a second person, its author’s identity, which the journal records",
        ),
    ),
)


@live_counts.register("labels")
def count_valid_labels() -> str:
    """How many labels are valid today."""
    return format_number(sum(one.holds for one in find_briefs()))


comparisons.add(compare_complaints, compare_labels)

rights.add(
    Right(
        "complaint:see",
        on=DOSSIER,
        by=("candidate", "candidate_reader"),
        words=Text(fr="lire les réclamations jugées recevables", en="read the complaints found admissible"),
    ),
    Right(
        "complaint:answer",
        on=DOSSIER,
        by=("candidate",),
        words=Text(fr="répondre à une réclamation", en="answer a complaint"),
    ),
)
dossier_sections.add(
    DossierSection(
        "complaints", Text(fr="Réclamations", en="Complaints"), "register:dossier-complaints", "complaint:see", 90
    ),
)
act_form_urls.put("complain", "register:complain")


@register_hourly_task
def publish_half_year(day: date) -> int:
    """Keep the statistics of a half-year within the hour of its end, whether or not anybody reads them."""
    before = HalfYear.objects.count()
    statistics_on(day)
    return HalfYear.objects.count() - before


@event_effects.register("complaint")
def _attach_complaint(dossier: Dossier, event: Event) -> None:
    """Tie the event to the complaint being admitted; one recorded by any other way is followed all the same."""
    complaint = complaint_being_admitted.get()
    if complaint is None:
        Complaint.objects.create(
            dossier=dossier,
            event=event,
            tracking_hash=hash_token(TRACKING, f"event {dossier.key}:{event.number}"),
            capacity=Complaint.Capacity.OTHER,
            received_at=timezone.now(),
        )
        return
    complaint.event = event
    complaint.save(update_fields=["event"])


@event_listeners.register
def _update_projection(dossier: Dossier, events: tuple[Event, ...]) -> None:  # noqa: ARG001
    """Keep the row of the register with the events that change it; a candidature has none yet."""
    if dossier.public_status != Dossier.PublicStatus.NONE or RegisteredLabel.objects.filter(dossier=dossier).exists():
        write_label(dossier)


@event_listeners.register
def _notify_followers_of_change(dossier: Dossier, events: tuple[Event, ...]) -> None:
    """Tell the followers each change of what the register shows: suspended, ended, restored; never a first grant."""
    procedure = load_rules(dossier).procedure
    for event in events:
        before = dossier.events.filter(number__lt=event.number).order_by("-number").first()
        was = procedure.by_key[before.state].label if before is not None else "none"
        now = procedure.by_key[event.state].label
        if now not in (was, "none") and was != "none":
            words = procedure.events.get(event.event) or Text.same(event.event)
            notify_followers(dossier.organisation, words, about=f"dossier:{dossier.key}")


@act_lookups.register
def _find_handling_acts(dossiers: Any, people: Collection[int]) -> Iterable[QuerySet[Any, tuple[int, int, str]]]:
    """Who admitted, dismissed or closed a complaint about a holder, or opened the name of its author: both."""
    kinds = ComplaintStep.Kind
    asked = (kinds.ADMITTED, kinds.DISMISSED, kinds.CLOSED, kinds.IDENTITY)
    steps = ComplaintStep.objects.filter(complaint__dossier__in=dossiers, by__in=people, kind__in=asked)
    yield steps.order_by().values_list("by", "complaint__dossier", Value("staff"))
    signed = Approval.objects.filter(kind=IDENTITY, state=Approval.State.APPROVED, decided_by__in=people).order_by()
    about = Complaint.objects.filter(key=OuterRef("subject_key")).order_by().values("dossier")
    found = signed.annotate(dossier=Subquery(about)).filter(dossier__in=dossiers)
    yield found.values_list("decided_by", "dossier", Value("staff"))


@following_rules.register
def _follow_holders(user: User, _day: date) -> Q:
    """Somebody who asked to be told of a holder follows its dossiers, where they see them."""
    return Q(organisation__in=user.follows.values("organisation"))


@data_exporters.register("follows")
def _follows_data(user: User) -> list[dict[str, Any]]:
    return [
        {"organisation": one.organisation.name, "since": one.asked_at.isoformat()}
        for one in (
            *user.follows.select_related("organisation"),
            *Follow.objects.filter(address=user.email).select_related("organisation"),
        )
    ]


@data_erasers.register("follows")
def _erase_follows(user: User) -> None:
    user.follows.all().delete()
    Follow.objects.filter(address=user.email).delete()


@retention_rules.register("follows-unconfirmed")
def _remove_unconfirmed_follows(before: datetime, most: int) -> int:
    """Addresses that were never confirmed, and their letters."""
    due = Follow.objects.filter(user__isnull=True, confirmed_at__isnull=True, asked_at__lt=before)[:most]
    gone = {one.pk: f"follow:{one.key}" for one in due}
    Letter.objects.filter(about__in=gone.values()).delete()
    return int(Follow.objects.filter(pk__in=gone).delete()[0])


@retention_rules.register("complaint-identities")
def _erase_identities(before: datetime, most: int) -> int:
    """Who complained and what would tell it, once the complaint is closed and the delay of appeals is over."""
    due = Complaint.objects.filter(closed_at__lt=before, erased_at__isnull=True).order_by("pk")[:most]
    for complaint in due:
        Complainant.objects.filter(complaint=complaint).delete()
        complaint.facts, complaint.private, complaint.erased_at = redact_facts(complaint.facts), "", timezone.now()
        complaint.save(update_fields=["facts", "private", "erased_at"])
        complaint.steps.filter(kind=ComplaintStep.Kind.ADDED).update(words="")
    return len(due)


def _fill_register(sender: AppConfig, plan: Any = (), **_rest: Any) -> None:
    """Write the rows of the register that a database has not, once all its tables are those of this version.

    A migration in the middle of the others could not: the events are replayed by the code of today, which reads
    columns that a later migration adds.
    """
    if any(one.app_label == sender.label and not backwards for one, backwards in plan):
        from filiere.site.register.projection import fill_register

        fill_register()


post_migrate.connect(_fill_register, sender=apps.get_app_config("register"))

for _rank, _name, _label in (
    (10, "register:home", Text(fr="Trouver un prestataire labellisé", en="Find a labelled provider")),
    (20, "register:verify-form", Text(fr="Vérifier un label", en="Verify a label")),
    (40, "register:statistics", Text(fr="Statistiques du label", en="Label statistics")),
    (50, "register:complaints", Text(fr="Faire ou suivre une réclamation", en="Make or follow a complaint")),
):
    footer_menu.register(MenuEntry(_name, _label, _name, "label"), order=_rank)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Statistiques du label", en="Label statistics"),
        Text(
            fr="Labels en vigueur, salariés couverts, délais des décisions, avec leurs fichiers.",
            en="Labels in force, employees covered, how long decisions take, with their files.",
        ),
        "register:statistics",
        lambda user: Role.STATE in user.roles(),
    ),
    order=25,
)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Titulaires que vous suivez", en="Holders you follow"),
        Text(
            fr="Recevoir un e-mail en cas de suspension ou de retrait, ou se désinscrire.",
            en="Get notified of a suspension or withdrawal, or unsubscribe.",
        ),
        "register:follows",
        lambda user: user.follows.exists(),
    ),
    order=30,
)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Réclamations", en="Complaints"),
        Text(fr="Trier, demander une réponse, conclure.", en="Review, request a response, conclude."),
        "register:staff-complaints",
        holds_right("complaint:read"),
    ),
    order=70,
)
