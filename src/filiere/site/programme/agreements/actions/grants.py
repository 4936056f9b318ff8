"""Essential data of grants: agreements made from a file of a public funder, and what such a file asks of one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from filiere.programme.grants import Grant
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.programme.agreements.actions.agreements import COMMITTED
from filiere.site.programme.agreements.actions.common import AGREEMENT, NEW
from filiere.site.programme.agreements.grant_records import read_agreement_fields
from filiere.site.programme.agreements.models import Agreement, AgreementVersion, AmountLine


@act("agreement.import", on=NEW, right="programme:edit", record=False)
def import_grants(_new: str, *, actor: User, grants: Sequence[Grant], funder_kind: str) -> list[Agreement]:
    """Enter the agreements of a file, all or none; those that the register holds already are left as they stand."""
    made = []
    for grant in grants:
        fields = read_agreement_fields(grant)
        known = Agreement.objects.filter(
            signed_on=fields["signed_on"], title=fields["title"], reference=fields["reference"]
        )
        if any(row.parties == fields["parties"] for row in known):
            continue
        now, amount = timezone.now(), grant.amount * grant.share
        row = Agreement.objects.create(**fields, recorded_at=now, by=actor)
        record_row(actor, "agreement.import", row)
        version = AgreementVersion.objects.create(
            agreement=row, number=0, signed_on=row.signed_on, total=amount, known_at=now, by=actor
        )
        record_row(actor, "agreement-version.sign", version)
        line = AmountLine.objects.create(
            version=version,
            funder=grant.funder,
            funder_kind=funder_kind,
            amount=amount.quantize(Decimal("0.01")),
            kind=COMMITTED,
            known_at=now,
            by=actor,
        )
        record_row(actor, "agreement-line.add", line)
        made.append(row)
    return made


@act("agreement.describe", on=AGREEMENT, right="programme:edit")
def describe_grant(
    agreement: Agreement,
    *,
    actor: User,
    grant: dict[str, str],
) -> Agreement:
    """Keep what the form of grants asks and the agreement does not say."""
    agreement.grant = agreement.grant | grant
    agreement.save(update_fields=["grant"])
    return agreement
