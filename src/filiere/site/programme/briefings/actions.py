"""Making a briefing: one act, which reads the register and the plan, and freezes what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from filiere.core.dates import spell_day
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
from filiere.site.programme.figure_readings import find_retirement_day, read_register

BRIEFINGS = ActTarget[None]("briefing", key=lambda _none: "new", lock=lock_journal)

FAULT_MESSAGES = FaultCatalogue(
    {
        "briefing-figure-unknown": (
            "Le registre n’a pas de chiffre « {figure} ».",
            "The register has no figure “{figure}”.",
            "Copiez ce qui suit /figures/ dans l’adresse de sa page.",
            "Copy what follows /figures/ in the address of its page.",
        ),
        "briefing-figure-retired": (
            "Le chiffre « {figure} » a été retiré par un rappel, le {day}.",
            "The figure “{figure}” was retired by a recall on {day}.",
            "Choisissez celui qui le remplace, ou n’en donnez aucun.",
            "Choose the one that replaces it, or give none.",
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
    """Freeze a briefing for a meeting. Raises `Faults` that name every figure which may not be said."""
    register, readings = current_register(), read_register()
    faults = []
    for one in figures:
        if one not in register:
            faults.append(FAULT_MESSAGES.build("briefing-figure-unknown", figure=one))
        elif (retired := find_retirement_day(readings, one, day)) is not None:
            faults.append(FAULT_MESSAGES.build("briefing-figure-retired", figure=one, day=spell_day(retired)))
    if faults:
        raise Faults(replace(one, key="other") for one in faults)
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
