"""Links by which a centre opens its form: the secret is drawn for a letter, and only its hash is kept."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from filiere.site.accounts.sealing import hash_token, list_token_hashes
from filiere.site.survey.waves.models import LINK, AccessLink, SampledUnit, Wave

_LONGEST = 100


def make_links(units: Iterable[SampledUnit], expires_on: date) -> dict[int, str]:
    """Make a link for each of these centres, until a day; return the secrets by the primary key of the unit."""
    drawn = {unit.pk: secrets.token_urlsafe(24) for unit in units}
    AccessLink.objects.bulk_create(
        AccessLink(unit_id=key, token_hash=hash_token(LINK, token), expires_on=expires_on)
        for key, token in drawn.items()
    )
    return drawn


def find_unit(token: str, day: date) -> SampledUnit | None:
    """Return the centre whose form a link opens on a day, with its wave; None for a link that opens nothing."""
    link = _find_links(token, day).select_related("unit__wave__previous").first()
    return link.unit if link is not None else None


def is_link_open(token: str, day: date) -> bool:
    """Whether a link opens a form on a day, its collection under way: asked again as an answer is taken."""
    return _find_links(token, day).filter(unit__wave__state=Wave.State.OPEN).exists()


def _find_links(token: str, day: date) -> QuerySet[AccessLink]:
    if len(token) > _LONGEST:
        return AccessLink.objects.none()
    return AccessLink.objects.filter(token_hash__in=list_token_hashes(LINK, token), expires_on__gte=day)
