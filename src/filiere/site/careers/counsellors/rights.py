"""What a counsellor may do: keep files of their own. No other role holds this right, and it gives no other."""

from __future__ import annotations

from typing import Final

from filiere.core import Text
from filiere.site.accounts.rights import Role
from filiere.site.careers.counsellors.querysets import KEEP
from filiere.site.kit.rights import Right

COUNSELLOR_RIGHTS: Final = (
    Right(
        KEEP,
        by=(Role.COUNSELLOR,),
        words=Text(fr="tenir des dossiers de personnes, sous pseudonyme", en="keep files of people, under a pseudonym"),
    ),
)
