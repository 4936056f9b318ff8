"""What this app says to the registries of the procedure: rights, answers, snapshots, openings, forms, tabs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet, Value

from filiere.core import Text
from filiere.site.dossiers.registries import Section, answers, forms, freezes, hears, opens, section, tells_acts
from filiere.site.dossiers.rights import Right, register_rights
from filiere.site.holders import certificates, inputs, openings, successions  # noqa: F401  It registers there.
from filiere.site.holders.models import Alert, FollowUp, Proof

COMPANY = ("candidate", "candidate_reader", "holder")
BODIES = ("staff", "auditor", "committee", "appeal_panel", "state")
ALIVE = ("at_holder",)
OVER = ("to_unmark", "withdrawal_appeal", "unmarked", "unmarking_overdue", "replaced", "archived")
ASIDE = ("refused", "postponed", "barred")

register_rights(
    Right(
        "label:read",
        by=(*COMPANY, "staff_representatives", *BODIES),
        states=(*ALIVE, *OVER),
        words=Text(fr="lire le certificat et la vie du label", en="view the certificate and the history of the label"),
    ),
    Right(
        "label:kit",
        by=COMPANY,
        states=("labelled", "explaining", "under_review", "changed_entity"),
        words=Text(fr="prendre le logo et ses règles d’usage", en="download the logo and its rules of use"),
        condition=Text(fr="le label est valable ce jour-là", en="the label is valid on that day"),
    ),
    Right(
        "alert:read",
        by=(*COMPANY, *BODIES),
        states=(*ALIVE, *OVER),
        words=Text(fr="lire les faits signalés", en="view the facts raised"),
    ),
    Right(
        "alert:raise",
        by=("staff", "state", "committee"),
        states=ALIVE,
        words=Text(fr="signaler un fait", en="raise a fact"),
        condition=Text(fr="avec sa source", en="with its source"),
    ),
    Right(
        "alert:settle",
        by=("committee",),
        states=ALIVE,
        words=Text(fr="clore une question sans vote", en="settle a matter without a vote"),
        condition=Text(fr="avec le motif", en="with the reason"),
    ),
    # Before the grant it is the application that changes, and the app of candidatures that asks.
    Right(
        "change:declare",
        by=("holder", "staff"),
        states=("labelled",),
        words=Text(fr="déclarer un changement d’entité ou de périmètre", en="declare a change of entity or scope"),
    ),
    Right(
        "label:explain",
        by=("holder",),
        states=("explaining", "withdrawal_notified"),
        words=Text(fr="donner les explications du titulaire", en="submit the holder’s explanations"),
    ),
    Right(
        "label:appeal",
        by=("holder", "candidate"),
        states=("withdrawn", "refused", "barred"),
        words=Text(fr="former un recours", en="appeal"),
        condition=Text(fr="dans le délai, avec ses motifs", en="within the time limit, with grounds"),
    ),
    Right(
        "follow_up:plan",
        by=("staff", "auditor"),
        states=("two_years_long",),
        words=Text(fr="prévoir le contrôle de suivi", en="schedule the follow-up audit"),
    ),
    Right(
        "plan:read",
        by=(*COMPANY, "staff_representatives", *BODIES),
        states=(*ALIVE, *OVER, *ASIDE, "award_appeal", "closed"),
        words=Text(fr="lire le plan d’amélioration", en="view the improvement plan"),
    ),
    Right(
        "plan:edit",
        by=("candidate",),
        states=(*ALIVE, *ASIDE),
        words=Text(fr="tenir le plan d’amélioration", en="manage the improvement plan"),
    ),
    Right(
        "unmarking:list",
        by=("holder", "staff"),
        states=(*ALIVE, "to_unmark", "withdrawal_appeal", "unmarking_overdue"),
        words=Text(fr="dire où le logo est affiché", en="state where the logo is displayed"),
    ),
    Right(
        "unmarking:prove",
        by=("holder",),
        states=("to_unmark", "withdrawal_appeal", "unmarking_overdue"),
        words=Text(fr="prouver que le logo est retiré", en="submit evidence that the logo has been removed"),
    ),
    Right(
        "unmarking:check",
        by=("staff",),
        states=("to_unmark", "withdrawal_appeal", "unmarking_overdue"),
        words=Text(fr="refuser une preuve de retrait", en="refuse evidence of removal"),
        condition=Text(fr="avec le motif", en="with the reason"),
    ),
)

section(Section("label", Text(fr="Label", en="Label"), "holders:label", "label:read", 80))
section(Section("plan", Text(fr="Plan d’amélioration", en="Improvement plan"), "holders:plan", "plan:read", 85))

for action, url in {
    "open_review": "holders:alerts",
    "declare_change": "holders:change",
    "explain": "holders:explain",
    "appeal": "holders:appeal",
    "prove_unmarking": "holders:places",
}.items():
    # An app below that has a page of its own for an act of the candidate keeps it.
    forms.setdefault(action, url)


@tells_acts
def handled(dossiers: Any, people: Collection[int]) -> Iterable[QuerySet[Any, tuple[int, int, str]]]:
    """Who raised a fact for another than the holder, settled one, planned a control or refused a proof."""
    alerts, staff = Alert.objects.filter(dossier__in=dossiers).order_by(), Value("staff")
    yield alerts.filter(by__in=people, party__in=("staff", "state", "committee")).values_list("by", "dossier", "party")
    for person in ("settling_by", "settled_by"):
        yield alerts.filter(**{f"{person}__in": people}).values_list(person, "dossier", Value("committee"))
    planned = FollowUp.objects.filter(dossier__in=dossiers, by__in=people).order_by()
    yield planned.values_list("by", "dossier", staff)
    refused = Proof.objects.filter(place__dossier__in=dossiers, refused_by__in=people).order_by()
    yield refused.values_list("refused_by", "place__dossier", staff)


answers("cause_lifted")(inputs.cause_lifted)
answers("unmarking_proven")(inputs.unmarking_proven)
answers("renewal_open")(inputs.renewal_open)
answers("renewal_pending")(inputs.renewal_pending)
answers("renewal_granted")(inputs.renewal_granted)
freezes("review")(inputs.review_body)
freezes("certificate")(certificates.body_of)
opens("renewal")(openings.open_renewal)
opens("unmarking")(openings.open_unmarking)
hears(openings.hear)
