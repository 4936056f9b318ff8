"""The reasons of an amendment as a text of its own, which is amended and voted apart from the words of the amendment.

What is amended is one version of the reasons, whose number its code ends with (`2.46-04-M1`). Each amendment to it that
is adopted makes a new version by the vote itself; those that remain still aim at the version that they were filed on.
"""

from __future__ import annotations

from django.utils import timezone

from filiere.programme.paragraphs import join_paragraphs, split_paragraphs
from filiere.site.programme.dialogue.models import AmendmentReasons, DiscussedText, TextAmendment
from filiere.site.programme.dialogue.text_readings import STANDING

STANDING_STATES = tuple(STANDING)


def find_reasons_text(row: TextAmendment) -> DiscussedText | None:
    """Return the text that the present reasons of an amendment are, or that made them; None if nobody amended them."""
    latest = row.reasons.order_by("-number").select_related("vote")[0]
    found = DiscussedText.objects.filter(reasons__amendment=row).order_by("-reasons__number").first()
    if found is None or not (
        found.reasons_id == latest.pk or (latest.vote is not None and latest.vote.text_id == found.pk)
    ):
        return None
    found.room = row.text.room
    return found


def build_reasons_text(row: TextAmendment) -> DiscussedText:
    """Return the present reasons of an amendment as a text under discussion, not saved yet, put by nobody.

    They are amended as long as an amendment to an amendment of the text is.
    """
    latest: AmendmentReasons = row.reasons.order_by("-number")[0]
    until = row.text.subamend_until
    return DiscussedText(
        room=row.text.room,
        code=f"{row.code}-M{latest.number}",
        title=f"Motif de l’amendement {row.code}",
        title_en=f"Reasons of amendment {row.code}",
        base=join_paragraphs(split_paragraphs(latest.words)),
        language=row.text.language,
        reasons=latest,
        amend_until=until,
        subamend_until=until,
        put_at=timezone.now(),
    )


def read_reasons_text(row: TextAmendment) -> DiscussedText:
    """Return the reasons of an amendment as a text, under discussion or not yet."""
    return find_reasons_text(row) or build_reasons_text(row)


def list_standing(row: TextAmendment) -> list[TextAmendment]:
    """Return the amendments to the reasons of an amendment that may still make them, or made them as they are."""
    found = find_reasons_text(row)
    if found is None:
        return []
    return list(found.amendments.filter(state__in=STANDING_STATES).select_related("text__room"))
