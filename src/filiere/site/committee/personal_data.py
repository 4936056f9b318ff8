"""What this app holds of a person: interests, votes, words of the debate; and what goes when they are erased.

A vote and its reasons stay with the decision they made, under a key that no longer leads to anybody; what only served
the debate, and the details of an interest, go.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters, format_moment
from filiere.site.committee import journal_reconciliation
from filiere.site.committee.ballot_sealing import to_sealed_ballot
from filiere.site.committee.erased_account_conflicts import keep_ties
from filiere.site.committee.models import (
    Attendance,
    Ballot,
    BusinessLink,
    Dissent,
    ExceptionAct,
    Hearing,
    Interest,
    Item,
    Note,
    NoTieStatement,
    Recusal,
    Round,
    Session,
)
from filiere.site.journal.writer import record_act

ERASURE_RULE = "person-erased"


@data_exporters.register("committee")
def _export_committee(user: User) -> dict[str, Any]:
    return {
        "interests": [
            {
                **journal_reconciliation.interest_payload(one),
                "note": one.note,
                "declared_on": one.declared_on.isoformat(),
            }
            for one in Interest.objects.filter(user=user).select_related("user", "organisation")
        ],
        "no_tie_statements": [
            {"item": one.item.key, "made_on": one.made_on.isoformat()}
            for one in NoTieStatement.objects.filter(user=user).select_related("item")
        ],
        "recusals": [
            {"dossier": one.dossier.key, "grade": one.grade, "ground": one.ground, "since": one.since.isoformat()}
            for one in Recusal.objects.filter(user=user).select_related("dossier")
        ],
        "recusals_noted": Recusal.objects.filter(noted_by=user).count(),
        "links_noted": BusinessLink.objects.filter(noted_by=user).count(),
        "attendances": [
            {
                "session": one.session.key,
                "arrived_at": format_moment(one.arrived_at),
                "left_at": format_moment(one.left_at),
            }
            for one in Attendance.objects.filter(user=user).select_related("session")
        ],
        "sessions": list(
            Session.objects.filter(Q(called_by=user) | Q(chair=user) | Q(closing_by=user)).values_list("key", flat=True)
        ),
        "ballots": [
            {
                "item": one.item.key,
                "seat": one.seat,
                "person": user.key,
                "snapshot": one.item.snapshot_sha256,
                "release": one.item.release_sha256,
                "round": one.round,
                "choice": said.choice,
                "reasons": said.reasons,
                "commitment": one.commitment,
                "nonce": said.nonce,
            }
            for one in Ballot.objects.filter(user=user).select_related("item", "user")
            for said in (to_sealed_ballot(one),)
        ],
        "rounds": Round.objects.filter(Q(opened_by=user) | Q(counted_by=user)).count(),
        "concluded": list(Item.objects.filter(decided_by=user).values_list("key", flat=True)),
        "taken_off": list(Item.objects.filter(taken_off_by=user).values_list("key", flat=True)),
        "listed": list(Item.objects.filter(listed_by=user).values_list("key", flat=True)),
        "notes": [{"item": one.item.key, "text": one.text} for one in Note.objects.filter(user=user)],
        "dissents": [{"item": one.item.key, "text": one.text} for one in Dissent.objects.filter(user=user)],
        "hearings": Hearing.objects.filter(Q(offered_by=user) | Q(noted_by=user)).count(),
        "exceptions": [
            {"dossier": one.dossier.key, "action": one.action, "reasons": one.reasons}
            for one in ExceptionAct.objects.filter(Q(first=user) | Q(second=user)).select_related("dossier")
        ],
    }


@data_erasers.register("committee")
def _erase_committee(user: User) -> None:
    keep_ties(user, timezone.localdate())
    for word in Note.objects.filter(user=user).exclude(text="").select_related("user", "item"):
        word.text = ""
        word.save(update_fields=["text"])
        payload = journal_reconciliation.note_payload(word)
        record_act(ERASURE_RULE, "note.erase", "item", word.item.key, payload)
    for interest in Interest.objects.filter(user=user).exclude(note="").select_related("user", "organisation"):
        interest.note = ""
        interest.save(update_fields=["note"])
        payload = journal_reconciliation.interest_payload(interest)
        record_act(ERASURE_RULE, "interest.erase", "interest", str(interest.pk), payload)
