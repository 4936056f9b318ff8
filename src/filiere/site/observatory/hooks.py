"""What this app says to the others: what it does each hour, its tables and addresses, tables told by the journal."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.accounts.permissions import EDITORS, Operator, Role
from filiere.site.journal.extension_points import comparisons
from filiere.site.kit.rights import Right, rights
from filiere.site.observatory import api, scheduled  # noqa: F401  Its addresses and tasks register there.
from filiere.site.observatory.journal_records import compare_amendments, compare_versions
from filiere.site.observatory.tables import (  # noqa: F401  They register there.
    figures,
    methods,
    regions,
    sector,
    tensions,
    territories,
)

rights.add(
    # Changing what the register says is a statistician’s judgement, signed and reasoned.
    Right(
        "figure:correct",
        by=(Role.STATISTICIAN,),
        words=Text(fr="corriger un chiffre du registre", en="correct a figure of the register"),
    ),
    Right(
        "figure:release",
        by=(Role.STATISTICIAN,),
        words=Text(fr="ne plus retenir un chiffre pour un usage", en="stop using a figure for a use"),
    ),
    Right(
        "figure:retain",
        by=(Role.STATISTICIAN,),
        words=Text(fr="retenir un chiffre pour un usage", en="select a figure for a use"),
    ),
    Right(
        "source:accept",
        by=(*EDITORS, Operator.key),
        words=Text(
            fr="accepter une source, qui remplace alors la précédente sur les pages publiques",
            en="accept a source, which then replaces the previous one on public pages",
        ),
    ),
    Right(
        "source:load",
        by=(*EDITORS, Operator.key),
        words=Text(fr="importer un fichier source", en="import a source file"),
    ),
    Right(
        "source:read",
        by=(*EDITORS, Operator.key),
        words=Text(
            fr="lire le rapport d’un import, accepté ou non", en="read the report of an import, accepted or not"
        ),
    ),
    Right(
        "source:refuse",
        by=(*EDITORS, Operator.key),
        words=Text(fr="refuser une source importée", en="refuse an imported source"),
    ),
)


comparisons.add(compare_amendments, compare_versions)
