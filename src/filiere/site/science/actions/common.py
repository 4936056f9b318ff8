"""What the acts share: a proposal under lock in the state that the act needs, and its text."""

from __future__ import annotations

from datetime import date
from operator import attrgetter

from filiere.core import Faults, Text
from filiere.referentials import Release
from filiere.site.journal.act_decorator import ActTarget
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.science import proposal_folder
from filiere.site.science.journal_reconciliation import SUBJECT
from filiere.site.science.models import Proposal

PROPOSAL_STATE_LABELS: dict[str, Text] = {
    Proposal.State.PROPOSED: Text(fr="proposée", en="proposed"),
    Proposal.State.CONSULTED: Text(fr="en consultation", en="out for consultation"),
    Proposal.State.VOTED_ON: Text(fr="au vote des collèges", en="before the colleges"),
    Proposal.State.ADOPTED: Text(fr="adoptée", en="adopted"),
    Proposal.State.REJECTED: Text(fr="rejetée", en="rejected"),
    Proposal.State.WITHDRAWN: Text(fr="retirée", en="withdrawn"),
}


def load_release(row: Proposal) -> Release:
    """The release proposed. An act that rests on it asks for it before its transaction begins, where a text that had to
    be stopped is told to the journal; it is then in memory."""
    return proposal_folder.load_for_page(row.key, row.release)


def lock_proposal(row: Proposal, at: tuple[str, ...], _day: date = date.max) -> Proposal:
    """The row under lock; raise `Http404` without it, and `Faults` in another state."""
    row = find_or_404(Proposal.objects.select_for_update().for_key(row.key))
    check_state(row, at)
    return row


def check_state(row: Proposal, states: tuple[str, ...]) -> None:
    """Raise `Faults` for a proposal in another state."""
    if row.state not in states:
        raise refuse(
            "not-in-that-state",
            f"Cette proposition est {PROPOSAL_STATE_LABELS[row.state].fr} : cela ne s’y fait plus, ou pas encore.",
            f"This proposal is {PROPOSAL_STATE_LABELS[row.state].en}: this is no longer possible, or not yet.",
        )


PROPOSAL: ActTarget[Proposal] = ActTarget(
    SUBJECT,
    lock=lock_proposal,
    thing=attrgetter("key"),
    steps=tuple(Proposal.State.values),
    refusals=False,
)
"""Acts on a proposal."""


def refuse(code: str, fr: str, en: str, *, key: str | None = None, remedy: tuple[str, str] | None = None) -> Faults:
    """A fault of an act."""
    mend = remedy or ("Rien n’a été changé.", "Nothing was changed.")
    return Faults.one(code=code, key=key, message=Text(fr=fr, en=en), remedy=Text(fr=mend[0], en=mend[1]))
