"""What this app says to the registries of the procedure: rights, answers, snapshots, openings, forms, tabs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet, Value

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Operator
from filiere.site.candidature.recipients import list_candidate_recipients
from filiere.site.holders import (  # noqa: F401  It registers there.
    certificates,
    personal_data,
    procedure_conditions,
    successions,
    todo_items,
)
from filiere.site.holders.event_effects import (
    describe_running_renewal,
    follow_events,
    open_renewal,
    open_unmarking,
)
from filiere.site.holders.journal_reconciliation import SEALED_ROWS
from filiere.site.holders.models import Alert, FollowUp, Proof
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.rights import Right, rights
from filiere.site.members.models import Membership
from filiere.site.workflow.extension_points import (
    DossierSection,
    Party,
    act_form_urls,
    act_lookups,
    dossier_sections,
    event_effects,
    event_listeners,
    input_answers,
    input_days,
    recipient_lookups,
    site_parties,
    snapshot_builders,
    standing_openings,
)
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.rights import DOSSIER

rights.add(
    Right(
        "issuer:rotate",
        by=(Operator.key,),
        words=Text(fr="remplacer la clé qui signe les attestations", en="replace the key that signs credentials"),
    ),
)


sealed_rows.add(*SEALED_ROWS)

site_parties.add(
    Party(
        "holder",
        memberships=frozenset({Membership.Right.EDIT}),
        is_named=lambda dossier: dossier.public_status != Dossier.PublicStatus.NONE,
    ),
)

COMPANY_PARTIES = ("candidate", "candidate_reader", "holder")
OFFICE_PARTIES = ("staff", "auditor", "committee", "appeal_panel", "state")

rights.add(
    Right(
        "label:read",
        on=DOSSIER,
        by=(*COMPANY_PARTIES, "staff_representatives", *OFFICE_PARTIES),
        states=("ever_labelled",),
        words=Text(
            fr="lire le certificat et l’historique du label", en="view the certificate and the history of the label"
        ),
    ),
    Right(
        "label:kit",
        on=DOSSIER,
        by=COMPANY_PARTIES,
        states=("displayable",),
        words=Text(fr="prendre le logo et ses règles d’usage", en="download the logo and its rules of use"),
        condition=Text(fr="le label est valable ce jour-là", en="the label is valid on that day"),
    ),
    Right(
        "alert:read",
        on=DOSSIER,
        by=(*COMPANY_PARTIES, *OFFICE_PARTIES),
        states=("ever_labelled",),
        words=Text(fr="lire les faits signalés", en="view the matters raised"),
    ),
    Right(
        "alert:raise",
        on=DOSSIER,
        by=("staff", "state", "committee"),
        states=("at_holder",),
        words=Text(fr="signaler un fait", en="raise a matter"),
        condition=Text(fr="avec sa source", en="with its source"),
    ),
    Right(
        "alert:settle",
        on=DOSSIER,
        by=("committee",),
        states=("at_holder",),
        words=Text(fr="clore une question sans vote", en="settle a matter without a vote"),
        condition=Text(fr="avec le motif", en="with the reason"),
    ),
    # Before the grant it is the application that changes, and the app of candidatures that asks.
    Right(
        "change:declare",
        on=DOSSIER,
        by=("holder", "staff"),
        states=("labelled",),
        words=Text(fr="déclarer un changement d’entité ou de périmètre", en="declare a change of entity or scope"),
    ),
    Right(
        "label:explain",
        on=DOSSIER,
        by=("holder",),
        states=("explainable",),
        words=Text(fr="donner les explications du titulaire", en="submit the holder’s explanations"),
    ),
    Right(
        "label:appeal",
        on=DOSSIER,
        by=("holder", "candidate"),
        states=("appealable",),
        words=Text(fr="former un recours", en="appeal"),
        condition=Text(fr="dans le délai, avec ses motifs", en="within the time limit, with grounds"),
    ),
    Right(
        "follow_up:plan",
        on=DOSSIER,
        by=("staff", "auditor"),
        states=("two_years_long",),
        words=Text(fr="prévoir le contrôle de suivi", en="schedule the follow-up audit"),
    ),
    Right(
        "plan:read",
        on=DOSSIER,
        by=(*COMPANY_PARTIES, "staff_representatives", *OFFICE_PARTIES),
        states=("plan_readable",),
        words=Text(fr="lire le plan d’amélioration", en="view the improvement plan"),
    ),
    Right(
        "plan:edit",
        on=DOSSIER,
        by=("candidate",),
        states=("improvable",),
        words=Text(fr="tenir le plan d’amélioration", en="manage the improvement plan"),
    ),
    Right(
        "unmarking:list",
        on=DOSSIER,
        by=("holder", "staff"),
        states=("logo_listed",),
        words=Text(fr="indiquer où le logo est affiché", en="state where the logo is displayed"),
    ),
    Right(
        "unmarking:prove",
        on=DOSSIER,
        by=("holder",),
        states=("unmarkable",),
        words=Text(fr="prouver que le logo est retiré", en="submit evidence that the logo has been removed"),
    ),
    Right(
        "unmarking:check",
        on=DOSSIER,
        by=("staff",),
        states=("unmarkable",),
        words=Text(fr="refuser une preuve de retrait", en="refuse evidence of removal"),
        condition=Text(fr="avec le motif", en="with the reason"),
    ),
)

dossier_sections.add(DossierSection("label", Text(fr="Label", en="Label"), "holders:label", "label:read", 80))
dossier_sections.add(
    DossierSection("plan", Text(fr="Plan d’amélioration", en="Improvement plan"), "holders:plan", "plan:read", 85)
)

for action, url in {
    "open_review": "holders:alerts",
    "declare_change": "holders:change",
    "explain": "holders:explain",
    "appeal": "holders:appeal",
    "prove_unmarking": "holders:places",
}.items():
    # An app below that has a page of its own for an act of the candidate keeps it.
    if action not in act_form_urls:
        act_form_urls.put(action, url)


@act_lookups.register
def find_handling_acts(dossiers: Any, people: Collection[int]) -> Iterable[QuerySet[Any, tuple[int, int, str]]]:
    """Who raised a fact for another than the holder, settled one, planned a control or refused a proof."""
    alerts, staff = Alert.objects.filter(dossier__in=dossiers).order_by(), Value("staff")
    yield alerts.filter(by__in=people, party__in=("staff", "state", "committee")).values_list("by", "dossier", "party")
    for person in ("settling_by", "settled_by"):
        yield alerts.filter(**{f"{person}__in": people}).values_list(person, "dossier", Value("committee"))
    planned = FollowUp.objects.filter(dossier__in=dossiers, by__in=people).order_by()
    yield planned.values_list("by", "dossier", staff)
    refused = Proof.objects.filter(place__dossier__in=dossiers, refused_by__in=people).order_by()
    yield refused.values_list("refused_by", "place__dossier", staff)


input_answers.put("cause_lifted", procedure_conditions.is_cause_lifted)
input_answers.put("unmarking_proven", procedure_conditions.is_unmarking_proven)
input_answers.put("renewal_open", procedure_conditions.is_renewal_open)
input_days.put("renewal_open", procedure_conditions.find_renewal_day)
input_answers.put("renewal_pending", procedure_conditions.is_renewal_pending)
input_answers.put("renewal_granted", procedure_conditions.is_renewal_granted)
snapshot_builders.put("review", procedure_conditions.build_review_body)
snapshot_builders.put("certificate", certificates.build_certificate_body)
event_effects.put("renewal", open_renewal)
standing_openings.put("renewal", describe_running_renewal)
event_effects.put("unmarking", open_unmarking)
event_listeners.register(follow_events)


@recipient_lookups.register("holder")
def list_holder_recipients(dossier: Dossier, day: date) -> Iterable[User]:
    """The same people once there is a label; nobody before, so that nothing is told twice."""
    return list_candidate_recipients(dossier, day) if dossier.public_status != Dossier.PublicStatus.NONE else ()
