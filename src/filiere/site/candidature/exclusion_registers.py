"""What the rules ask of registers, and who answers: our own dossiers for withdrawals, the staff for convictions.

An answer that nobody has looked for is unknown, never no: a candidature is not eligible by lack of a search.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from filiere.referentials.records import TimeSpan
from filiere.site.candidature.models import RegisterAnswer
from filiere.site.workflow.models import Dossier, Event

WITHDRAWN_REGISTER = "withdrawn"
REGISTER_QUESTIONS: tuple[tuple[str, str], ...] = (("conviction", "labour_law"),)
"""What staff look up: the function of the rules and its argument."""


def load_register_answers(dossier: Dossier, day: date) -> dict[str, Any]:
    """Return the answers of registers at the close of a day, as the scoring takes them."""
    found: dict[str, Any] = {"recent_withdrawal": find_withdrawals(dossier, day)}
    rows = RegisterAnswer.objects.filter(dossier=dossier, found_on__lte=day).order_by("found_on", "pk")
    for row in rows:
        if row.argument:
            found.setdefault(row.function, {})[row.argument] = row.value
        else:
            found[row.function] = row.value
    return found


def find_withdrawals(dossier: Dossier, day: date) -> dict[str, bool]:
    """Return whether the label was withdrawn from the organisation within so many months, for each number asked."""
    days = Event.objects.filter(
        dossier__organisation=dossier.organisation_id, state=WITHDRAWN_REGISTER, day__lte=day
    ).values_list("day", flat=True)
    last = max(days, default=None)
    return {
        str(months): last is not None and TimeSpan(months, "month").shift_day(last) > day for months in (12, 24, 36)
    }
