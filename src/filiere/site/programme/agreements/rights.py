"""Who asks about agreements and accepts what was spent; the programme’s own lead writes them (`programme:edit`)."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.accounts.rights import Role
from filiere.site.kit.rights import Right

AGREEMENT_RIGHTS = (
    Right(
        "agreement:control",
        by=(Role.STATE,),
        words=Text(
            fr="interroger l’association sur une convention et accepter ce qu’elle justifie",
            en="question the association about an agreement and accept what it accounts for",
        ),
    ),
)
