"""Periods of reports, and sending one: what fills it is frozen with its seal, and never changes."""

from __future__ import annotations

from datetime import date

from django.db.models import Max
from django.utils import timezone

from filiere.core import Text, seal
from filiere.core.dates import spell_day
from filiere.site.accounts.letters import add_greeting
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.journal.act_decorator import TODAY, act, make_row_lock
from filiere.site.mail.outbox import post_letters
from filiere.site.programme.agreements.actions.common import AGREEMENT, PERIOD
from filiere.site.programme.agreements.faults import refuse
from filiere.site.programme.agreements.models import Agreement, Report, ReportingPeriod
from filiere.site.programme.agreements.report_contents import build_report_body
from filiere.site.programme.agreements.standing import find_last_day


@act("agreement-period.open", on=AGREEMENT, right="programme:edit")
def open_period(agreement: Agreement, *, actor: User, starts: date, ends: date, due: date) -> ReportingPeriod:
    """Enter a period about which the association reports."""
    if ends <= starts or starts < agreement.starts or ends > find_last_day(agreement):
        raise refuse("period-dates", "ends", starts=spell_day(starts), ends=spell_day(ends))
    last = agreement.periods.aggregate(last=Max("number"))["last"] or 0
    return ReportingPeriod.objects.create(
        agreement=agreement, number=last + 1, starts=starts, ends=ends, due=due, known_at=timezone.now(), by=actor
    )


@act("agreement-report.send", on=PERIOD, right="programme:edit", lock=make_row_lock("agreement"))
def send_report(period: ReportingPeriod, *, actor: User, comment: str = "", day: date = TODAY) -> Report:
    """Freeze the report of a period that is over, with the seal of its figures, and tell the public authorities."""
    if period.ends >= day:
        raise refuse("report-early", ends=spell_day(period.ends))
    if Report.objects.filter(period=period).exists():
        raise refuse("report-sent")
    body = build_report_body(period)
    row = Report.objects.create(
        period=period, comment=comment, body=body, sha256=seal(body), sent_at=timezone.now(), by=actor
    )
    agreement = period.agreement
    post_letters(
        to=User.objects.for_role(Role.STATE),
        subject=Text(fr=f"Rapport n° {period.number}", en=f"Report no. {period.number}"),
        body=add_greeting(
            Text(
                fr=f"L’association a scellé le rapport n° {period.number} de la convention « {agreement.title} ».",
                en=f"The association has sealed report no. {period.number} of the agreement “{agreement.title}”.",
            )
        ),
        kind="agreement.report",
        about=f"agreement:{agreement.key}",
        link=f"/programme/agreements/reports/{row.key}/",
    )
    return row
