"""Agreements as essential data of grants, in the form that public funders publish: read from it and written in it.

One agreement is one line a public funder. What the form asks and the agreement does not say (numbers of the two sides,
terms of payment) is kept beside it; without it the agreement is not written, and the page says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from filiere.core import Fault, Faults
from filiere.programme.grants import Grant as GrantLine
from filiere.programme.grants import write_grants
from filiere.site.programme.agreements.actions.agreements import find_last_version
from filiere.site.programme.agreements.models import LONGEST_FUNDER, LONGEST_REFERENCE, Agreement, FunderKind
from filiere.site.programme.agreements.models_versions import AMOUNT_DIGITS
from filiere.site.programme.agreements.standing import find_last_day

PUBLIC_FUNDERS = (FunderKind.STATE, FunderKind.REGION, FunderKind.LOCAL)
IMPORT_LIMITS = {
    "nomAttribuant": LONGEST_FUNDER,
    "referenceDecision": LONGEST_REFERENCE,
    "montant": AMOUNT_DIGITS,
}
"""What agreements keep of columns that the form leaves without a limit."""


@dataclass(frozen=True, slots=True)
class UnwrittenAgreement:
    """An agreement that the form does not take as it stands: what it refuses."""

    agreement: Agreement
    funder: str
    faults: tuple[Fault, ...]


def split_writable(agreements: list[Agreement]) -> tuple[list[GrantLine], list[UnwrittenAgreement]]:
    """Return the grants that the form takes, and the agreements that it does not, each with why."""
    taken: list[GrantLine] = []
    refused: list[UnwrittenAgreement] = []
    for agreement in agreements:
        for grant in _list_grants(agreement):
            try:
                write_grants([grant])
                taken.append(grant)
            except Faults as faults:
                refused.append(UnwrittenAgreement(agreement, grant.funder, faults.faults))
    return taken, refused


def _list_grants(agreement: Agreement) -> Iterator[GrantLine]:
    """A grant for each public funder of the version in force."""
    lines = [one for one in find_last_version(agreement).lines.all() if one.funder_kind in PUBLIC_FUNDERS]
    kept = agreement.grant
    share = Decimal(kept.get("share", "1"))
    for funder in dict.fromkeys(one.funder for one in lines):
        yield GrantLine(
            funder=funder,
            funder_siret=kept.get(f"siret:{funder}", ""),
            agreed_on=agreement.signed_on,
            decision=agreement.reference or None,
            beneficiary=kept.get("beneficiary", ""),
            beneficiary_siret=kept.get("beneficiary_siret") or None,
            beneficiary_rna=kept.get("beneficiary_rna") or None,
            purpose=agreement.title,
            amount=sum((one.amount for one in lines if one.funder == funder), Decimal(0)) / share,
            share=share,
            payment_terms=kept.get("payment_terms", ""),
            payment_period=f"{agreement.starts.isoformat()}/{find_last_day(agreement).isoformat()}",
            aid_number=kept.get("aid_number") or None,
            notified=kept.get("notified") == "oui",
            in_cash=kept.get("nature", "cash") != "kind",
            in_kind=kept.get("nature", "cash") != "cash",
            scheme=kept.get("scheme") or None,
        )


def read_agreement_fields(grant: GrantLine) -> dict[str, Any]:
    """What an agreement made of a grant holds, by the names of its fields."""
    days = grant.payment_period.split("/")
    nature = "both" if grant.in_cash and grant.in_kind else "kind" if grant.in_kind else "cash"
    kept = {
        f"siret:{grant.funder}": grant.funder_siret,
        "beneficiary": grant.beneficiary,
        "beneficiary_siret": grant.beneficiary_siret,
        "beneficiary_rna": grant.beneficiary_rna,
        "payment_terms": grant.payment_terms,
        "aid_number": grant.aid_number,
        "notified": "oui" if grant.notified else "non",
        "nature": nature,
        "scheme": grant.scheme,
        "share": "" if grant.share == 1 else str(grant.share),
    }
    return {
        "title": grant.purpose,
        "object": grant.purpose,
        "parties": [grant.funder, grant.beneficiary],
        "signed_on": grant.agreed_on,
        "starts": date.fromisoformat(days[0]),
        "ends": date.fromisoformat(days[-1]),
        "reference": grant.decision or "",
        "grant": {name: value for name, value in kept.items() if value},
    }
