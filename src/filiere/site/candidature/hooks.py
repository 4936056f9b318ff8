"""What this app says to the registries: answers to the procedure, snapshots, rights, tabs and forms of acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.extension_points import first_pages
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Operator, Role
from filiere.site.candidature import eligibility, personal_data, pricing, recipients, submission, todo_items  # noqa: F401  They register there.
from filiere.site.candidature.actions import import_workbook  # noqa: F401  It registers its part of the sweep.
from filiere.site.candidature.dossier_overview import (
    RARE_ACTS,
    build_candidature_steps,
    describe_running_delay,
    list_next_stages,
)
from filiere.site.candidature.journal_reconciliation import SEALED_ROWS, compare_answers, compare_perimeters
from filiere.site.candidature.read_only_reasons import explain_opening
from filiere.site.journal.extension_points import comparisons
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import MenuEntry, WorkspaceDoor, footer_menu, workspace_doors
from filiere.site.kit.rights import Right, rights
from filiere.site.members.affiliation_predicates import edits_organisation
from filiere.site.members.models import AccountRequest, Membership
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages
from filiere.site.workflow.extension_points import (
    DossierSection,
    OverviewWords,
    Party,
    act_form_urls,
    dossier_sections,
    input_answers,
    overview_parts,
    overview_words,
    pinning_snapshots,
    site_parties,
    snapshot_builders,
)
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.rights import DOSSIER

sealed_rows.add(*SEALED_ROWS)
comparisons.add(compare_answers, compare_perimeters)

CANDIDATE_PARTIES = ("candidate", "candidate_reader")
OWN_SIDE_PARTIES = (*CANDIDATE_PARTIES, "staff_representatives")
ALL_PARTIES = (*OWN_SIDE_PARTIES, "staff", "auditor", "committee", "appeal_panel", "state")

site_parties.add(
    Party(
        "candidate",
        memberships=frozenset({Membership.Right.EDIT}),
        is_named=lambda dossier: dossier.public_status == Dossier.PublicStatus.NONE,
    ),
    Party("candidate_reader", memberships=frozenset({Membership.Right.READ, Membership.Right.EDIT}), reads=True),
    Party("staff_representatives", memberships=frozenset({Membership.Right.STAFF_REPRESENTATIVE})),
    Party("staff", role=Role.LABEL_STAFF, runs=True, unless_judged=True),
    Party("state", role=Role.STATE, runs=True),
)
pinning_snapshots.add("application")
overview_parts.add("candidature/_next_stages.html", "candidature/_read_only.html", "candidature/_release.html")
rights.add(
    Right(
        "dossier:read",
        on=DOSSIER,
        by=ALL_PARTIES,
        words=Text(fr="lire l’état et l’historique du dossier", en="view the status and history of the dossier"),
    ),
    Right(
        "dossier:open",
        by=(Role.LABEL_STAFF, Operator.key),
        words=Text(
            fr="ouvrir un dossier de candidature pour une organisation",
            en="open an application dossier for an organisation",
        ),
    ),
    Right(
        "application:read",
        on=DOSSIER,
        by=OWN_SIDE_PARTIES,
        words=Text(fr="lire la candidature", en="view the application"),
    ),
    Right(
        "application:inspect",
        on=DOSSIER,
        by=("staff", "auditor", "appeal_panel"),
        states=("past_filing",),
        words=Text(fr="lire la candidature déposée", en="view the application as filed"),
    ),
    Right(
        "application:examine",
        on=DOSSIER,
        by=("committee",),
        states=("deliberated",),
        words=Text(
            fr="lire la candidature d’un dossier à l’ordre du jour",
            en="view the application of a dossier under decision",
        ),
    ),
    Right(
        "application:edit",
        on=DOSSIER,
        by=("candidate",),
        states=("application_open",),
        words=Text(fr="modifier la candidature", en="change the application"),
    ),
    Right(
        "application:change",
        on=DOSSIER,
        by=("candidate",),
        states=("filed",),
        words=Text(fr="déclarer un changement de périmètre", en="declare a change of scope"),
        condition=Text(fr="La candidature repart de la vérification.", en="The application is checked again."),
    ),
    Right(
        "price:read",
        on=DOSSIER,
        by=CANDIDATE_PARTIES,
        words=Text(fr="lire le prix", en="view the price"),
    ),
    Right(
        "price:inspect",
        on=DOSSIER,
        by=("staff",),
        states=("past_filing",),
        words=Text(fr="lire le prix annoncé", en="view the price quoted"),
    ),
    Right(
        "payment:record",
        on=DOSSIER,
        by=("staff",),
        states=("payable",),
        words=Text(fr="enregistrer un paiement", en="record a payment"),
    ),
    Right(
        "register:look_up",
        on=DOSSIER,
        by=("staff",),
        states=("checkable",),
        words=Text(fr="enregistrer une recherche dans un registre officiel", en="record a register search"),
    ),
    Right(
        "questionnaire:read",
        on=DOSSIER,
        by=(*CANDIDATE_PARTIES, "staff_representatives", "auditor"),
        words=Text(fr="lire le questionnaire", en="view the questionnaire"),
    ),
    Right(
        "questionnaire:edit",
        on=DOSSIER,
        by=("candidate",),
        states=("declared",),
        words=Text(fr="répondre au questionnaire", en="answer the questionnaire"),
    ),
    Right(
        "branch:compare",
        on=DOSSIER,
        by=(*CANDIDATE_PARTIES, "auditor", "staff"),
        states=("handed_over",),
        words=Text(
            fr="comparer les réponses d’aujourd’hui à celles de l’audit",
            en="compare today’s answers with those audited",
        ),
    ),
    Right(
        "evidence:proposals",
        on=DOSSIER,
        by=(*CANDIDATE_PARTIES, "auditor"),
        words=Text(
            fr="voir ce que les preuves établissent pour d’autres référentiels",
            en="see what the evidence supports under other referentials",
        ),
    ),
    Right(
        "evidence:carry",
        on=DOSSIER,
        by=("candidate",),
        words=Text(fr="accepter une preuve pour un autre référentiel", en="accept evidence under another referential"),
    ),
    Right(
        "opinion:read",
        on=DOSSIER,
        by=("staff_representatives", "auditor", "committee"),
        states=("declaring", "handed_over"),
        words=Text(fr="lire les avis des représentants du personnel", en="read staff representatives’ opinions"),
    ),
    Right(
        "opinion:sign",
        on=DOSSIER,
        by=("staff_representatives",),
        states=("opinions_open",),
        words=Text(fr="donner un avis sur une rubrique", en="give an opinion on a theme"),
        condition=Text(
            fr="Dans le délai des avis, une fois par rubrique.", en="Within the time limit, once per theme."
        ),
    ),
    Right(
        "mirror:read",
        on=DOSSIER,
        by=(*CANDIDATE_PARTIES, "auditor"),
        words=Text(
            fr="lire la comparaison avec l’autre partie au contrat", en="view the comparison with the other side"
        ),
    ),
    Right(
        "mirror:manage",
        on=DOSSIER,
        by=("candidate",),
        words=Text(fr="demander, accepter ou clore une comparaison", en="request, accept or close a comparison"),
    ),
)

dossier_sections.add(
    DossierSection("overview", Text(fr="Vue d’ensemble", en="Overview"), "dossiers:overview", "dossier:read", 0),
)
dossier_sections.add(
    DossierSection(
        "application", Text(fr="Candidature", en="Application"), "candidature:application", "application:read", 10
    )
)
for _key, _right in (("application-filed", "application:inspect"), ("application-listed", "application:examine")):
    dossier_sections.add(
        DossierSection(_key, Text(fr="Candidature", en="Application"), "candidature:application", _right, 10)
    )
dossier_sections.add(
    DossierSection(
        "questionnaire", Text(fr="Questionnaire", en="Questionnaire"), "candidature:home", "questionnaire:read", 20
    )
)
dossier_sections.add(
    DossierSection(
        "opinions", Text(fr="Avis du personnel", en="Staff opinions"), "candidature:opinions", "opinion:read", 25
    )
)
dossier_sections.add(
    DossierSection("mirror", Text(fr="Regards croisés", en="Two sides"), "candidature:mirror", "mirror:read", 27)
)
for _action in ("apply", "check", "record_payment", "submit", "give_up", "declare_change"):
    act_form_urls.put(_action, f"candidature:{_action}")


@first_pages.register
def find_candidature_to_begin(user: User) -> str:
    """Whoever asked for an account to obtain the label begins, unless the organisation has a dossier already."""
    asked = AccountRequest.objects.filter(invitation__accepted_by=user, purpose=AccountRequest.Purpose.LABEL)
    new = asked.exclude(organisation__in=Dossier.objects.values("organisation"))
    return reverse("candidature:start") if edits_organisation(user) and new.exists() else ""


@input_answers.register("complete")
def answer_complete(dossier: Dossier, day: date) -> bool | None:
    """Whether nothing lacks in the application."""
    return not eligibility.list_missing_parts(dossier, day)


@input_answers.register("eligible")
def answer_eligible(dossier: Dossier, day: date) -> bool | None:
    """Whether the rules of the release hold; None while something is not known."""
    return eligibility.assess_eligibility(dossier, day).eligible


@input_answers.register("paid")
def answer_paid(dossier: Dossier, day: date) -> bool | None:
    """Whether the price was received."""
    return pricing.is_fully_paid(dossier, day)


@input_answers.register("answered")
def answer_answered(dossier: Dossier, day: date) -> bool | None:
    """Whether the questionnaire is whole."""
    return submission.is_fully_answered(dossier, day)


@snapshot_builders.register("application")
def freeze_application(dossier: Dossier, day: date) -> dict[str, Any]:
    """The application."""
    return eligibility.build_application_body(dossier, day)


@snapshot_builders.register("audit")
def freeze_audit(dossier: Dossier, day: date) -> dict[str, Any]:
    """What is handed to the audit."""
    return submission.build_audit_body(dossier, day)


@sitemap_pages.register("apply")
def list_public_pages() -> list[PageAddress]:
    """List the page that says how the label is obtained."""
    return [("apply:home", ())]


footer_menu.register(
    MenuEntry("apply", Text(fr="Obtenir le label", en="Obtain the label"), "apply:home", "label"), order=5
)
overview_words.register(
    OverviewWords(build_candidature_steps, RARE_ACTS, describe_running_delay, explain_opening, list_next_stages)
)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Préparer une candidature", en="Prepare an application"),
        Text(
            fr="Catégorie, périmètre, éligibilité, prix et effort, avant tout engagement.",
            en="Category, scope, eligibility, price and effort, before any commitment.",
        ),
        "candidature:start",
        edits_organisation,
    ),
    order=10,
)
