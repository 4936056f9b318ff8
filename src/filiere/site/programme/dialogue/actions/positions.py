"""Recording what organisations say on a subject, and agreements that they signed and deposited."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.kit.rights import allowed
from filiere.site.members.models import Organisation
from filiere.site.programme.dialogue.actions.common import ROOM_TARGET, clean_words, read_fingerprint, require_seat
from filiere.site.programme.dialogue.faults import refuse
from filiere.site.programme.dialogue.models import (
    DepositedAgreement,
    DialogueRoom,
    PositionSubject,
    StatedPosition,
)


@act("subject.add", on=ROOM_TARGET, right="dialogue:keep")
def add_subject(
    room: DialogueRoom,
    *,
    actor: User,
    title: str,
    title_en: str = "",
    about: str = "",
    about_en: str = "",
) -> PositionSubject:
    """Add a subject to the matrix of positions."""
    return PositionSubject.objects.create(
        title=clean_words(title, "title"),
        title_en=clean_words(title_en, "title_en", needed=False),
        about=clean_words(about, "about", needed=False),
        about_en=clean_words(about_en, "about_en", needed=False),
        added_at=timezone.now(),
    )


@act("position.state", on=ROOM_TARGET, right="dialogue:state")
def state_position(
    room: DialogueRoom,
    *,
    actor: User,
    organisation: Organisation,
    subject: PositionSubject,
    stance: str,
    text: str,
    on: date,
    source: str,
    source_url: str = "",
    day: date = TODAY,
) -> StatedPosition:
    """Record what an organisation says on a subject since a day, and where it said so. It is never edited after."""
    if on > day:
        raise refuse("dialogue-position-future", "on")
    if not allowed(actor, "dialogue:keep", room):
        seat = require_seat(actor, room, "dialogue:state")
        if seat.organisation_id != organisation.pk:
            raise refuse("dialogue-position-other", "organisation")
    return StatedPosition.objects.create(
        room=room,
        organisation=organisation,
        subject=subject,
        stance=stance,
        text=clean_words(text, "text"),
        on=on,
        known_at=timezone.now(),
        source=clean_words(source, "source"),
        source_url=source_url,
        by=actor,
    )


@act("agreement.deposit", on=ROOM_TARGET, right="dialogue:keep")
def deposit_agreement(
    room: DialogueRoom,
    *,
    actor: User,
    title: str,
    parties: str,
    signed_on: date,
    deposited_on: date,
    file_sha256: str,
    title_en: str = "",
    ends_on: date | None = None,
    day: date = TODAY,
) -> DepositedAgreement:
    """Record an agreement that parties signed and deposited, by the fingerprint of its file."""
    if not signed_on <= deposited_on <= day or (ends_on is not None and ends_on < signed_on):
        raise refuse("dialogue-agreement-days", "deposited_on")
    found = read_fingerprint(file_sha256)
    return DepositedAgreement.objects.create(
        room=room,
        title=clean_words(title, "title"),
        title_en=clean_words(title_en, "title_en", needed=False),
        parties=clean_words(parties, "parties"),
        signed_on=signed_on,
        deposited_on=deposited_on,
        ends_on=ends_on,
        file_sha256=found,
        by=actor,
        recorded_at=timezone.now(),
    )
