"""What the app of letters does for the others: letters to addresses, copies of one's data, erasure, retention."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from filiere.site.accounts.invitations import register_letter_sender
from filiere.site.accounts.letters import register_letter_writer
from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data import (
    format_moment,
    list_letter_subjects,
    register_data_erasure,
    register_data_export,
)
from filiere.site.accounts.retention import register_retention_rule, remove_rows
from filiere.site.mail.delivery import has_mail_server
from filiere.site.mail.models import Letter
from filiere.site.mail.outbox import post_letter_to_address, post_letters

register_letter_writer(post_letters, has_mail_server)


@register_letter_sender
def _send_letter(**letter: Any) -> None:
    post_letter_to_address(**letter)


def _list_person_letters(user: User) -> Any:
    return Letter.objects.filter(Q(to=user) | Q(address=user.email))


@register_data_export("letters")
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


@register_data_erasure("letters")
def _erase_letters(user: User) -> None:
    """Their letters, and those that told others what they were given, which say their name."""
    _list_person_letters(user).delete()
    Letter.objects.filter(about__in=list_letter_subjects(user)).delete()


@register_retention_rule("letters")
def _remove_due_letters(before: datetime, most: int) -> int:
    return remove_rows(Letter.objects.filter(written_at__lt=before), most)
