"""Concluding an item: the outcome, its reasons, the plan asked for, sealed minutes, and the act in the dossier.

All in one transaction: either the decision is in the dossier with its minutes, or neither is.
"""

from __future__ import annotations

from datetime import date

from filiere.site.accounts.models import User
from filiere.site.committee.actions.common import (
    atomic,
    clean_words,
    lock_item,
    record_act,
    record_refusals,
    require_presence,
    resolve_today,
)
from filiere.site.committee.journal_records import decision_payload
from filiere.site.committee.minutes import build_item_minutes
from filiere.site.committee.models import Item
from filiere.site.dossiers.actions.act import perform_act
from filiere.site.journal.clock import needs_clock
from filiere.site.kit.rights import require


@needs_clock
def conclude_item(item: Item, reasons: str, *, actor: User, plan: str = "", day: date | None = None) -> Item:
    """Write the decision that the vote made in the dossier, with the reasons that the body adopts.

    `plan` is the improvement plan asked of the company, if any. A vote without a quorum is concluded too: the
    procedure then says that there was no vote, and the dossier stays where it is.
    """
    require(actor, "committee:vote", item.dossier)
    on = resolve_today(day)
    with record_refusals(actor, "item.decide", "item", item.key), atomic():
        row = lock_item(item, Item.Status.COUNTED, day=on)
        require_presence(row.session, actor)
        row.reasons, row.plan = clean_words(reasons, "reasons"), plan.replace("\x00", "").strip()[:20000]
        row.status = Item.Status.CONCLUDING
        row.save()
        dossier = row.dossier
        perform_act(dossier, "decide", actor=actor, party=row.session.instance, on=row.snapshot_sha256, day=on)
        row.event = dossier.length
        row.minutes = build_item_minutes(row, on)
        row.minutes_sha256 = row.minutes["seal"]
        row.status, row.decided_on, row.decided_by = Item.Status.DECIDED, on, actor
        row.save()
        record_act(actor, "item.decide", "item", row.key, decision_payload(row))
    return row
