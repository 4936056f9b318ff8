"""What the app of letters does for the others: letters to addresses, copies of one's data, erasure, retention."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.invitation_kinds import letter_senders
from filiere.site.accounts.letters import letter_writers, mail_server_checks
from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data import list_letter_subjects
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters, format_moment
from filiere.site.accounts.retention_rules import remove_rows, retention_rules
from filiere.site.accounts.rights import Actor, Operator, Role
from filiere.site.kit.navigation import WorkspaceDoor, holds_right, workspace_doors
from filiere.site.kit.rights import Right, allowed, rights
from filiere.site.mail import journal_anchoring, todo_digests, todo_items  # noqa: F401  They register there.
from filiere.site.mail.delivery import has_mail_server
from filiere.site.mail.models import MOST_FAILURES, Letter, TaskDigest
from filiere.site.mail.outbox import post_letter_to_address, post_letters
from filiere.site.mail.todo_digests import end_digest
from filiere.site.pages.site_notices import SiteNotice, notice_sources

rights.add(
    # The administrator of accounts, for those of accounts only: an invitation that never came is theirs to see to.
    Right(
        "letter:mend",
        by=(Role.ADMINISTRATOR, Role.LABEL_STAFF, Operator.key),
        words=Text(
            fr="renvoyer ou abandonner un e-mail non envoyé",
            en="retry or abandon an e-mail that was not sent",
        ),
    ),
)


@notice_sources.register
def list_letter_notices(actor: Actor) -> list[SiteNotice]:
    """Letters that did not leave, to whoever may send them again."""
    if not allowed(actor, "letter:mend"):
        return []
    stopped = Letter.objects.visible_to(actor).troubled().filter(failures__gte=MOST_FAILURES).count()
    if not stopped:
        return []
    words = Text(
        fr="Un e-mail n’est pas parti, et n’est plus réessayé."
        if stopped == 1
        else f"{stopped} e-mails ne sont pas partis, et ne sont plus réessayés.",
        en="An e-mail could not be sent, and will not be retried."
        if stopped == 1
        else f"{stopped} e-mails could not be sent, and will not be retried.",
    )
    return [SiteNotice(words, reverse("mail:failed"), Text(fr="Voir pourquoi", en="See why"))]


letter_writers.register(post_letters)
mail_server_checks.register(has_mail_server)


@letter_senders.register
def _send_letter(**letter: Any) -> None:
    post_letter_to_address(**letter)


def _list_person_letters(user: User) -> Any:
    return Letter.objects.filter(Q(to=user) | Q(address=user.email))


@data_exporters.register("letters")
def _export_letters(user: User) -> list[dict[str, Any]]:
    return [
        {
            "kind": letter.kind,
            "about": letter.about,
            "subject": letter.subject,
            "body": letter.body,
            "written_at": format_moment(letter.written_at),
            "sent_at": format_moment(letter.sent_at),
        }
        for letter in _list_person_letters(user).order_by("pk")
    ]


@data_erasers.register("letters")
def _erase_letters(user: User) -> None:
    """Their letters, and those that told others what they were given, which say their name."""
    _list_person_letters(user).delete()
    Letter.objects.filter(about__in=list_letter_subjects(user)).delete()


@data_exporters.register("task-digest")
def _export_digest(user: User) -> list[dict[str, Any]]:
    return [{"every": one.every, "last_on": one.last_on} for one in TaskDigest.objects.filter(user=user)]


@data_erasers.register("task-digest")
def _erase_digest(user: User) -> None:
    end_digest(user)


@retention_rules.register("letters")
def _remove_due_letters(before: datetime, most: int) -> int:
    return remove_rows(Letter.objects.filter(written_at__lt=before), most)


workspace_doors.register(
    WorkspaceDoor(
        Text(fr="E-mails non envoyés", en="Unsent e-mails"),
        Text(fr="Pourquoi, et les relancer ou les abandonner.", en="See why, and resend or abandon them."),
        "mail:failed",
        holds_right("letter:mend"),
    ),
    order=160,
)
