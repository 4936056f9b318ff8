"""What this app says to the registries: answers to the procedure, snapshots, rights, tabs and forms of acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from filiere.core import Text
from filiere.site.candidature import eligibility, handing, keeping, pricing  # noqa: F401  keeping registers itself.
from filiere.site.candidature.actions import import_workbook  # noqa: F401  It registers its part of the sweep.
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.registries import Section, answers, form_for_act, freezes, section
from filiere.site.dossiers.rights import Right, register_rights

CANDIDATE = ("candidate", "candidate_reader")
INSIDE = (*CANDIDATE, "staff_representatives")
FILED = ("applied", "returned", "filed", "barred", "refused", "eligibility_appeal", "award_appeal", "at_holder",
         "to_unmark", "withdrawal_appeal", "unmarked", "unmarking_overdue", "replaced", "closed")  # fmt: skip
"""Once the candidature was filed: a company at work on its own answers is watched by nobody."""
OPEN = ("preparing", "returned")
"""States in which the application itself is written."""
DECLARED = ("declaring", "naming_auditor", "under_audit", "answering", "replying", "lifting")
"""States in which the candidate answers; after the submission, on its own branch."""
FROZEN = ("naming_auditor", "under_audit", "answering", "replying", "lifting", "before_committee", "postponed",
          "refused", "award_appeal", "at_holder")  # fmt: skip

register_rights(
    Right(
        "application:read",
        by=INSIDE,
        words=Text(fr="lire la demande", en="view the application"),
    ),
    Right(
        "application:inspect",
        by=("staff", "auditor", "committee", "appeal_panel"),
        states=FILED,
        words=Text(fr="lire la demande déposée", en="view the application as filed"),
    ),
    Right(
        "application:edit",
        by=("candidate",),
        states=OPEN,
        words=Text(fr="modifier la demande", en="change the application"),
    ),
    Right(
        "application:change",
        by=("candidate",),
        states=("filed",),
        words=Text(fr="déclarer un changement de périmètre", en="declare a change of scope"),
        condition=Text(fr="La candidature repart de la vérification.", en="The application is checked again."),
    ),
    Right(
        "price:read",
        by=CANDIDATE,
        words=Text(fr="lire le prix", en="view the price"),
    ),
    Right(
        "price:inspect",
        by=("staff",),
        states=FILED,
        words=Text(fr="lire le prix annoncé", en="view the price quoted"),
    ),
    Right(
        "payment:record",
        by=("staff",),
        states=("quoted", "declaring", "naming_auditor", "under_audit"),
        words=Text(fr="enregistrer un paiement", en="record a payment"),
    ),
    Right(
        "register:look_up",
        by=("staff",),
        states=("applied", "hearing", "quoted"),
        words=Text(fr="noter une recherche dans un registre", en="record a register search"),
    ),
    Right(
        "questionnaire:read",
        by=(*CANDIDATE, "staff_representatives", "auditor"),
        words=Text(fr="lire le questionnaire", en="view the questionnaire"),
    ),
    Right(
        "questionnaire:edit",
        by=("candidate",),
        states=DECLARED,
        words=Text(fr="répondre au questionnaire", en="answer the questionnaire"),
    ),
    Right(
        "branch:compare",
        by=(*CANDIDATE, "auditor", "staff"),
        states=FROZEN,
        words=Text(
            fr="comparer les réponses d’aujourd’hui à celles de l’audit",
            en="compare today’s answers with those audited",
        ),
    ),
    Right(
        "evidence:proposals",
        by=(*CANDIDATE, "auditor"),
        words=Text(
            fr="voir ce que les preuves montrent sous d’autres référentiels",
            en="see what the evidence supports under other referentials",
        ),
    ),
    Right(
        "evidence:carry",
        by=("candidate",),
        words=Text(fr="accepter une preuve sous un autre référentiel", en="accept evidence under another referential"),
    ),
    Right(
        "opinion:read",
        by=("staff_representatives", "auditor", "committee"),
        states=("declaring", *FROZEN),
        words=Text(fr="lire les avis des représentants du personnel", en="read staff representatives’ opinions"),
    ),
    Right(
        "opinion:sign",
        by=("staff_representatives",),
        states=("declaring", "naming_auditor", "under_audit"),
        words=Text(fr="donner un avis sur une rubrique", en="give an opinion on a theme"),
        condition=Text(fr="Dans le délai des avis, une fois par rubrique.", en="Within the deadline, once per theme."),
    ),
    Right(
        "mirror:read",
        by=(*CANDIDATE, "auditor"),
        words=Text(
            fr="lire la comparaison avec l’autre partie au contrat", en="view the comparison with the other side"
        ),
    ),
    Right(
        "mirror:manage",
        by=("candidate",),
        words=Text(fr="demander, accepter ou clore une comparaison", en="request, accept or close a comparison"),
    ),
)

section(Section("application", Text(fr="Demande", en="Application"), "candidature:application", "application:read", 10))
section(
    Section(
        "application-filed",
        Text(fr="Demande", en="Application"),
        "candidature:application",
        "application:inspect",
        10,
    )
)
section(
    Section("questionnaire", Text(fr="Questionnaire", en="Questionnaire"), "candidature:home", "questionnaire:read", 20)
)
section(
    Section("opinions", Text(fr="Avis du personnel", en="Staff opinions"), "candidature:opinions", "opinion:read", 25)
)
section(Section("mirror", Text(fr="Regards croisés", en="Two sides"), "candidature:mirror", "mirror:read", 27))
for _action in ("apply", "check", "record_payment", "submit", "give_up", "declare_change"):
    form_for_act(_action, f"candidature:{_action}")


@answers("complete")
def complete(dossier: Dossier, day: date) -> bool | None:
    """Whether nothing lacks in the application."""
    return not eligibility.lacks(dossier, day)


@answers("eligible")
def eligible(dossier: Dossier, day: date) -> bool | None:
    """Whether the rules of the release hold; None while something is not known."""
    return eligibility.eligibility_of(dossier, day).eligible


@answers("paid")
def paid(dossier: Dossier, day: date) -> bool | None:
    """Whether the price was received."""
    return pricing.paid(dossier, day)


@answers("answered")
def answered(dossier: Dossier, day: date) -> bool | None:
    """Whether the questionnaire is whole."""
    return handing.answered(dossier, day)


@freezes("application")
def application(dossier: Dossier, day: date) -> dict[str, Any]:
    """The application."""
    return eligibility.application_body(dossier, day)


@freezes("audit")
def audit(dossier: Dossier, day: date) -> dict[str, Any]:
    """What is handed to the audit."""
    return handing.audit_body(dossier, day)
