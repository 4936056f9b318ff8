"""Proposing a release, trying it on made-up dossiers, putting it to consultation, withdrawing it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.referentials import MIN_GROUP, Release
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import Steps, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require
from filiere.site.mail.outbox import post_letters
from filiere.site.members.models import Mandate
from filiere.site.science import proposal_folder
from filiere.site.science.actions.common import PROPOSAL, check_state, load_release, refuse
from filiere.site.science.adoption_vote import previous_release
from filiere.site.science.journal_reconciliation import SUBJECT, proposal_payload
from filiere.site.science.models import Proposal, Trial, proposal_key
from filiere.site.science.rights import PREPARE_RIGHT

MIN_CONSULTATION = timedelta(days=30)
"""Of a consultation. Ours: time for an organisation to ask its own members."""
MAX_CONSULTATION = timedelta(days=366)
TRIAL_DOSSIERS = 300
OPEN_STATES = (Proposal.State.PROPOSED, Proposal.State.CONSULTED)


def propose_release(*, actor: User, reason: str, release: str = "", archive: Path | None = None) -> Proposal:
    """Put a release forward: one of the content that is a draft or consulted, or the folder in an archive.

    Raises `RightRefused`, and `Faults` with everything that the checker says of the text.
    """
    require(actor, PREPARE_RIGHT, release or "upload")
    if not reason.strip():
        raise refuse("no-reason", "Dites pourquoi cette version.", "State the reason for this release.", key="reason")
    key = proposal_key()
    try:
        read = (
            proposal_folder.stage_from_archive(key, archive, actor)
            if archive is not None
            else proposal_folder.stage_from_content(key, release)
        )
        _require_draft(read)
        with transaction.atomic():
            _require_only_proposal(read)
            row = Proposal.objects.create(
                key=key,
                referential=read.referential.key,
                release=read.id,
                sha256=read.sha256,
                uploaded=archive is not None,
                reason=reason.strip(),
                proposed_by=actor,
                proposed_at=timezone.now(),
            )
            record_row(actor, "proposal.propose", row)
    except BaseException:
        # Whatever stopped it: the folder of a proposal that does not exist must not stay.
        proposal_folder.remove_folder(key)
        raise
    return row


def _require_draft(read: Release) -> None:
    if read.head.status not in ("draft", "consulted"):
        raise refuse(
            "already-adopted",
            f"La version {read.id} n’est plus un projet.",
            f"The release {read.id} is no longer a draft.",
            key="release",
            remedy=("Proposez une version nouvelle.", "Propose a new release."),
        )


def _require_only_proposal(read: Release) -> None:
    """One proposal of a text at a time: two votes on one release could end in two ways."""
    under = (*OPEN_STATES, Proposal.State.VOTED_ON, Proposal.State.ADOPTED)
    if Proposal.objects.filter(release=read.id, state__in=under).exists():
        raise refuse(
            "already-proposed",
            f"La version {read.id} est déjà proposée, ou adoptée.",
            f"The release {read.id} is already proposed, or adopted.",
            key="release",
        )


@act("proposal.try", on=PROPOSAL, right=PREPARE_RIGHT, at=OPEN_STATES, clock=False)
def run_trial(row: Proposal, *, actor: User, seed: int = 1, dossiers: int = TRIAL_DOSSIERS) -> Steps[Proposal, Trial]:
    """Judge made-up dossiers of the release before under the one proposed; the person waits some seconds.

    Raises `Faults`, a trial that had to be stopped among them: whoever wrote the formulas chose what they cost.
    """
    check_state(row, OPEN_STATES)
    read = load_release(row)
    before = previous_release(row, read)
    if before is None or read.award is None or before.award is None:
        raise refuse(
            "nothing-to-compare",
            "Cette version ne remplace aucune version d’un label : rien à comparer.",
            "This release does not replace any label release: there is nothing to compare.",
        )
    number = min(dossiers, TRIAL_DOSSIERS)
    result = proposal_folder.run_trial(
        row.key, before.id, read.id, actor=actor, number=number, seed=seed, min_group=MIN_GROUP
    )
    row = yield
    trial = Trial.objects.create(
        proposal=row,
        before=before.id,
        before_sha256=before.sha256,
        dossiers=number,
        seed=seed,
        result=result,
        made_at=timezone.now(),
    )
    record_act(actor, "proposal.try", SUBJECT, row.key, proposal_payload(row))
    return trial


@act("proposal.consult", on=PROPOSAL, right=PREPARE_RIGHT, at=OPEN_STATES)
def open_consultation(row: Proposal, until: date, *, actor: User) -> Proposal:  # noqa: ARG001
    """Open the consultation from today to a day; the people with a mandate are told by letter."""
    today = timezone.localdate()
    if not MIN_CONSULTATION <= until - today <= MAX_CONSULTATION:
        raise refuse(
            "consultation-length",
            f"Une consultation dure de {MIN_CONSULTATION.days} à {MAX_CONSULTATION.days} jours.",
            f"A consultation lasts from {MIN_CONSULTATION.days} to {MAX_CONSULTATION.days} days.",
            key="until",
            remedy=("Choisissez un autre jour de fin.", "Choose another last day."),
        )
    # A second one takes up where the first ended, after a vote without a quorum for instance.
    row.state = Proposal.State.CONSULTED
    row.consultation_from = row.consultation_from or today
    row.consultation_until = until
    row.save()
    _notify_mandates(row)
    return row


@act("proposal.withdraw", on=PROPOSAL, right=PREPARE_RIGHT, at=OPEN_STATES, clock=False)
def withdraw_proposal(row: Proposal, *, actor: User) -> Proposal:  # noqa: ARG001
    """Give a proposal up before the vote; what was said of it stays readable."""
    row.state = Proposal.State.WITHDRAWN
    row.save()
    return row


def _notify_mandates(row: Proposal) -> None:
    held = Mandate.objects.current(timezone.localdate())
    assert row.consultation_until is not None  # noqa: S101  Set by the act that calls this.
    until = row.consultation_until
    post_letters(
        to=User.objects.filter(pk__in=held.values("user")),
        subject=Text(fr=f"Consultation sur {row.release}", en=f"Consultation on {row.release}"),
        body=Text(
            fr=f"La version {row.release} est soumise à vos remarques jusqu’au {format_day(until, 'fr')}.",
            en=f"Version {row.release} is open for your comments until {format_day(until, 'en')}.",
        ),
        kind="proposal.consult",
        about=f"proposal:{row.key}",
    )
