"""What the acts on agreements share: what they are done to, and days that must have passed."""

from __future__ import annotations

from datetime import date

from filiere.core.dates import spell_day
from filiere.site.journal.act_decorator import ActTarget, lock_journal
from filiere.site.programme.agreements.faults import refuse
from filiere.site.programme.agreements.models import (
    Agreement,
    AgreementVersion,
    Objective,
    Payment,
    Question,
    ReportingPeriod,
    UseLine,
)

NEW = ActTarget[str]("agreement", key=str, lock=lock_journal, refusals=False)
"""Acts that make an agreement: the word ``new`` stands for it."""
AGREEMENT = ActTarget[Agreement]("agreement", refusals=False)
PAYMENT = ActTarget[Payment]("agreement-payment", refusals=False)
OBJECTIVE = ActTarget[Objective]("agreement-objective", refusals=False)
USE = ActTarget[UseLine]("agreement-use", refusals=False)
PERIOD = ActTarget[ReportingPeriod]("agreement-period", key=lambda row: str(row.pk), refusals=False)
QUESTION = ActTarget[Question]("agreement-question", refusals=False)


def require_past(on: date, day: date, key: str) -> None:
    """Refuse a day that has not come."""
    if on > day:
        raise refuse("agreement-day-to-come", key, on=spell_day(on))


def find_version(agreement: Agreement, on: date) -> AgreementVersion:
    """The version in force on a day: the last that was signed by then, else the first."""
    versions = list(agreement.versions.order_by("number"))
    return next((one for one in reversed(versions) if one.signed_on <= on), versions[0])
