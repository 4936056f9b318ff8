"""Making a briefing: one act, which reads the register and the plan, and freezes what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from filiere.core.faults import FaultCatalogue, Faults
from filiere.core.seals import seal
from filiere.site.accounts.demo_people import is_demo
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, lock_journal
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.briefings.content import (
    find_disputed,
    list_due_commitments,
    list_positions,
    write_figure,
)
from filiere.site.programme.briefings.models import Briefing

BRIEFINGS = ActTarget[None]("briefing", key=lambda _none: "new", lock=lock_journal)

FAULT_MESSAGES = FaultCatalogue(
    {
        "briefing-figure-unknown": (
            "Le registre n’a pas de chiffre « {figure} ».",
            "The register has no figure “{figure}”.",
            "Copiez ce qui suit /figures/ dans l’adresse de sa page.",
            "Copy what follows /figures/ in the address of its page.",
        ),
    }
)


@act("briefing.create", on=BRIEFINGS, right="briefing:make")
def make_briefing(
    _none: None,
    *,
    actor: User,
    meeting_on: date,
    place: str,
    about: str,
    present: str,
    figures: Sequence[str],
    asks: Sequence[str],
    start: str = "",
    day: date = TODAY,
) -> Briefing:
    """Freeze a briefing for a meeting. Raises `Faults` that name every figure which the register does not have."""
    register = current_register()
    unknown = [one for one in figures if one not in register]
    if unknown:
        raise Faults(
            replace(FAULT_MESSAGES.build("briefing-figure-unknown", figure=one), key="other") for one in unknown
        )
    chosen = [register[one] for one in figures]
    body = {
        "present": present,
        "figures": [write_figure(register, one) for one in chosen],
        "disputed": find_disputed(register, chosen),
        "asks": list(asks),
        "start": start,
        "commitments": list_due_commitments(day),
        "positions": list_positions(asks, day),
        "read_on": day.isoformat(),
    }
    return Briefing.objects.create(
        meeting_on=meeting_on, place=place, about=about, body=body, sha256=seal(body), by=actor, fictitious=is_demo()
    )
