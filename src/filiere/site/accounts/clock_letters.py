"""Letters about the clock, to everybody who may confirm the date: once when it is held, and at each step after."""

from __future__ import annotations

from datetime import date

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.site.accounts.approval_rules import list_permission_holders
from filiere.site.accounts.letters import write_letters
from filiere.site.journal.clock_trust import ClockVerdict

PAGE = "/staff/clock/"


def notify_clock_held(verdict: ClockVerdict) -> None:
    """Say that what the day decides is held, and what to do."""
    said, remedy = verdict.sentence(), verdict.remedy()
    _write_letters(
        Text(fr="L’horloge du serveur n’est pas fiable", en="The server’s clock cannot be trusted"),
        Text(fr=f"{said.fr}\n\n{remedy.fr}", en=f"{said.en}\n\n{remedy.en}"),
        "clock.held",
    )


def notify_day_asked(day: date) -> None:
    """Say that the operator has told the day, and that somebody else must confirm it."""
    _write_letters(
        Text(fr="Confirmez la date du serveur", en="Confirm the server’s date"),
        Text(
            fr=(
                f"L’exploitant du serveur indique la date du {format_day(day, 'fr')}. Si votre calendrier concorde, "
                "confirmez-la aujourd’hui : tout reprendra. Sinon, ne faites rien, et prévenez-le."
            ),
            en=f"The server operator says that today is {format_day(day, 'en')}. If your calendar agrees, "
            f"confirm it today: everything "
            f"will then resume. If not, do nothing and tell the operator.",
        ),
        "clock.asked",
    )


def notify_day_confirmed(day: date) -> None:
    """Say that the clock is followed again, and that what waited is done within minutes."""
    _write_letters(
        Text(fr="La date du serveur est confirmée", en="The server’s date has been confirmed"),
        Text(
            fr=f"Deux personnes ont confirmé que nous sommes le {format_day(day, 'fr')}. Les délais échus "
            f"passent dans les "
            "minutes qui viennent, chacun à la date où il est échu ; le journal garde qui l’a confirmé.",
            en=f"Two people confirmed that today is {format_day(day, 'en')}. Expired deadlines take effect "
            f"within minutes, each as of "
            f"its due date; the journal records who confirmed it.",
        ),
        "clock.confirmed",
    )


def _write_letters(subject: Text, body: Text, kind: str) -> None:
    write_letters(list_permission_holders("clock:confirm"), subject=subject, body=body, kind=kind, link=PAGE)
