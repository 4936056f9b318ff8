"""What this app says to the procedure: its rights, its answers, what it freezes, who is an auditor, its pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.audit import inputs, personal, reports, rounds  # noqa: F401  The personal data are registered.
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import not_kept_out
from filiere.site.dossiers.registries import (
    Section,
    answers,
    form_for_act,
    freezes,
    gives_parties,
    gives_sight,
    reached_by,
    section,
)
from filiere.site.dossiers.rights import Right, register_rights

COMPANY = ("candidate", "candidate_reader")
JUDGES = ("committee", "appeal_panel")
AUDITED = (*rounds.FIRST, *rounds.FOLLOW_UP)
NAMING = ("naming_auditor", "under_audit", "answering", "replying", "lifting", "follow_up", "correcting", "suspended")

register_rights(
    Right(
        "audit:read",
        by=(*COMPANY, "staff_representatives", "staff", "auditor", *JUDGES, "state"),
        words=Text(fr="lire où en est l’audit", en="view the status of the audit"),
    ),
    Right(
        "audit:name",
        by=("staff",),
        states=NAMING,
        words=Text(fr="désigner un auditeur", en="appoint an auditor"),
        condition=Text(
            fr="jamais quelqu’un qui agit pour l’entreprise ou qui a siégé dans le dossier",
            en="never someone who acts for the company or who has sat on this dossier",
        ),
    ),
    Right(
        "audit:end-mission",
        by=("staff", "auditor"),
        states=NAMING,
        words=Text(fr="mettre fin à une mission d’audit", en="end an audit assignment"),
        condition=Text(fr="un auditeur, la sienne seulement", en="an auditor, only their own"),
    ),
    Right(
        "audit:declare",
        by=("auditor_named",),
        states=AUDITED,
        words=Text(fr="déclarer votre indépendance", en="declare your independence"),
    ),
    Right(
        "audit:draw-read",
        by=("staff", "auditor", *JUDGES, "state", *COMPANY, "staff_representatives"),
        words=Text(fr="lire le tirage des sites", en="view the site draw"),
        condition=Text(
            fr="l’entreprise et ses représentants du personnel, à partir de l’ouverture de l’audit",
            en="the company and its staff representatives, once the audit opens",
        ),
    ),
    Right(
        "audit:seal",
        by=("staff",),
        states=("naming_auditor", "under_audit", "follow_up"),
        words=Text(fr="sceller la liste des sites", en="seal the list of sites"),
    ),
    Right(
        "audit:draw",
        by=("staff",),
        states=("naming_auditor", "under_audit", "follow_up"),
        words=Text(fr="tirer les sites au sort", en="draw the sites at random"),
    ),
    Right(
        "audit:plan",
        by=("auditor", "staff"),
        states=rounds.WORK,
        words=Text(fr="planifier l’audit", en="plan the audit"),
    ),
    Right(
        "audit:form",
        by=("auditor",),
        states=AUDITED,
        words=Text(fr="lire le formulaire d’audit", en="read the audit form"),
    ),
    Right(
        "audit:write",
        by=("auditor",),
        states=(*rounds.WORK, "replying"),
        words=Text(fr="écrire dans le formulaire d’audit", en="fill in the audit form"),
        condition=Text(
            fr="après la réponse de l’entreprise, niveaux et notes seulement",
            en="after the company’s response, levels and notes only",
        ),
    ),
    Right(
        "audit:report",
        by=("auditor",),
        states=rounds.WORK,
        words=Text(fr="rendre le rapport", en="submit the report"),
    ),
    Right(
        "audit:report-read",
        by=(*COMPANY, "staff", "auditor", *JUDGES, "state"),
        words=Text(fr="lire le rapport d’audit", en="read the audit report"),
        condition=Text(
            fr="comité, instance de recours et pouvoirs publics : le rapport final seulement",
            en="committee, appeal panel and public authority: the final report only",
        ),
    ),
    Right(
        "audit:compare",
        by=COMPANY,
        words=Text(fr="comparer vos réponses et celles de l’auditeur", en="compare your answers with the auditor’s"),
        condition=Text(fr="une fois le rapport rendu", en="once the report is submitted"),
    ),
    Right(
        "audit:answer",
        by=("candidate",),
        states=("answering",),
        words=Text(fr="répondre au rapport", en="respond to the report"),
    ),
    Right(
        "audit:reply",
        by=("auditor",),
        states=("replying",),
        words=Text(fr="répliquer et conclure", en="reply and conclude"),
    ),
    Right(
        "audit:offer-lifting",
        by=("candidate", "holder"),
        states=("answering", "replying", "lifting", "follow_up", "correcting", "suspended"),
        words=Text(fr="offrir la preuve qu’un écart est levé", en="submit evidence to lift a finding"),
    ),
    Right(
        "audit:judge-lifting",
        by=("auditor",),
        states=("answering", "replying", "lifting", "follow_up", "correcting", "suspended"),
        words=Text(fr="juger la preuve d’une levée", en="assess the evidence for lifting a finding"),
    ),
    Right(
        "audit:tell-refusal",
        by=("auditor",),
        states=("follow_up",),
        words=Text(fr="dire qu’une visite a été empêchée", en="report an obstructed visit"),
    ),
)
section(Section("audit", Text(fr="Audit", en="Audit"), "audit:home", "audit:read", 40))
section(Section("audit-form", Text(fr="Formulaire d’audit", en="Audit form"), "audit:form", "audit:form", 41))

form_for_act("accept_mission", "audit:declare")
form_for_act("report", "audit:report")
form_for_act("answer", "audit:answer")
form_for_act("conclude", "audit:conclude")

answers("independent")(inputs.independent)
answers("majors_open")(inputs.majors_open)
answers("visit_refused")(inputs.visit_refused)


@freezes("decision")
def decision(dossier: Dossier, day: date) -> dict[str, Any]:
    """What the committee votes on."""
    return reports.decision_of(dossier, day)


@gives_parties
def auditors(user: User, dossier: Dossier, day: date) -> Iterable[str]:
    """The people of a mission."""
    return rounds.parties(user, dossier, day)


@gives_sight
def missions(user: User, day: date) -> Q:
    """The dossiers of one's missions."""
    return rounds.sight(user, day)


@reached_by("auditor")
def reached(dossier: Dossier, day: date) -> Iterable[User]:
    """The auditors of the last audit: at work, named, or those whom an event has just replaced."""
    round_ = rounds.round_of(dossier) or dossier.audits.order_by("-number").first()
    if round_ is None:
        return ()
    held = round_.missions.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    return not_kept_out(list(User.objects.filter(pk__in=held.values("auditor"))), dossier, day)
