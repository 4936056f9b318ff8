"""Who leads the programme, and who reads what of it is not public; each subject adds its own rights in its hooks."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.accounts.rights import Role
from filiere.site.kit.rights import Right

PROGRAMME_RIGHTS = (
    Right(
        "programme:edit",
        by=(Role.PROGRAMME,),
        words=Text(fr="conduire le programme", en="lead the programme"),
    ),
    Right(
        "programme:read",
        by=(Role.PROGRAMME, Role.COMMUNICATION, Role.STATE),
        words=Text(
            fr="lire ce que le programme réserve à ses acteurs", en="read what the programme keeps to its actors"
        ),
    ),
)
