"""What the app of letters does for the others: letters to addresses, copies of one's data, erasure, retention."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from filiere.site.accounts.invitations import register_poster
from filiere.site.accounts.models import User
from filiere.site.accounts.notices import register_post
from filiere.site.accounts.personal_data import erases, holds, stamp, subjects_about
from filiere.site.accounts.retention import remove_rows, removes
from filiere.site.mail.delivery import sends
from filiere.site.mail.models import Letter
from filiere.site.mail.posting import post, post_to_address

register_post(post, sends)


@register_poster
def _send(**letter: Any) -> None:
    post_to_address(**letter)


def _theirs(user: User) -> Any:
    return Letter.objects.filter(Q(to=user) | Q(address=user.email))


@holds("letters")
def _letters(user: User) -> list[dict[str, Any]]:
    return [
        {
            "kind": letter.kind,
            "about": letter.about,
            "subject": letter.subject,
            "body": letter.body,
            "written_at": stamp(letter.written_at),
            "sent_at": stamp(letter.sent_at),
        }
        for letter in _theirs(user).order_by("pk")
    ]


@erases("letters")
def _erase(user: User) -> None:
    """Their letters, and those that told others what they were given, which say their name."""
    _theirs(user).delete()
    Letter.objects.filter(about__in=subjects_about(user)).delete()


@removes("letters")
def _due(before: datetime, most: int) -> int:
    return remove_rows(Letter.objects.filter(written_at__lt=before), most)
