"""Who conducts surveys: the statistician, who alone reads what a centre answered."""

from __future__ import annotations

from typing import Final

from filiere.core import Text
from filiere.site.accounts.rights import Role
from filiere.site.kit.rights import Right

CONDUCT: Final = "survey:conduct"

SURVEY_RIGHTS: Final = (
    Right(
        CONDUCT,
        by=(Role.STATISTICIAN,),
        words=Text(
            fr="conduire les enquêtes : tirer, écrire aux centres, corriger, publier",
            en="conduct surveys: draw, write to centres, correct, publish",
        ),
    ),
)
