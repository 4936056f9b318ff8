"""Letters about the clock, to everybody who may confirm the date: once when it is held, and at each step after."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.accounts.approvals import holders_of
from filiere.site.accounts.notices import write_to
from filiere.site.accounts.permissions import Permission
from filiere.site.journal.clock import Verdict

PAGE = "/staff/clock/"


def tell_held(verdict: Verdict) -> None:
    """Say that what the day decides is held, and what to do."""
    said, remedy = verdict.sentence(), verdict.remedy()
    _tell(
        Text(fr="L’horloge du serveur n’est pas sûre", en="The server’s clock may not be trusted"),
        Text(fr=f"{said.fr}\n\n{remedy.fr}", en=f"{said.en}\n\n{remedy.en}"),
        "clock.held",
    )


def _tell(subject: Text, body: Text, kind: str) -> None:
    write_to(holders_of(Permission.CLOCK_CONFIRM), subject=subject, body=body, kind=kind, link=PAGE)
