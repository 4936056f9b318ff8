"""Saying something of a release under consultation, showing it, answering it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.site.accounts.letters import write_letters
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import Steps, act
from filiere.site.journal.writer import record_act
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.members.models import Mandate
from filiere.site.science.actions.common import PROPOSAL, load_release, refuse
from filiere.site.science.journal_reconciliation import COMMENT
from filiere.site.science.models import Comment, Proposal
from filiere.site.science.rights import PREPARE_RIGHT

MAX_UNREAD_COMMENTS = 2000
"""Comments of visitors that wait to be read, on one proposal: above, the form is being filled by a machine."""
MAX_COMMENTS_OF_SEAT = 200
"""Comments of one person with a mandate, on one proposal: they show at once, and no visitor takes their place."""

_CONSULTED = (Proposal.State.CONSULTED,)

ASIDE_REASONS: Mapping[str, Text] = {
    "abuse": Text(fr="Injures", en="Abuse"),
    "person": Text(
        fr="Attaque d’une personne, ou élément permettant de l’identifier",
        en="Personal attack or disclosure of identity",
    ),
    "advertising": Text(fr="Publicité", en="Advertising"),
    "elsewhere": Text(fr="Sans rapport avec cette version", en="Unrelated to this version"),
    "twice": Text(fr="Déjà publiée : même remarque de la même personne", en="Duplicate: same comment, same person"),
}
"""Why a comment is set aside: words of a list, since the journal keeps the reason and nobody may be named there."""


@act("proposal.comment", on=PROPOSAL, right=None, at=_CONSULTED, clock=False)
def add_comment(row: Proposal, *, actor: Actor, signature: str, body: str, place: str = "") -> Steps[Proposal, Comment]:
    """Say something, signed; ``place`` is the key of a question. A mandate shows at once, a visitor once read."""
    text = load_release(row) if place else None
    row = yield
    if row.consultation_until is None or timezone.localdate() > row.consultation_until:
        raise refuse("consultation-over", "La consultation est finie.", "The consultation is over.")
    if not body.strip() or not signature.strip():
        raise refuse(
            "nothing-said", "Signez, et écrivez votre remarque.", "Enter your name and your comment.", key="body"
        )
    if text is not None and place not in text.criteria:
        raise refuse("unknown-question", "Cette question n’existe pas.", "There is no such question.", key="place")
    person = actor if isinstance(actor, User) and actor.is_authenticated else None
    # A password alone speaks in no college’s name: without its second factor, a session is that of a visitor.
    if person is not None and not person.is_verified:
        person = None
    held = Mandate.objects.current(timezone.localdate()).filter(user=person).first() if person else None
    _require_room(row, person if held is not None else None)
    said = Comment.objects.create(
        proposal=row,
        said_at=timezone.now(),
        person=person,
        signature=" ".join(signature.split()),
        college=held.college if held is not None else "",
        place=place,
        body=body.strip(),
        state=Comment.State.PUBLISHED if held is not None else Comment.State.RECEIVED,
    )
    return _record_comment_act("proposal.comment", said, actor)


def _require_room(row: Proposal, seated: User | None) -> None:
    """Raise ``Faults`` when no more is taken from a person with a mandate, or from visitors as long as nobody reads.

    What was read or set aside leaves its place, so that no machine closes a consultation to everybody.
    """
    if seated is not None:
        if row.comments.filter(person=seated).count() >= MAX_COMMENTS_OF_SEAT:
            raise refuse(
                "too-many-comments",
                f"Vous avez déjà fait {MAX_COMMENTS_OF_SEAT} remarques sur cette proposition.",
                f"You have already made {MAX_COMMENTS_OF_SEAT} comments on this proposal.",
            )
    elif row.comments.filter(state=Comment.State.RECEIVED).count() >= MAX_UNREAD_COMMENTS:
        raise refuse(
            "too-many-comments",
            f"{MAX_UNREAD_COMMENTS} remarques attendent déjà d’être lues. Gardez la vôtre : il y aura de nouveau de "
            f"la place dès que "
            "l’équipe en aura lu.",
            f"{MAX_UNREAD_COMMENTS} comments are already awaiting review. Keep yours: there will be room again as "
            f"soon as the staff "
            f"have reviewed some.",
        )


@act("proposal.show", on=PROPOSAL, right=PREPARE_RIGHT, at=_CONSULTED, clock=False)
def set_comment_shown(row: Proposal, number: int, *, actor: User) -> Comment:
    """Show a comment."""
    said = _lock_comment(row, number)
    said.state, said.aside = Comment.State.PUBLISHED, ""
    said.save()
    return _record_comment_act("proposal.show", said, actor)


@act("proposal.set-aside", on=PROPOSAL, right=PREPARE_RIGHT, at=_CONSULTED, clock=False)
def set_comment_aside(row: Proposal, number: int, *, actor: User, reason: str) -> Comment:
    """Set a comment aside, for one of `ASIDE_REASONS`, which the journal keeps. How many are set aside is public.

    Whoever spoke in the name of a seat gets a letter with the reason. Raises `Faults` without one.
    """
    if reason not in ASIDE_REASONS:
        raise refuse(
            "set-aside-without-reason",
            "Dites pourquoi cette remarque est mise de côté.",
            "State why this comment is being set aside.",
            key="reason",
            remedy=("Choisissez une raison de la liste.", "Choose a reason from the list."),
        )
    said = _lock_comment(row, number)
    if (said.state, said.aside) == (Comment.State.SET_ASIDE, reason):
        return said
    said.state, said.aside = Comment.State.SET_ASIDE, reason
    said.save()
    _record_comment_act("proposal.set-aside", said, actor, reason=reason)
    if said.person is not None:
        _notify_author(said)
    return said


def _notify_author(said: Comment) -> None:
    why = ASIDE_REASONS[said.aside]
    write_letters(
        [said.person] if said.person is not None else [],
        subject=Text(
            fr="Votre remarque sur une version proposée est écartée",
            en="Your comment on a proposed version was set aside",
        ),
        body=Text(
            fr=f"votre remarque du {format_day(said.said_at, 'fr')} sur la proposition {said.proposal.key} "
            f"n’est plus publiée. "
            f"Raison : {why.fr.lower()}. Si vous pensez que c’est une erreur, répondez à l’équipe qui prépare la "
            "version.",
            en=(
                f"your comment of {format_day(said.said_at, 'en')} on proposal {said.proposal.key} is no longer "
                f"published. "
                f"Reason: {why.en.lower()}. If you think this is a mistake, write to those preparing the version."
            ),
        ),
        kind="comment-aside",
        about=f"proposal:{said.proposal.key}",
    )


@act("proposal.answer", on=PROPOSAL, right=PREPARE_RIGHT, at=_CONSULTED, clock=False)
def answer_comment(row: Proposal, number: int, answer: str, *, actor: User) -> Comment:
    """Answer a comment in public, which shows it."""
    if not answer.strip():
        raise refuse("nothing-answered", "Écrivez votre réponse.", "Enter your answer.", key="answer")
    said = _lock_comment(row, number)
    said.answer, said.answered_at = answer.strip(), timezone.now()
    said.state, said.aside = Comment.State.PUBLISHED, ""
    said.save()
    return _record_comment_act("proposal.answer", said, actor)


def _lock_comment(row: Proposal, number: int) -> Comment:
    return find_or_404(Comment.objects.select_for_update().for_number(row, number))


def _record_comment_act(act: str, said: Comment, actor: Actor, **more: str) -> Comment:
    record_act(actor, act, COMMENT, str(said.pk), {"proposal": said.proposal.key, "state": str(said.state), **more})
    return said
