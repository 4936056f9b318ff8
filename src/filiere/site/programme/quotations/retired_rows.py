"""A number that a figure gives which a recall took away is no match any more: it is outdated, and says since when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.figures import Register
from filiere.quotations.documents import Document
from filiere.quotations.review import Review, Row, check_document
from filiere.quotations.verdict import Verdict
from filiere.site.programme.figure_readings import SiteReadings, find_retirement_day, read_register

MATCH: Verdict = "match"
OUTDATED: Verdict = "outdated"


def check_against_recalls(document: Document | str, register: Register, said: date | None) -> Review:
    """Return the review of a text, with what recalls took away by the day on which it is said, today by default."""
    review, readings = check_document(document, register, said=said), read_register()
    known = said or timezone.localdate()
    return replace(review, rows=tuple(_judge_again(row, readings, known) for row in review.rows))


def _judge_again(row: Row, readings: SiteReadings, known: date) -> Row:
    """A match stands while one of the figures that decide it does."""
    if row.verdict != MATCH or not row.figures:
        return row
    days = [find_retirement_day(readings, one, known) for one in row.figures]
    retired = [one for one in days if one is not None]
    if len(retired) < len(days):
        return row
    day = spell_day(max(retired))
    reason = Text(
        fr=f"Le chiffre a été retiré par un rappel, le {day.fr} : il n’est plus à citer comme actuel.",
        en=f"The figure was retired by a recall on {day.en}: it is no longer to be quoted as current.",
    )
    return replace(row, verdict=OUTDATED, reason=reason, proposal=None)
