"""An agreement with the State for tests, entered by its own acts: amounts by year, an amendment, payments, a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from filiere.site.programme.agreements.actions import agreements, payments, reports, uses
from filiere.site.programme.agreements.models import Agreement, Objective, Payment, Report, ReportingPeriod, UseLine

MILLION = Decimal(1_000_000)


@dataclass
class AgreementScene:
    """An agreement and its parts; ``lead`` entered them, ``state`` controls them."""

    lead: Any
    state: Any
    agreement: Agreement
    payment: Payment
    use: UseLine
    objective: Objective
    period: ReportingPeriod

    def send_report(self) -> Report:
        """Seal the report of the period."""
        return reports.send_report(self.period, actor=self.lead, comment="Une première année.")


def make_agreement(make_user: Any, *, total: Decimal | None = 3 * MILLION) -> AgreementScene:
    """Enter an agreement signed four hundred days ago, with two funders, a payment due, spending and an objective."""
    lead, state = make_user("programme", name="Lise Conduite"), make_user("state", name="Paul Préfet")
    today = timezone.localdate()
    signed = today - timedelta(days=400)
    agreement = agreements.create_agreement(
        "new",
        actor=lead,
        title="Convention d’essai",
        title_en="Trial agreement",
        parties=["État", "Association"],
        signed_on=signed,
        starts=signed,
        ends=signed + timedelta(days=1000),
        total=total,
        object="Former et recruter.",
        fictitious=True,
    )
    agreements.add_amount(
        agreement, actor=lead, funder="État", funder_kind="state", amount=2 * MILLION, year=signed.year
    )
    agreements.add_amount(
        agreement, actor=lead, funder="Entreprises", funder_kind="private", amount=MILLION, year=signed.year
    )
    payment = payments.schedule_payment(
        agreement, actor=lead, funder="État", amount=MILLION, due=signed + timedelta(days=30), condition="Signature"
    )
    use = uses.plan_use(agreement, actor=lead, title="Formations", planned=MILLION, region="REG-53")
    uses.record_spending(use, actor=lead, amount=Decimal(600_000), on=signed + timedelta(days=90))
    objective = agreements.add_objective(
        agreement,
        actor=lead,
        title="Salariés formés",
        goal=Decimal(400),
        due=signed + timedelta(days=900),
        unit="personnes",
    )
    uses.record_measure(objective, actor=lead, value=Decimal(212), on=signed + timedelta(days=90))
    period = reports.open_period(
        agreement, actor=lead, starts=signed, ends=signed + timedelta(days=180), due=today + timedelta(days=10)
    )
    return AgreementScene(lead, state, agreement, payment, use, objective, period)
