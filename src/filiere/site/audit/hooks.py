"""What this app says to the procedure: its rights, its answers, what it freezes, who is an auditor, its pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role, holds_role
from filiere.site.audit import (  # noqa: F401  Personal data, todo_items and what reports say of questions are registered.
    personal_data,
    procedure_conditions,
    report_access,
    rounds,
    sealed_reports,
    todo_items,
)
from filiere.site.audit.journal_reconciliation import SEALED_ROWS, compare_changes
from filiere.site.audit.models import Mission
from filiere.site.journal.extension_points import comparisons
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import WorkspaceDoor, workspace_doors
from filiere.site.kit.rights import Right, rights
from filiere.site.workflow.extension_points import (
    DossierSection,
    Party,
    act_form_urls,
    dossier_sections,
    following_rules,
    input_answers,
    party_providers,
    recipient_lookups,
    site_parties,
    snapshot_builders,
    visibility_rules,
)
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import list_not_excluded
from filiere.site.workflow.rights import DOSSIER

sealed_rows.add(*SEALED_ROWS)
comparisons.register(compare_changes)
site_parties.add(
    # Nobody runs or follows a dossier that they audit.
    Party("auditor", judges=True, excludes=frozenset({"staff", "state"}), named_as=Role.AUDITOR),
    # A tie leaves one page to an auditor who was named, on which they say what ties them. A recusal takes it.
    Party("auditor_named", despite_ties=True, reads=True),
)

COMPANY_PARTIES = ("candidate", "candidate_reader")
JUDGE_BODIES = ("committee", "appeal_panel")

rights.add(
    Right(
        "audit:read",
        on=DOSSIER,
        by=(*COMPANY_PARTIES, "staff_representatives", "staff", "auditor", *JUDGE_BODIES, "state"),
        words=Text(fr="lire l’état de l’audit", en="view the status of the audit"),
    ),
    Right(
        "audit:name",
        on=DOSSIER,
        by=("staff",),
        states=("audited",),
        words=Text(fr="désigner un auditeur", en="appoint an auditor"),
        condition=Text(
            fr="jamais quelqu’un qui agit pour l’entreprise ou qui a siégé dans le dossier",
            en="never someone who acts for the company or who has sat on this dossier",
        ),
    ),
    Right(
        "audit:end-mission",
        on=DOSSIER,
        by=("staff", "auditor"),
        states=("audited",),
        words=Text(fr="mettre fin à une mission d’audit", en="end an audit assignment"),
        condition=Text(fr="un auditeur, la sienne seulement", en="an auditor, only their own"),
    ),
    Right(
        "audit:declare",
        on=DOSSIER,
        by=("auditor_named",),
        states=("audited",),
        words=Text(fr="déclarer votre indépendance", en="declare your independence"),
    ),
    Right(
        "audit:draw-read",
        on=DOSSIER,
        by=("staff", "auditor", *JUDGE_BODIES, "state", *COMPANY_PARTIES, "staff_representatives"),
        words=Text(fr="lire le tirage des sites", en="view the site draw"),
        condition=Text(
            fr="l’entreprise et ses représentants du personnel, à partir de l’ouverture de l’audit",
            en="the company and its staff representatives, once the audit opens",
        ),
    ),
    Right(
        "audit:seal",
        on=DOSSIER,
        by=("staff",),
        states=("drawable",),
        words=Text(fr="sceller la liste des sites", en="seal the list of sites"),
    ),
    Right(
        "audit:draw",
        on=DOSSIER,
        by=("staff",),
        states=("drawable",),
        words=Text(fr="tirer les sites au sort", en="draw the sites at random"),
    ),
    Right(
        "audit:plan",
        on=DOSSIER,
        by=("auditor", "staff"),
        states=("on_site",),
        words=Text(fr="planifier l’audit", en="plan the audit"),
    ),
    Right(
        "audit:form",
        on=DOSSIER,
        by=("auditor",),
        states=("audited",),
        words=Text(fr="lire le formulaire d’audit", en="read the audit form"),
    ),
    Right(
        "audit:write",
        on=DOSSIER,
        by=("auditor",),
        states=("writable",),
        words=Text(fr="écrire dans le formulaire d’audit", en="fill in the audit form"),
        condition=Text(
            fr="après la réponse de l’entreprise, niveaux et notes seulement",
            en="after the company’s response, levels and notes only",
        ),
    ),
    Right(
        "audit:report",
        on=DOSSIER,
        by=("auditor",),
        states=("on_site",),
        words=Text(fr="remettre le rapport", en="submit the report"),
    ),
    Right(
        "audit:report-read",
        on=DOSSIER,
        by=(*COMPANY_PARTIES, "staff", "auditor", *JUDGE_BODIES, "state"),
        words=Text(fr="lire le rapport d’audit", en="read the audit report"),
        condition=Text(
            fr="comité, instance de recours et pouvoirs publics : le rapport final seulement",
            en="committee, appeal panel and public authorities: the final report only",
        ),
    ),
    Right(
        "audit:compare",
        on=DOSSIER,
        by=COMPANY_PARTIES,
        words=Text(fr="comparer vos réponses et celles de l’auditeur", en="compare your answers with the auditor’s"),
        condition=Text(fr="une fois le rapport remis", en="once the report is submitted"),
    ),
    Right(
        "audit:answer",
        on=DOSSIER,
        by=("candidate",),
        states=("answering",),
        words=Text(fr="répondre au rapport", en="respond to the report"),
    ),
    Right(
        "audit:reply",
        on=DOSSIER,
        by=("auditor",),
        states=("replying",),
        words=Text(fr="répliquer et conclure", en="reply and conclude"),
    ),
    Right(
        "audit:offer-lifting",
        on=DOSSIER,
        by=("candidate", "holder"),
        states=("liftable",),
        words=Text(fr="déposer la preuve qu’un écart est levé", en="submit evidence to lift a finding"),
    ),
    Right(
        "audit:judge-lifting",
        on=DOSSIER,
        by=("auditor",),
        states=("liftable",),
        words=Text(fr="juger la preuve d’une levée", en="assess the evidence for lifting a finding"),
    ),
    Right(
        "audit:tell-refusal",
        on=DOSSIER,
        by=("auditor",),
        states=("follow_up",),
        words=Text(fr="signaler une visite empêchée", en="report an obstructed visit"),
    ),
)
dossier_sections.add(DossierSection("audit", Text(fr="Audit", en="Audit"), "audit:home", "audit:read", 40))
dossier_sections.add(
    DossierSection("audit-form", Text(fr="Formulaire d’audit", en="Audit form"), "audit:form", "audit:form", 41)
)

act_form_urls.put("accept_mission", "audit:declare")
act_form_urls.put("report", "audit:report")
act_form_urls.put("answer", "audit:answer")
act_form_urls.put("conclude", "audit:conclude")

input_answers.put("independent", procedure_conditions.answer_independent)
input_answers.put("majors_open", procedure_conditions.answer_majors_open)
input_answers.put("visit_refused", procedure_conditions.answer_visit_refused)


@snapshot_builders.register("decision")
def freeze_decision(dossier: Dossier, day: date) -> dict[str, Any]:
    """What the committee votes on."""
    return sealed_reports.build_decision_body(dossier, day)


@party_providers.register
def provide_auditors(user: User, dossier: Dossier, day: date) -> Iterable[str]:
    """The people of a mission."""
    return rounds.find_audit_parties(user, dossier, day)


@visibility_rules.register
def visible_missions(user: User, day: date) -> Q:
    """The dossiers of one's missions."""
    return rounds.visible_by_mission(user, day)


@following_rules.register
def follow_missions(user: User, _day: date) -> Q:
    """An auditor follows the dossiers of the missions that did not end."""
    if Role.AUDITOR not in user.roles():
        return Q(pk__in=[])
    return Q(pk__in=Mission.objects.filter(auditor=user, ended_on__isnull=True).values("round__dossier"))


@recipient_lookups.register("auditor")
def list_auditor_recipients(dossier: Dossier, day: date) -> Iterable[User]:
    """The auditors of the last audit: at work, named, or those whom an event has just replaced."""
    round_ = rounds.find_round(dossier) or dossier.audits.order_by("-number").first()
    if round_ is None:
        return ()
    held = round_.missions.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    return list_not_excluded(list(User.objects.filter(pk__in=held.values("auditor"))), dossier, day)


workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Vos missions d’audit", en="Your audit assignments"),
        Text(
            fr="Déclarer son indépendance, préparer, auditer, rendre compte.",
            en="Declare independence, prepare, audit, report.",
        ),
        "audit-missions:mine",
        holds_role(Role.AUDITOR),
    ),
    order=40,
)
