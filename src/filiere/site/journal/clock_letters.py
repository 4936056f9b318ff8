"""Letters about the clock, to everybody who may confirm the date: once when it is held, and at each step after."""

from __future__ import annotations

from datetime import date

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
        Text(fr="L’horloge du serveur n’est pas sûre", en="The server’s clock cannot be trusted"),
        Text(fr=f"{said.fr}\n\n{remedy.fr}", en=f"{said.en}\n\n{remedy.en}"),
        "clock.held",
    )


def tell_asked(day: date) -> None:
    """Say that the operator has told the day, and that somebody else must confirm it."""
    _tell(
        Text(fr="Confirmez la date du serveur", en="Confirm the server’s date"),
        Text(
            fr=f"L’exploitant de la machine dit que nous sommes le {day:%d/%m/%Y}. Si votre calendrier dit de même, "
            "confirmez-le aujourd’hui : tout reprend alors. Sinon, ne faites rien, et prévenez-le.",
            en=f"The server operator says that today is {day}. If your calendar agrees, confirm it today: everything "
            f"will then resume. If not, do nothing and tell the operator.",
        ),
        "clock.asked",
    )


def tell_confirmed(day: date) -> None:
    """Say that the clock is followed again, and that what waited is done within minutes."""
    _tell(
        Text(fr="La date du serveur est confirmée", en="The server’s date has been confirmed"),
        Text(
            fr=f"Deux personnes ont confirmé que nous sommes le {day:%d/%m/%Y}. Les délais échus passent dans les "
            "minutes qui viennent, chacun à la date où il est échu ; le journal garde qui l’a confirmé.",
            en=f"Two people confirmed that today is {day}. Expired deadlines take effect within minutes, each as of "
            f"its due date; the journal records who confirmed it.",
        ),
        "clock.confirmed",
    )


def _tell(subject: Text, body: Text, kind: str) -> None:
    write_to(holders_of(Permission.CLOCK_CONFIRM), subject=subject, body=body, kind=kind, link=PAGE)
