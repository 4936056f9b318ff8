"""What this app says to the others: its jobs, tables told by the journal."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.accounts.rights import Role
from filiere.site.confidentiality import personal_data, todo_items  # noqa: F401  They register there.
from filiere.site.confidentiality.actions import request_job  # noqa: F401  Its jobs register there.
from filiere.site.confidentiality.journal_reconciliation import SEALED_ROWS
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import WorkspaceDoor, holds_right, workspace_doors
from filiere.site.kit.rights import Right, rights

rights.add(
    # Whoever sees what is withheld answers for it by name: neither the staff nor whoever runs the machine.
    Right(
        "release:protect",
        by=(Role.STATISTICIAN,),
        words=Text(
            fr="préparer un tableau protégé par le secret statistique",
            en="prepare a table under statistical confidentiality",
        ),
    ),
    Right(
        "release:publish",
        by=(Role.STATISTICIAN,),
        words=Text(fr="publier définitivement un tableau préparé", en="irrevocably publish a prepared table"),
    ),
    Right(
        "release:read-inside",
        by=(Role.STATISTICIAN,),
        words=Text(
            fr="lire les valeurs masquées d’un tableau et pourquoi elles le sont",
            en="read the values that a table withholds, and why",
        ),
    ),
)


sealed_rows.add(*SEALED_ROWS)

workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Tableaux protégés", en="Protected tables"),
        Text(
            fr="Préparer sous secret statistique, voir ce qui se révèle, publier.",
            en="Prepare under statistical confidentiality, see what is revealed, publish.",
        ),
        "confidentiality:tables",
        holds_right("release:read-inside"),
    ),
    order=140,
)
