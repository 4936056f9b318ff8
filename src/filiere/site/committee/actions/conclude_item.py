"""Concluding an item: the outcome, its reasons, the plan asked for, sealed minutes, and the act in the dossier.

All in one transaction: either the decision is in the dossier with its minutes, or neither is.
"""

from __future__ import annotations

from datetime import date

from filiere.site.accounts.models import User
from filiere.site.committee.actions.common import ITEM, clean_words, require_presence
from filiere.site.committee.minutes import build_item_minutes
from filiere.site.committee.models import Item
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.workflow.actions.perform_act import perform_act


@act("item.decide", on=ITEM, right="committee:vote", at=("counted",))
def conclude_item(item: Item, reasons: str, *, actor: User, plan: str = "", day: date = TODAY) -> Item:
    """Write the decision that the vote made in the dossier, with the reasons that the body adopts.

    `plan` is the improvement plan asked of the company, if any. A vote without a quorum is concluded too: the
    procedure then says that there was no vote, and the dossier stays where it is.
    """
    require_presence(item.session, actor)
    item.reasons, item.plan = clean_words(reasons, "reasons"), plan.replace("\x00", "").strip()
    item.status = Item.Status.CONCLUDING
    item.save()
    dossier = item.dossier
    perform_act(dossier, "decide", actor=actor, party=item.session.instance, on=item.snapshot_sha256, day=day)
    item.event = dossier.length
    item.minutes = build_item_minutes(item, day)
    item.minutes_sha256 = item.minutes["seal"]
    item.status, item.decided_on, item.decided_by = Item.Status.DECIDED, day, actor
    item.save()
    return item
