"""Putting a text under discussion: words of one’s own, or a field of a criterion of a release, by its stable name."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from filiere.programme.paragraphs import join_paragraphs, split_paragraphs
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.programme.dialogue.actions.common import ROOM_TARGET, TEXT_TARGET, clean_words
from filiere.site.programme.dialogue.faults import refuse
from filiere.site.programme.dialogue.models import DialogueRoom, DiscussedText
from filiere.site.programme.dialogue.release_fields import read_release_field

LONGEST_CODE = 12
"""Signs of the code of a text; those of its amendments, and of their reasons, begin with it."""


@act("text.put", on=ROOM_TARGET, right="dialogue:keep")
def put_text(
    room: DialogueRoom,
    *,
    actor: User,
    code: str,
    title: str,
    amend_until: date,
    subamend_until: date,
    title_en: str = "",
    base: str = "",
    release: str = "",
    criterion: str = "",
    field: str = "",
    language: str = "fr",
) -> DiscussedText:
    """Put a text under discussion until a day: the words given, or those of a field of a criterion of a release.

    Amendments to amendments are taken until a day of their own.
    """
    if subamend_until < amend_until:
        raise refuse("dialogue-deadline-order", "subamend_until")
    code = clean_words(code, "code")
    if room.texts.filter(code=code).exists():
        raise refuse("dialogue-text-code", "code", code=code)
    found = {}
    if release:
        read = read_release_field(actor, release, criterion, field, language)
        base, found = read.words, {"release": release, "release_sha256": read.sha256, "field": read.field}
        found["criterion"] = criterion
    paragraphs = split_paragraphs(clean_words(base, "base", needed=False))
    if not paragraphs:
        raise refuse("dialogue-text-empty", "criterion" if release else "base")
    return DiscussedText.objects.create(
        room=room,
        code=code,
        title=clean_words(title, "title"),
        title_en=clean_words(title_en, "title_en", needed=False),
        base=join_paragraphs(paragraphs),
        language=language,
        amend_until=amend_until,
        subamend_until=subamend_until,
        put_at=timezone.now(),
        put_by=actor,
        **found,
    )


@act("text.postpone", on=TEXT_TARGET, right="dialogue:keep")
def move_deadlines(
    text: DiscussedText,
    *,
    actor: User,
    amend_until: date,
    subamend_until: date,
) -> DiscussedText:
    """Move the deadlines of a text, and with the second that of the reasons of its amendments."""
    if subamend_until < amend_until:
        raise refuse("dialogue-deadline-order", "subamend_until")
    text.amend_until, text.subamend_until = amend_until, subamend_until
    text.save(update_fields=["amend_until", "subamend_until"])
    for reasons in DiscussedText.objects.filter(reasons__amendment__text=text).select_related("room"):
        reasons.amend_until = reasons.subamend_until = subamend_until
        reasons.save(update_fields=["amend_until", "subamend_until"])
        record_row(actor, "text.postpone", reasons)
    return text
