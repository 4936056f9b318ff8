"""What this app says to the registries of dossiers: its rights, party by party and state by state, and its tab."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.evidence import personal_data, scheduled_tasks, todo_items  # noqa: F401  They register there.
from filiere.site.evidence.actions.erase_documents import APPEAL_GROUP
from filiere.site.evidence.journal_reconciliation import compare_documents, compare_uses
from filiere.site.journal.extension_points import comparisons
from filiere.site.kit.rights import Right, rights
from filiere.site.workflow.extension_points import DossierSection, decisive_state_groups, dossier_sections
from filiere.site.workflow.rights import DOSSIER

comparisons.add(compare_documents, compare_uses)
decisive_state_groups.add(APPEAL_GROUP)

_CLASS_CONDITION = Text(
    fr="selon la classe de confidentialité de chaque pièce et le côté dont elle vient",
    en="subject to each document’s confidentiality class and the side it comes from",
)
_OWN_SIDE_CONDITION = Text(fr="les pièces de son propre côté seulement", en="only documents from your own side")

rights.add(
    Right(
        "evidence:read",
        on=DOSSIER,
        by=(
            "candidate",
            "candidate_reader",
            "staff_representatives",
            "staff",
            "auditor",
            "committee",
            "appeal_panel",
            "state",
        ),
        words=Text(fr="ouvrir la page des pièces", en="open the evidence page"),
        condition=_CLASS_CONDITION,
    ),
    Right(
        "evidence:open_own",
        on=DOSSIER,
        by=("candidate", "candidate_reader", "holder", "staff_representatives"),
        words=Text(fr="lire les pièces de son côté", en="read the documents from your side"),
        condition=_CLASS_CONDITION,
    ),
    Right(
        "evidence:open_filed",
        on=DOSSIER,
        by=("staff", "state"),
        states=("past_filing",),
        words=Text(fr="lire les pièces d’un dossier déposé", en="read the documents of a filed dossier"),
        condition=_CLASS_CONDITION,
    ),
    Right(
        "evidence:open_audited",
        on=DOSSIER,
        by=("auditor",),
        states=("audit_files_open",),
        words=Text(fr="lire les pièces pendant sa mission", en="read the documents during your assignment"),
        condition=_CLASS_CONDITION,
    ),
    Right(
        "evidence:open_committee",
        on=DOSSIER,
        by=("committee",),
        states=("deliberated",),
        words=Text(
            fr="lire les pièces d’un dossier à l’ordre du jour", en="read the documents of a dossier under decision"
        ),
        condition=_CLASS_CONDITION,
    ),
    Right(
        "evidence:open_panel",
        on=DOSSIER,
        by=("appeal_panel",),
        states=("at_panel",),
        words=Text(fr="lire les pièces d’un recours", en="read the documents of an appeal"),
        condition=_CLASS_CONDITION,
    ),
    Right(
        "evidence:add",
        on=DOSSIER,
        by=("candidate", "staff_representatives"),
        states=("provable",),
        words=Text(fr="déposer une pièce", en="submit a document"),
        condition=_OWN_SIDE_CONDITION,
    ),
    Right(
        "evidence:add_record",
        on=DOSSIER,
        by=("auditor",),
        states=("audit_files_open",),
        words=Text(fr="déposer un relevé d’audit", en="submit an audit record"),
        condition=_OWN_SIDE_CONDITION,
    ),
    Right(
        "evidence:use",
        on=DOSSIER,
        by=("candidate",),
        states=("provable",),
        words=Text(fr="indiquer ce qu’une pièce prouve aussi", en="state what else a document supports"),
        condition=_OWN_SIDE_CONDITION,
    ),
    Right(
        "evidence:withdraw",
        on=DOSSIER,
        by=("candidate", "staff_representatives"),
        states=("provable",),
        words=Text(fr="retirer une pièce", en="withdraw a document"),
        condition=_OWN_SIDE_CONDITION,
    ),
    Right(
        "evidence:request",
        on=DOSSIER,
        by=("auditor",),
        states=("audit_files_open",),
        words=Text(fr="demander une pièce pour un jour", en="request a document by a given date"),
    ),
    Right(
        "evidence:answer",
        on=DOSSIER,
        by=("candidate", "staff_representatives"),
        states=("provable",),
        words=Text(fr="répondre à une demande de l’auditeur", en="reply to an auditor’s request"),
        condition=Text(fr="une demande adressée à son côté", en="a request addressed to your side"),
    ),
    Right(
        "evidence:archive",
        on=DOSSIER,
        by=("auditor",),
        states=("audit_files_open",),
        words=Text(fr="télécharger l’archive des pièces de l’audit", en="download the audit document archive"),
        condition=Text(fr="les pièces figées de cet audit seulement", en="only this audit’s frozen documents"),
    ),
)
dossier_sections.add(DossierSection("evidence", Text(fr="Pièces", en="Evidence"), "evidence:list", "evidence:read", 30))
