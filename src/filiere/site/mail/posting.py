"""Writing letters inside the transaction of an act; they leave once it is committed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.mail.delivery import deliver
from filiere.site.mail.models import Letter


def post(*, to: Iterable[User], subject: Text, body: Text, kind: str, about: str = "") -> list[Letter]:
    """Write one letter to each person, once, in their language; erased and closed accounts get none."""
    now = timezone.now()
    people = {user.pk: user for user in to if user.is_active and user.erased_at is None}
    letters = [
        Letter(
            to=user,
            language=user.language,
            kind=kind,
            about=about,
            subject=subject.get("en" if user.language == "en" else "fr")[:200],
            body=body.get("en" if user.language == "en" else "fr"),
            written_at=now,
        )
        for user in people.values()
    ]
    letters = Letter.objects.bulk_create(letters)
    if letters:
        keys = [letter.pk for letter in letters]
        transaction.on_commit(lambda: deliver(keys), robust=True)
    return letters
